"""One session's record read whole, and the parts of it that several papers print."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.utils.timezone import localdate

from documents import words
from mailing.enums import MailState
from members.enums import SeatRole
from norms.wording.parameters import share_in_words
from regulation.notice import days_between
from regulation.ruling import Ruling

from ...enums import Capacity, Mode
from ...models import ChairSpell, Dispatch, Meeting, Presence, Receipt, RollCall, RollEntry
from ..notice import notice_calendar
from ._common import Payload, hour, role_words, said, seat_number

#: A movement typed this many seconds after it happened is printed with the hour at which it was typed.
TYPED_LATE = 5 * 60


@dataclass(frozen=True, slots=True)
class Record:
    """The frozen roll with its mails, receipts and valid presences, the calls and the chairs."""

    meeting: Meeting
    entries: list[RollEntry]
    calls: list[RollCall]
    chairs: list[ChairSpell]

    @property
    def day(self) -> date:
        return localdate(self.meeting.scheduled_at)

    @property
    def members(self) -> list[RollEntry]:
        return [entry for entry in self.entries if entry.capacity == Capacity.MEMBER]


def read(meeting: Meeting) -> Record:
    """Six queries for any size of session."""
    entries = meeting.roll.select_related("seat").prefetch_related(
        Prefetch("presences", Presence.objects.filter(voided_at=None).order_by("from_at", "pk")),
        Prefetch("dispatches", Dispatch.objects.order_by("pk")),
        Prefetch("receipts", Receipt.objects.filter(voided_at=None)),
    )
    return Record(
        meeting=meeting, entries=list(entries), calls=list(meeting.calls.all()), chairs=list(meeting.chairs.all())
    )


# --- Who was there -------------------------------------------------------------------------------------------------
def counted(record: Record, entry: RollEntry) -> list[Presence]:
    """Presences that are attendance: who left before the session was installed did not attend. In a session that was
    not installed, those who were in the room.
    """
    installed = record.meeting.installed_at
    return [p for p in entry.presences.all() if installed is None or p.until_at is None or p.until_at > installed]


def attendees(record: Record) -> list[Payload]:
    """One row per person who attended, in roll order, the titular before the alterno."""
    rows = []
    for entry in record.entries:
        by_role: dict[str, list[Presence]] = {}
        for presence in counted(record, entry):
            by_role.setdefault(presence.role, []).append(presence)
        for role in (SeatRole.TITULAR, SeatRole.ALTERNATE):
            if role in by_role:
                rows.append(_attendee(record, entry, role, by_role[role]))
    return rows


def _attendee(record: Record, entry: RollEntry, role: SeatRole, presences: list[Presence]) -> Payload:
    modes = list(dict.fromkeys(str(Mode(presence.mode).label) for presence in presences))
    return {
        "entry": entry.pk,
        "role_key": role.value,
        "number": seat_number(entry),
        "institution": entry.name,
        "capacity": str(Capacity(entry.capacity).label),
        "member": entry.capacity == Capacity.MEMBER,
        "suspended": entry.suspended,
        "name": presences[-1].name,
        "role": role_words(entry, role),
        "mode": " y ".join(modes),
        "from": hour(presences[0].from_at, record.day),
        "until": _until(record, presences[-1]),
        "spells": " · ".join(f"{hour(p.from_at, record.day)} a {_until(record, p)}" for p in presences),
        "interrupted": len(presences) > 1,
    }


def _until(record: Record, presence: Presence) -> str:
    ended = record.meeting.ended_at
    if presence.until_at is None or (ended is not None and presence.until_at >= ended):
        return "cierre" if record.meeting.installed_at else "—"
    return hour(presence.until_at, record.day)


def absentees(record: Record) -> list[Payload]:
    """Members nobody came for, each with why it is or is not an absence (Art. 15)."""
    unnotified, late = notice_defects(record.meeting)
    rows = []
    for entry in record.members:
        if counted(record, entry):
            continue
        number = seat_number(entry)
        if entry.left:
            state, key = "Ya no era miembro", "left"
        elif entry.suspended:
            state, key = "Suspendida", "suspended"
        elif number in unnotified:
            state, key = "No notificada", "not_notified"
        elif number in late:
            state, key = "Notificada fuera de plazo", "late"
        else:
            state, key = "Inasistente", "absent"
        rows.append({"number": number, "institution": entry.name, "state": state, "key": key})
    return rows


def notice_defects(meeting: Meeting) -> tuple[set[str], set[str]]:
    """Seat numbers that the ruling on notice names: (not notified, notified late)."""
    facts = meeting.notice_ruling.facts if meeting.notice_ruling else {}
    return {str(seat) for seat in facts.get("unnotified") or []}, {str(seat) for seat in facts.get("late") or []}


def represented(rows: Iterable[Payload]) -> Payload:
    """Totals of the attendance, institutions counted once."""
    members = [row for row in rows if row["member"]]
    return {
        "institutions": len({row["entry"] for row in members}),
        "enabled": len({row["entry"] for row in members if not row["suspended"]}),
        "titular": sum(row["role_key"] == SeatRole.TITULAR for row in members),
        "alternate": sum(row["role_key"] == SeatRole.ALTERNATE for row in members),
        "remote": sum(str(Mode.REMOTE.label) in row["mode"] for row in members),
    }


# --- Notice --------------------------------------------------------------------------------------------------------
def notice_of(record: Record) -> Payload:
    """How each member was summoned and what proves it (Art. 7), with the ruling that was given."""
    unnotified, late = notice_defects(record.meeting)
    meeting, rules = record.meeting, record.meeting.rules()
    unit = rules.notice_days.for_kind(meeting.kind).unit
    count = partial(days_between, session_on=record.day, unit=unit, calendar=notice_calendar(meeting, rules))
    rows = [_notice_row(entry, seat_number(entry), unnotified, late, count) for entry in record.members]
    return {
        "ruling": said(meeting.notice_ruling),
        "convened_on": words.short_date(localdate(meeting.convened_at)) if meeting.convened_at else "",
        "convened_on_words": words.date_in_words(localdate(meeting.convened_at)) if meeting.convened_at else "",
        "waived": any(call.installed and call.waiver_agreed for call in record.calls),
        "rows": rows,
        "proven": sum(row["proven"] for row in rows),
        "presumed": sum(not row["proven"] and bool(row["received"]) for row in rows),
        "unnotified": sum(not row["received"] for row in rows),
    }


def _notice_row(
    entry: RollEntry, number: str, unnotified: set[str], late: set[str], count: Callable[[date], int]
) -> Payload:
    receipt = next(iter(entry.receipts.all()), None)
    sent = [d for d in entry.dispatches.all() if d.sent_at is not None or d.state == MailState.PENDING]
    sent_on = min((localdate(d.sent_at or d.queued_at) for d in sent), default=None)
    received_on = receipt.received_on if receipt else sent_on
    if receipt:
        proof = receipt.get_kind_display()
    elif sent_on:
        proof = "Presumida"
    else:
        proof = "No se pudo notificar"
    remark = "fuera de plazo" if number in late else "no notificada" if number in unnotified else ""
    return {
        "number": number,
        "institution": entry.name,
        "suspended": entry.suspended,
        "sent": words.short_date(sent_on) if sent_on else "",
        "received": words.short_date(received_on) if received_on else "",
        "days": count(received_on) if received_on else None,
        "proof": proof,
        "proven": receipt is not None,
        "remark": remark,
    }


# --- Calls, chairs, movements --------------------------------------------------------------------------------------
def calls_of(record: Record) -> list[Payload]:
    """Each call of the roll with its arithmetic and article; one made again is named as a repetition."""
    made = [call.call for call in record.calls]
    return [
        {
            "call": call.call,
            "name": _call_name(call.call, again=made[:index].count(call.call)),
            "at": hour(call.at, record.day),
            "installed": call.installed,
            "waiver": call.waiver_agreed,
            "result": "Instalada" if call.installed else "No instalada",
            "quorum": quorum_figures(call.ruling),
            "ruling": said(call.ruling),
        }
        for index, call in enumerate(record.calls)
    ]


def _call_name(call: int, *, again: int) -> str:
    """«Primera llamada»; the second time «Primera llamada, repetida», the third «Primera llamada, repetida (2)»."""
    name = "Segunda llamada" if call == 2 else "Primera llamada"
    return f"{name}, repetida{f' ({again})' if again > 1 else ''}" if again else name


def quorum_figures(ruling: Ruling | None) -> Payload:
    """The arithmetic inside a ruling on quorum or installation: «2/3 de 23 = 15.33 → 16»."""
    given: Mapping[str, Any] = ruling.facts if ruling else {}
    facts = given.get("quorum", given)
    if "required" not in facts or "base" not in facts:
        return {}
    numerator, _, denominator = str(facts.get("fraction", "")).partition("/")
    exact = ""
    if numerator.isdigit() and denominator.isdigit():
        exact = words.two_decimals(Fraction(int(facts["base"]) * int(numerator), int(denominator)))
    members = facts.get("members", facts["base"])
    return ({"members": members} if members != facts["base"] else {}) | {
        "base": facts["base"],
        "fraction": share_in_words(str(facts.get("fraction", ""))),
        "exact": exact,
        "required": facts["required"],
        "present": facts.get("present"),
        "missing": facts.get("missing"),
        "enabled": facts.get("enabled"),
    }


def chairs_of(record: Record) -> list[Payload]:
    names = {entry.pk: entry.name for entry in record.entries}
    ended = record.meeting.ended_at
    return [
        {
            "name": chair.name,
            "institution": names.get(chair.entry_id, ""),
            "basis": chair.get_basis_display(),
            "from": hour(chair.from_at, record.day),
            "until": "cierre"
            if chair.until_at is None or (ended and chair.until_at >= ended)
            else hour(chair.until_at, record.day),
        }
        for chair in record.chairs
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """Someone entered or left, and how many members of the base were in the room after it."""

    at: datetime
    entering: bool
    presence: Presence
    entry: RollEntry
    present: int
    typed_at: datetime | None


def steps_of(record: Record) -> list[Step]:
    """Every entry and exit in the order in which they happened; at one instant, exits first."""
    moves: list[tuple[datetime, bool, Presence, RollEntry, datetime | None]] = []
    for entry in record.entries:
        for presence in entry.presences.all():
            moves.append((presence.from_at, True, presence, entry, presence.recorded_at))
            if presence.until_at is not None:
                moves.append((presence.until_at, False, presence, entry, presence.until_recorded_at))
    moves.sort(key=lambda move: (move[0], move[1], move[3].position, move[2].pk))
    inside: dict[int, int] = {}
    steps = []
    for at, entering, presence, entry, typed_at in moves:
        if entry.enabled:
            inside[entry.pk] = inside.get(entry.pk, 0) + (1 if entering else -1)
        steps.append(Step(at, entering, presence, entry, sum(n > 0 for n in inside.values()), typed_at))
    return steps


def movements_of(record: Record, steps: list[Step]) -> list[Payload]:
    """Entries and exits during the session: those after its installation and before its end."""
    installed, ended = record.meeting.installed_at, record.meeting.ended_at
    rows = []
    for step in steps:
        if installed is None or step.at <= installed or (ended is not None and step.at >= ended):
            continue
        late = step.typed_at is not None and (step.typed_at - step.at).total_seconds() >= TYPED_LATE
        rows.append(
            {
                "at": hour(step.at, record.day),
                "what": "Ingresó" if step.entering else "Se retiró",
                "name": step.presence.name,
                "institution": step.entry.name,
                "role": role_words(step.entry, step.presence.role),
                "counts": step.entry.enabled,
                "present": step.present,
                "typed": hour(step.typed_at, record.day) if late and step.typed_at else "",
            }
        )
    return rows


def roll_differences(record: Record) -> list[Payload]:
    """What changed between the convocatoria and the opening, in words."""
    fields = {
        "member": "Es miembro",
        "name": "Institución",
        "suspended": "Suspensión",
        "titular": "Titular",
        "alternate": "Alterno",
    }
    return [
        {
            "institution": entry.name,
            "field": fields.get(change.get("field", ""), change.get("field", "")),
            "before": change.get("before") or "—",
            "after": change.get("after") or "—",
        }
        for entry in record.entries
        for change in entry.differences
    ]
