"""What the Secretaría Técnica does with an expediente before the Assembly decides: observes, evaluates, declares abandonment."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from audit.acts import Act
from audit.services import record
from core.text import within
from mailing.enums import MailState
from mailing.tasks import queue
from members.acts import begin
from norms.selectors import calendar_for
from regulation.refusal import Refused

from ..enums import Advice, ApplicationState
from ..models import Application, ApplicationMail
from ..selectors import titular_of
from ..words import overdue
from .staging import sweep_staged
from .steps import move, written

#: Business days to remedy what was observed.
SHORTEST_TERM, USUAL_TERM, LONGEST_TERM = 1, 10, 30


def due_day(application: Application, *, days: int, on: date) -> date:
    """The last day to remedy: business days of the committee's own calendar, that of the notice not counted (LPAG 144)."""
    territory = application.body.calendar_territory
    return calendar_for(territory, on).add_business_days(on, days)


@transaction.atomic
def observe(
    act: Act, *, application_id: int, text: str, days: int = USUAL_TERM, revision: int | None = None
) -> Application:
    """Say what is missing and until when it may be remedied; the term does not move once notified.

    Refused: wrong_state, stale, field_required, term_out_of_range.
    """
    act, application = begin(
        act,
        Application.objects,
        application_id,
        may="applications.manage",
        move="observe_application",
        revision=revision,
    )
    if not SHORTEST_TERM <= days <= LONGEST_TERM:
        raise Refused.because(
            "term_out_of_range", facts={"from": SHORTEST_TERM, "until": LONGEST_TERM, "days": days}, field="days"
        )
    application.observation = written(text, "observation", at="text")
    due = application.remedy_due = due_day(application, days=days, on=act.day)
    move(act, application, "observe_application", "observation", "remedy_due", text=application.observation, due_on=due)
    record(act, "application.observed", application, text=application.observation, due=due, days=days)
    return application


@transaction.atomic
def evaluate(
    act: Act,
    *,
    application_id: int,
    relevance: str,
    contribution: str,
    advice: str,
    evaluators: str,
    evaluated_on: date,
    revision: int | None = None,
) -> Application:
    """Record what the members who evaluated it found (Art. 11). It advises; the Assembly decides. A later one replaces it.

    Refused: wrong_state, stale, field_required, bad_choice, bad_date (before it was presented, or in the future).
    """
    act, application = begin(
        act, Application.objects, application_id, may="applications.manage", move="evaluate", revision=revision
    )
    if advice not in Advice.values:
        raise Refused.because("bad_choice", facts={"field": "advice", "value": advice}, field="advice")
    first, today = timezone.localdate(application.submitted_at), act.today
    if not first <= evaluated_on <= today:
        facts = {"from": first, "until": today}
        raise Refused.because("bad_date", "Art. 11", facts, field="evaluated_on")
    application.relevance = written(relevance, "relevance")
    application.contribution = written(contribution, "contribution")
    application.evaluators = within(written(evaluators, "evaluators"), 500)
    application.advice, application.evaluated_on = advice, evaluated_on
    application.evaluated_at, application.evaluated_by = act.at, act.by
    fields = (
        "relevance", "contribution", "evaluators", "advice", "evaluated_on", "evaluated_at", "evaluated_by",
    )  # fmt: skip
    move(act, application, "evaluate", *fields)
    record(
        act,
        "application.evaluated",
        application,
        "evaluators",
        "relevance",
        "contribution",
        evaluated_on=evaluated_on,
        advice=advice,
    )
    return application


@transaction.atomic
def abandon(act: Act, *, application_id: int, revision: int | None = None) -> Application:
    """Nobody remedied in the term: the Secretaría declares the abandonment. Refused: wrong_state, stale, term_still_runs."""
    act, application = begin(
        act, Application.objects, application_id, may="applications.manage", move="abandon", revision=revision
    )
    due = application.remedy_due
    if due is not None and act.day <= due:
        raise Refused.because("term_still_runs", "LPAG 202", {"due": due})
    reason = overdue(due) if due else ""
    move(act, application, "abandon", text=reason)
    record(act, "application.abandoned", application, reason=reason)
    return application


@transaction.atomic
def settle_accreditation(act: Act, *, application_id: int) -> Application:
    """Note that the new member has its titular: the end of the expediente. An act of nobody: the office's own sweep found it.

    Refused: wrong_state, no_titular.
    """
    may = "applications.manage" if act.by is not None else ""
    act, application = begin(act, Application.objects, application_id, may=may, move="accredit")
    titular = titular_of(application, act.day)
    if titular is None:
        seat = application.seat.number if application.seat else None
        raise Refused.because("no_titular", "Art. 5", {"seat": seat})
    move(act, application, "accredit", text=f"Titular: {titular.person.full_name}.")
    paper = str(titular.instrument)
    record(act, "application.accredited", application, person=titular.person.full_name, paper=paper)
    return application


def sweep(now: datetime) -> int:
    """What nobody has to remember: forget the files of forms that were not sent, end the expedientes that are done."""
    return sweep_staged(now) + settle_accreditations(now)


def settle_accreditations(now: datetime) -> int:
    """End the expedientes whose new member has its titular by now; how many. Nobody has to remember it."""
    waiting = Application.objects.filter(state=ApplicationState.ADMITTED).select_related("seat")
    done = 0
    for application in waiting:
        if titular_of(application, timezone.localdate(now)) is not None:
            settle_accreditation(Act(None, now), application_id=application.pk)
            done += 1
    return done


@transaction.atomic
def resend(act: Act, *, mail_id: int) -> ApplicationMail:
    """Send again a notification that failed, or that the applicant says never came; to its own address."""
    act, mail = begin(act, ApplicationMail.objects.select_for_update(), mail_id, may="applications.manage")
    if mail.state == MailState.PENDING and not mail.error:
        raise Refused.because("mail_not_failed")
    mail.start_over()
    mail.save()
    queue([mail])
    record(act, "application.mail_resent", mail.application, email=mail.email)
    return mail
