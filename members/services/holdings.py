"""Art. 5, 7: which institution holds a seat. A renaming or a succession is a new holding of the same seat."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from regulation.refusal import Refused

from ..models import Institution, SeatHolding
from ._unit import PaperData, allow, check_day, locked_seat, log, paper_facts, store_paper


@transaction.atomic
def hold_seat(
    *,
    seat_id: int,
    institution: Institution,
    paper: PaperData,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> SeatHolding:
    """The institution (saved here if it is new) holds the seat from that day; the holder before it ends the day before.

    The seat keeps its history, and its people go on: they were accredited for the seat. Refused: future_date,
    paper_needed, paper_late, before_earlier, already_member (it holds another seat of this body).
    """
    now = now or at
    seat = locked_seat(seat_id)
    title = allow("padron.change", by, seat.body, now)
    check_day(starts_on, now)
    if institution.pk and SeatHolding.objects.filter(seat__body=seat.body, institution=institution, ends_before=None):
        raise Refused.because("already_member", "Art. 7", {"institution": institution.name})
    earlier = SeatHolding.objects.filter(seat=seat).select_related("institution").order_by("-starts_on", "-pk").first()
    if earlier is not None:
        free_from = earlier.ends_before or earlier.starts_on
        if starts_on < free_from:
            raise Refused.because("before_earlier", "Art. 7", {"starts_on": free_from.isoformat()})
    instrument = store_paper(paper, starts_on=starts_on, by=by, now=now)
    institution.save()
    if earlier is not None and earlier.ends_before is None:
        earlier.ends_before = starts_on
        earlier.save(update_fields=["ends_before"])
    holding = SeatHolding.objects.create(seat=seat, institution=institution, instrument=instrument, starts_on=starts_on)
    log(
        "holding.changed",
        f"seat:{seat.pk}",
        by=by,
        at=at,
        now=now,
        subject=holding,
        role=title,
        data={
            "seat": seat.number,
            "institution": institution.name,
            "replaces": earlier.institution.name if earlier else None,
            "starts_on": starts_on.isoformat(),
            **paper_facts(instrument),
        },
    )
    return holding
