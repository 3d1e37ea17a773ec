"""Art. 9.3: the directory is kept up to date: through whom each institution is reached, and when it was last verified."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from regulation.refusal import Refused

from ..acts import allow
from ..models import Body, Institution, InstitutionContact
from ..words import masked
from .institutions import InstitutionData, refresh_search_text, register_institution, update_institution
from .people import clean_email


@dataclass(frozen=True, slots=True)
class ContactData:
    name: str
    position: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""


@transaction.atomic
def save_entry(
    act: Act, *, institution_id: int | None, body_id: int, data: InstitutionData, verified: bool = False
) -> Institution:
    """A new entry (no `institution_id`), or the correction of one; `verified`: the person who entered it has checked all of it.

    Refused: as `register_institution` and `update_institution`.
    """
    if institution_id is None:
        institution = register_institution(act, body_id=body_id, data=data)
    else:
        institution = update_institution(act, institution_id=institution_id, body_id=body_id, data=data)
    if verified:
        institution = verify_institution(act, institution_id=institution.pk, body_id=body_id)
    return institution


@transaction.atomic
def add_contact(act: Act, *, institution_id: int, body_id: int, data: ContactData) -> InstitutionContact:
    """Refused: contact_name_required, bad_email, contact_known (the very same is there), merged_away."""
    act = allow(act, "directory.change", Body.objects.get(pk=body_id))
    institution = _locked(institution_id)
    contact = InstitutionContact(institution=institution, **_checked(data))
    _check_new(contact)
    contact.save()
    refresh_search_text(institution)
    _log(act, "institution.contact_added", contact, now_is=_for_history(contact))
    return contact


@transaction.atomic
def change_contact(act: Act, *, contact_id: int, body_id: int, data: ContactData) -> InstitutionContact:
    """The history keeps what it said before; of a telephone, its last digits. Refused: as `add_contact`."""
    act = allow(act, "directory.change", Body.objects.get(pk=body_id))
    contact = _locked_contact(contact_id)
    before, typed = _for_history(contact), _typed(contact)
    for field, value in _checked(data).items():
        setattr(contact, field, value)
    if _typed(contact) == typed:
        return contact
    _check_new(contact)
    contact.save()
    refresh_search_text(contact.institution)
    _log(act, "institution.contact_changed", contact, before=before, now_is=_for_history(contact))
    return contact


@transaction.atomic
def remove_contact(act: Act, *, contact_id: int, body_id: int) -> Institution:
    """Nobody's data are kept longer than they are needed (Ley 29733): the row goes, the history keeps the name."""
    act = allow(act, "directory.change", Body.objects.get(pk=body_id))
    contact = _locked_contact(contact_id)
    institution = contact.institution
    _log(act, "institution.contact_removed", contact, before={"name": contact.name})
    contact.delete()
    refresh_search_text(institution)
    return institution


@transaction.atomic
def verify_institution(act: Act, *, institution_id: int, body_id: int) -> Institution:
    """Somebody checked today that what the entry says still holds. A second tap the same day changes nothing.

    Refused: merged_away.
    """
    act = allow(act, "directory.change", Body.objects.get(pk=body_id))
    institution = _locked(institution_id)
    today = act.day
    if institution.verified_on == today and institution.verified_by_id == act.by.pk:
        return institution
    before = institution.verified_on
    write(institution, verified_on=today, verified_by=act.by)
    record(act, "institution.verified", institution, institution=institution.name, on=today, before=before)
    return institution


@transaction.atomic
def tell_apart(act: Act, *, one_id: int, other_id: int, body_id: int) -> None:
    """Two entries that look alike are two institutions: they are not proposed as duplicates again."""
    act = allow(act, "directory.change", Body.objects.get(pk=body_id))
    names = dict(Institution.objects.filter(pk__in=[one_id, other_id]).values_list("pk", "name"))
    pair = sorted({one_id, other_id})
    if len(names) != len(pair) or len(pair) == 1:
        raise Refused.because("same_institution")
    record(
        act,
        "institution.told_apart",
        Institution.objects.get(pk=pair[0]),
        stream="directory",
        pair=pair,
        names=[names[key] for key in pair],
    )


# --- Steps of the above --------------------------------------------------------------------------------------------
def _locked(pk: int) -> Institution:
    institution = Institution.objects.select_for_update().get(pk=pk)
    if institution.merged_into is not None:
        facts = {"institution": institution.name, "into": institution.merged_into.name}
        raise Refused.because("merged_away", facts=facts)
    return institution


def _locked_contact(pk: int) -> InstitutionContact:
    """The contact, with its institution locked first: a merge moves contacts while it holds both institutions."""
    institution_id = InstitutionContact.objects.values_list("institution_id", flat=True).get(pk=pk)
    _locked(institution_id)
    return InstitutionContact.objects.select_related("institution").get(pk=pk)


def _checked(data: ContactData) -> dict[str, str]:
    name = " ".join(data.name.split())
    if not name:
        raise Refused.because("contact_name_required")
    return {
        "name": name,
        "position": " ".join(data.position.split()),
        "email": clean_email(data.email),
        "phone": " ".join(data.phone.split()),
        "note": " ".join(data.note.split()),
    }


def _check_new(contact: InstitutionContact) -> None:
    others = InstitutionContact.objects.filter(institution=contact.institution_id).exclude(pk=contact.pk)
    if any(same_contact(contact, other) for other in others):
        raise Refused.because("contact_known", facts={"name": contact.name})


def same_contact(one: InstitutionContact, other: InstitutionContact) -> bool:
    """Nothing would be lost by keeping only one of them."""
    return _typed(one) == _typed(other)


def _typed(contact: InstitutionContact) -> tuple[str, ...]:
    return (contact.name, contact.position, contact.email, contact.phone, contact.note)


def _for_history(contact: InstitutionContact) -> dict[str, str]:
    """A contact as its history shows it: more people read that than may see a whole telephone number."""
    return {
        "name": contact.name,
        "position": contact.position,
        "email": contact.email,
        "phone": masked(contact.phone),
        "note": contact.note,
    }


def _log(
    act: Act,
    action: str,
    contact: InstitutionContact,
    *,
    before: dict[str, str] | None = None,
    now_is: dict[str, str] | None = None,
) -> None:
    facts: dict[str, Any] = {"contact": contact.name, "institution": contact.institution.name}
    if before is not None:
        facts["before"] = before
    if now_is is not None:
        facts["now"] = now_is
    record(act, action, contact, **facts)
