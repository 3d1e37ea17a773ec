"""What every page may use: who is looking, what they may open, and the calendar their deadlines are counted with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property

from members.addresses import body_url
from members.enums import Role
from members.models import Body
from members.selectors import roles_in
from norms.selectors import calendar_for
from regulation.calendar import BusinessCalendar

from .permissions import held_for, may_administer


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    short: str
    icon: str
    url: str
    current: bool = False
    exact: bool = False


#: Label, label on the phone, icon, URL name, the roles it is for (none: everybody who signed in).
_MENU: Sequence[tuple[str, str, str, str, frozenset[Role]]] = (
    ("Hoy me toca", "Hoy", "sun", "home", frozenset()),
    ("Sesiones", "Sesiones", "calendar3", "sessions:list", frozenset(Role)),
    ("Mi registro", "Mi registro", "person-check", "sessions:my_record", frozenset({Role.MEMBER})),
    ("Mi institución", "Institución", "building", "members:my_institution", frozenset({Role.MEMBER})),
    ("Acuerdos", "Acuerdos", "check2-square", "sessions:acuerdos", frozenset(Role)),
    (
        "Padrón",
        "Padrón",
        "people",
        "members:padron",
        frozenset({Role.SECRETARY, Role.DEPUTY, Role.PRESIDENT, Role.VIEWER, Role.ADMIN}),
    ),
    (
        "Autoridades",
        "Autoridades",
        "person-badge",
        "members:officers",
        frozenset({Role.SECRETARY, Role.DEPUTY, Role.PRESIDENT, Role.VIEWER, Role.ADMIN}),
    ),
    ("Directorio", "Directorio", "journal-text", "members:directory", frozenset(Role)),
    ("Importar", "Importar", "file-earmark-arrow-up", "members:imports", frozenset({Role.SECRETARY, Role.DEPUTY})),
    (
        "Incorporaciones",
        "Ingresos",
        "building-add",
        "admissions:list",
        frozenset({Role.SECRETARY, Role.DEPUTY, Role.PRESIDENT, Role.VIEWER}),
    ),
    ("Accesos", "Accesos", "key", "members:access", frozenset({Role.ADMIN})),
    ("Reglamento", "Reglamento", "book", "norms:reglamento", frozenset()),
)


#: View names whose pages each body has of its own.
_OF_BODIES = "sessions:"


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
    def role_names(self) -> str:
        return ", ".join(role.label for role in Role if role in self.roles) or "Sin cargo vigente"

    @cached_property
    def calendar(self) -> BusinessCalendar:
        return calendar_for(self.body.calendar_territory if self.body else "", self.today)

    def _held(self, name: str, body: Body | None) -> frozenset[Role]:
        """The person's roles where the page is: sessions are the body's, all else is the committee's."""
        if body is None:
            return frozenset()
        return self._roles.get(body.pk if name.startswith(_OF_BODIES) else body.committee.pk, frozenset())

    @cached_property
    def other_bodies(self) -> list[MenuItem]:
        """On a page of one of several bodies of theirs: each, with the same page where it has one, or its sessions."""
        match = self.request.resolver_match
        if match is None or not match.view_name.startswith(_OF_BODIES) or len(self.bodies) < 2:
            return []
        name = "sessions:list" if match.kwargs else match.view_name
        return [
            MenuItem(body.short_name, body.short_name, "", body_url(body, name), current=body == self.body)
            for body in self.bodies
        ]

    @cached_property
    def menu(self) -> list[MenuItem]:
        # Of a page that is not of a body of theirs (the home page, say), the menu leads to the first one that is.
        body = self.body if self.roles or not self.bodies else self.bodies[0]
        items = [
            (label, short, icon, url)
            for label, short, icon, name, roles in _MENU
            if (not roles or roles & self._held(name, body)) and (url := _url(name, body)) is not None
        ]
        if may_administer(self.roles):
            held = held_for(self.roles)
            items.append((held, held, "gear", reverse("admin:index")))
        path = self.request.path
        # The longest address that leads here is where we are: /sesiones/acuerdos/ is not "Sesiones".
        here = max(
            (url for *_, url in items if path == url or (url != "/" and path.startswith(url))), key=len, default=""
        )
        return [MenuItem(label, short, icon, url, url == here, url == path) for label, short, icon, url in items]


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
