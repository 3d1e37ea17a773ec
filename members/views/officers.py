"""Who presides, who is Secretaría Técnica and who its Adjunta: today, before, and how they change."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from exchange.views import excel_response, wants_excel
from norms.pages import act_page, posted_with_files

from .. import selectors, services
from ..enums import Office, TermEnd
from ..forms.officers import EndTermForm, OfficerForm, PresidentForm
from ..models import Term
from ..pages import Visit, visit_for
from ..selectors.candidates import nominees
from ..selectors.presidency import lack_of

#: The offices of the committee, which this page holds; a Mesa has its coordinator.
_ACT = {Office.PRESIDENT: "officers.change", Office.SECRETARY: "officers.staff", Office.DEPUTY: "officers.staff"}
_ARTICLE = {Office.PRESIDENT: "8", Office.SECRETARY: "9", Office.DEPUTY: "9"}


@require_safe
def officers(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "officers.view")
    serving = selectors.officers_on(visit.body, visit.today)
    terms = selectors.terms_of(visit.body)
    if wants_excel(request):
        return excel_response(
            request,
            title="Autoridades",
            columns=(
                "Cargo",
                "Persona",
                "Desde",
                "Vence",
                "Hasta",
                "Cómo terminó",
                "Documento",
                "Documento del término",
            ),
            rows=(_row(term, papers=visit.can("padron.papers")) for term in terms),
            committee=visit.body.short_name,
        )
    president = serving.get(Office.PRESIDENT)
    context = {
        "lack": lack_of(visit.body, president, visit.today) if president else None,
        "offices": [
            selectors.OfficeCard(
                office=office,
                term=serving.get(office),
                history=[term for term in terms if term.office == office],
                today=visit.today,
                can_change=visit.can(_ACT[office]),
                article=_ARTICLE[office],
            )
            for office in visit.body.offices
        ],
        "contacts": visit.can("padron.contacts"),
        "people_data": visit.can("people.data"),
        "papers": visit.can("padron.papers"),
        "can_open_account": visit.can("accounts.change"),
        "today": visit.today,
    }
    return render(request, "members/officers.html", context)


def _row(term: Term, *, papers: bool) -> tuple[str | date | None, ...]:
    """One term of the Excel list; the papers only for whom they are on the page."""
    return (
        term.get_office_display(),
        term.person.full_name,
        term.starts_on,
        term.last_day,
        term.last_served,
        term.ended_reason,
        f"{term.instrument}, {term.instrument.date:%d/%m/%Y}" if papers else "",
        f"{term.end_instrument}, {term.end_instrument.date:%d/%m/%Y}" if papers and term.end_instrument else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def designate(request: AuthenticatedHttpRequest, office: str) -> HttpResponse:
    if office not in _ACT:
        raise Http404("Ese cargo no existe.")
    post = Office(office)
    visit = visit_for(request, _ACT[post])
    current = selectors.officer_on(visit.body, post, visit.today)
    form = _form(request, visit, post)
    return act_page(
        request,
        form,
        lambda act: services.designate_officer(
            act,
            body_id=visit.body.pk,
            office=post,
            person=form.someone(),
            paper=form.paper(),
            starts_on=form.cleaned_data["starts_on"],
            with_account=form.cleaned_data.get("with_account", False),
        ),
        done=lambda term: f"{term.person.full_name}: {post.label}, desde el {term.starts_on:%d/%m/%Y}.",
        back_url=reverse("members:officers"),
        template="members/act.html",
        title="Registrar la elección" if post == Office.PRESIDENT else "Registrar una designación",
        lead=post.label,
        consequence=_consequence(current, visit.today),
        article=_ARTICLE[post],
        button="Registrar",
        back_label="Autoridades",
    )


def _form(request: AuthenticatedHttpRequest, visit: Visit, post: Office) -> OfficerForm | PresidentForm:
    if post != Office.PRESIDENT:
        return OfficerForm(
            *posted_with_files(request),
            known=selectors.staff_of(visit.body),
            initial={"starts_on": visit.today, "paper_issuer": "DIRCETUR Puno"},
        )
    # The election may have been held on another day, in which somebody could stand who cannot today: the day typed says.
    return PresidentForm(
        *posted_with_files(request),
        nominees=nominees(visit.body, visit.today),
        initial={"starts_on": visit.today, "paper_issuer": visit.body.short_name},
    )


def _consequence(current: Term | None, today: date) -> str:
    if current is None:
        return "Hoy nadie ejerce el cargo."
    name = current.person.full_name
    if current.office == Office.PRESIDENT:
        if selectors.expired_on(current, today):
            return f"Termina el ejercicio «en funciones» de {name}. El mandato nuevo dura lo que fija el reglamento."
        return (
            f"El mandato de {name} sigue en curso hasta el {current.last_day:%d/%m/%Y}: mientras dure no se elige a otra persona. "
            "Si renunció o incurrió en falta grave, registre primero su término."
        )
    return f"{name} deja el cargo desde el día indicado. Quien ejerce puede convocar sesiones y redactar actas."


@require_http_methods(["GET", "HEAD", "POST"])
def end_term(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.select_related("person", "body"), pk=pk, ended_on=None, office__in=_ACT)
    post = Office(term.office)
    visit = visit_for(request, _ACT[post])
    form = EndTermForm(*posted_with_files(request), office=post, initial={"last_day": visit.today})
    return act_page(
        request,
        form,
        lambda act: services.end_term(
            act,
            term_id=pk,
            last_day=form.cleaned_data["last_day"],
            basis=TermEnd(form.cleaned_data["basis"]),
            reason=form.cleaned_data["reason"],
            paper=form.paper(),
        ),
        done=lambda _: (
            f"Está registrado: el último día de {term.person.full_name} en el cargo es el {form.cleaned_data['last_day']:%d/%m/%Y}."
        ),
        template="members/act.html",
        title="Registrar el término de un cargo",
        lead=f"{term.person.full_name}, {post.label}",
        consequence=(
            "La presidencia queda vacante desde el día siguiente: en cada sesión la Asamblea elige a quien la conduce."
            if post == Office.PRESIDENT
            else "El cargo queda vacante desde el día siguiente."
        ),
        article=_ARTICLE[post],
        button="Registrar el término",
        danger=True,
        back_url=reverse("members:officers"),
        back_label="Autoridades",
    )
