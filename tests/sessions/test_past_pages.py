"""One past session typed by hand goes the way of a table: reviewed, shown, confirmed; nothing typed is lost on the way."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Upload
from exchange.models import ImportBatch
from members.models import Accreditation
from sessions_app.models import Meeting
from sessions_app.selectors.duties import installed_sessions
from tests.conftest import Committee, lima

NOW = lima("2026-11-20 10:00")
DAY = "2023-03-15"


@pytest.fixture
def office(committee: Committee, client_for, monkeypatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return client_for(committee.secretary)


@pytest.fixture
def url() -> str:
    return reverse("sessions:past_new") + f"?fecha={DAY}"


def typed(**changes: str) -> dict[str, str]:
    """Ordinaria 001-2023, convened nine days before, with 17 of 23 and MINCETUR."""
    data = {"kind": "ordinary", "number": "1", "year": "2023", "start": "10:00", "end": "1230", "place": "DIRCETUR"}
    data |= {"convened_on": "2023-03-06", "came_mincetur": "titular", "name_mincetur": "Luis Zevallos"}
    data |= {f"came_{number}": "titular" if number <= 17 else "absent" for number in range(1, 24)}
    return data | changes


def test_the_day_comes_first_and_brings_its_institutions(office: Client, committee: Committee, url: str) -> None:
    page = office.get(reverse("sessions:past_new")).content.decode()
    assert "¿Qué día fue?" in page
    shown = office.get(url).content.decode()
    assert committee.institution(8).name in shown
    assert "Titular: Titular 08 Quispe" in shown
    for day, words in (
        ("2027-01-05", "todavía no llega"),
        ("2021-01-05", "no tenía miembros"),
        ("x", "Escriba la fecha así"),
    ):
        assert words in office.get(reverse("sessions:past_new"), {"fecha": day}).content.decode()


def test_what_was_typed_is_reviewed_and_then_confirmed(office: Client, committee: Committee, url: str) -> None:
    answer = office.post(url, typed(came_17="alternate", since_3="10:20", came_20="excused", last_acuerdo="4"))
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("members:import_batch", args=[batch.pk])
    assert not Meeting.objects.exists()
    assert batch.upload.name == "sesion-ordinaria-001-2023.xlsx"
    assert office.get(answer.url).status_code == 200
    office.post(reverse("members:import_confirm", args=[batch.pk]))
    meeting = Meeting.objects.get()
    assert (str(meeting), meeting.import_batch) == ("Sesión Ordinaria N° 001-2023", batch)
    assert meeting.roll.get(seat__number=17).presences.get().name == "Alterno 17 Quispe"
    assert meeting.roll.get(seat__number=3).presences.get().from_at == lima("2023-03-15 10:20")
    assert [held.mincetur for held in installed_sessions(committee.body)] == [True]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": ""}, "Escriba el número, sin el año."),
        ({"came_5": ""}, "Marque si asistió."),
        ({"start": "25:00"}, "Escriba la hora de 24 horas"),
        ({"end": "09:00"}, "es anterior a la de inicio (10:00)"),
        ({"convened_on": "2023-03-20"}, "es posterior a la sesión (15/03/2023)"),
        ({"year": "2025"}, "corrija el año o las fechas"),
        ({"name_4": "Titular 09 Quispe"}, "representaba ese día a"),
        ({"name_20": "Rosa Mamani"}, "figura ausente, pero"),
        ({"since_4": "13:00"}, "nadie llega después del fin"),
    ],
)
def test_what_is_wrong_is_reported_beside_its_field_and_nothing_is_lost_or_kept(
    office: Client, url: str, wrong: dict[str, str], words: str
) -> None:
    answer = office.post(url, typed(place="Salón consistorial", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Salón consistorial" in page
    assert not ImportBatch.objects.exists()
    assert not Upload.objects.exists()
    assert not Meeting.objects.exists()
    [field] = wrong
    form = answer.context["form"]
    shown = [name for name in form.errors if name != "__all__"]
    assert [name.rpartition("_")[2] for name in shown] == [field.rpartition("_")[2]]


def test_a_seat_without_anybody_accredited_asks_who_came(office: Client, committee: Committee, url: str) -> None:
    Accreditation.objects.filter(seat=committee.seats[4]).update(ends_before=date(2023, 1, 1))
    page = office.post(url, typed()).content.decode()
    assert "no tenía acreditado a su titular: escriba el nombre de quien asistió" in page
    assert office.post(url, typed(name_4="Rosa Mamani")).status_code == 302


def test_only_the_office_types_a_past_session(office: Client, committee: Committee, client_for, url: str) -> None:
    for user in (committee.president, committee.titular(3), committee.viewer, committee.admin):
        assert client_for(user).post(url, typed()).status_code == 403
