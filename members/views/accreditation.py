"""Who speaks for an institution: accredit, replace, end; that somebody left; the constancia (Art. 5)."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from documents.views import serve_issued
from norms.pages import act_page, posted, posted_with_files, seen_now
from regulation.refusal import Refused

from .. import selectors, services
from ..enums import SeatRole
from ..forms.accreditation import AccreditForm, ConstanciaForm, DepartureForm, EndForm
from ..forms.padrones import ReasonForm
from ..models import Accreditation, AccreditationDocument, Seat
from ..pages import Visit, readable_seat, visit_for
from ..selectors.padron import last_accreditation
from ..selectors.papers_accreditation import constancias_of


@require_http_methods(["GET", "HEAD", "POST"])
def accredit(request: AuthenticatedHttpRequest, pk: int, role: str) -> HttpResponse:
    visit = visit_for(request, "padron.change")
    found = get_object_or_404(Seat, pk=pk, body=visit.body)
    row = selectors.member_on(found, visit.today)
    if row is None or role not in SeatRole.values:
        raise Http404("Ese asiento no tiene hoy una institución.")
    place = SeatRole(role)
    known = selectors.people_of(found)
    renewed = request.GET.get("persona", "")
    form = AccreditForm(
        *posted_with_files(request),
        known=known,
        initial={
            "starts_on": visit.today,
            "paper_issuer": row.institution.name,
            "seen": last_accreditation(found, place),
            "person": known.filter(pk=renewed).first() if renewed.isdecimal() and len(renewed) < 10 else None,
        },
    )

    holder = row

    def catch_up(refusal: Refused) -> None:
        nonlocal holder
        if refusal.ruling.code == "stale":
            form.now_seen(last_accreditation(found, place))
            holder = selectors.member_on(found, visit.today) or holder

    return act_page(
        request,
        form,
        lambda act: services.accredit(
            act,
            seat_id=found.pk,
            role=place,
            person=form.someone(),
            paper=form.paper(),
            starts_on=form.cleaned_data["starts_on"],
            valid_until=form.cleaned_data["valid_until"],
            with_account=form.cleaned_data["with_account"],
            seen=form.cleaned_data["seen"],
        ),
        done=lambda made: (
            f"Queda registrada la acreditación de {made.person.full_name} como {place.label.lower()}"
            + (f" hasta el {made.valid_until:%d/%m/%Y}." if made.valid_until else ".")
        ),
        on_refusal=catch_up,
        template="members/act.html",
        title=f"Acreditar {place.label.lower()}",
        lead=row.institution.name,
        consequence=SimpleLazyObject(lambda: _consequence(holder.accreditation(place), place)),
        article="5",
        button="Acreditar",
        back_url=reverse("members:seat", args=[found.pk]),
        back_label=str(found),
    )


def _consequence(current: Accreditation | None, place: SeatRole) -> str:
    name = place.label.lower()
    if current is None:
        return f"La institución no tiene {name} acreditado."
    return (
        f"Al guardar, la acreditación de {current.person.full_name} como {name} termina el día anterior al indicado y queda en el "
        "historial. Si es la misma persona, rige el nuevo documento con su vigencia."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_accreditation(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "padron.change")
    accreditation = _running(visit, pk)
    form = EndForm(posted(request), initial={"last_day": visit.today})
    role = accreditation.get_role_display().lower()
    return act_page(
        request,
        form,
        lambda act: services.end_accreditation(act, accreditation_id=pk, **form.cleaned_data),
        done=f"Terminó la acreditación de {accreditation.person.full_name}.",
        title="Terminar una acreditación",
        consequence=f"La institución queda sin {role} desde el día siguiente, hasta que acredite a otra persona."
        + _offices(visit, accreditation),
        article="5",
        button="Terminar la acreditación",
        danger=True,
        **_about(accreditation),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def note_departure(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The person left the institution, which has not accredited another yet."""
    visit = visit_for(request, "padron.change")
    accreditation = _running(visit, pk)
    form = DepartureForm(
        posted(request),
        initial={"left_on": accreditation.left_on or visit.today, "note": accreditation.left_note},
    )
    return act_page(
        request,
        form,
        lambda act: services.note_departure(act, accreditation_id=pk, **form.cleaned_data),
        done=f"Queda anotado que {accreditation.person.full_name} dejó la institución.",
        title="La persona dejó la institución",
        consequence="La acreditación no termina por esto: el asiento es de la institución, que debe acreditar a otra persona. "
        "Mientras tanto queda un aviso en el padrón. Si ya no debe actuar por ella, termine su acreditación."
        + _offices(visit, accreditation),
        article="5",
        button="Anotar",
        **_about(accreditation),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def issue_constancia(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Issue a constancia, once confirmed: each takes a number for good. One per page shown, however often it is sent."""
    visit = visit_for(request, "padron.issue")
    accreditation = get_object_or_404(
        Accreditation.objects.select_related("person", "seat"), pk=pk, seat__body=visit.body
    )
    issued = constancias_of(accreditation).count()
    form = ConstanciaForm(posted(request), initial={"known": issued})
    already = {0: "De esta acreditación no se ha emitido ninguna.", 1: "De esta acreditación ya se emitió una."}
    return act_page(
        request,
        form,
        lambda act: services.issue_constancia(act, accreditation_id=pk, **form.cleaned_data),
        done=lambda document: f"Emitida: {document.label}.",
        to=reverse("members:seat", args=[accreditation.seat_id]) + "#constancias",
        # The page now shows how many there are: pressed again it is on purpose.
        on_refusal=lambda _: seen_now(form, known=issued),
        **_about(accreditation),
        title="Emitir constancia de acreditación",
        consequence="Toma el siguiente número de la serie de constancias: queda registrada con su nombre, no se borra y su "
        f"número no se vuelve a usar. {already.get(issued, f'De esta acreditación ya se emitieron {issued}.')}",
        article="5",
        button="Emitir constancia",
    )


@require_safe
def constancia(request: AuthenticatedHttpRequest, pk: int, document_id: int) -> HttpResponseBase:
    """The PDF, for the office, its readers and the institution's own people."""
    visit = visit_for(request, "padron.view")
    rows = AccreditationDocument.objects.filter(accreditation=pk, accreditation__seat__body=visit.body)
    found = get_object_or_404(rows.select_related("document", "accreditation"), document=document_id)
    readable_seat(visit, found.accreditation.seat_id)
    return serve_issued(request, found.document)


@require_http_methods(["GET", "HEAD", "POST"])
def annul_constancia(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "padron.issue")
    rows = AccreditationDocument.objects.filter(accreditation__seat__body=visit.body)
    row = get_object_or_404(rows.select_related("document", "accreditation__person", "accreditation__seat"), pk=pk)
    if request.method != "POST" and row.document.annulled_at is not None:
        raise Http404("Esa constancia ya está anulada.")
    form = ReasonForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: services.annul_constancia(act, constancia_id=pk, **form.cleaned_data),
        done=f"La {row.document.label} quedó anulada.",
        to=reverse("members:seat", args=[row.accreditation.seat_id]) + "#constancias",
        title="Anular una constancia",
        consequence="Su número no se vuelve a usar, y a quien la compruebe se le dice que fue anulada y por qué.",
        article="9",
        button="Anular",
        danger=True,
        **_about(row.accreditation, lead=f"{row.document.label}, de {row.accreditation.person.full_name}"),
    )


def _running(visit: Visit, pk: int) -> Accreditation:
    """One in force, or that its document lets run on. Nothing is done about one that is over."""
    running = Q(ends_before=None) | Q(ends_before__gt=visit.today)
    rows = Accreditation.objects.filter(running, seat__body=visit.body)
    return get_object_or_404(rows.select_related("person", "seat"), pk=pk)


def _about(accreditation: Accreditation, *, lead: str = "") -> dict[str, Any]:
    role = accreditation.get_role_display().lower()
    return {
        "template": "members/act.html",
        "lead": lead or f"{accreditation.person.full_name}, {role} del asiento {accreditation.seat.number}",
        "back_url": reverse("members:seat", args=[accreditation.seat_id]),
        "back_label": str(accreditation.seat),
    }


def _offices(visit: Visit, accreditation: Accreditation) -> str:
    """An office goes on until it is ended by its own act (Art. 8, 9): said where one may think otherwise."""
    held = selectors.offices_of(accreditation.person, visit.body, visit.today)
    if not held:
        return ""
    names = " y ".join(term.get_office_display() for term in held)
    return f" Además ejerce {names}: ese cargo no termina por esto; regístrelo aparte en Autoridades."
