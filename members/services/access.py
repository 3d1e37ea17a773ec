"""Who may read, or administer the system, without office or seat."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from core.text import within
from mailing.tasks import queue
from regulation.refusal import Refused

from ..enums import AccessLevel
from ..models import AccessGrant, AccessMail, Body
from ..selectors import is_only_admin
from ._unit import LONGEST_REASON, allow, clean_email, locked_body, log, same_name


@transaction.atomic
def give_access(
    *,
    body_id: int,
    email: str,
    full_name: str,
    level: AccessLevel,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> AccessGrant:
    """Let whoever has this address read or administer; their account is made if there is none, and a mail says how to enter.

    The name of a known account may be left empty; another name than theirs is refused, so that nobody lets in a
    stranger by a slip in the address. Refused: no_email, bad_email, name_required, account_of_other, account_inactive,
    has_access.
    """
    now = now or at
    body = locked_body(body_id)
    role = allow("access.grant", by, body, now)
    user = _account(clean_email(email), " ".join(full_name.split()), by=by, at=at, now=now, role=role)
    made = write_grant(body, user, level, starts_on, by=by, at=at, now=now, role=role)
    queue([AccessMail.addressed(name=user.full_name, email=user.email, at=now, grant=made)])
    return made


@transaction.atomic
def grant_access(
    *,
    body_id: int,
    user_id: int,
    level: AccessLevel,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
    ends_before: date | None = None,
) -> AccessGrant:
    """Let somebody who has an account read, or administer the system. Refused: has_access, bad_dates, account_inactive."""
    now = now or at
    body = locked_body(body_id)
    role = allow("access.grant", by, body, now)
    user = User.objects.get(pk=user_id)
    return write_grant(body, user, level, starts_on, ends_before, by=by, at=at, now=now, role=role)


@transaction.atomic
def revoke_access(
    *, grant_id: int, ends_before: date, by: User, at: datetime, now: datetime | None = None, reason: str = ""
) -> AccessGrant:
    """The grant no longer holds from `ends_before` on, which may be the day it began.

    Refused: already_ended, before_start, last_admin (nobody would be left to give access to anybody).
    """
    now = now or at
    body = locked_body(AccessGrant.objects.values_list("body_id", flat=True).get(pk=grant_id))
    role = allow("access.grant", by, body, now)
    grant = AccessGrant.objects.select_related("user").get(pk=grant_id)
    if grant.ends_before is not None and grant.ends_before <= ends_before:
        raise Refused.because("already_ended")
    if ends_before < grant.starts_on:
        raise Refused.because("before_start", facts={"starts_on": grant.starts_on.isoformat()})
    if is_only_admin(grant, ends_before):
        raise Refused.because("last_admin")
    grant.ends_before = ends_before
    grant.save(update_fields=["ends_before"])
    still_admin = AccessGrant.objects.filter(user=grant.user, level=AccessLevel.ADMIN).in_force(ends_before).exists()
    if grant.level == AccessLevel.ADMIN and not still_admin:
        User.objects.filter(pk=grant.user_id, is_superuser=False).update(is_staff=False)
    log(
        "access.revoked",
        f"user:{grant.user_id}",
        by=by,
        at=at,
        now=now,
        subject=grant,
        role=role,
        data={
            "user": str(grant.user),
            "level": grant.level,
            "ends_before": ends_before.isoformat(),
            "reason": within(reason, LONGEST_REASON),
        },
    )
    return grant


# --- Steps of the above --------------------------------------------------------------------------------------------
def write_grant(
    body: Body,
    user: User,
    level: AccessLevel,
    starts_on: date,
    ends_before: date | None = None,
    *,
    by: User | None,
    at: datetime,
    now: datetime,
    role: str = "",
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
    log(
        "access.granted",
        f"user:{user.pk}",
        by=by,
        at=at,
        now=now,
        subject=made,
        role=role,
        data={"user": str(user), "email": user.email, "level": level.value, "starts_on": starts_on.isoformat()},
    )
    return made


def _account(email: str, full_name: str, *, by: User, at: datetime, now: datetime, role: str) -> User:
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
    log(
        "account.opened",
        f"user:{user.pk}",
        by=by,
        at=at,
        now=now,
        subject=user,
        role=role,
        data={"person": full_name, "email": email},
    )
    return user
