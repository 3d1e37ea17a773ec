"""Two officers at one election, and two sessions that elect at once. On PostgreSQL, where rows are really locked."""

import pytest
from django.db import connection

from audit.acts import Act
from members.enums import Office
from members.models import Term
from sessions_app.models import Acuerdo, Meeting, Motion
from sessions_app.services import closing

from . import test_elections as acts
from .story import in_session
from .test_races import at_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks"),
    pytest.mark.django_db(transaction=True),
]


def closing_of(story):
    return lambda: str(
        closing.close(Act(story.committee.secretary, story.hour("12:00")), meeting_id=story.meeting.pk).state
    )


def test_a_session_closed_twice_seats_one_president(committee) -> None:
    story = acts.electing(committee)
    acts.count(story, acts.propose(story, 16, 17), 10, 8)
    assert sorted(at_once(closing_of(story), closing_of(story))) == ["closed", "wrong_state"]
    assert Term.objects.filter(office=Office.PRESIDENT, ended_on=None).count() == 1
    assert Acuerdo.objects.filter(meeting=story.meeting).count() == 1


def test_lots_noted_by_two_officers_are_drawn_once(committee) -> None:
    story = acts.electing(committee)
    tied = acts.count(story, acts.second(story, acts.count(story, acts.propose(story, 16, 17), 9, 9)), 9, 9, at="10:50")

    def draw(place: int):
        return lambda: acts.draw(story, tied, place).elected_id

    outcomes = at_once(draw(0), draw(1))
    assert "wrong_state" in outcomes
    (elected,) = [outcome for outcome in outcomes if outcome != "wrong_state"]
    tied.refresh_from_db()
    assert tied.elected_id == elected


def test_a_second_round_opened_by_two_officers_is_one(committee) -> None:
    story = acts.electing(committee)
    first = acts.count(story, acts.propose(story, 16, 17), 9, 9)

    def opening(ref: str):
        return lambda: acts.second(story, first, ref=ref).round_number

    assert sorted(map(str, at_once(opening("E2"), opening("E3")))) == ["2", "already_voted"]
    assert Motion.objects.filter(previous_round=first).count() == 1


def test_two_sessions_that_elected_and_close_at_once_seat_one_president(committee) -> None:
    acts.vacate(committee)
    stories = [in_session(committee), in_session(committee)]
    for story, seat in zip(stories, (17, 18), strict=True):
        acts.conduct(story)
        acts.count(story, acts.propose(story, seat), 12, 0)
    outcomes = at_once(*(closing_of(story) for story in stories))
    assert sorted(outcomes) == ["cannot_take_office", "closed"]
    assert Term.objects.filter(office=Office.PRESIDENT, ended_on=None).count() == 1
    assert sorted(Meeting.objects.filter(pk__in=[s.meeting.pk for s in stories]).values_list("state", flat=True)) == [
        "closed",
        "in_session",
    ]
