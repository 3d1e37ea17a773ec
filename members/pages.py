"""Which body, which day and who is asking: the same first lines of every page."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User

from .enums import Role
from .models import Body, Seat
from .permissions import can, check
from .selectors import MemberRow, assembly, roles_of, seats_of


@dataclass(frozen=True, slots=True)
class Visit:
    body: Body
    today: date
    user: User
    roles: frozenset[Role]

    def can(self, act: str) -> bool:
        return can(act, self.roles)


def visit_for(request: AuthenticatedHttpRequest, act: str) -> Visit:
    """Checked: the person may `act`. PermissionDenied otherwise; Http404 before any body was loaded."""
    visit = anybody(request)
    check(act, visit.roles)
    return visit


def anybody(request: AuthenticatedHttpRequest) -> Visit:
    """A person who signed in, with a role or without: for what is theirs alone. Http404 before any body was loaded."""
    try:
        body = assembly()
    except Body.DoesNotExist as error:
        raise Http404("Todavía no se ha cargado ningún comité.") from error
    today = timezone.localdate()
    return Visit(body, today, request.user, roles_of(request.user, body, today))


def own_seats(visit: Visit) -> frozenset[int]:
    return frozenset(seat.pk for seat, _ in seats_of(visit.user, visit.body, visit.today))


def readable_seats(visit: Visit, rows: list[MemberRow]) -> frozenset[int]:
    if visit.can("padron.papers"):
        return frozenset(row.seat.pk for row in rows)
    return own_seats(visit)


def readable_seat(visit: Visit, pk: int) -> Seat:
    found = get_object_or_404(Seat.objects.select_related("body"), pk=pk, body=visit.body)
    if not visit.can("padron.papers") and pk not in own_seats(visit):
        raise Http404("Solo puede ver el asiento de su institución.")
    return found
