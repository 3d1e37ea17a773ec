"""People who are known to the office before anything accredits them, and accreditations of before this system was used."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from regulation.refusal import Refused

from ..enums import SeatRole
from ..models import Accreditation, Person, Seat
from ._unit import (
    PaperData,
    PersonData,
    allow,
    check_day,
    find_person,
    locked_body,
    locked_seat,
    log,
    paper_facts,
    store_paper,
)
from .accreditation import check_free, holding_on, membership_ends_before
from .people import check_not_excluded


@transaction.atomic
def register_person(*, body_id: int, person: PersonData, by: User, at: datetime, now: datetime | None = None) -> Person:
    """Somebody new; being known gives no right. One who is known already is given back as they are.

    Refused: what `find_person` refuses.
    """
    now = now or at
    role = allow("people.data", by, locked_body(body_id), now)
    someone = find_person(person)
    if not someone._state.adding:
        return Person.objects.get(pk=someone.pk)
    someone.save()
    log(
        "person.registered",
        f"person:{someone.pk}",
        by=by,
        at=at,
        now=now,
        subject=someone,
        role=role,
        data={"person": someone.full_name},
    )
    return someone


@transaction.atomic
def record_past_accreditation(
    *,
    seat_id: int,
    role: SeatRole,
    person: PersonData,
    paper: PaperData,
    starts_on: date,
    last_day: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Accreditation:
    """One that began and ended before others that are registered already; none of those is moved (Art. 5).

    Refused: future_date, bad_validity, no_holder, before_holding, beyond_holding (the institution left the seat before
    `last_day`), accreditation_overlap (somebody else had that role on one of those days), both_roles, person_elsewhere,
    excluded_person, paper_needed, paper_late, and what `find_person` refuses.
    """
    now = now or at
    seat = locked_seat(seat_id)
    title = allow("padron.change", by, seat.body, now)
    check_day(last_day, now, field="last_day")
    if last_day < starts_on:
        facts = {"starts_on": starts_on.isoformat(), "valid_until": last_day.isoformat()}
        raise Refused.because("bad_validity", "Art. 5", facts, field="valid_until")
    ends_before = last_day + timedelta(days=1)
    holding = holding_on(seat, starts_on)
    _check_membership(seat, ends_before)
    others = Accreditation.objects.filter(Q(ends_before=None) | Q(ends_before__gt=starts_on), seat=seat, role=role)
    other = others.filter(starts_on__lt=ends_before).select_related("person").order_by("starts_on").first()
    if other is not None:
        raise Refused.because(
            "accreditation_overlap",
            "Art. 5",
            {
                "person": other.person.full_name,
                "starts_on": other.starts_on.isoformat(),
                "last_day": str(other.last_day or ""),
            },
        )
    someone = find_person(person)
    check_free(someone, seat, role, starts_on, ends_before)
    check_not_excluded(someone, seat.body, starts_on, ends_before)
    instrument = store_paper(paper, starts_on=starts_on, by=by, now=now)
    someone.save()
    accreditation = Accreditation.objects.create(
        seat=seat, person=someone, role=role, instrument=instrument, starts_on=starts_on, ends_before=ends_before
    )
    log(
        "accreditation.recorded",
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
            "last_day": last_day.isoformat(),
            **paper_facts(instrument),
        },
    )
    return accreditation


def _check_membership(seat: Seat, ends_before: date) -> None:
    last = membership_ends_before(seat)
    if last is not None and last < ends_before:
        raise Refused.because("beyond_holding", "Art. 5", {"last_day": (last - timedelta(days=1)).isoformat()})
