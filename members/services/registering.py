"""People who are known to the office before anything accredits them, and accreditations of before this system was used."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from audit.acts import Act
from audit.services import record
from regulation.refusal import Refused

from ..acts import begin
from ..enums import SeatRole
from ..models import Accreditation, Body, Person, Seat
from .accreditation import check_free, holding_on, membership_ends_before
from .checks import check_day
from .papers import PaperData, paper_facts, store_paper
from .people import PersonData, check_not_excluded, find_person


@transaction.atomic
def register_person(act: Act, *, body_id: int, person: PersonData) -> Person:
    """Somebody new; being known gives no right. One who is known already is given back as they are.

    Refused: what `find_person` refuses.
    """
    act, _ = begin(act, Body.objects, body_id, may="people.data")
    someone = find_person(person)
    if not someone._state.adding:
        return Person.objects.get(pk=someone.pk)
    someone.save()
    record(act, "person.registered", someone, person=someone.full_name)
    return someone


@transaction.atomic
def record_past_accreditation(
    act: Act, *, seat_id: int, role: SeatRole, person: PersonData, paper: PaperData, starts_on: date, last_day: date
) -> Accreditation:
    """One that began and ended before others that are registered already; none of those is moved (Art. 5).

    Refused: future_date, bad_validity, no_holder, before_holding, beyond_holding (the institution left the seat before
    `last_day`), accreditation_overlap (somebody else had that role on one of those days), both_roles, person_elsewhere,
    excluded_person, paper_needed, paper_late, and what `find_person` refuses.
    """
    act, seat = begin(act, Seat.objects, seat_id, may="padron.change")
    check_day(act, last_day, field="last_day")
    if last_day < starts_on:
        facts = {"starts_on": starts_on, "valid_until": last_day}
        raise Refused.because("bad_validity", "Art. 5", facts, field="valid_until")
    ends_before = last_day + timedelta(days=1)
    holding = holding_on(seat, starts_on)
    _check_membership(seat, ends_before)
    others = Accreditation.objects.filter(Q(ends_before=None) | Q(ends_before__gt=starts_on), seat=seat)
    other = others.filter(starts_on__lt=ends_before).select_related("person").order_by("starts_on").first()
    if other is not None:
        raise Refused.because(
            "accreditation_overlap",
            "Art. 5",
            {"person": other.person.full_name, "starts_on": other.starts_on, "last_day": str(other.last_day or "")},
        )
    someone = find_person(person)
    check_free(someone, seat, role, starts_on, ends_before)
    check_not_excluded(someone, seat.body, starts_on, ends_before)
    instrument = store_paper(act, paper, starts_on=starts_on)
    someone.save()
    accreditation = Accreditation.objects.create(
        seat=seat, person=someone, role=role, instrument=instrument, starts_on=starts_on, ends_before=ends_before
    )
    record(
        act,
        "accreditation.recorded",
        accreditation,
        "role",
        "starts_on",
        seat=seat.number,
        institution=holding.institution.name,
        person=someone.full_name,
        last_day=last_day,
        **paper_facts(instrument),
    )
    return accreditation


def _check_membership(seat: Seat, ends_before: date) -> None:
    last = membership_ends_before(seat)
    if last is not None and last < ends_before:
        raise Refused.because("beyond_holding", "Art. 5", {"last_day": last - timedelta(days=1)})
