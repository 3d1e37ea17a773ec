"""The file of a session's notice: what was sent to whom, what came back, and what Art. 7 says of it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from regulation.notice import Receipt as ReceiptFact
from regulation.notice import judge_notice
from regulation.ruling import Ruling

from ..enums import DispatchState
from ..models import Dispatch, Meeting, Receipt, RollEntry


@dataclass(slots=True)
class NoticeRow:
    """One summoned voice with its mails and its proof. `received_on` is proven or presumed; None: no notice counts."""

    entry: RollEntry
    dispatches: list[Dispatch]
    receipt: Receipt | None
    voided: list[Receipt] = field(default_factory=list)

    @property
    def presumed_on(self) -> date | None:
        """The first day on which a mail left for this voice and did not come back (LPAG 20.4)."""
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
        return any(d.state in (DispatchState.FAILED, DispatchState.NO_ADDRESS) for d in self.dispatches)

    @property
    def waiting(self) -> bool:
        return any(d.state == DispatchState.PENDING for d in self.dispatches)


def dispatch_day(dispatch: Dispatch) -> date | None:
    """The day in Lima on which this mail counts as dispatched; None when it came back or there was no address.

    A mail still in the queue counts from the day it was queued: the act of sending is the office's, not the server's.
    One that was sent and then sent again keeps its first day.
    """
    if dispatch.sent_at is not None:
        return localdate(dispatch.sent_at)
    return localdate(dispatch.queued_at) if dispatch.state == DispatchState.PENDING else None


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
    """One fact per ENABLED member (a suspended one is informed, but decides nothing), `member` as `member_key` says."""
    return [
        ReceiptFact(member=member_key(row.entry), received_on=row.received_on, proven=row.receipt is not None)
        for row in notice_rows(meeting, meeting.roll.filter(in_base=True, suspended=False))
    ]


def judge_notice_now(meeting: Meeting) -> Ruling:
    """Art. 7 with what is known at this moment, by the regulation frozen at convening. See regulation.notice.judge_notice."""
    return judge_notice(
        session_on=localdate(meeting.scheduled_at), receipts=receipts_of(meeting), regulation=meeting.rules()
    )
