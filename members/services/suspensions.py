"""Art. 15.1: an institution's representation is suspended, and enabled again before its day where the measure falls."""

from datetime import date, timedelta

from django.db import transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from documents.models import Instrument
from regulation.refusal import Refused

from ..acts import begin
from ..models import Seat, Suspension
from .checks import check_day, clean_reason
from .papers import PaperData, cited_paper, paper_facts


@transaction.atomic
def suspend_seat(
    act: Act, *, seat_id: int, starts_on: date, ends_before: date, reason: str, instrument: Instrument
) -> Suspension:
    """Suspend from `starts_on` (the day after notice was received) until the day before `ends_before`.

    The dates come from regulation.suspension. Refused: reason_required, bad_dates, already_suspended (a second one
    starts after the first).
    """
    act, seat = begin(act, Seat.objects, seat_id, may="suspensions.change")
    reason = clean_reason(reason)
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
    record(
        act,
        "seat.suspended",
        suspension,
        "starts_on",
        "ends_before",
        "reason",
        seat=seat.number,
        **paper_facts(instrument),
    )
    return suspension


@transaction.atomic
def end_suspension(
    act: Act,
    *,
    suspension_id: int,
    enabled_on: date,
    reason: str,
    paper: PaperData | None = None,
    instrument_id: int | None = None,
) -> Suspension:
    """The representation is enabled from `enabled_on`, before the day that the measure set, which stays beside it.

    By a new paper, or an acuerdo of the body already numbered (`instrument_id`), that annuls or reconsiders the measure.
    `enabled_on` may be the suspension's first day: it was then never in force. Rolls that were opened keep what they say.
    Refused: reason_required, already_ended (early, by another paper), future_date, before_start, suspension_over (it had
    ended by then), paper_needed, paper_late, bad_choice.
    """
    suspensions = Suspension.objects.select_related("seat")
    act, suspension = begin(act, suspensions, suspension_id, may="suspensions.change")
    seat = suspension.seat
    reason = clean_reason(reason)
    if suspension.end_instrument_id is not None:
        raise Refused.because("already_ended")
    check_day(act, enabled_on)
    if enabled_on < suspension.starts_on:
        raise Refused.because("before_start", facts={"starts_on": suspension.starts_on})
    if suspension.last_day is not None and enabled_on > suspension.last_day:
        raise Refused.because("suspension_over", "Art. 15.1", {"last_day": suspension.last_day})
    instrument = cited_paper(act, seat.body, paper, instrument_id, enabled_on)
    write(suspension, ends_before=enabled_on, end_reason=reason, end_instrument=instrument)
    record(
        act,
        "suspension.ended",
        suspension,
        "valid_until",
        seat=seat.number,
        enabled_on=enabled_on,
        reason=reason,
        **paper_facts(instrument),
    )
    return suspension
