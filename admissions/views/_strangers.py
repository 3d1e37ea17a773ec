"""What the pages without login share: how often one may try, files that wait, and nothing left behind in a browser."""

from collections.abc import Callable, Mapping
from functools import wraps

from allauth.core import ratelimit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from norms.wording import explain
from regulation.refusal import Refused

from .. import services

TOO_MANY = "Se hicieron demasiados intentos seguidos desde aquí. No se perdió nada de lo escrito: espere unos minutos y vuelva a intentarlo."
RETRY_SECONDS = "300"


def private(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of one applicant: kept by no cache, listed by no search engine. (Its address goes to no other site either:
    SECURE_REFERRER_POLICY. «no-referrer» would send «Origin: null», and its own forms would be refused.)
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def may_try(request: HttpRequest, action: str, key: str = "") -> bool:
    """Counts this POST against the rate of `action` (ACCOUNT_RATE_LIMITS in the settings), by address and by `key`."""
    return ratelimit.consume(request, action=action, key=key.strip().lower() or "-")


def too_many(response: HttpResponse) -> HttpResponse:
    response.status_code = 429
    response["Retry-After"] = RETRY_SECONDS
    return response


def stage_files(request: HttpRequest, form: forms.Form, *, key: str, kinds: Mapping[str, str]) -> None:
    """Keep the files chosen now, so that an error elsewhere in the form does not lose them; say what is wrong with each."""
    taken_out = request.POST.getlist("quitar")
    services.unstage(key=key, ids=[int(pk) for pk in taken_out if pk.isascii() and pk.isdecimal() and len(pk) <= 18])
    for field, kind in kinds.items():
        for file in request.FILES.getlist(field):
            _stage(form, field, key=key, kind=kind, file=file)


def _stage(form: forms.Form, field: str, *, key: str, kind: str, file: object) -> None:
    if not isinstance(file, UploadedFile):
        return
    try:
        services.stage(key=key, kind=kind, file=file, at=timezone.now())
    except Refused as refused:
        form.add_error(field, f"{file.name}: {explain(refused.ruling)}")
