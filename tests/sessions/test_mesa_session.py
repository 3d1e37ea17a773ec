"""One whole session of a Mesa, played through the services: what differs from the Assembly's comes from its data."""

from __future__ import annotations

import html
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.acts import Act
from documents.models import IssuedDocument
from documents.services import render
from members.models import Body
from norms.selectors import calendar_for
from norms.wording import explain
from regulation.refusal import Refused
from sessions_app.enums import ActaState, Capacity, ChairBasis, MeetingState, Station
from sessions_app.models import Acta, Acuerdo, Dispatch, Meeting
from sessions_app.player import option_of
from sessions_app.selectors.record import my_record
from sessions_app.selectors.todo import todo_for
from sessions_app.services import acta, drafts, voting
from sessions_app.services.roll import second_call_on
from tests import mesa as mesas
from tests.conftest import Committee, lima, suspend
from tests.mesa import COORDINATOR, SUFFIX, Mesa
from tests.sessions import story as stories

pytestmark = pytest.mark.django_db

AFTER = lima("2026-05-14 16:00")


def code_of(service, **arguments: Any) -> str:
    with pytest.raises(Refused) as refused:
        service(**arguments)
    return refused.value.ruling.code


def text_of(document: IssuedDocument) -> str:
    """What the paper says, tags and spaces left out."""
    made = render(document.pk)
    assert made.stored is not None, made.error
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bytes(made.stored.data).decode())))


def papers(meeting: Meeting) -> dict[str, str]:
    return {row.document.kind: text_of(row.document) for row in meeting.documents.select_related("document")}


# --- The draft -----------------------------------------------------------------------------------------------------
def test_its_draft_proposes_no_election_and_has_its_own_stations_only(mesa: Mesa) -> None:
    player = mesas.drafted(mesa)
    assert player.meeting.body.presiding_office == "coordinator"
    stations = {Station(item.station) for item in player.meeting.items.all()}
    assert stations <= {Station.PREVIOUS_ACTA, Station.REPORTS, Station.ORDER_OF_DAY}
    titles = list(player.meeting.items.values_list("title", flat=True))
    assert titles == ["Informes de la Coordinación y de la Secretaría Técnica", mesas.PLAN]
    refused = {"meeting_id": player.meeting.pk, "title": "Pedido", "act": Act(mesa.committee.secretary, AFTER)}
    assert code_of(drafts.add_item, station=Station.REQUESTS, **refused) == "bad_choice"
    kinds = {"place": "x", "at": AFTER, "purpose": "Instalar"}
    assert code_of(mesas.drafted, mesa=mesa, kind="inaugural", **kinds) == "bad_choice"


def test_who_presides_the_assembly_has_no_say_in_it(mesa: Mesa) -> None:
    with pytest.raises(PermissionDenied):
        mesas.drafted(mesa, by=mesa.committee.president)
    with pytest.raises(PermissionDenied):
        mesas.drafted(mesa, by=mesa.coordinator)
    assert mesas.drafted(mesa, by=mesa.committee.deputy).meeting.state == MeetingState.DRAFT


# --- Convening -----------------------------------------------------------------------------------------------------
def test_it_is_convened_two_business_days_ahead_and_summons_its_members_alone(mesa: Mesa) -> None:
    meeting = mesas.convened(mesa).meeting
    assert (meeting.president_name, meeting.secretary_name) == (
        "Camila Coordinadora Ramos",
        mesa.committee.secretary.full_name,
    )
    assert meeting.regulation_version.code == "mesas-puno-2022"
    assert (meeting.notice_ruling.holds, meeting.notice_ruling.facts["required"]) == (True, 2)
    assert set(meeting.roll.values_list("capacity", flat=True)) == {Capacity.MEMBER}
    assert {mail.email for mail in Dispatch.objects.filter(meeting=meeting)} == {
        person.email for person in mesa.people.values()
    }


def test_one_business_day_is_not_enough(mesa: Mesa) -> None:
    player = mesas.drafted(mesa)
    with pytest.raises(Refused) as refused:
        player.convene(lima("2026-05-13 09:00"))
    assert not refused.value.ruling.holds
    words = explain(refused.value.ruling)
    assert "días hábiles" in words or "día hábil" in words
    assert "7 días" not in words


def test_its_numbers_and_the_assemblys_do_not_meet(mesa: Mesa) -> None:
    ours, theirs = mesas.convened(mesa).meeting, stories.convened(mesa.committee).meeting
    assert (ours.number, theirs.number) == (1, 1)
    labels = {row.document.label for meeting in (ours, theirs) for row in meeting.documents.all()}
    assert {f"Convocatoria N° 001-2026-{SUFFIX}", "Convocatoria N° 001-2026-CERX-PUNO"} <= labels
    assert len(labels) == 6


# --- The roll ------------------------------------------------------------------------------------------------------
def test_half_plus_one_of_its_members_installs_it_under_its_coordinator(mesa: Mesa) -> None:
    meeting = mesas.in_session(mesa).meeting
    first, second = meeting.calls.order_by("pk")
    assert (first.installed, first.ruling.facts["quorum"]["required"]) == (False, 2)
    assert (second.installed, second.ruling.facts["quorum"]["present"]) == (True, 2)
    chair = meeting.chairs.get()
    assert (chair.name, chair.basis) == ("Camila Coordinadora Ramos", ChairBasis.PRESIDENT)
    assert chair.get_basis_display() == "Coordinador en ejercicio"


def test_an_institution_suspended_in_the_assembly_is_not_in_the_base(mesa: Mesa) -> None:
    suspend(mesa.committee.seats[19], date(2026, 4, 1))
    player = mesas.convened(mesa)
    assert player.entry(3).suspended
    player.all_arrive((1, 3), "09:55")
    call = player.call("10:00")
    assert (call.installed, call.ruling.facts["quorum"]["base"]) == (False, 2)
    player.arrive(COORDINATOR, "10:05")
    call = player.call("10:10")
    assert (call.installed, call.ruling.facts["quorum"]["required"], call.ruling.facts["quorum"]["present"]) == (
        True,
        2,
        2,
    )


def test_without_its_coordinator_it_chooses_who_presides(mesa: Mesa) -> None:
    player = mesas.convened(mesa)
    player.all_arrive((1, 3), "09:55")
    player.call("10:00", chair=(player.entry(3).pk, "titular"))
    chair = player.meeting.chairs.get()
    assert (chair.name, chair.get_basis_display()) == ("Tomás Ticona Vilca", "Elegido por la Mesa para esta sesión")


BIG = (3, 5, 15, 17, 18, 19, 20)


def big_mesa(committee: Committee) -> Mesa:
    """Seven members, each represented by whom it has in the Assembly; that of seat 15 coordinates."""
    from members.services import PersonData

    body = mesas.found(committee, BIG, slug="mesa-andina", name="Mesa Técnica Andina", short_name="Mesa Andina")
    seats = {seat.number: seat for seat in body.seats.all()}
    people = {
        number: mesas.seat_titular(committee, seats[number], PersonData(person_id=committee.person(theirs).pk))
        for number, theirs in enumerate(BIG, start=1)
    }
    mesas.designate(committee, body, people[3])
    return Mesa(committee, Body.objects.whole().get(pk=body.pk), seats, people)


def test_its_second_call_is_on_the_next_business_day_with_three_at_least(committee: Committee) -> None:
    player = mesas.convened(big_mesa(committee))
    player.all_arrive((1, 3), "09:55")
    first = player.call("10:00")
    assert (first.installed, first.ruling.facts["quorum"]["required"]) == (False, 4)
    player.arrive(2, "10:02")
    assert player.call("10:05", call=2).code == "wrong_day"
    calendar = calendar_for(player.meeting.body.calendar_territory, date(2026, 5, 14))
    assert calendar.next_business_day(date(2026, 5, 14)) == date(2026, 5, 15)
    assert second_call_on(player.meeting) == lima("2026-05-15 10:00")
    player.all_arrive((1, 3), lima("2026-05-15 09:55"))
    short = player.call(lima("2026-05-15 10:00"), call=2)
    assert (short.installed, short.ruling.facts["quorum"]["required"]) == (False, 3)
    player.arrive(4, lima("2026-05-15 10:02"))
    second = player.call(lima("2026-05-15 10:05"), call=2)
    assert (second.installed, second.ruling.facts["quorum"]["minimum"]) == (True, 3)


# --- Votes and the acta --------------------------------------------------------------------------------------------
def test_its_coordinator_breaks_a_tie_and_the_acuerdo_has_its_own_number(mesa: Mesa) -> None:
    player = mesas.in_session(mesa)
    tied = player.ask("M1", "Aprobar el plan.", "plan", "10:30")
    assert player.count(tied, 1, 1, 0, "10:32").state == "tied"
    for outsider in (mesa.committee.president, mesa.titular(1)):
        with pytest.raises(PermissionDenied):
            voting.cast_deciding_vote(
                Act(outsider, player.hour("10:33")), motion_id=tied.pk, option_id=option_of(tied, "for")
            )
    voting.cast_deciding_vote(
        Act(mesa.coordinator, player.hour("10:34")), motion_id=tied.pk, option_id=option_of(tied, "for")
    )
    player.close("11:00")
    acuerdo = Acuerdo.objects.get()
    assert (acuerdo.body, acuerdo.label) == (mesa.body, f"Acuerdo N° 001-2026-{SUFFIX}")
    other = stories.closed(mesa.committee)
    assert "Acuerdo N° 001-2026-CERX-PUNO" in [row.label for row in other.meeting.acuerdos.all()]


def scan() -> SimpleUploadedFile:
    from pypdf import PdfWriter

    writer, data = PdfWriter(), BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(data)
    return SimpleUploadedFile("firma.pdf", data.getvalue(), content_type="application/pdf")


def circulated(mesa: Mesa) -> Acta:
    meeting = mesas.closed(mesa).meeting
    acta.circulate(Act(mesa.committee.secretary, AFTER), acta_id=meeting.acta.pk)
    return Acta.objects.get(meeting=meeting)


def test_its_acta_is_approved_by_its_coordinator_and_signed(mesa: Mesa) -> None:
    written = circulated(mesa)
    at, facts = lima("2026-05-15 09:00"), {"acta_id": written.pk, "version_number": 1}
    for outsider in (mesa.committee.president, mesa.committee.secretary, mesa.titular(1)):
        with pytest.raises(PermissionDenied):
            acta.approve(Act(outsider, at), **facts)
        with pytest.raises(PermissionDenied):
            acta.return_acta(Act(outsider, at), reason="No", **facts)
    waiting = [item.title for item in todo_for(mesa.coordinator, mesa.body, at)]
    assert any(title.startswith("Aprobar o devolver el acta") for title in waiting)
    assert todo_for(mesa.committee.president, mesa.body, at) == []
    acta.approve(Act(mesa.coordinator, at), **facts)
    for entry in written.meeting.roll.filter(seat__number__in=(1, 2)):
        acta.note_signature(
            Act(mesa.committee.secretary, lima("2026-05-18 09:00")),
            acta_id=written.pk,
            entry_id=entry.pk,
            role="titular",
            outcome="signed",
            signed_on=date(2026, 5, 18),
            file=scan(),
        )
    written.refresh_from_db()
    assert written.state == ActaState.SIGNED


def test_its_absences_are_not_computed(mesa: Mesa) -> None:
    mesas.closed(mesa)
    came, absent = (my_record(mesa.titular(number), mesa.body, on=date(2026, 6, 1)) for number in (1, 3))
    assert [line.state for line in absent.lines] == ["not_computed"]
    assert absent.lines[0].why
    assert [line.state for line in came.lines] == ["attended"]
    # The Assembly's record of the same institution knows nothing of it.
    assert my_record(mesa.titular(1), mesa.committee.body, on=date(2026, 6, 1)).lines == []


# --- Its papers ----------------------------------------------------------------------------------------------------
#: What belongs to the Assembly, its president, or to two people per institution.
NEVER = re.compile(
    r"asamblea|presiden(?!cia de la sesión)|altern[oa]|mincetur|gobernador regional|de la totalidad|siete días|7 días",
    re.IGNORECASE,
)


@pytest.mark.usefixtures("papers_as_markup")
def test_its_papers_speak_of_the_mesa_and_never_of_the_assembly(mesa: Mesa) -> None:
    written = circulated(mesa)
    at, facts = lima("2026-05-15 09:00"), {"acta_id": written.pk, "version_number": 1}
    acta.approve(Act(mesa.coordinator, at), **facts)
    acta.issue_certificate(Act(mesa.committee.secretary, AFTER), acuerdo_id=Acuerdo.objects.get().pk)
    issued = papers(written.meeting) | {
        document.kind: text_of(document) for document in IssuedDocument.objects.filter(series=mesa.body.slug)
    }
    failed = mesas.convened(mesa, mesas.drafted(mesa))
    failed.call("10:20")
    failed.close("10:30")
    issued |= {f"failed {kind}": text for kind, text in papers(failed.meeting).items()}
    assert len(issued) >= 8
    wrong = {
        kind: [text[max(0, m.start() - 60) : m.end() + 40] for m in NEVER.finditer(text)]
        for kind, text in issued.items()
    }
    assert {kind: found for kind, found in wrong.items() if found} == {}
    for kind, text in issued.items():
        assert "Mesa Técnica de la Quinua" in text, kind
    assert "Coordinación" in issued["convocatoria"]
    assert "la mitad más uno" in issued["convocatoria"]
    assert "Coordinador en ejercicio" in issued["acta"]
