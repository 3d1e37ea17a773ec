"""Art. 15.1: an institution's representation is suspended."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from documents.models import Instrument
from regulation.refusal import Refused

from ..models import Suspension
from ._unit import allow, check_reason, locked_seat, log


@transaction.atomic
def suspend_seat(
    *,
    seat_id: int,
    starts_on: date,
    ends_before: date,
    reason: str,
    by: User,
    at: datetime,
    now: datetime | None = None,
    instrument: Instrument | None = None,
) -> Suspension:
    """Suspend from `starts_on` (the day after notice was received) until the day before `ends_before`.

    The dates come from regulation.suspension. Refused: reason_required, bad_dates, already_suspended (a second one
    starts after the first).
    """
    now = now or at
    seat = locked_seat(seat_id)
    title = allow("padron.change", by, seat.body, now)
    reason = check_reason(reason)
    if ends_before <= starts_on:
        raise Refused.because("bad_dates")
    running = Suspension.objects.filter(seat=seat, starts_on__lt=ends_before, ends_before__gt=starts_on).first()
    if running is not None:
        until = running.ends_before.isoformat() if running.ends_before else ""
        raise Refused.because("already_suspended", "Art. 15.1", {"until": until})
    suspension = Suspension.objects.create(
        seat=seat, starts_on=starts_on, ends_before=ends_before, reason=reason, instrument=instrument
    )
    log(
        "seat.suspended",
        f"seat:{seat.pk}",
        by=by,
        at=at,
        now=now,
        subject=suspension,
        role=title,
        data={
            "seat": seat.number,
            "starts_on": starts_on.isoformat(),
            "ends_before": ends_before.isoformat(),
            "reason": reason,
            "paper": str(instrument) if instrument else None,
        },
    )
    return suspension
