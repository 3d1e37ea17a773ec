"""Somebody lost the device of their second factor: the operator of the server removes it, and that leaves an event."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User
from audit.acts import Act
from audit.services import record


@transaction.atomic
def reset_second_factor(*, user: User, reason: str = "", at: datetime) -> bool:
    """Take every second factor and recovery code off the account; the office is asked for a new one at the next sign-in.

    Nobody in the program may do this for another: it is done on the server, once one is sure who asks. False, and no event,
    when there was none.
    """
    found = Authenticator.objects.select_for_update().filter(user=user)
    kinds = sorted(found.values_list("type", flat=True))
    if not kinds:
        return False
    found.delete()
    record(
        Act(None, at, at),
        "account.second_factor_reset",
        user,
        "email",
        user=str(user),
        kinds=kinds,
        reason=reason.strip(),
    )
    return True
