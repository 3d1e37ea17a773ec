from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from core.rooms import load, rooms
from members.addresses import body_url
from members.models import Body
from members.selectors import last_seat_of, member_on
from members.selectors.todo import TodoItem, groups, in_order
from sessions_app.permissions import can

from .context import Office

#: Fields of a refused form that are never shown back: secrets, what nobody typed, and numbers of people (Ley 29733).
_PRIVATE = ("csrfmiddlewaretoken", "password", "clave", "code", "token", "key", "seen", "document_number", "phone")
_LONG_ENOUGH_TO_MISS = 12


@require_safe
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """ "Hoy me toca": what waits for this person, most urgent first."""
    office = Office.of(request)
    items = _todo(request.user, office.bodies)
    context = {
        "items": items,
        "groups": groups(items, office.today),
        "today": office.today,
        "roles": office.own_roles,
        "sessions_url": body_url(office.own_body, "sessions:list") if office.own_body else "",
        "former": _former(request.user, office),
        "can_convene": can("sessions.manage", office.roles),
    }
    return render(request, "cerx/home.html", context)


def _former(user: User, office: Office) -> str:
    """Of somebody without any role: whom they represented and until when. That it ended is not that it is missing."""
    last = None if office.own_roles or office.body is None else last_seat_of(user, office.body, office.today)
    if last is None or last.ends_before is None:
        return ""
    last_day = last.ends_before - timedelta(days=1)
    row = member_on(last.seat, last_day)
    return f"Representó a {row.institution.name if row else last.seat} hasta el {last_day:%d/%m/%Y}."


def _todo(user: User, bodies: Sequence[Body]) -> list[TodoItem]:
    """What every room asks of this person in each of their bodies, in one order; whose it is, where they are several."""
    now = timezone.now()
    found: list[TodoItem] = []
    for body in bodies:
        asked = [load(room.todo) for room in rooms() if room.todo and (room.of_bodies or not body.parent_id)]
        items = [item for todo_for in asked for item in todo_for(user, body, now)]
        found += (
            [replace(item, title=f"{body.short_name}: {item.title}") for item in items] if body.parent_id else items
        )
    return in_order(found)


@login_not_required
@require_safe
def admin_login(request: HttpRequest) -> HttpResponse:
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("admin:index")
    if request.user.is_authenticated:
        # Signed in and sent back here: the administration is not theirs.
        return render(request, "403.html", status=403)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


@login_not_required
@require_safe
def admin_logout(request: HttpRequest) -> HttpResponse:
    return redirect("account_logout")


@require_safe
def admin_password(request: HttpRequest) -> HttpResponse:
    return redirect("account_change_password")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that was open too long. What was typed is shown back, so that nobody types it twice; what another
    site sent is not, lest its words look like ours.
    """
    typed = {
        name: value
        for name, values in request.POST.lists()
        for value in values
        if len(value) >= _LONG_ENOUGH_TO_MISS and not any(word in name.lower() for word in _PRIVATE)
    }
    origin = request.headers.get("origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        typed = {}
    return render(request, "403_csrf.html", {"typed": typed, "back_url": referring_path(request)}, status=403)


def referring_path(request: HttpRequest) -> str:
    """The path of the page of ours that the person was on; the home page when it was not ours."""
    referer = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("home")
    parts = urlsplit(referer)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    # "//other.site" on our host is a path, but as a link it leads to the other site.
    return path if url_has_allowed_host_and_scheme(path, None) else reverse("home")
