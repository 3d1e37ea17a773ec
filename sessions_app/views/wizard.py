"""Convening step by step: datos → agenda → destinatarios → vista previa → enviar. Each step is its own page and a saved draft."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Act
from documents import services as documents
from documents.views import pdf_response
from members.http import BodyHttpRequest
from members.models import Body
from norms.pages import NOT_ACCEPTED, posted, seen_now, show_refusal, typed
from norms.selectors import version_in_force
from norms.wording import explain
from norms.wording.parameters import value_in_words
from regulation.refusal import Refused

from ..enums import DocumentKind, MeetingKind, MeetingState, Station
from ..forms.draft import DataForm, ItemForm, SendForm, guest_rows
from ..models import AgendaItem, Meeting
from ..permissions import check_user
from ..selectors import papers
from ..selectors.convening import earliest_day, preview_notice
from ..selectors.meetings import agenda_by_station, template_for
from ..selectors.recipients import recipients
from ..services import convening, drafts
from ..states import MEETING
from ._desk import desk_meeting, typed_number

STEPS = (
    ("edit_data", "Datos"),
    ("edit_agenda", "Agenda"),
    ("edit_recipients", "Destinatarios"),
    ("preview", "Vista previa"),
    ("send", "Enviar"),
)
PREVIEWS = {DocumentKind.CONVOCATORIA: papers.convocatoria_payload, DocumentKind.AGENDA: papers.agenda_payload}


def steps(here: str, meeting: Meeting | None) -> list[dict[str, str]]:
    """The way, with a link to every step of a draft that exists. The page of one point belongs to the agenda."""
    names = [name for name, _ in STEPS]
    here = here if here in names else "edit_agenda"
    found = []
    for place, (name, label) in enumerate(STEPS):
        state = "current" if name == here else "done" if place < names.index(here) else "todo"
        url = reverse(f"sessions:{name}", args=[meeting.pk]) if meeting and name != here else ""
        found.append({"label": label, "state": state, "url": url})
    return found


def _draft(request: BodyHttpRequest, pk: int) -> Meeting:
    """The session, for the Secretaría. One that was convened meanwhile is no longer prepared: see `_gone`."""
    return desk_meeting(request, pk)


def _gone(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse | None:
    """Somebody convened or discarded it meanwhile (or pressed twice): its page tells how it stands."""
    if meeting.state == MeetingState.DRAFT:
        return None
    messages.info(request, f"Esta sesión ya no es un borrador: está {meeting.get_state_display().lower()}.")
    return redirect(meeting)


def _render(request: BodyHttpRequest, here: str, meeting: Meeting | None, context: Mapping[str, Any]) -> HttpResponse:
    shown = {"meeting": meeting, "steps": steps(here, meeting), **context}
    form = shown.get("form")
    status = NOT_ACCEPTED if shown.get("refusal") or (form is not None and form.errors) else 200
    return render(request, f"sessions_app/wizard_{here.removeprefix('edit_')}.html", shown, status=status)


# --- Datos ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def create(request: BodyHttpRequest) -> HttpResponse:
    """A new session, from the last one of its kind and what the last acta left pending."""
    user, now = request.user, timezone.now()
    body = request.current_body
    check_user("sessions.manage", user, body, timezone.localdate(now))
    initial = {"kind": MeetingKind.ORDINARY, "place": body.usual_place, "governor_invited": True}
    form = DataForm(posted(request), initial=initial, now=now, body=body)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = drafts.create_draft(
                Act(user, now), body=body, **form.facts, template_from=template_for(body, form.cleaned_data["kind"])
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("sessions:edit_agenda", meeting.pk)
    return _render(request, "edit_data", None, {"form": form, "notice_days": _notice_days(body, now)})


@require_http_methods(["GET", "POST"])
def edit_data(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting, now = _draft(request, pk), timezone.now()
    if (gone := _gone(request, meeting)) is not None:
        return gone
    starts = timezone.localtime(meeting.scheduled_at)
    initial = {
        "revision": meeting.revision,
        "kind": meeting.kind,
        "date": starts.date(),
        "time": starts.time(),
        "place": meeting.place,
        "link": meeting.link,
        "purpose": meeting.purpose,
        "governor_invited": meeting.governor_invited,
    }
    form = DataForm(posted(request), initial=initial, now=now, body=meeting.body)
    if request.method == "POST" and form.is_valid():
        try:
            drafts.edit_data(Act(request.user, now), meeting_id=pk, revision=_revision(form.cleaned_data), **form.facts)
        except Refused as refusal:
            _refuse(form, refusal, meeting)
        else:
            return redirect("sessions:edit_agenda", pk)
    return _render(request, "edit_data", meeting, {"form": form, "notice_days": _notice_days(meeting.body, now)})


def _notice_days(body: Body, now: datetime) -> str:
    """How long before a session its regulation wants it convened."""
    return value_in_words("notice_days", version_in_force(body.rulebook, timezone.localdate(now)).rules())


def _revision(data: Mapping[str, Any]) -> int:
    """The revision the form was shown with; a form without one saw nothing, so it is stale."""
    revision = data.get("revision")
    return -1 if revision is None else int(revision)


def _refuse(form: Any, refusal: Refused, meeting: Meeting) -> None:
    """Say why. After a stale form the next press is on purpose: it carries the new revision with what was typed."""
    show_refusal(form, refusal)
    if refusal.ruling.code == "stale":
        meeting.refresh_from_db()
        seen_now(form, revision=meeting.revision)


# --- Agenda --------------------------------------------------------------------------------------------------------
@require_GET
def edit_agenda(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting = _draft(request, pk)
    if (gone := _gone(request, meeting)) is not None:
        return gone
    return _agenda(request, meeting)


def _agenda(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    stations = agenda_by_station(meeting, empty_too=True)
    items = [item for group in stations for item in group.items]
    context = {"stations": stations, "count": len(items), "minutes": sum(item.minutes or 0 for item in items)}
    if request.htmx:  # type: ignore[attr-defined]  # django_htmx adds it
        return render(request, "sessions_app/_wizard_agenda.html", {"meeting": meeting, **context})
    return _render(request, "edit_agenda", meeting, context)


@require_http_methods(["GET", "POST"])
def add_item(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting = _draft(request, pk)
    if (gone := _gone(request, meeting)) is not None:
        return gone
    station = request.GET.get("estacion", "")
    initial = {"station": station if station in Station.values else Station.ORDER_OF_DAY}
    form = ItemForm(*typed(request), initial=initial, body=meeting.body)
    if request.method == "POST" and form.is_valid():
        try:
            item = drafts.add_item(Act(request.user, timezone.now()), meeting_id=pk, **_facts(form))
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return _back_to(item)
    return _render(request, "edit_item", meeting, {"form": form})


@require_http_methods(["GET", "POST"])
def edit_item(request: BodyHttpRequest, pk: int, item_id: int) -> HttpResponse:
    meeting = _draft(request, pk)
    if (gone := _gone(request, meeting)) is not None:
        return gone
    item = get_object_or_404(meeting.items.prefetch_related("files__upload"), pk=item_id)
    names = ("station", "title", "description", "proponent", "minutes", "decision_wanted")
    form = ItemForm(*typed(request), initial={name: getattr(item, name) for name in names}, body=meeting.body)
    if request.method == "POST" and form.is_valid():
        try:
            drafts.edit_item(Act(request.user, timezone.now()), item_id=item.pk, **_facts(form))
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return _back_to(item)
    return _render(request, "edit_item", meeting, {"form": form, "item": item})


def _facts(form: ItemForm) -> dict[str, Any]:
    data = dict(form.cleaned_data)
    files = data.pop("annexes")
    return {**data, "files": files}


def _back_to(item: AgendaItem) -> HttpResponse:
    return redirect(reverse("sessions:edit_agenda", args=[item.meeting_id]) + f"#punto-{item.pk}")


@require_POST
def move_item(request: BodyHttpRequest, pk: int, item_id: int, direction: str) -> HttpResponse:
    meeting = _draft(request, pk)
    item = get_object_or_404(meeting.items, pk=item_id)
    drafts.move_item(Act(request.user, timezone.now()), item_id=item.pk, direction=direction)
    if request.htmx:  # type: ignore[attr-defined]
        return _agenda(request, meeting)
    return _back_to(item)


@require_POST
def remove_item(request: BodyHttpRequest, pk: int, item_id: int) -> HttpResponse:
    meeting = _draft(request, pk)
    item = get_object_or_404(meeting.items, pk=item_id)
    drafts.remove_item(Act(request.user, timezone.now()), item_id=item.pk)
    messages.success(request, f"Se quitó «{item.title}» de la agenda.")
    return redirect("sessions:edit_agenda", pk)


@require_POST
def detach(request: BodyHttpRequest, pk: int, file_id: int) -> HttpResponse:
    meeting = _draft(request, pk)
    item = get_object_or_404(meeting.items, files=file_id)
    drafts.detach(Act(request.user, timezone.now()), file_id=file_id)
    return redirect("sessions:edit_item", pk, item.pk)


# --- Destinatarios -------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def edit_recipients(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting, now = _draft(request, pk), timezone.now()
    if (gone := _gone(request, meeting)) is not None:
        return gone
    rows = guest_rows(posted(request), meeting)
    revision, refusal_words = meeting.revision, ""
    if request.method == "POST" and rows.is_valid():
        try:
            drafts.set_guests(
                Act(request.user, now),
                meeting_id=pk,
                guests=rows.guests,
                revision=_revision({"revision": typed_number(request.POST.get("revision"))}),
            )
        except Refused as refusal:
            refusal_words = explain(refusal.ruling)
            meeting.refresh_from_db()
            revision = meeting.revision
        else:
            return redirect("sessions:edit_recipients" if "more" in request.POST else "sessions:preview", pk)
    people = recipients(meeting, timezone.localdate(now))
    context = {"rows": rows, "revision": revision, "refusal": refusal_words, "people": people}
    return _render(request, "edit_recipients", meeting, context)


# --- Vista previa --------------------------------------------------------------------------------------------------
@require_GET
def preview(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting, now = _draft(request, pk), timezone.now()
    if (gone := _gone(request, meeting)) is not None:
        return gone
    context = {**_readiness(meeting), "kinds": [(kind.value, kind.label) for kind in PREVIEWS]}
    context["people"] = recipients(meeting, timezone.localdate(now))
    return _render(request, "preview", meeting, context)


@require_GET
def preview_pdf(request: BodyHttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """What would be issued today, marked as a draft. Nothing is numbered or stored."""
    meeting = _draft(request, pk)
    if kind not in PREVIEWS or meeting.state != MeetingState.DRAFT:
        raise Http404("No hay vista previa de ese documento.")
    payload = PREVIEWS[DocumentKind(kind)](meeting, on=timezone.localdate())
    try:
        data = documents.preview(kind=kind, payload=payload, mark="BORRADOR")
    except Refused as refusal:
        return render(request, "sessions_app/preview_failed.html", {"words": explain(refusal.ruling)}, status=503)
    return pdf_response(data, name=f"borrador-{kind}.pdf")


def _readiness(meeting: Meeting) -> dict[str, Any]:
    """What is still missing, and what Art. 7 says if it were sent now."""
    now = timezone.now()
    missing = []
    if meeting.scheduled_at <= now:
        missing.append(("La fecha de la sesión ya pasó.", "edit_data"))
    if not (meeting.place or meeting.link):
        missing.append(("Falta el lugar o el enlace.", "edit_data"))
    if not meeting.items.exists():
        missing.append(("La agenda está vacía.", "edit_agenda"))
    found: dict[str, Any] = {"missing": missing, "ruling": None, "law": "", "ready": False}
    try:
        ruling = preview_notice(meeting, at=now)
    except Refused as refusal:
        return found | {"law": explain(refusal.ruling)}
    # Every mail would leave now: whoever is late is so by the date, not by itself.
    words = explain(replace(ruling, facts={**ruling.facts, "late": []}))
    return found | {
        "ruling": ruling,
        "ruling_words": words,
        "earliest": earliest_day(meeting, at=now),
        "ready": not missing,
    }


# --- Enviar --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def send(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """The legal act, with its consequence in words. Pressed twice, the second press finds the session convened."""
    meeting, now = _draft(request, pk), timezone.now()
    if (gone := _gone(request, meeting)) is not None:
        return gone
    state = _readiness(meeting)
    ruling = state["ruling"]
    defect = ruling is not None and not ruling.holds
    form = SendForm(posted(request), initial={"revision": meeting.revision}, defect=defect)
    if request.method == "POST" and form.is_valid():
        try:
            convened = convening.convene(
                Act(request.user, now),
                meeting_id=pk,
                revision=form.cleaned_data["revision"],
                knowing_defect=form.cleaned_data.get("knowing_defect", False),
            )
        except Refused as refusal:
            meeting.refresh_from_db()
            if (gone := _gone(request, meeting)) is not None:
                return gone
            _refuse(form, refusal, meeting)
        else:
            messages.success(request, f"Se convocó la {convened}. Los correos están saliendo.")
            return redirect("sessions:dispatches", pk)
    people = recipients(meeting, timezone.localdate(now))
    context = {**state, "form": form, "defect": defect, "people": people}
    return _render(request, "send", meeting, context)


@require_http_methods(["GET", "POST"])
def discard(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    meeting = _draft(request, pk)
    if not MEETING.can(meeting, "discard"):
        return redirect(meeting)
    if request.method == "POST":
        drafts.discard(Act(request.user, timezone.now()), meeting_id=pk)
        messages.success(request, "Se descartó el borrador.")
        return redirect("sessions:list")
    context = {
        "title": "Descartar el borrador",
        "act": f"{meeting}, {timezone.localtime(meeting.scheduled_at):%d/%m/%Y %H:%M}.",
        "consequence": "No se convocó a nadie, así que descartarlo no tiene efecto legal. Deja de aparecer en la lista.",
        "button": "Descartar",
        "meeting": meeting,
        "danger": True,
        "back_url": meeting.get_absolute_url(),
    }
    return render(request, "partials/confirm.html", context)
