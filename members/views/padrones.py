"""The padrón of a day on paper: the informative copy, and the numbered one that the Secretaría issues."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from audit.acts import Act
from documents.views import pdf_response, serve_issued
from norms.pages import act_page, posted
from norms.wording import explain
from regulation.refusal import Refused

from .. import services
from ..forms import DayForm, IssuePadronForm, ReasonForm
from ..models import BodyDocument
from ..pages import visit_for
from ..selectors.assembly_day import assembly_on
from ..selectors.padron_papers import padrones_of
from ..services.padrones import MARK, preview_padron


@require_safe
def padron_copy(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The padrón of a day without number, for those who may see it."""
    visit = visit_for(request, "padron.view")
    form = DayForm(request.GET)
    if not form.is_valid():
        raise Http404("Esa fecha no existe.")
    on = form.cleaned_data["fecha"] or visit.today
    try:
        data = preview_padron(Act(visit.user, timezone.now()), body=visit.body, as_of=on)
    except Refused as refused:
        messages.error(request, explain(refused.ruling))
        return redirect("members:padron")
    return pdf_response(data, name=f"Padrón al {on:%Y-%m-%d} ({MARK.lower()}).pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def issue_padron(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "padron.issue")
    asked = DayForm(request.GET)
    on = (asked.cleaned_data["fecha"] if asked.is_valid() else None) or visit.today
    form = IssuePadronForm(posted(request), initial={"as_of": on})
    day = assembly_on(visit.body, on, visit.today)
    return act_page(
        request,
        form,
        lambda act: services.issue_padron(act, body_id=visit.body.pk, **form.cleaned_data),
        done=lambda padron: f"Se emitió el {padron.document.label}, al {padron.as_of:%d/%m/%Y}.",
        back_url=reverse("members:padron"),
        to=lambda padron: f"{reverse('members:padron')}#issued-title",
        template="members/act.html",
        title="Emitir un padrón con número",
        lead=visit.body.name,
        consequence=f"Toma el número que sigue y dice para siempre lo que hoy consta de ese día ({len(day.rows)} miembros al "
        f"{on:%d/%m/%Y}), con un código para comprobarlo. Para mirar o repartir basta la copia informativa.",
        article="9",
        button="Emitir el padrón",
        back_label=f"Al {on:%d/%m/%Y}",
    )


@require_safe
def padron_document(request: AuthenticatedHttpRequest, pk: int) -> HttpResponseBase:
    visit = visit_for(request, "padron.view")
    padron = get_object_or_404(BodyDocument.objects.select_related("document"), pk=pk, body=visit.body)
    return serve_issued(request, padron.document)


@require_http_methods(["GET", "HEAD", "POST"])
def annul_padron(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "padron.issue")
    padron = get_object_or_404(padrones_of(visit.body), pk=pk)
    if request.method != "POST" and padron.document.annulled_at is not None:
        raise Http404("Ese padrón ya está anulado.")
    form = ReasonForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: services.annul_padron(act, padron_id=pk, **form.cleaned_data),
        done=f"El {padron.document.label} quedó anulado.",
        back_url=reverse("members:padron"),
        to=f"{reverse('members:padron')}#issued-title",
        template="members/act.html",
        title="Anular un padrón emitido",
        lead=f"{padron.document.label}, al {padron.as_of:%d/%m/%Y}",
        consequence="Su número no se vuelve a usar, y a quien lo compruebe se le dice que fue anulado y por qué.",
        article="9",
        button="Anular",
        danger=True,
        back_label="Padrones emitidos",
    )
