"""Who may read, or administer the system, without office or seat; only the administration opens these pages."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from exchange.views import excel_response, wants_excel
from norms.pages import act_page, posted

from .. import selectors, services
from ..enums import AccessLevel, Role
from ..forms import AccessForm, RevokeForm
from ..mails import entrance
from ..models import AccessGrant
from ..pages import Visit, visit_for
from ..permissions import can_user


@require_safe
def access(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "access.grant")
    in_force, ended = selectors.grants_of(visit.body, visit.today)
    if wants_excel(request):
        return _excel(request, visit, in_force, ended)
    context = {"in_force": in_force, "ended": ended, "today": visit.today, "entrance": entrance()}
    return render(request, "members/access.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def give_access(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "access.grant")
    form = AccessForm(posted(request), initial={"level": AccessLevel.VIEWER})
    return act_page(
        request,
        form,
        lambda act: services.give_access(
            act,
            body_id=visit.body.pk,
            email=form.cleaned_data["email"],
            full_name=form.cleaned_data["full_name"],
            level=AccessLevel(form.cleaned_data["level"]),
            starts_on=visit.today,
        ),
        done=lambda grant: (
            f"{grant.user} ya puede entrar: en {entrance()} escribe {grant.user.email} y le llega un código. "
            "Se le envía un correo que lo explica."
        ),
        back_url=reverse("members:access"),
        template="members/act.html",
        title="Dar acceso",
        lead="A quien no tiene cargo ni representa a una institución.",
        consequence=f"Rige desde hoy, {visit.today:%d/%m/%Y}, hasta que se le quite.",
        button="Dar acceso",
        back_label="Accesos",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_access(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "access.grant")
    grant = get_object_or_404(AccessGrant.objects.select_related("user"), pk=pk, body=visit.body)
    if request.method != "POST" and not grant.covers(visit.today):
        raise Http404("Ese acceso ya terminó.")
    form = RevokeForm(posted(request))
    return act_page(
        request,
        form,
        lambda act: services.revoke_access(act, grant_id=pk, ends_before=visit.today, **form.cleaned_data),
        done=f"{grant.user} ya no tiene el acceso de {_level(grant)}.",
        # They may have taken back their own.
        to=lambda _: "members:access" if can_user("access.grant", visit.user, visit.body, visit.today) else "home",
        template="members/act.html",
        title="Quitar un acceso",
        lead=f"{grant.user}, {grant.user.email}",
        consequence=_consequence(grant, visit),
        button="Quitar el acceso",
        danger=True,
        back_url=reverse("members:access"),
        back_label="Accesos",
    )


def _excel(
    request: AuthenticatedHttpRequest, visit: Visit, in_force: list[selectors.GrantRow], ended: list[selectors.GrantRow]
) -> HttpResponse:
    rows = [
        [
            str(row.grant.user),
            row.grant.user.email,
            row.grant.get_level_display(),
            state,
            row.grant.starts_on,
            row.grant.last_day,
            row.given_by or "Al instalar el sistema",
            row.taken_by,
            row.reason,
        ]
        for state, group in (("Vigente", in_force), ("Terminado", ended))
        for row in group
    ]
    columns = ["Persona", "Correo", "Nivel", "Estado", "Desde", "Hasta", "Quién lo dio", "Quién lo quitó", "Motivo"]
    return excel_response(request, title="Accesos", columns=columns, rows=rows, committee=visit.body.name)


def _level(grant: AccessGrant) -> str:
    return AccessLevel(grant.level).label.lower()


def _consequence(grant: AccessGrant, visit: Visit) -> str:
    lost = (
        "dar accesos, abrir cuentas y cambiar el calendario"
        if grant.level == AccessLevel.ADMIN
        else "leer las sesiones, las actas, los acuerdos y el padrón"
    )
    who = "Es su propio acceso: usted" if grant.user_id == visit.user.pk else str(grant.user)
    roles = selectors.roles_of(grant.user, visit.body, visit.today) - {Role(grant.level)}
    kept = ", ".join(role.label for role in Role if role in roles)
    rest = f"Conserva lo que le corresponde por otra vía: {kept}." if kept else "Su cuenta queda sin nada que abrir."
    return f"{who} pierde hoy mismo el acceso de {_level(grant)}: {lost}. {rest} Lo que hizo queda en el registro."
