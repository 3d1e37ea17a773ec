"""How a seat passes on, and how an institution leaves: pages that name the consequence and its article (Art. 5, 7)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import AuthenticatedHttpRequest
from norms.pages import act_page, posted, posted_with_files

from .. import selectors, services
from ..enums import EntryBasis, ExitBasis
from ..forms import LeaveForm, RectifyForm, RenameForm, SuccessionForm
from ..models import Seat
from ..pages import Visit, visit_for
from ..selectors.leaving import affected_by_leaving


@require_http_methods(["GET", "HEAD", "POST"])
def rename_member(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit, found, row = _member(request, pk)
    form = RenameForm(*posted_with_files(request), institution=row.institution, initial=_paper_from(visit, row))
    return act_page(
        request,
        form,
        lambda act: services.hold_seat(
            act,
            seat_id=pk,
            data=form.data_typed(),
            basis=EntryBasis.RENAMING,
            paper=form.paper(),
            starts_on=form.cleaned_data["starts_on"],
        ),
        done=lambda holding: f"Desde el {holding.starts_on:%d/%m/%Y} se llama {holding.institution.name}.",
        title="Registrar un cambio de nombre",
        consequence="Es la misma institución: conserva su asiento, sus representantes y su historia. Desde el día indicado figura con el "
        "nombre nuevo; los documentos de antes conservan el que tenía. Si solo hay un error de escritura, rectifíquelo.",
        hanging=affected_by_leaving(found, row, visit.today),
        button="Registrar el cambio",
        **_page(found, row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def succeed_member(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit, found, row = _member(request, pk)
    initial = _paper_from(visit, row) | {"sector": row.institution.sector, "kind": row.institution.kind}
    form = SuccessionForm(*posted_with_files(request), body=visit.body, on=visit.today, initial=initial)
    return act_page(
        request,
        form,
        lambda act: services.hold_seat(
            act,
            seat_id=pk,
            data=form.data_if_new(),
            institution_id=form.institution_id(),
            basis=EntryBasis.SUCCESSION,
            paper=form.paper(),
            starts_on=form.cleaned_data["starts_on"],
        ),
        done=lambda holding: f"{holding.institution.name} ocupa el {found} desde el {holding.starts_on:%d/%m/%Y}.",
        title="Registrar una sucesión",
        consequence=f"Otra institución toma el lugar de {row.institution.name} en el {found}, desde el día indicado, con su historia: "
        "asistencias, inasistencias y suspensiones son del asiento. Sus representantes siguen hasta que la sucesora acredite "
        "a otros.",
        hanging=affected_by_leaving(found, row, visit.today),
        button="Registrar la sucesión",
        **_page(found, row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit, found, row = _member(request, pk)
    acuerdos = selectors.acuerdo_papers(visit.body)
    initial = {"last_day": visit.today, "paper_issuer": row.institution.name}
    form = LeaveForm(*posted_with_files(request), acuerdos=acuerdos, initial=initial)
    return act_page(
        request,
        form,
        lambda act: services.end_membership(
            act,
            seat_id=pk,
            basis=ExitBasis(form.cleaned_data["basis"]),
            last_day=form.cleaned_data["last_day"],
            paper=form.paper_if_typed(),
            instrument=form.cleaned_data["acuerdo"],
        ),
        done=lambda holding: f"{row.institution.name} dejó el comité; su último día, el {holding.last_day:%d/%m/%Y}.",
        title="Registrar la salida de un miembro",
        consequence=f"Después de ese día {row.institution.name} deja de ser miembro y sus representantes cesan. El asiento queda sin "
        "institución, con su historia. Las sesiones ya convocadas conservan la base de quórum con la que se convocaron. "
        "Para volver tendrá que solicitar su incorporación.",
        hanging=affected_by_leaving(found, row, visit.today),
        leaving=True,
        button="Registrar la salida",
        danger=True,
        **_page(found, row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rectify_member(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit, found, row = _member(request, pk)
    institution = row.institution
    form = RectifyForm(posted(request), initial={"name": institution.name, "short_name": institution.short_name})
    return act_page(
        request,
        form,
        lambda act: services.rectify_name(
            act, institution_id=institution.pk, body_id=visit.body.pk, **form.cleaned_data
        ),
        done=lambda corrected: f"El nombre quedó así: {corrected.name}.",
        title="Rectificar un error de escritura",
        consequence="Se corrige cómo está escrito el nombre, con efecto desde el primer día: no es un cambio de nombre. Lo ya emitido "
        "conserva el texto con el que salió, y el historial guarda lo que decía.",
        button="Rectificar",
        **_page(found, row, article="LPAG 212.1"),
    )


def _member(request: AuthenticatedHttpRequest, pk: int) -> tuple[Visit, Seat, selectors.MemberRow]:
    """The seat and who holds it today; 404 where nobody does."""
    visit = visit_for(request, "membership.change")
    found = get_object_or_404(Seat.objects.select_related("body__rulebook"), pk=pk, body=visit.body)
    row = selectors.member_on(found, visit.today)
    if row is None:
        raise Http404("Ese asiento no tiene hoy una institución.")
    return visit, found, row


def _paper_from(visit: Visit, row: selectors.MemberRow) -> dict[str, Any]:
    return {"starts_on": visit.today, "paper_issuer": row.institution.name}


def _page(found: Seat, row: selectors.MemberRow, *, article: str = "7") -> dict[str, Any]:
    return {
        "template": "members/institution_act.html",
        "lead": f"{row.institution.name}, {str(found).lower()}",
        "article": article,
        "back_url": reverse("members:seat", args=[found.pk]),
        "back_label": str(found),
    }
