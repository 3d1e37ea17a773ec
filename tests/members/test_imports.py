"""Institutions, people and accreditations that come from a sheet, through the same services as from the pages."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.acts import Act
from audit.models import Event
from exchange.services import confirm, preview
from members.enums import SeatRole
from members.models import Accreditation, Institution, Person, Seat, SeatHolding
from members.selectors import member_on
from members.services import PaperData, PersonData, accredit
from tests.conftest import FOUNDED, ORDINARY_SEAT, PRIVATE_SEAT, client_of, lima
from tests.exchange.sheets import xlsx
from tests.members import test_directory_merge as merging
from tests.members import test_holdings as holdings

pytestmark = pytest.mark.django_db
AT = lima("2026-11-20 10:00")

GOOD_RUC = "20999999990"
INSTITUTIONS = ("Nombre", "Siglas", "RUC", "Sector", "Clase", "Distrito", "Correo", "Página web", "Temas")
PEOPLE = ("Nombres y apellidos", "Documento de identidad", "DNI", "Cargo", "Correo", "Teléfono", "Institución")
ACCREDITATIONS = (
    "Institución",
    "Calidad",
    "Nombres y apellidos",
    "DNI",
    "Desde",
    "Hasta",
    "Número del documento",
    "Fecha del documento",
)


@pytest.fixture
def bring(committee):
    def bring(kind, *rows, by=None):
        return preview(Act(by or committee.secretary, AT), kind=kind, file=xlsx(*rows))

    return bring


def fates(batch) -> list[str]:
    return [row["fate"] for row in batch.report["rows"]]


def problems_of(batch, place: int = 0) -> dict[str, str]:
    return dict(batch.report["rows"][place]["problems"])


def write(batch):
    return confirm(Act(batch.previewed_by, AT), batch_id=batch.pk)


def snapshot() -> dict[str, list]:
    """All that an import may touch."""
    return {
        model.__name__: list(model.objects.order_by("pk").values()) for model in (Institution, Person, Accreditation)
    }


# --- Institutions --------------------------------------------------------------------------------------------------
def test_a_new_institution_joins_the_directory_and_the_same_sheet_then_changes_nothing(bring):
    row = ["Cooperativa Cabana", "COOPAIN", GOOD_RUC, "Privado", "Organización de productores", "Cabana, San Román, Puno",
           "Gerencia@coopain.example", "coopain.example", "quinua; comercio justo"]  # fmt: skip
    batch = bring("instituciones", INSTITUTIONS, row)
    assert fates(batch) == ["new"]
    write(batch)
    made = Institution.objects.get(ruc=GOOD_RUC)
    assert (made.short_name, made.sector, made.email, made.website) == (
        "COOPAIN", "private", "gerencia@coopain.example", "https://coopain.example")  # fmt: skip
    assert set(made.themes.values_list("name", flat=True)) == {"quinua", "comercio justo"}
    before = snapshot()
    again = bring("instituciones", INSTITUTIONS, row)
    assert fates(again) == ["same"]
    write(again)
    assert snapshot() == before


def test_an_empty_cell_leaves_what_is_registered_and_a_change_says_from_what_to_what(bring, committee):
    known = committee.institution(PRIVATE_SEAT)
    known.phone, known.city = "051 111", "Puno"
    known.save()
    name = known.name
    batch = bring("instituciones", ("Nombre", "Teléfono", "Ciudad"), [name.upper(), "051 222", ""])
    assert batch.report["rows"][0]["changes"] == [["Teléfono", "051 111", "051 222"]]
    write(batch)
    known.refresh_from_db()
    assert (known.name, known.phone, known.city) == (name, "051 222", "Puno")  # capitals are not another name


def test_the_name_of_a_member_is_not_changed_by_a_sheet(bring, committee):
    known = committee.institution(PRIVATE_SEAT)
    known.ruc = GOOD_RUC
    known.save()
    batch = bring("instituciones", ("Nombre", "RUC"), ["Otro nombre", GOOD_RUC])
    assert fates(batch) == ["wrong"]
    assert set(problems_of(batch)) == {"Nombre"}


def test_a_list_of_years_ago_brings_back_no_name_that_was_left(bring, committee):
    old = committee.institution(9).name
    holdings.rename(committee)
    twins = ("Cámara de Ñuñoa", "Camara de Ñuñoa S.A.")
    write(bring("instituciones", ("Nombre", "Ciudad"), *([name, ""] for name in twins)))
    keep, drop = (Institution.objects.get(name=name) for name in twins)
    merging.merge(committee, keep, drop)
    batch = bring("instituciones", ("Nombre", "Ciudad"), [old.upper(), ""], [drop.name, ""])
    assert fates(batch) == ["wrong", "wrong"]
    assert "Nombre Nuevo" in problems_of(batch)["Nombre"]
    assert "Cámara de Ñuñoa" in problems_of(batch, 1)["Nombre"]


def test_the_excel_of_the_directory_comes_back_and_changes_nothing(bring, committee):
    row = ["Cooperativa Cabana", "privado", "quinua; comercio justo"]
    write(bring("instituciones", ("Nombre", "Sector", "Temas"), row))
    answer = client_of(committee.secretary).get(reverse("members:directory"), {"formato": "excel"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    batch = preview(
        Act(committee.secretary, AT), kind="instituciones", file=SimpleUploadedFile("directorio.xlsx", content)
    )
    assert set(fates(batch)) == {"same"}


def test_every_fault_of_an_institution_is_reported_at_once(bring):
    row = ["", "x", "20999999991", "mixto", "quiosco", "Ciudad Gótica", "sin arroba", "http://", ""]
    batch = bring("instituciones", INSTITUTIONS, row)
    assert set(problems_of(batch)) == {"Nombre", "RUC", "Sector", "Clase", "Distrito", "Correo", "Página web"}
    assert "Público, Privado o Académico" in problems_of(batch)["Sector"]


def test_a_ruc_of_another_name_and_a_name_with_another_ruc(bring):
    write(bring("instituciones", ("Nombre", "RUC"), ["Cooperativa Cabana", GOOD_RUC]))
    batch = bring(
        "instituciones", ("Nombre", "RUC"), ["Cooperativa Cabana", "20131312955"], ["Cooperativa de Cabana", GOOD_RUC]
    )
    assert fates(batch) == ["wrong", "changed"]
    assert GOOD_RUC in problems_of(batch)["RUC"]


def test_the_same_institution_twice_with_different_data_is_reported(bring):
    batch = bring(
        "instituciones",
        ("Nombre", "Ciudad"),
        ["Cámara Nueva", "Puno"],
        ["Cámara nueva", "Juliaca"],
        ["Cámara Nueva", ""],
    )
    assert fates(batch)[:2] == ["new", "wrong"]
    assert "La fila 2 ya trae" in problems_of(batch, 1)[""]


def test_a_ruc_that_lost_its_digits_in_excel_is_reported(bring):
    batch = bring("instituciones", ("Nombre", "RUC"), ["Cooperativa Cabana", "2.04063E+10"])
    assert "perdió cifras" in problems_of(batch)["RUC"]


# --- People --------------------------------------------------------------------------------------------------------
def test_people_are_known_by_document_then_by_address_then_by_name(bring, committee):
    one, two, three = (committee.person(n) for n in (5, 6, 7))
    one.document_kind, one.document_number = "dni", "01234567"
    one.save()
    two.phone = ""
    two.save()
    batch = bring(
        "personas", PEOPLE,
        [one.full_name, "DNI", "01234567", "Directora", "", "", ""],
        [two.full_name, "", "", "", two.email.upper(), "951 111 222", ""],
        [three.full_name.upper(), "", "07654321", "", "", "", "7"],
        ["Zoila Nueva Apaza", "Carné de extranjería", "001234567", "", "zoila@demo.example", "", ""],
    )  # fmt: skip
    assert fates(batch) == ["changed", "changed", "changed", "new"]
    people = Person.objects.count()
    write(batch)
    assert Person.objects.count() == people + 1
    for person in (one, two, three):
        person.refresh_from_db()
    assert one.position == "Directora"
    assert two.phone == "951 111 222"
    assert (three.document_kind, three.document_number) == ("dni", "07654321")
    assert Person.objects.get(email="zoila@demo.example").document_kind == "ce"


def test_every_fault_of_a_person_is_reported(bring, committee):
    holder = committee.person(ORDINARY_SEAT)
    holder.document_kind, holder.document_number = "dni", "01234567"
    holder.save()
    batch = bring(
        "personas", PEOPLE,
        ["Otra Persona", "DNI", "01234567", "", "", "", ""],
        ["Otra Persona", "", "", "", holder.email, "", ""],
        [holder.full_name, "DNI", "07654321", "", "", "", ""],
        ["", "pasaporte", 1234567, "", "sin arroba", "", "99"],
    )  # fmt: skip
    assert fates(batch) == ["wrong"] * 4
    assert holder.full_name in problems_of(batch, 0)["Nombres y apellidos"]
    assert holder.full_name in problems_of(batch, 1)["Nombres y apellidos"]
    assert "••••4567" in problems_of(batch, 2)["Nombres y apellidos"]
    assert set(problems_of(batch, 3)) == {
        "Nombres y apellidos",
        "Documento de identidad",
        "DNI",
        "Correo",
        "Institución",
    }


def test_two_people_of_one_name_are_not_guessed_between(bring, committee):
    Person.objects.create(full_name="Juan Mamani Quispe")
    Person.objects.create(full_name="JUAN MAMANI QUISPE")
    batch = bring("personas", ("Nombre", "Cargo"), ["Juan Mamani Quispe", "Gerente"])
    assert "Hay 2 personas" in problems_of(batch)["Nombre"]


def test_a_history_keeps_only_the_last_digits(bring, committee):
    write(bring("personas", PEOPLE, [committee.person(7).full_name, "", "07654321", "", "", "951234567", "7"]))
    event = Event.objects.filter(action="contact.updated").latest("pk")
    assert "07654321" not in str(event.data)
    assert "951234567" not in str(event.data)


@pytest.fixture
def seat(committee):
    """A seat that nobody was ever accredited for, held since the regulation's first day."""
    seat = Seat.objects.create(body=committee.body, number=24)
    institution = Institution.objects.create(name="Cámara de Prueba", sector="private")
    paper = committee.seats[9].holdings.get().instrument
    SeatHolding.objects.create(seat=seat, institution=institution, instrument=paper, starts_on=FOUNDED)
    return seat


@pytest.fixture
def running(committee, seat):
    """Its titular since 2024."""
    return accredit(
        Act(committee.secretary, AT),
        seat_id=seat.pk,
        role=SeatRole.TITULAR,
        person=PersonData(full_name="Rita Vigente", phone="951 000 000"),
        paper=PaperData(kind="oficio", number="R", date=date(2023, 12, 1), issuer="Cámara de Prueba"),
        starts_on=date(2024, 1, 1),
    )


# --- Accreditations ------------------------------------------------------------------------------------------------
def past(seat, role, name, starts, ends="", number="012-2023", paper="01/06/2022"):
    return [seat, role, name, "", starts, ends, number, paper]


def test_a_whole_past_comes_in_whatever_the_order_of_its_rows(bring, seat):
    rows = [
        past("24", "Titular", "Carla Tercera", "01/03/2025", number="C", paper="20/02/2025"),
        past("24", "Titular", "Ana Primera", "01/07/2022", number="A"),
        past("cámara de PRUEBA", "titular", "Beto Segundo", "15/01/2024", number="B", paper="10/01/2024"),
        past("Asiento 24", "Alterno", "Dina Alterna", "01/07/2022", "31/12/2023", number="D"),
    ]
    batch = bring("acreditaciones", ACCREDITATIONS, *rows)
    assert fates(batch) == ["new"] * 4
    write(batch)
    days = date(2023, 1, 1), date(2024, 1, 15), date(2026, 1, 1)
    assert [member_on(seat, day).titular.person.full_name for day in days] == [
        "Ana Primera", "Beto Segundo", "Carla Tercera"]  # fmt: skip
    assert member_on(seat, date(2023, 12, 31)).alternate.person.full_name == "Dina Alterna"
    assert member_on(seat, date(2024, 1, 1)).alternate is None
    before = snapshot()
    again = bring("acreditaciones", ACCREDITATIONS, *rows)
    assert fates(again) == ["same"] * 4
    write(again)
    assert snapshot() == before


def test_what_came_before_the_running_one_is_registered_without_moving_it(bring, seat, running):
    batch = bring(
        "acreditaciones", ACCREDITATIONS,
        past("24", "Titular", "Ana Primera", "01/07/2022", "30/06/2023"),
        past("24", "Titular", "Beto Segundo", "01/07/2023", number="B", paper="01/06/2023"),
    )  # fmt: skip
    assert fates(batch) == ["new", "new"]
    assert "31/12/2023" in batch.report["rows"][1]["notes"][0]
    write(batch)
    running.refresh_from_db()
    assert (running.starts_on, running.ends_before) == (date(2024, 1, 1), None)
    assert member_on(seat, date(2023, 8, 1)).titular.person.full_name == "Beto Segundo"
    assert Event.objects.filter(action="accreditation.recorded").count() == 2


def test_somebody_known_is_recognised_and_keeps_today_s_telephone(bring, running):
    head = (*ACCREDITATIONS, "Teléfono")
    people = Person.objects.count()
    row = [*past("24", "Titular", "RITA VIGENTE", "01/07/2022", "31/12/2022"), "051 1"]
    write(bring("acreditaciones", head, row))
    running.person.refresh_from_db()
    assert Person.objects.count() == people
    assert running.person.phone == "951 000 000"
    assert running.person.accreditations.count() == 2


def test_a_person_of_today_takes_the_telephone_of_the_sheet(bring, seat):
    write(
        bring("acreditaciones", (*ACCREDITATIONS, "Teléfono"), [*past("24", "Titular", "Ana", "01/07/2022"), "051 1"])
    )
    assert Person.objects.get(full_name="Ana").phone == "051 1"


def test_an_end_that_was_missing_may_come(bring, committee):
    running = Accreditation.objects.select_related("person", "instrument").get(
        seat=committee.seats[9], role=SeatRole.ALTERNATE
    )
    row = ["9", "Alterno", running.person.full_name, "", f"{running.starts_on:%d/%m/%Y}", "30/06/2026", running.instrument.number,
           f"{running.instrument.date:%d/%m/%Y}"]  # fmt: skip
    batch = bring("acreditaciones", ACCREDITATIONS, row)
    assert batch.report["rows"][0]["changes"] == [["Hasta", "—", "30/06/2026"]]
    write(batch)
    running.refresh_from_db()
    assert running.ends_before == date(2026, 7, 1)
    assert fates(bring("acreditaciones", ACCREDITATIONS, row)) == ["same"]
    row[5] = "30/05/2026"
    assert "no se cambia" in problems_of(bring("acreditaciones", ACCREDITATIONS, row))["Hasta"]


WRONG = {
    "an institution nobody knows": (past("Cooperativa Fantasma", "Titular", "Ana", "01/07/2022"), "Institución", "Ningún miembro"),
    "a seat that does not exist": (past("99", "Titular", "Ana", "01/07/2022"), "Institución", "No hay un asiento 99"),
    "a day before the regulation": (past("9", "Titular", "Ana", "01/01/2020", paper="01/01/2020"), "Desde", ""),
    "a role that is none": (past("9", "vocal", "Ana", "01/07/2022"), "Calidad", "Titular o Alterno"),
    "a day that does not exist": (past("9", "Titular", "Ana", "31/02/2023"), "Desde", "no existe"),
    "a day to come": (past("9", "Titular", "Ana", "01/07/2027"), "Desde", "todavía no llega"),
    "an end before the start": (past("9", "Titular", "Ana", "01/07/2022", "01/06/2022"), "Hasta", "antes de empezar"),
    "a paper of later": (past("9", "Titular", "Ana", "01/07/2022", "31/12/2022", paper="02/07/2022"), "Fecha del documento", "posterior"),
    "no paper": (past("9", "Titular", "Ana", "01/07/2022", number=""), "Número del documento", "Falta este dato"),
    "a lost zero": (["9", "Titular", "Ana", 1234567, "01/07/2022", "", "A", "01/06/2022"], "DNI", "Excel lo quitó"),
    "no name": (past("9", "Titular", "", "01/07/2022"), "Nombres y apellidos", "Falta este dato"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_an_accreditation_is_reported_at_its_column(what, bring):
    row, column, words = WRONG[what]
    batch = bring("acreditaciones", ACCREDITATIONS, row)
    assert fates(batch) == ["wrong"]
    assert words in problems_of(batch)[column]


def test_one_person_for_one_institution_holds_for_a_sheet_too(bring, committee, seat):
    other = committee.person(ORDINARY_SEAT)
    batch = bring(
        "acreditaciones",
        (*ACCREDITATIONS, "Correo"),
        [*past("24", "Titular", other.full_name, "01/02/2026"), other.email],
    )
    assert committee.institution(ORDINARY_SEAT).name in problems_of(batch)["Nombres y apellidos"]


def test_two_who_would_overlap_are_reported(bring, running):
    batch = bring("acreditaciones", ACCREDITATIONS, past("24", "Titular", "Ana Primera", "01/07/2022", "15/01/2024"))
    assert "Rita Vigente" in problems_of(batch)["Desde"]


# --- Who may -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["president", "viewer", "admin", "member", "stranger"])
@pytest.mark.parametrize("kind", ["instituciones", "personas", "acreditaciones"])
def test_only_the_office_brings_tables(committee, bring, who, kind):
    with pytest.raises(PermissionDenied):
        bring(kind, ("Nombre", "RUC"), ["x", ""], by=committee.everybody[who])
