"""Who may do what with sessions: may this person? (Whether its state allows it: `states`.)

The rows of the matrix; a test walks every page as every role.
"""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from members.enums import Role
from members.models import Body
from members.permissions import EVERYBODY, OFFICE, PRESIDING
from members.selectors import roles_of

from .models import ChairSpell, Meeting
from .selectors.access import READERS, attended, chair_now

#: act → the roles that may do it. Having one of them is enough.
MATRIX: Mapping[str, frozenset[Role]] = {
    "sessions.list": EVERYBODY,
    "sessions.read_all": READERS,
    "sessions.manage": OFFICE,
    "room.follow": EVERYBODY,
    "acta.write": OFFICE,
    "acta.decide": PRESIDING,
    "acuerdos.read_all": READERS,
    "acuerdos.certify": OFFICE,
    "history.read": READERS,
    "record.own": EVERYBODY,
}

_WHY = {
    "sessions.manage": "Solo la Secretaría Técnica y su Adjunta conducen las sesiones en el sistema (Art. 9).",
    "acta.write": "Solo la Secretaría Técnica y su Adjunta redactan el acta (Art. 9.2).",
    "acta.decide": "Solo quien preside aprueba o devuelve el acta (Art. 8).",
    "acuerdos.certify": "Solo la Secretaría Técnica y su Adjunta certifican acuerdos (Art. 9).",
}


def can(act: str, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may; a KeyError for an act without a row."""
    return not MATRIX[act].isdisjoint(roles)


def can_user(act: str, user: User | AnonymousUser, body: Body, on: date) -> bool:
    return can(act, roles_of(user, body, on))


def check_user(act: str, user: User | AnonymousUser, body: Body, on: date) -> frozenset[Role]:
    """The person's roles that day, having checked that they may; PermissionDenied, in words, otherwise."""
    roles = roles_of(user, body, on)
    if not can(act, roles):
        raise PermissionDenied(_WHY.get(act, "Su cuenta no tiene acceso a esta página del comité."))
    return roles


def is_chair(user: User | AnonymousUser, spell: ChairSpell | None) -> bool:
    """Whether this person is the one who presides now."""
    return user.is_authenticated and spell is not None and spell.person_user_id == user.pk


def check_casting(user: User, meeting: Meeting, on: date) -> None:
    """The chair casts the deciding vote; the Secretaría may note it in the chair's name (Art. 13)."""
    if not (is_chair(user, chair_now(meeting)) or can_user("sessions.manage", user, meeting.body, on)):
        raise PermissionDenied("El voto dirimente corresponde a quien preside la sesión (Art. 13).")


def check_observe(user: User, meeting: Meeting) -> None:
    """Those who attended may observe the acta (Art. 7.2)."""
    if not attended(user, meeting):
        raise PermissionDenied("Solo quienes asistieron a la sesión pueden observar su acta (Art. 7).")
