"""Art. 15.1: an institution's representation is suspended, and enabled again before its day where the measure falls."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from documents.models import Instrument
from regulation.refusal import Refused

from ..models import Suspension
from ._unit import PaperData, allow, check_day, check_reason, locked_seat, log, paper_facts
from .exclusions import cited_paper


@transaction.atomic
def suspend_seat(
    *,
    seat_id: int,
    starts_on: date,
    ends_before: date,
    reason: str,
    instrument: Instrument,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Suspension:
    """Suspend from `starts_on` (the day after notice was received) until the day before `ends_before`.

    The dates come from regulation.suspension. Refused: reason_required, bad_dates, already_suspended (a second one
    starts after the first).
    """
    now = now or at
    seat = locked_seat(seat_id)
    title = allow("suspensions.change", by, seat.body, now)
    reason = check_reason(reason)
    if ends_before <= starts_on:
        raise Refused.because("bad_dates")
    running = Suspension.objects.filter(seat=seat, starts_on__lt=ends_before, ends_before__gt=starts_on).first()
    if running is not None:
        until = running.last_day.isoformat() if running.last_day else ""
        raise Refused.because("already_suspended", "Art. 15.1", {"until": until})
    suspension = Suspension.objects.create(
        seat=seat,
        starts_on=starts_on,
        ends_before=ends_before,
        valid_until=ends_before - timedelta(days=1),
        reason=reason,
        instrument=instrument,
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
            **paper_facts(instrument),
        },
    )
    return suspension


@transaction.atomic
def end_suspension(
    *,
    suspension_id: int,
    enabled_on: date,
    reason: str,
    paper: PaperData | None = None,
    instrument_id: int | None = None,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Suspension:
    """The representation is enabled from `enabled_on`, before the day that the measure set, which stays beside it.

    By a new paper, or an acuerdo of the body already numbered (`instrument_id`), that annuls or reconsiders the measure.
    `enabled_on` may be the suspension's first day: it was then never in force. Rolls that were opened keep what they say.
    Refused: reason_required, already_ended (early, by another paper), future_date, before_start, suspension_over (it had
    ended by then), paper_needed, paper_late, bad_choice.
    """
    now = now or at
    seat = locked_seat(Suspension.objects.values_list("seat_id", flat=True).get(pk=suspension_id))
    title = allow("suspensions.change", by, seat.body, now)
    suspension = Suspension.objects.get(pk=suspension_id)
    reason = check_reason(reason)
    if suspension.end_instrument_id is not None:
        raise Refused.because("already_ended")
    check_day(enabled_on, now)
    if enabled_on < suspension.starts_on:
        raise Refused.because("before_start", facts={"starts_on": suspension.starts_on.isoformat()})
    if suspension.last_day is not None and enabled_on > suspension.last_day:
        raise Refused.because("suspension_over", "Art. 15.1", {"last_day": suspension.last_day.isoformat()})
    instrument = cited_paper(seat.body, paper, instrument_id, enabled_on, by=by, now=now)
    suspension.ends_before, suspension.end_reason, suspension.end_instrument = enabled_on, reason, instrument
    suspension.save(update_fields=["ends_before", "end_reason", "end_instrument"])
    log(
        "suspension.ended",
        f"seat:{seat.pk}",
        by=by,
        at=at,
        now=now,
        subject=suspension,
        role=title,
        data={
            "seat": seat.number,
            "enabled_on": enabled_on.isoformat(),
            "valid_until": suspension.valid_until.isoformat() if suspension.valid_until else None,
            "reason": reason,
            **paper_facts(instrument),
        },
    )
    return suspension
