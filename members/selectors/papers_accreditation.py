"""The constancia de acreditación: who speaks for which institution, from when until when, by which paper (Art. 5)."""

from datetime import date

from django.db.models import QuerySet

from documents import words
from norms.selectors import version_in_force

from ..enums import Office
from ..models import Accreditation, AccreditationDocument, SeatHolding
from ..words import masked
from .letter import Payload, letter_of
from .offices import officers_on


def constancias_of(accreditation: Accreditation) -> QuerySet[AccreditationDocument]:
    """Those issued of one accreditation, the latest first, without what each says."""
    return accreditation.documents.select_related("document__issued_by").defer("document__payload")


def constancia_payload(accreditation: Accreditation, *, on: date) -> Payload:
    """What the Secretaría certifies that day. The identity document is there by its last digits alone (Ley 29733)."""
    seat, person, last = accreditation.seat, accreditation.person, accreditation.last_day
    over = last is not None and last < on
    day = last if over and last is not None else on
    officers = officers_on(seat.body, on)
    signer = officers.get(Office.SECRETARY) or officers.get(Office.DEPUTY)
    name, former = _names(accreditation, day)
    paper = accreditation.instrument
    return {
        **letter_of(seat.body, version_in_force(seat.body.rulebook, on), on),
        "body": seat.body.name,
        "signer": signer.person.full_name if signer else "",
        "signer_office": str(Office(signer.office).label) if signer else str(Office.SECRETARY.label),
        "on": words.short_date(on),
        "accreditation": {
            "seat": seat.number,
            "institution": name,
            "formerly": former,
            "person": person.full_name,
            "position": person.position,
            "document_kind": person.get_document_kind_display(),
            "document": masked(person.document_number),
            "role": accreditation.get_role_display(),
            "starts_on": words.date_in_words(accreditation.starts_on),
            "starts_on_short": words.short_date(accreditation.starts_on),
            "ends_on": words.date_in_words(last) if last else "",
            "ends_on_short": words.short_date(last) if last else "",
            "over": over,
            "left_on": words.date_in_words(accreditation.left_on) if accreditation.left_on and not over else "",
        },
        "paper": {
            "label": str(paper),
            "date": words.date_in_words(paper.date),
            "issuer": paper.issuer,
        },
    }


def _names(accreditation: Accreditation, day: date) -> tuple[str, str]:
    """What the institution is called on the day, and what it was called when the accreditation began, if otherwise."""
    held = SeatHolding.objects.filter(seat=accreditation.seat_id).select_related("institution")
    first, last = (
        found.institution.name if (found := held.in_force(on).order_by("-starts_on", "-pk").first()) else ""
        for on in (accreditation.starts_on, day)
    )
    return last or first, first if last and first != last else ""
