"""The padrón of a day as a numbered document (Art. 5, 7, 9)."""

from datetime import date

from django.db import transaction

from audit.acts import Act
from documents.services import annul, issue, preview
from regulation.refusal import Refused

from ..acts import allow
from ..enums import DocumentKind
from ..models import Body, BodyDocument
from ..selectors.assembly_day import AssemblyDay, assembly_on
from ..selectors.padron_papers import padron_payload
from ..words import INFORMATIVE_COPY, padron_title
from .checks import check_day

MARK = INFORMATIVE_COPY


@transaction.atomic
def issue_padron(act: Act, *, body_id: int, as_of: date) -> BodyDocument:
    """Give the padrón of that day its number and freeze what it says; its PDF is made after the commit.

    Refused: future_date, no_regulation (none was in force), no_members, no_letterhead.
    """
    body = Body.objects.select_related("rulebook").get(pk=body_id)
    allow(act, "padron.issue", body)
    day = _day(act, body, as_of)
    document = issue(
        act,
        series=body.slug,
        kind=DocumentKind.PADRON,
        title=padron_title(as_of),
        payload=padron_payload(day, issued_on=act.day),
        stream=f"body:{body.pk}:padron",
    )
    return BodyDocument.objects.create(body=body, document=document, as_of=as_of)


@transaction.atomic
def annul_padron(act: Act, *, padron_id: int, reason: str) -> BodyDocument:
    """Annul a padrón issued by mistake; see `documents.services.annul`."""
    padron = BodyDocument.objects.select_related("body", "document").get(pk=padron_id)
    allow(act, "padron.issue", padron.body)
    annul(act, document=padron.document, reason=reason, stream=f"body:{padron.body_id}:padron")
    return padron


def preview_padron(act: Act, *, body: Body, as_of: date) -> bytes:
    """The PDF of that day without number nor legal effect. Refused: as `issue_padron`, and pdf_failed."""
    day = _day(act, body, as_of)
    return preview(kind=DocumentKind.PADRON, payload=padron_payload(day, issued_on=act.today), mark=MARK)


def _day(act: Act, body: Body, as_of: date) -> AssemblyDay:
    check_day(act, as_of, field="as_of")
    day = assembly_on(body, as_of, act.today)
    if day.version is None:
        raise Refused.because("no_regulation", facts={"on": as_of, "rulebook": body.rulebook.name})
    if not day.rows:
        raise Refused.because("no_members", "Art. 5", {"body": body.name})
    return day
