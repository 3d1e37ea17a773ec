"""What a representative sees of their own institution: its attendance (Art. 15.1), its acuerdos and what comes. Nobody else's."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from documents.enums import DocumentKind
from members.enums import SeatRole
from members.models import Body, Seat
from members.selectors import member_on, seats_of
from norms.wording import explain
from regulation.attendance import Outcome, Stay, judge_attendance, judge_computed
from regulation.calendar import BusinessCalendar
from regulation.notice import Receipt as ReceiptFact
from regulation.notice import judge_notice
from regulation.ruling import Ruling

from ..enums import MeetingState
from ..models import Acuerdo, Dispatch, Meeting, MeetingDocument, Presence, Receipt, RollCall, RollEntry
from . import acuerdos
from .notice import NoticeRow, member_key, notice_calendar

ATTENDED, ABSENT, NOT_COMPUTED, UNDER_WAY = "attended", "absent", "not_computed", "under_way"

_OUTCOMES: dict[str, Outcome] = {
    MeetingState.CLOSED: "held",
    MeetingState.CANCELLED: "cancelled",
    MeetingState.RESCHEDULED: "rescheduled",
}
#: Sessions that are over for the record, whatever came of them, and the one that is running.
_TOLD = (
    MeetingState.IN_SESSION,
    MeetingState.CLOSED,
    MeetingState.NOT_INSTALLED,
    MeetingState.CANCELLED,
    MeetingState.RESCHEDULED,
)
#: The papers with which one comes to a session.
SUMMONS = (DocumentKind.CONVOCATORIA, DocumentKind.AGENDA)


@dataclass(frozen=True, slots=True)
class Line:
    """One session in the institution's record. `state` is one of the four above; `ruling` says why."""

    meeting: Meeting
    entry: RollEntry
    presences: list[Presence]
    state: str
    ruling: Ruling | None

    @property
    def why(self) -> str:
        return explain(self.ruling) if self.ruling else ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of the attendance bar; `x` and `width` in hundredths of it."""

    state: str
    label: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Coming:
    meeting: Meeting
    entry: RollEntry
    documents: list[MeetingDocument]


@dataclass(frozen=True, slots=True)
class Record:
    """The page of one representative. `seat` is None for somebody who represents nobody."""

    seat: Seat | None
    role: SeatRole | None
    institution: str
    suspended_until: date | None = None
    years: list[int] = field(default_factory=list)
    year: int | None = None
    lines: list[Line] = field(default_factory=list)
    bar: list[Segment] = field(default_factory=list)
    acuerdos: list[Acuerdo] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)


def my_record(user: User | AnonymousUser, body: Body, *, on: date, year: int | None = None) -> Record:
    """The record of the institution this person represents on that day. The same number of queries for any history.

    `year` None: the latest year with a session.
    """
    seats = seats_of(user, body, on)
    if not seats:
        return Record(seat=None, role=None, institution="")
    seat, role = seats[0]
    member = member_on(seat, on)
    past = RollEntry.objects.filter(seat=seat, meeting__state__in=_TOLD, meeting__convened_at__isnull=False)
    years = [moment.year for moment in past.order_by().datetimes("meeting__scheduled_at", "year", order="DESC")]
    year = year if year in years else next(iter(years), None)
    lines = _lines(past.filter(meeting__scheduled_at__year=year)) if year else []
    return Record(
        seat=seat,
        role=role,
        institution=member.institution.name if member else str(seat),
        suspended_until=member.suspension.ends_before if member and member.suspension else None,
        years=years,
        year=year,
        lines=lines,
        bar=bar(lines),
        acuerdos=list(acuerdos.of_seats(body, [seat])),
        coming=_coming(seat),
    )


def bar(lines: list[Line]) -> list[Segment]:
    """How the sessions of the year divide; one that is still running has no place in it yet."""
    counted = Counter(line.state for line in lines if line.state != UNDER_WAY)
    total, x, segments = sum(counted.values()), 0.0, []
    for state, label in ((ATTENDED, "Asistió"), (ABSENT, "No asistió"), (NOT_COMPUTED, "No se computa")):
        if counted[state]:
            width = 100 * counted[state] / total
            segments.append(Segment(state, label, counted[state], round(x, 2), round(width, 2)))
            x += width
    return segments


def _lines(entries: QuerySet[RollEntry]) -> list[Line]:
    found = (
        entries.select_related("meeting__body", "meeting__regulation_version", "meeting__replaced_by", "seat")
        .order_by("-meeting__scheduled_at", "-pk")
        .prefetch_related(
            Prefetch("presences", Presence.objects.filter(voided_at=None).order_by("from_at", "pk")),
            Prefetch("dispatches", Dispatch.objects.order_by("-role")),
            Prefetch("receipts", Receipt.objects.filter(voided_at=None)),
            Prefetch("meeting__calls", RollCall.objects.order_by("pk")),
        )
    )
    # Those of one year, so that one calendar serves them all.
    meetings = [entry.meeting for entry in found]
    counting = next((meeting for meeting in meetings if meeting.rules().notice_days.in_business_days), None)
    calendar = notice_calendar(counting, counting.rules()) if counting else BusinessCalendar()
    return [_line(entry, calendar) for entry in found]


def _line(entry: RollEntry, calendar: BusinessCalendar) -> Line:
    meeting, presences = entry.meeting, list(entry.presences.all())
    if meeting.state == MeetingState.IN_SESSION:
        return Line(meeting, entry, presences, UNDER_WAY, None)
    rules, ended = meeting.rules(), meeting.ended_at or meeting.closed_at
    computed = judge_computed(
        outcome=_outcome(meeting),
        notified=_notified(entry, calendar),
        suspended=entry.suspended,
        member=not entry.left,
        regulation=rules,
    )
    if ended is not None and entry.enabled:
        stays = [Stay(p.from_at, p.until_at) for p in presences]
        attendance = judge_attendance(stays=stays, installed_at=meeting.installed_at, closed_at=ended, regulation=rules)
        if attendance.holds:
            return Line(meeting, entry, presences, ATTENDED, attendance)
        if computed.holds:
            return Line(meeting, entry, presences, ABSENT, attendance)
    return Line(meeting, entry, presences, NOT_COMPUTED, computed)


def _outcome(meeting: Meeting) -> Outcome:
    if meeting.state == MeetingState.NOT_INSTALLED:
        calls = list(meeting.calls.all())
        return "notice_defect" if calls and calls[-1].code == "notice_defect" else "no_quorum"
    return _OUTCOMES[meeting.state]


def _notified(entry: RollEntry, calendar: BusinessCalendar) -> bool:
    """Whether this institution's own notice was valid, by its receipt alone (Art. 7, 15)."""
    row = NoticeRow(entry, list(entry.dispatches.all()), next(iter(entry.receipts.all()), None))
    receipt = ReceiptFact(member=member_key(entry), received_on=row.received_on, proven=row.receipt is not None)
    return judge_notice(
        kind=entry.meeting.kind,
        session_on=localdate(entry.meeting.scheduled_at),
        receipts=[receipt],
        calendar=calendar,
        regulation=entry.meeting.rules(),
    ).holds


def _coming(seat: Seat) -> list[Coming]:
    """Sessions to which the institution is summoned and which are not over, the nearest first, with their papers."""
    entries = (
        RollEntry.objects.filter(seat=seat, meeting__state__in=(MeetingState.CONVOKED, MeetingState.IN_SESSION))
        .select_related("meeting__body")
        .prefetch_related(
            Prefetch(
                "meeting__documents",
                MeetingDocument.objects.filter(document__kind__in=SUMMONS, document__annulled_at=None)
                .select_related("document")
                .defer("document__payload")
                .order_by("pk"),
            )
        )
        .order_by("meeting__scheduled_at", "pk")
    )
    return [Coming(entry.meeting, entry, list(entry.meeting.documents.all())) for entry in entries]
