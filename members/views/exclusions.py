"""Who is excluded for a proven conflict of interest, and who may come back (Art. 15.2)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from exchange.views import excel_response, wants_excel
from norms.pages import act_page, posted_with_files

from .. import selectors, services
from ..forms.exclusions import ExcludeForm, LiftForm
from ..models import Accreditation, Exclusion
from ..pages import visit_for


@require_safe
def exclusions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Every exclusion, those that stand first."""
    visit = visit_for(request, "padron.papers")
    found = list(selectors.exclusions_of(visit.body))
    if wants_excel(request):
        return excel_response(
            request,
            title="Personas excluidas",
            columns=["Persona", "Asiento", "Desde", "Motivo", "Documento", "Levantada el", "Acuerdo que la levanta"],
            rows=(
                (
                    row.person.full_name,
                    row.seat.number if row.seat else None,
                    row.starts_on,
                    row.reason,
                    str(row.instrument),
                    row.ends_before,
                    str(row.lift_instrument) if row.lift_instrument else "",
                )
                for row in found
            ),
        )
    return render(request, "members/exclusions.html", {"rows": found, "can_change": visit.can("padron.change")})


@require_http_methods(["GET", "HEAD", "POST"])
def exclude_person(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The person who holds, or held, this accreditation is excluded."""
    visit = visit_for(request, "padron.change")
    rows = Accreditation.objects.filter(seat__body=visit.body).select_related("person", "seat")
    accreditation = get_object_or_404(rows, pk=pk)
    person, back = accreditation.person, reverse("members:seat", args=[accreditation.seat_id])
    form = ExcludeForm(
        *posted_with_files(request),
        acuerdos=selectors.acuerdo_papers(visit.body),
        initial={"starts_on": visit.today, "paper_issuer": visit.body.name},
    )
    held = selectors.offices_of(person, visit.body, visit.today)
    offices = " y ".join(term.get_office_display() for term in held)
    return act_page(
        request,
        form,
        lambda act: services.exclude_person(
            act,
            person_id=person.pk,
            body_id=visit.body.pk,
            seat_id=accreditation.seat_id,
            reason=form.cleaned_data["reason"],
            starts_on=form.cleaned_data["starts_on"],
            paper=form.paper_if_typed(),
            instrument_id=form.instrument_id(),
        ),
        done=f"{person.full_name} queda excluida desde el día indicado.",
        back_url=back,
        template="members/act.html",
        title="Excluir a una persona",
        lead=f"{person.full_name}, {accreditation.get_role_display().lower()} del asiento {accreditation.seat.number}",
        consequence="Su acreditación termina el día anterior al indicado y no se la puede acreditar otra vez, por esta ni por "
        "otra institución, hasta que un acuerdo de la Asamblea levante la exclusión. La institución debe acreditar a otra persona."
        + (
            f" Además ejerce {offices}: ese cargo no termina con la exclusión; regístrelo aparte en Autoridades."
            if offices
            else ""
        ),
        article="15.2",
        button="Excluir",
        danger=True,
        back_label=str(accreditation.seat),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def lift_exclusion(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "padron.change")
    rows = Exclusion.objects.filter(body=visit.body, ends_before=None).select_related("person", "seat", "instrument")
    exclusion = get_object_or_404(rows, pk=pk)
    form = LiftForm(
        *posted_with_files(request),
        acuerdos=selectors.acuerdo_papers(visit.body),
        initial={"lifted_on": visit.today, "paper_issuer": visit.body.name},
    )
    return act_page(
        request,
        form,
        lambda act: services.lift_exclusion(
            act,
            exclusion_id=pk,
            lifted_on=form.cleaned_data["lifted_on"],
            paper=form.paper_if_typed(),
            instrument_id=form.instrument_id(),
        ),
        done=f"{exclusion.person.full_name} puede volver a ser acreditada.",
        back_url=reverse("members:exclusions"),
        template="members/act.html",
        title="Levantar una exclusión",
        lead=f"{exclusion.person.full_name}, excluida desde el {exclusion.starts_on:%d/%m/%Y} ({exclusion.instrument})",
        consequence="Desde el día indicado una institución puede volver a acreditarla. Esto no acredita a nadie por sí mismo.",
        article="15.2",
        button="Levantar la exclusión",
        back_label="Exclusiones",
    )
