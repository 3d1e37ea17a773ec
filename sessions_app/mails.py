"""How the mails of a session are composed: the convocatoria, and that an acta is there to read."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone

from documents.enums import RenderState
from documents.models import IssuedDocument
from documents.services import render
from documents.words import clock, long_date
from mailing.letters import CannotSend, letter, site_url

from .enums import ActaState, Capacity, DocumentKind, MeetingState
from .models import ActaMail, Dispatch, Meeting
from .selectors.meetings import agenda_by_station

ATTACHED = (DocumentKind.CONVOCATORIA, DocumentKind.AGENDA)


def convocatoria(dispatch: Dispatch) -> EmailMessage:
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
    subject = f"{papers[0].label}: sesión {meeting.get_kind_display().lower()}, {context['day']}, {context['hour']}"
    message = letter(dispatch, subject, "sessions_app/email/convocatoria.txt", context)
    message.attach_alternative(render_to_string("sessions_app/email/convocatoria.html", context), "text/html")
    for paper in papers:
        message.attach(f"{paper.label}.pdf", _bytes_of(paper), "application/pdf")
    return message


def acta_circulated(mail: ActaMail) -> EmailMessage:
    """That there is a version to read, and until when; not sent once it is no longer the one in observation."""
    version, acta, meeting = mail.version, mail.version.acta, mail.version.acta.meeting
    if acta.state != ActaState.OBSERVING or acta.versions.filter(number__gt=version.number).exists():
        raise CannotSend("No se envió: esa versión del acta ya no está en observación.")
    context = {
        "meeting": meeting,
        "version": version,
        "until": acta.observations_until,
        "url": site_url(meeting.url("acta", meeting.pk)),
        "name": mail.name,
    }
    subject = f"Acta de la {meeting}: versión {version.number} para leer"
    return letter(mail, subject, "sessions_app/email/acta_circulated.txt", context)


# --- Steps of the above --------------------------------------------------------------------------------------------
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
