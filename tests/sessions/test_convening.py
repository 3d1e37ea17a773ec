"""Convening: the roll is frozen, the notice judged, numbers given; cancelling and rescheduling keep the record."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from audit.acts import Act
from audit.models import Event
from members.models import Accreditation
from regulation.refusal import Refused
from sessions_app.enums import Capacity, DocumentKind, MeetingState
from sessions_app.models import Meeting
from sessions_app.services import convening
from tests.conftest import ORDINARY_SEAT, lima, suspend

from .story import CONVENED, DAY, drafted

pytestmark = pytest.mark.django_db


def convene(story, at=CONVENED, by=None, **more) -> Meeting:
    by = by or story.committee.secretary
    return convening.convene(Act(by, lima(at)), meeting_id=story.meeting.pk, revision=None, **more)


def test_convening_freezes_one_line_per_seat_and_the_voices_without_one(drafted_story) -> None:
    meeting = convene(drafted_story)
    members = meeting.roll.filter(capacity=Capacity.MEMBER)
    assert members.count() == 23
    assert all(entry.in_base and entry.may_vote and entry.titular_name and entry.alternate_name for entry in members)
    ministry = meeting.roll.get(capacity=Capacity.MINCETUR)
    assert (ministry.in_base, ministry.may_vote) == (False, True)
    governor = meeting.roll.get(capacity=Capacity.GOVERNOR)
    assert (governor.in_base, governor.may_vote) == (False, False)


def test_later_changes_of_the_padron_do_not_touch_a_frozen_roll(committee, drafted_story) -> None:
    meeting = convene(drafted_story)
    committee.institution(ORDINARY_SEAT).__class__.objects.filter(pk=committee.institution(ORDINARY_SEAT).pk).update(
        name="Otro nombre"
    )
    Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT]).update(ends_before=date(2026, 11, 1))
    entry = meeting.roll.get(seat=committee.seats[ORDINARY_SEAT])
    assert entry.name == "Provías Descentralizado de Puno"
    assert entry.titular_name


def test_the_session_keeps_the_version_in_force_on_its_date(committee) -> None:
    version = committee.regulation
    later = version.__class__.objects.create(
        rulebook=version.rulebook,
        code="puno-2027",
        name="Puno 2027",
        norm="x",
        starts_on=date(2026, 11, 15),
        parameters={"notice_days": 5},
    )
    meeting = convene(drafted(committee))
    assert meeting.regulation_version == later
    assert meeting.notice_ruling.facts["required"] == 5


def test_a_defect_of_notice_is_refused_unless_it_is_sent_knowingly(drafted_story) -> None:
    story = drafted_story
    with pytest.raises(Refused) as refused:
        convene(story, at="2026-11-16 09:00")
    assert refused.value.ruling.code == "notice_short"
    assert refused.value.ruling.facts["days"] == 4
    story.meeting.refresh_from_db()
    assert (story.meeting.state, story.meeting.number, story.meeting.roll.count()) == (MeetingState.DRAFT, None, 0)
    meeting = convene(story, at="2026-11-16 09:00", knowing_defect=True)
    assert meeting.notice_ruling.holds is False


def test_a_draft_without_place_or_agenda_or_in_the_past_is_not_convened(drafted_story) -> None:
    story = drafted_story
    with pytest.raises(Refused, match="past_date"):
        convene(story, at=f"{DAY} 10:01")
    Meeting.objects.filter(pk=story.meeting.pk).update(place="", link="")
    with pytest.raises(Refused, match="no_place"):
        convene(story)
    Meeting.objects.filter(pk=story.meeting.pk).update(link="https://x.example")
    story.meeting.items.all().delete()
    with pytest.raises(Refused, match="empty_agenda"):
        convene(story)


def test_a_session_is_convened_once_and_a_stale_form_is_refused(committee, drafted_story) -> None:
    story = drafted_story
    seen = Meeting.objects.get(pk=story.meeting.pk).revision
    convening.convene(Act(committee.secretary, lima(CONVENED)), meeting_id=story.meeting.pk, revision=seen)
    with pytest.raises(Refused, match="wrong_state"):
        convene(story)
    with pytest.raises(Refused, match="stale"):
        convening.cancel(
            Act(committee.secretary, lima(CONVENED)), meeting_id=story.meeting.pk, reason="x", revision=seen
        )


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "stranger"])
def test_only_the_secretaria_and_its_adjunta_convene(committee, who) -> None:
    with pytest.raises(PermissionDenied):
        convene(drafted(committee), by=getattr(committee, who))


def test_numbers_run_per_kind_and_year_and_papers_are_issued(committee) -> None:
    first, second = convene(drafted(committee)), convene(drafted(committee))
    assert [str(first), str(second)] == ["Sesión Ordinaria N° 001-2026", "Sesión Ordinaria N° 002-2026"]
    kinds = set(second.documents.values_list("document__kind", flat=True))
    assert kinds == {DocumentKind.CONVOCATORIA, DocumentKind.AGENDA, DocumentKind.ROLL_SHEET}


def test_a_suspended_institution_is_informed_and_does_not_decide_the_notice(committee) -> None:
    suspend(committee.seats[ORDINARY_SEAT], starts_on=date(2026, 10, 1), reason="x")
    meeting = convene(drafted(committee))
    entry = meeting.roll.get(seat=committee.seats[ORDINARY_SEAT])
    assert entry.suspended
    assert entry.dispatches.count() == 2
    assert "5" not in meeting.notice_ruling.facts["presumed"]


def test_cancelling_needs_a_reason_and_leaves_the_number_visible(committee, convened_story) -> None:
    story = convened_story
    with pytest.raises(Refused, match="reason_required"):
        convening.cancel(Act(committee.secretary, lima("2026-11-12")), meeting_id=story.meeting.pk, reason="  ")
    meeting = convening.cancel(
        Act(committee.secretary, lima("2026-11-12")), meeting_id=story.meeting.pk, reason="Paro regional"
    )
    assert (meeting.state, meeting.number, meeting.cancelled_reason) == (MeetingState.CANCELLED, 1, "Paro regional")
    assert Event.objects.filter(stream=meeting.stream, action="meeting.cancelled").exists()


def test_rescheduling_makes_a_new_draft_that_names_the_old_one_and_needs_a_new_notice(
    committee, convened_story
) -> None:
    story = convened_story
    new = convening.reschedule(
        Act(committee.secretary, lima("2026-11-12")),
        meeting_id=story.meeting.pk,
        new_scheduled_at=lima("2026-12-10 10:00"),
        reason="El auditorio no está disponible",
    )
    story.meeting.refresh_from_db()
    assert story.meeting.state == MeetingState.RESCHEDULED
    assert (new.state, new.replaces, new.notice_ruling) == (MeetingState.DRAFT, story.meeting, None)
    assert list(new.items.values_list("title", flat=True)) == list(story.meeting.items.values_list("title", flat=True))
