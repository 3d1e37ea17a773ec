"""Who was in the room, from when until when, and what a late correction does."""

from datetime import date

import pytest

from audit.acts import Act
from members.enums import SeatRole
from members.models import Accreditation, Person
from regulation.refusal import Refused
from sessions_app.enums import ChairBasis, MeetingState
from sessions_app.models import Meeting, Motion, Presence
from sessions_app.selectors.access import attended, chair_now
from sessions_app.selectors.quorum import quorum_at, timeline
from sessions_app.services import closing, roll
from tests.conftest import OTHER_PRIVATE_SEAT, lima, suspend

from .story import DAY, Story

pytestmark = pytest.mark.django_db


def call(story: Story, at: str = "10:05", **more):
    return roll.call_roll(
        Act(story.committee.secretary, story.hour(at)), meeting_id=story.meeting.pk, call=more.pop("call", 1), **more
    )


def tap(story: Story, number: int, state: str, at: str = "09:50"):
    return roll.set_attendance(
        Act(story.committee.secretary, story.hour(at)), entry_id=story.entry(number).pk, state=state
    )


def present(story: Story) -> int:
    return quorum_at(Meeting.objects.get(pk=story.meeting.pk)).number("present")


def test_the_one_tap_says_who_represents_and_a_double_tap_changes_nothing(convened_story) -> None:
    story = convened_story
    tap(story, 5, "titular")
    tap(story, 5, "titular")
    assert [p.role for p in Presence.objects.filter(entry=story.entry(5))] == [SeatRole.TITULAR]
    tap(story, 5, "alternate")
    inside = Presence.objects.filter(entry=story.entry(5), voided_at=None)
    assert [p.role for p in inside] == [SeatRole.ALTERNATE]
    tap(story, 5, "absent")
    assert present(story) == 0
    assert Presence.objects.filter(entry=story.entry(5)).count() == 2  # voided, not deleted


def test_fifteen_are_not_enough_and_sixteen_install(convened_story) -> None:
    story = convened_story
    for number in range(1, 16):
        tap(story, number, "titular")
    failed = call(story)
    assert (failed.installed, failed.code) == (False, "no_quorum")
    assert failed.ruling.facts["quorum"]["missing"] == 1
    story.meeting.refresh_from_db()
    assert story.meeting.state == MeetingState.CONVOKED
    tap(story, 16, "titular", "10:10")
    assert call(story, "10:12").installed
    story.meeting.refresh_from_db()
    assert (story.meeting.state, story.meeting.installed_call) == (MeetingState.IN_SESSION, 1)


def test_the_president_presides_when_present_and_otherwise_somebody_is_elected(committee, convened_story) -> None:
    story = convened_story
    for number in range(1, 17):
        tap(story, number, "titular")
    call(story)
    assert chair_now(story.meeting).basis == ChairBasis.PRESIDENT
    story.leave(16, "10:20")
    assert chair_now(story.meeting) is None
    with pytest.raises(Refused, match="chair_must_be_present"):
        roll.designate_chair(
            Act(committee.secretary, story.hour("10:21")),
            meeting_id=story.meeting.pk,
            entry_id=story.entry(20).pk,
            role="titular",
        )
    spell = roll.designate_chair(
        Act(committee.secretary, story.hour("10:22")),
        meeting_id=story.meeting.pk,
        entry_id=story.entry(2).pk,
        role="titular",
    )
    assert spell.basis == ChairBasis.ELECTED


def test_whoever_leaves_before_the_installation_did_not_attend(committee, convened_story) -> None:
    story = convened_story
    for number in range(1, 19):
        tap(story, number, "titular", "09:30")
    roll.mark_departure(Act(committee.secretary, story.hour("09:40")), entry_id=story.entry(18).pk, role="titular")
    call(story)
    story.meeting.refresh_from_db()
    assert attended(committee.titular(OTHER_PRIVATE_SEAT), story.meeting)
    assert not attended(committee.titular(18), story.meeting)
    assert not attended(committee.alternate(OTHER_PRIVATE_SEAT), story.meeting)


def test_a_suspension_bites_on_the_roll_of_a_session_convened_earlier(committee, convened_story) -> None:
    story = convened_story
    suspend(committee.seats[3], starts_on=date(2026, 11, 18), reason="x")
    for number in range(1, 17):
        tap(story, number, "titular")
    result = call(story)
    assert (result.installed, result.ruling.facts["quorum"]["present"]) == (False, 15)
    entry = story.entry(3)
    assert entry.suspended
    assert entry.differences == [{"field": "suspended", "before": "no", "after": "sí", "on": DAY}]


def test_a_new_accreditation_is_brought_to_the_roll_at_its_opening_with_the_difference(
    committee, convened_story
) -> None:
    story = convened_story
    old = Accreditation.objects.get(seat=committee.seats[4], role="titular")
    Accreditation.objects.filter(pk=old.pk).update(ends_before=date(2026, 11, 17))
    person = Person.objects.create(full_name="Núñez D'Arrigo, Íñigo")
    Accreditation.objects.create(
        seat=committee.seats[4], person=person, role="titular", starts_on=date(2026, 11, 17), instrument=old.instrument
    )
    tap(story, 4, "titular")
    assert Presence.objects.get(entry=story.entry(4)).name == "Núñez D'Arrigo, Íñigo"
    assert story.entry(4).differences[0]["after"] == "Núñez D'Arrigo, Íñigo"


def test_nobody_is_marked_before_the_day_of_the_session_or_in_the_future(committee, convened_story) -> None:
    story = convened_story
    entry = story.entry(1).pk
    with pytest.raises(Refused, match="wrong_day"):
        roll.mark_arrival(Act(committee.secretary, lima("2026-11-19 10:00")), entry_id=entry, role="titular")
    with pytest.raises(Refused, match="time_out_of_range"):
        roll.mark_arrival(
            Act(committee.secretary, story.hour("11:00"), story.hour("10:00")), entry_id=entry, role="titular"
        )


def test_a_departure_typed_late_flags_the_vote_and_recomputes_nothing(in_session_story) -> None:
    story = in_session_story
    motion = story.ask("M9", "Aprobar el informe", "report", "10:30")
    story.count(motion, 15, 2, 0, "10:32")
    ruling = Motion.objects.get(pk=motion.pk).ruling
    here = present(story)
    story.leave(20, "10:25", typed="10:45")
    motion = Motion.objects.get(pk=motion.pk)
    assert motion.ruling == ruling
    assert motion.flags[0]["code"] == "room_corrected"
    assert (motion.flags[0]["present_before"], motion.flags[0]["present_now"]) == (here, here - 1)
    assert present(story) == here - 1


def test_a_departure_after_the_vote_flags_nothing(in_session_story) -> None:
    story = in_session_story
    motion = story.ask("M9", "Aprobar el informe", "report", "10:30")
    story.count(motion, 15, 2, 0, "10:32")
    story.leave(20, "10:40", typed="10:45")
    assert Motion.objects.get(pk=motion.pk).flags == []


def test_the_timeline_lists_entries_and_exits_in_order_of_time(in_session_story) -> None:
    story = in_session_story
    story.leave(20, "10:25", typed="10:45")
    moves = timeline(story.meeting)
    assert [move.at for move in moves] == sorted(move.at for move in moves)
    last = [move for move in moves if not move.arrives][-1]
    assert (last.institution, last.present) == (story.entry(20).name, present(story))


def test_a_wrong_presence_is_voided_with_a_reason_and_stays_on_the_record(committee, in_session_story) -> None:
    story = in_session_story
    presence = Presence.objects.get(entry=story.entry(20), voided_at=None)
    with pytest.raises(Refused, match="reason_required"):
        roll.void_presence(Act(committee.secretary, story.hour("10:30")), presence_id=presence.pk, reason=" ")
    before = present(story)
    roll.void_presence(
        Act(committee.secretary, story.hour("10:30")), presence_id=presence.pk, reason="Era otra persona"
    )
    assert present(story) == before - 1
    assert Presence.objects.filter(pk=presence.pk, voided_reason="Era otra persona").exists()


def test_after_the_closing_a_departure_is_corrected_only_with_a_reason(committee, in_session_story) -> None:
    story = in_session_story
    closing.close(Act(committee.secretary, story.hour("11:30")), meeting_id=story.meeting.pk)
    entry, late = story.entry(20).pk, lima("2026-11-21 09:00")
    with pytest.raises(Refused, match="reason_required"):
        roll.mark_departure(Act(committee.secretary, story.hour("11:00"), late), entry_id=entry, role="titular")
    roll.mark_departure(
        Act(committee.secretary, story.hour("11:00"), late), entry_id=entry, role="titular", reason="Consta en el video"
    )
    assert Presence.objects.get(entry_id=entry, voided_at=None).until_at == story.hour("11:00")


def test_a_guest_never_counts_nor_votes(committee, in_session_story) -> None:
    story = in_session_story
    before = present(story)
    guest = roll.add_guest(
        Act(committee.secretary, story.hour("10:30")), meeting_id=story.meeting.pk, name="Dra. Inés Ñato"
    )
    roll.mark_arrival(Act(committee.secretary, story.hour("10:31")), entry_id=guest.pk, role="titular")
    assert present(story) == before
    motion = story.ask("M9", "Aprobar", "report", "10:35")
    assert not motion.voters.filter(entry=guest).exists()


def test_an_hour_typed_to_the_minute_comes_right_after_what_happened_in_that_minute(committee, convened_story) -> None:
    story = convened_story
    for number in range(1, 18):
        tap(story, number, "titular", "09:50:40")
    call(story, "10:05:30")
    roll.mark_departure(
        Act(committee.secretary, story.hour("09:50"), story.hour("10:06")), entry_id=story.entry(17).pk, role="titular"
    )
    stay = Presence.objects.get(entry=story.entry(17))
    assert stay.until_at == stay.from_at == story.hour("09:50:40")
    motion = story.ask("M1", "Aprobar", "report", "10:05", typed="10:07")
    assert motion.opened_at == story.hour("10:05:30")
    with pytest.raises(Refused, match="time_out_of_range"):
        story.count(motion, 9, 0, 0, "10:04", typed="10:08")
