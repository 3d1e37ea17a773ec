"""Art. 5, 7, 11: which institution holds a seat. A renaming or a succession is a new holding of the same seat."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from documents.models import Instrument
from regulation.refusal import Refused

from ..enums import EntryBasis, ExitBasis
from ..models import Accreditation, Body, Institution, Seat, SeatHolding
from ._unit import PaperData, allow, check_day, locked_body, locked_seat, log, paper_facts, store_paper
from .institutions import InstitutionData, write_institution


@transaction.atomic
def hold_seat(
    *,
    seat_id: int,
    data: InstitutionData,
    basis: EntryBasis,
    paper: PaperData,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> SeatHolding:
    """The institution of the seat is called otherwise (RENAMING) or was succeeded by another (SUCCESSION) from that day on.

    Both names stay, each with its days: the new one is a new record that names the one before it. The seat keeps its history, and
    its people go on: they were accredited for the seat. Refused: future_date, paper_needed, paper_late, before_earlier,
    no_holder, same_name (nothing changes), bad_choice, and what `write_institution` refuses.
    """
    now = now or at
    seat = locked_seat(seat_id)
    role = allow("membership.change", by, seat.body, now)
    check_day(starts_on, now)
    if basis not in (EntryBasis.RENAMING, EntryBasis.SUCCESSION):
        raise Refused.because("bad_choice", facts={"field": "basis", "value": str(basis)})
    earlier = _holder(seat)
    if earlier is None:
        raise Refused.because("no_holder", "Art. 7", {"on": starts_on.isoformat()})
    if starts_on <= earlier.starts_on:
        raise Refused.because("before_earlier", "Art. 7", {"starts_on": earlier.starts_on.isoformat()})
    if " ".join(data.name.split()) == earlier.institution.name:
        raise Refused.because("same_name", "Art. 7", {"institution": earlier.institution.name})
    instrument = store_paper(paper, starts_on=starts_on, by=by, now=now)
    _end(earlier, starts_on, ExitBasis(basis.value), instrument)
    before = earlier.institution
    before.superseded_on = starts_on
    before.save(update_fields=["superseded_on"])
    # The new record names the one before it already when it is written: a search for the old name finds it.
    heir = write_institution(data, Institution(predecessor=before), by=by, at=at, now=now, role=role)
    return _hold(seat, heir, basis, instrument, starts_on, replaces=before, by=by, at=at, now=now, role=role)


@transaction.atomic
def admit_to_body(
    *,
    body_id: int,
    institution: Institution,
    instrument: Instrument,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> SeatHolding:
    """Art. 11: the institution (already registered) gets a seat of its own, the next number, by the acuerdo that admitted it.

    Refused: already_member, sector_needed.
    """
    now = now or at
    body = locked_body(body_id)
    role = allow("membership.change", by, body, now)
    if not institution.sector:
        raise Refused.because("sector_needed", "Art. 5", {"institution": institution.name})
    if is_member(body, institution, starts_on):
        raise Refused.because("already_member", "Art. 11", {"institution": institution.name})
    last = Seat.objects.filter(body=body).aggregate(last=Max("number"))["last"] or 0
    seat = Seat.objects.create(body=body, number=last + 1)
    return _hold(seat, institution, EntryBasis.ADMISSION, instrument, starts_on, by=by, at=at, now=now, role=role)


@transaction.atomic
def end_membership(
    *,
    seat_id: int,
    basis: ExitBasis,
    last_day: date,
    paper: PaperData | None = None,
    instrument: Instrument | None = None,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> SeatHolding:
    """The institution withdraws, is excluded or no longer exists: nobody holds the seat after `last_day`.

    Its people cease with it. An exclusion cites an acuerdo (`instrument`, or a paper of that kind). Refused: no_holder, future_date,
    before_start, paper_needed, acuerdo_needed, bad_choice (a succession is not an end).
    """
    now = now or at
    seat = locked_seat(seat_id)
    role = allow("membership.change", by, seat.body, now)
    if basis not in (ExitBasis.WITHDRAWAL, ExitBasis.EXCLUSION, ExitBasis.DISSOLUTION):
        raise Refused.because("bad_choice", facts={"field": "basis", "value": str(basis)})
    holding = _holder(seat)
    if holding is None:
        raise Refused.because("no_holder", "Art. 7", {"on": last_day.isoformat()})
    check_day(last_day, now)
    if last_day < holding.starts_on:
        raise Refused.because("before_start", facts={"starts_on": holding.starts_on.isoformat()})
    if instrument is None:
        if paper is None:
            raise Refused.because("paper_needed")
        instrument = store_paper(paper, starts_on=None, by=by, now=now)
    if basis == ExitBasis.EXCLUSION and instrument.kind != "acuerdo":
        raise Refused.because("acuerdo_needed", "Art. 7", {"paper": str(instrument)})
    ends_before = last_day + timedelta(days=1)
    _end(holding, ends_before, basis, instrument)
    people = [
        accreditation
        for accreditation in Accreditation.objects.filter(seat=seat).select_related("person")
        if accreditation.ends_before is None or accreditation.ends_before > ends_before
    ]
    for accreditation in people:
        accreditation.ends_before = max(ends_before, accreditation.starts_on)
        accreditation.save(update_fields=["ends_before"])
    log(
        "holding.ended",
        f"seat:{seat.pk}",
        by=by,
        at=at,
        now=now,
        subject=holding,
        role=role,
        data={
            "seat": seat.number,
            "institution": holding.institution.name,
            "basis": basis.value,
            "last_day": last_day.isoformat(),
            "people": [accreditation.person.full_name for accreditation in people],
            **paper_facts(instrument),
        },
    )
    return holding


def is_member(body: Body, institution: Institution, on: date) -> bool:
    """Whether it, or whoever it became, holds a seat of the body that day or later; by record, or by RUC."""
    held = SeatHolding.objects.filter(seat__body=body).exclude(ends_before__lte=on).select_related("institution")
    return any(
        holding.institution_id == institution.pk or (institution.ruc and holding.institution.ruc == institution.ruc)
        for holding in held
    )


# --- Steps of the above --------------------------------------------------------------------------------------------
def _holder(seat: Seat) -> SeatHolding | None:
    """The last holding, while it is open."""
    last = SeatHolding.objects.filter(seat=seat).select_related("institution").order_by("-starts_on", "-pk").first()
    return last if last is not None and last.ends_before is None else None


def _end(holding: SeatHolding, ends_before: date, basis: ExitBasis, instrument: Instrument) -> None:
    holding.ends_before, holding.end_basis, holding.end_instrument = ends_before, basis, instrument
    holding.save(update_fields=["ends_before", "end_basis", "end_instrument"])


def _hold(
    seat: Seat,
    institution: Institution,
    basis: EntryBasis,
    instrument: Instrument,
    starts_on: date,
    *,
    replaces: Institution | None = None,
    by: User,
    at: datetime,
    now: datetime,
    role: str,
) -> SeatHolding:
    holding = SeatHolding.objects.create(
        seat=seat, institution=institution, basis=basis, instrument=instrument, starts_on=starts_on
    )
    log(
        "holding.changed",
        f"seat:{seat.pk}",
        by=by,
        at=at,
        now=now,
        subject=holding,
        role=role,
        data={
            "seat": seat.number,
            "institution": institution.name,
            "basis": basis.value,
            "replaces": replaces.name if replaces else None,
            "starts_on": starts_on.isoformat(),
            **paper_facts(instrument),
        },
    )
    return holding
