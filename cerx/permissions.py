"""Who keeps the calendar and who keeps the accounts, by office; the Django admin asks here."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from accounts.models import User
from members.enums import Role
from members.models import Body
from members.selectors import assembly, roles_of

#: App label → the roles that may view, add and change its records in the admin.
KEEPERS: dict[str, frozenset[Role]] = {
    "norms": frozenset({Role.SECRETARY, Role.DEPUTY, Role.ADMIN}),
    "accounts": frozenset({Role.ADMIN}),
}


def may_administer(roles: frozenset[Role]) -> bool:
    return any(not roles.isdisjoint(keepers) for keepers in KEEPERS.values())


def held_for(roles: frozenset[Role]) -> str:
    """What the admin holds for them, as its door says."""
    return "Calendario y cuentas" if Role.ADMIN in roles else "Calendario y membrete"


class OfficeBackend(BaseBackend):
    """Grants the admin's permissions from the offices in force; nobody signs in through it."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return self.has_module_perms(user_obj, perm.partition(".")[0])

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        keepers = KEEPERS.get(app_label)
        return keepers is not None and user_obj.is_active and not _roles(user_obj).isdisjoint(keepers)


def _roles(user: User) -> frozenset[Role]:
    try:
        return roles_of(user, assembly(), timezone.localdate())
    except Body.DoesNotExist:
        return frozenset()
