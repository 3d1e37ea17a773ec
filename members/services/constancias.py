"""The numbered constancia that somebody is, or was, accredited (Art. 5, 9)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from documents import services as documents
from documents.models import IssuedDocument
from regulation.refusal import Refused

from ..enums import DocumentKind
from ..models import Accreditation, AccreditationDocument
from ..selectors.papers_accreditation import constancia_payload, constancias_of
from ._unit import allow, locked_seat, log


@transaction.atomic
def issue_constancia(
    *, accreditation_id: int, by: User, at: datetime, now: datetime | None = None, known: int | None = None
) -> IssuedDocument:
    """Give it its number and freeze what it says. `known` is how many the asker's page showed: a double click issues one.

    Refused: never_in_force (it was replaced on the very day it began), stale, no_letterhead.
    """
    now = now or at
    seat = locked_seat(Accreditation.objects.values_list("seat_id", flat=True).get(pk=accreditation_id))
    title = allow("padron.issue", by, seat.body, now)
    accreditation = Accreditation.objects.select_related("person", "seat__body__rulebook", "instrument").get(
        pk=accreditation_id
    )
    if accreditation.never_in_force:
        raise Refused.because("never_in_force", "Art. 5", {"starts_on": accreditation.starts_on.isoformat()})
    issued = constancias_of(accreditation).count()
    if known is not None and known != issued:
        raise Refused.because("stale", facts={"seen": known, "current": issued})
    document = documents.issue(
        series=seat.body.slug,
        kind=DocumentKind.ACCREDITATION,
        title=f"{accreditation.person.full_name}, {accreditation.get_role_display().lower()} del asiento {seat.number}",
        payload=constancia_payload(accreditation, on=timezone.localdate(at)),
        by=by,
        at=at,
    )
    AccreditationDocument.objects.create(accreditation=accreditation, document=document)
    log(
        "accreditation.certified",
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
            "label": document.label,
        },
    )
    return document


@transaction.atomic
def annul_constancia(
    *, constancia_id: int, reason: str, by: User, at: datetime, now: datetime | None = None
) -> AccreditationDocument:
    """One issued by mistake: its number and what it said stay, and whoever verifies it is told.

    Refused: reason_required, already_annulled.
    """
    row = AccreditationDocument.objects.select_related("document", "accreditation__seat__body").get(pk=constancia_id)
    seat = row.accreditation.seat
    allow("padron.issue", by, seat.body, now or at)
    documents.annul(document=row.document, reason=reason, by=by, at=at, stream=f"seat:{seat.pk}")
    return row
