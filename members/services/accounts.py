"""Who can sign in. An account gives no right by itself: rights come from accreditations, terms and grants."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from accounts.models import User
from audit.acts import Act
from audit.services import record
from core.rows import write
from regulation.refusal import Refused

from ..acts import begin, locked
from ..enums import AccessLevel, Office
from ..models import Body, Person, Term
from .access import write_grant
from .checks import check_day
from .papers import PaperData, paper_facts, store_paper
from .people import clean_email


@transaction.atomic
def open_account(act: Act, *, person_id: int, body_id: int, email: str = "") -> User:
    """An account for a person, by their e-mail; they sign in with a code sent to it, and may choose a password.

    Refused: has_account, no_email, bad_email, email_taken.
    """
    act, _ = begin(act, Body.objects, body_id, may="accounts.change")
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.user_id is not None:
        raise Refused.because("has_account", facts={"person": person.full_name})
    if email.strip():
        write(person, email=clean_email(email))
    return account_for(act, person)


def account_for(act: Act, person: Person) -> User:
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
    write(person, user=user)
    record(act, "account.opened", user, person=person.full_name, email=email)
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
    """The first person, made by the operator of the server: administrator, and Secretaría Técnica if a paper says so.

    Refused: email_taken, bad_email, future_date, paper_needed, paper_late, office_taken. A weak password is a
    ValidationError.
    """
    locked(Body.objects, body.pk)
    act = Act(None, at)
    email = clean_email(email)
    if not email or User.objects.filter(email__iexact=email).exists():
        raise Refused.because("email_taken" if email else "no_email", facts={"email": email}, field="email")
    user = User(email=email, full_name=" ".join(full_name.split()))
    validate_password(password, user)
    user.set_password(password)
    user.save()
    write_grant(act, body, user, AccessLevel.ADMIN, act.today)
    if secretary_paper is not None:
        starts_on = starts_on or act.today
        check_day(act, starts_on)
        serving = (
            Term.objects.filter(body=body, office=Office.SECRETARY, ended_on=None).select_related("person").first()
        )
        if serving is not None:
            raise Refused.because("office_taken", facts={"person": serving.person.full_name})
        instrument = store_paper(act, secretary_paper, starts_on=starts_on)
        person = Person.objects.create(full_name=user.full_name, email=email, user=user)
        term = Term.objects.create(
            body=body, person=person, office=Office.SECRETARY, instrument=instrument, starts_on=starts_on
        )
        record(
            act,
            "officer.designated",
            term,
            "starts_on",
            office=Office.SECRETARY.value,
            person=person.full_name,
            **paper_facts(instrument),
        )
    return user
