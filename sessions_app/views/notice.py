"""After sending: the state of each mail, its proof, and the page that a mail's link opens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Act
from exchange.views import wants_excel
from mailing.enums import MailState
from members import permissions as padron
from members.http import BodyHttpRequest
from norms.pages import act_now, act_page, posted, posted_with_files
from norms.wording import explain
from norms.wording.parameters import value_in_words

from ..enums import MeetingState
from ..forms.draft import CancelForm, ReasonForm, RescheduleForm
from ..forms.notice import AnswerForm, ReceiptForm, ResendForm, ReturnedForm
from ..models import Dispatch, Meeting, Receipt
from ..permissions import can, check_user
from ..selectors.access import fetch_meeting
from ..selectors.notice import file_of, named, notice_rows
from ..services import convening, notice
from ..states import MEETING
from . import excel
from ._desk import desk_meeting

PAGE = "sessions:dispatches"


# --- The file of the notice ----------------------------------------------------------------------------------------
@require_GET
def dispatches(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Per institution: its mails, what failed, and when it received the convocatoria; and what Art. 7 says of it now."""
    user, today = request.user, timezone.localdate()
    meeting = fetch_meeting(user, request.current_body, pk, today)
    roles = check_user("sessions.read_all", user, meeting.body, today)
    if meeting.convened_at is None:
        return redirect("sessions:preview", pk)
    rows = notice_rows(meeting)
    file = file_of(meeting, rows)
    only = request.GET.get("ver") == "problemas"
    shown = [row for row in rows if row.needs_attention] if only else rows
    sees_contacts = padron.can("padron.contacts", roles)
    if wants_excel(request):
        return excel.dispatches(request, meeting, shown, contacts=sees_contacts, only=only)
    context = {
        "meeting": meeting,
        "file": file,
        "rows": shown,
        "only": only,
        "ruling_words": explain(file.ruling),
        "names": named(file.ruling, rows),
        "can_manage": can("sessions.manage", roles),
        "sees_contacts": sees_contacts,
        "can_send": meeting.state == MeetingState.CONVOKED,
        "can_note": MEETING.can(meeting, "notify"),
    }
    return render(request, "sessions_app/dispatches.html", context)


@require_POST
def resend_failed(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    return act_now(
        request,
        lambda act: notice.resend_failed(act, meeting_id=meeting.pk),
        done=lambda count: (
            f"Se volvieron a poner en cola {count} correos." if count else "No hay correos por reenviar."
        ),
        back=reverse(PAGE, args=[pk]),
    )


@require_http_methods(["GET", "POST"])
def resend(request: BodyHttpRequest, pk: int, dispatch_id: int) -> HttpResponse:
    """One mail again, to the same address or to a corrected one."""
    meeting = desk_meeting(request, pk)
    dispatch = get_object_or_404(meeting.dispatches.select_related("entry"), pk=dispatch_id)
    form = ResendForm(posted(request), initial={"email": dispatch.email})
    return act_page(
        request,
        form,
        lambda act: notice.resend(act, dispatch_id=dispatch.pk, email=form.cleaned_data["email"]),
        done=lambda sent: f"El correo a {sent.name} ({sent.email}) está en cola.",
        back_url=reverse(PAGE, args=[pk]),
        title="Reenviar la convocatoria",
        act=f"A {dispatch.name}, de {dispatch.entry.name}.",
        consequence="Si cambia la dirección, el enlace anterior deja de servir y la recepción se presume desde hoy.",
        article="Art. 7",
        button="Reenviar",
        meeting=meeting,
    )


@require_http_methods(["GET", "POST"])
def returned(request: BodyHttpRequest, pk: int, dispatch_id: int) -> HttpResponse:
    """A mail that left and came back later."""
    meeting = desk_meeting(request, pk)
    dispatch = get_object_or_404(meeting.dispatches.select_related("entry"), pk=dispatch_id)
    form = ReturnedForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: notice.mark_undeliverable(
            act, entry_id=dispatch.entry_id, dispatch_id=dispatch.pk, error=form.cleaned_data["error"]
        ),
        done=f"Se anotó que el correo a {dispatch.name} volvió sin entregarse.",
        back_url=reverse(PAGE, args=[pk]),
        title="El correo volvió sin entregarse",
        act=f"A {dispatch.name} ({dispatch.email}), de {dispatch.entry.name}.",
        consequence="De este correo ya no se presume recepción: reenvíelo a otra dirección o registre un cargo firmado.",
        article="Art. 7",
        button="Anotar que volvió",
        meeting=meeting,
    )


@require_http_methods(["GET", "POST"])
def receipt(request: BodyHttpRequest, pk: int, entry_id: int) -> HttpResponse:
    """The proof that an institution received the convocatoria."""
    meeting, today = desk_meeting(request, pk), timezone.localdate()
    entry = get_object_or_404(meeting.roll, pk=entry_id)
    form = ReceiptForm(*posted_with_files(request), initial={"received_on": today}, today=today)
    return act_page(
        request,
        form,
        lambda act: notice.record_receipt(act, entry_id=entry.pk, **form.cleaned_data),
        done=f"Se registró la recepción de {entry.name}.",
        back_url=reverse(PAGE, args=[pk]),
        title="Registrar la recepción de la convocatoria",
        act=entry.name,
        consequence="La fecha probada prevalece sobre la presumida al juzgar el plazo de la convocatoria.",
        article="Art. 7",
        button="Registrar",
        meeting=meeting,
    )


@require_http_methods(["GET", "POST"])
def void_receipt(request: BodyHttpRequest, pk: int, receipt_id: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    noted = get_object_or_404(Receipt.objects.select_related("entry"), pk=receipt_id, entry__meeting=meeting)
    form = ReasonForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: notice.void_receipt(act, receipt_id=noted.pk, reason=form.cleaned_data["reason"]),
        done="La constancia quedó anulada; sigue a la vista con su motivo.",
        back_url=reverse(PAGE, args=[pk]),
        title="Anular una constancia de recepción",
        act=f"{noted.entry.name}: {noted}.",
        consequence="Deja de contar para el plazo de la convocatoria. No se borra: queda a la vista con su motivo.",
        article="Art. 7",
        button="Anular la constancia",
        danger=True,
        meeting=meeting,
    )


# --- Cancelling and rescheduling -----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def cancel(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    if not MEETING.can(meeting, "cancel"):
        return _no_longer(request, meeting)
    form = CancelForm(posted(request), initial={"revision": meeting.revision})
    return act_page(
        request,
        form,
        lambda act: convening.cancel(act, meeting_id=pk, reason=form.cleaned_data["reason"]),
        done=f"Quedó anulada la {meeting}.",
        back_url=meeting.get_absolute_url(),
        to=meeting,
        title=f"Anular la {meeting}",
        act=f"Convocada para el {timezone.localtime(meeting.scheduled_at):%d/%m/%Y a las %H:%M}.",
        consequence="La sesión no se realizará y no genera inasistencias para nadie. Su número no se vuelve a usar. "
        "Avise a los convocados: el sistema no les escribe solo.",
        article="Art. 15",
        button="Anular la sesión",
        danger=True,
        meeting=meeting,
    )


@require_http_methods(["GET", "POST"])
def reschedule(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting, now = desk_meeting(request, pk), timezone.now()
    if not MEETING.can(meeting, "reschedule"):
        return _no_longer(request, meeting)
    starts = timezone.localtime(meeting.scheduled_at)
    initial = {"revision": meeting.revision, "time": starts.time()}
    form = RescheduleForm(posted(request), initial=initial, now=now)
    return act_page(
        request,
        form,
        lambda act: convening.reschedule(
            act,
            meeting_id=pk,
            new_scheduled_at=form.cleaned_data["scheduled_at"],
            reason=form.cleaned_data["reason"],
        ),
        done="La nueva fecha está en un borrador: revíselo y convóquelo.",
        to=lambda draft: reverse("sessions:edit_data", args=[draft.pk]),
        title=f"Reprogramar la {meeting}",
        act=f"Convocada para el {starts:%d/%m/%Y a las %H:%M}.",
        consequence="Esta sesión queda sin efecto y se abre un borrador con la nueva fecha y la misma agenda. La nueva fecha "
        f"exige una nueva convocatoria, con {value_in_words('notice_days', meeting.rules())} de anticipación.",
        article="Art. 7",
        button="Reprogramar",
        back_url=meeting.get_absolute_url(),
        meeting=meeting,
    )


def _no_longer(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Pressed twice, or somebody else did it: its page tells how the session stands."""
    messages.info(request, f"La sesión está {meeting.get_state_display().lower()}.")
    return redirect(meeting)


# --- From the mail -------------------------------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def acknowledge(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of a mail opens, without login. GET only shows: mail scanners follow links. POST records."""
    dispatch = (
        Dispatch.objects.select_related("meeting__body", "entry__seat", "meeting__replaced_by")
        .filter(token=token)
        .first()
    )
    if dispatch is None:
        raise Http404("Ese enlace no corresponde a ninguna convocatoria.")
    meeting = dispatch.meeting
    answers = notice.answers_for(dispatch, dispatch.entry)
    current = notice.answer_of(dispatch)
    form = AnswerForm(posted(request), initial={"rsvp": current}, answers=answers)
    to_come = timezone.localdate(meeting.scheduled_at) >= timezone.localdate()
    return act_page(
        request,
        form,
        # The mail says who answers: not the person who may be signed in.
        lambda act: notice.acknowledge(Act(None, act.at), token=token, rsvp=form.cleaned_data["rsvp"]),
        back_url=reverse("sessions:acknowledge", args=[token]),
        template="sessions_app/acknowledge.html",
        meeting=meeting,
        dispatch=dispatch,
        entry=dispatch.entry,
        is_open=meeting.state == MeetingState.CONVOKED and to_come,
        answer=current,
        receipt=dispatch.entry.receipts.filter(voided_at=None).first(),
        failed=dispatch.state == MailState.FAILED,
    )
