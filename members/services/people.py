"""Who is who, and whether somebody may represent at all (Art. 5, 15.2)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from regulation.refusal import Refused
from regulation.ruling import JSON

from ..models import Body, Exclusion, Person
from ..words import clean_identity, masked, searchable


@dataclass(frozen=True, slots=True)
class PersonData:
    """Somebody already known (`person_id`), or a new person. What is given of a known person's contact replaces it.

    An identity document says who it is: the same one is the same person, however the name was typed.
    """

    person_id: int | None = None
    full_name: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    document_kind: str = ""
    document_number: str = ""


def find_person(data: PersonData) -> Person:
    """The person meant: the one named, the bearer of that document, who has that e-mail address, or a new one (not saved yet).

    Refused: bad_identity, identity_taken (the document is somebody else's), identity_differs (the person has another one),
    bad_email, email_taken, name_required.
    """
    kind, number = clean_identity(data.document_kind, data.document_number)
    email = clean_email(data.email)
    person = Person.objects.filter(pk=data.person_id).first() if data.person_id else None
    bearer = Person.objects.filter(document_kind=kind, document_number=number).first() if number else None
    if bearer is not None:
        another = person is not None and person.pk != bearer.pk
        if another or (data.full_name.strip() and not same_name(bearer.full_name, data.full_name)):
            raise Refused.because("identity_taken", facts={"person": bearer.full_name}, field="document_number")
        person = bearer
    reached = Person.objects.filter(email__iexact=email).order_by("pk").first() if email else None
    if reached is not None and (person is None or person.email.lower() != email):
        another = person is not None and person.pk != reached.pk
        if another or (person is None and data.full_name and not same_name(reached.full_name, data.full_name)):
            raise Refused.because("email_taken", facts={"email": email, "person": reached.full_name}, field="email")
        person = reached
    if person is None:
        if not data.full_name.strip():
            raise Refused.because("name_required", field="full_name")
        person = Person(full_name=" ".join(data.full_name.split()))
    if number:
        if person.document_number and (person.document_kind, person.document_number) != (kind, number):
            facts: dict[str, JSON] = {"person": person.full_name, "document": masked(person.document_number)}
            raise Refused.because("identity_differs", facts=facts, field="document_number")
        person.document_kind, person.document_number = kind, number
    for field, value in (("position", data.position.strip()), ("phone", data.phone.strip())):
        if value:
            setattr(person, field, value)
    if email and person.user_id is None:
        # The address of somebody who signs in is changed by update_contact alone, which knows what hangs from it.
        person.email = email
    return person


def clean_email(email: str) -> str:
    email = email.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused.because("bad_email", facts={"email": email}, field="email") from error
    return email


def same_name(one: str, other: str) -> bool:
    """Whatever the capitals, the spaces and the accents: «JOSÉ  QUISPE» is «Jose Quispe»."""
    return searchable(one) == searchable(other)


def same_person(one: Person, other: Person) -> bool:
    """By record, by identity document; by name where nothing (document, or address, of both) distinguishes two namesakes."""
    if one == other:
        return True
    if one.document_number and other.document_number:
        return (one.document_kind, one.document_number) == (other.document_kind, other.document_number)
    distinct = bool(one.email and other.email and one.email.lower() != other.email.lower())
    return same_name(one.full_name, other.full_name) and not distinct


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
            "paper_date": exclusion.instrument.date,
            "since": exclusion.starts_on,
        }
        raise Refused.because("excluded_person", "Art. 15.2", facts, field="person")
