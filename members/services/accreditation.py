"""Art. 5: who speaks for an institution, as titular or as alterno."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from regulation.refusal import Refused
from regulation.ruling import JSON

from ..enums import SeatRole
from ..models import Accreditation, Person, Seat, SeatHolding
from ._unit import (
    PaperData,
    PersonData,
    allow,
    check_day,
    check_reason,
    find_person,
    locked_seat,
    log,
    paper_facts,
    same_name,
    store_paper,
)
from .accounts import account_for


@transaction.atomic
def accredit(
    *,
    seat_id: int,
    role: SeatRole,
    person: PersonData,
    paper: PaperData,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
    with_account: bool = False,
) -> Accreditation:
    """Accredit a titular or an alterno by an official document; the earlier one of that role ends the day before.

    `with_account` opens an account to sign in, by the person's e-mail. Refused: future_date, paper_needed, paper_late,
    no_holder (nobody holds the seat that day), before_holding, before_earlier, same_person, both_roles, person_elsewhere
    (one person, one institution), name_required, bad_email, email_taken, no_email, bad_upload_….
    """
    now = now or at
    seat = locked_seat(seat_id)
    title = allow("padron.change", by, seat.body, now)
    check_day(starts_on, now)
    holding = _holding(seat, starts_on)
    someone = find_person(person)
    earlier = _earlier(seat, role, starts_on)
    if earlier is not None and earlier.ends_before is None and earlier.person_id == someone.pk:
        raise Refused.because("same_person", "Art. 5", {"person": someone.full_name})
    _check_free(someone, seat, role, starts_on)
    instrument = store_paper(paper, starts_on=starts_on, by=by, now=now)
    someone.save()
    if earlier is not None and earlier.ends_before is None:
        earlier.ends_before = starts_on
        earlier.save(update_fields=["ends_before"])
    accreditation = Accreditation.objects.create(
        seat=seat, person=someone, role=role, instrument=instrument, starts_on=starts_on
    )
    if with_account:
        account_for(someone, by=by, at=at, now=now, role=title)
    log(
        "accreditation.made",
        f"seat:{seat.pk}",
        by=by,
        at=at,
        now=now,
        subject=accreditation,
        role=title,
        data={
            "seat": seat.number,
            "institution": holding.institution.name,
            "role": role.value,
            "person": someone.full_name,
            "starts_on": starts_on.isoformat(),
            "replaces": earlier.person.full_name if earlier is not None and earlier.ends_before == starts_on else None,
            **paper_facts(instrument),
        },
    )
    return accreditation


@transaction.atomic
def end_accreditation(
    *, accreditation_id: int, last_day: date, reason: str, by: User, at: datetime, now: datetime | None = None
) -> Accreditation:
    """The person no longer speaks for the seat after `last_day`; nobody takes their place yet.

    Refused: reason_required, already_ended, future_date, before_start.
    """
    now = now or at
    seat = locked_seat(Accreditation.objects.values_list("seat_id", flat=True).get(pk=accreditation_id))
    title = allow("padron.change", by, seat.body, now)
    accreditation = Accreditation.objects.select_related("person").get(pk=accreditation_id)
    reason = check_reason(reason)
    if accreditation.ends_before is not None:
        raise Refused.because("already_ended")
    check_day(last_day, now)
    if last_day < accreditation.starts_on:
        raise Refused.because("before_start", facts={"starts_on": accreditation.starts_on.isoformat()})
    accreditation.ends_before = last_day + timedelta(days=1)
    accreditation.save(update_fields=["ends_before"])
    log(
        "accreditation.ended",
        f"seat:{seat.pk}",
        by=by,
        at=at,
        now=now,
        subject=accreditation,
        role=title,
        data={
            "seat": seat.number,
            "role": accreditation.role,
            "person": accreditation.person.full_name,
            "last_day": last_day.isoformat(),
            "reason": reason,
        },
    )
    return accreditation


def _holding(seat: Seat, on: date) -> SeatHolding:
    holding = SeatHolding.objects.filter(seat=seat).in_force(on).select_related("institution").first()
    if holding is not None:
        return holding
    first = SeatHolding.objects.filter(seat=seat, starts_on__gt=on).order_by("starts_on").first()
    if first is not None:
        raise Refused.because("before_holding", "Art. 5", {"starts_on": first.starts_on.isoformat()})
    raise Refused.because("no_holder", "Art. 5", {"on": on.isoformat()})


def _earlier(seat: Seat, role: SeatRole, starts_on: date) -> Accreditation | None:
    """The last accreditation of the role. What is registered is not moved: the new one begins when or after it did."""
    earlier = (
        Accreditation.objects.filter(seat=seat, role=role)
        .select_related("person")
        .order_by("-starts_on", "-pk")
        .first()
    )
    if earlier is not None:
        free_from = earlier.ends_before or earlier.starts_on
        if starts_on < free_from:
            raise Refused.because("before_earlier", "Art. 5", {"starts_on": free_from.isoformat()})
    return earlier


def _check_free(person: Person, seat: Seat, role: SeatRole, starts_on: date) -> None:
    """One person represents one institution, in one role (Art. 5)."""
    running = (
        Accreditation.objects.filter(Q(ends_before=None) | Q(ends_before__gt=starts_on), seat__body=seat.body)
        .select_related("person", "seat")
        .order_by("pk")
    )
    for other in running:
        own = other.seat_id == seat.pk and other.role == role
        if own or not _same_person(person, other.person):
            continue
        if other.seat_id == seat.pk:
            raise Refused.because("both_roles", "Art. 5", {"person": person.full_name})
        held = SeatHolding.objects.filter(seat=other.seat).in_force(starts_on).select_related("institution").first()
        facts: dict[str, JSON] = {
            "person": person.full_name,
            "institution": held.institution.name if held else str(other.seat),
            "seat": other.seat.number,
        }
        raise Refused.because("person_elsewhere", "Art. 5", facts)


def _same_person(one: Person, other: Person) -> bool:
    """By record, or by name where nothing tells two namesakes apart (both with an address, and different ones)."""
    if one.pk == other.pk:
        return True
    told_apart = bool(one.email and other.email and one.email.lower() != other.email.lower())
    return same_name(one.full_name, other.full_name) and not told_apart
