"""The mail that carries a convocatoria. The truth is the `Dispatch` row; a job carries only its id.

A mail is claimed, sent and noted in three steps, with no lock held while the mail server answers: on SQLite one slow server
would otherwise stop everybody's work.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from audit.services import record
from documents.enums import RenderState
from documents.models import IssuedDocument
from documents.services import preview, render, store_pdf
from documents.words import clock, long_date

from .enums import Capacity, DispatchState, DocumentKind, MeetingState
from .models import ActaVersion, Dispatch, Meeting
from .selectors.acta import attendees, preview_mark
from .selectors.meetings import agenda_by_station

logger = logging.getLogger(__name__)

#: One worker has this long to send a mail it took; until then no other takes the same one.
LEASE = timedelta(minutes=2)
#: A mail that nobody has tried for this long is put into the queue again.
STALE_AFTER = timedelta(minutes=5)
#: A mail that takes its worker down each time is left for a person.
MAX_ATTEMPTS = 5
ATTACHED = (DocumentKind.CONVOCATORIA, DocumentKind.AGENDA)


class CannotSend(Exception):
    """In Spanish: it is shown beside the mail that failed."""


@task()
def deliver(dispatch_id: int) -> str:
    """Send the mail of this row unless it was sent; answers with the state in which the row stands."""
    return str(send(dispatch_id, now=timezone.now()).state)


def enqueue_dispatches(meeting: Meeting) -> int:
    """Queue every mail of the session that is waiting; inside the transaction that made the rows. Returns how many."""
    ids = list(meeting.dispatches.filter(state=DispatchState.PENDING).order_by("pk").values_list("pk", flat=True))
    for dispatch_id in ids:
        deliver.enqueue(dispatch_id=dispatch_id)
    return len(ids)


def send(dispatch_id: int, *, now: datetime, connection: BaseEmailBackend | None = None) -> Dispatch:
    """Send one mail, with the convocatoria and the agenda attached, and note what came of it. Never raises for the mail.

    Sent already, taken by another worker, or without an address: nothing happens. A worker killed between sending and
    noting leaves the row pending and the mail is sent again: twice is better than never, and both carry one Message-ID.
    """
    if not _claim(dispatch_id, now):
        return Dispatch.objects.get(pk=dispatch_id)
    dispatch = Dispatch.objects.select_related("meeting__body", "entry").get(pk=dispatch_id)
    try:
        message = compose(dispatch)
        message.connection = connection
        message.send()
    except CannotSend as why:
        return _note(dispatch, now, error=str(why))
    except Exception as why:
        # A mail server, or the library that speaks to it, fails in more ways than can be listed.
        logger.exception("Dispatch %s could not be sent", dispatch_id)
        return _note(dispatch, now, error=_in_words(why))
    return _note(dispatch, now)


def compose(dispatch: Dispatch) -> EmailMultiAlternatives:
    """The mail to one person, text and HTML, with its two papers and the link of its acknowledgement."""
    meeting = dispatch.meeting
    if meeting.state != MeetingState.CONVOKED:
        raise CannotSend(f"No se envió: la sesión ya está {meeting.get_state_display().lower()}.")
    papers = _papers(meeting)
    starts = timezone.localtime(meeting.scheduled_at)
    context = {
        "meeting": meeting,
        "dispatch": dispatch,
        "entry": dispatch.entry,
        "day": long_date(starts.date()),
        "hour": clock(starts),
        "stations": agenda_by_station(meeting),
        "papers": papers,
        "voice_only": dispatch.entry.capacity != Capacity.MEMBER and not dispatch.entry.may_vote,
        "acknowledge_url": site_url(meeting.url("acknowledge", dispatch.token)),
    }
    message = EmailMultiAlternatives(
        subject=f"{papers[0].label}: sesión {meeting.get_kind_display().lower()}, {context['day']}, {context['hour']}",
        body=render_to_string("sessions_app/email/convocatoria.txt", context),
        to=[dispatch.email],
        headers={"Message-ID": _message_id(dispatch)},
    )
    message.attach_alternative(render_to_string("sessions_app/email/convocatoria.html", context), "text/html")
    for paper in papers:
        message.attach(f"{paper.label}.pdf", _bytes_of(paper), "application/pdf")
    return message


def site_url(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def sweep_stale(now: datetime) -> int:
    """Queue again the mails that no worker has tried for a while (killed half-way, or none was running); how many.

    One that was tried MAX_ATTEMPTS times and never came back is marked failed, for a person to look at.
    """
    old = now - STALE_AFTER
    stale = Dispatch.objects.filter(state=DispatchState.PENDING, queued_at__lt=old).filter(
        Q(tried_at__isnull=True) | Q(tried_at__lt=old)
    )
    asked = 0
    for dispatch in stale.select_related("meeting"):
        if dispatch.attempts >= MAX_ATTEMPTS:
            _note(dispatch, now, error=f"El envío se interrumpió {dispatch.attempts} veces.")
        else:
            deliver.enqueue(dispatch_id=dispatch.pk)
            asked += 1
    return asked


# --- The acta in circulation ---------------------------------------------------------------------------------------
@task()
def render_acta_preview(version_id: int) -> str:
    """Make the PDF of a circulated version once, so that everybody reads the same bytes. Without it the page makes its own."""
    version = ActaVersion.objects.select_related("acta__meeting").get(pk=version_id)
    if version.preview_id is None:
        data = preview(kind=DocumentKind.ACTA, payload=version.payload, mark=preview_mark(version))
        stored = store_pdf(data, at=version.created_at)
        ActaVersion.objects.filter(pk=version_id, preview=None).update(preview=stored)
    return "ready"


@task()
def mail_acta_circulated(version_id: int) -> int:
    """Tell those who attended that there is a version to read and until when; how many mails left.

    A courtesy, not a notice of the law: a mail that fails is logged, and the page says the same.
    """
    version = ActaVersion.objects.select_related("acta__meeting__body").get(pk=version_id)
    acta, meeting = version.acta, version.acta.meeting
    context = {
        "meeting": meeting,
        "version": version,
        "until": acta.observations_until,
        "url": site_url(meeting.url("acta", meeting.pk)),
    }
    sent = 0
    for attendee in attendees(meeting):
        if not attendee.email:
            continue
        body = render_to_string("sessions_app/email/acta_circulated.txt", {**context, "name": attendee.name})
        message = EmailMessage(f"Acta de la {meeting}: versión {version.number} para leer", body, to=[attendee.email])
        try:
            sent += message.send()
        except Exception:
            # A mail server fails in more ways than can be listed, and the next person's mail may well leave.
            logger.exception("The mail about version %s of an acta could not be sent", version_id)
    return sent


# --- Steps of the above --------------------------------------------------------------------------------------------
@transaction.atomic
def _claim(dispatch_id: int, now: datetime) -> bool:
    """Take the mail. Trying is counted first, so that a worker killed in the middle has left a trace."""
    row = Dispatch.objects.select_for_update().filter(pk=dispatch_id, state=DispatchState.PENDING).first()
    if row is None or not row.email:
        return False
    tried = row.tried_at
    if tried is not None and tried >= row.queued_at and now - LEASE < tried <= now:
        return False
    row.tried_at, row.attempts = now, row.attempts + 1
    row.save(update_fields=["tried_at", "attempts"])
    return True


@transaction.atomic
def _note(dispatch: Dispatch, now: datetime, *, error: str = "") -> Dispatch:
    """What came of it, unless the office changed the row meanwhile (another address, another try)."""
    row = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if row.state != DispatchState.PENDING or row.token != dispatch.token:
        return row
    row.error = error[:500]
    if error:
        row.state = DispatchState.FAILED
        record(
            action="dispatch.failed",
            stream=dispatch.meeting.stream,
            by=None,
            at=now,
            recorded_at=now,
            subject=row,
            data={"name": row.name, "email": row.email, "error": row.error, "attempts": row.attempts},
        )
    else:
        row.state = DispatchState.SENT
        # Sent again to the same address: the day that counts is the first.
        row.sent_at = row.sent_at or now
    row.save(update_fields=["state", "error", "sent_at"])
    return row


def _in_words(failure: Exception) -> str:
    """What the office can do something about, and the server's own words."""
    if isinstance(failure, SMTPRecipientsRefused):
        return f"El servidor de correo rechazó la dirección. Corríjala y reenvíe. ({failure})"
    if isinstance(failure, OSError) and not isinstance(failure, SMTPException):
        return f"No se pudo conectar con el servidor de correo. Reenvíe cuando responda. ({failure})"
    return f"El servidor de correo no lo aceptó. ({failure})"


def _papers(meeting: Meeting) -> Sequence[IssuedDocument]:
    """Convocatoria and agenda, rendered: made here if no worker has come to it yet."""
    ids = dict(
        meeting.documents.filter(document__kind__in=ATTACHED, document__annulled_at__isnull=True).values_list(
            "document__kind", "document_id"
        )
    )
    papers = []
    for kind in ATTACHED:
        if kind not in ids:
            raise CannotSend(f"Falta el documento «{kind.label}» de esta sesión.")
        paper = render(ids[kind])
        if paper.state != RenderState.RENDERED:
            raise CannotSend(f"No se pudo generar el PDF «{paper.label}». Vuelva a generarlo y reenvíe.")
        papers.append(paper)
    return papers


def _bytes_of(paper: IssuedDocument) -> bytes:
    if paper.stored is None:
        raise CannotSend(f"El PDF «{paper.label}» no tiene contenido. Vuelva a generarlo y reenvíe.")
    return bytes(paper.stored.data)


def _message_id(dispatch: Dispatch) -> str:
    """The same for every try of one mail, so that a mail sent twice is shown once."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<dispatch-{dispatch.pk}-{int(dispatch.queued_at.timestamp())}@{host}>"
