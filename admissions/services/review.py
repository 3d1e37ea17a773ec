"""What the Secretaría Técnica does with an expediente before the Assembly decides: observes, evaluates, declares abandonment."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.text import within
from mailing.enums import MailState
from mailing.tasks import queue
from norms.selectors import calendar_for
from regulation.refusal import Refused

from ..enums import Advice, ApplicationState
from ..models import Application, ApplicationMail
from ..selectors import titular_of
from ._unit import check_manager, locked, log, move, written
from .staging import sweep_staged

#: Business days to remedy what was observed.
SHORTEST_TERM, USUAL_TERM, LONGEST_TERM = 1, 10, 30


def due_day(application: Application, *, days: int, on: date) -> date:
    """The last day to remedy: business days of the committee's own calendar, that of the notice not counted (LPAG 144)."""
    territory = application.body.calendar_territory
    return calendar_for(territory, on).add_business_days(on, days)


@transaction.atomic
def observe(
    *,
    application_id: int,
    text: str,
    days: int = USUAL_TERM,
    by: User,
    at: datetime,
    now: datetime | None = None,
    revision: int | None = None,
) -> Application:
    """Say what is missing and until when it may be remedied; the term does not move once notified.

    Refused: wrong_state, stale, field_required, term_out_of_range.
    """
    now = now or at
    application = locked(application_id, act="observe_application", revision=revision)
    role = check_manager(application, by, now)
    if not SHORTEST_TERM <= days <= LONGEST_TERM:
        raise Refused.because(
            "term_out_of_range", facts={"from": SHORTEST_TERM, "until": LONGEST_TERM, "days": days}, field="days"
        )
    application.observation = written(text, "observation", at="text")
    due = application.remedy_due = due_day(application, days=days, on=timezone.localdate(at))
    move(
        application,
        "observe_application",
        "observation",
        "remedy_due",
        at=at,
        by=by,
        text=application.observation,
        due_on=due,
    )
    log(application, "observed", by=by, at=at, now=now, role=role, text=application.observation, due=due, days=days)
    return application


@transaction.atomic
def evaluate(
    *,
    application_id: int,
    relevance: str,
    contribution: str,
    advice: str,
    evaluators: str,
    evaluated_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
    revision: int | None = None,
) -> Application:
    """Record what the members who evaluated it found (Art. 11). It advises; the Assembly decides. A later one replaces it.

    Refused: wrong_state, stale, field_required, bad_choice, bad_date (before it was presented, or in the future).
    """
    now = now or at
    application = locked(application_id, act="evaluate", revision=revision)
    role = check_manager(application, by, now)
    if advice not in Advice.values:
        raise Refused.because("bad_choice", facts={"field": "advice", "value": advice}, field="advice")
    first, today = timezone.localdate(application.submitted_at), timezone.localdate(now)
    if not first <= evaluated_on <= today:
        facts = {"from": first.isoformat(), "until": today.isoformat()}
        raise Refused.because("bad_date", "Art. 11", facts, field="evaluated_on")
    application.relevance = written(relevance, "relevance")
    application.contribution = written(contribution, "contribution")
    application.evaluators = within(written(evaluators, "evaluators"), 500)
    application.advice, application.evaluated_on = advice, evaluated_on
    application.evaluated_at, application.evaluated_by = at, by
    fields = (
        "relevance", "contribution", "evaluators", "advice", "evaluated_on", "evaluated_at", "evaluated_by",
    )  # fmt: skip
    move(application, "evaluate", *fields, at=at, by=by)
    log(
        application,
        "evaluated",
        by=by,
        at=at,
        now=now,
        role=role,
        evaluated_on=evaluated_on,
        advice=advice,
        evaluators=application.evaluators,
        relevance=application.relevance,
        contribution=application.contribution,
    )
    return application


@transaction.atomic
def abandon(
    *,
    application_id: int,
    by: User,
    at: datetime,
    now: datetime | None = None,
    revision: int | None = None,
) -> Application:
    """Nobody remedied in the term: the Secretaría declares the abandonment. Refused: wrong_state, stale, term_still_runs."""
    now = now or at
    application = locked(application_id, act="abandon", revision=revision)
    role = check_manager(application, by, now)
    due = application.remedy_due
    if due is not None and timezone.localdate(at) <= due:
        raise Refused.because("term_still_runs", "LPAG 202", {"due": due.isoformat()})
    reason = f"El plazo para subsanar venció el {due:%d/%m/%Y}." if due else ""
    move(application, "abandon", at=at, by=by, text=reason)
    log(application, "abandoned", by=by, at=at, now=now, role=role, reason=reason)
    return application


@transaction.atomic
def settle_accreditation(
    *, application_id: int, by: User | None, at: datetime, now: datetime | None = None
) -> Application:
    """Note that the new member has its titular: the end of the expediente. `by` nobody: the office's own sweep found it.

    Refused: wrong_state, no_titular.
    """
    now = now or at
    application = locked(application_id, act="accredit")
    role = check_manager(application, by, now) if by is not None else ""
    titular = titular_of(application, timezone.localdate(at))
    if titular is None:
        seat = application.seat.number if application.seat else None
        raise Refused.because("no_titular", "Art. 5", {"seat": seat})
    move(application, "accredit", at=at, by=by, text=f"Titular: {titular.person.full_name}.")
    paper = str(titular.instrument)
    log(application, "accredited", by=by, at=at, now=now, role=role, person=titular.person.full_name, paper=paper)
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
            settle_accreditation(application_id=application.pk, by=None, at=now)
            done += 1
    return done


@transaction.atomic
def resend(*, mail_id: int, by: User, at: datetime) -> ApplicationMail:
    """Send again a notification that failed, or that the applicant says never came; to its own address."""
    mail = ApplicationMail.objects.select_for_update(of=("self",)).select_related("application__body").get(pk=mail_id)
    role = check_manager(mail.application, by, at)
    if mail.state == MailState.PENDING and not mail.error:
        raise Refused.because("mail_not_failed")
    mail.start_over()
    mail.save()
    queue([mail])
    log(mail.application, "mail_resent", by=by, at=at, now=at, role=role, email=mail.email)
    return mail
