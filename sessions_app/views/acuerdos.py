"""What the body agreed: the list, one acuerdo with the vote that made it, and its certificates."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from documents.views import serve_issued
from exchange.views import wants_excel
from members.http import BodyHttpRequest
from members.selectors import roles_of
from norms.pages import act_page, posted, seen_now
from norms.selectors import calendar_for
from norms.wording import explain

from ..forms.acta import AcuerdoFilterForm, CertificateForm
from ..permissions import can, check_user
from ..selectors import acuerdos as read
from ..selectors.access import visible_meetings
from ..services import acta as services
from . import excel

PER_PAGE = 50


@require_GET
def index(request: BodyHttpRequest) -> HttpResponse:
    user, today, body = request.user, timezone.localdate(), request.current_body
    reader = can("acuerdos.read_all", check_user("sessions.list", user, body, today))
    mine = read.visible_acuerdos(user, body, today)
    form = AcuerdoFilterForm(
        request.GET, years=read.years_of(mine), responsibles=read.responsibles_of(mine) if reader else []
    )
    found = read.filtered(mine, today=today, **form.chosen())
    if wants_excel(request):
        return excel.acuerdos(request, body, found, form, today, reader=reader)
    context = {
        "form": form,
        "filtered": any(form.chosen().values()),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "reader": reader,
        "today": today,
        "office_calendar": calendar_for(body.calendar_territory, today),
    }
    return render(request, "sessions_app/acuerdos.html", context)


@require_GET
def detail(request: BodyHttpRequest, pk: int) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    acuerdo = read.fetch_acuerdo(user, request.current_body, pk, today)
    roles = roles_of(user, acuerdo.body, today)
    vote = read.vote_of(acuerdo)
    context = {
        "acuerdo": acuerdo,
        "vote": vote,
        "arithmetic": explain(vote.ruling, cite=False) if vote.ruling else "",
        "certificates": read.certificates(acuerdo),
        "reader": can("acuerdos.read_all", roles),
        "can_certify": can("acuerdos.certify", roles) and acuerdo.annulled_at is None,
        "sees_meeting": visible_meetings(user, acuerdo.body, today).filter(pk=acuerdo.meeting_id).exists(),
        "today": today,
        "office_calendar": calendar_for(acuerdo.body.calendar_territory, today),
    }
    return render(request, "sessions_app/acuerdo.html", context)


@require_http_methods(["GET", "POST"])
def certify(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Issue a certificate, once confirmed: each takes a number for good. One per page shown, however often it is sent."""
    user, today = request.user, timezone.localdate()
    acuerdo = read.fetch_acuerdo(user, request.current_body, pk, today)
    check_user("acuerdos.certify", user, acuerdo.body, today)
    if request.method == "GET" and acuerdo.annulled_at is not None:
        return redirect("sessions:acuerdo", pk)  # which says that it was annulled, and why
    issued = read.certificates(acuerdo).count()
    form = CertificateForm(posted(request), initial={"known": issued})
    already = {0: "De este acuerdo no se ha emitido ninguno.", 1: "De este acuerdo ya se emitió uno."}
    return act_page(
        request,
        form,
        lambda act: services.issue_certificate(act, acuerdo_id=acuerdo.pk, **form.cleaned_data),
        done=lambda document: f"Emitido: {document.label}.",
        back_url=reverse("sessions:acuerdo", args=[acuerdo.pk]),
        # The page now shows how many there are: pressed again it is on purpose.
        on_refusal=lambda _: seen_now(form, known=issued),
        title="Emitir certificado",
        act=f"Se emite un certificado del {acuerdo.label}.",
        consequence="Toma el siguiente número de la serie de certificados: queda registrado con su nombre, no se "
        f"borra y su número no se vuelve a usar. {already.get(issued, f'De este acuerdo ya se emitieron {issued}.')}",
        button="Emitir certificado",
        meeting=acuerdo.meeting,
    )


@require_GET
def certificate(request: BodyHttpRequest, pk: int, document_id: int) -> HttpResponseBase:
    """The PDF of a certificate, for those who may see the acuerdo."""
    acuerdo = read.fetch_acuerdo(request.user, request.current_body, pk, timezone.localdate())
    found = read.certificates(acuerdo).filter(document=document_id).first()
    if found is None:
        raise Http404("No existe ese certificado.")
    return serve_issued(request, found.document)
