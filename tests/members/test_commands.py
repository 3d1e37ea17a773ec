import csv
import json
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from audit.models import Event
from members.enums import Role, Sector
from members.models import Body, Seat, SeatHolding
from members.selectors import assembly, members_on, roles_of
from norms.models import NonWorkingDay, OfficialYear
from norms.selectors import calendar_for, letterhead_on, official_year, version_in_force
from regulation.params import PUNO_2022

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def run(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def test_the_committee_is_loaded_with_its_twenty_three_institutions() -> None:
    said = run("load_cerx_puno")
    assert "23 asientos" in said
    rows = members_on(assembly(), date(2022, 6, 1))
    listed = list(
        csv.DictReader((settings.BASE_DIR / "data" / "instituciones.csv").read_text(encoding="utf-8").splitlines())
    )
    assert [row.institution.name for row in rows] == [row["nombre"] for row in listed]
    sectors = [row.institution.sector for row in rows]
    assert (sectors.count(Sector.PUBLIC), sectors.count(Sector.PRIVATE), sectors.count(Sector.ACADEMIC)) == (15, 7, 1)


def test_loading_twice_changes_nothing() -> None:
    run("load_cerx_puno")
    NonWorkingDay.objects.filter(date=date(2026, 7, 27)).update(name="Corregido por la oficina")
    before = [model.objects.count() for model in (Body, Seat, SeatHolding, NonWorkingDay, OfficialYear)]
    assert "no se cambió nada" in run("load_cerx_puno")
    assert [model.objects.count() for model in (Body, Seat, SeatHolding, NonWorkingDay, OfficialYear)] == before
    assert NonWorkingDay.objects.get(date=date(2026, 7, 27)).name == "Corregido por la oficina"


def test_what_was_loaded_is_said_in_singular_and_plural() -> None:
    said = run("load_cerx_puno")
    assert "1 versión del reglamento, 1 órgano, 1 membrete, 3 días no laborables" in said


def test_a_lost_second_factor_is_taken_off_on_the_server_and_leaves_an_event() -> None:
    user = User.objects.create_user("rosa@cerx.example", None, full_name="Rosa Quispe")
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=user, type=kind, data={})
    said = run("reset_second_factor", "--email", "Rosa@cerx.example", "--motivo", "Perdió el teléfono")
    assert "Rosa Quispe" in said
    assert not Authenticator.objects.filter(user=user).exists()
    event = Event.objects.get(action="account.second_factor_reset")
    assert event.stream == f"user:{user.pk}"
    assert event.data["reason"] == "Perdió el teléfono"
    assert event.data["kinds"] == ["recovery_codes", "totp"]


def test_taking_off_a_second_factor_that_is_not_there_says_so_and_leaves_nothing() -> None:
    User.objects.create_user("rosa@cerx.example", None, full_name="Rosa Quispe")
    with pytest.raises(CommandError, match="no tiene un segundo factor"):
        run("reset_second_factor", "--email", "rosa@cerx.example")
    with pytest.raises(CommandError, match="No hay ninguna cuenta"):
        run("reset_second_factor", "--email", "otra@cerx.example")
    assert not Event.objects.exists()


def test_seat_eight_passed_to_agromercado_by_law() -> None:
    run("load_cerx_puno")
    assert members_on(assembly(), date(2023, 9, 14))[7].institution.name.startswith("Sierra y Selva Exportadora")
    row = members_on(assembly(), date(2023, 9, 15))[7]
    assert row.institution.name.startswith("AGROMERCADO")
    assert str(row.holding.instrument) == "Ley N° 31872"


def test_the_regulation_in_force_is_puno_2022() -> None:
    run("load_cerx_puno")
    assert version_in_force(assembly().rulebook, TODAY).rules() == PUNO_2022


def test_calendar_letterhead_and_years_come_with_it() -> None:
    run("load_cerx_puno")
    calendar = calendar_for(assembly().territory, date(2026, 10, 27))
    assert calendar.add_business_days(date(2026, 10, 27), 7) == date(2026, 11, 6)
    assert letterhead_on("cerx-puno", TODAY).suffix == "CERX-PUNO"
    assert all(official_year(year).startswith("Año d") for year in range(2022, 2027))


def test_a_broken_file_loads_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(settings.BASE_DIR / "data", folder)
    (folder / "instituciones.csv").write_text("asiento,nombre\n1,Una\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"instituciones\.csv: faltan las columnas"):
        run("load_cerx_puno", "--data", str(folder))
    assert not Body.objects.exists()
    assert not NonWorkingDay.objects.exists()


def test_the_data_file_names_seats_that_exist() -> None:
    facts = json.loads((settings.BASE_DIR / "data" / "cerx-puno.json").read_text(encoding="utf-8"))
    assert {succession["seat"] for succession in facts["successions"]} <= set(range(1, 24))


def test_the_first_user_administers_and_is_the_secretary_with_a_paper() -> None:
    run("load_cerx_puno")
    said = run(
        "create_first_user",
        "--email=jefa@dircetur.gob.pe",
        "--nombre=Jefa Primera",
        "--documento=012-2026-DIRCETUR",
        "--generar-clave",
    )
    user = User.objects.get(email="jefa@dircetur.gob.pe")
    password = next(line.split()[1] for line in said.splitlines() if line.strip().startswith("clave:"))
    assert user.check_password(password)
    today = user.date_joined.date()
    assert roles_of(user, assembly(), today) == {Role.ADMIN, Role.SECRETARY}


def test_the_first_user_without_a_paper_only_administers() -> None:
    run("load_cerx_puno")
    said = run("create_first_user", "--email=jefa@dircetur.gob.pe", "--nombre=Jefa Primera", "--generar-clave")
    assert "administración del sistema" in said
    user = User.objects.get(email="jefa@dircetur.gob.pe")
    assert roles_of(user, assembly(), user.date_joined.date()) == {Role.ADMIN}


def test_the_first_user_needs_a_committee_and_a_free_address() -> None:
    with pytest.raises(CommandError, match="load_cerx_puno"):
        run("create_first_user", "--email=a@b.pe", "--nombre=A")
    run("load_cerx_puno")
    run("create_first_user", "--email=a@b.pe", "--nombre=A", "--generar-clave")
    with pytest.raises(CommandError, match="ya lo usa"):
        run("create_first_user", "--email=A@b.pe", "--nombre=A", "--generar-clave")
