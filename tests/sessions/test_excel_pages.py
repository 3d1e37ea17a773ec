"""Each list of sessions as an Excel file: what its page shows, to whom it shows it."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Person
from tests.conftest import ORDINARY_SEAT, PRIVATE_SEAT, client_of
from tests.sessions import story as stories

pytestmark = pytest.mark.django_db


def table(browser, url, **asked) -> list[tuple]:
    response = browser.get(url, {**asked, "formato": "excel"})
    assert response.status_code == 200, response.status_code
    assert response["Content-Disposition"].startswith("attachment")
    return list(load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))


def offers(browser, url) -> bool:
    return "formato=excel" in browser.get(url).content.decode()


def test_the_list_of_sessions_with_its_filters_and_the_same_queries_for_any_number(committee):
    browser = client_of(committee.secretary)
    url = reverse("sessions:list")
    stories.closed(committee)
    assert offers(browser, url)
    with CaptureQueriesContext(connection) as few:
        assert len(table(browser, url)) == 2
    for _ in range(2):
        stories.convened(committee)
    with CaptureQueriesContext(connection) as more:
        rows = table(browser, url)
    assert len(more) <= len(few)
    assert len(rows) == 4
    assert {row[7] for row in rows[1:]} == {"Cerrada", "Convocada"}
    assert len(table(browser, url, state="closed")) == 2
    assert rows[1][3].year == 2026


def test_the_acuerdos_that_one_may_see(committee, closed_story):
    url = reverse("sessions:acuerdos")
    office = table(client_of(committee.secretary), url)
    assert "Responsable" in office[0]
    own = table(client_of(committee.titular(PRIVATE_SEAT)), url)
    assert "Responsable" not in own[0]
    assert 1 < len(own) <= len(office)
    assert len(table(client_of(committee.titular(ORDINARY_SEAT)), url)) == 1


def test_the_roll_with_who_came_and_the_whole_notice(committee, closed_story):
    meeting = closed_story.meeting
    browser = client_of(committee.secretary)
    roll = table(browser, reverse("sessions:detail", args=[meeting.pk]))
    assert roll[0][:2] == ("Asiento", "Institución")
    assert {row[8] for row in roll[1:]} >= {"Titular", "Ausente"}
    assert any(row[11] is not None for row in roll[1:])
    url = reverse("sessions:dispatches", args=[meeting.pk])
    with_addresses = table(browser, url)
    assert "Correo" in with_addresses[0]
    assert "Correo" not in table(client_of(committee.viewer), url)[0]
    addresses = set(Person.objects.exclude(email="").values_list("email", flat=True))
    assert {row[4] for row in with_addresses[1:]} & addresses
    assert offers(browser, url)
    assert offers(browser, reverse("sessions:detail", args=[meeting.pk]))


def test_a_representative_takes_neither_the_roll_nor_the_notice(committee, closed_story):
    meeting = closed_story.meeting
    browser = client_of(committee.titular(ORDINARY_SEAT))
    page = browser.get(reverse("sessions:detail", args=[meeting.pk]), {"formato": "excel"})
    assert page["Content-Type"].startswith("text/html")
    for name in ("dispatches", "history"):
        assert browser.get(reverse(f"sessions:{name}", args=[meeting.pk]), {"formato": "excel"}).status_code in (
            403,
            404,
        )


def test_a_session_s_history_and_one_s_own_record(committee, closed_story):
    meeting = closed_story.meeting
    history = table(client_of(committee.secretary), reverse("sessions:history", args=[meeting.pk]))
    assert history[0][2] == "Quién"
    assert any("cerró" in str(row[4]) for row in history[1:])
    browser = client_of(committee.titular(ORDINARY_SEAT))
    record = table(browser, reverse("sessions:my_record"))
    assert record[1][3] in ("Asistió", "No asistió", "No se computa")
    stranger = client_of(committee.secretary).get(reverse("sessions:my_record"), {"formato": "excel"})
    assert stranger["Content-Type"].startswith("text/html")


def test_the_accesses_for_the_administration_alone(committee):
    url = reverse("members:access")
    rows = table(client_of(committee.admin), url)
    assert {row[2] for row in rows[1:]} == {"Administración del sistema", "Consulta"}
    assert client_of(committee.secretary).get(url, {"formato": "excel"}).status_code == 403
