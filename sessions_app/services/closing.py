"""Closing a session: from the record to numbered acuerdos, the attendance list and the draft of the acta."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit.acts import Act
from audit.services import record
from core.rows import write
from documents.enums import InstrumentKind
from documents.models import Instrument
from documents.services import take_number
from members.acts import begin, touch
from members.selectors import letterhead_of
from regulation.refusal import Refused

from ..effects import effect_of
from ..enums import DocumentKind, MeetingState, MotionPurpose, MotionState
from ..models import Acuerdo, ChairSpell, Meeting, Motion, Presence
from ..selectors import papers
from ..selectors.access import chair_now
from ..selectors.ballots import kind_of
from ..selectors.elections import acuerdo_text
from ..states import MEETING, MOTION
from . import acta
from .convening import issue_paper
from .hours import at_valid_time, local


@transaction.atomic
def close(act: Act, *, meeting_id: int, revision: int | None = None) -> Meeting:
    """End the session. One that was never installed gets its constancia instead of an acta.

    A tie that nobody decided is not approved. Refused: wrong_state, stale, no_roll_call (nobody called the roll),
    vote_open, time_out_of_range, and what the effect of a vote refuses.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", revision=revision)
    if meeting.state == MeetingState.CONVOKED:
        return _close_not_installed(act, meeting)
    return _close_installed(act, meeting)


def _close_not_installed(act: Act, meeting: Meeting) -> Meeting:
    last = meeting.calls.last()
    if last is None:
        raise Refused.because("no_roll_call", "Art. 13", {"title": str(meeting)})
    act = at_valid_time(act, meeting, not_before=last.at)
    MEETING.move(meeting, "close_not_installed")
    _end_stays(act, meeting)
    touch(meeting, "state", closed_at=act.now, closed_by=act.by, ended_at=act.at)
    record(act, "meeting.not_installed", meeting, title=str(meeting), code=last.code)
    issue_paper(act.recorded_now(), meeting, DocumentKind.NOT_INSTALLED, papers.not_installed_payload(meeting))
    return meeting


def _close_installed(act: Act, meeting: Meeting) -> Meeting:
    MEETING.check(meeting, "close")
    motions = list(
        meeting.motions.exclude(state=MotionState.ANNULLED).select_related("item", "responsible", "elected__person")
    )
    for motion in motions:
        if motion.state == MotionState.OPEN:
            raise Refused.because("vote_open", facts={"text": motion.text[:120]})
    act = at_valid_time(act, meeting, not_before=_last_act(meeting, motions))
    chair = chair_now(meeting)
    _lapse(act, meeting, motions)
    MEETING.move(meeting, "close")
    _end_stays(act, meeting)
    touch(meeting, "state", closed_at=act.now, closed_by=act.by, ended_at=act.at)
    acuerdos = _number_acuerdos(act, meeting, motions)
    _settle(act, motions, acuerdos)
    labels = [acuerdo.label for acuerdo in acuerdos]
    presided = chair.name if chair else ""
    record(act, "meeting.closed", meeting, title=str(meeting), acuerdos=labels, chair=presided)
    issue_paper(act.recorded_now(), meeting, DocumentKind.ATTENDANCE, papers.attendance_payload(meeting))
    acta.create_draft(act.recorded_now(), meeting=meeting)
    return meeting


def _lapse(act: Act, meeting: Meeting, motions: list[Motion]) -> None:
    """A tie that nobody decided approves nothing, and elects nobody: after it, or after a first round without a second."""
    followed = {motion.previous_round_id for motion in motions}
    for motion in motions:
        if motion.state == MotionState.TIED or (motion.state == MotionState.RUNOFF and motion.pk not in followed):
            kind = kind_of(motion)
            flag = {"code": kind.lapse_flag, "was": str(motion.state), "noted_at": local(act.now)}
            MOTION.move(motion, "lapse")
            write(motion, "state", flags=[*motion.flags, flag])
            record(act, kind.lapsed.action, motion, text=motion.text)


def _settle(act: Act, motions: list[Motion], acuerdos: list[Acuerdo]) -> None:
    """What the votes bring about besides their acuerdos (`sessions_app.effects`). Refused: acuerdo_missing."""
    of_motion = {acuerdo.motion_id: acuerdo for acuerdo in acuerdos}
    for motion in motions:
        effect = effect_of(motion)
        if effect is None:
            continue
        acuerdo = of_motion.get(motion.pk)
        if acuerdo is None and motion.state == MotionState.APPROVED:
            raise Refused.because("acuerdo_missing", facts={"text": motion.text[:120]})
        effect.settle(act, motion=motion, acuerdo=acuerdo)


def _last_act(meeting: Meeting, motions: list[Motion]) -> datetime | None:
    """Nothing on the record may come after the end."""
    moments = [motion.decided_at for motion in motions] + [meeting.installed_at]
    presences = Presence.objects.filter(entry__meeting=meeting, voided_at=None).values_list("from_at", "until_at")
    moments += [moment for pair in presences for moment in pair]
    return max((moment for moment in moments if moment is not None), default=None)


def _end_stays(act: Act, meeting: Meeting) -> None:
    """Those still in the room leave at the end of the session."""
    Presence.objects.filter(entry__meeting=meeting, voided_at=None, until_at=None).update(
        until_at=act.at, until_recorded_at=act.now, until_recorded_by=act.by
    )
    ChairSpell.objects.filter(meeting=meeting, until_at=None).update(until_at=act.at)


def _number_acuerdos(act: Act, meeting: Meeting, motions: list[Motion]) -> list[Acuerdo]:
    """Approved motions that decide something, numbered per year in the order in which they were voted."""
    year = timezone.localtime(act.at).year
    suffix = letterhead_of(meeting.body, act.day)["suffix"]
    decided = [m for m in motions if m.state == MotionState.APPROVED and m.makes_acuerdo]
    acuerdos = []
    names = dict(meeting.roll.filter(seat__isnull=False).values_list("seat_id", "name"))
    for motion in decided:
        if motion.purpose == MotionPurpose.ADDED_ITEM:
            continue
        text = acuerdo_text(motion)
        number = take_number(series=meeting.body.slug, kind=DocumentKind.ACUERDO, year=year)
        label = f"Acuerdo N° {number:03d}-{year}-{suffix}"
        instrument = Instrument.objects.create(
            kind=InstrumentKind.ACUERDO,
            number=f"{number:03d}-{year}-{suffix}",
            date=timezone.localdate(motion.decided_at or act.at),
            issuer=meeting.body.name,
            title=(kind_of(motion).words.title or text)[:300],
            recorded_at=act.now,
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
            agreed_at=motion.decided_at or act.at,
            numbered_at=act.now,
            instrument=instrument,
        )
        acuerdos.append(acuerdo)
        record(act, "acuerdo.numbered", acuerdo, label=label, text=text)
    return acuerdos
