"""What the pages of every room share: how a request is read, and how an act that the rules refuse is answered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from regulation.refusal import Refused

from .wording import explain


def wants_json(request: HttpRequest) -> bool:
    """Our own scripts ask for JSON; a browser without them never does."""
    return request.headers.get("Accept", "").startswith("application/json")


def refused(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """An act that the rules do not allow, where there is no form to show it in."""
    words = explain(refusal.ruling)
    if wants_json(request):
        return JsonResponse({"error": words, "code": refusal.ruling.code}, status=409)
    messages.error(request, words)
    return redirect(back)
