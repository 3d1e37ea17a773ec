"""Who can sign in. An account gives no right by itself: rights come from accreditations, terms and grants."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from regulation.refusal import Refused

from ..enums import AccessLevel, Office
from ..models import AccessGrant, Body, Person, Term
from ._unit import PaperData, allow, check_day, clean_email, locked_body, log, paper_facts, store_paper


@transaction.atomic
def open_account(
    *, person_id: int, body_id: int, by: User, at: datetime, now: datetime | None = None, email: str = ""
) -> User:
    """An account for a person, by their e-mail; they sign in with a code sent to it, and may choose a password.

    Refused: has_account, no_email, bad_email, email_taken.
    """
    now = now or at
    role = allow("accounts.change", by, locked_body(body_id), now)
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.user_id is not None:
        raise Refused.because("has_account", facts={"person": person.full_name})
    if email.strip():
        person.email = clean_email(email)
        person.save(update_fields=["email"])
    return account_for(person, by=by, at=at, now=now, role=role)


def account_for(person: Person, *, by: User | None, at: datetime, now: datetime, role: str = "") -> User:
    """The person's account, made if they have none. Inside the transaction of the act that needs it."""
    if person.user is not None:
        return person.user
    email = clean_email(person.email)
    if not email:
        raise Refused.because("no_email", facts={"person": person.full_name})
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and Person.objects.filter(user=user).exists():
        raise Refused.because("email_taken", facts={"email": email})
    if user is None:
        user = User.objects.create_user(email, None, full_name=person.full_name)
    person.user = user
    person.save(update_fields=["user"])
    log(
        "account.opened",
        f"user:{user.pk}",
        by=by,
        at=at,
        now=now,
        subject=user,
        role=role,
        data={"person": person.full_name, "email": email},
    )
    return user


@transaction.atomic
def update_contact(
    *,
    person_id: int,
    body_id: int,
    position: str,
    email: str,
    phone: str,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Person:
    """Correct how a person is reached; the login of a representative moves with their address.

    The login of those who run the office or the system never does, so that nobody gets in by renaming another's
    address. Refused: bad_email, email_taken, no_email (somebody with an account keeps an address).
    """
    now = now or at
    role = allow("padron.change", by, locked_body(body_id), now)
    person = Person.objects.select_for_update().get(pk=person_id)
    before = {"position": person.position, "email": person.email, "phone": person.phone}
    email = clean_email(email)
    if person.user is not None and email != person.user.email:
        if not email:
            raise Refused.because("no_email", facts={"person": person.full_name})
        if User.objects.filter(email__iexact=email).exclude(pk=person.user.pk).exists():
            raise Refused.because("email_taken", facts={"email": email})
        if not _runs_something(person.user):
            person.user.email = email
            person.user.save(update_fields=["email"])
    person.position, person.email, person.phone = position.strip(), email, phone.strip()
    person.save(update_fields=["position", "email", "phone"])
    log(
        "contact.updated",
        f"person:{person.pk}",
        by=by,
        at=at,
        now=now,
        subject=person,
        role=role,
        data={"person": person.full_name, "before": before, "email": person.email},
    )
    return person


def _runs_something(user: User) -> bool:
    return (
        user.is_staff
        or user.is_superuser
        or AccessGrant.objects.filter(user=user).exists()
        or Term.objects.filter(person__user=user, ended_on=None).exists()
    )


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
    """Let somebody read, or administer the system. Refused: has_access, bad_dates."""
    now = now or at
    body = locked_body(body_id)
    role = allow("access.grant", by, body, now)
    return _grant(body, user_id, level, starts_on, ends_before, by=by, at=at, now=now, role=role)


def _grant(
    body: Body,
    user_id: int,
    level: AccessLevel,
    starts_on: date,
    ends_before: date | None,
    *,
    by: User | None,
    at: datetime,
    now: datetime,
    role: str = "",
) -> AccessGrant:
    if ends_before is not None and ends_before <= starts_on:
        raise Refused.because("bad_dates")
    if AccessGrant.objects.filter(body=body, user_id=user_id, level=level).in_force(starts_on).exists():
        raise Refused.because("has_access")
    grant = AccessGrant.objects.create(
        body=body, user_id=user_id, level=level, starts_on=starts_on, ends_before=ends_before
    )
    if level == AccessLevel.ADMIN:
        User.objects.filter(pk=user_id).update(is_staff=True)
    log(
        "access.granted",
        f"user:{user_id}",
        by=by,
        at=at,
        now=now,
        subject=grant,
        role=role,
        data={"user": str(grant.user), "level": level.value, "starts_on": starts_on.isoformat()},
    )
    return grant


@transaction.atomic
def revoke_access(
    *, grant_id: int, ends_before: date, by: User, at: datetime, now: datetime | None = None
) -> AccessGrant:
    """The grant no longer holds from `ends_before` on. Refused: already_ended, before_start."""
    now = now or at
    body = locked_body(AccessGrant.objects.values_list("body_id", flat=True).get(pk=grant_id))
    role = allow("access.grant", by, body, now)
    grant = AccessGrant.objects.select_related("user").get(pk=grant_id)
    if grant.ends_before is not None:
        raise Refused.because("already_ended")
    if ends_before < grant.starts_on:
        raise Refused.because("before_start", facts={"starts_on": grant.starts_on.isoformat()})
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
        data={"user": str(grant.user), "level": grant.level, "ends_before": ends_before.isoformat()},
    )
    return grant


@transaction.atomic
def found_office(
    *,
    body: Body,
    email: str,
    full_name: str,
    password: str,
    at: datetime,
    secretary_paper: PaperData | None = None,
    starts_on: date | None = None,
) -> User:
    """The first person, made by whoever runs the server: administrator, and Secretaría Técnica if a paper says so.

    Refused: email_taken, bad_email, future_date, paper_needed, paper_late, office_taken. A weak password is a
    ValidationError.
    """
    locked_body(body.pk)
    email = clean_email(email)
    if not email or User.objects.filter(email__iexact=email).exists():
        raise Refused.because("email_taken" if email else "no_email", facts={"email": email})
    user = User(email=email, full_name=" ".join(full_name.split()))
    validate_password(password, user)
    user.set_password(password)
    user.save()
    today = timezone.localdate(at)
    _grant(body, user.pk, AccessLevel.ADMIN, today, None, by=None, at=at, now=at)
    if secretary_paper is not None:
        starts_on = starts_on or today
        check_day(starts_on, at)
        serving = (
            Term.objects.filter(body=body, office=Office.SECRETARY, ended_on=None).select_related("person").first()
        )
        if serving is not None:
            raise Refused.because("office_taken", facts={"person": serving.person.full_name})
        instrument = store_paper(secretary_paper, starts_on=starts_on, by=None, now=at)
        person = Person.objects.create(full_name=user.full_name, email=email, user=user)
        term = Term.objects.create(
            body=body, person=person, office=Office.SECRETARY, instrument=instrument, starts_on=starts_on
        )
        log(
            "officer.designated",
            f"body:{body.pk}:officers",
            by=None,
            at=at,
            now=at,
            subject=term,
            data={
                "office": Office.SECRETARY.value,
                "person": person.full_name,
                "starts_on": starts_on.isoformat(),
                **paper_facts(instrument),
            },
        )
    return user
