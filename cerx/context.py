"""What every page may use: who is looking, what they may open, and the calendar their deadlines are counted with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property

from core.rooms import load, rooms
from members.addresses import body_url
from members.enums import Role
from members.models import Body
from members.selectors import roles_in
from norms.selectors import calendar_for
from regulation.calendar import BusinessCalendar

from .permissions import held_for, may_administer


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the menu as this page shows it; `current`: we are in it; `exact`: on it."""

    label: str
    short: str
    icon: str
    url: str
    current: bool = False
    exact: bool = False


class Office:
    """The body whose office this is, as seen by one request. Everything is read at most once, and only when asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @classmethod
    def of(cls, request: HttpRequest) -> "Office":
        office = getattr(request, "_office", None)
        if not isinstance(office, cls):
            office = cls(request)
            request._office = office  # type: ignore[attr-defined]
        return office

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def body(self) -> Body | None:
        try:
            body: Body = self.request.current_body  # type: ignore[attr-defined]
            return body if body.pk else None
        except Http404:
            return None

    @cached_property
    def _roles(self) -> dict[int, frozenset[Role]]:
        return roles_in(self.request.user, self.request.bodies, self.today)  # type: ignore[attr-defined]

    @cached_property
    def roles(self) -> frozenset[Role]:
        return self._roles.get(self.body.pk, frozenset()) if self.body else frozenset()

    @cached_property
    def bodies(self) -> list[Body]:
        """Those to which the person belongs; where they are several, each page says whose it is."""
        return [body for body in self.request.bodies if body.pk in self._roles]  # type: ignore[attr-defined]

    @cached_property
    def own_body(self) -> Body | None:
        """The body of the page, if it is theirs; of any other page (home, say), the first one that is."""
        return self.body if self.roles or not self.bodies else self.bodies[0]

    @cached_property
    def own_roles(self) -> frozenset[Role]:
        return self._roles.get(self.own_body.pk, frozenset()) if self.own_body else frozenset()

    @cached_property
    def role_names(self) -> str:
        return ", ".join(role.label for role in Role if role in self.own_roles) or "Sin cargo vigente"

    @cached_property
    def calendar(self) -> BusinessCalendar:
        return calendar_for(self.body.calendar_territory if self.body else "", self.today)

    @cached_property
    def other_bodies(self) -> list[Link]:
        """On a page of one of several bodies of theirs: each, with the same page where it has one, or its sessions."""
        match = self.request.resolver_match
        if match is None or match.app_name not in _apps_of_bodies() or len(self.bodies) < 2:
            return []
        name = "sessions:list" if match.kwargs else match.view_name
        return [
            Link(body.short_name, body.short_name, "", body_url(body, name), current=body == self.body)
            for body in self.bodies
        ]

    @cached_property
    def menu(self) -> list[Link]:
        body = self.own_body
        items = sorted(((item, room.of_bodies) for room in rooms() for item in room.menu), key=lambda row: row[0].place)
        found = []
        for item, of_bodies in items:
            where = body if of_bodies or body is None else body.committee
            held = self._roles.get(where.pk, frozenset()) if where else frozenset()
            if (not item.roles or held & frozenset(item.roles)) and (url := _url(item.view, where)) is not None:
                found.append((item.label, item.short or item.label, item.icon, url))
        if may_administer(self.roles):
            held_here = held_for(self.roles)
            found.append((held_here, held_here, "gear", reverse("admin:index")))
        path = self.request.path
        # The longest address that leads here is the current one: /sesiones/acuerdos/ is not "Sesiones".
        current = max(
            (url for *_, url in found if path == url or (url != "/" and path.startswith(url))), key=len, default=""
        )
        return [Link(label, short, icon, url, url == current, url == path) for label, short, icon, url in found]


def _apps_of_bodies() -> set[str]:
    return {load(room.urls[1]).app_name for room in rooms() if room.urls and room.of_bodies}


def _url(name: str, body: Body | None = None) -> str | None:
    try:
        return body_url(body, name) if body else reverse(name)
    except NoReverseMatch:
        return None


def site(request: HttpRequest) -> dict[str, Any]:
    office = Office.of(request)
    return {
        "demo": settings.DEMO,
        "office": office,
        "office_name": SimpleLazyObject(lambda: office.body.short_name if office.body else "CERX"),
        "office_calendar": SimpleLazyObject(lambda: office.calendar),
        "menu": SimpleLazyObject(lambda: office.menu),
        "role_names": SimpleLazyObject(lambda: office.role_names),
        "verify_url": _url("documents:verify"),
    }
