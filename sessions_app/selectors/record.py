"""What a representative sees of their own institution: its attendance (Art. 15.1), its acuerdos and what comes. Nobody else's."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from accounts.models import User
from members.enums import SeatRole
from members.models import Body, Seat
from members.selectors import member_on, seats_of

from ..enums import DocumentKind, MeetingState
from ..models import Acuerdo, Meeting, MeetingDocument, RollEntry
from . import acuerdos
from .attendance import ABSENT, ATTENDED, NOT_COMPUTED, UNDER_WAY, Attendance, attendance, summoned

#: The papers with which one comes to a session.
SUMMONS = (DocumentKind.CONVOCATORIA, DocumentKind.AGENDA)


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
    lines: list[Attendance] = field(default_factory=list)
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
    past = summoned([seat]).order_by()
    years = [moment.year for moment in past.datetimes("meeting__scheduled_at", "year", order="DESC")]
    year = year if year in years else next(iter(years), None)
    lines = attendance([seat], since=date(year, 1, 1), until=date(year, 12, 31)) if year else []
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


def bar(lines: list[Attendance]) -> list[Segment]:
    """How the sessions of the year divide; one that is still running has no place in it yet."""
    counted = Counter(line.state for line in lines if line.state != UNDER_WAY)
    total, x, segments = sum(counted.values()), 0.0, []
    for state, label in ((ATTENDED, "Asistió"), (ABSENT, "No asistió"), (NOT_COMPUTED, "No se computa")):
        if counted[state]:
            width = 100 * counted[state] / total
            segments.append(Segment(state, label, counted[state], round(x, 2), round(width, 2)))
            x += width
    return segments


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
