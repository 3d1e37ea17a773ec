"""Who can sign in. An account gives no right by itself: rights come from accreditations, terms and grants."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from regulation.refusal import Refused

from ..enums import AccessLevel, Office
from ..models import Body, Person, Term
from ._unit import PaperData, allow, check_day, clean_email, locked_body, log, paper_facts, store_paper
from .access import write_grant


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
        raise Refused.because("no_email", facts={"person": person.full_name}, field="email")
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and Person.objects.filter(user=user).exists():
        raise Refused.because("email_taken", facts={"email": email}, field="email")
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
        raise Refused.because("email_taken" if email else "no_email", facts={"email": email}, field="email")
    user = User(email=email, full_name=" ".join(full_name.split()))
    validate_password(password, user)
    user.set_password(password)
    user.save()
    today = timezone.localdate(at)
    write_grant(body, user, AccessLevel.ADMIN, today, by=None, at=at, now=at)
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
