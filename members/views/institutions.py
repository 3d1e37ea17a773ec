"""The data of a member institution, its logo, and what a form offers while one types: districts, institutions."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from documents.views import serve_upload
from norms.pages import act_page, posted_with_files

from .. import selectors, services, ubigeo
from ..forms import InstitutionForm, options
from ..models import Institution, Seat
from ..pages import visit_for
from ..selectors.successors import successors_like


@require_http_methods(["GET", "HEAD", "POST"])
def edit_member(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Correct what is registered of the institution that holds the seat; its name changes by its own acts."""
    visit = visit_for(request, "institutions.change")
    found = get_object_or_404(Seat, pk=pk, body=visit.body)
    row = selectors.member_on(found, visit.today)
    if row is None:
        raise Http404("Ese asiento no tiene hoy una institución.")
    form = InstitutionForm(
        *posted_with_files(request), institution=row.institution, fixed_name=True, sector_required=True
    )
    return act_page(
        request,
        form,
        lambda act: services.update_institution(
            act, institution_id=row.institution.pk, body_id=visit.body.pk, data=form.data_typed()
        ),
        done=f"Datos de {row.institution} guardados.",
        back_url=reverse("members:seat", args=[pk]),
        on_refusal=lambda refusal: form.show_what_it_says_now() if refusal.ruling.code == "stale" else None,
        template="members/act.html",
        title="Datos de la institución",
        lead=str(row.institution),
        button="Guardar",
        back_label=str(found),
    )


@require_safe
def logo(request: AuthenticatedHttpRequest, pk: int) -> HttpResponseBase:
    """The logo of an institution, for those who see the directory."""
    visit_for(request, "directory.view")
    institution = get_object_or_404(Institution.objects.select_related("logo"), pk=pk)
    if institution.logo is None:
        raise Http404("Esa institución no tiene logotipo.")
    return serve_upload(request, institution.logo)


# --- What a field offers while one types ---------------------------------------------------------------------------
@login_not_required
@require_safe
def districts(request: HttpRequest) -> HttpResponse:
    """The districts for what was typed so far. A public catalogue: the form of an applicant asks here too."""
    response = _offered(district.label for district in ubigeo.search(_typed_so_far(request)) or ubigeo.home())
    patch_cache_control(response, private=True, max_age=3600)
    return response


@require_safe
def successors(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The institutions of the directory that may succeed a member."""
    visit = visit_for(request, "membership.change")
    return _offered(successors_like(visit.body, visit.today, _typed_so_far(request)))


def _typed_so_far(request: HttpRequest) -> str:
    field = request.headers.get("HX-Trigger-Name", "")
    return request.GET.get(field, request.GET.get("q", ""))[:120].replace("\0", "")


def _offered(labels: Iterable[str]) -> HttpResponse:
    response = HttpResponse(options(labels))
    response["Vary"] = "HX-Trigger-Name, Cookie"
    return response
