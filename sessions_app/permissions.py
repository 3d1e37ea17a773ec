"""Who may do what with sessions: may this person? (Whether its state allows it: `states`.)

The rows of the matrix; a test walks every page as every role.
"""

from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit.acts import Act
from members.acts import in_roles
from members.enums import EVERYBODY, OFFICE, PRESIDING, READERS, Role
from members.permissions import can, can_user, check_user

from .models import ChairSpell, Meeting
from .selectors.access import attended, chair_now

__all__ = ["MATRIX", "WHY", "allow_casting", "allow_observing", "can", "can_user", "check_user", "is_chair"]

#: Permit → the roles that have it. Having one of them is enough.
MATRIX: Mapping[str, frozenset[Role]] = {
    "sessions.list": EVERYBODY,
    "sessions.read_all": READERS,
    "sessions.manage": OFFICE,
    "acta.write": OFFICE,
    "acta.decide": PRESIDING,
    "acuerdos.read_all": READERS,
    "acuerdos.certify": OFFICE,
    "history.read": READERS,
    "record.own": EVERYBODY,
}

WHY: Mapping[str, str] = {
    "sessions.manage": "Solo la Secretaría Técnica y su Adjunta conducen las sesiones en el sistema (Art. 9).",
    "acta.write": "Solo la Secretaría Técnica y su Adjunta redactan el acta (Art. 9.2).",
    "acta.decide": "Solo quien preside aprueba o devuelve el acta (Art. 8).",
    "acuerdos.certify": "Solo la Secretaría Técnica y su Adjunta certifican acuerdos (Art. 9).",
}


def is_chair(user: User | AnonymousUser, spell: ChairSpell | None) -> bool:
    """Whether this person is the one who presides now."""
    return user.is_authenticated and spell is not None and spell.person_user_id == user.pk


def allow_casting(act: Act, meeting: Meeting) -> Act:
    """The act in its role: the chair casts the deciding vote; the Secretaría may note it in the chair's name (Art. 13)."""
    if not (is_chair(act.by, chair_now(meeting)) or can_user("sessions.manage", act.by, meeting.body, act.today)):
        raise PermissionDenied("El voto dirimente corresponde a quien preside la sesión (Art. 13).")
    return in_roles(act, meeting.body)


def allow_observing(act: Act, meeting: Meeting) -> Act:
    """Those who attended may observe the acta (Art. 7.2)."""
    if not attended(act.by, meeting):
        raise PermissionDenied("Solo quienes asistieron a la sesión pueden observar su acta (Art. 7).")
    return in_roles(act, meeting.body)
