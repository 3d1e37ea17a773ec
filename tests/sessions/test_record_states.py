"""The record of an institution while a session is coming or running, and when it came to nothing (Art. 15.1)."""

import re

from audit.acts import Act
from sessions_app.enums import MeetingState
from sessions_app.models import Meeting
from sessions_app.selectors.attendance import ABSENT, ATTENDED, NOT_COMPUTED, UNDER_WAY
from sessions_app.services import closing, convening, roll
from tests.conftest import ORDINARY_SEAT, lima

from .test_record import page, record_of, the_line


def test_who_left_before_the_session_was_installed_did_not_attend(committee, convened_story):
    story = convened_story
    for number in range(1, 18):
        story.arrive(number)
    story.leave(17, "09:58")
    roll.call_roll(Act(committee.secretary, story.hour("10:05")), meeting_id=story.meeting.pk, call=1)
    closing.close(Act(committee.secretary, story.hour("11:00")), meeting_id=story.meeting.pk)
    assert the_line(story, 17).state == ABSENT
    assert the_line(story, 16).state == ATTENDED


def test_a_cancelled_session_is_computed_for_nobody(committee, convened_story):
    story = convened_story
    convening.cancel(Act(committee.secretary, lima("2026-11-12")), meeting_id=story.meeting.pk, reason="Duelo regional")
    line = the_line(story, 5)
    assert (line.state, line.ruling.code) == (NOT_COMPUTED, "cancelled")


def test_a_session_without_quorum_is_an_absence_for_who_did_not_come(committee, convened_story):
    story = convened_story
    for number in (1, 2, 3):
        story.arrive(number)
    roll.call_roll(Act(committee.secretary, story.hour("10:20")), meeting_id=story.meeting.pk, call=1)
    closing.close(Act(committee.secretary, story.hour("10:40")), meeting_id=story.meeting.pk)
    assert Meeting.objects.get().state == MeetingState.NOT_INSTALLED
    assert (the_line(story, 1).state, the_line(story, 5).state) == (ATTENDED, ABSENT)


def test_a_running_session_has_no_result_yet(committee, in_session_story):
    story = in_session_story
    line = the_line(story, 5)
    assert (line.state, line.session.outcome, line.computed, line.attended) == (UNDER_WAY, None, None, None)
    assert record_of(story, committee.titular(ORDINARY_SEAT)).bar == []


def test_coming_sessions_bring_their_papers(committee, convened_story, client_for):
    story = convened_story
    shown = page(client_for(committee.titular(ORDINARY_SEAT)))
    assert str(story.meeting) in shown
    assert re.search(r"Convocatoria N° 001-2026-CERX-PUNO", shown)
    assert re.search(r"Agenda N° 001-2026-CERX-PUNO", shown)
    assert "Lista de asistencia" not in shown
