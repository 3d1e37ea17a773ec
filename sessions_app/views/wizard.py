"""Convening step by step: datos → agenda → destinatarios → vista previa → enviar. Each step is its own page and a saved draft."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
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
from norms.pages import NOT_ACCEPTED, ConfirmForm, act_now, act_page, carry_out, posted, posted_with_files, seen_now
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


def steps(current: str, meeting: Meeting | None) -> list[dict[str, str]]:
    """The way, with a link to every step of a draft that exists. The page of one point belongs to the agenda."""
    names = [name for name, _ in STEPS]
    current = current if current in names else "edit_agenda"
    found = []
    for place, (name, label) in enumerate(STEPS):
        state = "current" if name == current else "done" if place < names.index(current) else "todo"
        url = reverse(f"sessions:{name}", args=[meeting.pk]) if meeting and name != current else ""
        found.append({"label": label, "state": state, "url": url})
    return found


def _of_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the session for the Secretaría, while it is a draft."""

    @wraps(view)
    def step(request: BodyHttpRequest, pk: int, **found: Any) -> HttpResponse:
        meeting = desk_meeting(request, pk)
        return _gone(request, meeting) or view(request, meeting, **found)

    return step


def _gone(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse | None:
    """Somebody convened or discarded it meanwhile (or pressed twice): its page tells how it stands."""
    if meeting.state == MeetingState.DRAFT:
        return None
    messages.info(request, f"Esta sesión ya no es un borrador: está {meeting.get_state_display().lower()}.")
    return redirect(meeting)


def _render(request: BodyHttpRequest, step: str, meeting: Meeting | None, context: Mapping[str, Any]) -> HttpResponse:
    shown = {"meeting": meeting, "steps": steps(step, meeting), **context}
    form = shown.get("form")
    status = NOT_ACCEPTED if shown.get("refusal") or (form is not None and form.errors) else 200
    return render(request, f"sessions_app/wizard_{step.removeprefix('edit_')}.html", shown, status=status)


# --- Datos ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def create(request: BodyHttpRequest) -> HttpResponse:
    """A new session, from the last one of its kind and what the last acta left pending."""
    now, body = timezone.now(), request.current_body
    check_user("sessions.manage", request.user, body, timezone.localdate(now))
    initial = {"kind": MeetingKind.ORDINARY, "place": body.usual_place, "governor_invited": True}
    form = DataForm(posted(request), initial=initial, now=now, body=body)
    answer = carry_out(
        request,
        form,
        lambda act: drafts.create_draft(
            act, body=body, **form.facts, template_from=template_for(body, form.cleaned_data["kind"])
        ),
        to=lambda meeting: reverse("sessions:edit_agenda", args=[meeting.pk]),
    )
    return answer or _render(request, "edit_data", None, {"form": form, "notice_days": _notice_days(body, now)})


@require_http_methods(["GET", "POST"])
@_of_draft
def edit_data(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    now, starts = timezone.now(), timezone.localtime(meeting.scheduled_at)
    names = ("revision", "kind", "place", "link", "purpose", "governor_invited")
    initial = {name: getattr(meeting, name) for name in names} | {"date": starts.date(), "time": starts.time()}
    form = DataForm(posted(request), initial=initial, now=now, body=meeting.body)
    answer = carry_out(
        request,
        form,
        lambda act: drafts.edit_data(
            act, meeting_id=meeting.pk, revision=_revision(form.cleaned_data["revision"]), **form.facts
        ),
        to=reverse("sessions:edit_agenda", args=[meeting.pk]),
        on_refusal=lambda refusal: _catch_up(form, refusal, meeting),
    )
    return answer or _render(
        request, "edit_data", meeting, {"form": form, "notice_days": _notice_days(meeting.body, now)}
    )


def _notice_days(body: Body, now: datetime) -> str:
    """How long before a session its regulation wants it convened."""
    return value_in_words("notice_days", version_in_force(body.rulebook, timezone.localdate(now)).rules())


def _revision(seen: int | None) -> int:
    """The revision the form was shown with; a form without one saw nothing, so it is stale."""
    return -1 if seen is None else seen


def _catch_up(form: forms.Form, refusal: Refused, meeting: Meeting) -> None:
    """After a stale form the next press is on purpose: it carries the new revision with what was typed."""
    if refusal.ruling.code == "stale":
        meeting.refresh_from_db()
        seen_now(form, revision=meeting.revision)


# --- Agenda --------------------------------------------------------------------------------------------------------
@require_GET
@_of_draft
def edit_agenda(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    return _agenda(request, meeting)


def _agenda(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    stations = agenda_by_station(meeting, empty_too=True)
    items = [item for group in stations for item in group.items]
    context = {"stations": stations, "count": len(items), "minutes": sum(item.minutes or 0 for item in items)}
    if request.htmx:  # type: ignore[attr-defined]  # django_htmx adds it
        return render(request, "sessions_app/_wizard_agenda.html", {"meeting": meeting, **context})
    return _render(request, "edit_agenda", meeting, context)


@require_http_methods(["GET", "POST"])
@_of_draft
def add_item(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    station = request.GET.get("estacion", "")
    initial = {"station": station if station in Station.values else Station.ORDER_OF_DAY}
    form = ItemForm(*posted_with_files(request), initial=initial, body=meeting.body)
    answer = carry_out(
        request, form, lambda act: drafts.add_item(act, meeting_id=meeting.pk, **form.facts), to=_in_agenda
    )
    return answer or _render(request, "edit_item", meeting, {"form": form})


@require_http_methods(["GET", "POST"])
@_of_draft
def edit_item(request: BodyHttpRequest, meeting: Meeting, item_id: int) -> HttpResponse:
    item = get_object_or_404(meeting.items.prefetch_related("files__upload"), pk=item_id)
    names = ("station", "title", "description", "proponent", "minutes", "decision_wanted")
    initial = {name: getattr(item, name) for name in names}
    form = ItemForm(*posted_with_files(request), initial=initial, body=meeting.body)
    answer = carry_out(
        request, form, lambda act: drafts.edit_item(act, item_id=item.pk, **form.facts), to=_in_agenda(item)
    )
    return answer or _render(request, "edit_item", meeting, {"form": form, "item": item})


def _in_agenda(item: AgendaItem) -> str:
    return reverse("sessions:edit_agenda", args=[item.meeting_id]) + f"#punto-{item.pk}"


@require_POST
def move_item(request: BodyHttpRequest, pk: int, item_id: int, direction: str) -> HttpResponse:
    item = get_object_or_404(desk_meeting(request, pk).items, pk=item_id)
    return act_now(
        request,
        lambda act: drafts.move_item(act, item_id=item.pk, direction=direction),
        back=_in_agenda(item),
        answer=(lambda _: _agenda(request, item.meeting)) if request.htmx else None,  # type: ignore[attr-defined]
    )


@require_POST
def remove_item(request: BodyHttpRequest, pk: int, item_id: int) -> HttpResponse:
    item = get_object_or_404(desk_meeting(request, pk).items, pk=item_id)
    return act_now(
        request,
        lambda act: drafts.remove_item(act, item_id=item_id),
        done=f"Se quitó «{item.title}» de la agenda.",
        back=reverse("sessions:edit_agenda", args=[pk]),
    )


@require_POST
def detach(request: BodyHttpRequest, pk: int, file_id: int) -> HttpResponse:
    item = get_object_or_404(desk_meeting(request, pk).items, files=file_id)
    back = reverse("sessions:edit_item", args=[pk, item.pk])
    return act_now(request, lambda act: drafts.detach(act, file_id=file_id), back=back)


# --- Destinatarios -------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@_of_draft
def edit_recipients(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    now = timezone.now()
    rows = guest_rows(posted(request), meeting)
    revision, refusal_words = meeting.revision, ""
    if request.method == "POST" and rows.is_valid():
        try:
            drafts.set_guests(
                Act(request.user, now),
                meeting_id=meeting.pk,
                guests=rows.guests,
                revision=_revision(typed_number(request.POST.get("revision"))),
            )
        except Refused as refusal:
            refusal_words = explain(refusal.ruling)
            meeting.refresh_from_db()
            revision = meeting.revision
        else:
            return redirect("sessions:edit_recipients" if "more" in request.POST else "sessions:preview", meeting.pk)
    people = recipients(meeting, timezone.localdate(now))
    context = {"rows": rows, "revision": revision, "refusal": refusal_words, "people": people}
    return _render(request, "edit_recipients", meeting, context)


# --- Vista previa --------------------------------------------------------------------------------------------------
@require_GET
@_of_draft
def preview(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    context = {**_readiness(meeting), "kinds": [(kind.value, kind.label) for kind in PREVIEWS]}
    context["people"] = recipients(meeting, timezone.localdate())
    return _render(request, "preview", meeting, context)


@require_GET
def preview_pdf(request: BodyHttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """What would be issued today, marked as a draft. Nothing is numbered or stored."""
    meeting = desk_meeting(request, pk)
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
    # Every mail would leave now: one that is late is so by the date, not by itself.
    words = explain(replace(ruling, facts={**ruling.facts, "late": []}))
    return found | {
        "ruling": ruling,
        "ruling_words": words,
        "earliest": earliest_day(meeting, at=now),
        "ready": not missing,
    }


# --- Enviar --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@_of_draft
def send(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    """The legal act, with its consequence in words. Pressed twice, the second press finds the session convened."""
    state = _readiness(meeting)
    ruling = state["ruling"]
    defect = ruling is not None and not ruling.holds
    form = SendForm(posted(request), initial={"revision": meeting.revision}, defect=defect)

    def catch_up(refusal: Refused) -> HttpResponse | None:
        meeting.refresh_from_db()
        _catch_up(form, refusal, meeting)
        return _gone(request, meeting)

    answer = carry_out(
        request,
        form,
        lambda act: convening.convene(act, meeting_id=meeting.pk, **form.cleaned_data),
        done=lambda convened: f"Se convocó la {convened}. Los correos están saliendo.",
        to=reverse("sessions:dispatches", args=[meeting.pk]),
        on_refusal=catch_up,
    )
    if answer is not None:
        return answer
    people = recipients(meeting, timezone.localdate())
    return _render(request, "send", meeting, {**state, "form": form, "defect": defect, "people": people})


@require_http_methods(["GET", "POST"])
def discard(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    meeting = desk_meeting(request, pk)
    if not MEETING.can(meeting, "discard"):
        return redirect(meeting)
    return act_page(
        request,
        ConfirmForm(posted(request)),
        lambda act: drafts.discard(act, meeting_id=pk),
        done="Se descartó el borrador.",
        to="sessions:list",
        title="Descartar el borrador",
        act=f"{meeting}, {timezone.localtime(meeting.scheduled_at):%d/%m/%Y %H:%M}.",
        consequence="No se convocó a nadie, así que descartarlo no tiene efecto legal. Deja de aparecer en la lista.",
        button="Descartar",
        meeting=meeting,
        danger=True,
        back_url=meeting.get_absolute_url(),
    )
