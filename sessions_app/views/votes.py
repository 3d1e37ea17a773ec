"""Votes at the desk: a question is put, the votes are noted, and the regulation says what came of it (Art. 13)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Act
from members.http import BodyHttpRequest
from members.selectors import roles_of
from norms.pages import NOT_ACCEPTED, act_page, posted, refused, show_refusal
from norms.wording import explain
from regulation.refusal import Refused

from ..effects import matter_of
from ..enums import MotionForm as Form
from ..enums import MotionPurpose, MotionState, Sense
from ..forms.roll import ReasonForm
from ..forms.votes import (
    BallotForm,
    CastingForm,
    CountsForm,
    MotionForm,
    NominalCloseForm,
    ProposeItemForm,
    SecretCountsForm,
    TallyForm,
)
from ..models import AgendaItem, Ballot, Meeting, Motion
from ..permissions import can, check_casting, is_chair
from ..selectors.access import chair_now, fetch_meeting
from ..selectors.desk import added_item_rule, ballots_counted, roll_of, tally, voters
from ..selectors.quorum import room, voters_of
from ..services import agenda as agenda_service
from ..services import voting
from . import elections
from ._desk import (
    desk_meeting,
    done,
    fragment,
    invalid,
    motion_of,
    motion_url,
    news,
    typed_number,
    unmoved,
)
from .run import desk_context, shown_day

PAGE = "sessions:run"


def _item_page(meeting: Meeting, item_id: int | None) -> str:
    return reverse(PAGE, args=[meeting.pk]) + (f"?punto={item_id}" if item_id else "")


# --- A question is put ---------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def new(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Put a question to the vote; `?punto=` its agenda item, `?otra=` the annulled vote that is taken again, `?asunto=` the
    question that the point itself brings (sessions_app.effects).
    """
    meeting = desk_meeting(request, pk)
    item = AgendaItem.objects.filter(meeting=meeting, pk=typed_number(request.GET.get("punto")) or 0).first()
    again = meeting.motions.filter(state=MotionState.ANNULLED, pk=typed_number(request.GET.get("otra")) or 0).first()
    if again is not None:
        item = again.item
    brought = "asunto" in request.GET if again is None else bool(again.subject)
    about = matter_of(item) if brought else None
    now, rows = timezone.now(), room(meeting)
    form = MotionForm(
        posted(request),
        meeting=meeting,
        voters=[entry for entry, _ in voters_of(rows)],
        again=again,
        now=now,
        day=shown_day(meeting),
        initial={"text": about.question(item=item)} if about and item and again is None else None,
    )
    if request.method == "POST" and form.is_valid():
        data, seat = form.cleaned_data, form.responsible_seat
        try:
            motion = voting.open_motion(
                Act(request.user, form.moment, now),
                meeting_id=pk,
                ref=data["ref"],
                item_id=item.pk if item else None,
                text=data["text"],
                form=data["form"],
                impeded=form.impeded,
                makes_acuerdo=data["makes_acuerdo"],
                responsible_id=seat.pk if seat else None,
                due_on=data["due_on"],
                purpose=about.purpose if about else MotionPurpose.DECISION,
                subject=item.subject if about and item else "",
            )
        except Refused as refusal:
            twice = (
                meeting.motions.filter(ref=data["ref"], text=data["text"]).exclude(state=MotionState.ANNULLED).first()
            )
            if refusal.ruling.code == "already_voted" and twice is not None:  # the same form, sent again
                return redirect(motion_url(twice))
            show_refusal(form, refusal)
        else:
            return redirect(motion_url(motion))
    context = desk_context(request, meeting, item=item) | {"form": form, "again": again, "about": about}
    return render(request, "sessions_app/motion_new.html", context, status=NOT_ACCEPTED if form.errors else 200)


# --- The vote is taken ---------------------------------------------------------------------------------------------
@require_GET
def page(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    asked = motion_of(meeting, motion)
    return elections.page(request, meeting, asked) if asked.is_election else _page(request, meeting, asked)


def _page(
    request: BodyHttpRequest, meeting: Meeting, motion: Motion, *, status: int = 200, **bound: Any
) -> HttpResponse:
    rows = voters(motion)
    context = desk_context(request, meeting, item=motion.item) | _vote_context(meeting, motion, rows) | bound
    if motion.responsible_id:
        entries = (row.in_room.entry for row in context["roll"].rows)
        context["responsible_name"] = next((e.name for e in entries if e.seat_id == motion.responsible_id), "")
    if motion.state == MotionState.OPEN and "form" not in context:
        context["form"] = _closing_form(meeting, motion, rows)
    return render(request, "sessions_app/motion.html", context, status=status)


def _vote_context(meeting: Meeting, motion: Motion, rows: list[Any]) -> dict[str, Any]:
    counted = ballots_counted(rows)
    if motion.form == Form.NOMINAL and motion.state == MotionState.OPEN:
        so_far = tally(motion, votes_for=counted["for"], against=counted["against"], abstain=counted["abstain"])
    else:
        so_far = tally(motion, votes_for=0, against=0, abstain=0)
    able = [row for row in rows if not row.voter.impeded]
    return {
        "meeting": meeting,
        "motion": motion,
        "voters": able,
        "impeded": [row for row in rows if row.voter.impeded],
        "counted": counted,
        "missing": sum(row.ballot is None for row in able),
        "without_reason": [row for row in rows if row.sense == Sense.ABSTAIN and row.ballot and not row.ballot.reason],
        "so_far": so_far,
        "ruling": motion.ruling,
        "voted_again": meeting.motions.filter(ref=motion.ref).exclude(state=MotionState.ANNULLED).exists(),
    }


def _closing_form(meeting: Meeting, motion: Motion, rows: list[Any], data: Any = None) -> Any:
    common: dict[str, Any] = {"now": timezone.now(), "day": shown_day(meeting)}
    if motion.form == Form.NOMINAL:
        return NominalCloseForm(data, **common)
    if motion.form == Form.SECRET:
        return SecretCountsForm(data, voters=[row.voter for row in rows], **common)
    return CountsForm(data, **common)


@require_GET
def count(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """What the regulation says of the counts while they are typed."""
    meeting = desk_meeting(request, pk)
    asked = motion_of(meeting, motion)
    if asked.is_election:
        return elections.count(request, asked)
    form = TallyForm(request.GET)
    votes_for, against, abstain = form.counts if form.is_valid() else (0, 0, 0)
    so_far = tally(asked, votes_for=votes_for, against=against, abstain=abstain)
    html = fragment(request, "sessions_app/_tally.html", {"motion": asked, "so_far": so_far, "typed": form.is_valid()})
    return JsonResponse({"fragments": {"tally": html}})


@require_POST
def ballot(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """One voice of a nominal vote; noted again, it is corrected while the vote is open."""
    meeting = desk_meeting(request, pk)
    voted = motion_of(meeting, motion)
    form = BallotForm(request.POST, motion=voted, now=timezone.now(), day=shown_day(meeting))
    if not form.is_valid():
        return invalid(request, form, motion_url(voted))
    data = form.cleaned_data
    common: dict[str, Any] = {
        "motion_id": voted.pk,
        "entry_id": data["entry"],
        **elections.chosen_option(voted, data["sense"]),
        "reason": data["reason"],
        "act": Act(request.user, form.moment, timezone.now()),
    }
    noted = Ballot.objects.filter(motion=voted, entry=data["entry"]).select_related("option").first()
    try:
        if noted is None:
            voting.record_ballot(**common)
        elif (noted.option.choice, noted.reason) != (data["sense"], data["reason"]):
            voting.change_ballot(**common)
    except Refused as refusal:
        return refused(request, refusal, motion_url(voted))
    back = f"{motion_url(voted)}#voter-{data['entry']}"
    return done(request, back, fragments=lambda: _vote_fragments(request, voted, only=data["entry"]))


def _vote_fragments(request: BodyHttpRequest, motion: Motion, *, only: int | None = None) -> dict[str, str]:
    if motion.is_election:
        return elections.fragments(request, motion, only=only)
    rows = voters(motion)
    context = _vote_context(motion.meeting, motion, rows)
    found = {
        "tally": fragment(request, "sessions_app/_tally.html", context | {"typed": True}),
        "progress": fragment(request, "sessions_app/_ballot_progress.html", context),
    }
    for row in context["voters"]:
        if only in (None, row.voter.entry_id):
            found[f"voter-{row.voter.entry_id}"] = fragment(
                request, "sessions_app/_ballot_row.html", {**context, "row": row}
            )
    return found


@require_GET
def state(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """What another officer noted since, for an open page."""
    meeting = desk_meeting(request, pk)
    unchanged = unmoved(request, meeting)
    if unchanged:
        return unchanged
    voted = motion_of(meeting, motion)
    found = {
        "quorum": fragment(
            request, "sessions_app/_quorum.html", {"meeting": meeting, "quorum": roll_of(meeting).quorum}
        )
    }
    if voted.form == Form.NOMINAL and voted.state == MotionState.OPEN:
        found |= _vote_fragments(request, voted)
    return news(meeting, found, state=voted.state)


@require_POST
def close(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """Close the vote: its result is computed, never chosen."""
    meeting = desk_meeting(request, pk)
    voted = motion_of(meeting, motion)
    if voted.state not in (MotionState.OPEN, MotionState.ANNULLED):  # a second click
        return redirect(motion_url(voted))
    if voted.is_election:
        return elections.close(request, meeting, voted)
    rows = voters(voted)
    form = _closing_form(meeting, voted, rows, request.POST)
    if form.is_valid():
        try:
            closed = voting.close_motion(
                Act(request.user, form.moment, form.now),
                motion_id=voted.pk,
                counts=form.counts if isinstance(form, CountsForm) else None,
                took_part=form.took_part_ids if isinstance(form, SecretCountsForm) else None,
                abstention_note=form.cleaned_data.get("abstention_note", ""),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            _announce(request, closed)
            _ask_for_reason(request, closed)
            return redirect(motion_url(closed))
    return _page(request, meeting, voted, form=form, status=NOT_ACCEPTED)


def _announce(request: BodyHttpRequest, motion: Motion) -> None:
    level = {MotionState.APPROVED: messages.success, MotionState.TIED: messages.warning}.get(
        MotionState(motion.state), messages.info
    )
    level(request, explain(motion.ruling))


def _ask_for_reason(request: BodyHttpRequest, motion: Motion) -> None:
    """Only whoever typed the abstentions can still ask for their reason."""
    abstain = motion.ruling.number("abstain")
    if abstain and motion.form != Form.NOMINAL and not motion.abstention_note:
        messages.warning(
            request, "Falta el motivo de las abstenciones. La votación vale; el acta dirá que no se expresó (Art. 13)."
        )


@require_http_methods(["GET", "POST"])
def casting(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """The deciding vote: of the chair alone, or noted by the Secretaría in the chair's name (Art. 13)."""
    on = timezone.localdate()
    meeting = fetch_meeting(request.user, request.current_body, pk, on)
    roles = roles_of(request.user, meeting.body, on)
    check_casting(Act(request.user, timezone.now()), meeting)
    voted, chair = motion_of(meeting, motion), chair_now(meeting)
    office = can("sessions.manage", roles)
    back = motion_url(voted) if office else reverse("sessions:room", args=[pk])
    form = CastingForm(posted(request))
    presides = chair is not None and is_chair(request.user, chair)
    name = chair.name if chair else "quien preside"
    facts = voted.figures

    def cast(act: Act) -> Motion:
        sense = form.cleaned_data["sense"]
        if voted.casting_at is not None and voted.casting_sense == sense:  # a second click
            return voted
        return voting.cast_deciding_vote(act, motion_id=voted.pk, sense=sense)

    return act_page(
        request,
        form,
        cast,
        done=lambda decided: _announce(request, decided),
        title="Voto dirimente",
        lead="Usted preside la sesión." if presides else f"La Secretaría Técnica lo anota en nombre de {name}.",
        act=f"«{voted.text}»: {facts.get('for', 0)} a favor, {facts.get('against', 0)} en contra, {facts.get('abstain', 0)} {'abstención' if facts.get('abstain') == 1 else 'abstenciones'}, de {facts.get('voters', 0)} votantes.",
        consequence="Es un acto aparte de la votación y decide el empate. El resultado lo calcula el reglamento y queda en el acta con el nombre de quien preside.",
        article="Art. 13",
        button="Emitir el voto dirimente" if presides else "Anotar el voto dirimente",
        meeting=meeting,
        back_url=back,
    )


@require_http_methods(["GET", "POST"])
def annul(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """A vote entered wrongly: annulled with a reason, it stays visible, and its question may be voted again."""
    meeting = desk_meeting(request, pk)
    voted = motion_of(meeting, motion)
    form = ReasonForm(posted(request))
    result = explain(voted.ruling) if voted.ruling else "Todavía sin resultado."
    return act_page(
        request,
        form,
        lambda act: voting.annul_motion(act, motion_id=voted.pk, reason=form.cleaned_data["reason"]),
        done="La votación está anulada y sigue a la vista con su motivo. Ya puede votar de nuevo.",
        back_url=motion_url(voted),
        title="Anular una votación",
        act=f"«{voted.text}» — {voted.get_state_display()}. {result}",
        consequence="Pierde todo efecto, también el acuerdo que hubiera producido. No se borra: el acta la muestra anulada con su motivo, y la misma pregunta puede votarse otra vez.",
        button="Anular la votación",
        meeting=meeting,
        danger=True,
    )


# --- Points added in the session -----------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def propose(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """The Assembly votes whether to add a point to its agenda (Art. 7)."""
    meeting = desk_meeting(request, pk)
    form = ProposeItemForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _, item, ruling = agenda_service.propose_item(
                Act(request.user, timezone.now()),
                meeting_id=pk,
                title=data["title"],
                votes_for=data["votes_for"],
                against=data["votes_against"],
                abstain=data["votes_abstain"],
                ref=data["ref"] or None,
            )
        except Refused as refusal:
            if refusal.ruling.code == "already_voted":  # the same form, sent again
                return redirect(_item_page(meeting, None))
            show_refusal(form, refusal)
        else:
            level = messages.success if ruling.holds and not ruling.facts.get("warning") else messages.warning
            level(request, explain(ruling))
            return redirect(_item_page(meeting, item.pk if item else None))
    context = desk_context(request, meeting, item=None) | {
        "form": form,
        "rule": added_item_rule(meeting),
        "ref": (form.is_bound and form.cleaned_data.get("ref")) or f"A-{uuid.uuid4().hex[:10]}",
    }
    return render(request, "sessions_app/item_propose.html", context, status=NOT_ACCEPTED if form.errors else 200)
