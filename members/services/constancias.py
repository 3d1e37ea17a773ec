"""The numbered constancia that somebody is, or was, accredited (Art. 5, 9)."""

from django.db import transaction

from audit.acts import Act
from audit.services import record
from documents import services as documents
from documents.models import IssuedDocument
from regulation.refusal import Refused

from ..acts import begin
from ..enums import DocumentKind
from ..models import Accreditation, AccreditationDocument
from ..selectors.papers_accreditation import constancia_payload, constancias_of
from ..words import accredited_as


@transaction.atomic
def issue_constancia(act: Act, *, accreditation_id: int, known: int | None = None) -> IssuedDocument:
    """Give it its number and freeze what it says. `known` is how many the asker's page showed: a double click issues one.

    Refused: never_in_force (it was replaced on the very day it began), stale, no_letterhead.
    """
    accreditations = Accreditation.objects.select_related("person", "seat", "instrument")
    act, accreditation = begin(act, accreditations, accreditation_id, may="padron.issue")
    seat = accreditation.seat
    if accreditation.never_in_force:
        raise Refused.because("never_in_force", "Art. 5", {"starts_on": accreditation.starts_on})
    issued = constancias_of(accreditation).count()
    if known is not None and known != issued:
        raise Refused.because("stale", facts={"seen": known, "current": issued})
    document = documents.issue(
        act,
        series=seat.body.slug,
        kind=DocumentKind.ACCREDITATION,
        title=accredited_as(accreditation.person.full_name, accreditation.get_role_display(), seat.number),
        payload=constancia_payload(accreditation, on=act.day),
    )
    AccreditationDocument.objects.create(accreditation=accreditation, document=document)
    record(
        act,
        "accreditation.certified",
        accreditation,
        "role",
        seat=seat.number,
        person=accreditation.person.full_name,
        label=document.label,
    )
    return document


@transaction.atomic
def annul_constancia(act: Act, *, constancia_id: int, reason: str) -> AccreditationDocument:
    """Annul one issued by mistake; see `documents.services.annul`. Refused: reason_required, already_annulled."""
    rows = AccreditationDocument.objects.select_related("document", "accreditation__seat")
    act, row = begin(act, rows, constancia_id, may="padron.issue")
    documents.annul(act, document=row.document, reason=reason, stream=row.accreditation.stream)
    return row
