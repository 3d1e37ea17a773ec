"""A session that took place before the office had this program: its roll as a table of the office tells it (Art. 7, 12, 13, 15.1).

Nothing is sent or issued: its convocatoria and its acta are on paper. What is kept has the shape of a session lived here, so
that whoever counts sessions and absences reads both alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from documents.enums import DocumentKind
from documents.services import number_in_use
from exchange.models import ImportBatch
from members.enums import Office, SeatRole
from members.models import Body, Person
from members.selectors import officers_on
from norms.selectors import calendar_for, version_in_force
from regulation.calls import judge_installation
from regulation.notice import Receipt, judge_notice
from regulation.params import Regulation
from regulation.quorum import judge_quorum
from regulation.refusal import Refused
from regulation.ruling import JSON, Ruling

from ..enums import Capacity, MeetingKind, MeetingState
from ..models import Meeting, Presence, RollCall, RollEntry
from ..permissions import check_user
from ..selectors.past import CommitteeThen, Summoned, notice_day, says
from ._unit import day_of, local, log
from .convening import AFTER_THE_MEMBERS

_MINISTRY = "Ministerio de Comercio Exterior y Turismo"


@dataclass(frozen=True, slots=True)
class Attended:
    """How one voice of the roll came. `role` None: nobody came for it; `since` and `until` None: from start to end.

    `excused`: the table says that the absence was justified. It is kept in the history; who decides on it is Art. 15.1.
    """

    role: SeatRole | None
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    excused: bool = False


ABSENT = Attended(role=None)


@dataclass(frozen=True, slots=True)
class PastSession:
    """What the table says of one session. `members` by number of seat; a seat that is not named was absent.

    `convened_on` None: nobody knows when it was convened. `installed` None: the quorum decides. `last_acuerdo`: the last number that
    was given to an acuerdo in it.
    """

    kind: MeetingKind
    number: int
    year: int
    held_at: datetime
    ended_at: datetime
    place: str = ""
    convened_on: date | None = None
    installed: bool | None = None
    members: Mapping[int, Attended] = field(default_factory=dict)
    others: Mapping[Capacity, Attended] = field(default_factory=dict)
    last_acuerdo: int | None = None

    @property
    def held_on(self) -> date:
        return day_of(self.held_at)

    @property
    def voices(self) -> dict[int | Capacity, Attended]:
        """Members and others together."""
        found: dict[int | Capacity, Attended] = dict(self.members.items())
        found.update(self.others.items())
        return found


@dataclass(frozen=True, slots=True)
class Recorded:
    """The session, and whether this act registered it (otherwise it was there already, with the same data)."""

    meeting: Meeting
    new: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a session from being registered; `voice` is the seat's number or the capacity it is about, None: the session."""

    refusal: Refused
    voice: int | Capacity | None = None
    about: str = ""  # which datum of the session: "number", "year", "held_on", "ended_at", "convened_on", "installed"


@transaction.atomic
def record_past_session(
    *,
    body: Body,
    data: PastSession,
    import_batch: ImportBatch | None,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Recorded:
    """Register a session that was held on paper, judged by the regulation in force on its day.

    The base is that of the day of convening, the people those accredited on the session's day. Whoever leaves no hour was there
    from start to end. The next session that is convened takes the number after the highest one. Registered already with
    the same data: nothing changes. Refused: whatever `problems_of` finds, session_differs, session_lived_here,
    session_same_hour.
    """
    now = now or at
    # Not its key: a convening that commits meanwhile checks that the body exists, and must not wait for us.
    body = Body.objects.select_for_update(of=("self",), no_key=True).select_related("rulebook").get(pk=body.pk)
    check_user("sessions.manage", by, body, day_of(now))
    # The counter is locked before one looks: a convening that takes this very number is either seen or still waits.
    number_in_use(series=body.slug, kind=f"sesion-{data.kind.value}", year=data.year, number=data.number)
    then = CommitteeThen(body, data.held_on, data.convened_on)
    for problem in problems_of(data, then, now=now):
        raise problem.refusal
    existing = _existing(body, data)
    if existing is not None:
        return Recorded(existing, new=False)
    if data.last_acuerdo is not None:
        number_in_use(series=body.slug, kind=DocumentKind.ACUERDO, year=data.held_on.year, number=data.last_acuerdo)
    return Recorded(_write(body, data, then, import_batch, by=by, at=at, now=now), new=True)


# --- What is checked -----------------------------------------------------------------------------------------------
def problems_of(data: PastSession, then: CommitteeThen, *, now: datetime) -> Iterator[Problem]:
    """Everything that keeps the session from being registered, all of it, so that a table is corrected once."""
    dates = list(_dates(data, then, now))
    yield from dates
    voices: list[Problem] = []
    for number, attended in data.members.items():
        try:
            seat = then.seat(number)
            if attended.role is not None:
                then.person(seat, attended.role, attended.name)
        except Refused as refusal:
            voices.append(Problem(refusal, number))
        voices += [Problem(refusal, number) for refusal in _hours(data, attended)]
    for capacity, attended in data.others.items():
        voices += [Problem(refusal, capacity) for refusal in _hours(data, attended)]
    yield from voices
    if not (dates or voices):  # the quorum is counted over a roll that can be right
        yield from _installation(data, then)


def _dates(data: PastSession, then: CommitteeThen, now: datetime) -> Iterator[Problem]:
    held_on, today = data.held_on, day_of(now)
    if data.number < 1:
        yield Problem(Refused.because("bad_session_number"), about="number")
    years = {held_on.year, data.convened_on.year if data.convened_on else held_on.year}
    if data.year not in years:
        facts: dict[str, JSON] = {"year": str(data.year), "years": " y ".join(str(year) for year in sorted(years))}
        yield Problem(Refused.because("bad_session_year", facts=facts), about="year")
    if data.held_at > now or data.ended_at > now:
        facts = {"date": held_on.isoformat(), "latest": today.isoformat()}
        yield Problem(Refused.because("future_date", facts=facts), about="held_on")
    if then.first_day is None or held_on < then.first_day:
        starts_on = then.first_day.isoformat() if then.first_day else None
        yield Problem(Refused.because("before_regulation", facts={"starts_on": starts_on}), about="held_on")
    elif not then.summoned:
        yield Problem(Refused.because("no_members", "Art. 5", {"body": then.body.name}), about="held_on")
    if data.ended_at < data.held_at:
        facts = {"start": _clock(data.held_at), "end": _clock(data.ended_at)}
        yield Problem(Refused.because("ended_before_start", facts=facts), about="ended_at")
    if data.convened_on is not None and data.convened_on > held_on:
        facts = {"convened_on": data.convened_on.isoformat(), "held_on": held_on.isoformat()}
        yield Problem(Refused.because("convened_after_session", "Art. 7", facts), about="convened_on")


def _hours(data: PastSession, attended: Attended) -> Iterator[Refused]:
    if attended.role is None:
        if attended.name.strip() or attended.since is not None or attended.until is not None:
            yield Refused.because("absent_with_details")
        return
    since, until = attended.since or data.held_at, attended.until or data.ended_at
    facts: dict[str, JSON] = {"since": _clock(since), "until": _clock(until)}
    if attended.since is not None and attended.until is not None and attended.until < attended.since:
        yield Refused.because("left_before_arriving", facts=facts)
    elif data.ended_at >= data.held_at and (since > data.ended_at or until < data.held_at):
        facts |= {"start": _clock(data.held_at), "end": _clock(data.ended_at)}
        yield Refused.because("outside_session", facts=facts)


def _installation(data: PastSession, then: CommitteeThen) -> Iterator[Problem]:
    """The table's word against the arithmetic: neither is changed silently."""
    rules = rules_on(then)
    quorum, notice = judge_quorum_then(data, then, rules), judge_notice_then(data, then, rules)
    facts = {**quorum.facts, "hour": _clock(data.held_at)}
    if data.installed is True and not quorum.holds:
        yield Problem(Refused.because("quorum_missing_then", quorum.article, facts), about="installed")
    if data.installed is False and quorum.holds and notice.holds:
        yield Problem(Refused.because("quorum_met_then", quorum.article, facts), about="installed")


def rules_on(then: CommitteeThen) -> Regulation:
    """The regulation that judges the session: that of its day."""
    return version_in_force(then.body.rulebook, then.held_on).rules()


def judge_quorum_then(data: PastSession, then: CommitteeThen, rules: Regulation) -> Ruling:
    """Art. 13, over those who were in when the session began."""
    enabled = [seat for seat in then.summoned.values() if not seat.suspended]
    present = sum(_in_at_start(data, data.members.get(seat.seat.number, ABSENT)) for seat in enabled)
    return judge_quorum(members=len(then.summoned), enabled=len(enabled), present=present, regulation=rules)


def judge_notice_then(data: PastSession, then: CommitteeThen, rules: Regulation) -> Ruling:
    """Art. 7, everybody presumed to have been called on the day of convening (LPAG 20.4); nobody, where it is unknown."""
    receipts = [
        Receipt(member=str(number), received_on=data.convened_on, proven=False)
        for number, seat in then.summoned.items()
        if not seat.suspended
    ]
    return judge_notice(session_on=data.held_on, receipts=receipts, regulation=rules)


def _in_at_start(data: PastSession, attended: Attended) -> bool:
    return attended.role is not None and (attended.since is None or attended.since <= data.held_at)


def sat(data: PastSession, quorum: Ruling) -> bool:
    """Whether the session was installed. A defect of its notice is kept beside it: what it gives is no absences (Art. 15.1)."""
    return quorum.holds if data.installed is None else data.installed


# --- What is there already -----------------------------------------------------------------------------------------
def _existing(body: Body, data: PastSession) -> Meeting | None:
    """The session of that number, when it was brought in before with these data. Refused: session_lived_here, session_differs."""
    meeting = Meeting.objects.filter(body=body, kind=data.kind, year=data.year, number=data.number).first()
    if meeting is None:
        _check_hour_free(body, data)
        return None
    title = str(meeting)
    if meeting.import_batch_id is None:
        day = day_of(meeting.convened_at or meeting.created_at).isoformat()
        raise Refused.because("session_lived_here", facts={"title": title, "on": day})
    differs = list(_differences(meeting, data))
    if differs:
        raise Refused.because("session_differs", facts={"title": title, "differs": differs})
    return meeting


def _check_hour_free(body: Body, data: PastSession) -> None:
    """A body holds one session of a kind at a time: a second number for the same hour is a slip. Refused: session_same_hour."""
    other = Meeting.objects.filter(
        body=body,
        kind=data.kind,
        scheduled_at=data.held_at,
        state__in=(MeetingState.CLOSED, MeetingState.NOT_INSTALLED),
    ).first()
    if other is not None:
        raise Refused.because("session_same_hour", facts={"title": str(other), "held_at": local(data.held_at)})


def _differences(meeting: Meeting, data: PastSession) -> Iterator[str]:
    """In words, what the table says otherwise than it did. What the office corrected here since then is not compared."""
    if meeting.scheduled_at != data.held_at:
        yield f"inicio: {_moment(meeting.scheduled_at)}, no {_moment(data.held_at)}"
    if meeting.ended_at is not None and meeting.ended_at != data.ended_at:
        yield f"fin: {_clock(meeting.ended_at)}, no {_clock(data.ended_at)}"
    if meeting.place != data.place.strip():
        yield f"lugar: «{meeting.place}»"
    known = notice_day(meeting)
    if known != data.convened_on:
        yield f"convocada el {known:%d/%m/%Y}" if known else "sin fecha de convocatoria"
    if data.installed is not None and data.installed is not (meeting.installed_at is not None):
        yield "instalada" if meeting.installed_at else "no instalada"
    first = _first_words(meeting)
    said = data.voices
    for voice in [*first, *(voice for voice in said if voice not in first)]:
        entry, stay = first.get(voice, (None, None))
        if not _same(meeting, stay, said.get(voice, ABSENT)):
            yield entry.name if entry else (str(voice.label) if isinstance(voice, Capacity) else f"asiento {voice}")


def _first_words(meeting: Meeting) -> dict[int | Capacity, tuple[RollEntry, Presence | None]]:
    """Each voice of the roll with the stay that the table gave it, whatever was noted or voided afterwards. Two queries."""
    brought = {
        stay.entry_id: stay
        for stay in Presence.objects.filter(entry__meeting=meeting, recorded_at=meeting.created_at).order_by("-pk")
    }
    return {
        entry.seat.number if entry.seat else Capacity(entry.capacity): (entry, brought.get(entry.pk))
        for entry in meeting.roll.select_related("seat")
    }


def _same(meeting: Meeting, stay: Presence | None, attended: Attended) -> bool:
    if stay is None or attended.role is None:
        return stay is None and attended.role is None
    corrected = stay.until_recorded_at != meeting.created_at
    return (
        stay.role == attended.role
        and (not attended.name.strip() or says(attended.name, stay.name))
        and stay.from_at == (attended.since or meeting.scheduled_at)
        and (corrected or stay.until_at == (attended.until or meeting.ended_at))
    )


# --- What is written -----------------------------------------------------------------------------------------------
def _write(
    body: Body,
    data: PastSession,
    then: CommitteeThen,
    import_batch: ImportBatch | None,
    *,
    by: User,
    at: datetime,
    now: datetime,
) -> Meeting:
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
        president_name=officers[Office.PRESIDENT].person.full_name if Office.PRESIDENT in officers else "",
        secretary_name=officers[Office.SECRETARY].person.full_name if Office.SECRETARY in officers else "",
        notice_ruling=notice.as_dict(),
        created_at=now,
        created_by=by,
        convened_at=convened_at,
        convened_by=by,
        installed_at=data.held_at if installed else None,
        installed_by=by if installed else None,
        installed_call=1 if installed else None,
        roll_frozen_on=data.held_on,
        closed_at=now,
        closed_by=by,
        ended_at=data.ended_at,
        import_batch=import_batch,
    )
    entries = _write_roll(meeting, data, then)
    _write_presences(data, then, entries, by=by, now=now)
    ruling = judge_installation(
        quorum=quorum,
        notice=notice,
        waiver=None,
        call=1,
        called_on=data.held_on,
        session_on=data.held_on,
        first_call_failed=False,
        calendar=calendar_for(body.territory, data.held_on),
        regulation=rules,
    )
    RollCall.objects.create(
        meeting=meeting,
        call=1,
        at=data.held_at,
        installed=installed,
        code=ruling.code,
        ruling=ruling.as_dict(),
        recorded_at=now,
        recorded_by=by,
    )
    _log(meeting, data, then, ruling, by=by, at=at, now=now)
    return meeting


def _write_roll(meeting: Meeting, data: PastSession, then: CommitteeThen) -> dict[int | Capacity, RollEntry]:
    """One entry per seat of the base; then MINCETUR, which always has its place, and the Gobernador when the table names him."""
    others = [Capacity.MINCETUR, *(capacity for capacity in (Capacity.GOVERNOR,) if capacity in data.others)]
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
            may_vote=capacity == Capacity.MINCETUR,
            titular_name=attended.name.strip()[:160] if attended.role == SeatRole.TITULAR else "",
            alternate_name=attended.name.strip()[:160] if attended.role == SeatRole.ALTERNATE else "",
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
    data: PastSession,
    then: CommitteeThen,
    entries: Mapping[int | Capacity, RollEntry],
    *,
    by: User,
    now: datetime,
) -> None:
    Presence.objects.bulk_create(
        Presence(
            entry=entries[voice],
            role=attended.role,
            name=_name(voice, attended, entries[voice], then),
            from_at=attended.since or data.held_at,
            until_at=attended.until or data.ended_at,
            recorded_at=now,
            recorded_by=by,
            until_recorded_at=now,
            until_recorded_by=by,
        )
        for voice, attended in data.voices.items()
        if attended.role is not None
    )


def _name(voice: int | Capacity, attended: Attended, entry: RollEntry, then: CommitteeThen) -> str:
    if isinstance(voice, Capacity) or attended.role is None:
        return " ".join(attended.name.split())[:160] or entry.name[:160]
    found: tuple[Person | None, str] = then.person(then.seat(voice), attended.role, attended.name)
    return found[1]


def _log(
    meeting: Meeting, data: PastSession, then: CommitteeThen, ruling: Ruling, *, by: User, at: datetime, now: datetime
) -> None:
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
    log(meeting, "meeting.recorded", by=by, at=at, now=now, ruling=ruling, **facts)


def _clock(moment: datetime) -> str:
    return local(moment)[11:16]


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"
