"""An applicant follows its expediente with number and code, or with the link of its mail: looks (GET) and acts (POST).

The applicant acts, not the person who may be signed in: `Act(None, …)`.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.acts import Act
from norms.pages import NOT_ACCEPTED, carry_out, form_page, posted

from .. import services
from ..enums import ApplicationState, FileKind
from ..forms import DesistForm, FollowForm, RemedyForm
from ..models import Application
from ..selectors import by_code, by_number, motion_of, progress_of
from ..states import APPLICATION
from ._strangers import TOO_MANY, may_try, private, stage_files, too_many


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def follow(request: HttpRequest) -> HttpResponse:
    """Number and code. Guesses are slowed down by address and by number, and are all answered alike."""
    form = FollowForm(posted(request))
    if request.method == "POST":
        if not may_try(request, "application_follow", request.POST.get("number", "")[:80]):
            form.add_error(None, TOO_MANY)
            return too_many(render(request, "admissions/follow.html", {"form": form}))
        if form.is_valid():
            application = by_number(form.cleaned_data["number"], form.cleaned_data["code"])
            if application is not None:
                return redirect("admissions:follow_code", code=application.code)
            form.not_found()
    return form_page(request, "admissions/follow.html", {"form": form})


@login_not_required
@require_safe
@private
def follow_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands, what is asked of the applicant and until when. (A code has 77 bits: nobody guesses one by its address.)"""
    return _page(request, _found(code), RemedyForm())


@login_not_required
@require_POST
@private
def remedy(request: HttpRequest, code: str) -> HttpResponse:
    application = _found(code)
    form = RemedyForm(request.POST, request.FILES)
    if not may_try(request, "application_form"):
        form.add_error(None, TOO_MANY)
        return too_many(_page(request, application, form))
    if APPLICATION.can(application, "remedy"):
        stage_files(request, form, key=application.code, kinds={"remedy_files": FileKind.REMEDY})
    answer = carry_out(
        request,
        form,
        lambda act: services.remedy(Act(None, act.at), application_id=application.pk, text=form.cleaned_data["text"]),
        done="Recibimos su subsanación. La Secretaría Técnica la revisará.",
        to=reverse("admissions:follow_code", args=[code]),
    )
    return answer or _page(request, application, form, status=NOT_ACCEPTED)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def desist(request: HttpRequest, code: str) -> HttpResponse:
    application = _found(code)
    form = DesistForm(posted(request))
    if request.method == "POST" and form.is_valid() and not may_try(request, "application_form"):
        form.add_error(None, TOO_MANY)
        return too_many(_desist_page(request, application, form))
    answer = carry_out(
        request,
        form,
        lambda act: services.desist(Act(None, act.at), application_id=application.pk, **form.cleaned_data),
        done="Registramos su desistimiento. Puede presentar otra solicitud cuando lo considere.",
        to=reverse("admissions:follow_code", args=[code]),
    )
    return answer or _desist_page(request, application, form)


def _desist_page(request: HttpRequest, application: Application, form: DesistForm) -> HttpResponse:
    context = {"form": form, "application": application, "can_desist": _can_desist(application)}
    return form_page(request, "admissions/desist.html", context)


def _found(code: str) -> Application:
    application = by_code(code)
    if application is None:
        raise Http404("No hay un expediente con ese código.")
    return application


def _can_desist(application: Application) -> bool:
    return APPLICATION.can(application, "desist") and motion_of(application) is None


def _page(request: HttpRequest, application: Application, form: RemedyForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    due = application.remedy_due
    can_remedy = APPLICATION.can(application, "remedy")
    context = {
        "application": application,
        "committee": application.body.committee,
        "progress": progress_of(application, today),
        "files": application.files.select_related("upload"),
        "form": form,
        "staged": services.staged(application.code) if can_remedy else [],
        "can_remedy": can_remedy,
        "late": can_remedy and due is not None and today > due,
        "can_desist": _can_desist(application),
        "fresh": application.state == ApplicationState.RECEIVED and application.revision == 0,
        "max_files": services.MAX_FILES,
    }
    return render(request, "admissions/follow_code.html", context, status=status)
