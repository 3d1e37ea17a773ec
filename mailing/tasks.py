"""How a row is sent: claimed, sent and noted in three steps, with no lock held while the mail server answers.

On SQLite one slow server would otherwise stop everybody's work.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
from typing import TypeVar
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from audit.acts import Act
from audit.services import record

from .enums import MailState
from .letters import CannotSend
from .models import Outgoing, outgoing_models

logger = logging.getLogger(__name__)

#: One worker has this long to send a mail it took; until then no other takes the same one.
LEASE = timedelta(minutes=2)
#: How long after the n-th try the next one is due (the first waits after being queued): a greylist or a server that restarts
#: takes minutes, one that is down for longer takes the office.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 5, 15, 60, 240, 5))
#: After so many tries the mail is left for a person.
MAX_ATTEMPTS = len(WAITS) - 1

Row = TypeVar("Row", bound=Outgoing)


@task()
def deliver(model: str, pk: int) -> str:
    """Send the mail of this row unless it was sent; answers with the state in which the row stands."""
    row = apps.get_model(model)._default_manager.get(pk=pk)
    return str(send(row, now=timezone.now()).state)


def queue(rows: Iterable[Outgoing]) -> None:
    """Write the new ones, and ask a worker for all that have an address; inside the transaction of the act."""
    for row in rows:
        if row.pk is None:
            row.save()
        if row.state == MailState.PENDING:
            deliver.enqueue(model=row._meta.label_lower, pk=row.pk)


def send(row: Row, *, now: datetime, connection: BaseEmailBackend | None = None) -> Row:
    """Send one mail and note what came of it; the row as it stands afterwards. Never raises for the mail.

    Sent already, taken by another worker, or without an address: nothing happens. A worker killed between sending and
    noting leaves the row pending and the mail is sent again: twice is better than never, and both carry one Message-ID.
    """
    claimed = _claim(row, now)
    if claimed is None:
        return type(row)._default_manager.get(pk=row.pk)
    try:
        message = _prepare(claimed)
    except CannotSend as why:
        return _note(claimed, now, error=str(why))
    except Exception as why:
        logger.exception("%s %s could not be composed", claimed._meta.label, claimed.pk)
        what = "No se pudo preparar el mensaje. Avise a quien administra el sistema."
        return _note(claimed, now, error=f"{what} ({type(why).__name__})")
    try:
        message.connection = connection
        message.send()
    except Exception as why:
        # A mail server, or the library that speaks to it, fails in more ways than can be listed.
        logger.exception("%s %s could not be sent", claimed._meta.label, claimed.pk)
        again = _is_passing(why) and claimed.attempts < MAX_ATTEMPTS
        return _note(claimed, now, error=_in_words(why, claimed, again=again), again=again)
    return _note(claimed, now)


def sweep(now: datetime) -> int:
    """Queue again the mails whose next try is due (a server that was down, a worker that was killed); how many.

    One that was tried MAX_ATTEMPTS times and never came back is marked failed, for a person to look at.
    """
    asked = 0
    old = now - min(WAITS)
    for model in outgoing_models():
        pending = model._default_manager.filter(state=MailState.PENDING).exclude(email="")
        for row in pending.filter(Q(tried_at=None, queued_at__lt=old) | Q(tried_at__lt=old)):
            if row.tried_at is not None and now - row.tried_at <= WAITS[min(row.attempts, MAX_ATTEMPTS)]:
                continue
            if row.attempts >= MAX_ATTEMPTS:
                _note(row, now, error=f"El envío se interrumpió {row.attempts} veces.")
            else:
                queue([row])
                asked += 1
    return asked


# --- Steps of the above --------------------------------------------------------------------------------------------
@transaction.atomic
def _claim(row: Row, now: datetime) -> Row | None:
    """Take the mail. Trying is counted first, so that a worker killed in the middle has left a trace."""
    rows = type(row)._default_manager.select_for_update()
    claimed = rows.filter(pk=row.pk, state=MailState.PENDING).exclude(email="").first()
    if claimed is None or (claimed.tried_at is not None and now - LEASE < claimed.tried_at <= now):
        return None
    claimed.tried_at, claimed.attempts = now, claimed.attempts + 1
    claimed.save(update_fields=["tried_at", "attempts"])
    return claimed


def _prepare(row: Outgoing) -> EmailMessage:
    """The message, made once whole: what cannot be made is our fault and not the mail server's."""
    message: EmailMessage = import_string(row.composer)(row)
    message.extra_headers["Message-ID"] = _message_id(row)
    message.message()
    return message


@transaction.atomic
def _note(row: Row, now: datetime, *, error: str = "", again: bool = False) -> Row:
    """What came of it, unless the office changed the row meanwhile (another address, another try)."""
    noted = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if (noted.state, noted.email, noted.queued_at) != (MailState.PENDING, row.email, row.queued_at):
        return noted
    noted.error = error[:500]
    if not error:
        noted.state = MailState.SENT
        # Sent again to the same address: the day that counts is the first.
        noted.sent_at = noted.sent_at or now
    elif not again:
        noted.state = MailState.FAILED
        record(
            Act(None, now),
            noted.failed_action,
            noted.subject,
            stream=noted.stream,
            name=noted.name,
            email=noted.email,
            error=noted.error,
            attempts=noted.attempts,
        )
    noted.save(update_fields=["state", "error", "sent_at"])
    return noted


def _is_passing(failure: Exception) -> bool:
    """Whether another try may do: no connection, a server that went away, an answer of the 400s (RFC 5321, 4.2.1)."""
    if isinstance(failure, SMTPRecipientsRefused):
        return all(400 <= code < 500 for code, _ in failure.recipients.values())
    if isinstance(failure, SMTPResponseException):
        return failure.smtp_code < 500
    return _is_unreachable(failure)


def _is_unreachable(failure: Exception) -> bool:
    return isinstance(failure, SMTPServerDisconnected) or (
        isinstance(failure, OSError) and not isinstance(failure, SMTPException)
    )


def _in_words(failure: Exception, row: Outgoing, *, again: bool) -> str:
    """What the office can do something about, and the server's own words."""
    if isinstance(failure, SMTPRecipientsRefused) and not _is_passing(failure):
        return f"{row.address_refused} ({failure})"
    unreachable = _is_unreachable(failure)
    what = "No se pudo conectar con el servidor de correo." if unreachable else "El servidor de correo no lo aceptó."
    advice = " Se intentará otra vez." if again else " Reenvíe cuando responda." if unreachable else ""
    return f"{what}{advice} ({failure})"


def _message_id(row: Outgoing) -> str:
    """The same for every try of one mail, so that a mail sent twice is shown once; another when the office resends it."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    begun = max(row.queued_at, row.sent_at or row.queued_at)
    return f"<{row._meta.model_name}-{row.pk}-{int(begun.timestamp())}@{host}>"
