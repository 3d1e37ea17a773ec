"""Art. 7: a week's notice, how receipt is proven, and how a defect of notice is cured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from regulation.calendar import BusinessCalendar
from regulation.choices import DayUnit
from regulation.params import NoticeWaiver, ReceiptRule, Regulation
from regulation.ruling import Ruling


@dataclass(frozen=True, slots=True)
class Receipt:
    """When one member received the convocatoria; `received_on` None: never. `proven`: by a signed cargo or the like."""

    member: str
    received_on: date | None
    proven: bool


def days_between(received_on: date, session_on: date, unit: DayUnit, calendar: BusinessCalendar) -> int:
    """How much notice a receipt gives; negative after the session.

    Calendar days lie between receipt and session; business days are counted after the receipt, the session's day included.
    """
    if unit is DayUnit.BUSINESS:
        return calendar.business_days_until(received_on, session_on)
    return (session_on - received_on).days


def judge_notice(
    *,
    kind: str,
    session_on: date,
    receipts: Iterable[Receipt],
    calendar: BusinessCalendar,
    regulation: Regulation,
) -> Ruling:
    """Art. 7; LPAG 145: every member had the convocatoria the `notice_days` of this kind of session before it.

    `receipts` are those of the ENABLED members (a suspended one is informed, but decides nothing). Of several receipts of
    one member a proven one prevails over a presumed one, then the earliest counts. Codes: ok, notice_short,
    not_notified. Facts: days (the shortest; None when somebody has no receipt that counts), required, unit of both
    ("calendar days", "business days"), late: [ids], unnotified: [ids], presumed: [ids whose receipt counts without proof].
    """
    counted = _receipts_that_count(receipts, regulation)
    required = regulation.notice_days.for_kind(kind)
    days_of = {
        member: days_between(received.received_on, session_on, required.unit, calendar)
        for member, received in counted.items()
        if received and received.received_on
    }
    unnotified = sorted(set(counted) - set(days_of))
    late = sorted(member for member, days in days_of.items() if days < required.count)
    presumed = sorted(member for member in days_of if (r := counted[member]) is not None and not r.proven)
    # A session to which nobody was called has not been convened either.
    complete = bool(days_of) and not unnotified
    code = "not_notified" if not complete else "notice_short" if late else "ok"
    return Ruling(
        rule="notice",
        holds=code == "ok",
        article="Art. 7",
        code=code,
        facts={
            "days": min(days_of.values()) if complete else None,
            "required": required.count,
            "unit": required.unit.value,
            "late": late,
            "unnotified": unnotified,
            "presumed": presumed,
        },
    )


def _receipts_that_count(receipts: Iterable[Receipt], regulation: Regulation) -> dict[str, Receipt | None]:
    """Per member the receipt that decides, or None where there is none."""
    best: dict[str, Receipt | None] = {}
    for receipt in receipts:
        usable = receipt.received_on is not None and (receipt.proven or regulation.receipt is ReceiptRule.PRESUMED)
        current = best.setdefault(receipt.member, None)
        if usable and (current is None or _rank(receipt) < _rank(current)):
            best[receipt.member] = receipt
    return best


def _rank(receipt: Receipt) -> tuple[bool, date]:
    return not receipt.proven, receipt.received_on or date.max


def judge_receipt(*, received_on: date, dispatched_on: date, session_on: date) -> Ruling:
    """Art. 7; LPAG 20.4: a receipt lies between dispatch and session, both days included.

    Codes: ok, receipt_before_dispatch, receipt_after_session.
    """
    if received_on < dispatched_on:
        code = "receipt_before_dispatch"
    elif received_on > session_on:
        code = "receipt_after_session"
    else:
        code = "ok"
    return Ruling(
        rule="receipt",
        holds=code == "ok",
        article="Art. 7",
        code=code,
        facts={
            "received_on": received_on.isoformat(),
            "dispatched_on": dispatched_on.isoformat(),
            "session_on": session_on.isoformat(),
        },
    )


def judge_waiver(*, enabled: int, enabled_present: int, agreed: bool, regulation: Regulation) -> Ruling:
    """LPAG 109.3: a defect of notice is cured when all enabled members are present and all agree to start.

    Codes: waived, not_all_present, not_agreed, no_waiver (the regulation in force knows none).
    Facts: enabled, enabled_present, missing, agreed.
    """
    if not 0 <= enabled_present <= enabled:
        raise ValueError("the enabled members present are some of the enabled members")
    if regulation.notice_waiver is NoticeWaiver.NONE:
        code = "no_waiver"
    elif enabled_present < enabled or enabled == 0:
        code = "not_all_present"
    elif not agreed:
        code = "not_agreed"
    else:
        code = "waived"
    return Ruling(
        rule="waiver",
        holds=code == "waived",
        article="LPAG 109.3",
        code=code,
        facts={
            "enabled": enabled,
            "enabled_present": enabled_present,
            "missing": enabled - enabled_present,
            "agreed": agreed,
        },
    )
