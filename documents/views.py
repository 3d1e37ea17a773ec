"""Serving stored bytes, and the public page that verifies a document.

There is no open address for a document or an upload: the app that owns what it hangs from checks who asks and then
calls `serve_issued` or `serve_upload`.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from . import selectors, services
from .enums import RenderState
from .forms import VerifyForm
from .models import IssuedDocument, StoredFile, Upload
from .sniff import PDF, SHOWN_INLINE

VERIFICATIONS_PER_MINUTE = 20


def file_response(
    request: HttpRequest, stored_id: int, *, name: str, inline: bool = False, content_type: str = ""
) -> HttpResponseBase:
    """The bytes under their name, for this reader only; 304 when the browser already has them.

    `inline` is granted to PDF and images; anything else is downloaded. The caller has checked who may see them.
    """
    stored = StoredFile.objects.defer("data").get(pk=stored_id)
    etag = f'"{stored.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        kind = content_type or stored.content_type
        response = HttpResponse(bytes(stored.data), content_type=kind)
        shown = inline and kind in SHOWN_INLINE
        response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
        response["Content-Security-Policy"] = _policy(kind)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _policy(content_type: str) -> str:
    """Nothing in a served file may load or run anything. Browsers refuse to show a PDF inside `sandbox`."""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; base-uri 'none'"
    )
    if content_type == PDF:
        return policy + "; object-src 'self'"
    return policy + "; sandbox"


def pdf_response(data: bytes, *, name: str) -> HttpResponse:
    """A PDF made just now and kept nowhere: the preview of a draft."""
    response = HttpResponse(data, content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Content-Security-Policy"] = _policy(PDF)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def serve_upload(request: HttpRequest, upload: Upload, *, inline: bool = True) -> HttpResponseBase:
    return file_response(request, upload.stored_id, name=upload.name, inline=inline, content_type=upload.content_type)


def serve_issued(request: HttpRequest, document: IssuedDocument, *, inline: bool = True) -> HttpResponseBase:
    """The stored PDF. If the worker has not made it yet it is made now; if that failed, a page says so (503)."""
    if document.state == RenderState.PENDING:
        document = services.render(document.pk)
    if document.stored_id is None:
        response = render(request, "documents/not_available.html", {"document": document}, status=503)
        response["X-Frame-Options"] = "SAMEORIGIN"  # it is read in the frame where the PDF was to be
        return response
    return file_response(request, document.stored_id, name=f"{document.label}.pdf", inline=inline)


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Public: type the code of a paper, learn whether this office issued it."""
    if "code" not in request.GET:
        return render(request, "documents/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.GET)
    if not form.is_valid():
        return render(request, "documents/verify.html", {"form": form}, status=400)
    typed = form.cleaned_data["code"]
    code = "".join(char for char in typed.upper() if char.isalnum())
    if not code:
        form.add_error("code", "Ese texto no contiene ningún código: cópielo del pie del documento.")
        return render(request, "documents/verify.html", {"form": form}, status=400)
    return redirect("documents:verify_code", code=code[:40])


@login_not_required
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know of an issued document: that it exists, its date and content's hash, and whether it stands."""
    if not _may_ask_again(request):
        response = render(request, "documents/verify.html", {"form": VerifyForm(), "too_many": True}, status=429)
        response["Retry-After"] = "60"
        return response
    document = selectors.by_code(code)
    status = 200 if document else 404
    form = VerifyForm(initial={"code": code})
    return render(request, "documents/verify.html", {"form": form, "document": document, "code": code}, status=status)


def _may_ask_again(request: HttpRequest) -> bool:
    """A person types a few codes; a program that guesses them is slowed down, by address."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # behind our own proxy, whose word is the last one
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    key = f"documents.verify.{address}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) <= VERIFICATIONS_PER_MINUTE
    except ValueError:  # it expired between the two calls
        return True
