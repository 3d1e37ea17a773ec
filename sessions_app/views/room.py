"""The page for those in the room: agenda, quorum, what is being voted and results, as they happen."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from accounts.models import User
from members.http import BodyHttpRequest

from ..models import Meeting
from ..permissions import can_user
from ..selectors.access import fetch_meeting, own_entries
from ..selectors.live import LiveRoom, kept_room, live_room

PAGE = "sessions:room"

#: A phone that has shown the room within these seconds is not asked again whether it may: a session does not last longer.
_TRUSTED_FOR = 60 * 60 * 4
_signer = signing.TimestampSigner(salt="sessions.room")


@require_GET
def page(request: BodyHttpRequest, pk: int) -> HttpResponse:
    on = timezone.localdate()
    meeting = fetch_meeting(request.user, request.current_body, pk, on)
    if meeting.regulation_version_id is None:
        return redirect("sessions:detail", pk)
    room = live_room(meeting)
    context = {
        "meeting": meeting,
        "room": room,
        "mine": [entry for entry, _ in own_entries(request.user, meeting)],
        "presides": room.chair_user_id == request.user.pk,
        "can_manage": can_user("sessions.manage", request.user, meeting.body, on),
        "tag": _tag(room, request.user.pk),
    }
    return render(request, "sessions_app/room.html", context)


@login_not_required
@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page. 304 when nothing moved.

    The tag this phone sends back was signed for this person and session when it was shown to them, so that an answer
    costs two queries: the login's session, and the person together with the session's revision. That is why it is not
    left to the middleware to ask who signed in; `_state_in_full` does.
    """
    seen = _seen(request, pk)
    if seen is None:
        return _state_in_full(request, pk)
    if seen.revision == seen.current:
        response = HttpResponseNotModified()
        response["ETag"] = request.headers["If-None-Match"]
        return response
    room = kept_room(pk, seen.current)
    if room is None:
        room = live_room(Meeting.objects.select_related("body", "regulation_version").get(pk=pk))
    return _answer(room, seen.user_id)


def _state_in_full(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponse("Su sesión de usuario venció: ingrese de nuevo.", status=401)
    meeting = fetch_meeting(request.user, cast(BodyHttpRequest, request).current_body, pk, timezone.localdate())
    return _answer(live_room(meeting), request.user.pk)


def _answer(room: LiveRoom, user_id: int) -> HttpResponse:
    # Without the request: its context would ask the database for the menu.
    html = render_to_string("sessions_app/_room.html", {"room": room, "presides": room.chair_user_id == user_id})
    response = HttpResponse(html)
    response["ETag"] = _tag(room, user_id)
    response["Cache-Control"] = "private, no-cache"
    return response


# --- The tag -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Seen:
    user_id: int
    revision: int
    current: int


def _tag(room: LiveRoom, user_id: int) -> str:
    return f'"{_signer.sign(f"{user_id}-{room.pk}-{room.revision}")}"'


def _signed_tag(request: HttpRequest, pk: int) -> tuple[int, int] | None:
    """The person and the revision in the tag of this phone, if we signed it for this session and this login."""
    try:
        value = _signer.unsign(
            request.headers.get("If-None-Match", "").removeprefix("W/").strip('"'), max_age=_TRUSTED_FOR
        )
    except signing.BadSignature:
        return None
    user_id, meeting_id, revision = (int(part) for part in value.split("-"))
    if meeting_id != pk or request.session.get(SESSION_KEY) != str(user_id):
        return None
    return user_id, revision


def was_shown(request: HttpRequest, pk: int) -> bool:
    """Whether this person has seen the room's page, as the tag they send back says. Costs no query but the login's."""
    return _signed_tag(request, pk) is not None


def _seen(request: HttpRequest, pk: int) -> _Seen | None:
    """What this phone was last shown and what is there now; None when it must be asked for its rights in full."""
    tag = _signed_tag(request, pk)
    if tag is None:
        return None
    user_id, revision = tag
    revisions = Meeting.objects.filter(pk=pk, convened_at__isnull=False).values("revision")
    user = User.objects.filter(pk=user_id, is_active=True).annotate(current=Subquery(revisions[:1])).first()
    current = getattr(user, "current", None)
    if user is None or current is None:
        return None
    # Changing the password ends every login, here as everywhere.
    if not constant_time_compare(request.session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return _Seen(user_id=user_id, revision=revision, current=current)
