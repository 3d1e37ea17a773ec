"""Which committee, which day and who is asking: the same first lines of every page of the office."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils import timezone

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from members.enums import Role
from members.models import Body
from members.selectors import assembly

from ..models import Application
from ..permissions import can, check_user
from ..selectors import fetch


@dataclass(frozen=True, slots=True)
class Visit:
    body: Body
    today: date
    user: User
    roles: frozenset[Role]

    def can(self, act: str) -> bool:
        return can(act, self.roles)

    def application(self, pk: int) -> Application:
        found = fetch(self.body, pk)
        if found is None:
            raise Http404("No existe ese expediente.")
        return found


def visit_for(request: AuthenticatedHttpRequest, act: str) -> Visit:
    """Checked: the person may `act`. PermissionDenied otherwise; Http404 before any committee was loaded."""
    try:
        body = assembly()
    except Body.DoesNotExist as error:
        raise Http404("Todavía no se ha cargado ningún comité.") from error
    today = timezone.localdate()
    return Visit(body, today, request.user, check_user(act, request.user, body, today))
