"""A past session in the shape of one that was lived here: roll, presences, the call that installed it (Art. 7, 12, 13)."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from audit.acts import Act
from audit.services import record
from core.text import within
from exchange.models import ImportBatch
from members.enums import Office, SeatRole
from members.models import Body, Person
from members.selectors import officers_on
from norms.selectors import calendar_for, version_in_force
from regulation.calls import judge_installation
from regulation.ruling import Ruling

from ...enums import Capacity, MeetingState
from ...models import Meeting, Presence, RollCall, RollEntry
from ...selectors.past import CommitteeThen, Summoned
from ..convening import AFTER_THE_MEMBERS, name_of
from ._data import ABSENT, Attended, PastSession
from ._judging import judge_notice_then, judge_quorum_then, rules_on, sat

_MINISTRY = "Ministerio de Comercio Exterior y Turismo"


def write(act: Act, body: Body, data: PastSession, then: CommitteeThen, import_batch: ImportBatch | None) -> Meeting:
    rules = rules_on(then)
    quorum, notice = judge_quorum_then(data, then, rules), judge_notice_then(data, then, rules)
    installed = sat(data, quorum)
    officers = officers_on(body, then.base_on)
    convened_at = timezone.make_aware(datetime.combine(data.convened_on or data.held_on, time()))
    meeting = Meeting.objects.create(
        body=body,
        kind=data.kind,
        state=MeetingState.CLOSED if installed else MeetingState.NOT_INSTALLED,
        scheduled_at=data.held_at,
        place=data.place.strip(),
        governor_invited=Capacity.GOVERNOR in data.others,
        year=data.year,
        number=data.number,
        regulation_version=version_in_force(body.rulebook, data.held_on),
        president_name=name_of(officers, Office(body.presiding_office)),
        secretary_name=name_of(officers, Office.SECRETARY),
        notice_ruling=notice,
        created_at=act.now,
        created_by=act.by,
        convened_at=convened_at,
        convened_by=act.by,
        installed_at=data.held_at if installed else None,
        installed_by=act.by if installed else None,
        installed_call=1 if installed else None,
        roll_frozen_on=data.held_on,
        closed_at=act.now,
        closed_by=act.by,
        ended_at=data.ended_at,
        import_batch=import_batch,
    )
    entries = _write_roll(meeting, data, then)
    _write_presences(act, data, then, entries)
    ruling = judge_installation(
        quorum=quorum,
        notice=notice,
        waiver=None,
        call=1,
        called_on=data.held_on,
        session_on=data.held_on,
        first_call_failed=False,
        calendar=calendar_for(body.calendar_territory, data.held_on),
        regulation=rules,
    )
    RollCall.objects.create(
        meeting=meeting,
        call=1,
        at=data.held_at,
        installed=installed,
        code=ruling.code,
        ruling=ruling,
        recorded_at=act.now,
        recorded_by=act.by,
    )
    _log(act, meeting, data, then, ruling)
    return meeting


def _write_roll(meeting: Meeting, data: PastSession, then: CommitteeThen) -> dict[int | Capacity, RollEntry]:
    """One entry per seat of the base; then MINCETUR, which always has its place in the Assembly, and whom the table names."""
    standing = {Capacity.MINCETUR} & set(meeting.body.standing_guests)
    others = [
        capacity for capacity in (Capacity.MINCETUR, Capacity.GOVERNOR) if capacity in standing | set(data.others)
    ]
    rows: dict[int | Capacity, RollEntry] = {
        number: _member_entry(meeting, seat) for number, seat in sorted(then.summoned.items())
    }
    for position, capacity in enumerate(others, start=AFTER_THE_MEMBERS):
        name = _MINISTRY if capacity == Capacity.MINCETUR else str(capacity.label)
        attended = data.others.get(capacity, ABSENT)
        rows[capacity] = RollEntry(
            meeting=meeting,
            capacity=capacity,
            position=position,
            name=name,
            in_base=False,
            may_vote=capacity == Capacity.MINCETUR and capacity in standing,
            titular_name=within(attended.name, 160) if attended.role == SeatRole.TITULAR else "",
            alternate_name=within(attended.name, 160) if attended.role == SeatRole.ALTERNATE else "",
        )
    RollEntry.objects.bulk_create(rows.values())
    return rows


def _member_entry(meeting: Meeting, seat: Summoned) -> RollEntry:
    titular, alternate = seat.people.get(SeatRole.TITULAR), seat.people.get(SeatRole.ALTERNATE)
    return RollEntry(
        meeting=meeting,
        seat=seat.seat,
        capacity=Capacity.MEMBER,
        position=seat.seat.number,
        name=seat.institution.name,
        short_name=seat.institution.short_name,
        sector=seat.institution.sector,
        in_base=True,
        may_vote=True,
        suspended=seat.suspended,
        titular=titular,
        titular_name=titular.full_name if titular else "",
        alternate=alternate,
        alternate_name=alternate.full_name if alternate else "",
    )


def _write_presences(
    act: Act, data: PastSession, then: CommitteeThen, entries: Mapping[int | Capacity, RollEntry]
) -> None:
    Presence.objects.bulk_create(
        Presence(
            entry=entries[voice],
            role=attended.role,
            name=_name(voice, attended, entries[voice], then),
            from_at=attended.since or data.held_at,
            until_at=attended.until or data.ended_at,
            recorded_at=act.now,
            recorded_by=act.by,
            until_recorded_at=act.now,
            until_recorded_by=act.by,
        )
        for voice, attended in data.voices.items()
        if attended.role is not None
    )


def _name(voice: int | Capacity, attended: Attended, entry: RollEntry, then: CommitteeThen) -> str:
    if isinstance(voice, Capacity) or attended.role is None:
        return within(" ".join(attended.name.split()), 160) or entry.name[:160]
    found: tuple[Person | None, str] = then.person(then.seat(voice), attended.role, attended.name)
    return found[1]


def _log(act: Act, meeting: Meeting, data: PastSession, then: CommitteeThen, ruling: Ruling) -> None:
    came = sum(attended.role is not None for attended in data.members.values())
    excused = [
        then.seat(number).institution.name for number, attended in sorted(data.members.items()) if attended.excused
    ]
    facts: dict[str, Any] = {
        "title": str(meeting),
        "scheduled_at": meeting.scheduled_at,
        "came": came,
        "base": len(then.summoned),
        "excused": excused,
        "last_acuerdo": data.last_acuerdo,
        "version": meeting.regulation_version.name if meeting.regulation_version else "",
        "batch": meeting.import_batch_id,
        "table": meeting.import_batch.upload.name if meeting.import_batch else "",
    }
    record(act, "meeting.recorded", meeting, ruling=ruling, **facts)
