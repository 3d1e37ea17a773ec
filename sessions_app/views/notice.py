"""After sending: the state of each mail, its proof, and the page that a mail's link opens."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from exchange.views import wants_excel
from mailing.enums import MailState
from members import permissions as padron
from norms.wording import explain
from regulation.refusal import Refused

from ..enums import MeetingState
from ..forms.draft import CancelForm, ReasonForm, RescheduleForm
from ..forms.notice import AnswerForm, ReceiptForm, ResendForm, ReturnedForm
from ..models import Dispatch, Meeting, Receipt
from ..permissions import can, check_user
from ..policies import can_meeting
from ..selectors.access import fetch_meeting
from ..selectors.notice import file_of, named, notice_rows
from ..services import convening, notice
from . import excel
from ._desk import desk_meeting, for_people

PAGE = "sessions:dispatches"


# --- The file of the notice ----------------------------------------------------------------------------------------
@require_GET
@for_people(PAGE)
def dispatches(request: HttpRequest, pk: int) -> HttpResponse:
    """Per institution: its mails, what failed, and when it received the convocatoria; and what Art. 7 says of it now."""
    user, today = cast(User, request.user), timezone.localdate()
    meeting = fetch_meeting(user, pk, today)
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
        "can_note": can_meeting(meeting, "notify"),
    }
    return render(request, "sessions_app/dispatches.html", context)


@require_POST
@for_people(PAGE)
def resend_failed(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    count = notice.resend_failed(meeting_id=meeting.pk, by=cast(User, request.user), at=timezone.now())
    messages.success(
        request, f"Se volvieron a poner en cola {count} correos." if count else "No hay correos por reenviar."
    )
    return redirect(PAGE, pk)


@require_http_methods(["GET", "POST"])
@for_people(PAGE)
def resend(request: HttpRequest, pk: int, dispatch_id: int) -> HttpResponse:
    """One mail again, to the same address or to a corrected one."""
    meeting = desk_meeting(request, pk)
    dispatch = get_object_or_404(meeting.dispatches.select_related("entry"), pk=dispatch_id)
    form = ResendForm(request.POST or None, initial={"email": dispatch.email})
    if request.method == "POST" and form.is_valid():
        try:
            sent = notice.resend(
                dispatch_id=dispatch.pk,
                by=cast(User, request.user),
                at=timezone.now(),
                email=form.cleaned_data["email"],
            )
        except Refused as refusal:
            form.add_error(None, explain(refusal.ruling))
        else:
            messages.success(request, f"El correo a {sent.name} ({sent.email}) está en cola.")
            return redirect(PAGE, pk)
    context = {
        "title": "Reenviar la convocatoria",
        "act": f"A {dispatch.name}, de {dispatch.entry.name}.",
        "consequence": "Si cambia la dirección, el enlace anterior deja de servir y la recepción se presume desde hoy.",
        "article": "Art. 7",
        "form": form,
        "button": "Reenviar",
        "back_url": reverse(PAGE, args=[pk]),
        "meeting": meeting,
    }
    return render(request, "partials/confirm.html", context)


@require_http_methods(["GET", "POST"])
@for_people(PAGE)
def returned(request: HttpRequest, pk: int, dispatch_id: int) -> HttpResponse:
    """A mail that left and came back later."""
    meeting = desk_meeting(request, pk)
    dispatch = get_object_or_404(meeting.dispatches.select_related("entry"), pk=dispatch_id)
    form = ReturnedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notice.mark_undeliverable(
                entry_id=dispatch.entry_id,
                dispatch_id=dispatch.pk,
                error=form.cleaned_data["error"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, explain(refusal.ruling))
        else:
            messages.success(request, f"Se anotó que el correo a {dispatch.name} volvió sin entregarse.")
            return redirect(PAGE, pk)
    context = {
        "title": "El correo volvió sin entregarse",
        "act": f"A {dispatch.name} ({dispatch.email}), de {dispatch.entry.name}.",
        "consequence": "De este correo ya no se presume recepción: reenvíelo a otra dirección o registre un cargo firmado.",
        "article": "Art. 7",
        "form": form,
        "button": "Anotar que volvió",
        "back_url": reverse(PAGE, args=[pk]),
        "meeting": meeting,
    }
    return render(request, "partials/confirm.html", context)


@require_http_methods(["GET", "POST"])
@for_people(PAGE)
def receipt(request: HttpRequest, pk: int, entry_id: int) -> HttpResponse:
    """The proof that an institution received the convocatoria."""
    meeting, today = desk_meeting(request, pk), timezone.localdate()
    entry = get_object_or_404(meeting.roll, pk=entry_id)
    form = ReceiptForm(request.POST or None, request.FILES or None, initial={"received_on": today}, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            notice.record_receipt(
                entry_id=entry.pk, **form.cleaned_data, by=cast(User, request.user), at=timezone.now()
            )
        except Refused as refusal:
            about_file = refusal.ruling.code.startswith("bad_upload")
            field = "file" if about_file else "received_on" if refusal.ruling.code.startswith("receipt_") else None
            form.add_error(field, explain(refusal.ruling))
        else:
            messages.success(request, f"Se registró la recepción de {entry.name}.")
            return redirect(PAGE, pk)
    context = {
        "title": "Registrar la recepción de la convocatoria",
        "act": entry.name,
        "consequence": "La fecha probada prevalece sobre la presumida al juzgar el plazo de siete días.",
        "article": "Art. 7",
        "form": form,
        "button": "Registrar",
        "back_url": reverse(PAGE, args=[pk]),
        "meeting": meeting,
    }
    return render(request, "partials/confirm.html", context)


@require_http_methods(["GET", "POST"])
@for_people(PAGE)
def void_receipt(request: HttpRequest, pk: int, receipt_id: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    noted = get_object_or_404(Receipt.objects.select_related("entry"), pk=receipt_id, entry__meeting=meeting)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notice.void_receipt(
                receipt_id=noted.pk,
                reason=form.cleaned_data["reason"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, explain(refusal.ruling))
        else:
            messages.success(request, "La constancia quedó anulada; sigue a la vista con su motivo.")
            return redirect(PAGE, pk)
    context = {
        "title": "Anular una constancia de recepción",
        "act": f"{noted.entry.name}: {noted}.",
        "consequence": "Deja de contar para el plazo de siete días. No se borra: queda a la vista con su motivo.",
        "article": "Art. 7",
        "form": form,
        "button": "Anular la constancia",
        "danger": True,
        "back_url": reverse(PAGE, args=[pk]),
        "meeting": meeting,
    }
    return render(request, "partials/confirm.html", context)


# --- Cancelling and rescheduling -----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_people("sessions:detail")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    if not can_meeting(meeting, "cancel"):
        return _no_longer(request, meeting)
    form = CancelForm(request.POST or None, initial={"revision": meeting.revision})
    if request.method == "POST" and form.is_valid():
        try:
            convening.cancel(
                meeting_id=pk, reason=form.cleaned_data["reason"], by=cast(User, request.user), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, explain(refusal.ruling))
        else:
            messages.success(request, f"Quedó anulada la {meeting}.")
            return redirect(meeting)
    context = {
        "title": f"Anular la {meeting}",
        "act": f"Convocada para el {timezone.localtime(meeting.scheduled_at):%d/%m/%Y a las %H:%M}.",
        "consequence": "La sesión no se realizará y no genera inasistencias para nadie. Su número no se vuelve a usar. "
        "Avise a los convocados: el sistema no les escribe solo.",
        "article": "Art. 15",
        "form": form,
        "button": "Anular la sesión",
        "danger": True,
        "back_url": meeting.get_absolute_url(),
        "meeting": meeting,
    }
    return render(request, "partials/confirm.html", context)


@require_http_methods(["GET", "POST"])
@for_people("sessions:detail")
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, now = desk_meeting(request, pk), timezone.now()
    if not can_meeting(meeting, "reschedule"):
        return _no_longer(request, meeting)
    starts = timezone.localtime(meeting.scheduled_at)
    initial = {"revision": meeting.revision, "time": starts.time()}
    form = RescheduleForm(request.POST or None, initial=initial, now=now)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = convening.reschedule(
                meeting_id=pk,
                new_scheduled_at=data["scheduled_at"],
                reason=data["reason"],
                by=cast(User, request.user),
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, explain(refusal.ruling))
        else:
            messages.success(request, "La nueva fecha está en un borrador: revíselo y convóquelo.")
            return redirect("sessions:edit_data", draft.pk)
    context = {
        "title": f"Reprogramar la {meeting}",
        "act": f"Convocada para el {starts:%d/%m/%Y a las %H:%M}.",
        "consequence": "Esta sesión queda sin efecto y se abre un borrador con la nueva fecha y la misma agenda. La nueva fecha "
        "exige una nueva convocatoria, con sus siete días.",
        "article": "Art. 7",
        "form": form,
        "button": "Reprogramar",
        "back_url": meeting.get_absolute_url(),
        "meeting": meeting,
    }
    return render(request, "partials/confirm.html", context)


def _no_longer(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Pressed twice, or somebody else did it: its page tells how the session stands."""
    messages.info(request, f"La sesión está {meeting.get_state_display().lower()}.")
    return redirect(meeting)


# --- From the mail -------------------------------------------------------------------------------------------------
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
    meeting, now = dispatch.meeting, timezone.now()
    answers = notice.answers_for(dispatch, dispatch.entry)
    current = notice.answer_of(dispatch)
    form = AnswerForm(request.POST or None, initial={"rsvp": current}, answers=answers)
    is_open = meeting.state == MeetingState.CONVOKED and timezone.localdate(meeting.scheduled_at) >= timezone.localdate(
        now
    )
    if request.method == "POST" and form.is_valid():
        try:
            notice.acknowledge(token=token, rsvp=form.cleaned_data["rsvp"], at=now)
        except Refused as refusal:
            form.add_error(None, explain(refusal.ruling))
        else:
            return redirect("sessions:acknowledge", token)
    context: dict[str, Any] = {
        "meeting": meeting,
        "dispatch": dispatch,
        "entry": dispatch.entry,
        "form": form,
        "is_open": is_open,
        "answer": current,
        "receipt": dispatch.entry.receipts.filter(voided_at=None).first(),
        "failed": dispatch.state == MailState.FAILED,
    }
    return render(
        request, "sessions_app/acknowledge.html", context, status=200 if form.is_valid() or not form.is_bound else 422
    )
