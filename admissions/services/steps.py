"""The steps of an expediente as its applicant reads them: on the follow page, and in a mail where it matters."""

from dataclasses import dataclass, replace
from datetime import date

from audit.acts import Act
from mailing.tasks import queue
from members.acts import touch
from regulation.refusal import Refused

from ..models import Application, ApplicationMail, ApplicationStep
from ..states import APPLICATION
from ..words import SUBJECTS


@dataclass(slots=True)
class Applicant:
    """Who acts with the code of an expediente: no account of ours."""

    full_name: str
    pk: None = None


def by_applicant(act: Act, application: Application) -> Act:
    return replace(act, by=Applicant(f"{application.contact_name} (solicitante)"[:160]))


def move(
    act: Act,
    application: Application,
    to: str,
    *fields: str,
    text: str = "",
    due_on: date | None = None,
    step_name: str = "",
) -> None:
    """Take the state the move leads to, save, and add the step that the applicant reads: on the follow page, and by mail where it matters.

    `step_name`: the name of the step where it differs from the move's.
    """
    APPLICATION.move(application, to)
    touch(application, "state", *fields)
    add_step(act, application, step_name or to, text=text, due_on=due_on)


def add_step(act: Act, application: Application, step: str, *, text: str = "", due_on: date | None = None) -> None:
    row = ApplicationStep.objects.create(
        application=application, act=step, state=application.state, text=text, due_on=due_on, at=act.at, by=act.user
    )
    if step in SUBJECTS:
        to, email = application.contact_name, application.contact_email
        queue([ApplicationMail.addressed(name=to, email=email, at=act.at, application=application, step=row)])


def written(text: str, field: str, *, at: str = "") -> str:
    """Refused (field_required) where nothing was written; `at` is the form's name of it where it has another."""
    if not text.strip():
        raise Refused.because("field_required", "Art. 11", {"field": field}, field=at or field)
    return text.strip()
