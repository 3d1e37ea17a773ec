"""Votes at the desk: a question is put, the votes are noted, and the regulation says what came of it (Art. 13)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Act
from members.http import BodyHttpRequest
from norms.pages import NOT_ACCEPTED, act_page, carry_out, posted, refused
from norms.wording import explain
from regulation.refusal import Refused

from ..effects import matter_of
from ..enums import MotionForm as Form
from ..enums import MotionPurpose, MotionState, Sense
from ..forms.roll import ReasonForm
from ..forms.votes import BallotForm, CastingForm, CloseVoteForm, MotionForm, ProposeItemForm, TallyForm
from ..models import AgendaItem, Ballot, Meeting, Motion
from ..permissions import allow_casting, can_user, is_chair
from ..selectors.access import chair_now, fetch_meeting
from ..selectors.ballots import VoterRow, ballots_counted, kind_of, voters, votes_of
from ..selectors.desk import added_item_rule, roll_of
from ..selectors.quorum import room, voters_of
from ..services import agenda as agenda_service
from ..services import voting
from ._desk import (
    announce,
    asked_for,
    desk_meeting,
    done,
    fragment,
    invalid,
    motion_of,
    motion_url,
    news,
    opening_page,
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
    item, annulled = asked_for(request, meeting)
    brought = "asunto" in request.GET if annulled is None else bool(annulled.subject)
    matter = matter_of(item) if brought else None
    now = timezone.now()
    form = MotionForm(
        posted(request),
        meeting=meeting,
        voters=[entry for entry, _ in voters_of(room(meeting))],
        annulled=annulled,
        now=now,
        day=shown_day(meeting),
        initial={"text": matter.question(item=item)} if matter and item and annulled is None else None,
    )

    def open_it(act: Act) -> Motion:
        data, seat = form.cleaned_data, form.responsible_seat
        return voting.open_motion(
            act,
            meeting_id=pk,
            ref=data["ref"],
            item_id=item.pk if item else None,
            text=data["text"],
            form=data["form"],
            impeded=form.impeded,
            makes_acuerdo=data["makes_acuerdo"],
            responsible_id=seat.pk if seat else None,
            due_on=data["due_on"],
            purpose=matter.purpose if matter else MotionPurpose.DECISION,
            subject=item.subject if matter and item else "",
        )

    return opening_page(
        request,
        form,
        open_it,
        template="sessions_app/motion_new.html",
        twice=lambda: meeting.motions.filter(ref=form.cleaned_data["ref"], text=form.cleaned_data["text"]),
        context=lambda: desk_context(request, meeting, item=item) | {"again": annulled, "about": matter},
    )


# --- The vote is taken ---------------------------------------------------------------------------------------------
@require_GET
def page(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    return _page(request, motion_of(desk_meeting(request, pk), motion))


def _page(request: BodyHttpRequest, motion: Motion, form: CloseVoteForm | None = None) -> HttpResponse:
    meeting, rows = motion.meeting, voters(motion)
    context = desk_context(request, meeting, item=motion.item) | _vote_context(motion, rows)
    if motion.responsible_id:
        entries = (row.in_room.entry for row in context["roll"].rows)
        context["responsible_name"] = next((e.name for e in entries if e.seat_id == motion.responsible_id), "")
    if form is None and motion.state == MotionState.OPEN:
        form = _closing_form(motion, rows)
    status = NOT_ACCEPTED if form and form.is_bound else 200
    return render(request, f"sessions_app/{kind_of(motion).key}.html", context | {"form": form}, status=status)


def _closing_form(motion: Motion, rows: list[VoterRow], data: QueryDict | None = None) -> CloseVoteForm:
    day = shown_day(motion.meeting)
    return CloseVoteForm(data, motion=motion, voters=[row.voter for row in rows], now=timezone.now(), day=day)


def _vote_context(motion: Motion, rows: list[VoterRow]) -> dict[str, Any]:
    kind, options = kind_of(motion), list(motion.options.all())
    able = [row for row in rows if not row.voter.impeded]
    votes = ballots_counted(rows) if motion.state == MotionState.OPEN else votes_of(motion)
    tied = {option.pk for option in kind.deciding(motion)}
    unexplained = [row for row in able if row.ballot and row.sense == Sense.ABSTAIN and not row.ballot.reason]
    return {
        "meeting": motion.meeting,
        "motion": motion,
        "options": options,
        "results": [
            {
                "option": option,
                "label": kind.count_label(option),
                "votes": votes.get(option.pk, 0),
                "tied": option.pk in tied,
                "elected": motion.elected_id == option.pk,
            }
            for option in options
        ],
        "voters": able,
        "impeded": [row for row in rows if row.voter.impeded],
        "missing": sum(row.ballot is None for row in able),
        "without_reason": unexplained if kind.asks_reason else [],
        "so_far": kind.judge(motion, votes, voters=len(able)),
        "ruling": motion.ruling,
        "next_round": motion.next_rounds.exclude(state=MotionState.ANNULLED).first(),
        "voted_again": motion.meeting.motions.filter(ref=motion.ref).exclude(state=MotionState.ANNULLED).exists(),
    }


@require_GET
def count(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """What the regulation says of the counts while they are typed."""
    asked = motion_of(desk_meeting(request, pk), motion)
    kind, form = kind_of(asked), TallyForm(request.GET, motion=asked)
    typed = form.is_valid()
    context = {"motion": asked, "so_far": kind.judge(asked, form.votes if typed else {}), "typed": typed}
    return JsonResponse({"fragments": {"tally": fragment(request, f"sessions_app/_{kind.key}_tally.html", context)}})


@require_POST
def ballot(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """One voice of a nominal vote; noted again, it is corrected while the vote is open."""
    meeting = desk_meeting(request, pk)
    voted = motion_of(meeting, motion)
    form = BallotForm(request.POST, motion=voted, now=timezone.now(), day=shown_day(meeting))
    if not form.is_valid():
        return invalid(request, form, motion_url(voted))
    entry, option, reason = (form.cleaned_data[name] for name in ("entry", "option", "reason"))
    noted = Ballot.objects.filter(motion=voted, entry=entry).first()
    note = voting.record_ballot if noted is None else voting.change_ballot
    try:
        if noted is None or (noted.option_id, noted.reason) != (option, reason):
            act = Act(request.user, form.moment, timezone.now())
            note(act, motion_id=voted.pk, entry_id=entry, option_id=option, reason=reason)
    except Refused as refusal:
        return refused(request, refusal, motion_url(voted))
    back = f"{motion_url(voted)}#voter-{entry}"
    return done(request, back, fragments=lambda: _vote_fragments(request, voted, only=entry))


def _vote_fragments(request: BodyHttpRequest, motion: Motion, *, only: int | None = None) -> dict[str, str]:
    """What changes on the page of a nominal vote while it is taken; of one voice, or of all."""
    key, context = kind_of(motion).key, _vote_context(motion, voters(motion)) | {"typed": True}
    found = {
        "tally": fragment(request, f"sessions_app/_{key}_tally.html", context),
        "progress": fragment(request, "sessions_app/_ballot_progress.html", context),
    }
    for row in context["voters"]:
        if only in (None, row.voter.entry_id):
            html = fragment(request, f"sessions_app/_{key}_ballot.html", context | {"row": row})
            found[f"voter-{row.voter.entry_id}"] = html
    return found


@require_GET
def state(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """What another officer noted since, for an open page."""
    meeting = desk_meeting(request, pk)
    unchanged = unmoved(request, meeting)
    if unchanged:
        return unchanged
    voted = motion_of(meeting, motion)
    context = {"meeting": meeting, "quorum": roll_of(meeting).quorum}
    found = {"quorum": fragment(request, "sessions_app/_quorum.html", context)}
    if voted.form == Form.NOMINAL and voted.state == MotionState.OPEN:
        found |= _vote_fragments(request, voted)
    return news(meeting, found, state=voted.state)


@require_POST
def close(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """Close the vote: its result is computed, never chosen."""
    voted = motion_of(desk_meeting(request, pk), motion)
    if voted.state not in (MotionState.OPEN, MotionState.ANNULLED):  # a second click
        return redirect(motion_url(voted))
    form = _closing_form(voted, voters(voted), request.POST)

    def announced(closed: Motion) -> None:
        announce(request, closed)
        _ask_for_reason(request, closed)

    answer = carry_out(
        request,
        form,
        lambda act: voting.close_motion(
            act,
            motion_id=voted.pk,
            votes=form.votes,
            took_part=form.took_part_ids,
            abstention_note=form.cleaned_data.get("abstention_note", ""),
        ),
        done=announced,
        to=motion_url(voted),
    )
    return answer or _page(request, voted, form)


def _ask_for_reason(request: BodyHttpRequest, motion: Motion) -> None:
    """The person who typed the abstentions can still ask for their reason."""
    asked = kind_of(motion).asks_reason and motion.form != Form.NOMINAL and not motion.abstention_note
    if asked and motion.ruling.number("abstain"):
        messages.warning(
            request, "Falta el motivo de las abstenciones. La votación vale; el acta dirá que no se expresó (Art. 13)."
        )


@require_http_methods(["GET", "POST"])
def casting(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """The deciding vote: of the chair alone, or noted by the Secretaría in the chair's name (Art. 13)."""
    on = timezone.localdate()
    meeting = fetch_meeting(request.user, request.current_body, pk, on)
    allow_casting(Act(request.user, timezone.now()), meeting)
    voted, chair = motion_of(meeting, motion), chair_now(meeting)
    kind, form = kind_of(voted), CastingForm(posted(request), motion=voted)
    presides = chair is not None and is_chair(request.user, chair)
    name = chair.name if chair else "quien preside"

    def cast(act: Act) -> Motion:
        option = voted.options.get(pk=form.cleaned_data["option"])
        decided = (voted.casting_sense, voted.elected_id) == (option.sense, None if option.sense else option.pk)
        if voted.casting_at is not None and decided:  # a second click
            return voted
        return voting.cast_deciding_vote(act, motion_id=voted.pk, option_id=option.pk)

    return act_page(
        request,
        form,
        cast,
        done=lambda decided: announce(request, decided),
        title=kind.words.casting_title,
        lead="Usted preside la sesión." if presides else f"La Secretaría Técnica lo anota en nombre de {name}.",
        act=kind.tie_in_words(voted),
        consequence=kind.words.casting_effect,
        article="Art. 13",
        button="Emitir el voto dirimente" if presides else "Anotar el voto dirimente",
        meeting=meeting,
        back_url=motion_url(voted)
        if can_user("sessions.manage", request.user, meeting.body, on)
        else reverse("sessions:room", args=[pk]),
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

    def propose_it(act: Act) -> AgendaItem | None:
        data = form.cleaned_data
        _, item, ruling = agenda_service.propose_item(
            act,
            meeting_id=pk,
            title=data["title"],
            votes_for=data["votes_for"],
            against=data["votes_against"],
            abstain=data["votes_abstain"],
            ref=data["ref"] or None,
        )
        level = messages.success if ruling.holds and not ruling.facts.get("warning") else messages.warning
        level(request, explain(ruling))
        return item

    answer = carry_out(
        request,
        form,
        propose_it,
        to=lambda item: _item_page(meeting, item.pk if item else None),
        on_refusal=lambda refusal: (  # the same form, sent again
            redirect(_item_page(meeting, None)) if refusal.ruling.code == "already_voted" else None
        ),
    )
    if answer is not None:
        return answer
    context = desk_context(request, meeting, item=None) | {
        "form": form,
        "rule": added_item_rule(meeting),
        "ref": (form.is_bound and form.cleaned_data.get("ref")) or f"A-{uuid.uuid4().hex[:10]}",
    }
    return render(request, "sessions_app/item_propose.html", context, status=NOT_ACCEPTED if form.errors else 200)
