"""Who may do what: the rows of the padrón, and the question itself, which every room's rows answer (`Room.permits`).

A test walks every page as every role.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from core.rooms import each

from .enums import EVERYBODY, OFFICE, Role
from .models import Body
from .selectors import roles_of

#: Permit → the roles that have it. Having one of them is enough.
MATRIX: Mapping[str, frozenset[Role]] = {
    "padron.view": EVERYBODY,
    "padron.contacts": OFFICE | {Role.PRESIDENT, Role.ADMIN},
    "padron.papers": OFFICE | {Role.PRESIDENT, Role.VIEWER, Role.ADMIN},
    "padron.change": OFFICE,
    "suspensions.change": OFFICE,
    "padron.issue": OFFICE,  # constancias and numbered padrones
    "institutions.change": OFFICE,
    "membership.change": OFFICE,
    "proposals.make": frozenset({Role.MEMBER}),  # for their own seat
    "proposals.decide": OFFICE,
    "people.data": OFFICE,  # DNI, telephones and the whole data sheet (Ley 29733); one's own apart
    "directory.view": EVERYBODY,
    "directory.contacts": OFFICE | {Role.PRESIDENT, Role.MEMBER, Role.VIEWER, Role.ADMIN},
    "directory.change": OFFICE,
    "imports.run": OFFICE,
    "officers.view": EVERYBODY,
    "officers.change": OFFICE,
    "officers.staff": OFFICE | {Role.ADMIN},  # so that an office without a Secretaría can be given one
    "accounts.change": OFFICE | {Role.ADMIN},
    "access.grant": frozenset({Role.ADMIN}),
}

WHY: Mapping[str, str] = {
    "padron.change": "Solo la Secretaría Técnica y su Adjunta registran acreditaciones (Art. 9).",
    "suspensions.change": "Solo la Secretaría Técnica y su Adjunta registran una suspensión y su término (Art. 9, 15).",
    "padron.issue": "Solo la Secretaría Técnica y su Adjunta emiten constancias y padrones (Art. 9).",
    "institutions.change": "Solo la Secretaría Técnica y su Adjunta cambian los datos de una institución (Art. 9).",
    "membership.change": "Solo la Secretaría Técnica y su Adjunta registran quién integra el comité (Art. 7, 9).",
    "proposals.make": "Solo los representantes de la institución proponen cambios de sus acreditaciones (Art. 5).",
    "proposals.decide": "Solo la Secretaría Técnica y su Adjunta aceptan u observan propuestas (Art. 9).",
    "people.data": "Los datos personales los ve solo quien los necesita para su función (Ley 29733).",
    "directory.change": "Solo la Secretaría Técnica y su Adjunta mantienen el directorio (Art. 9.3).",
    "imports.run": "Solo la Secretaría Técnica y su Adjunta incorporan datos desde una hoja de cálculo.",
    "officers.change": "Solo la Secretaría Técnica y su Adjunta registran quién ejerce un cargo (Art. 9).",
    "officers.staff": "Solo la Secretaría Técnica o la administración registran esa designación (Art. 9).",
    "accounts.change": "Solo la Secretaría Técnica o la administración abren cuentas de acceso.",
    "access.grant": "Solo la administración del sistema concede accesos.",
}


def can(permit: str, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may; a KeyError for a permit without a row in any room's matrix."""
    return not _room_of(permit).MATRIX[permit].isdisjoint(roles)


def check(permit: str, roles: frozenset[Role]) -> None:
    """PermissionDenied, in words for the screen, unless one of the roles may."""
    room = _room_of(permit)
    if room.MATRIX[permit].isdisjoint(roles):
        raise PermissionDenied(room.WHY.get(permit, "Su cuenta no tiene acceso a esta página del comité."))


def can_user(permit: str, user: User | AnonymousUser, body: Body, on: date) -> bool:
    return can(permit, roles_of(user, body, on))


def check_user(permit: str, user: User | AnonymousUser, body: Body, on: date) -> frozenset[Role]:
    """The person's roles that day, having checked that they may; PermissionDenied otherwise."""
    roles = roles_of(user, body, on)
    check(permit, roles)
    return roles


def _room_of(permit: str) -> Any:
    """The room's permissions that have a row for the permit."""
    found = next((room for room in each("permits") if permit in room.MATRIX), None)
    if found is None:
        raise KeyError(permit)
    return found
