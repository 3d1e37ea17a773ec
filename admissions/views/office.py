"""Expedientes in the office: the list, one of them, and each act on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import EmptyPage
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.http import AuthenticatedHttpRequest
from audit.acts import Act
from documents.views import serve_upload
from exchange.views import excel_response, wants_excel
from members import ubigeo
from members.pages import Visit, visit_for
from members.words import masked
from norms.pages import act_now, act_page, posted, seen_now
from regulation.refusal import Refused
from sessions_app.enums import MeetingState

from .. import selectors, services
from ..enums import ApplicationState as S
from ..filters import ApplicationFilter
from ..forms import AgendaForm, EvaluateForm, ObserveForm, RevisionForm
from ..models import Application, ApplicationFile, ApplicationMail
from ..states import APPLICATION
from ..tables import ApplicationTable, waits_for

PER_PAGE = 25
HISTORY_SHOWN = 40


@require_safe
def index(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "applications.view")
    targets = selectors.targets(visit.body)
    chosen = ApplicationFilter(request.GET, queryset=selectors.for_list(visit.body), targets=targets)
    if wants_excel(request):
        return _excel(request, visit, chosen)
    table = ApplicationTable(chosen.qs, exclude=() if len(targets) > 1 else ("body",), order_by=())
    RequestConfig(request, paginate=False).configure(table)
    page = request.GET.get(table.prefixed_page_field, "")
    try:
        table.paginate(
            page=int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 1, per_page=PER_PAGE
        )
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)
    context = {
        "table": table,
        "filter": chosen,
        "filtered": any(chosen.form.cleaned_data.values()) if chosen.form.is_valid() else bool(request.GET),
        "can_manage": visit.can("applications.manage"),
        "form_url": request.build_absolute_uri(reverse("admissions:apply")),
    }
    return render(request, "admissions/list.html", context)


def _excel(request: AuthenticatedHttpRequest, visit: Visit, chosen: ApplicationFilter) -> HttpResponse:
    columns = (
        "Expediente", "Presentada", "Institución", "Siglas", "RUC", "Sector", "Clase", "Pide incorporarse a", "Estado",
        "Vinculación", "Producto", "Contacto", "Correo", "Subsanar hasta", "Conclusión", "Resuelta", "Asiento", "Espera",
    )  # fmt: skip
    rows = [
        (
            one.label,
            one.submitted_at,
            one.name,
            one.short_name,
            one.ruc,
            one.get_sector_display(),
            one.get_kind_display(),
            one.body.name,
            one.get_state_display(),
            one.get_link_kind_display(),
            one.product,
            one.contact_name,
            one.contact_email,
            one.remedy_due if one.state == S.OBSERVED else None,
            one.get_advice_display(),
            one.decided_at,
            one.seat.number if one.seat else None,
            waits_for(one),
        )
        for one in chosen.qs.select_related("seat")
    ]
    return excel_response(
        request, title="Expedientes de incorporación", columns=columns, rows=rows, committee=visit.body.name
    )


@require_safe
def detail(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """All of one expediente, and what may be done with it now."""
    visit, application = _application(request, pk, "applications.view")
    manages = visit.can("applications.manage")
    motion = selectors.motion_of(application)
    titular = selectors.titular_of(application, visit.today)
    overdue = application.remedy_due is not None and visit.today > application.remedy_due
    can = {act: manages and APPLICATION.can(application, act) for act in _ACTS}
    can["abandon"] = can["abandon"] and overdue
    can["accredit"] = can["accredit"] and titular is not None
    can["take_off_agenda"] = can["take_off_agenda"] and motion is None and _may_leave(application)
    phone = application.contact_phone
    context = {
        "application": application,
        "committee": visit.body,
        "progress": selectors.progress_of(application, visit.today),
        "files": application.files.select_related("upload"),
        "mails": selectors.mails_of(application),
        "history": selectors.history_of(application)[:HISTORY_SHOWN],
        "motion": motion,
        "titular": titular,
        "first_counted": selectors.first_counted(application),
        "known": selectors.known_institution(name=application.name, ruc=application.ruc)
        if application.institution is None
        else None,
        "phone": phone if manages else masked(phone),
        "place": ubigeo.label(application.ubigeo),
        "overdue": overdue and application.state == S.OBSERVED,
        "can": can,
        "can_manage": manages,
        "revision": application.revision,
    }
    return render(request, "admissions/detail.html", context)


_CONVENED = (MeetingState.CONVOKED, MeetingState.IN_SESSION)
_ACTS = ("observe_application", "evaluate", "put_on_agenda", "take_off_agenda", "abandon", "accredit")


def _may_leave(application: Application) -> bool:
    """A convened agenda changes only by the Assembly's own vote."""
    return application.item is not None and application.item.meeting.state not in _CONVENED


# --- Acts, each on a page that names its consequence ------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit, application = _application(request, pk, "applications.manage")
    form = ObserveForm(posted(request), initial={"revision": application.revision})
    usual = services.due_day(application, days=services.USUAL_TERM, on=visit.today)
    return _act(
        request,
        application,
        form,
        lambda act: services.observe(act, application_id=pk, **form.cleaned_data),
        done="La observación está notificada: la institución la recibe por correo y la ve en su página.",
        title="Observar la solicitud",
        consequence=(
            "Se notifica a la institución qué falta y hasta cuándo puede subsanarlo. El plazo corre desde mañana y ya no se mueve "
            f"(con {services.USUAL_TERM} días hábiles vencería el {usual:%d/%m/%Y}). Si vence sin respuesta, puede declararse el "
            "abandono."
        ),
        article="11",
        button="Notificar la observación",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit, application = _application(request, pk, "applications.manage")
    before = {name: getattr(application, name) for name in ("relevance", "contribution", "advice", "evaluators")}
    initial = {"revision": application.revision, **({} if application.evaluated_on is None else before)}
    form = EvaluateForm(posted(request), today=visit.today, initial=initial)
    return _act(
        request,
        application,
        form,
        lambda act: services.evaluate(act, application_id=pk, **form.cleaned_data),
        done="La evaluación está registrada. Ahora puede ponerla en la agenda de una sesión.",
        title="Registrar la evaluación",
        consequence=(
            "Los miembros evalúan la pertinencia y la posibilidad de aporte; la Asamblea decide por mayoría, en una sesión con quórum. "
            "Puede corregirse hasta ponerla en agenda: el historial conserva cada versión."
        ),
        article="11",
        button="Registrar la evaluación",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def put_on_agenda(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit, application = _application(request, pk, "applications.manage")
    choices = selectors.agenda_choices(visit.body)
    if not (choices.drafts or choices.added):
        messages.info(request, "No hay un borrador de sesión: prepárelo primero y vuelva a esta solicitud.")
        return redirect("sessions:create")
    form = AgendaForm(posted(request), choices=choices, initial={"revision": application.revision})
    return _act(
        request,
        application,
        form,
        lambda act: services.put_on_agenda(
            act,
            application_id=pk,
            meeting_id=form.chosen("meeting"),
            item_id=form.chosen("item"),
            revision=form.cleaned_data["revision"],
        ),
        done="La solicitud tiene su punto en la agenda. En la sesión, ese punto ofrece «Votar la admisión».",
        title="Poner en agenda",
        consequence=(
            "Se agrega un punto al orden del día del borrador. Una agenda ya convocada no cambia, salvo que la Asamblea vote incluir "
            "el punto durante la sesión: en ese caso, elija aquí el punto que incluyó."
        ),
        article="7",
        button="Poner en agenda",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_off_agenda(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    _, application = _application(request, pk, "applications.manage")
    form = RevisionForm(posted(request), initial={"revision": application.revision})
    return _act(
        request,
        application,
        form,
        lambda act: services.take_off_agenda(act, application_id=pk, **form.cleaned_data),
        done="La solicitud ya no está en agenda: queda evaluada, a la espera de otra sesión.",
        title="Retirar de la agenda",
        consequence="Su punto sale del borrador de la sesión. La solicitud vuelve a quedar evaluada, sin perder nada.",
        article="7",
        button="Retirar de la agenda",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    _, application = _application(request, pk, "applications.manage")
    form = RevisionForm(posted(request), initial={"revision": application.revision})
    due = f" (venció el {application.remedy_due:%d/%m/%Y})" if application.remedy_due else ""
    return _act(
        request,
        application,
        form,
        lambda act: services.abandon(act, application_id=pk, **form.cleaned_data),
        done="Se declaró el abandono. La institución recibe el aviso y puede presentar otra solicitud.",
        title="Declarar el abandono",
        consequence=(
            f"La institución no subsanó lo observado en su plazo{due}. El expediente termina y ya no se reabre; ella puede presentar "
            "otra solicitud."
        ),
        article="LPAG 202",
        button="Declarar el abandono",
        danger=True,
    )


@require_POST
def accredited(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The new member has its titular: note it now, without waiting for the sweep."""
    _, application = _application(request, pk, "applications.manage")
    return act_now(
        request,
        lambda act: services.settle_accreditation(act, application_id=application.pk),
        done="El expediente terminó: la institución tiene a su titular acreditado.",
        back=reverse("admissions:detail", args=[pk]),
    )


@require_POST
def resend(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """`pk` is the mail's."""
    visit = visit_for(request, "applications.manage")
    mail = get_object_or_404(ApplicationMail, pk=pk)
    if selectors.fetch(visit.body, mail.application_id) is None:
        raise Http404("No existe ese expediente.")
    return act_now(
        request,
        lambda act: services.resend(act, mail_id=pk),
        done=f"El aviso a {mail.email} está otra vez en cola.",
        back=reverse("admissions:detail", args=[mail.application_id]),
    )


@require_safe
def document(request: AuthenticatedHttpRequest, pk: int) -> HttpResponseBase:
    """What the applicant handed in. A stranger chose it: only the office, which must judge it, sees it in the browser."""
    visit = visit_for(request, "applications.view")
    file = get_object_or_404(ApplicationFile.objects.select_related("upload"), pk=pk)
    if selectors.fetch(visit.body, file.application_id) is None:
        raise Http404("No existe ese documento.")
    return serve_upload(request, file.upload, inline=visit.can("applications.manage"))


# --- Steps of the above --------------------------------------------------------------------------------------------
def _application(request: AuthenticatedHttpRequest, pk: int, act: str) -> tuple[Visit, Application]:
    """Checked: the person may `act`. Http404 for an expediente of another committee."""
    visit = visit_for(request, act)
    found = selectors.fetch(visit.body, pk)
    if found is None:
        raise Http404("No existe ese expediente.")
    return visit, found


def _act(
    request: AuthenticatedHttpRequest,
    application: Application,
    form: RevisionForm,
    service: Callable[[Act], Application],
    **context: Any,
) -> HttpResponse:
    def catch_up(refusal: Refused) -> None:
        if refusal.ruling.code == "stale":  # what is confirmed next is what is seen
            seen_now(form, revision=application.revision)

    return act_page(
        request,
        form,
        service,
        on_refusal=catch_up,
        template="admissions/act.html",
        application=application,
        lead=f"{application.label} · {application.name}",
        back_url=reverse("admissions:detail", args=[application.pk]),
        submitted=f"{localtime(application.submitted_at):%d/%m/%Y}",
        **context,
    )
