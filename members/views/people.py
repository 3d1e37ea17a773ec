"""What is held of a person (Ley 29733): shown to themselves and to the office, corrected by the office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest
from audit.acts import Act
from documents.services import print_out
from documents.views import pdf_response
from norms.pages import act_now, act_page, posted
from norms.wording import explain
from regulation.refusal import Refused

from .. import selectors, services
from ..forms import ContactForm
from ..models import Person
from ..pages import Visit, anybody, visit_for
from ..selectors.people import Subject, facts_of, printed_sheet, sheet_of, subject_of, whom_to_ask

MARK = "Copia para su titular"


@require_safe
def person(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Somebody's data sheet. That the office opened it is kept, and the person can see it."""
    visit = visit_for(request, "people.data")
    return _sheet(request, visit, _looked_at(visit, pk))


@require_safe
def person_pdf(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The sheet on paper, to hand to the person who asks for it (Ley 29733, art. 19)."""
    visit = visit_for(request, "people.data")
    return _pdf(request, visit, _looked_at(visit, pk, printed=True))


@require_safe
def my_data(request: AuthenticatedHttpRequest) -> HttpResponse:
    """One's own, for everybody who signs in, also when they no longer represent anybody."""
    visit = anybody(request)
    return _sheet(request, visit, subject_of(visit.user))


@require_safe
def my_data_pdf(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = anybody(request)
    return _pdf(request, visit, subject_of(visit.user))


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "padron.change")
    person = get_object_or_404(Person, pk=pk)
    names = ("full_name", "document_kind", "document_number", "position", "email", "phone")
    form = ContactForm(posted(request), initial={name: getattr(person, name) for name in names})
    back = selectors.person_url(person, visit.body)
    return act_page(
        request,
        form,
        lambda act: services.update_contact(act, person_id=pk, body_id=visit.body.pk, **form.cleaned_data),
        done=lambda _: f"Datos de {form.cleaned_data['full_name']} guardados.",
        back_url=back,
        template="members/act.html",
        title="Corregir los datos de una persona",
        lead=person.full_name,
        button="Guardar",
        back_label="Su página",
    )


@require_POST
def open_account(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "accounts.change")
    person = get_object_or_404(selectors.people_in(visit.body), pk=pk)
    return act_now(
        request,
        lambda act: services.open_account(act, person_id=pk, body_id=visit.body.pk),
        done=lambda user: f"{person.full_name} ya puede entrar con {user.email}: se le enviará un código.",
        back=selectors.person_url(person, visit.body),
    )


# --- Steps of the above --------------------------------------------------------------------------------------------
def _looked_at(visit: Visit, pk: int, *, printed: bool = False) -> Subject:
    """The person asked for, with the look on record; one's own is nobody's business."""
    found = get_object_or_404(Person.objects.select_related("user"), pk=pk)
    if found.user_id != visit.user.pk:
        services.look_at_person(Act(visit.user, timezone.now()), person_id=pk, body_id=visit.body.pk, printed=printed)
    return Subject(found, found.user)


def _sheet(request: AuthenticatedHttpRequest, visit: Visit, subject: Subject) -> HttpResponse:
    own = subject.user == visit.user
    parts = sheet_of(subject, visit.body)
    context = {
        "subject": subject,
        "own": own,
        "facts": facts_of(subject),
        "parts": parts,
        "empty_parts": [part for part in parts if not part.rows],
        "keepers": whom_to_ask(visit.body, visit.today),
        "can_change": visit.can("padron.change") and subject.person is not None,
        "back_url": selectors.person_url(subject.person, visit.body) if subject.person and not own else "",
        "pdf_url": reverse("members:my_data_pdf")
        if own or subject.person is None
        else reverse("members:person_pdf", args=[subject.person.pk]),
    }
    response = render(request, "members/person.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _pdf(request: AuthenticatedHttpRequest, visit: Visit, subject: Subject) -> HttpResponse:
    try:
        data = print_out(
            template="pdf/datos-personales.html",
            label="Datos personales que conserva el comité",
            payload=printed_sheet(subject, visit.body, visit.today),
            mark=MARK,
        )
    except Refused as refused:
        messages.error(request, explain(refused.ruling))
        if subject.person is None or subject.user == visit.user:
            return redirect("members:my_data")
        return redirect(selectors.person_url(subject.person, visit.body))
    return pdf_response(data, name=f"datos personales {subject.name}.pdf")
