"""What institutions propose: their own page, the form, the list, and the Secretaría's decision (Art. 5)."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from documents.sniff import SHOWN_INLINE
from documents.views import serve_upload
from exchange.views import excel_response, wants_excel
from norms.pages import NOT_ACCEPTED, ConfirmForm, act_page, carry_out, posted, posted_with_files, refused

from .. import selectors, services, ubigeo
from ..enums import ProposalKind, ProposalState, SeatRole
from ..forms.proposals import (
    AcceptForm,
    LeftProposalForm,
    ObserveForm,
    ProposalFilterForm,
    ProposalForm,
    initial_of,
)
from ..models import AccreditationProposal, Seat
from ..pages import Visit, own_seats, visit_for
from ..selectors.proposals import fingerprint, paper_words, proposals_of, proposals_of_seats, story_of
from ..selectors.representation import representation_of
from ..states import PROPOSAL

PER_PAGE = 25


# --- «Mi institución» ----------------------------------------------------------------------------------------------
@require_safe
def my_institution(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What the committee holds of the institution one represents, and what one may ask to change."""
    visit = visit_for(request, "proposals.make")
    seat, role = selectors.seats_of(visit.user, visit.body, visit.today)[0]
    row = selectors.member_on(seat, visit.today)
    history = selectors.history_of(seat)
    proposals = list(proposals_of_seats(visit.body, [seat], visit.today))
    waiting = {one.role: one for one in proposals if one.state in (ProposalState.SUBMITTED, ProposalState.OBSERVED)}
    representation = representation_of(seat, history.accreditations, visit.today)
    context = {
        "seat": seat,
        "role": role,
        "row": row,
        "district": ubigeo.label(row.institution.ubigeo) if row else "",
        "representation": representation,
        "history": history,
        "proposals": proposals,
        "asks": [(place.role, place.current, waiting.get(place.role.value)) for place in representation.places],
        "today": visit.today,
        "contacts": True,
    }
    return render(request, "members/my_institution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: AuthenticatedHttpRequest, pk: int, role: str, kind: str = ProposalKind.ACCREDIT) -> HttpResponse:
    """Ask the Secretaría to register somebody for one's own seat, or that somebody left."""
    visit = visit_for(request, "proposals.make")
    seat = _own_seat(visit, pk)
    row = selectors.member_on(seat, visit.today)
    if row is None or role not in SeatRole.values:
        raise Http404("Ese asiento no tiene hoy una institución.")
    place = SeatRole(role)
    initial = {"starts_on": visit.today, "left_on": visit.today, "paper_issuer": row.institution.name}
    form = _form(request, seat, kind, initial)
    current = row.accreditation(place)
    if kind == ProposalKind.LEFT and current is None:
        raise Http404("La institución no tiene hoy a nadie en esa calidad.")
    return act_page(
        request,
        form,
        lambda act: services.propose(act, seat_id=seat.pk, role=place, kind=ProposalKind(kind), data=form.proposal()),
        done="Propuesta presentada. La Secretaría Técnica la revisará y le llegará un correo.",
        to=lambda made: reverse("members:proposal", args=[made.pk]),
        template="members/act.html",
        title=_title(kind, place),
        lead=row.institution.name,
        consequence=_consequence(kind, place, current.person.full_name if current else ""),
        button="Presentar a la Secretaría Técnica",
        article="5",
        back_url=reverse("members:my_institution"),
        back_label="Mi institución",
    )


# --- The list and one of them --------------------------------------------------------------------------------------
@require_safe
def proposals(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All of them for the Secretaría; for a representative, those of their institution."""
    visit, decides, found = _readable(request)
    form = ProposalFilterForm(request.GET)
    state = form.cleaned_data["estado"] if form.is_valid() else ""
    if state:
        found = found.filter(state=state)
    if wants_excel(request):
        return _excel(request, visit, found, state)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "state": state,
        "decides": decides,
    }
    return render(request, "members/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One proposal: where it stands, the document beside what it says, and the Secretaría's two answers."""
    visit, decides, found = _readable(request)
    one = get_object_or_404(found, pk=pk)
    seen = {"seen": fingerprint(one)}
    accredits = one.kind == ProposalKind.ACCREDIT
    reachable = bool(one.email or (one.person is not None and one.person.email))
    # Both forms are on the page: each says which of them came.
    answer = request.POST.get("answer") if request.method == "POST" else None
    observing = ObserveForm(request.POST if answer == "observe" else None, initial=seen)
    accepting = AcceptForm(request.POST if answer == "accept" else None, account=accredits and reachable, initial=seen)
    status = 200
    if request.method == "POST":
        if not decides:
            raise Http404("Solo la Secretaría Técnica decide.")
        done = _decide(request, one, answer, observing, accepting)
        if done is not None:
            return done
        status = NOT_ACCEPTED
    steps, story = story_of(one)
    row = selectors.member_on(one.seat, visit.today)
    context = {
        "proposal": one,
        "institution": getattr(one, "institution", "") or str(one.seat),
        "paper": paper_words(one),
        "inline": one.upload is not None and one.upload.content_type in SHOWN_INLINE,
        "steps": steps,
        "story": story,
        "current": row.accreditation(SeatRole(one.role)) if row else None,
        "own": one.seat_id in own_seats(visit),
        "decides": decides and PROPOSAL.can(one, "accept"),
        "can_correct": PROPOSAL.can(one, "resubmit"),
        "can_withdraw": PROPOSAL.can(one, "withdraw"),
        "unreachable": accredits and not reachable,
        "too_early": accredits and one.starts_on > visit.today,
        "observing": observing,
        "accepting": accepting,
        "people_data": visit.can("people.data"),
    }
    return render(request, "members/proposal.html", context, status=status)


@require_safe
def proposal_file(request: AuthenticatedHttpRequest, pk: int) -> HttpResponseBase:
    """The document that came with it, for the Secretaría and for the people of the institution."""
    _, _, found = _readable(request)
    one = get_object_or_404(found, pk=pk, upload__isnull=False)
    assert one.upload is not None  # noqa: S101  # as asked of the database
    return serve_upload(request, one.upload)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_proposal(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """What was observed, corrected and sent again; what was typed and the file are there."""
    one = _own_proposal(request, pk)
    if request.method != "POST" and not PROPOSAL.can(one, "resubmit"):
        return redirect("members:proposal", pk=pk)
    form = _form(request, one.seat, one.kind, initial_of(one), kept=one.upload.name if one.upload else "")
    return act_page(
        request,
        form,
        lambda act: services.resubmit_proposal(act, proposal_id=pk, data=form.proposal()),
        done="Propuesta corregida y presentada otra vez a la Secretaría Técnica.",
        back_url=reverse("members:proposal", args=[pk]),
        template="members/act.html",
        title="Corregir la propuesta",
        lead=f"{one.full_name}, {one.get_role_display().lower()}",
        consequence=f"La Secretaría Técnica observó: «{one.observation}»" if one.observation else "",
        button="Presentar otra vez",
        back_label="Propuesta",
        article="5",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_proposal(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    one = _own_proposal(request, pk)
    back = reverse("members:proposal", args=[pk])
    if request.method != "POST" and not PROPOSAL.can(one, "withdraw"):
        return redirect(back)
    return act_page(
        request,
        ConfirmForm(posted(request)),
        lambda act: services.withdraw_proposal(act, proposal_id=pk),
        done="Propuesta retirada.",
        on_refusal=lambda refusal: refused(request, refusal, back),
        title="Retirar la propuesta",
        act=f"{one.get_kind_display()}: {one.full_name}, {one.get_role_display().lower()}.",
        consequence="La Secretaría Técnica ya no la revisará y el padrón sigue como está. Puede presentar otra cuando quiera.",
        article="5",
        button="Retirar la propuesta",
        danger=True,
        back_url=back,
    )


# --- Steps of the above --------------------------------------------------------------------------------------------
def _readable(request: AuthenticatedHttpRequest) -> tuple[Visit, bool, QuerySet[AccreditationProposal]]:
    """What this person may read: all of them, those of their own seat, or PermissionDenied."""
    visit = visit_for(request, "padron.view")
    if visit.can("proposals.decide"):
        return visit, True, proposals_of(visit.body, visit.today)
    visit = visit_for(request, "proposals.make")
    return visit, False, proposals_of(visit.body, visit.today).filter(seat__in=own_seats(visit))


def _own_proposal(request: AuthenticatedHttpRequest, pk: int) -> AccreditationProposal:
    visit = visit_for(request, "proposals.make")
    found = proposals_of(visit.body, visit.today).filter(seat__in=own_seats(visit))
    return get_object_or_404(found, pk=pk)


def _own_seat(visit: Visit, pk: int) -> Seat:
    if pk not in own_seats(visit):
        raise Http404("Solo puede proponer cambios de su institución.")
    return get_object_or_404(Seat.objects.select_related("body"), pk=pk)


def _form(
    request: AuthenticatedHttpRequest, seat: Seat, kind: str, initial: dict[str, Any], kept: str = ""
) -> ProposalForm | LeftProposalForm:
    if kind == ProposalKind.LEFT:
        return LeftProposalForm(posted(request), initial=initial)
    return ProposalForm(*posted_with_files(request), known=selectors.people_of(seat), kept=kept, initial=initial)


def _decide(
    request: AuthenticatedHttpRequest,
    one: AccreditationProposal,
    answer: str | None,
    observing: ObserveForm,
    accepting: AcceptForm,
) -> HttpResponse | None:
    """The answer carried out, or None with what was wrong in its form."""
    if answer == "observe":
        return carry_out(
            request,
            observing,
            lambda act: services.observe_proposal(act, proposal_id=one.pk, **observing.cleaned_data),
            done="Propuesta observada. Se le envía un correo a quien la presentó.",
            to="members:proposals",
        )
    if answer == "accept":
        return carry_out(
            request,
            accepting,
            lambda act: services.accept_proposal(act, proposal_id=one.pk, **accepting.cleaned_data),
            done=f"Propuesta aceptada: {one.full_name}. El padrón ya lo muestra.",
            to=reverse("members:seat", args=[one.seat_id]),
        )
    return None


def _title(kind: str, place: SeatRole) -> str:
    if kind == ProposalKind.LEFT:
        return "Comunicar que la persona dejó la institución"
    return f"Proponer {place.label.lower()}"


def _consequence(kind: str, place: SeatRole, current: str) -> str:
    wait = "El padrón no cambia hasta que la Secretaría Técnica lo acepte."
    if kind == ProposalKind.LEFT:
        return f"{current} sigue acreditado como {place.label.lower()} hasta que su institución acredite a otra persona. {wait}"
    if current:
        return f"Al aceptarse, reemplaza a {current} desde el día indicado. {wait}"
    return wait


def _excel(
    request: AuthenticatedHttpRequest, visit: Visit, found: QuerySet[AccreditationProposal], state: str
) -> HttpResponse:
    return excel_response(
        request,
        title="Propuestas de acreditación",
        columns=[
            "Presentada",
            "Asiento",
            "Institución",
            "Pedido",
            "Persona",
            "Calidad",
            "Desde",
            "Hasta",
            "Documento",
            "Estado",
            "Decidida",
            "Observación",
        ],
        rows=(
            (
                one.submitted_at,
                one.seat.number,
                getattr(one, "institution", ""),
                one.get_kind_display(),
                one.full_name,
                one.get_role_display(),
                one.starts_on,
                one.valid_until,
                paper_words(one),
                one.get_state_display(),
                one.decided_at,
                one.observation,
            )
            for one in found
        ),
        committee=visit.body.name,
        filters=f"Estado: {ProposalState(state).label}" if state else "",
    )
