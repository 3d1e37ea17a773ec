"""Who came in and who left, and when; also typed late, corrected and voided (Art. 13, 15.1)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from members.acts import begin, touch
from members.enums import SeatRole
from regulation.refusal import Refused

from ...enums import Capacity, MeetingState, Mode
from ...models import ChairSpell, Meeting, Presence, RollEntry
from ...words import arrival_noted, departure_noted, presence_voided
from ..convening import AFTER_THE_MEMBERS, refreeze_roll
from ..corrections import check_correctable, flag_votes_since
from ..hours import at_valid_time, local, out_of_range, right_after


@transaction.atomic
def open_roll(act: Act, *, meeting_id: int) -> Meeting:
    """Open the day's roll: voting right, suspension and accreditations in force that day, each difference recorded.

    Marking somebody does it too. Once a day; at a second call the roll is taken anew. Refused: wrong_day, wrong_state.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="mark_presence")
    _check_markable(act, meeting, "")
    return meeting


@transaction.atomic
def mark_arrival(
    act: Act, *, entry_id: int, role: str, mode: str = Mode.IN_PERSON, name: str = "", reason: str = ""
) -> Presence:
    """Somebody came in; it may be typed later.

    Refused: already_present, time_out_of_range (the future, before the roll's day, or inside an earlier stay), no_person
    (nobody accredited in that role and no name given), wrong_day, wrong_state, reason_required (after the closing).
    """
    act, entry = begin(act, RollEntry.objects, entry_id, may="sessions.manage")
    meeting = entry.meeting
    _check_markable(act, meeting, reason)
    presence = _arrive(act, meeting, entry_id, role, mode=mode, name=name, reason=reason)
    touch(meeting)
    return presence


@transaction.atomic
def mark_departure(act: Act, *, entry_id: int, role: str, reason: str = "") -> Presence:
    """Somebody left. Typed late, it flags the votes taken since whose figures it changes; none is recomputed.

    Refused: not_present, time_out_of_range, wrong_state, reason_required (after the closing).
    """
    act, entry = begin(act, RollEntry.objects, entry_id, may="sessions.manage")
    meeting = entry.meeting
    _check_markable(act, meeting, reason)
    presence = _depart(act, meeting, entry, role, reason=reason)
    touch(meeting)
    return presence


@transaction.atomic
def set_attendance(act: Act, *, entry_id: int, state: str, mode: str = Mode.IN_PERSON) -> list[Presence]:
    """The one tap of the roll call: the institution is represented by its `titular`, its `alternate`, or is `absent`.

    Saying what already holds changes nothing, so a double tap is safe. Before the session is installed a wrong tap is
    voided; after it, leaving is a departure. Returns who is in the room for the institution.
    """
    if state not in {*SeatRole.values, "absent"}:
        raise ValueError(f"unknown attendance {state!r}")
    act, entry = begin(act, RollEntry.objects, entry_id, may="sessions.manage")
    meeting = entry.meeting
    _check_markable(act, meeting, "")
    inside = {presence.role: presence for presence in stays_inside(entry)}
    leaving = [role for role in inside if role != state]
    for role in leaving:
        if meeting.state == MeetingState.CONVOKED:
            _void(act, meeting, inside[role], reason="Corregido al llamar lista")
        else:
            _depart(act, meeting, entry, role)
    arriving = state != "absent" and state not in inside
    if arriving:
        _arrive(act, meeting, entry_id, state, mode=mode)
    elif state in inside and inside[state].mode != mode:
        _set_mode(act, meeting, inside[state], mode)
    if leaving or arriving:
        touch(meeting)
    return list(stays_inside(entry))


def _set_mode(act: Act, meeting: Meeting, presence: Presence, mode: str) -> None:
    """The same stay, by video instead of in the room or the other way round."""
    write(presence, mode=mode)
    touch(meeting)
    institution = presence.entry.name
    record(act, "presence.mode", presence, name=presence.name, institution=institution, mode=Mode(mode).label.lower())


@transaction.atomic
def void_presence(act: Act, *, presence_id: int, reason: str) -> Presence:
    """A stay that never was: voided with a reason, kept in the record."""
    act, presence = begin(act, Presence.objects.select_related("entry"), presence_id, may="sessions.manage")
    meeting, since = presence.entry.meeting, act.timed(presence.from_at)
    _check_markable(since, meeting, reason)
    if not reason.strip():
        raise Refused.because("reason_required", field="reason")
    if presence.voided_at is not None:
        raise Refused.because("already_annulled", facts={"label": presence.name})
    _void(act, meeting, presence, reason=reason.strip())
    flag_votes_since(since, meeting, presence_voided(presence.name, reason.strip()))
    touch(meeting)
    return presence


def _check_markable(act: Act, meeting: Meeting, reason: str) -> None:
    check_correctable(meeting)
    if meeting.state == MeetingState.CLOSED and not reason.strip():
        raise Refused.because("reason_required", facts={"of": "correction"}, field="reason")
    if meeting.state == MeetingState.CLOSED and meeting.ended_at is not None and act.at > meeting.ended_at:
        raise out_of_range(act.at, None, meeting.ended_at)
    at_valid_time(act, meeting)
    if act.day < localdate(meeting.scheduled_at):
        facts = {"call_day": localdate(meeting.scheduled_at), "called_on": act.day, "call": 1}
        raise Refused.because("wrong_day", "Art. 7", facts)
    if meeting.state == MeetingState.CONVOKED:
        open_day(act, meeting)


def open_day(act: Act, meeting: Meeting) -> None:
    """On the first mark of a day: the roll as it stands that day; who stayed in from a failed call has left since."""
    day = act.day
    if meeting.roll_frozen_on is not None and day <= meeting.roll_frozen_on:
        return
    for presence in Presence.objects.filter(entry__meeting=meeting, voided_at=None, until_at=None):
        if localdate(presence.from_at) < day:
            last = meeting.calls.aggregate(last=Max("at"))["last"]
            _leave(act.timed(max(last or presence.from_at, presence.from_at)), presence)
    differences = refreeze_roll(meeting, on=day)
    touch(meeting, roll_frozen_on=day)
    record(act, "roll.opened", meeting, on=day, differences=differences)


def stays_inside(entry: RollEntry) -> Iterable[Presence]:
    return Presence.objects.filter(entry=entry, voided_at=None, until_at=None)


def _arrive(
    act: Act,
    meeting: Meeting,
    entry_id: int,
    role: str,
    *,
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
    act = right_after(act, last)
    if last is not None and act.at < last:
        raise out_of_range(act.at, last, act.now)
    presence = Presence.objects.create(
        entry=entry, role=role, name=name, mode=mode, from_at=act.at, recorded_at=act.now, recorded_by=act.by
    )
    record(act, "presence.arrived", presence, name=name, institution=entry.name, role=role, mode=mode, reason=reason)
    flag_votes_since(act, meeting, arrival_noted(name, local(act.at)[11:16]))
    return presence


def _depart(act: Act, meeting: Meeting, entry: RollEntry, role: str, *, reason: str = "") -> Presence:
    stays = Presence.objects.filter(entry=entry, role=role, voided_at=None)
    # After the closing everybody's stay has an end: the last one is the one that is corrected.
    presence = (stays if meeting.state == MeetingState.CLOSED else stays.filter(until_at=None)).last()
    if presence is None:
        facts = {"name": entry.person_name(role) or entry.name, "institution": entry.name, "role": role}
        raise Refused.because("not_present", facts=facts)
    act = right_after(act, presence.from_at)
    if act.at < presence.from_at:
        raise out_of_range(act.at, presence.from_at, act.now)
    _leave(act, presence)
    record(act, "presence.left", presence, name=presence.name, institution=entry.name, role=role, reason=reason)
    for spell in ChairSpell.objects.filter(meeting=meeting, entry=entry, role=role, until_at=None):
        write(spell, until_at=max(act.at, spell.from_at))
        record(act, "chair.left", spell, name=spell.name)
    flag_votes_since(act, meeting, departure_noted(presence.name, local(act.at)[11:16]))
    return presence


def _leave(act: Act, presence: Presence) -> None:
    write(presence, until_at=act.at, until_recorded_at=act.now, until_recorded_by=act.by)


def _void(act: Act, meeting: Meeting, presence: Presence, *, reason: str) -> None:
    write(presence, voided_at=act.now, voided_by=act.by, voided_reason=within(reason, 300))
    institution = presence.entry.name
    record(act, "presence.voided", presence, name=presence.name, institution=institution, reason=reason)


@transaction.atomic
def add_guest(
    act: Act, *, meeting_id: int, name: str, institution: str = "", capacity: str = Capacity.GUEST
) -> RollEntry:
    """Art. 14: somebody else the president or the Assembly invites, with voice only. A member is never added this way.

    The same person named again is the one who is there already.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="mark_presence")
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
    record(act, "guest.added", entry, name=entry.titular_name, institution=entry.name)
    return entry
