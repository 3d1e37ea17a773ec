"""Numbers, issued documents and uploads. The caller decides who may."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from regulation.refusal import Refused

from . import pdf, sniff, words
from .enums import RenderState
from .models import Counter, IssuedDocument, StoredFile, Upload
from .papers import label_of
from .rendering import MAX_ATTEMPTS, give_up, render_issued, store_bytes
from .states import DOCUMENT
from .tasks import render_document

#: No 0/O, 1/I/L or U/V: the code is read aloud and typed from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
#: A worker has had this long to make a PDF before the sweep asks again.
STALE_AFTER = timedelta(minutes=2)


# --- Numbers -------------------------------------------------------------------------------------------------------
def take_number(*, series: str, kind: str, year: int) -> int:
    """The next number of (series, kind, year): 1, 2, 3… Call it inside the transaction that uses the number.

    The counter stays locked until that transaction ends, so two issuers never get the same number, and a rollback
    gives it back: there are no gaps.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside the transaction that uses it.")
    Counter.objects.get_or_create(series=series, kind=kind, year=year)
    counter = Counter.objects.select_for_update().get(series=series, kind=kind, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def number_in_use(*, series: str, kind: str, year: int, number: int) -> None:
    """A number of (series, kind, year) was given on paper: from now on the next one comes after it. Never lowers the counter.

    Like `take_number` it keeps the counter locked until the transaction ends.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is registered inside the transaction that uses it.")
    Counter.objects.get_or_create(series=series, kind=kind, year=year)
    counter = Counter.objects.select_for_update().get(series=series, kind=kind, year=year)
    if number > counter.last:
        write(counter, last=number)


def label_for(*, kind: str, number: int, year: int, suffix: str) -> str:
    """ "Convocatoria N° 012-2026-CERX-PUNO"."""
    return f"{label_of(kind)} N° {number:03d}-{year}-{suffix}"


# --- Issuing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def issue(
    act: Act,
    *,
    series: str,
    kind: str,
    title: str,
    payload: Mapping[str, Any],
    label: str | None = None,
    stream: str = "",
) -> IssuedDocument:
    """Give the document its number and freeze what it says; its PDF is made after the commit, by the worker.

    `payload` is JSON-safe and complete (see sessions_app.selectors.papers); its `letterhead` gives the suffix of the
    number. The number, the date and the verification code are added to it as `payload["document"]` before it is
    frozen. `stream` is the history the act belongs to ("meeting:12"); by default the document's own.
    """
    year = timezone.localtime(act.at).year
    number = take_number(series=series, kind=kind, year=year)
    suffix = payload["letterhead"]["suffix"]
    label = label or label_for(kind=kind, number=number, year=year, suffix=suffix)
    code = _new_code()
    frozen = {
        **payload,
        "document": {
            "kind": str(kind),
            "kind_label": label_of(kind),
            "title": title,
            "number": number,
            "year": year,
            "label": label,
            "issued_at": act.at.isoformat(),
            "issued_on_words": words.date_in_words(timezone.localtime(act.at).date()),
            "code": code,
            "verify_url": settings.SITE_URL.rstrip("/") + reverse("documents:verify"),
        },
    }
    text = canonical_json(frozen)
    document = IssuedDocument.objects.create(
        series=series,
        kind=kind,
        year=year,
        number=number,
        label=label,
        title=title,
        issued_at=act.at,
        issued_by=act.by,
        payload=json.loads(text),
        payload_sha256=hashlib.sha256(text.encode()).hexdigest(),
        verification_code=code,
    )
    record(act, "document.issued", document, stream=stream, label=label, title=title, sha256=document.payload_sha256)
    render_document.enqueue(document_id=document.pk)
    return document


def canonical_json(payload: Mapping[str, Any]) -> str:
    """One text for one content, whatever the order in which it was put together. Anything that is not JSON is an error."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _new_code() -> str:
    for _ in range(5):
        letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(12))
        code = "-".join((letters[:4], letters[4:8], letters[8:]))
        if not IssuedDocument.objects.filter(verification_code=code).exists():
            return code
    raise IntegrityError("No free verification code was found.")


def render(document_id: int) -> IssuedDocument:
    """Make the PDF now unless it exists; see `rendering.render_issued`."""
    return render_issued(document_id)


def preview(*, kind: str, payload: Mapping[str, Any], mark: str) -> bytes:
    """The PDF that `issue` would give, without number or code, with `mark` across it ("BORRADOR – versión 3").

    Raises Refused("pdf_failed") when it cannot be made. Nothing is stored.
    """
    return print_out(template=f"pdf/{kind}.html", label=label_of(kind), payload=payload, mark=mark)


def print_out(*, template: str, label: str, payload: Mapping[str, Any], mark: str) -> bytes:
    """A PDF of what is never issued with a number, such as the data held of a person. Stored nowhere.

    Raises Refused("pdf_failed") when it cannot be made.
    """
    frozen = json.loads(canonical_json({**payload, "draft": {"mark": mark, "kind_label": label}}))
    try:
        return pdf.render_pdf(template, frozen)
    except pdf.RenderingFailed as failure:
        raise Refused.because("pdf_failed", facts={"error": str(failure)}) from failure


def store_pdf(data: bytes, *, at: datetime) -> StoredFile:
    """Keep the bytes of a preview that somebody will approve or observe, so that it is the same one for all."""
    return store_bytes(data, content_type="application/pdf", at=at)


@transaction.atomic
def retry(act: Act, *, document: IssuedDocument) -> IssuedDocument:
    """Try a failed rendering again, at once. Refused ("wrong_state") for one that has its bytes."""
    row = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    DOCUMENT.move(row, "retry")
    write(row, "state", attempts=0, error="")
    record(act, "document.retried", row, label=row.label)
    return render_issued(row.pk)


@transaction.atomic
def annul(act: Act, *, document: IssuedDocument, reason: str, stream: str = "") -> IssuedDocument:
    """Annul it with a reason: number, payload and bytes stay, and the verification page says that it is annulled.

    Refused: "reason_required", "already_annulled".
    """
    reason = within(reason, 500)
    if not reason:
        raise Refused.because("reason_required", field="reason")
    row = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if row.annulled_at is not None:
        raise Refused.because("already_annulled", facts={"label": row.label})
    write(row, annulled_at=act.at, annulled_by=act.by, annulled_reason=reason)
    record(act, "document.annulled", row, stream=stream, label=row.label, reason=row.annulled_reason)
    return row


def requeue_stale(now: datetime) -> int:
    """Ask again for the PDFs that no worker made (killed half-way, or none was running). Returns how many.

    One that was tried MAX_ATTEMPTS times without coming back is marked failed, for a person to look at.
    """
    stale = IssuedDocument.objects.filter(state=RenderState.PENDING, issued_at__lt=now - STALE_AFTER)
    asked = 0
    for document_id, attempts in stale.values_list("pk", "attempts"):
        if attempts >= MAX_ATTEMPTS:
            give_up(document_id, words.rendering_interrupted(attempts))
        else:
            render_document.enqueue(document_id=document_id)
            asked += 1
    return asked


# --- Uploads -------------------------------------------------------------------------------------------------------
@transaction.atomic
def store_upload(act: Act, *, file: UploadedFile, tables: bool = False) -> Upload:
    """Keep a file somebody handed in: PDF, image (PNG, JPEG, WebP) or document (DOCX, XLSX, ODT); CSV where a table is asked for.

    Judged by its content, never by its name or by what the browser says. Refused: bad_upload_empty, bad_upload_size,
    bad_upload_type, bad_upload_extension, bad_upload_damaged, bad_upload_active, bad_upload_password, bad_upload_image.
    """
    limit = settings.UPLOAD_MAX_BYTES
    file.seek(0)
    data = file.read(limit + 1)
    sniffed = sniff.judge(data, name=file.name or "", limit=limit, tables=tables)
    stored = store_bytes(data, content_type=sniffed.content_type, at=act.at)
    return Upload.objects.create(
        stored=stored,
        name=sniffed.name,
        content_type=sniffed.content_type,
        size=len(data),
        uploaded_by=act.user,
        uploaded_at=act.at,
    )
