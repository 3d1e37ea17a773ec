"""The padrón of a day as a numbered document (Art. 5, 7, 9)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from documents.services import annul, issue, preview
from regulation.refusal import Refused

from ..enums import DocumentKind
from ..models import Body, BodyDocument
from ..selectors.assembly_day import AssemblyDay, assembly_on
from ..selectors.padron_papers import padron_payload
from ._unit import allow, check_day

MARK = "Copia informativa"


@transaction.atomic
def issue_padron(*, body_id: int, as_of: date, by: User, at: datetime, now: datetime | None = None) -> BodyDocument:
    """Give the padrón of that day its number and freeze what it says; its PDF is made after the commit.

    Refused: future_date, no_regulation (none was in force), no_members, no_letterhead.
    """
    now = now or at
    body = Body.objects.select_related("rulebook").get(pk=body_id)
    allow("padron.issue", by, body, now)
    day = _day(body, as_of, now)
    document = issue(
        series=body.slug,
        kind=DocumentKind.PADRON,
        title=f"Padrón de miembros al {as_of:%d/%m/%Y}",
        payload=padron_payload(day, issued_on=timezone.localdate(at)),
        by=by,
        at=at,
        stream=f"body:{body.pk}:padron",
    )
    return BodyDocument.objects.create(body=body, document=document, as_of=as_of)


@transaction.atomic
def annul_padron(*, padron_id: int, reason: str, by: User, at: datetime, now: datetime | None = None) -> BodyDocument:
    """A padrón issued by mistake: its number and what it said stay, and whoever verifies it is told. See `documents.annul`."""
    padron = BodyDocument.objects.select_related("body", "document").get(pk=padron_id)
    allow("padron.issue", by, padron.body, now or at)
    annul(document=padron.document, reason=reason, by=by, at=at, stream=f"body:{padron.body_id}:padron")
    return padron


def preview_padron(*, body: Body, as_of: date, now: datetime) -> bytes:
    """The PDF of that day without number nor legal effect. Refused: as `issue_padron`, and pdf_failed."""
    day = _day(body, as_of, now)
    return preview(kind=DocumentKind.PADRON, payload=padron_payload(day, issued_on=timezone.localdate(now)), mark=MARK)


def _day(body: Body, as_of: date, now: datetime) -> AssemblyDay:
    check_day(as_of, now, field="as_of")
    day = assembly_on(body, as_of, timezone.localdate(now))
    if day.version is None:
        raise Refused.because("no_regulation", facts={"on": as_of.isoformat(), "rulebook": body.rulebook.name})
    if not day.rows:
        raise Refused.because("no_members", "Art. 5", {"body": body.name})
    return day
