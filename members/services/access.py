"""Who may read, or administer the system, without office or seat."""

from datetime import date

from django.db import transaction

from accounts.models import User
from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from mailing.tasks import queue
from regulation.refusal import Refused

from ..acts import begin
from ..enums import AccessLevel
from ..models import AccessGrant, AccessMail, Body
from ..selectors import is_only_admin
from .checks import LONGEST_REASON
from .people import clean_email, same_name


@transaction.atomic
def give_access(
    act: Act, *, body_id: int, email: str, full_name: str, level: AccessLevel, starts_on: date
) -> AccessGrant:
    """Let the owner of this address read or administer; their account is made if there is none, and a mail says how to enter.

    The name of a known account may be left empty; another name than theirs is refused, so that nobody lets in a
    stranger by a slip in the address. Refused: no_email, bad_email, name_required, account_of_other, account_inactive,
    has_access.
    """
    act, body = begin(act, Body.objects, body_id, may="access.grant")
    user = _account(act, clean_email(email), " ".join(full_name.split()))
    made = write_grant(act, body, user, level, starts_on)
    queue([AccessMail.addressed(name=user.full_name, email=user.email, at=act.now, grant=made)])
    return made


@transaction.atomic
def grant_access(
    act: Act, *, body_id: int, user_id: int, level: AccessLevel, starts_on: date, ends_before: date | None = None
) -> AccessGrant:
    """Let somebody who has an account read, or administer the system. Refused: has_access, bad_dates, account_inactive."""
    act, body = begin(act, Body.objects, body_id, may="access.grant")
    user = User.objects.get(pk=user_id)
    return write_grant(act, body, user, level, starts_on, ends_before)


@transaction.atomic
def revoke_access(act: Act, *, grant_id: int, ends_before: date, reason: str = "") -> AccessGrant:
    """The grant no longer holds from `ends_before` on, which may be the day it began.

    Refused: already_ended, before_start, last_admin (nobody would be left to give access to anybody).
    """
    act, grant = begin(act, AccessGrant.objects.select_related("user"), grant_id, may="access.grant")
    if grant.ends_before is not None and grant.ends_before <= ends_before:
        raise Refused.because("already_ended")
    if ends_before < grant.starts_on:
        raise Refused.because("before_start", facts={"starts_on": grant.starts_on})
    if is_only_admin(grant, ends_before):
        raise Refused.because("last_admin")
    write(grant, ends_before=ends_before)
    still_admin = AccessGrant.objects.filter(user=grant.user, level=AccessLevel.ADMIN).in_force(ends_before).exists()
    if grant.level == AccessLevel.ADMIN and not still_admin:
        User.objects.filter(pk=grant.user_id, is_superuser=False).update(is_staff=False)
    record(
        act,
        "access.revoked",
        grant,
        "level",
        "ends_before",
        user=str(grant.user),
        reason=within(reason, LONGEST_REASON),
    )
    return grant


# --- Steps of the above --------------------------------------------------------------------------------------------
def write_grant(
    act: Act, body: Body, user: User, level: AccessLevel, starts_on: date, ends_before: date | None = None
) -> AccessGrant:
    """The grant and its event, once it is known who may give it. Inside the transaction of the act that needs it."""
    if ends_before is not None and ends_before <= starts_on:
        raise Refused.because("bad_dates")
    if not user.is_active:
        raise Refused.because("account_inactive", facts={"person": str(user)}, field="email")
    if AccessGrant.objects.filter(body=body, user=user, level=level).in_force(starts_on).exists():
        raise Refused.because("has_access", field="level")
    made = AccessGrant.objects.create(body=body, user=user, level=level, starts_on=starts_on, ends_before=ends_before)
    if level == AccessLevel.ADMIN:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    record(act, "access.granted", made, user=str(user), email=user.email, level=level.value, starts_on=starts_on)
    return made


def _account(act: Act, email: str, full_name: str) -> User:
    if not email:
        raise Refused.because("no_email", field="email")
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        if full_name and not same_name(full_name, str(user)):
            raise Refused.because("account_of_other", facts={"email": email, "person": str(user)}, field="full_name")
        return user
    if not full_name:
        raise Refused.because("name_required", field="full_name")
    user = User.objects.create_user(email, None, full_name=full_name)
    record(act, "account.opened", user, person=full_name, email=email)
    return user
