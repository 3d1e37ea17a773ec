"""The mails to the applicant. The truth is the `ApplicationMail` row; a job carries only its id.

Claimed, sent and noted in three steps, with no lock held while the mail server answers (as sessions_app.tasks).
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from audit.services import record

from .enums import MailState
from .models import ApplicationMail
from .words import STEPS, SUBJECTS

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
STALE_AFTER = timedelta(minutes=5)
MAX_ATTEMPTS = 5


@task()
def deliver(mail_id: int) -> str:
    """Send the mail of this row unless it was sent; answers with the state in which the row stands."""
    return str(send(mail_id, now=timezone.now()).state)


def send(mail_id: int, *, now: datetime) -> ApplicationMail:
    """Send one mail and note what came of it. Never raises for the mail. Sent already, or taken by another: nothing happens."""
    if not _claim(mail_id, now):
        return ApplicationMail.objects.get(pk=mail_id)
    mail = ApplicationMail.objects.select_related("application__body", "step").get(pk=mail_id)
    try:
        compose(mail).send()
    except Exception as why:
        # A mail server, or the library that speaks to it, fails in more ways than can be listed.
        logger.exception("Application mail %s could not be sent", mail_id)
        return _note(mail, now, error=_in_words(why))
    return _note(mail, now)


def compose(mail: ApplicationMail) -> EmailMessage:
    """The notification of one step, with the number, the code and the link to the follow page."""
    application, step = mail.application, mail.step
    context = {
        "application": application,
        "step": step,
        "words": STEPS.get(step.act, ""),
        "follow_url": site_url(reverse("admissions:follow_code", args=[application.code])),
    }
    return EmailMessage(
        subject=f"{SUBJECTS.get(step.act, 'Su solicitud de incorporación')}: {application.label}",
        body=render_to_string("admissions/email/notice.txt", context),
        to=[mail.email],
    )


def site_url(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def sweep_stale(now: datetime) -> int:
    """Queue again the mails that no worker has tried for a while; how many. One tried too often is marked failed."""
    old = now - STALE_AFTER
    stale = ApplicationMail.objects.filter(state=MailState.PENDING, queued_at__lt=old).filter(
        Q(tried_at__isnull=True) | Q(tried_at__lt=old)
    )
    asked = 0
    for mail in stale.select_related("application"):
        if mail.attempts >= MAX_ATTEMPTS:
            _note(mail, now, error=f"El envío se interrumpió {mail.attempts} veces.")
        else:
            deliver.enqueue(mail_id=mail.pk)
            asked += 1
    return asked


# --- Steps of the above --------------------------------------------------------------------------------------------
@transaction.atomic
def _claim(mail_id: int, now: datetime) -> bool:
    """Take the mail. Trying is counted first, so that a worker killed in the middle has left a trace."""
    row = ApplicationMail.objects.select_for_update().filter(pk=mail_id, state=MailState.PENDING).first()
    if row is None or (row.tried_at is not None and now - LEASE < row.tried_at <= now):
        return False
    row.tried_at, row.attempts = now, row.attempts + 1
    row.save(update_fields=["tried_at", "attempts"])
    return True


@transaction.atomic
def _note(mail: ApplicationMail, now: datetime, *, error: str = "") -> ApplicationMail:
    row = ApplicationMail.objects.select_for_update().get(pk=mail.pk)
    if row.state != MailState.PENDING:
        return row
    row.error = error[:500]
    if error:
        row.state = MailState.FAILED
        record(
            action="application.mail_failed",
            stream=mail.application.stream,
            by=None,
            at=now,
            recorded_at=now,
            subject=mail.application,
            data={"email": row.email, "error": row.error, "attempts": row.attempts},
        )
    else:
        row.state, row.sent_at = MailState.SENT, row.sent_at or now
    row.save(update_fields=["state", "error", "sent_at"])
    return row


def _in_words(failure: Exception) -> str:
    """What the office can do something about, and the server's own words."""
    if isinstance(failure, SMTPRecipientsRefused):
        return f"El servidor de correo rechazó la dirección: avise por otro medio. ({failure})"
    if isinstance(failure, OSError) and not isinstance(failure, SMTPException):
        return f"No se pudo conectar con el servidor de correo. Reenvíe cuando responda. ({failure})"
    return f"El servidor de correo no lo aceptó. ({failure})"
