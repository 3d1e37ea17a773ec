"""Closing a session: from the record to numbered acuerdos, the attendance list and the draft of the acta."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from documents.enums import InstrumentKind
from documents.models import Instrument
from documents.services import take_number
from members.selectors import letterhead_of
from regulation.refusal import Refused

from ..effects import effect_of
from ..enums import DocumentKind, MeetingState, MotionPurpose, MotionState
from ..models import Acuerdo, ChairSpell, Meeting, Motion, Presence
from ..selectors import papers
from ..selectors.access import chair_now
from ..selectors.elections import acuerdo_text
from ..states import MEETING, MOTION
from . import acta
from ._unit import check_manager, check_time, day_of, local, locked_meeting, log, touch
from .convening import issue_paper


@transaction.atomic
def close(
    *,
    meeting_id: int,
    by: User,
    at: datetime,
    now: datetime | None = None,
    revision: int | None = None,
) -> Meeting:
    """End the session at `at`. One that was never installed gets its constancia instead of an acta.

    A tie that nobody decided is not approved. Refused: wrong_state, stale, no_roll_call (nobody called the roll),
    vote_open, time_out_of_range, and what the effect of a vote refuses.
    """
    now = now or at
    meeting = locked_meeting(meeting_id, expected_revision=revision)
    check_manager(meeting, by, now)
    if meeting.state == MeetingState.CONVOKED:
        return _close_not_installed(meeting, by=by, at=at, now=now)
    return _close_installed(meeting, by=by, at=at, now=now)


def _close_not_installed(meeting: Meeting, *, by: User, at: datetime, now: datetime) -> Meeting:
    last = meeting.calls.last()
    if last is None:
        raise Refused.because("no_roll_call", "Art. 13", {"title": str(meeting)})
    at = check_time(meeting, at, now, not_before=last.at)
    MEETING.move(meeting, "close_not_installed")
    _end_stays(meeting, by=by, at=at, now=now)
    meeting.closed_at, meeting.closed_by, meeting.ended_at = now, by, at
    touch(meeting, "state", "closed_at", "closed_by", "ended_at")
    log(meeting, "meeting.not_installed", by=by, at=at, now=now, title=str(meeting), code=last.code)
    issue_paper(meeting, DocumentKind.NOT_INSTALLED, papers.not_installed_payload(meeting), by=by, at=now)
    return meeting


def _close_installed(meeting: Meeting, *, by: User, at: datetime, now: datetime) -> Meeting:
    MEETING.check(meeting, "close")
    motions = list(
        meeting.motions.exclude(state=MotionState.ANNULLED).select_related("item", "responsible", "elected__person")
    )
    for motion in motions:
        if motion.state == MotionState.OPEN:
            raise Refused.because("vote_open", facts={"text": motion.text[:120]})
    at = check_time(meeting, at, now, not_before=_last_act(meeting, motions))
    chair = chair_now(meeting)
    _lapse(meeting, motions, by=by, at=at, now=now)
    MEETING.move(meeting, "close")
    _end_stays(meeting, by=by, at=at, now=now)
    meeting.closed_at, meeting.closed_by, meeting.ended_at = now, by, at
    touch(meeting, "state", "closed_at", "closed_by", "ended_at")
    acuerdos = _number_acuerdos(meeting, motions, by=by, at=at, now=now)
    _settle(motions, acuerdos, by=by, at=at, now=now)
    labels = [acuerdo.label for acuerdo in acuerdos]
    presided = chair.name if chair else ""
    log(meeting, "meeting.closed", by=by, at=at, now=now, title=str(meeting), acuerdos=labels, chair=presided)
    issue_paper(meeting, DocumentKind.ATTENDANCE, papers.attendance_payload(meeting), by=by, at=now)
    acta.create_draft(meeting=meeting, by=by, at=now)
    return meeting


def _lapse(meeting: Meeting, motions: list[Motion], *, by: User, at: datetime, now: datetime) -> None:
    """A tie that nobody decided approves nothing, and elects nobody: after it, or after a first round without a second."""
    followed = {motion.previous_round_id for motion in motions}
    for motion in motions:
        if motion.state == MotionState.TIED or (motion.state == MotionState.RUNOFF and motion.pk not in followed):
            code = "election_lapsed" if motion.is_election else "tie_lapsed"
            flag = {"code": code, "was": str(motion.state), "noted_at": local(now)}
            MOTION.move(motion, "lapse")
            motion.flags = [*motion.flags, flag]
            motion.save(update_fields=["state", "flags"])
            action = "election.lapsed" if motion.is_election else "motion.lapsed"
            log(meeting, action, by=by, at=at, now=now, subject=motion, text=motion.text)


def _settle(motions: list[Motion], acuerdos: list[Acuerdo], *, by: User, at: datetime, now: datetime) -> None:
    """What the votes bring about besides their acuerdos (`sessions_app.effects`). Refused: acuerdo_missing."""
    of_motion = {acuerdo.motion_id: acuerdo for acuerdo in acuerdos}
    for motion in motions:
        effect = effect_of(motion)
        if effect is None:
            continue
        acuerdo = of_motion.get(motion.pk)
        if acuerdo is None and motion.state == MotionState.APPROVED:
            raise Refused.because("acuerdo_missing", facts={"text": motion.text[:120]})
        effect.settle(motion=motion, acuerdo=acuerdo, by=by, at=at, now=now)


def _last_act(meeting: Meeting, motions: list[Motion]) -> datetime | None:
    """Nothing on the record may come after the end."""
    moments = [motion.decided_at for motion in motions] + [meeting.installed_at]
    presences = Presence.objects.filter(entry__meeting=meeting, voided_at=None).values_list("from_at", "until_at")
    moments += [moment for pair in presences for moment in pair]
    return max((moment for moment in moments if moment is not None), default=None)


def _end_stays(meeting: Meeting, *, by: User, at: datetime, now: datetime) -> None:
    """Whoever is still in the room leaves with the end of the session."""
    Presence.objects.filter(entry__meeting=meeting, voided_at=None, until_at=None).update(
        until_at=at, until_recorded_at=now, until_recorded_by=by
    )
    ChairSpell.objects.filter(meeting=meeting, until_at=None).update(until_at=at)


def _number_acuerdos(
    meeting: Meeting, motions: list[Motion], *, by: User, at: datetime, now: datetime
) -> list[Acuerdo]:
    """Approved motions that decide something, numbered per year in the order in which they were voted."""
    year = timezone.localtime(at).year
    suffix = letterhead_of(meeting.body, day_of(at))["suffix"]
    decided = [m for m in motions if m.state == MotionState.APPROVED and m.makes_acuerdo]
    acuerdos = []
    names = dict(meeting.roll.filter(seat__isnull=False).values_list("seat_id", "name"))
    for motion in decided:
        if motion.purpose == MotionPurpose.ADDED_ITEM:
            continue
        text = acuerdo_text(motion) if motion.is_election else motion.text
        number = take_number(series=meeting.body.slug, kind=DocumentKind.ACUERDO, year=year)
        label = f"Acuerdo N° {number:03d}-{year}-{suffix}"
        instrument = Instrument.objects.create(
            kind=InstrumentKind.ACUERDO,
            number=f"{number:03d}-{year}-{suffix}",
            date=day_of(motion.decided_at or at),
            issuer=meeting.body.name,
            title=("Elección de la presidencia" if motion.is_election else text)[:300],
            recorded_at=now,
        )
        acuerdo = Acuerdo.objects.create(
            body=meeting.body,
            meeting=meeting,
            motion=motion,
            year=year,
            number=number,
            label=label,
            text=text,
            responsible=motion.responsible,
            responsible_name=names.get(motion.responsible_id or 0, ""),
            due_on=motion.due_on,
            agreed_at=motion.decided_at or at,
            numbered_at=now,
            instrument=instrument,
        )
        acuerdos.append(acuerdo)
        log(meeting, "acuerdo.numbered", by=by, at=at, now=now, subject=acuerdo, label=label, text=text)
    return acuerdos
