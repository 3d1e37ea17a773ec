"""Art. 5, 7, 11: which institution holds a seat. A renaming or a succession is a new holding of the same seat."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from audit.acts import Act
from audit.services import record
from core.rows import write
from documents.enums import InstrumentKind
from documents.models import Instrument
from regulation.refusal import Refused

from ..acts import allow, begin, locked
from ..enums import EntryBasis, ExitBasis
from ..models import Accreditation, Body, Institution, InstitutionContact, Seat, SeatHolding
from ..selectors.directory import kept
from .checks import check_day
from .institutions import InstitutionData, refresh_search_text, write_institution
from .papers import PaperData, paper_facts, store_paper
from .proposals import withdraw_open

PASSED_ON = frozenset({EntryBasis.RENAMING, EntryBasis.SUCCESSION})
LEFT = frozenset({ExitBasis.WITHDRAWAL, ExitBasis.EXCLUSION, ExitBasis.DISSOLUTION})


@transaction.atomic
def hold_seat(
    act: Act,
    *,
    seat_id: int,
    data: InstitutionData | None = None,
    institution_id: int | None = None,
    basis: EntryBasis,
    paper: PaperData,
    starts_on: date,
) -> SeatHolding:
    """The institution of the seat is called otherwise (RENAMING) or was succeeded by another (SUCCESSION) from that day on.

    Both names stay, each with its days: the new one is a new record (`data`) that names the one before it. The successor may be in
    the directory already (`institution_id`). The seat keeps its history, and its people go on: they were accredited for the
    seat. Every other seat that the institution holds, in whatever body, passes on with it. Refused: future_date, paper_needed,
    paper_late, before_earlier, no_holder, same_name (nothing changes), bad_choice, sector_needed; of a successor from the directory
    also already_member and successor_gone (merged into another entry, or itself superseded); and what `write_institution` refuses.
    """
    seat, others = _locked_with_others(seat_id)
    act = allow(act, "membership.change", seat.body)
    check_day(act, starts_on)
    if basis not in PASSED_ON or (basis == EntryBasis.RENAMING and data is None):
        raise Refused.because("bad_choice", facts={"field": "basis", "value": str(basis)}, field="basis")
    earlier = _holder(seat)
    if earlier is None:
        raise Refused.because("no_holder", "Art. 7", {"on": starts_on}, field="starts_on")
    if starts_on <= earlier.starts_on:
        raise Refused.because("before_earlier", "Art. 7", {"starts_on": earlier.starts_on}, field="starts_on")
    before = earlier.institution
    successor = _successor_of(seat.body, before, institution_id, starts_on) if data is None else None
    if data is not None:
        if " ".join(data.name.split()) == before.name:
            raise Refused.because("same_name", "Art. 7", {"institution": before.name}, field="name")
        if not data.sector:
            raise Refused.because("sector_needed", "Art. 5", {"institution": data.name}, field="sector")
    instrument = store_paper(act, paper, starts_on=starts_on)
    write(before, superseded_on=starts_on)
    if successor is not None:
        if successor.predecessor_id is None:
            write(successor, predecessor=before)
        refresh_search_text(successor)
    elif data is not None:
        # The new record names the one before it already when it is written: a search for the old name finds it.
        new = Institution(predecessor=before, logo=before.logo if basis == EntryBasis.RENAMING else None)
        successor = write_institution(act, data, new)
        if basis == EntryBasis.RENAMING:
            _keep_contacts(before, successor)
    else:
        raise Refused.because("institution_name_required", field="name")
    change = _Change(basis, instrument, act)
    taken = set(
        SeatHolding.objects.filter(institution=successor, ends_before=None).values_list("seat__body_id", flat=True)
    )
    for other in others:
        # One that began later than the change passes on at once, without a day of its own.
        since = max(starts_on, other.starts_on)
        _end(other, since, ExitBasis(basis.value), instrument)
        if other.seat.body_id not in taken:
            _hold(other.seat, successor, since, change, replaces=before)
    _end(earlier, starts_on, ExitBasis(basis.value), instrument)
    return _hold(seat, successor, starts_on, change, replaces=before)


@transaction.atomic
def admit_to_body(
    act: Act, *, body_id: int, institution: Institution, instrument: Instrument, starts_on: date
) -> SeatHolding:
    """Art. 11: the institution (already registered) gets a seat of its own, the next number, by the acuerdo that admitted it.

    Refused: already_member, sector_needed.
    """
    act, body = begin(act, Body.objects, body_id, may="membership.change")
    # Read anew under the lock that merges take too: it may have become part of another entry meanwhile.
    institution = kept(Institution.objects.get(pk=institution.pk))
    if not institution.sector:
        raise Refused.because("sector_needed", "Art. 5", {"institution": institution.name}, field="sector")
    if is_member(body, institution, starts_on):
        raise Refused.because("already_member", "Art. 11", {"institution": institution.name})
    last = Seat.objects.filter(body=body).aggregate(last=Max("number"))["last"] or 0
    seat = Seat.objects.create(body=body, number=last + 1)
    return _hold(seat, institution, starts_on, _Change(EntryBasis.ADMISSION, instrument, act))


@transaction.atomic
def end_membership(
    act: Act,
    *,
    seat_id: int,
    basis: ExitBasis,
    last_day: date,
    paper: PaperData | None = None,
    instrument: Instrument | None = None,
) -> SeatHolding:
    """The institution withdraws, is excluded or no longer exists: nobody holds the seat after `last_day`.

    Its people cease with it, and what it asked is not decided any more; an office that one of them holds does not (Art. 8), nor does a suspension. An exclusion cites an
    acuerdo (`instrument`, or a paper of that kind). Refused: no_holder, future_date, before_start, paper_needed, acuerdo_needed,
    bad_choice (a succession is not an end).
    """
    seat, _ = _locked_with_others(seat_id)
    act = allow(act, "membership.change", seat.body)
    if basis not in LEFT:
        raise Refused.because("bad_choice", facts={"field": "basis", "value": str(basis)}, field="basis")
    holding = _holder(seat)
    if holding is None:
        raise Refused.because("no_holder", "Art. 7", {"on": last_day}, field="last_day")
    check_day(act, last_day, field="last_day")
    if last_day < holding.starts_on:
        raise Refused.because("before_start", facts={"starts_on": holding.starts_on}, field="last_day")
    kind = instrument.kind if instrument else paper.kind if paper else ""
    if basis == ExitBasis.EXCLUSION and kind and kind != InstrumentKind.ACUERDO:
        facts = {"paper": str(InstrumentKind(kind).label)}
        raise Refused.because("acuerdo_needed", "Art. 7", facts, field="paper_kind")
    if instrument is None:
        if paper is None:
            raise Refused.because("paper_needed", field="paper_number")
        instrument = store_paper(act, paper, starts_on=None)
    ends_before = last_day + timedelta(days=1)
    _end(holding, ends_before, basis, instrument)
    people = [
        accreditation
        for accreditation in Accreditation.objects.filter(seat=seat).select_related("person").order_by("-role", "pk")
        if accreditation.ends_before is None or accreditation.ends_before > ends_before
    ]
    for accreditation in people:
        write(accreditation, ends_before=max(ends_before, accreditation.starts_on))
    withdraw_open(act, seat.pk)
    record(
        act,
        "holding.ended",
        holding,
        seat=seat.number,
        institution=holding.institution.name,
        basis=basis.value,
        last_day=last_day,
        people=[accreditation.person.full_name for accreditation in people],
        **paper_facts(instrument),
    )
    return holding


def is_member(body: Body, institution: Institution, on: date) -> bool:
    """Whether it, or what it became, holds a seat of the body that day or later; by record, or by RUC."""
    held = SeatHolding.objects.filter(seat__body=body).exclude(ends_before__lte=on).select_related("institution")
    return any(
        holding.institution_id == institution.pk or (institution.ruc and holding.institution.ruc == institution.ruc)
        for holding in held
    )


# --- Steps of the above --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Change:
    """By what, by whom and when a seat changes hands."""

    basis: EntryBasis
    instrument: Instrument
    act: Act


def _locked_with_others(seat_id: int) -> tuple[Seat, list[SeatHolding]]:
    """The seat, and the other seats that its institution holds; their bodies' rows locked, always in the same order."""
    seat = Seat.objects.get(pk=seat_id)
    holding = _holder(seat)
    named = SeatHolding.objects.filter(institution=holding.institution_id, ends_before=None) if holding else None
    bodies = {seat.body_id, *(named.values_list("seat__body_id", flat=True) if named is not None else ())}
    locked_bodies = {pk: locked(Body.objects, pk) for pk in sorted(bodies)}
    seat.body = locked_bodies[seat.body_id]
    holding = _holder(seat)  # again: it may have changed while this one waited
    if holding is None:
        return seat, []
    others = SeatHolding.objects.filter(institution=holding.institution_id, ends_before=None).exclude(pk=holding.pk)
    return seat, list(others.select_related("seat__body").order_by("pk"))


def _holder(seat: Seat) -> SeatHolding | None:
    """The last holding, while it is open."""
    last = SeatHolding.objects.filter(seat=seat).select_related("institution").order_by("-starts_on", "-pk").first()
    return last if last is not None and last.ends_before is None else None


def _successor_of(body: Body, before: Institution, institution_id: int | None, on: date) -> Institution:
    """The institution of the directory that succeeds; it is no member, and it still exists under that name."""
    known = Institution.objects.select_for_update(of=("self",))
    successor = known.filter(pk=institution_id).first() if institution_id else None
    if successor is None:
        raise Refused.because("institution_name_required", field="name")
    if successor.pk == before.pk:
        raise Refused.because("same_name", "Art. 7", {"institution": before.name}, field="name")
    if successor.merged_into_id is not None or successor.superseded_on is not None:
        raise Refused.because("successor_gone", "Art. 7", {"institution": successor.name})
    if not successor.sector:
        raise Refused.because("sector_needed", "Art. 5", {"institution": successor.name}, field="sector")
    if is_member(body, successor, on):
        raise Refused.because("already_member", "Art. 7", {"institution": successor.name})
    return successor


def _keep_contacts(before: Institution, successor: Institution) -> None:
    """The same institution under another name is reached through the same people."""
    InstitutionContact.objects.bulk_create(
        InstitutionContact(
            institution=successor,
            name=contact.name,
            position=contact.position,
            email=contact.email,
            phone=contact.phone,
            note=contact.note,
        )
        for contact in before.contacts.order_by("pk")
    )
    refresh_search_text(successor)


def _end(holding: SeatHolding, ends_before: date, basis: ExitBasis, instrument: Instrument) -> None:
    write(holding, ends_before=ends_before, end_basis=basis, end_instrument=instrument)


def _hold(
    seat: Seat, institution: Institution, starts_on: date, change: _Change, *, replaces: Institution | None = None
) -> SeatHolding:
    holding = SeatHolding.objects.create(
        seat=seat, institution=institution, basis=change.basis, instrument=change.instrument, starts_on=starts_on
    )
    record(
        change.act,
        "holding.changed",
        holding,
        "starts_on",
        seat=seat.number,
        institution=institution.name,
        basis=change.basis.value,
        replaces=replaces.name if replaces else None,
        **paper_facts(change.instrument),
    )
    return holding
