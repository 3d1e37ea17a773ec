"""The election of the president at the desk: who stands, each round, and what decides a tie (Art. 8; CCR 25)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Act
from members.http import BodyHttpRequest
from members.selectors import roles_of
from norms.pages import NOT_ACCEPTED, act_page, posted, show_refusal
from norms.wording import explain
from regulation.refusal import Refused

from ..enums import MotionForm, MotionState, Sense
from ..forms.elections import (
    ElectionCountsForm,
    ElectionForm,
    ElectionTallyForm,
    LotsForm,
    RunoffForm,
    SecretElectionForm,
    TiedForm,
)
from ..models import AgendaItem, Meeting, Motion
from ..permissions import can, check_casting, is_chair
from ..selectors.access import chair_now, fetch_meeting
from ..selectors.desk import VoterRow, voters
from ..selectors.elections import (
    ballots_by_option,
    elects_president,
    judge_counts,
    sat_on,
    standing,
    tied_of,
    undecided,
    votes_of,
)
from ..services import elections
from ._desk import desk_meeting, fragment, motion_of, motion_url, typed_number
from .run import desk_context, shown_day

PAGE = "sessions:run"


# --- Opening -------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def new(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Everybody accredited, with who may be elected and why the others may not; `?punto=` the agenda item, `?otra=` the
    annulled round that is held again.
    """
    meeting = desk_meeting(request, pk)
    if not elects_president(meeting.body):
        raise Http404("Este órgano no elige presidente.")
    item = AgendaItem.objects.filter(meeting=meeting, pk=typed_number(request.GET.get("punto")) or 0).first()
    annulled = meeting.motions.filter(state=MotionState.ANNULLED, purpose="election", round_number=1)
    again = annulled.filter(pk=typed_number(request.GET.get("otra")) or 0).first()
    if again is not None:
        item = again.item
    everybody = standing(meeting)
    eligible = [candidate for candidate in everybody if candidate.eligible]
    now = timezone.now()
    form = ElectionForm(posted(request), eligible=eligible, again=again, now=now, day=shown_day(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            motion = elections.open_election(
                Act(request.user, form.moment, now),
                meeting_id=pk,
                ref=form.cleaned_data["ref"],
                candidates=form.keys,
                form=form.cleaned_data["form"],
                item_id=item.pk if item else None,
            )
        except Refused as refusal:
            twice = _valid(meeting, form.cleaned_data["ref"])
            if refusal.ruling.code == "already_voted" and twice is not None:  # the same form, sent again
                return redirect(motion_url(twice))
            show_refusal(form, refusal)
        else:
            return redirect(motion_url(motion))
    boxes = {box.data["value"]: box for box in form["candidates"]}
    context = desk_context(request, meeting, item=item) | {
        "form": form,
        "again": again,
        "eligible": [(candidate, boxes[str(candidate.accreditation.pk)]) for candidate in eligible],
        "others": [candidate for candidate in everybody if not candidate.eligible],
        "term_running": next((c.ruling for c in everybody if c.ruling.code == "term_running"), None),
        "day": sat_on(meeting),
        "stands": undecided(meeting.motions.filter(purpose="election")),
    }
    return render(request, "sessions_app/election_new.html", context, status=NOT_ACCEPTED if form.errors else 200)


def _valid(meeting: Meeting, ref: str) -> Motion | None:
    return meeting.motions.filter(ref=ref).exclude(state=MotionState.ANNULLED).first()


@require_http_methods(["GET", "POST"])
def runoff(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """Open the second round between the tied."""
    meeting = desk_meeting(request, pk)
    first = motion_of(meeting, motion)
    now = timezone.now()
    form = RunoffForm(posted(request), first=first, now=now, day=shown_day(meeting))

    def opened_already(refusal: Refused) -> HttpResponse | None:
        opened = first.next_rounds.exclude(state=MotionState.ANNULLED).first()
        return redirect(motion_url(opened)) if refusal.ruling.code == "already_voted" and opened is not None else None

    return act_page(
        request,
        form,
        lambda act: elections.open_second_round(
            act,
            motion_id=first.pk,
            ref=form.cleaned_data["ref"],
            form=form.cleaned_data["form"],
        ),
        back_url=motion_url(first),
        to=motion_url,
        on_refusal=opened_already,
        title="Abrir la segunda vuelta",
        act=f"Entre {_listed([option.label for option in tied_of(first)])}.",
        consequence="Solo se vota por quienes empataron. Quiénes pueden votar se fija de nuevo con los que están ahora en la "
        "sala. Si vuelven a empatar, decide el sorteo.",
        article="CCR 25",
        button="Abrir la segunda vuelta",
        meeting=meeting,
    )


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} y {names[-1]}" if len(names) > 1 else "".join(names)


# --- A round is voted ----------------------------------------------------------------------------------------------
def page(
    request: BodyHttpRequest, meeting: Meeting, motion: Motion, *, status: int = 200, **bound: Any
) -> HttpResponse:
    rows = voters(motion)
    context = desk_context(request, meeting, item=motion.item) | round_context(meeting, motion, rows) | bound
    if motion.state == MotionState.OPEN and "form" not in context:
        context["form"] = _closing_form(meeting, motion, rows)
    return render(request, "sessions_app/election.html", context, status=status)


def round_context(meeting: Meeting, motion: Motion, rows: list[VoterRow]) -> dict[str, Any]:
    options = list(motion.options.all())
    opened = motion.state == MotionState.OPEN
    votes = ballots_by_option(motion, rows) if opened else votes_of(motion)
    tied = {option.pk for option in tied_of(motion)}
    rounds = motion.next_rounds.exclude(state=MotionState.ANNULLED)
    return {
        "meeting": meeting,
        "motion": motion,
        "options": options,
        "results": [
            {"option": o, "votes": votes[o.pk], "tied": o.pk in tied, "elected": motion.elected_id == o.pk}
            for o in options
        ],
        "most": max([votes[o.pk] for o in options if not o.sense], default=0),
        "voters": rows,
        "missing": sum(row.ballot is None for row in rows),
        "so_far": judge_counts(motion, votes, voters=len(rows)),
        "ruling": motion.ruling,
        "next_round": rounds.first(),
        "by_casting": meeting.rules().election_tie == "casting_vote",
        "voted_again": _valid(meeting, motion.ref) is not None,
    }


def _closing_form(meeting: Meeting, motion: Motion, rows: list[VoterRow], data: Any = None) -> Any:
    common: dict[str, Any] = {"now": timezone.now(), "day": shown_day(meeting)}
    options = [] if motion.form == MotionForm.NOMINAL else list(motion.options.all())
    if motion.form == MotionForm.SECRET:
        return SecretElectionForm(data, options=options, voters=[row.voter for row in rows], **common)
    return ElectionCountsForm(data, options=options, **common)


def fragments(request: BodyHttpRequest, motion: Motion, *, only: int | None = None) -> dict[str, str]:
    """What changes on the page of a nominal round while its votes are noted."""
    rows = voters(motion)
    context = round_context(motion.meeting, motion, rows) | {"typed": True}
    found = {
        "tally": fragment(request, "sessions_app/_election_tally.html", context),
        "progress": fragment(request, "sessions_app/_election_progress.html", context),
    }
    for row in rows:
        if only in (None, row.voter.entry_id):
            found[f"voter-{row.voter.entry_id}"] = fragment(
                request, "sessions_app/_election_ballot.html", {**context, "row": row}
            )
    return found


def count(request: BodyHttpRequest, motion: Motion) -> JsonResponse:
    """What the regulation says of the counts while they are typed."""
    form = ElectionTallyForm(request.GET, options=list(motion.options.all()))
    typed = form.is_valid() and any(form.counts.values())
    context = {"motion": motion, "so_far": judge_counts(motion, form.counts if typed else {}), "typed": typed}
    return JsonResponse({"fragments": {"tally": fragment(request, "sessions_app/_election_tally.html", context)}})


def close(request: BodyHttpRequest, meeting: Meeting, motion: Motion) -> HttpResponse:
    """Close a round: who is elected is computed, never chosen."""
    form = _closing_form(meeting, motion, voters(motion), request.POST)
    if form.is_valid():
        try:
            closed = elections.close_election(
                Act(request.user, form.moment, form.now),
                motion_id=motion.pk,
                counts=None if motion.form == MotionForm.NOMINAL else form.counts,
                took_part=form.took_part_ids if isinstance(form, SecretElectionForm) else None,
                abstention_note=form.cleaned_data.get("abstention_note", ""),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            announce(request, closed)
            return redirect(motion_url(closed))
    return page(request, meeting, motion, form=form, status=NOT_ACCEPTED)


def announce(request: BodyHttpRequest, motion: Motion) -> None:
    level = {MotionState.APPROVED: messages.success, MotionState.REJECTED: messages.info}
    tell = level.get(MotionState(motion.state), messages.warning)
    tell(request, explain(motion.ruling))


# --- A tie ---------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def lots(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """Lots were drawn in the room between the tied."""
    meeting = desk_meeting(request, pk)
    tied = motion_of(meeting, motion)
    now = timezone.now()
    form = LotsForm(posted(request), tied=tied_of(tied), now=now, day=shown_day(meeting))

    def draw(act: Act) -> Motion:
        if tied.lots_at is not None and tied.elected_id == form.cleaned_data["option"]:  # a second click
            return tied
        return elections.draw_lots(
            act,
            motion_id=tied.pk,
            option_id=form.cleaned_data["option"],
            note=form.cleaned_data["note"],
        )

    return act_page(
        request,
        form,
        draw,
        done=lambda decided: announce(request, decided),
        back_url=motion_url(tied),
        title="Registrar el sorteo",
        act=f"{_listed([option.label for option in tied_of(tied)])} volvieron a empatar en la segunda vuelta.",
        consequence="El sorteo se hace en la sala, a la vista de los presentes; aquí se anota su resultado. Decide la elección y "
        "consta en el acta con lo que usted escriba.",
        article="CCR 25",
        button="Registrar el sorteo",
        meeting=meeting,
    )


@require_http_methods(["GET", "POST"])
def casting(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """Where the regulation says so: the chair's casting vote for one of the tied, or noted in the chair's name (Art. 13)."""
    on = timezone.localdate()
    meeting = fetch_meeting(request.user, request.current_body, pk, on)
    roles = roles_of(request.user, meeting.body, on)
    check_casting(Act(request.user, timezone.now()), meeting)
    tied, chair = motion_of(meeting, motion), chair_now(meeting)
    back = motion_url(tied) if can("sessions.manage", roles) else reverse("sessions:room", args=[pk])
    form = TiedForm(posted(request), tied=tied_of(tied))
    form.fields["option"].label = "Voto dirimente por"
    presides = chair is not None and is_chair(request.user, chair)
    name = chair.name if chair else "quien preside"

    def cast(act: Act) -> Motion:
        option = form.cleaned_data["option"]
        if tied.casting_at is not None and tied.elected_id == option:  # a second click
            return tied
        return elections.cast_for_candidate(act, motion_id=tied.pk, option_id=option)

    return act_page(
        request,
        form,
        cast,
        done=lambda decided: announce(request, decided),
        back_url=back,
        title="Voto dirimente de la elección",
        lead="Usted preside la sesión." if presides else f"La Secretaría Técnica lo anota en nombre de {name}.",
        act=f"Empate entre {_listed([option.label for option in tied_of(tied)])}.",
        consequence="Es un acto aparte de la votación y decide la elección. Queda en el acta con el nombre de quien preside.",
        article="Art. 13",
        button="Emitir el voto dirimente" if presides else "Anotar el voto dirimente",
        meeting=meeting,
    )


def chosen_option(motion: Motion, choice: str) -> dict[str, Any]:
    """What the service takes of a ballot as a form names it: its sense, or the candidate's option."""
    if choice in Sense.values:
        return {"sense": choice}
    return {"option_id": int(choice.removeprefix("c"))}
