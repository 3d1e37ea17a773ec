"""The bytes of an issued document: made once from its frozen payload, then only served."""

import hashlib
import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.rows import write

from . import pdf
from .enums import RenderState
from .models import IssuedDocument, StoredFile
from .states import DOCUMENT

logger = logging.getLogger(__name__)

#: A rendering that never ends well (it kills its worker each time) is given up after this many tries.
MAX_ATTEMPTS = 5


def store_bytes(data: bytes, *, content_type: str, at: datetime) -> StoredFile:
    """Keep these bytes once: the same content is the same row."""
    stored, _ = StoredFile.objects.defer("data").get_or_create(
        sha256=hashlib.sha256(data).hexdigest(),
        defaults={"content_type": content_type, "size": len(data), "data": data, "created_at": at},
    )
    return stored


def render_issued(document_id: int) -> IssuedDocument:
    """Make the PDF of this document unless it already exists; answer with the document as it then stands.

    One renders; others who ask at the same time wait for the row and find the bytes. A failure is recorded
    (`failed`, its error) and not raised: somebody must look at it and press the button. Trying is counted before
    the work, so that a worker killed in the middle of it has left a trace.
    """
    IssuedDocument.objects.filter(pk=document_id, state=RenderState.PENDING).update(attempts=F("attempts") + 1)
    try:
        with transaction.atomic():
            document = IssuedDocument.objects.select_for_update().get(pk=document_id)
            if document.state != RenderState.PENDING:
                return document
            data = pdf.render_pdf(f"pdf/{document.kind}.html", document.payload)
            document.stored = store_bytes(data, content_type="application/pdf", at=document.issued_at)
            DOCUMENT.move(document, "render")
            write(document, "stored", "state", error="")
            return document
    except pdf.RenderingFailed as failure:
        logger.exception("The PDF of document %s could not be rendered", document_id)
        give_up(document_id, str(failure))
        return IssuedDocument.objects.get(pk=document_id)


def give_up(document_id: int, error: str) -> None:
    """Leave it for a person, unless somebody else finished it meanwhile."""
    IssuedDocument.objects.filter(pk=document_id, state=RenderState.PENDING).update(
        state=RenderState.FAILED, error=error[:2000]
    )
