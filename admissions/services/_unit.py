"""What every service of an expediente shares: the lock, the step its applicant reads, the mail, the event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.utils import timezone

from accounts.models import User
from audit.services import record
from mailing.tasks import queue
from members.enums import Role
from regulation.refusal import Refused
from regulation.ruling import Ruling

from ..models import Application, ApplicationMail, ApplicationStep
from ..permissions import check_user
from ..states import APPLICATION
from ..words import SUBJECTS


@dataclass(slots=True)
class Applicant:
    """Who acts with the code of an expediente: no account of ours."""

    full_name: str
    pk: int | None = None


def locked(pk: int, *, act: str | None = None, revision: int | None = None) -> Application:
    """The expediente, locked until the transaction ends. Refused: wrong_state, stale. Inside an atomic block only."""
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("body__parent").filter(pk=pk).first()
    )
    if application is None:
        raise Http404("No existe ese expediente.")
    if act is not None:
        APPLICATION.check(application, act)
    if revision is not None and revision != application.revision:
        raise Refused.because("stale", facts={"seen": revision, "current": application.revision})
    return application


def check_manager(application: Application, by: User, now: datetime) -> str:
    """The Secretaría Técnica or its Adjunta in office today (Art. 9); the words of their role."""
    roles = check_user("applications.manage", by, application.body.committee, timezone.localdate(now))
    return ", ".join(role.label for role in Role if role in roles)


def applicant_of(application: Application) -> Applicant:
    return Applicant(f"{application.contact_name} (solicitante)"[:160])


def move(
    application: Application,
    act: str,
    *fields: str,
    at: datetime,
    by: User | None,
    text: str = "",
    due_on: date | None = None,
    told_as: str = "",
) -> ApplicationStep:
    """Take the state the act leads to, save, and tell the applicant: a step of the follow page, and a mail where it matters.

    `told_as`: the name of the step where it differs from the act's.
    """
    APPLICATION.move(application, act)
    application.revision += 1
    application.save(update_fields=["state", "revision", *fields])
    step = ApplicationStep.objects.create(
        application=application,
        act=told_as or act,
        state=application.state,
        text=text,
        due_on=due_on,
        at=at,
        by=by,
    )
    if step.act in SUBJECTS:
        send_mail(application, step, at=at)
    return step


def send_mail(application: Application, step: ApplicationStep, *, at: datetime) -> ApplicationMail:
    mail = ApplicationMail.addressed(
        name=application.contact_name, email=application.contact_email, at=at, application=application, step=step
    )
    queue([mail])
    return mail


def log(
    application: Application,
    action: str,
    *,
    by: User | Applicant | None,
    at: datetime,
    now: datetime,
    role: str = "",
    ruling: Ruling | None = None,
    **data: Any,
) -> None:
    record(
        action=f"application.{action}",
        stream=application.stream,
        by=by,
        at=at,
        recorded_at=now,
        subject=application,
        ruling=ruling,
        data=_plain(data),
        role=role,
    )


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}


def written(text: str, field: str, *, at: str = "") -> str:
    """Refused (field_required) where nothing was written; `at` is the form's name of it where it has another."""
    if not text.strip():
        raise Refused.because("field_required", "Art. 11", {"field": field}, field=at or field)
    return text.strip()
