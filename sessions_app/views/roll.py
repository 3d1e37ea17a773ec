"""The roll call at the desk: who is here, who presides, and whether that installs the session (Art. 13)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Act
from members.http import BodyHttpRequest
from norms.pages import NOT_ACCEPTED, ConfirmForm, act_now, act_page, carry_out, posted
from norms.wording import explain
from regulation.params import NoticeWaiver, SecondCall

from ..enums import MeetingState, Mode
from ..forms.roll import CallForm, ChairForm, GuestForm, MarkForm, MovementForm, ReasonForm
from ..models import ChairSpell, Meeting, Presence, RollCall, RollEntry
from ..selectors.access import chair_now
from ..selectors.desk import Roll, president_here, roll_of
from ..selectors.notice import judge_notice_now
from ..services import closing, roll
from ..states import MEETING
from ._desk import desk_meeting, done, fragment, invalid, news, unmoved

PAGE = "sessions:roll"


def _day(meeting: Meeting) -> Any:
    return timezone.localdate(meeting.installed_at or meeting.scheduled_at)


def _shared(meeting: Meeting, read: Roll) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "roll": read,
        "quorum": read.quorum,
        "totals": read.totals,
        "installed": meeting.installed_at is not None,
        "can_mark": MEETING.can(meeting, "mark_presence"),
        "can_correct": meeting.state == MeetingState.CLOSED,
    }


def roll_fragments(
    request: BodyHttpRequest, meeting: Meeting, read: Roll, *, only: int | None = None
) -> dict[str, str]:
    """The banner, the totals, and the rows (or the one row) as they stand."""
    shared = _shared(meeting, read)
    found = {
        "quorum": fragment(request, "sessions_app/_quorum.html", shared),
        "totals": fragment(request, "sessions_app/_totals.html", shared),
    }
    if meeting.state == MeetingState.CONVOKED:
        found["call-chair"] = fragment(
            request, "sessions_app/_call_chair.html", {**shared, **_who_presides(meeting, read)}
        )
    for row in read.rows:
        if only in (None, row.entry_id):
            found[f"row-{row.entry_id}"] = fragment(request, "sessions_app/_roll_row.html", {**shared, "row": row})
    return found


def _who_presides(meeting: Meeting, read: Roll) -> dict[str, Any]:
    """The president in the room, or the choice among those who are (LPAG 107.3)."""
    now = timezone.now()
    return {
        "president_here": president_here(meeting, read, timezone.localdate(now)),
        "call_form": CallForm(people=read.people, required=False, now=now, initial={"call": 1}),
    }


# --- The page ------------------------------------------------------------------------------------------------------
@require_GET
def page(request: BodyHttpRequest, pk: int) -> HttpResponse:
    meeting = desk_meeting(request, pk)
    if meeting.regulation_version is None:
        messages.info(request, "La lista se abre cuando la sesión está convocada: termine y envíe la convocatoria.")
        return redirect("sessions:detail", pk)
    return render(request, "sessions_app/roll.html", _page(meeting))


def _page(meeting: Meeting, **bound: Any) -> dict[str, Any]:
    now, read, rules = timezone.now(), roll_of(meeting), meeting.rules()
    calls = list(meeting.calls.all())
    notice = judge_notice_now(meeting) if meeting.state == MeetingState.CONVOKED else None
    failed = calls[-1] if calls and not calls[-1].installed else None
    context = _shared(meeting, read) | {
        "calls": [(call, call.ruling) for call in calls],
        "failed": failed,
        "second_call": rules.second_call is SecondCall.LPAG and failed is not None,
        "second_call_on": roll.second_call_on(meeting) if rules.second_call is SecondCall.LPAG else None,
        "notice": notice,
        "needs_waiver": notice is not None and not notice.holds,
        "waiver_known": rules.notice_waiver is not NoticeWaiver.NONE,
        "chair": chair_now(meeting),
        "guest_form": GuestForm(body=meeting.body),
        "movement_form": MovementForm(meeting=meeting, now=now, auto_id="mov_%s"),
    }
    return context | _who_presides(meeting, read) | bound


@require_GET
def state(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """What another officer moved since, for an open page."""
    meeting = desk_meeting(request, pk)
    return unmoved(request, meeting) or news(
        meeting, roll_fragments(request, meeting, roll_of(meeting)), state=meeting.state
    )


# --- Marks ---------------------------------------------------------------------------------------------------------
@require_POST
def mark(request: BodyHttpRequest, pk: int, entry: int) -> HttpResponse:
    """One tap. The last one stands."""
    meeting = desk_meeting(request, pk)
    row = get_object_or_404(RollEntry, pk=entry, meeting=meeting)
    now, back = timezone.now(), f"{reverse(PAGE, args=[pk])}#row-{entry}"
    form = MarkForm(request.POST, now=now, day=_day(meeting))
    if not form.is_valid():
        return invalid(request, form, back)
    state = form.cleaned_data["state"]
    return act_now(
        request,
        lambda act: roll.set_attendance(
            act, entry_id=row.pk, state=state, mode=form.cleaned_data["mode"] or _mode_now(row, state)
        ),
        form=form,
        back=back,
        answer=lambda _: done(request, back, fragments=lambda: _after(request, pk, only=entry)),
    )


def _mode_now(entry: RollEntry, role: str) -> str:
    """A second tap on somebody in the room leaves them on the screen or in person, as they were."""
    stay = entry.presences.filter(role=role, until_at=None, voided_at=None).first()
    return stay.mode if stay else Mode.IN_PERSON.value


@require_POST
def movement(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Somebody came in or went out, at the hour that was typed."""
    meeting = desk_meeting(request, pk)
    now, back = timezone.now(), _back(request, pk)
    form = MovementForm(request.POST, meeting=meeting, now=now, day=_day(meeting))
    if not form.is_valid():
        return invalid(request, form, back)
    data = form.cleaned_data

    def moved(act: Act) -> str:
        common = {"entry_id": data["entry"].pk, "role": data["role"], "reason": data["reason"]}
        if data["move"] == "arrive":
            presence = roll.mark_arrival(act, **common, mode=data["mode"], name=data["name"])
            return f"{presence.name} llegó a las {timezone.localtime(presence.from_at):%H:%M}."
        presence = roll.mark_departure(act, **common)
        return f"{presence.name} salió a las {timezone.localtime(act.at):%H:%M}."

    return act_now(
        request,
        moved,
        form=form,
        back=back,
        answer=lambda words: done(
            request, back, words=words, fragments=lambda: _after(request, pk, only=data["entry"].pk)
        ),
    )


@require_http_methods(["GET", "POST"])
def void(request: BodyHttpRequest, pk: int, presence: int) -> HttpResponse:
    """A stay that never was: annulled with a reason, it stays in the record."""
    meeting = desk_meeting(request, pk)
    stay = get_object_or_404(Presence.objects.select_related("entry"), pk=presence, entry__meeting=meeting)
    form = ReasonForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: roll.void_presence(act, presence_id=stay.pk, reason=form.cleaned_data["reason"]),
        done=f"Se anuló la marca de {stay.name}. Sigue visible, con su motivo.",
        back_url=reverse(PAGE, args=[pk]),
        title="Anular una marca de asistencia",
        act=f"{stay.name} ({stay.entry.name}), desde las {timezone.localtime(stay.from_at):%H:%M}",
        consequence="La marca deja de contar para el quórum y la asistencia. No se borra: queda en el historial con su motivo.",
        button="Anular la marca",
        danger=True,
        meeting=meeting,
    )


@require_POST
def guest(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Somebody who was not foreseen, with voice only (Art. 14)."""
    meeting = desk_meeting(request, pk)
    form = GuestForm(request.POST, body=meeting.body)
    answer = carry_out(
        request,
        form,
        lambda act: roll.add_guest(act, meeting_id=pk, **form.cleaned_data),
        done=lambda _: f"{form.cleaned_data['name']} está en la lista de invitados. Marque su llegada.",
        to=f"{reverse(PAGE, args=[pk])}#otros",
    )
    return answer or render(request, "sessions_app/roll.html", _page(meeting, guest_form=form), status=NOT_ACCEPTED)


# --- Chair and call ------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def chair(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Another person presides from now on (LPAG 107.3)."""
    meeting = desk_meeting(request, pk)
    now, read = timezone.now(), roll_of(meeting)
    form = ChairForm(posted(request), people=read.people, now=now, day=_day(meeting))

    def designate(act: Act) -> ChairSpell:
        if form.chosen is None:
            raise Http404
        entry_id, role = form.chosen
        return roll.designate_chair(act, meeting_id=pk, entry_id=entry_id, role=role)

    current = chair_now(meeting)
    return act_page(
        request,
        form,
        designate,
        done=lambda spell: f"Preside {spell.name}.",
        back_url=reverse("sessions:run", args=[pk]),
        title="Quién preside la sesión",
        act=f"Preside ahora: {current.name}" if current else "Ahora no preside nadie.",
        consequence=f"Quien presida tendrá el voto dirimente en los empates que siguen. Si no está el {meeting.body.presiding_title}, {meeting.body.called} lo elige entre los presentes.",
        article="LPAG 107.3",
        button="Registrar a quien preside",
        meeting=meeting,
    )


@require_POST
def call(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Call the roll: the regulation says whether the session is installed."""
    meeting = desk_meeting(request, pk)
    if meeting.state == MeetingState.IN_SESSION:  # a second click on a call that installed it
        return redirect("sessions:run", pk)
    now, read = timezone.now(), roll_of(meeting)
    form = CallForm(request.POST, people=read.people, required=False, now=now, day=_day(meeting))
    answer = carry_out(
        request,
        form,
        lambda act: roll.call_roll(
            act,
            meeting_id=pk,
            call=form.cleaned_data["call"],
            waiver_agreed=form.cleaned_data["waiver_agreed"],
            chair=form.chosen,
        ),
        done=lambda made: _announce(request, made),
        to=lambda made: (
            reverse("sessions:run" if made.installed else PAGE, args=[pk]) + ("" if made.installed else "#llamar")
        ),
    )
    return answer or render(request, "sessions_app/roll.html", _page(meeting, call_form=form), status=NOT_ACCEPTED)


def _announce(request: BodyHttpRequest, made: RollCall) -> None:
    words = explain(made.ruling)
    if made.installed:
        messages.success(request, words)
    else:
        messages.warning(request, f"La sesión no se instala. {words}")


@require_http_methods(["GET", "POST"])
def close_not_installed(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """End a session that could not be installed: its constancia is issued."""
    meeting = desk_meeting(request, pk)
    last = meeting.calls.last()
    why = explain(last.ruling, cite=False) if last else "Todavía no se llamó lista."
    return act_page(
        request,
        ConfirmForm(posted(request)),
        lambda act: closing.close(act, meeting_id=pk),
        done="La sesión queda como no instalada y su constancia está emitida.",
        back_url=reverse(PAGE, args=[pk]),
        to=reverse("sessions:detail", args=[pk]),
        title="Cerrar sin instalar la sesión",
        act=f"Última llamada: {why}",
        consequence="Se emite la constancia de no instalación con su número. La sesión no se puede reabrir; para reunirse hay que convocar otra.",
        article="Art. 13",
        button="Cerrar y emitir la constancia",
        danger=True,
        meeting=meeting,
    )


def _after(request: BodyHttpRequest, pk: int, *, only: int) -> dict[str, str]:
    """The page's pieces after an act, read anew."""
    meeting = desk_meeting(request, pk)
    return roll_fragments(request, meeting, roll_of(meeting), only=only)


def _back(request: BodyHttpRequest, pk: int) -> str:
    """Movements are typed on the roll and on the run page; people stay where they were."""
    place = "sessions:run" if request.POST.get("from") == "run" else PAGE
    item = request.POST.get("punto", "")
    return reverse(place, args=[pk]) + (f"?punto={item}" if place == "sessions:run" and item.isdigit() else "")
