"""An institution that leaves, or is succeeded, between the convocatoria and the session, or while it sits (Art. 5, 7, 13)."""

from __future__ import annotations

from datetime import date

import pytest

from audit.acts import Act
from members.enums import EntryBasis, ExitBasis
from members.services import InstitutionData, PaperData, end_membership, hold_seat
from sessions_app.models import Meeting
from sessions_app.selectors.notice import judge_notice_now
from sessions_app.selectors.papers import _record as papers
from sessions_app.selectors.quorum import quorum_at, room, voters_of
from sessions_app.services import convening, notice, roll
from tests.conftest import Committee, lima, suspend
from tests.sessions.story import DAY, Story, convened

pytestmark = pytest.mark.django_db
ROOM = tuple(range(1, 17))


def leave(committee: Committee, number: int, last_day: date = date(2026, 11, 17), at: str = "2026-11-18 09:00") -> None:
    end_membership(
        Act(committee.secretary, lima(at)),
        seat_id=committee.seats[number].pk,
        basis=ExitBasis.WITHDRAWAL,
        last_day=last_day,
        paper=PaperData("carta", "8-2026", date(2026, 11, 10), "La institución"),
    )


def figures(story: Story) -> tuple[int, ...]:
    ruling = quorum_at(Meeting.objects.get(pk=story.meeting.pk))
    return tuple(ruling.number(name) for name in ("base", "required", "present"))


def test_who_has_left_stays_in_the_base_and_counts_no_more(committee, convened_story) -> None:
    story = convened_story
    leave(committee, 3)
    for number in (1, 2, *range(4, 17)):
        story.arrive(number)
    # Somebody says to come for it: a name typed by hand gives it no vote.
    story.arrive(3, name="Alguien Que Vino")
    assert figures(story) == (23, 16, 15)
    entry = story.entry(3)
    assert (entry.left, entry.enabled, entry.in_base) == (True, False, True)
    first = entry.differences[0]
    assert (first["field"], first["before"], first["after"]) == ("member", "sí", "no")
    assert entry.pk not in {voter.pk for voter, _ in voters_of(room(story.meeting))}
    story.arrive(17)
    assert figures(story) == (23, 16, 16)


def test_all_who_are_left_can_cure_a_defect_of_notice(committee, drafted_story) -> None:
    story = drafted_story
    convening.convene(
        Act(committee.secretary, lima("2026-11-17 09:00")),
        meeting_id=story.meeting.pk,
        revision=None,
        knowing_defect=True,
    )
    story.meeting = Meeting.objects.get(pk=story.meeting.pk)
    leave(committee, 3)
    for number in range(1, 24):
        if number != 3:
            story.arrive(number)
    call = roll.call_roll(
        Act(committee.secretary, story.hour("10:05")), meeting_id=story.meeting.pk, call=1, waiver_agreed=True
    )
    assert call.installed


def test_the_notice_of_who_has_left_decides_nothing(committee, convened_story) -> None:
    story = convened_story
    notice.mark_undeliverable(
        Act(committee.secretary, lima("2026-11-11 09:00")), entry_id=story.entry(3).pk, error="Rebotó"
    )
    assert not judge_notice_now(story.meeting).holds
    leave(committee, 3)
    story.arrive(1)
    assert judge_notice_now(story.meeting).holds


def test_a_suspended_institution_that_leaves_is_not_enabled_by_leaving(committee) -> None:
    suspend(committee.seats[3], starts_on=date(2026, 10, 1), reason="x")
    story = convened(committee)
    leave(committee, 3)
    story.arrive(1)
    entry = story.entry(3)
    assert (entry.suspended, entry.enabled) == (True, False)
    assert "suspended" not in {d["field"] for d in entry.differences}


def test_who_leaves_while_the_session_sits_stays_as_the_roll_was_opened(committee, in_session_story) -> None:
    story = in_session_story
    leave(committee, 3, last_day=date(2026, 11, 19), at=f"{DAY} 10:30")
    assert story.entry(3).enabled
    assert figures(story) == (23, 16, 18)


def test_the_acta_says_who_was_no_member_any_more(committee, convened_story) -> None:
    story = convened_story
    leave(committee, 3)
    for number in (*range(4, 21), 1):
        story.arrive(number)
    roll.call_roll(Act(committee.secretary, story.hour("10:05")), meeting_id=story.meeting.pk, call=1)
    record = papers.read(Meeting.objects.get(pk=story.meeting.pk))
    assert {row["number"]: row["key"] for row in papers.absentees(record)}["3"] == "left"
    assert {(row["field"], row["after"]) for row in papers.roll_differences(record)} >= {("Es miembro", "no")}


def test_a_succession_is_shown_once_and_the_summoned_name_stays(committee, convened_story) -> None:
    story = convened_story
    before = story.entry(8).name
    hold_seat(
        Act(committee.secretary, lima("2026-11-17 09:00")),
        seat_id=committee.seats[8].pk,
        data=InstitutionData(name="AGROMERCADO – Sede Puno", sector="public"),
        basis=EntryBasis.SUCCESSION,
        paper=PaperData("ley", "31872", date(2026, 11, 12), "Congreso de la República"),
        starts_on=date(2026, 11, 16),
    )
    story.arrive(1)
    change = {"field": "name", "before": before, "after": "AGROMERCADO – Sede Puno", "on": DAY}
    assert (story.entry(8).name, story.entry(8).differences) == (before, [change])
    convening.refreeze_roll(story.meeting, on=date(2026, 11, 21))
    assert story.entry(8).differences == [change]
