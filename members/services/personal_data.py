"""What is held of a person (Ley 29733): corrected by the office on paper or on request, and each look at it recorded."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import User
from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from regulation.refusal import Refused

from ..acts import allow, begin
from ..enums import IdentityDocument
from ..models import AccessGrant, Body, Person, Term
from ..words import clean_identity, masked
from .checks import LONGEST_REASON, clean_reason
from .people import clean_email

_FIELDS = ("full_name", "document_kind", "document_number", "position", "email", "phone")
#: Of these the history keeps the last digits only: it is read by more people than the sheet.
_MASKED = frozenset({"document_number", "phone"})


@transaction.atomic
def update_contact(
    act: Act,
    *,
    person_id: int,
    body_id: int,
    position: str,
    email: str,
    phone: str,
    full_name: str | None = None,
    document_kind: str | None = None,
    document_number: str = "",
    reason: str = "",
) -> Person:
    """Correct who a person is and how they are reached; the login of a representative moves with their address.

    The login of those who run the office or the system never does, so that nobody gets in by renaming another's
    address. `full_name` and `document_kind` are left as they are when None; a name, or an identity document that was there,
    is corrected with its reason. Refused: bad_email, email_taken, no_email (somebody with an account keeps an address),
    name_required, bad_identity, identity_taken, reason_required.
    """
    act, _ = begin(act, Body.objects, body_id, may="padron.change")
    reason = within(reason, LONGEST_REASON)
    person = Person.objects.select_for_update().get(pk=person_id)
    before = {field: getattr(person, field) for field in _FIELDS}
    _move_login(person, clean_email(email))
    person.position, person.phone = " ".join(position.split()), " ".join(phone.split())
    if full_name is not None:
        person.full_name = " ".join(full_name.split())
        if not person.full_name:
            raise Refused.because("name_required", field="full_name")
    if document_kind is not None:
        person.document_kind, person.document_number = clean_identity(document_kind, document_number)
        _check_identity_free(person)
    changed = [field for field in _FIELDS if getattr(person, field) != before[field]]
    if not changed:
        return person
    if "full_name" in changed or (before["document_number"] and {"document_kind", "document_number"} & set(changed)):
        reason = clean_reason(reason)
    person.save(update_fields=changed)
    if "full_name" in changed and person.user is not None:
        User.objects.filter(pk=person.user.pk).update(full_name=person.full_name)
    record(
        act,
        "contact.updated",
        person,
        person=person.full_name,
        changed=changed,
        before=_for_history(changed, before),
        now=_for_history(changed, {field: getattr(person, field) for field in changed}),
        reason=reason,
    )
    return person


@transaction.atomic
def look_at_person(act: Act, *, person_id: int, body_id: int, printed: bool = False) -> Person:
    """The office opens somebody's data sheet, or prints it: the person can see who did and when.

    PermissionDenied without people.data. One's own sheet is not asked for here.
    """
    person = Person.objects.select_related("user").get(pk=person_id)
    act = allow(act, "people.data", Body.objects.get(pk=body_id))
    record(act, "person.printed" if printed else "person.viewed", person, person=person.full_name)
    return person


# --- Steps of the above --------------------------------------------------------------------------------------------
def _move_login(person: Person, email: str) -> None:
    if person.user is not None and email != person.user.email:
        if not email:
            raise Refused.because("no_email", facts={"person": person.full_name}, field="email")
        if User.objects.filter(email__iexact=email).exclude(pk=person.user.pk).exists():
            raise Refused.because("email_taken", facts={"email": email}, field="email")
        if not _runs_something(person.user):
            write(person.user, email=email)
    person.email = email


def _runs_something(user: User) -> bool:
    return (
        user.is_staff
        or user.is_superuser
        or AccessGrant.objects.filter(user=user).exists()
        or Term.objects.filter(person__user=user, ended_on=None).exists()
    )


def _check_identity_free(person: Person) -> None:
    if not person.document_number:
        return
    same = Person.objects.filter(document_kind=person.document_kind, document_number=person.document_number)
    other = same.exclude(pk=person.pk).first()
    if other is not None:
        kind = str(IdentityDocument(person.document_kind).label)
        raise Refused.because(
            "identity_taken",
            facts={"kind": kind, "number": person.document_number, "person": other.full_name},
            field="document_number",
        )


def _for_history(fields: list[str], values: Mapping[str, str]) -> dict[str, str]:
    return {field: masked(values[field]) if field in _MASKED else values[field] for field in fields}
