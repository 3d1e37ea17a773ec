"""What a representative sees: their own institution's record, and nothing of anybody else's (Art. 5, 15.1)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions_app.models import Acuerdo, Dispatch, Meeting, RollEntry
from sessions_app.selectors.attendance import ABSENT, ATTENDED, NOT_COMPUTED
from sessions_app.selectors.record import my_record
from sessions_app.services import acta as acta_services
from tests.conftest import ORDINARY_SEAT, PRIVATE_SEAT, lima

from . import story as stories

TODAY = date(2026, 11, 24)


@pytest.fixture
def story(closed_story, monkeypatch) -> stories.Story:
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-11-24 09:00"))
    return closed_story


def record_of(story, user):
    return my_record(user, story.committee.body, on=TODAY)


def the_line(story, number: int, role: str = "titular"):
    (line,) = record_of(story, story.committee.person(number, role).user).lines
    return line


# --- Attendance ----------------------------------------------------------------------------------------------------
def test_the_institution_that_came_attended_with_its_role_and_times(story):
    line = the_line(story, 11)
    assert line.state == ATTENDED
    (stay,) = line.stays
    assert (stay.role, stay.since, stay.until) == ("titular", story.hour("09:50"), story.hour("11:05"))


def test_the_titular_sees_that_the_alterno_went(story):
    line = the_line(story, 23)
    assert (line.state, line.stays[0].role) == (ATTENDED, "alternate")


def test_the_institution_that_did_not_come_is_absent(story):
    assert the_line(story, 5).state == ABSENT


def test_a_session_is_not_computed_for_an_institution_that_nobody_notified(story):
    Dispatch.objects.filter(entry=story.entry(10)).update(state="failed", sent_at=None)
    line = the_line(story, 10)
    assert (line.state, line.ruling.code) == (NOT_COMPUTED, "not_notified")


def test_a_session_is_not_computed_for_a_suspended_institution(story):
    RollEntry.objects.filter(pk=story.entry(10).pk).update(suspended=True)
    line = the_line(story, 10)
    assert (line.state, line.ruling.code) == (NOT_COMPUTED, "suspended")
    assert line.why


def test_the_bar_adds_up_to_all_sessions_of_the_year(story):
    (segment,) = record_of(story, story.committee.titular(6)).bar
    assert (segment.state, segment.count, segment.x, segment.width) == (ATTENDED, 1, 0.0, 100.0)


# --- The page ------------------------------------------------------------------------------------------------------
def page(client, **query) -> str:
    return client.get(reverse("sessions:my_record"), query).content.decode()


def test_the_page_names_no_other_institution(story, client_for):
    shown = page(client_for(story.committee.titular(ORDINARY_SEAT)))
    own = story.committee.institution(ORDINARY_SEAT).name
    assert own in shown
    others = [story.committee.institution(n).name for n in story.committee.seats if n != 5]
    assert [name for name in others if name in shown] == []
    people = [person.full_name for (n, _), person in story.committee.people.items() if n != 5]
    assert [name for name in people if name in shown] == []


def test_the_acuerdos_that_name_the_institution_are_there_with_their_day(story, client_for):
    mine = Acuerdo.objects.get(responsible__number=15)
    shown = page(client_for(story.committee.titular(PRIVATE_SEAT)))
    assert mine.label in shown
    assert f"{mine.due_on:%d/%m/%Y}" in shown
    assert Acuerdo.objects.get(responsible__number=16).label not in shown


def test_staff_without_a_seat_are_told_why_the_page_is_empty(story, client_for):
    assert "Su cuenta no representa a ninguna institución" in page(client_for(story.committee.secretary))


def test_a_stranger_has_no_record_and_an_odd_year_is_ignored(story, client_for):
    assert client_for(story.committee.stranger).get(reverse("sessions:my_record")).status_code == 403
    assert "2026" in page(client_for(story.committee.titular(ORDINARY_SEAT)), year="99x9")


def test_the_record_asks_the_same_number_of_queries_for_any_history(story):
    user = story.committee.titular(6)
    with CaptureQueriesContext(connection) as one:
        record_of(story, user)
    entry, first = story.entry(6), story.meeting
    for number in range(2, 8):
        meeting = Meeting.objects.get(pk=first.pk)
        meeting.pk, meeting.number = None, number
        meeting._state.adding = True
        meeting.save()
        copy = RollEntry.objects.get(pk=entry.pk)
        copy.pk, copy.meeting = None, meeting
        copy._state.adding = True
        copy.save()
    with CaptureQueriesContext(connection) as many:
        assert len(record_of(story, user).lines) == 7
    assert len(many) == len(one)


# --- Acuerdos ------------------------------------------------------------------------------------------------------
def test_readers_list_all_acuerdos_and_a_member_only_those_that_name_theirs(story, client_for):
    labels = set(Acuerdo.objects.values_list("label", flat=True))
    assert len(labels) == 2
    address = reverse("sessions:acuerdos")
    for user in (story.committee.secretary, story.committee.viewer, story.committee.president):
        shown = client_for(user).get(address).content.decode()
        assert all(label in shown for label in labels)
    shown = client_for(story.committee.titular(PRIVATE_SEAT)).get(address).content.decode()
    assert [label for label in labels if label in shown] == [Acuerdo.objects.get(responsible__number=15).label]


def test_acuerdos_are_filtered_by_year_responsible_and_day_passed(story, client_for):
    browser, address = client_for(story.committee.viewer), reverse("sessions:acuerdos")
    first, second = Acuerdo.objects.order_by("number")
    Acuerdo.objects.filter(pk=first.pk).update(due_on=date(2026, 11, 23))
    for query, expected in (
        ({"overdue": "on"}, [first.label]),
        ({"responsible": second.responsible_id}, [second.label]),
        ({"year": 2026}, [first.label, second.label]),
        ({"year": "nunca"}, [first.label, second.label]),
    ):
        shown = browser.get(address, query).content.decode()
        assert [label for label in (first.label, second.label) if f">{label}</a>" in shown] == expected


def test_an_acuerdo_shows_the_arithmetic_of_its_vote(story, client_for):
    acuerdo = Acuerdo.objects.get(responsible__number=16)
    shown = client_for(story.committee.viewer).get(reverse("sessions:acuerdo", args=[acuerdo.pk])).content.decode()
    assert "Voto dirimente" in shown
    assert "Art. 13" in shown


def test_a_member_does_not_see_how_the_others_voted(story, client_for):
    acuerdo = Acuerdo.objects.get(responsible__number=15)
    address = reverse("sessions:acuerdo", args=[acuerdo.pk])
    assert "Voto de cada institución" in client_for(story.committee.viewer).get(address).content.decode()
    shown = client_for(story.committee.titular(PRIVATE_SEAT)).get(address).content.decode()
    assert "Voto de cada institución" not in shown
    assert story.committee.institution(6).name not in shown
    assert client_for(story.committee.titular(14)).get(address).status_code == 404


def test_a_certificate_is_issued_from_the_page_and_read_by_who_may_see_the_acuerdo(story, client_for):
    acuerdo = Acuerdo.objects.get(responsible__number=15)
    office = client_for(story.committee.secretary)
    address = reverse("sessions:acuerdo_certify", args=[acuerdo.pk])
    asked = office.get(address).content.decode()
    assert "su número no se vuelve a usar" in asked
    assert 'name="known" value="0"' in asked
    assert not acta_services.acuerdos.certificates(acuerdo).exists(), "asking issues nothing"
    assert office.post(address, {"known": 0}).status_code == 302
    twice = office.post(address, {"known": 0})
    assert twice.status_code == 422
    assert 'name="known" value="1"' in twice.content.decode(), "confirmed again, it is one more"
    assert "ya se emitió uno" in twice.content.decode()
    (paper,) = [row.document for row in acta_services.acuerdos.certificates(acuerdo)]
    served = reverse("sessions:acuerdo_certificate", args=[acuerdo.pk, paper.pk])
    assert client_for(story.committee.titular(PRIVATE_SEAT)).get(served)["Content-Type"] == "application/pdf"
    assert client_for(story.committee.titular(14)).get(served).status_code == 404
    assert client_for(story.committee.viewer).get(address).status_code == 403
    assert client_for(story.committee.viewer).post(address, {"known": 1}).status_code == 403
