"""What every service of the padrón shares: its plain inputs, the lock, the paper, the person, the event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from audit.services import record
from core.text import within
from documents.models import Instrument, Upload
from documents.services import store_upload
from regulation.refusal import Refused
from regulation.ruling import JSON, Ruling

from ..enums import Role
from ..models import Body, Person, Seat
from ..permissions import check_user
from ..words import clean_identity, masked, searchable

#: Characters of a reason or a short note.
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class PaperData:
    """The official document that a change cites (Art. 5), with its scan where there is one: a new file, or one kept already."""

    kind: str
    number: str
    date: date
    issuer: str
    title: str = ""
    file: UploadedFile | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class PersonData:
    """Somebody already known (`person_id`), or a new person. What is given of a known person's contact replaces it.

    An identity document says who it is: the same one is the same person, whoever typed the name.
    """

    person_id: int | None = None
    full_name: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    document_kind: str = ""
    document_number: str = ""


def locked_body(pk: int) -> Body:
    # Its key is not what changes: an insert that only names the body need not wait (and two cannot wait for each other).
    return Body.objects.select_for_update(no_key=True).select_related(None).get(pk=pk)


def locked_seat(pk: int) -> Seat:
    """The seat, with its body's row locked: two changes of one padrón never run at once."""
    seat = Seat.objects.get(pk=pk)
    seat.body = locked_body(seat.body_id)
    return seat


def check_day(day: date, now: datetime, *, field: str = "starts_on") -> None:
    """Nothing of the padrón is registered for a day that has not come."""
    today = timezone.localdate(now)
    if day > today:
        raise Refused.because("future_date", facts={"date": day.isoformat(), "latest": today.isoformat()}, field=field)


def check_reason(reason: str) -> str:
    """Refused: reason_required, text_too_long."""
    if not reason.strip():
        raise Refused.because("reason_required", field="reason")
    return within(reason, LONGEST_REASON)


def check_paper(paper: PaperData, *, starts_on: date | None, now: datetime) -> None:
    """Refused: paper_needed, future_date, paper_late (dated after what it supports begins)."""
    if not (paper.number.strip() and paper.issuer.strip() and paper.kind):
        raise Refused.because("paper_needed", field="paper_number")
    check_day(paper.date, now, field="paper_date")
    if starts_on is not None and paper.date > starts_on:
        facts = {"date": paper.date.isoformat(), "starts_on": starts_on.isoformat()}
        raise Refused.because("paper_late", facts=facts, field="paper_date")


def store_paper(paper: PaperData, *, starts_on: date | None, by: User | None, now: datetime) -> Instrument:
    """Keep the paper and its scan. Refused: what `check_paper` refuses, bad_upload_…."""
    check_paper(paper, starts_on=starts_on, now=now)
    upload = store_upload(file=paper.file, by=by, at=now) if paper.file else paper.upload
    return Instrument.objects.create(
        kind=paper.kind,
        number=paper.number.strip(),
        date=paper.date,
        issuer=paper.issuer.strip(),
        title=paper.title.strip(),
        upload=upload,
        recorded_at=now,
    )


def find_person(data: PersonData) -> Person:
    """The person meant: the one named, the bearer of that document, who has that e-mail address, or a new one (not saved yet).

    Refused: bad_identity, identity_taken (the document is somebody else's), identity_differs (the person has another one),
    bad_email, email_taken, name_required.
    """
    kind, number = clean_identity(data.document_kind, data.document_number)
    email = clean_email(data.email)
    person = Person.objects.filter(pk=data.person_id).first() if data.person_id else None
    bearer = Person.objects.filter(document_kind=kind, document_number=number).first() if number else None
    if bearer is not None:
        another = person is not None and person.pk != bearer.pk
        if another or (data.full_name.strip() and not same_name(bearer.full_name, data.full_name)):
            raise Refused.because("identity_taken", facts={"person": bearer.full_name}, field="document_number")
        person = bearer
    reached = Person.objects.filter(email__iexact=email).order_by("pk").first() if email else None
    if reached is not None and (person is None or person.email.lower() != email):
        another = person is not None and person.pk != reached.pk
        if another or (person is None and data.full_name and not same_name(reached.full_name, data.full_name)):
            raise Refused.because("email_taken", facts={"email": email, "person": reached.full_name}, field="email")
        person = reached
    if person is None:
        if not data.full_name.strip():
            raise Refused.because("name_required", field="full_name")
        person = Person(full_name=" ".join(data.full_name.split()))
    if number:
        if person.document_number and (person.document_kind, person.document_number) != (kind, number):
            facts: dict[str, JSON] = {"person": person.full_name, "document": masked(person.document_number)}
            raise Refused.because("identity_differs", facts=facts, field="document_number")
        person.document_kind, person.document_number = kind, number
    for field, value in (("position", data.position.strip()), ("phone", data.phone.strip())):
        if value:
            setattr(person, field, value)
    if email and person.user_id is None:
        # The address of somebody who signs in is changed by update_contact alone, which knows what hangs from it.
        person.email = email
    return person


def clean_email(email: str) -> str:
    email = email.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused.because("bad_email", facts={"email": email}, field="email") from error
    return email


def same_name(one: str, other: str) -> bool:
    """Whatever the capitals, the spaces and the accents: «JOSÉ  QUISPE» is «Jose Quispe»."""
    return searchable(one) == searchable(other)


def allow(act: str, by: User, body: Body, now: datetime) -> str:
    """Check that this person may, today; the words of their role, for the event."""
    roles = check_user(act, by, body, timezone.localdate(now))
    return ", ".join(role.label for role in Role if role in roles)


def paper_facts(instrument: Instrument) -> dict[str, Any]:
    return {
        "paper": str(instrument),
        "paper_date": instrument.date.isoformat(),
        "paper_issuer": instrument.issuer,
        "paper_file": instrument.upload.name if instrument.upload else None,
    }


def log(
    action: str,
    stream: str,
    *,
    by: User | None,
    at: datetime,
    now: datetime,
    subject: Model,
    data: Mapping[str, Any],
    role: str = "",
    ruling: Ruling | None = None,
) -> None:
    record(
        action=action,
        stream=stream,
        by=by,
        at=at,
        recorded_at=now,
        subject=subject,
        data=data,
        role=role,
        ruling=ruling,
    )
