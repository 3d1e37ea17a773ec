"""Which body, which day and who is asking: the same first lines of every page."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User

from ..enums import Role
from ..models import Body, Seat
from ..permissions import can, check
from ..selectors import MemberRow, assembly, roles_of, seats_of


@dataclass(frozen=True, slots=True)
class Here:
    body: Body
    today: date
    user: User
    roles: frozenset[Role]

    def can(self, act: str) -> bool:
        return can(act, self.roles)


def here(request: AuthenticatedHttpRequest, act: str) -> Here:
    """Checked: the person may `act`. PermissionDenied otherwise; Http404 before any body was loaded."""
    now = anybody(request)
    check(act, now.roles)
    return now


def anybody(request: AuthenticatedHttpRequest) -> Here:
    """Whoever signed in, with a role or without: for what is theirs alone. Http404 before any body was loaded."""
    try:
        body = assembly()
    except Body.DoesNotExist as error:
        raise Http404("Todavía no se ha cargado ningún comité.") from error
    today = timezone.localdate()
    return Here(body, today, request.user, roles_of(request.user, body, today))


def own_seats(now: Here) -> frozenset[int]:
    return frozenset(seat.pk for seat, _ in seats_of(now.user, now.body, now.today))


def readable_seats(now: Here, rows: list[MemberRow]) -> frozenset[int]:
    if now.can("padron.papers"):
        return frozenset(row.seat.pk for row in rows)
    return own_seats(now)


def readable_seat(now: Here, pk: int) -> Seat:
    found = get_object_or_404(Seat.objects.select_related("body"), pk=pk, body=now.body)
    if not now.can("padron.papers") and pk not in own_seats(now):
        raise Http404("Solo puede ver el asiento de su institución.")
    return found
