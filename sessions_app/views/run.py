"""Conducting the session at the desk: its agenda, the notes of each point, and its end."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.http import BodyHttpRequest
from norms.pages import act_now, carry_out, form_page, posted, seen_now
from norms.wording import explain
from regulation.refusal import Refused

from ..effects import matter_of
from ..enums import MeetingState, MotionPurpose, MotionState
from ..forms.acta import ProseForm
from ..forms.roll import EndForm, MovementForm
from ..models import AgendaItem, Meeting
from ..selectors.access import chair_now
from ..selectors.desk import Agenda, agenda_with_votes, roll_of
from ..selectors.elections import acuerdo_text, presidency_waits, seated_by, undecided
from ..services import agenda as agenda_service
from ..services import closing
from ..states import MEETING
from ._desk import desk_meeting, fragment, invalid, news, typed_number, unmoved

PAGE = "sessions:run"


def shown_day(meeting: Meeting) -> date:
    """The day on which hours are typed: the session's."""
    return timezone.localdate(meeting.installed_at or meeting.scheduled_at)


def desk_context(request: BodyHttpRequest, meeting: Meeting, *, item: AgendaItem | None) -> dict[str, Any]:
    """What every page of a running session shows: agenda, quorum, chair, and why one may not vote now."""
    read, agenda = roll_of(meeting), agenda_with_votes(meeting)
    chair = chair_now(meeting)
    return {
        "meeting": meeting,
        "agenda": agenda,
        "item": next((point for point in agenda.items if item and point.pk == item.pk), None),
        "offer": _offer_of(item) if meeting.state == MeetingState.IN_SESSION else None,
        "roll": read,
        "quorum": read.quorum,
        "totals": read.totals,
        "installed": meeting.installed_at is not None,
        "chair": chair,
        "open_motion": agenda.open_motion,
        "running": meeting.state == MeetingState.IN_SESSION,
        "why_no_vote": _why_no_vote(meeting, agenda, holds=read.quorum.holds, chaired=chair is not None),
        "back": request.get_full_path(),
        "may_elect": meeting.state == MeetingState.IN_SESSION
        and undecided(agenda.elections) is None
        and presidency_waits(meeting),
    }


def _why_no_vote(meeting: Meeting, agenda: Agenda, *, holds: bool, chaired: bool) -> str:
    """In words, what keeps a new vote from being opened; empty when nothing does. (The service judges it again.)"""
    if meeting.state != MeetingState.IN_SESSION:
        return "La sesión no está en curso."
    if not holds:
        return "Se perdió el quórum: no se puede votar hasta recuperarlo. Lo acordado antes se mantiene (Art. 13)."
    if not chaired:
        return f"Nadie preside: {meeting.body.called} elige primero a quien preside (LPAG 107.3)."
    if agenda.open_motion is not None:
        return "Hay una votación abierta: ciérrela o anúlela primero."
    return ""


@dataclass(frozen=True, slots=True)
class Offer:
    """The words of its button, or why the vote cannot be taken."""

    button: str
    why_not: str


def _offer_of(item: AgendaItem | None) -> Offer | None:
    """What the room that put this point on the agenda asks for; None for an ordinary point, or once it is voted."""
    matter = matter_of(item)
    if item is None or matter is None:
        return None
    if item.motions.filter(subject=item.subject).exclude(state=MotionState.ANNULLED).exists():
        return None
    try:
        matter.check_vote(item=item)
    except Refused as refusal:
        return Offer(matter.button, explain(refusal.ruling))
    return Offer(matter.button, "")


@require_GET
def page(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    if meeting.installed_at is None:
        if meeting.state == MeetingState.CONVOKED:
            messages.info(request, "La sesión aún no está instalada: primero se llama lista.")
            return redirect("sessions:roll", pk)
        return redirect("sessions:detail", pk)
    wanted = request.GET.get("punto", "")
    items = agenda_with_votes(meeting).items
    item = next((i for i in items if str(i.pk) == wanted), items[0] if items else None)
    context = desk_context(request, meeting, item=item)
    motions = context["agenda"].motions.get(item.pk if item else None, [])
    order = [i.pk for i in context["agenda"].items]
    place = order.index(item.pk) if item else 0
    context |= {
        "motions": motions,
        "next_item": context["agenda"].items[place + 1] if place + 1 < len(order) else None,
        "can_note": MEETING.can(meeting, "take_notes"),
        "movement_form": MovementForm(meeting=meeting, now=timezone.now(), auto_id="mov_%s"),
        "not_added": [m for m in context["agenda"].loose if m.purpose == MotionPurpose.ADDED_ITEM],
    }
    return render(request, "sessions_app/run.html", context)


@require_GET
def state(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """What moved since, for an open page."""
    meeting = desk_meeting(request, pk)
    unchanged = unmoved(request, meeting)
    if unchanged:
        return unchanged
    item = AgendaItem.objects.filter(meeting=meeting, pk=typed_number(request.GET.get("punto")) or 0).first()
    context = desk_context(request, meeting, item=item)
    context["motions"] = context["agenda"].motions.get(item.pk if item else None, [])
    found = {
        name: fragment(request, f"sessions_app/{template}.html", context)
        for name, template in (("quorum", "_quorum"), ("agenda", "_run_agenda"), ("motions", "_run_motions"))
    }
    return news(meeting, found, state=meeting.state)


@require_POST
def notes(request: BodyHttpRequest, pk: int, item: int) -> HttpResponse:
    """Save the notes of a point. When somebody else saved meanwhile, both texts are given back and nothing is lost."""
    meeting = desk_meeting(request, pk)
    point = get_object_or_404(AgendaItem, pk=item, meeting=meeting)
    form, back = ProseForm(request.POST), reverse(PAGE, args=[pk])
    if not form.is_valid():
        return invalid(request, form, back)
    # Permission and existence were checked above: what a refusal shows is the text of a point this person edits.
    return act_now(
        request,
        lambda act: agenda_service.save_notes(act, item_id=point.pk, **form.cleaned_data),
        back=back,
        answer=lambda saved: JsonResponse(
            {
                "version": saved.notes_version,
                "saved_at": timezone.localtime().strftime("%H:%M"),
                "html": saved.notes,
            }
        ),
    )


@require_http_methods(["GET", "POST"])
def close(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """End the session, naming what that brings."""
    meeting = desk_meeting(request, pk)
    if meeting.state == MeetingState.CLOSED:  # a second click
        return redirect("sessions:detail", pk)
    form = EndForm(posted(request), now=timezone.now(), day=shown_day(meeting), initial={"revision": meeting.revision})
    answer = carry_out(
        request,
        form,
        lambda act: closing.close(act, meeting_id=pk, revision=form.cleaned_data["revision"]),
        done=lambda _: _announce_end(request, meeting),
        to=reverse("sessions:detail", args=[pk]),
        # The page now shows the session as it is: what is confirmed next is what is seen.
        on_refusal=lambda _: seen_now(form, revision=meeting.revision),
    )
    if answer is not None:
        return answer
    context = desk_context(request, meeting, item=None)
    valid = [m for motions in context["agenda"].motions.values() for m in motions if m.state != MotionState.ANNULLED]
    context |= {
        "form": form,
        "acuerdos": [
            m
            for m in sorted(valid, key=lambda m: m.pk)
            if m.state == MotionState.APPROVED and m.makes_acuerdo and m.purpose != MotionPurpose.ADDED_ITEM
        ],
        "tied": [m for m in context["agenda"].tied if not m.is_election],
        "unfinished": [
            m
            for m in valid
            if m.is_election and m == undecided(valid) and m.state not in (MotionState.APPROVED, MotionState.OPEN)
        ],
        "without_notes": [i for i in context["agenda"].items if not i.notes],
        "undecided": [
            i for i in context["agenda"].items if i.decision_wanted and not any(m.item_id == i.pk for m in valid)
        ],
    }
    for motion in context["acuerdos"]:
        motion.words = acuerdo_text(motion) if motion.is_election else motion.text
    return form_page(request, "sessions_app/close.html", context)


def _announce_end(request: BodyHttpRequest, meeting: Meeting) -> None:
    messages.success(request, "La sesión está cerrada. Los acuerdos tienen número y el borrador del acta está listo.")
    for term in seated_by(meeting):
        messages.success(
            request,
            f"{term.person.full_name} ejerce la presidencia desde hoy y hasta el {term.last_day:%d/%m/%Y}: le toca aprobar el acta."
            + ("" if term.person.user_id else " Todavía no tiene cuenta para entrar: ábrala en «Autoridades»."),
        )
