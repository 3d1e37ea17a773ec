"""What the pages of a running session share: who may open them, and answers for a browser with and without scripts."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from members.http import BodyHttpRequest
from norms.pages import NOT_ACCEPTED, carry_out, form_page, wants_json
from norms.wording import explain
from regulation.refusal import Refused

from ..enums import MotionState
from ..forms.roll import MomentForm
from ..models import AgendaItem, Meeting, Motion
from ..permissions import check_user
from ..selectors.access import fetch_meeting


def desk_meeting(request: BodyHttpRequest, pk: int) -> Meeting:
    """The session, for those who run it: the Secretaría Técnica and its Adjunta."""
    on = timezone.localdate()
    meeting = fetch_meeting(request.user, request.current_body, pk, on)
    check_user("sessions.manage", request.user, meeting.body, on)
    return meeting


def motion_of(meeting: Meeting, pk: int) -> Motion:
    """One vote of this session; 404 for another's."""
    found = Motion.objects.select_related("item", "responsible", "casting_entry", "elected", "previous_round")
    found = found.prefetch_related("options")
    motion = get_object_or_404(found, pk=pk, meeting=meeting)
    motion.meeting = meeting
    return motion


def asked_for(request: HttpRequest, meeting: Meeting, **of: Any) -> tuple[AgendaItem | None, Motion | None]:
    """What a new vote is about: the point `?punto=`; or that of the annulled vote `?otra=` (one of these), which is taken again."""
    annulled = meeting.motions.filter(state=MotionState.ANNULLED, pk=typed_number(request.GET.get("otra")) or 0, **of)
    if (again := annulled.first()) is not None:
        return again.item, again
    return meeting.items.filter(pk=typed_number(request.GET.get("punto")) or 0).first(), None


def opening_page(
    request: BodyHttpRequest,
    form: MomentForm,
    service: Callable[[Act], Motion],
    *,
    template: str,
    twice: Callable[[], QuerySet[Motion]],
    context: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """The page that opens a vote. `twice`: the votes among which the same form, sent again, finds the one that it opened."""

    def opened_already(refusal: Refused) -> HttpResponse | None:
        opened = twice().exclude(state=MotionState.ANNULLED).first()
        return redirect(motion_url(opened)) if refusal.ruling.code == "already_voted" and opened is not None else None

    answer = carry_out(request, form, service, to=motion_url, on_refusal=opened_already)
    return answer or form_page(request, template, context() | {"form": form})


def announce(request: HttpRequest, motion: Motion) -> None:
    """What came of a vote."""
    level = {MotionState.APPROVED: messages.success, MotionState.REJECTED: messages.info}
    level.get(MotionState(motion.state), messages.warning)(request, explain(motion.ruling))


def motion_url(motion: Motion) -> str:
    return reverse("sessions:motion", args=[motion.meeting_id, motion.pk])


def typed_number(text: str | None) -> int | None:
    """A number in an address or a hidden field, which anybody may write by hand; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 18 else None


def done(
    request: HttpRequest,
    back: str,
    *,
    words: str = "",
    fragments: Callable[[], Mapping[str, str]] | None = None,
    **more: Any,
) -> HttpResponse:
    """An act that was done: what changed on the page for a script, back to the page (with a message) otherwise."""
    if wants_json(request):
        saved = timezone.localtime().strftime("%H:%M")
        return JsonResponse({"saved_at": saved, "fragments": dict(fragments()) if fragments else {}, **more})
    if words:
        messages.success(request, words)
    return redirect(back)


def invalid(request: HttpRequest, form: forms.Form, back: str) -> HttpResponse:
    """A form that cannot be read and has no page of its own."""
    words = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if wants_json(request):
        return JsonResponse({"error": words, "code": "invalid"}, status=NOT_ACCEPTED)
    messages.error(request, words)
    return redirect(back)


def fragment(request: HttpRequest, template: str, context: Mapping[str, Any]) -> str:
    return render_to_string(template, dict(context), request=request)


def revision_tag(meeting: Meeting) -> str:
    """What an open desk page knows of the session."""
    return f'"{meeting.pk}-{meeting.revision}"'


def unmoved(request: HttpRequest, meeting: Meeting) -> HttpResponse | None:
    """304 when nothing happened since the page was last brought up to date."""
    tag = revision_tag(meeting)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
        response["ETag"] = tag
        return response
    return None


def news(meeting: Meeting, fragments: Mapping[str, str], **more: Any) -> JsonResponse:
    """What moved, for an open page."""
    response = JsonResponse({"fragments": dict(fragments), "revision": meeting.revision, **more})
    response["ETag"] = revision_tag(meeting)
    response["Cache-Control"] = "private, no-cache"
    return response
