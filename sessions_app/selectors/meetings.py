"""Sessions as lists and pages need them: the same number of queries for any number of sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate, localtime

from members.models import Body

from ..enums import Capacity, MeetingKind, MeetingState, MotionState, Rsvp, Station
from ..models import Acta, Acuerdo, AgendaFile, AgendaItem, Meeting, Motion, RollEntry
from .past import is_past

#: Stations whose items come back session after session.
RECURRING = (Station.DISPATCH, Station.REPORTS, Station.REQUESTS)
#: The point under which a session takes up acuerdos whose term has run out; true on its day, whenever it is read.
DUE_TITLE = "Cumplimiento de los acuerdos con plazo vencido al día de la sesión"


# --- The list ------------------------------------------------------------------------------------------------------
def for_list(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """What a row of the list shows. Drafts thrown away before they were convened are left out: nobody ever saw them."""
    discarded = Q(state=MeetingState.CANCELLED, convened_at__isnull=True)
    # By itself and not by a join: only the rows of the page asked for are counted.
    items = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(n=Count("pk"))
    return (
        meetings.exclude(discarded)
        .select_related("acta")
        .annotate(items_count=Coalesce(Subquery(items.values("n")), 0))
        .order_by("-scheduled_at", "-pk")
    )


def years_of(meetings: QuerySet[Meeting]) -> list[int]:
    """The years (in Lima) in which these sessions sit, latest first."""
    return [moment.year for moment in meetings.order_by().datetimes("scheduled_at", "year", order="DESC")]


# --- One session ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class StationGroup:
    station: Station
    items: list[AgendaItem]

    @property
    def label(self) -> str:
        return str(self.station.label)

    @property
    def first(self) -> int | None:
        """The number its list starts with: an agenda is numbered straight through, on every page and paper."""
        return self.items[0].number if self.items else None


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """The items in the order in which they run, numbered through the stations, with their attachments. Three queries."""
    found = meeting.items.prefetch_related(
        Prefetch("files", AgendaFile.objects.select_related("upload").order_by("pk"))
    )
    items = sorted(found, key=running_order)
    for number, item in enumerate(items, start=1):
        item.number = number
    return items


def running_order(item: AgendaItem) -> tuple[int, int, int]:
    """Station by station, and inside a station as the Secretaría put them."""
    return Station.values.index(item.station), item.position, item.pk


def stations_of(body: Body) -> list[Station]:
    """The stations through which a session of this body runs, in their order."""
    return [station for station in Station if not body.stations or station in body.stations]


def kinds_of(body: Body) -> list[MeetingKind]:
    """The kinds of session that this body holds."""
    return [kind for kind in MeetingKind if not body.session_kinds or kind in body.session_kinds]


def guest_capacities(body: Body) -> list[Capacity]:
    """In what quality somebody without a seat may be summoned to a session of this body."""
    return [Capacity.GUEST, *(it for it in (Capacity.MINCETUR, Capacity.GOVERNOR) if it in body.standing_guests)]


def agenda_by_station(meeting: Meeting, *, empty_too: bool = False) -> list[StationGroup]:
    """The agenda under the names of its stations; `empty_too`: those without items as well, for the pages that edit."""
    groups = {Station(key): list(items) for key, items in groupby(agenda(meeting), key=lambda item: item.station)}
    shown = [*stations_of(meeting.body)] if empty_too else []
    return [
        StationGroup(station, groups.get(station, [])) for station in Station if station in shown or station in groups
    ]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the people of the base said they will do. An institution attends when one of its two people does."""

    attends: int
    declines: int
    silent: int

    @property
    def total(self) -> int:
        return self.attends + self.declines + self.silent


def answers_of(entries: Iterable[RollEntry]) -> Answers:
    """Per institution of the base, by the last word of its titular and its alterno."""
    attends = declines = silent = 0
    for entry in entries:
        if entry.capacity != Capacity.MEMBER:
            continue
        said, other = entry.rsvp_titular, entry.rsvp_alternate
        if Rsvp.ATTENDS in (said, other) or (said == Rsvp.ALTERNATE and other != Rsvp.DECLINES):
            attends += 1
        elif said or other:
            declines += 1
        else:
            silent += 1
    return Answers(attends=attends, declines=declines, silent=silent)


# --- What a new session starts from --------------------------------------------------------------------------------
def template_for(body: Body, kind: MeetingKind | str) -> Meeting | None:
    """The last session of the kind that was convened here: the next one usually looks like it."""
    convened = Meeting.objects.filter(body=body, kind=kind, convened_at__isnull=False, import_batch=None)
    return convened.order_by("-scheduled_at", "-pk").first()


def actas_unread(body: Body, before: datetime) -> list[Meeting]:
    """Closed sessions whose acta has not been read yet, the earliest first.

    Each session with a "lectura del acta anterior" reads those closed since the one before it. Of the sessions held on paper
    only the last may be unread: the others had theirs.
    """
    unread: list[Meeting] = []
    closed = (
        Meeting.objects.filter(body=body, state=MeetingState.CLOSED, scheduled_at__lt=before)
        .annotate(reads=Exists(AgendaItem.objects.filter(meeting=OuterRef("pk"), station=Station.PREVIOUS_ACTA)))
        .order_by("-scheduled_at", "-pk")
    )
    for meeting in closed[:12]:
        if is_past(meeting) and unread:
            break
        unread.append(meeting)
        if meeting.reads or is_past(meeting):
            break
    return unread[::-1]


def items_left_pending(body: Body, before: datetime) -> list[AgendaItem]:
    """Points of the orden del día that the last sessions did not decide: all of one that could not be installed, and
    those of the last closed one that wanted an acuerdo and were not put to a vote that stands.
    """
    last = (
        Meeting.objects.filter(
            body=body, state__in=(MeetingState.CLOSED, MeetingState.NOT_INSTALLED), scheduled_at__lt=before
        )
        .order_by("-scheduled_at", "-pk")
        .first()
    )
    if last is None:
        return []
    items = last.items.filter(station=Station.ORDER_OF_DAY).select_related("meeting").order_by("position", "pk")
    if last.state == MeetingState.NOT_INSTALLED:
        return list(items)
    decided = Motion.objects.filter(item=OuterRef("pk"), state__in=(MotionState.APPROVED, MotionState.REJECTED))
    return list(items.filter(~Exists(decided), decision_wanted=True))


def acuerdos_due(body: Body, by: datetime) -> list[Acuerdo]:
    """Acuerdos in force of earlier sessions whose term runs out before the day of `by`, in order of number.

    Each comes once: those that a session held or still to be held has in its point of that name are left out.
    """
    due = Acuerdo.objects.filter(
        body=body, meeting__scheduled_at__lt=by, annulled_at__isnull=True, due_on__lt=localdate(by)
    )
    listed = AgendaItem.objects.filter(meeting__body=body, meeting__scheduled_at__lt=by, title=DUE_TITLE).filter(
        meeting__state__in=(MeetingState.CONVOKED, MeetingState.IN_SESSION, MeetingState.CLOSED)
    )
    texts = list(listed.values_list("description", flat=True))
    return [
        acuerdo for acuerdo in due.order_by("year", "number") if not any(f"{acuerdo.label}:" in text for text in texts)
    ]


def short_title(meeting: Meeting) -> str:
    """ "Sesión Ordinaria N° 003-2026 (18/09/2026)", for the agenda of a later one."""
    return f"{meeting} ({localtime(meeting.scheduled_at):%d/%m/%Y})"


def acta_of(meeting: Meeting) -> Acta | None:
    return Acta.objects.filter(meeting=meeting).first()
