"""The election of the president at the desk: who stands, its second round, and lots (Art. 8; CCR 25)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Act
from members.http import BodyHttpRequest
from norms.pages import act_page, posted
from regulation.refusal import Refused

from ..enums import MotionPurpose, MotionState
from ..forms.elections import ElectionForm, LotsForm, RunoffForm
from ..models import Motion
from ..selectors.ballots import kind_of
from ..selectors.elections import elects_president, sat_on, standing, undecided
from ..services import elections
from ..wording import listed
from ._desk import announce, asked_for, desk_meeting, motion_of, motion_url, opening_page
from .run import desk_context, shown_day


@require_http_methods(["GET", "POST"])
def new(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Everybody accredited, with who may be elected and why the others may not; `?punto=` the agenda item, `?otra=` the
    annulled round that is held again.
    """
    meeting = desk_meeting(request, pk)
    if not elects_president(meeting.body):
        raise Http404("Este órgano no elige presidente.")
    item, annulled = asked_for(request, meeting, purpose=MotionPurpose.ELECTION, round_number=1)
    everybody = standing(meeting)
    eligible = [candidate for candidate in everybody if candidate.eligible]
    now = timezone.now()
    form = ElectionForm(posted(request), eligible=eligible, annulled=annulled, now=now, day=shown_day(meeting))

    def context() -> dict[str, Any]:
        boxes = {box.data["value"]: box for box in form["candidates"]}
        return desk_context(request, meeting, item=item) | {
            "again": annulled,
            "eligible": [(candidate, boxes[str(candidate.accreditation.pk)]) for candidate in eligible],
            "others": [candidate for candidate in everybody if not candidate.eligible],
            "term_running": next((c.ruling for c in everybody if c.ruling.code == "term_running"), None),
            "day": sat_on(meeting),
            "stands": undecided(meeting.motions.all()),
        }

    return opening_page(
        request,
        form,
        lambda act: elections.open_election(
            act,
            meeting_id=pk,
            ref=form.cleaned_data["ref"],
            candidates=form.keys,
            form=form.cleaned_data["form"],
            item_id=item.pk if item else None,
        ),
        template="sessions_app/election_new.html",
        twice=lambda: meeting.motions.filter(ref=form.cleaned_data["ref"]),
        context=context,
    )


@require_http_methods(["GET", "POST"])
def runoff(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """Open the second round between the tied."""
    meeting = desk_meeting(request, pk)
    first, now = motion_of(meeting, motion), timezone.now()
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
        act=f"Entre {_tied_names(first)}.",
        consequence="Solo se vota por quienes empataron. Quiénes pueden votar se fija de nuevo con los que están ahora en la "
        "sala. Si vuelven a empatar, decide el sorteo.",
        article="CCR 25",
        button="Abrir la segunda vuelta",
        meeting=meeting,
    )


@require_http_methods(["GET", "POST"])
def lots(request: BodyHttpRequest, pk: int, motion: int) -> HttpResponse:
    """Lots were drawn in the room between the tied."""
    meeting = desk_meeting(request, pk)
    tied, now = motion_of(meeting, motion), timezone.now()
    form = LotsForm(posted(request), motion=tied, now=now, day=shown_day(meeting))

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
        act=f"{_tied_names(tied)} volvieron a empatar en la segunda vuelta.",
        consequence="El sorteo se hace en la sala, a la vista de los presentes; aquí se anota su resultado. Decide la elección y "
        "consta en el acta con lo que usted escriba.",
        article="CCR 25",
        button="Registrar el sorteo",
        meeting=meeting,
    )


def _tied_names(motion: Motion) -> str:
    return listed(option.label for option in kind_of(motion).deciding(motion))
