"""Two people at once. On PostgreSQL, where rows are really locked and every writer has its own connection."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from audit.acts import Act
from regulation.refusal import Refused
from sessions_app.enums import MotionForm
from sessions_app.models import Acuerdo, Ballot, Meeting, Motion, Presence
from sessions_app.player import option_of
from sessions_app.services import closing, convening, roll, voting
from tests.conftest import lima

from .story import CONVENED, in_session

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks"),
    pytest.mark.django_db(transaction=True),
]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts side by side; each one's result, or the code of its refusal."""
    start = Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(n: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            outcomes[n] = act()
        except Refused as refused:
            outcomes[n] = refused.ruling.code
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "a deadlock"
    return outcomes


def test_two_clicks_convene_one_session(committee, drafted_story) -> None:
    story = drafted_story

    def convene() -> int | None:
        meeting = convening.convene(
            Act(committee.secretary, lima(CONVENED)), meeting_id=story.meeting.pk, revision=None
        )
        return meeting.number

    assert sorted(map(str, at_once(convene, convene))) == ["1", "wrong_state"]
    assert Meeting.objects.get(pk=story.meeting.pk).roll.filter(in_base=True).count() == 23


def test_two_officers_marking_one_row_leave_one_stay_of_each_kind(committee, convened_story) -> None:
    story = convened_story
    entry = story.entry(5).pk

    def tap(state: str, by) -> Callable[[], Any]:
        return lambda: roll.set_attendance(Act(by, story.hour("09:50")), entry_id=entry, state=state)

    at_once(tap("titular", committee.secretary), tap("titular", committee.deputy))
    assert Presence.objects.filter(entry_id=entry, voided_at=None).count() == 1
    at_once(tap("titular", committee.secretary), tap("alternate", committee.deputy))
    assert Presence.objects.filter(entry_id=entry, voided_at=None, until_at=None).count() == 1


def test_two_calls_of_the_roll_install_once(committee, convened_story) -> None:
    story = convened_story
    for number in range(1, 17):
        story.arrive(number)

    def call() -> bool:
        return roll.call_roll(
            Act(committee.secretary, story.hour("10:05")), meeting_id=story.meeting.pk, call=1
        ).installed

    assert sorted(map(str, at_once(call, call))) == ["True", "wrong_state"]


def test_one_question_is_opened_once(in_session_story) -> None:
    story = in_session_story

    def ask() -> int:
        return story.ask("M1", "Aprobar", "report", "10:30").pk

    outcomes = at_once(ask, ask, ask)
    assert sum(isinstance(outcome, int) for outcome in outcomes) == 1
    assert Motion.objects.filter(meeting=story.meeting).count() == 1


def test_two_hands_of_one_institution_are_one_ballot(committee, in_session_story) -> None:
    story = in_session_story
    motion = story.ask("M1", "Aprobar", "report", "10:30", MotionForm.NOMINAL)

    def vote(sense: str) -> Callable[[], Any]:
        return lambda: (
            voting.record_ballot(
                Act(committee.secretary, story.hour("10:31")),
                motion_id=motion.pk,
                entry_id=story.entry(1).pk,
                option_id=option_of(motion, sense),
            ).pk
        )

    outcomes = at_once(vote("for"), vote("against"))
    assert "already_voted" in outcomes
    assert Ballot.objects.filter(motion=motion).count() == 1


def test_a_vote_and_the_departure_that_loses_the_quorum_do_not_cross(committee, in_session_story) -> None:
    story = in_session_story
    for number in (17, 18):
        story.leave(number, "10:20")

    def ask() -> str:
        story.ask("M1", "Aprobar", "report", "10:30")
        return "opened"

    def leave() -> str:
        roll.mark_departure(Act(committee.secretary, story.hour("10:30")), entry_id=story.entry(1).pk, role="titular")
        return "left"

    outcomes = at_once(ask, leave)
    assert outcomes[1] == "left"
    motion = Motion.objects.filter(meeting=story.meeting).first()
    if outcomes[0] == "no_quorum":
        assert motion is None
    else:  # the vote came first: it was opened with quorum, and the departure is seen on it
        assert motion is not None
        assert motion.quorum_ruling.holds is True
        assert [flag["code"] for flag in motion.flags] == ["room_corrected"]


def test_closing_twice_numbers_each_acuerdo_once(committee, in_session_story) -> None:
    story = in_session_story
    story.count(story.ask("M1", "Aprobar", "report", "10:30"), 15, 0, 0, "10:32")

    def close() -> str:
        return str(closing.close(Act(committee.secretary, story.hour("11:30")), meeting_id=story.meeting.pk).state)

    assert sorted(at_once(close, close)) == ["closed", "wrong_state"]
    assert Acuerdo.objects.filter(meeting=story.meeting).count() == 1


def test_two_sessions_closing_at_once_share_no_number(committee) -> None:
    stories = [in_session(committee), in_session(committee)]
    for story in stories:
        story.count(story.ask("M1", "Aprobar", "report", "10:30"), 15, 0, 0, "10:32")

    def close(story) -> Callable[[], Any]:
        return lambda: str(
            closing.close(Act(committee.secretary, story.hour("11:30")), meeting_id=story.meeting.pk).state
        )

    assert at_once(*(close(story) for story in stories)) == ["closed", "closed"]
    assert sorted(Acuerdo.objects.values_list("number", flat=True)) == [1, 2]
