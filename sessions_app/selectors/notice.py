"""The file of a session's notice: what was sent to whom, what came back, and what Art. 7 says of it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from mailing.enums import MailState
from norms.selectors import calendar_for
from regulation.calendar import BusinessCalendar
from regulation.notice import Receipt as ReceiptFact
from regulation.notice import judge_notice
from regulation.params import Regulation
from regulation.ruling import Ruling

from ..enums import Rsvp
from ..models import Dispatch, Meeting, Receipt, RollEntry
from .past import is_past, notice_day


@dataclass(slots=True)
class NoticeRow:
    """One summoned voice with its mails and its proof. `received_on` is proven or presumed; None: no notice counts."""

    entry: RollEntry
    dispatches: list[Dispatch]
    receipt: Receipt | None
    voided: list[Receipt] = field(default_factory=list)

    @property
    def presumed_on(self) -> date | None:
        """The first day on which a mail left for this voice and did not come back (LPAG 20.4).

        Of a session held on paper, the day on which its table says that it was convened.
        """
        if is_past(self.entry.meeting):
            return notice_day(self.entry.meeting)
        days = [day for d in self.dispatches if (day := dispatch_day(d)) is not None]
        return min(days, default=None)

    @property
    def received_on(self) -> date | None:
        return self.receipt.received_on if self.receipt else self.presumed_on

    @property
    def reached(self) -> bool:
        return self.received_on is not None

    @property
    def failing(self) -> bool:
        """A mail of this voice needs the office's hand, whether or not the other person's arrived."""
        return any(d.state in (MailState.FAILED, MailState.NO_ADDRESS) for d in self.dispatches)

    @property
    def needs_attention(self) -> bool:
        """Nothing proves or presumes that it was called, or one of its mails did not arrive and no proof makes up for it."""
        return not self.reached or (self.failing and self.receipt is None)

    @property
    def titular_answer(self) -> str:
        return _answer(self.entry.rsvp_titular)

    @property
    def alternate_answer(self) -> str:
        return _answer(self.entry.rsvp_alternate)

    @property
    def waiting(self) -> bool:
        return any(d.state == MailState.PENDING for d in self.dispatches)


def _answer(word: str) -> str:
    return str(Rsvp(word).label) if word in Rsvp.values else ""


def dispatch_day(dispatch: Dispatch) -> date | None:
    """The day in Lima on which this mail counts as dispatched; None when it came back or there was no address.

    A mail still in the queue counts from the day it was queued: the act of sending is the office's, not the server's.
    One that was sent and then sent again keeps its first day.
    """
    if dispatch.sent_at is not None:
        return localdate(dispatch.sent_at)
    return localdate(dispatch.queued_at) if dispatch.state == MailState.PENDING else None


def dispatched_on(meeting: Meeting) -> date:
    """The day from which a receipt may be dated: that of the convening."""
    if meeting.convened_at is None:
        raise ValueError("A draft has not been dispatched.")
    return localdate(meeting.convened_at)


def notice_rows(meeting: Meeting, entries: QuerySet[RollEntry] | None = None) -> list[NoticeRow]:
    """Every summoned voice in roll order, with its mails and receipts. Three queries for any size of roll."""
    roll = (meeting.roll.all() if entries is None else entries).select_related("seat")
    found = roll.prefetch_related(
        Prefetch("dispatches", Dispatch.objects.order_by("-role")),
        Prefetch("receipts", Receipt.objects.select_related("upload", "recorded_by", "voided_by").order_by("pk")),
    )
    rows = []
    for entry in found:
        receipts = list(entry.receipts.all())
        rows.append(
            NoticeRow(
                entry=entry,
                dispatches=list(entry.dispatches.all()),
                receipt=next((r for r in receipts if r.voided_at is None), None),
                voided=[r for r in receipts if r.voided_at is not None],
            )
        )
    return rows


def member_key(entry: RollEntry) -> str:
    """How rulings about notice name a member: by the number of its seat."""
    if entry.seat is None:
        raise ValueError("Only members of the base have a seat.")
    return str(entry.seat.number)


def receipts_of(meeting: Meeting) -> list[ReceiptFact]:
    """One fact per ENABLED member (one suspended or gone is informed, but decides nothing), `member` as `member_key` says."""
    return _facts(notice_rows(meeting, meeting.roll.filter(in_base=True, suspended=False, may_vote=True)))


def _facts(rows: list[NoticeRow]) -> list[ReceiptFact]:
    return [
        ReceiptFact(member=member_key(row.entry), received_on=row.received_on, proven=row.receipt is not None)
        for row in rows
    ]


def judge_notice_now(meeting: Meeting) -> Ruling:
    """Art. 7 with what is known at this moment, by the regulation frozen at convening. See regulation.notice.judge_notice."""
    return _judged(meeting, receipts_of(meeting))


def _judged(meeting: Meeting, receipts: list[ReceiptFact]) -> Ruling:
    rules = meeting.rules()
    return judge_notice(
        kind=meeting.kind,
        session_on=localdate(meeting.scheduled_at),
        receipts=receipts,
        calendar=notice_calendar(meeting, rules),
        regulation=rules,
    )


def notice_calendar(meeting: Meeting, rules: Regulation) -> BusinessCalendar:
    """The body's calendar where its notice counts business days; otherwise an empty one, without a query."""
    if not rules.notice_days.in_business_days:
        return BusinessCalendar()
    return calendar_for(meeting.body.calendar_territory, localdate(meeting.scheduled_at))


# --- The page ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NoticeFile:
    """The figures above the list: members of the base by how they were notified, and mails by state."""

    ruling: Ruling
    members: int
    proven: int
    presumed: int
    unreached: int
    sent: int
    waiting: int
    failed: int
    without_address: int


def file_of(meeting: Meeting, rows: list[NoticeRow]) -> NoticeFile:
    """`rows` as `notice_rows` read them: no further query, but for the regulation's version."""
    members = [row for row in rows if row.entry.in_base]
    states = [MailState(dispatch.state) for row in rows for dispatch in row.dispatches]
    receipts = _facts([row for row in members if row.entry.enabled])
    return NoticeFile(
        ruling=_judged(meeting, receipts),
        members=len(members),
        proven=sum(row.receipt is not None for row in members),
        presumed=sum(row.receipt is None and row.reached for row in members),
        unreached=sum(not row.reached for row in members),
        sent=states.count(MailState.SENT),
        waiting=states.count(MailState.PENDING),
        failed=states.count(MailState.FAILED),
        without_address=states.count(MailState.NO_ADDRESS),
    )


def named(ruling: Ruling, rows: list[NoticeRow]) -> dict[str, list[str]]:
    """The institutions that a ruling on notice names by seat, by name: {"late": [...], "unnotified": [...]}."""
    names = {member_key(row.entry): row.entry.name for row in rows if row.entry.seat is not None}
    found = {}
    for fact in ("late", "unnotified"):
        keys = ruling.facts.get(fact)
        found[fact] = [names.get(str(key), str(key)) for key in keys] if isinstance(keys, list) else []
    return found
