"""Who is who, and whether somebody may represent at all (Art. 5, 15.2)."""

from datetime import date

from django.db.models import Q

from regulation.refusal import Refused

from ..models import Body, Exclusion, Person
from ._unit import same_name


def same_person(one: Person, other: Person) -> bool:
    """By record, by identity document; by name where nothing tells two namesakes apart (document, or address, of both)."""
    if one == other:
        return True
    if one.document_number and other.document_number:
        return (one.document_kind, one.document_number) == (other.document_kind, other.document_number)
    told_apart = bool(one.email and other.email and one.email.lower() != other.email.lower())
    return same_name(one.full_name, other.full_name) and not told_apart


def exclusion_of(person: Person, body: Body, starts_on: date, ends_before: date | None = None) -> Exclusion | None:
    """The exclusion that stands on any day of the range, if there is one (Art. 15.2)."""
    standing = Exclusion.objects.filter(Q(ends_before=None) | Q(ends_before__gt=starts_on), body=body)
    if ends_before is not None:
        standing = standing.filter(starts_on__lt=ends_before)
    found = standing.select_related("person", "instrument").order_by("starts_on", "pk")
    return next((row for row in found if same_person(person, row.person)), None)


def check_not_excluded(person: Person, body: Body, starts_on: date, ends_before: date | None) -> None:
    """Refused: excluded_person, which names the paper that excluded them."""
    exclusion = exclusion_of(person, body, starts_on, ends_before)
    if exclusion is not None:
        facts = {
            "person": person.full_name,
            "paper": str(exclusion.instrument),
            "paper_date": exclusion.instrument.date.isoformat(),
            "since": exclusion.starts_on.isoformat(),
        }
        raise Refused.because("excluded_person", "Art. 15.2", facts, field="person")
