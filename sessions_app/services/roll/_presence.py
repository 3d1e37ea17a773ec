"""Who came in and who left, and when; also typed late, corrected and voided (Art. 13, 15.1)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from accounts.models import User
from core.text import within
from members.enums import SeatRole
from regulation.refusal import Refused
from regulation.ruling import JSON

from ...enums import Capacity, MeetingState, Mode
from ...models import ChairSpell, Meeting, Presence, RollEntry
from .._flags import flag_votes_since
from .._unit import check_correctable, check_manager, check_time, day_of, local, locked_meeting, log, same_minute, touch
from ..convening import AFTER_THE_MEMBERS, refreeze_roll


def _locked_meeting_of(entry_id: int) -> Meeting:
    meeting_id = RollEntry.objects.filter(pk=entry_id).values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise Http404("Esa institución no está en la lista de la sesión.")
    return locked_meeting(meeting_id)


@transaction.atomic
def open_roll(*, meeting_id: int, by: User, at: datetime, now: datetime | None = None) -> Meeting:
    """Open the day's roll: voting right, suspension and accreditations in force that day, each difference recorded.

    Marking somebody does it too. Once a day; at a second call the roll is taken anew. Refused: wrong_day, wrong_state.
    """
    meeting = locked_meeting(meeting_id, act="mark_presence")
    _check_markable(meeting, by, at, now or at, "")
    return meeting


@transaction.atomic
def mark_arrival(
    *,
    entry_id: int,
    role: str,
    at: datetime,
    by: User,
    now: datetime | None = None,
    mode: str = Mode.IN_PERSON,
    name: str = "",
    reason: str = "",
) -> Presence:
    """Somebody came in at `at` (which may be earlier than `now`, when it is typed).

    Refused: already_present, time_out_of_range (the future, before the roll's day, or inside an earlier stay), no_person
    (nobody accredited in that role and no name given), wrong_day, wrong_state, reason_required (after the closing).
    """
    now = now or at
    meeting = _locked_meeting_of(entry_id)
    _check_markable(meeting, by, at, now, reason)
    presence = _arrive(meeting, entry_id, role, at=at, now=now, by=by, mode=mode, name=name, reason=reason)
    touch(meeting)
    return presence


@transaction.atomic
def mark_departure(
    *, entry_id: int, role: str, at: datetime, by: User, now: datetime | None = None, reason: str = ""
) -> Presence:
    """Somebody left at `at`. Typed late, it flags the votes taken since whose figures it changes; none is recomputed.

    Refused: not_present, time_out_of_range, wrong_state, reason_required (after the closing).
    """
    now = now or at
    meeting = _locked_meeting_of(entry_id)
    entry = RollEntry.objects.get(pk=entry_id)
    _check_markable(meeting, by, at, now, reason)
    presence = _depart(meeting, entry, role, at=at, now=now, by=by, reason=reason)
    touch(meeting)
    return presence


@transaction.atomic
def set_attendance(
    *, entry_id: int, state: str, at: datetime, by: User, now: datetime | None = None, mode: str = Mode.IN_PERSON
) -> list[Presence]:
    """The one tap of the roll call: the institution is represented by its `titular`, its `alternate`, or is `absent`.

    Saying what already holds changes nothing, so a double tap is safe. Before the session is installed a wrong tap is
    voided; after it, leaving is a departure at `at`. Returns who is in the room for the institution.
    """
    if state not in {*SeatRole.values, "absent"}:
        raise ValueError(f"unknown attendance {state!r}")
    now = now or at
    meeting = _locked_meeting_of(entry_id)
    entry = RollEntry.objects.get(pk=entry_id)
    _check_markable(meeting, by, at, now, "")
    inside = {presence.role: presence for presence in stays_inside(entry)}
    leaving = [role for role in inside if role != state]
    for role in leaving:
        if meeting.state == MeetingState.CONVOKED:
            _void(meeting, inside[role], reason="Corregido al llamar lista", by=by, at=at, now=now)
        else:
            _depart(meeting, entry, role, at=at, now=now, by=by)
    arriving = state != "absent" and state not in inside
    if arriving:
        _arrive(meeting, entry_id, state, at=at, now=now, by=by, mode=mode)
    elif state in inside and inside[state].mode != mode:
        _set_mode(meeting, inside[state], mode, by=by, at=at, now=now)
    if leaving or arriving:
        touch(meeting)
    return list(stays_inside(entry))


def _set_mode(meeting: Meeting, presence: Presence, mode: str, *, by: User, at: datetime, now: datetime) -> None:
    """The same stay, by video instead of in the room or the other way round."""
    presence.mode = mode
    presence.save(update_fields=["mode"])
    touch(meeting)
    institution = presence.entry.name
    log(
        meeting,
        "presence.mode",
        by=by,
        at=at,
        now=now,
        subject=presence,
        name=presence.name,
        institution=institution,
        mode=Mode(mode).label.lower(),
    )


@transaction.atomic
def void_presence(*, presence_id: int, reason: str, by: User, at: datetime, now: datetime | None = None) -> Presence:
    """A stay that never was: voided with a reason, kept in the record."""
    now = now or at
    presence = Presence.objects.select_related("entry").filter(pk=presence_id).first()
    if presence is None:
        raise Http404("No existe esa presencia.")
    meeting = locked_meeting(presence.entry.meeting_id)
    _check_markable(meeting, by, presence.from_at, now, reason)
    presence.refresh_from_db()
    if not reason.strip():
        raise Refused.because("reason_required", field="reason")
    if presence.voided_at is not None:
        raise Refused.because("already_annulled", facts={"label": presence.name})
    _void(meeting, presence, reason=reason.strip(), by=by, at=at, now=now)
    flag_votes_since(
        meeting, presence.from_at, now=now, cause=f"Se anuló la presencia de {presence.name}: {reason.strip()}"
    )
    touch(meeting)
    return presence


def _check_markable(meeting: Meeting, by: User, at: datetime, now: datetime, reason: str) -> None:
    check_manager(meeting, by, now)
    check_correctable(meeting)
    if meeting.state == MeetingState.CLOSED and not reason.strip():
        raise Refused.because("reason_required", facts={"of": "correction"}, field="reason")
    if meeting.state == MeetingState.CLOSED and meeting.ended_at is not None and at > meeting.ended_at:
        raise Refused.because(
            "time_out_of_range", facts={"at": local(at), "from": "", "until": local(meeting.ended_at)}
        )
    check_time(meeting, at, now)
    if day_of(at) < day_of(meeting.scheduled_at):
        facts: dict[str, JSON] = {
            "call_day": day_of(meeting.scheduled_at).isoformat(),
            "called_on": day_of(at).isoformat(),
            "call": 1,
        }
        raise Refused.because("wrong_day", "Art. 7", facts)
    if meeting.state == MeetingState.CONVOKED:
        open_day(meeting, by, at, now)


def open_day(meeting: Meeting, by: User, at: datetime, now: datetime) -> None:
    """On the first mark of a day: the roll as it stands that day; who stayed in from a failed call has left since."""
    day = day_of(at)
    if meeting.roll_frozen_on is not None and day <= meeting.roll_frozen_on:
        return
    for presence in Presence.objects.filter(entry__meeting=meeting, voided_at=None, until_at=None):
        if day_of(presence.from_at) < day:
            last = meeting.calls.aggregate(last=Max("at"))["last"]
            _leave(presence, at=max(last or presence.from_at, presence.from_at), now=now, by=by)
    differences = refreeze_roll(meeting, on=day)
    meeting.roll_frozen_on = day
    touch(meeting, "roll_frozen_on")
    log(meeting, "roll.opened", by=by, at=at, now=now, on=day.isoformat(), differences=differences)


def stays_inside(entry: RollEntry) -> Iterable[Presence]:
    return Presence.objects.filter(entry=entry, voided_at=None, until_at=None)


def _arrive(
    meeting: Meeting,
    entry_id: int,
    role: str,
    *,
    at: datetime,
    now: datetime,
    by: User,
    mode: str = Mode.IN_PERSON,
    name: str = "",
    reason: str = "",
) -> Presence:
    entry = RollEntry.objects.get(pk=entry_id)  # read after the roll was brought to its day
    name = name.strip() or entry.person_name(role)
    if not name and entry.capacity != Capacity.MEMBER:
        name = entry.name[:160]  # an institution's name may be longer than a person's
    if not name:
        raise Refused.because("no_person", "Art. 5", {"institution": entry.name, "role": role})
    stays = Presence.objects.filter(entry=entry, role=role, voided_at=None)
    if stays.filter(until_at=None).exists():
        raise Refused.because("already_present", facts={"name": name, "institution": entry.name, "role": role})
    last = stays.aggregate(last=Max("until_at"))["last"]
    if last is not None and at < last and same_minute(at, last):
        at = last
    if last is not None and at < last:
        raise Refused.because("time_out_of_range", facts={"at": local(at), "from": local(last), "until": local(now)})
    presence = Presence.objects.create(
        entry=entry, role=role, name=name, mode=mode, from_at=at, recorded_at=now, recorded_by=by
    )
    log(
        meeting,
        "presence.arrived",
        by=by,
        at=at,
        now=now,
        subject=presence,
        name=name,
        institution=entry.name,
        role=role,
        mode=mode,
        reason=reason,
    )
    flag_votes_since(meeting, at, now=now, cause=f"Ingreso de {name} a las {local(at)[11:16]}, anotado después")
    return presence


def _depart(
    meeting: Meeting, entry: RollEntry, role: str, *, at: datetime, now: datetime, by: User, reason: str = ""
) -> Presence:
    stays = Presence.objects.filter(entry=entry, role=role, voided_at=None)
    # After the closing everybody's stay has an end: the last one is the one that is corrected.
    presence = (stays if meeting.state == MeetingState.CLOSED else stays.filter(until_at=None)).last()
    if presence is None:
        facts = {"name": entry.person_name(role) or entry.name, "institution": entry.name, "role": role}
        raise Refused.because("not_present", facts=facts)
    if at < presence.from_at and same_minute(at, presence.from_at):
        at = presence.from_at
    if at < presence.from_at:
        facts = {"at": local(at), "from": local(presence.from_at), "until": local(now)}
        raise Refused.because("time_out_of_range", facts=facts)
    _leave(presence, at=at, now=now, by=by)
    log(
        meeting,
        "presence.left",
        by=by,
        at=at,
        now=now,
        subject=presence,
        name=presence.name,
        institution=entry.name,
        role=role,
        reason=reason,
    )
    for spell in ChairSpell.objects.filter(meeting=meeting, entry=entry, role=role, until_at=None):
        spell.until_at = max(at, spell.from_at)
        spell.save(update_fields=["until_at"])
        log(meeting, "chair.left", by=by, at=at, now=now, subject=spell, name=spell.name)
    flag_votes_since(meeting, at, now=now, cause=f"Retiro de {presence.name} a las {local(at)[11:16]}, anotado después")
    return presence


def _leave(presence: Presence, *, at: datetime, now: datetime, by: User) -> None:
    presence.until_at, presence.until_recorded_at, presence.until_recorded_by = at, now, by
    presence.save(update_fields=["until_at", "until_recorded_at", "until_recorded_by"])


def _void(meeting: Meeting, presence: Presence, *, reason: str, by: User, at: datetime, now: datetime) -> None:
    presence.voided_at, presence.voided_by, presence.voided_reason = now, by, within(reason, 300)
    presence.save(update_fields=["voided_at", "voided_by", "voided_reason"])
    institution = presence.entry.name
    log(
        meeting,
        "presence.voided",
        by=by,
        at=at,
        now=now,
        subject=presence,
        name=presence.name,
        institution=institution,
        reason=reason,
    )


@transaction.atomic
def add_guest(
    *,
    meeting_id: int,
    name: str,
    institution: str = "",
    capacity: str = Capacity.GUEST,
    by: User,
    at: datetime,
) -> RollEntry:
    """Art. 14: somebody else the president or the Assembly invites, with voice only. A member is never added this way.

    The same person named again is the one who is there already.
    """
    meeting = locked_meeting(meeting_id, act="mark_presence")
    check_manager(meeting, by, at)
    if capacity not in (Capacity.GUEST, Capacity.GOVERNOR):
        raise ValueError(f"nobody is added to a roll as {capacity!r}")
    named = {
        "capacity": capacity,
        "titular_name": name.strip(),
        "name": institution.strip() or Capacity(capacity).label,
    }
    known = meeting.roll.filter(**named).first()
    if known is not None:  # the same form, sent again
        return known
    last = meeting.roll.aggregate(last=Max("position"))["last"] or 0
    entry = RollEntry.objects.create(
        meeting=meeting, position=max(last + 1, AFTER_THE_MEMBERS), in_base=False, may_vote=False, **named
    )
    touch(meeting)
    log(meeting, "guest.added", by=by, at=at, subject=entry, name=entry.titular_name, institution=entry.name)
    return entry
