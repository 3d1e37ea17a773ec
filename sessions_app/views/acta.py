"""The acta's page: the Secretaría writes and circulates, attendees observe, the president decides beside the PDF."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from audit.acts import Act
from documents import services as documents
from documents.views import file_response, pdf_response, serve_issued, serve_upload
from members.http import BodyHttpRequest
from members.selectors import expired_on, presiding_on, roles_of
from norms.pages import NOT_ACCEPTED, act_now, act_page, carry_out, posted, seen_now
from norms.wording import explain
from regulation.refusal import Refused

from ..enums import ActaState, ActaVerdict, DocumentKind
from ..forms.acta import (
    AnswerForm,
    CirculateForm,
    DecisionForm,
    ObservationForm,
    ProseForm,
    SignatureForm,
    TakeBackForm,
)
from ..forms.draft import ReasonForm
from ..models import Acta, ActaDecision, ActaVersion, Meeting
from ..permissions import allow_observing, can, check_user
from ..selectors import acta as read
from ..selectors import papers
from ..selectors.access import fetch_meeting
from ..selectors.past import is_past
from ..services import acta as services
from ..states import ACTA
from . import past

PAGE = "sessions:acta"


def _fetch(request: BodyHttpRequest, pk: int, *, may: str = "") -> tuple[Meeting, Acta]:
    """The session and its acta, if this person may see the session (and do what `may` says) and there is one."""
    meeting = fetch_meeting(request.user, request.current_body, pk, timezone.localdate())
    acta = read.fetch(meeting)
    if acta is None:
        raise Http404("Esta sesión todavía no tiene acta.")
    acta.meeting = meeting
    if may:
        check_user(may, request.user, meeting.body, timezone.localdate())
    return meeting, acta


# --- The page ------------------------------------------------------------------------------------------------------
@require_GET
def page(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting = fetch_meeting(request.user, request.current_body, pk, timezone.localdate())
    acta = read.fetch(meeting)
    if is_past(meeting):
        return past.acta_page(request, meeting)
    if acta is None:
        return render(request, "sessions_app/acta_none.html", {"meeting": meeting})
    acta.meeting = meeting
    return _page(request, meeting, acta)


def _page(request: BodyHttpRequest, meeting: Meeting, acta: Acta, *, status: int = 200, **bound: Any) -> HttpResponse:
    """`bound`: the form that was refused, under its name, so that nothing typed is lost."""
    user, today = request.user, timezone.localdate()
    roles = roles_of(user, meeting.body, today)
    version, attendee = read.current_version(acta), read.attendee_of(meeting, user)
    drafting, observing = acta.state == ActaState.DRAFT, acta.state == ActaState.OBSERVING
    can_write, can_decide, reader = can("acta.write", roles), can("acta.decide", roles), can("sessions.read_all", roles)
    term_open = observing and acta.observations_until is not None and today <= acta.observations_until
    in_play = version if observing else None
    context: dict[str, Any] = {
        "meeting": meeting,
        "acta": acta,
        "version": version,
        "versions": list(acta.versions.select_related("created_by").defer("payload")),
        "steps": read.steps(acta),
        "drafting": drafting,
        "observing": observing,
        "can_write": can_write,
        "can_decide": can_decide and observing,
        "can_observe": attendee is not None and term_open,
        "can_answer": can_write and ACTA.can(acta, "answer"),
        "can_read": reader or (attendee is not None and not drafting) or acta.document is not None,
        "reader": reader,
        "attendee": attendee,
        "term_open": term_open,
        "president": presiding_on(meeting.body, today),
        "facts_changed": in_play is not None and read.facts_changed(acta, in_play),
        "observations": list(read.observations(acta)) if reader or attendee else [],
        "unanswered": read.observations(acta).filter(answered_at=None).count() if observing and can_decide else 0,
        "last_decision": _last_decision(acta) if drafting else None,
        "pdf_url": _pdf_url(meeting, acta, version, reader=reader),
        "observation_form": ObservationForm(initial={"version": version.number}) if version else None,
        "decision_form": DecisionForm(initial={"version": version.number}) if version else None,
        "answer_form": AnswerForm(),
        "signatures": read.signature_rows(acta) if acta.document and reader else [],
    }
    president = context["president"]
    context["acting"] = president is not None and expired_on(president, today)
    if drafting and can_write:
        context["facts"] = papers.acta_payload(acta)
        context["sections"] = read.sections_with_facts(acta, context["facts"])
    context |= bound
    context["unplaced"] = _unplaced(context)
    return render(request, "sessions_app/acta.html", context, status=status)


def _unplaced(context: Mapping[str, Any]) -> dict[str, str] | None:
    """Why something was refused and what was typed, when the page no longer has the form that would show them."""
    name = context.get("refused")
    if name is None:
        return None
    placed = {
        "observation_form": context["can_observe"],
        "decision_form": context["can_decide"],
        "answer_form": context["can_answer"]
        and any(o.pk == context.get("answering") and o.answered_at is None for o in context["observations"]),
    }
    if placed[name]:
        return None
    form: forms.Form = context[name]
    words = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return {"words": words, "text": form.data.get("text") or form.data.get("reason") or ""}


def _last_decision(acta: Acta) -> ActaDecision | None:
    return (
        ActaDecision.objects.filter(version__acta=acta, verdict=ActaVerdict.RETURNED)
        .select_related("version")
        .order_by("-pk")
        .first()
    )


def _pdf_url(meeting: Meeting, acta: Acta, version: ActaVersion | None, *, reader: bool) -> str:
    if acta.document is not None:
        return reverse("sessions:acta_document", args=[meeting.pk])
    if acta.state == ActaState.OBSERVING and version is not None:
        return reverse("sessions:acta_pdf", args=[meeting.pk, version.number])
    return reverse("sessions:acta_draft_pdf", args=[meeting.pk]) if reader else ""


def _refused(request: BodyHttpRequest, pk: int, name: str, form: forms.Form, **more: Any) -> HttpResponse:
    """The page again with what was typed, what is wrong with it, and the record as it now stands."""
    meeting, acta = _fetch(request, pk)
    return _page(request, meeting, acta, status=NOT_ACCEPTED, **{name: form, "refused": name}, **more)


# --- The Secretaría ------------------------------------------------------------------------------------------------
@require_POST
def save_section(request: BodyHttpRequest, pk: int, section_id: int) -> HttpResponse:
    """One section, as it is typed. 422 with both texts when somebody else saved it meanwhile."""
    _, acta = _fetch(request, pk, may="acta.write")
    form = ProseForm(request.POST)
    if not acta.sections.filter(pk=section_id).exists():
        raise Http404
    if not form.is_valid():
        return JsonResponse(
            {"error": "No se pudo leer el texto. Recargue la página.", "code": "invalid"}, status=NOT_ACCEPTED
        )
    return act_now(
        request,
        lambda act: services.save_section(act, section_id=section_id, **form.cleaned_data),
        back=reverse(PAGE, args=[pk]),
        answer=lambda section: JsonResponse(
            {"version": section.version, "saved_at": timezone.localtime().strftime("%H:%M")}
        ),
    )


@require_http_methods(["GET", "POST"])
def circulate(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting, acta = _fetch(request, pk, may="acta.write")
    latest = read.current_version(acta)
    form = CirculateForm(
        posted(request),
        revised=latest is not None,
        initial={"observation_days": services.OBSERVATION_DAYS},
    )
    return act_page(
        request,
        form,
        lambda act: services.circulate(act, acta_id=acta.pk, **form.cleaned_data),
        done=lambda version: f"La versión {version.number} quedó en observación y se avisó a quienes asistieron.",
        back_url=reverse(PAGE, args=[pk]),
        template="sessions_app/acta_circulate.html",
        meeting=meeting,
        number=latest.number + 1 if latest else 1,
        people=len(read.attendees(meeting)),
        unanswered=read.observations(acta).filter(answered_at=None).count(),
        possible=ACTA.can(acta, "circulate"),
        acta=acta,
    )


@require_http_methods(["GET", "POST"])
def take_back(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting, acta = _fetch(request, pk, may="acta.write")
    form = TakeBackForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: services.take_back(act, acta_id=acta.pk, **form.cleaned_data),
        done="El acta volvió a borrador. Corríjala y póngala otra vez en observación.",
        back_url=reverse(PAGE, args=[pk]),
        title="Retirar el acta de observación",
        act=f"El acta de la {meeting} vuelve a borrador para corregirla.",
        consequence="La versión que se leyó queda guardada con sus observaciones. Nadie podrá aprobarla: habrá que "
        "poner en observación una versión nueva.",
        button="Retirar el acta",
        meeting=meeting,
    )


@require_POST
def answer(request: BodyHttpRequest, pk: int, observation_id: int) -> HttpResponse:
    _, acta = _fetch(request, pk)
    if not read.observations(acta).filter(pk=observation_id).exists():
        raise Http404
    check_user("acta.write", request.user, acta.meeting.body, timezone.localdate())
    form = AnswerForm(request.POST)
    answered = carry_out(
        request,
        form,
        lambda act: services.answer_observation(act, observation_id=observation_id, **form.cleaned_data),
        done="Respuesta registrada.",
        to=f"{reverse(PAGE, args=[pk])}#observaciones",
    )
    return answered or _refused(request, pk, "answer_form", form, answering=observation_id)


@require_http_methods(["GET", "POST"])
def sign(request: BodyHttpRequest, pk: int, entry_id: int, role: str) -> HttpResponse:
    """Note that one person signed, with the scan, or refused, with the reason."""
    meeting, acta = _fetch(request, pk, may="acta.write")
    rows = read.signature_rows(acta)
    row = next((r for r in rows if (r.entry.pk, r.role) == (entry_id, role)), None)
    if row is None:
        raise Http404("Esa persona no asistió a la sesión.")
    form = SignatureForm(request.POST, request.FILES) if request.method == "POST" else SignatureForm.blank()
    return act_page(
        request,
        form,
        lambda act: services.note_signature(act, acta_id=acta.pk, entry_id=entry_id, role=role, **form.cleaned_data),
        done=f"Registrado: {row.name}.",
        back_url=f"{reverse(PAGE, args=[pk])}#firmas",
        template="sessions_app/acta_sign.html",
        meeting=meeting,
        acta=acta,
        row=row,
        possible=ACTA.can(acta, "note_signature"),
    )


@require_http_methods(["GET", "POST"])
def void_signature(request: BodyHttpRequest, pk: int, signature_id: int) -> HttpResponse:
    meeting, acta = _fetch(request, pk, may="acta.write")
    noted = acta.signatures.select_related("entry").filter(pk=signature_id).first()
    if noted is None:
        raise Http404("No existe esa firma.")
    form = ReasonForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: services.void_signature(act, signature_id=noted.pk, reason=form.cleaned_data["reason"]),
        done=f"Anulado lo registrado de {noted.name}. Puede registrarlo de nuevo.",
        back_url=f"{reverse(PAGE, args=[pk])}#firmas",
        title="Anular lo registrado sobre una firma",
        act=f"{noted}. {noted.entry.name}.",
        consequence="Deja de contar y el acta espera de nuevo esa firma. No se borra: queda en el historial con su motivo.",
        article="Art. 7",
        button="Anular lo registrado",
        danger=True,
        meeting=meeting,
    )


# --- Those who attended, and the president -------------------------------------------------------------------------
@require_POST
def observe(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting, acta = _fetch(request, pk)
    allow_observing(Act(request.user, timezone.now()), meeting)
    form = ObservationForm(request.POST)

    def observed(act: Act) -> None:
        version = acta.versions.filter(number=form.cleaned_data["version"]).first()
        if version is None:
            raise Http404("No existe esa versión del acta.")
        services.observe(act, version_id=version.pk, text=form.cleaned_data["text"])

    observation = carry_out(
        request,
        form,
        observed,
        done="Su observación quedó registrada. La Secretaría Técnica la responderá en esta página.",
        to=f"{reverse(PAGE, args=[pk])}#observaciones",
        on_refusal=lambda _: _name_latest(form, acta),
    )
    return observation or _refused(request, pk, "observation_form", form)


@require_POST
def decide(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """The president approves the version read, or returns it with the reason."""
    _, acta = _fetch(request, pk, may="acta.decide")
    form = DecisionForm(request.POST)

    def decided(act: Act) -> str:
        number, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
        if form.approves:
            approved = services.approve(act, acta_id=acta.pk, version_number=number)
            return f"Acta aprobada: {approved.document}."
        services.return_acta(act, acta_id=acta.pk, version_number=number, reason=reason)
        return "Acta devuelta a la Secretaría Técnica con su motivo."

    def refused(_: Refused) -> HttpResponse | None:
        if _decided_already(acta, request.user, form):  # a second click
            return redirect(PAGE, pk)
        _name_latest(form, acta)
        return None

    decision = carry_out(request, form, decided, done=str, to=reverse(PAGE, args=[pk]), on_refusal=refused)
    return decision or _refused(request, pk, "decision_form", form)


def _decided_already(acta: Acta, by: User, form: DecisionForm) -> bool:
    verdict = ActaVerdict.APPROVED if form.approves else ActaVerdict.RETURNED
    number = form.cleaned_data["version"]
    return ActaDecision.objects.filter(version__acta=acta, version__number=number, by=by, verdict=verdict).exists()


def _name_latest(form: forms.Form, acta: Acta) -> None:
    """What was typed stays; the version it will name next is the one the page now shows. The refusal says so."""
    latest = read.current_version(acta)
    if latest is not None:
        seen_now(form, version=latest.number)


# --- Papers --------------------------------------------------------------------------------------------------------
@require_GET
def version_pdf(request: BodyHttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A circulated version, for readers and those who attended. Made once by the worker; here only if it has not yet."""
    meeting, acta = _fetch(request, pk)
    _check_reads_versions(request, meeting)
    version = acta.versions.filter(number=number).first()
    if version is None:
        raise Http404("No existe esa versión del acta.")
    name = f"Acta {meeting} - versión {number}.pdf"
    if version.preview_id is not None:
        return file_response(request, version.preview_id, name=name, inline=True)
    return _made_now(request, meeting, version.payload, read.preview_mark(version))


@require_GET
def draft_pdf(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """The draft as it stands, for the office and its readers."""
    meeting, acta = _fetch(request, pk, may="sessions.read_all")
    return _made_now(request, meeting, papers.acta_payload(acta), "Borrador")


@require_GET
def document(request: BodyHttpRequest, pk: int) -> HttpResponseBase:
    """The approved acta, for those who may see the session."""
    _, acta = _fetch(request, pk)
    if acta.document is None:
        raise Http404("El acta todavía no está aprobada.")
    return serve_issued(request, acta.document)


@require_GET
def scan(request: BodyHttpRequest, pk: int, signature_id: int) -> HttpResponseBase:
    """The scan of one signature, for the office and its readers."""
    _, acta = _fetch(request, pk, may="sessions.read_all")
    signature = acta.signatures.select_related("upload").filter(pk=signature_id).first()
    if signature is None or signature.upload is None:
        raise Http404("No hay un escaneo de esa firma.")
    return serve_upload(request, signature.upload)


def _check_reads_versions(request: BodyHttpRequest, meeting: Meeting) -> None:
    user = request.user
    reader = can("sessions.read_all", roles_of(user, meeting.body, timezone.localdate()))
    if not reader and read.attendee_of(meeting, user) is None:
        raise PermissionDenied("Hasta que se apruebe, el acta la leen quienes asistieron a la sesión.")


def _made_now(request: BodyHttpRequest, meeting: Meeting, payload: dict[str, Any], mark: str) -> HttpResponse:
    """A PDF that is not kept; when it cannot be made, a page that says so."""
    try:
        data = documents.preview(kind=DocumentKind.ACTA, payload=payload, mark=mark)
    except Refused as refusal:
        context = {"meeting": meeting, "why": explain(refusal.ruling)}
        response = render(request, "sessions_app/acta_no_pdf.html", context, status=503)
        response["X-Frame-Options"] = "SAMEORIGIN"  # it is read in the frame where the PDF was to be
        return response
    return pdf_response(data, name="acta.pdf")
