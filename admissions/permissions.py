"""Who may do what with the expedientes. The rows of the matrix; a test walks every page as every role.

The applicant has no role and no account: whoever holds the code of an expediente follows it, remedies and desists.
"""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from members.enums import Role
from members.models import Body
from members.selectors import roles_of

#: The Secretaría Técnica and its Adjunta keep the office (Art. 9).
OFFICE = frozenset({Role.SECRETARY, Role.DEPUTY})

#: act → the roles that may do it. Having one of them is enough.
MATRIX: Mapping[str, frozenset[Role]] = {
    "applications.view": OFFICE | {Role.PRESIDENT, Role.VIEWER},
    "applications.manage": OFFICE,
}

_WHY = {
    "applications.manage": "Solo la Secretaría Técnica y su Adjunta tramitan las solicitudes de incorporación (Art. 9, 11)."
}


def can(act: str, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may; a KeyError for an act without a row."""
    return not MATRIX[act].isdisjoint(roles)


def check_user(act: str, user: User | AnonymousUser, body: Body, on: date) -> frozenset[Role]:
    """The person's roles that day, having checked that they may; PermissionDenied, in words, otherwise."""
    roles = roles_of(user, body, on)
    if not can(act, roles):
        raise PermissionDenied(_WHY.get(act, "Su cuenta no tiene acceso a esta página del comité."))
    return roles
