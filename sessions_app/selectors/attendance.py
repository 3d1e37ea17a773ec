"""Which seats attended which sessions (Art. 15.1): the facts that «Mi registro», the ledger and measures are made from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar, cast

from django.db.models import Model, QuerySet
from django.utils.timezone import localdate

from members.enums import SeatRole
from members.models import Seat
from norms.selectors import days_without_terms
from norms.wording import explain
from regulation.absences import Justification, SessionFact
from regulation.attendance import Outcome, judge_attendance, judge_computed
from regulation.attendance import Stay as StayFact
from regulation.calendar import BusinessCalendar
from regulation.notice import Receipt as ReceiptFact
from regulation.notice import judge_notice
from regulation.params import Regulation
from regulation.ruling import Ruling

from ..enums import MeetingState, Mode
from ..models import Dispatch, Meeting, Presence, Receipt, RollCall, RollEntry
from .notice import NoticeRow

Row = TypeVar("Row", bound=Model)

ATTENDED, ABSENT, NOT_COMPUTED, UNDER_WAY = "attended", "absent", "not_computed", "under_way"

_OUTCOMES: dict[str, Outcome] = {
    MeetingState.CLOSED: "held",
    MeetingState.CANCELLED: "cancelled",
    MeetingState.RESCHEDULED: "rescheduled",
}
#: Sessions that have begun, or came to nothing after they were convened.
_TOOK_PLACE_OR_FAILED = (MeetingState.IN_SESSION, MeetingState.NOT_INSTALLED, *_OUTCOMES)


@dataclass(frozen=True)
class Session:
    """One session, shared by the facts of all its seats. `outcome`: how it ended, None while it runs.

    `held_on` is the day it sat, or the day of its last call if it failed. `rules`: the version frozen at convening.
    """

    pk: int
    title: str
    kind: str
    state: MeetingState
    scheduled_at: datetime
    held_on: date
    outcome: Outcome | None
    installed_at: datetime | None
    ended_at: datetime | None
    rules: Regulation


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody of the institution was in the room. `until` None: still there, or nobody noted when they left."""

    role: SeatRole
    name: str
    mode: Mode
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Attendance:
    """One seat in one session. `name` and `suspended` as frozen on its roll; `member`: still one on the day of the session.

    `notified`: whether its own notice was valid, by its receipt alone (Art. 7, 15).
    """

    session: Session
    seat: int
    name: str
    notified: bool
    suspended: bool
    member: bool
    stays: tuple[Stay, ...]

    @property
    def late_minutes(self) -> int | None:
        """Whole minutes from the hour in the convocatoria to its first arrival, 0 if before; None if nobody came."""
        if not self.stays:
            return None
        return max(0, int((self.stays[0].since - self.session.scheduled_at).total_seconds() // 60))

    @cached_property
    def computed(self) -> Ruling | None:
        """Art. 15.1: whether not attending it is an absence; None while it runs. See regulation.attendance.judge_computed."""
        if self.session.outcome is None:
            return None
        return judge_computed(
            outcome=self.session.outcome,
            notified=self.notified,
            suspended=self.suspended,
            member=self.member,
            regulation=self.session.rules,
        )

    @cached_property
    def attended(self) -> Ruling | None:
        """Art. 15.1: whether somebody of it attended; None while it runs, if it never met, and for who had no vote in it."""
        session = self.session
        if session.outcome is None or session.ended_at is None or self.suspended or not self.member:
            return None
        return judge_attendance(
            stays=[StayFact(stay.since, stay.until) for stay in self.stays],
            installed_at=session.installed_at,
            closed_at=session.ended_at,
            regulation=session.rules,
        )

    @property
    def state(self) -> str:
        """ATTENDED, ABSENT, NOT_COMPUTED or UNDER_WAY. Who came attended, even where its absence would not be computed."""
        if self.computed is None:
            return UNDER_WAY
        if self.attended is not None and self.attended.holds:
            return ATTENDED
        return ABSENT if self.attended is not None and self.computed.holds else NOT_COMPUTED

    @property
    def ruling(self) -> Ruling | None:
        """The ruling that gives the state."""
        return self.computed if self.state == NOT_COMPUTED else self.attended

    @property
    def why(self) -> str:
        return explain(self.ruling) if self.ruling else ""

    def in_ledger(self, justification: Justification | None = None) -> SessionFact:
        """The line that regulation.absences.judge_ledger takes. Of a session that is over."""
        return SessionFact(
            session=str(self.session.pk),
            held_on=self.session.held_on,
            computed=self.state in (ATTENDED, ABSENT),
            attended=self.state == ATTENDED,
            justification=justification,
            order=int(self.session.scheduled_at.timestamp()),
        )


def summoned(seats: Iterable[Seat | int]) -> QuerySet[RollEntry]:
    """The roll entries of these seats in sessions that have begun, or came to nothing after they were convened."""
    return RollEntry.objects.filter(
        seat__in=seats, meeting__state__in=_TOOK_PLACE_OR_FAILED, meeting__convened_at__isnull=False
    )


def attendance(
    seats: Iterable[Seat | int], *, since: date | None = None, until: date | None = None
) -> list[Attendance]:
    """The facts of these seats (or their keys) in the sessions scheduled from `since` to `until`, both included.

    The latest session first, then in the order of its roll. Six queries for any number of seats and sessions.
    """
    entries = summoned(seats)
    if since is not None:
        entries = entries.filter(meeting__scheduled_at__date__gte=since)
    if until is not None:
        entries = entries.filter(meeting__scheduled_at__date__lte=until)
    # What belongs to the entries is asked for with their own query, not with their keys, which may be tens of thousands.
    held = Meeting.objects.filter(pk__in=entries.values("meeting"))
    meetings = list(held.select_related("body__parent", "regulation_version"))
    calls = _grouped(RollCall.objects.filter(meeting__in=entries.values("meeting")).order_by("pk"), "meeting_id")
    sessions = {meeting.pk: (meeting, _session(meeting, calls[meeting.pk])) for meeting in meetings}
    calendars = _calendars(meetings)
    stays = _grouped(Presence.objects.filter(entry__in=entries, voided_at=None).order_by("from_at", "pk"), "entry_id")
    dispatches = _grouped(Dispatch.objects.filter(entry__in=entries), "entry_id")
    receipts = _grouped(Receipt.objects.filter(entry__in=entries, voided_at=None), "entry_id")
    facts = []
    for entry in entries.order_by("-meeting__scheduled_at", "-meeting", "position"):
        entry.meeting, session = sessions[entry.meeting_id]
        notice = NoticeRow(entry, dispatches[entry.pk], next(iter(receipts[entry.pk]), None))
        facts.append(
            Attendance(
                session=session,
                seat=cast(int, entry.seat_id),
                name=entry.name,
                notified=_notified(notice, session, calendars.get(entry.meeting.body_id, BusinessCalendar())),
                suspended=entry.suspended,
                member=not entry.left,
                stays=tuple(
                    Stay(SeatRole(came.role), came.name, Mode(came.mode), came.from_at, came.until_at)
                    for came in stays[entry.pk]
                ),
            )
        )
    return facts


def _grouped(rows: QuerySet[Row], key: str) -> Mapping[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


def _session(meeting: Meeting, calls: list[RollCall]) -> Session:
    outcome = _OUTCOMES.get(meeting.state)
    if meeting.state == MeetingState.NOT_INSTALLED:
        outcome = "notice_defect" if calls and calls[-1].code == "notice_defect" else "no_quorum"
    met_at = meeting.installed_at or (calls[-1].at if calls else meeting.scheduled_at)
    return Session(
        pk=meeting.pk,
        title=str(meeting),
        kind=meeting.kind,
        state=MeetingState(meeting.state),
        scheduled_at=meeting.scheduled_at,
        held_on=localdate(met_at),
        outcome=outcome,
        installed_at=meeting.installed_at,
        ended_at=meeting.ended_at or meeting.closed_at,
        rules=meeting.rules(),
    )


def _calendars(meetings: Iterable[Meeting]) -> Mapping[int, BusinessCalendar]:
    """Of each body whose notice counts business days, the calendar of all its sessions. One query for each such body."""
    counting: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        if meeting.rules().notice_days.in_business_days:
            counting[meeting.body_id].append(meeting)
    calendars = {}
    for pk, counted in counting.items():
        years = [localdate(meeting.scheduled_at).year for meeting in counted]
        days = days_without_terms(counted[0].body.calendar_territory, min(years) - 1, max(years))
        calendars[pk] = BusinessCalendar(frozenset(days))
    return calendars


def _notified(notice: NoticeRow, session: Session, calendar: BusinessCalendar) -> bool:
    receipt = ReceiptFact(member="", received_on=notice.received_on, proven=notice.receipt is not None)
    return judge_notice(
        kind=session.kind,
        session_on=localdate(session.scheduled_at),
        receipts=[receipt],
        calendar=calendar,
        regulation=session.rules,
    ).holds
