"""The public form of those who ask to join. No login: a rate, a field that only programs fill, and files judged by content."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audit.acts import Act
from members.models import Body
from members.selectors import assembly
from norms.pages import NOT_ACCEPTED, carry_out

from .. import services
from ..forms import FILE_FIELDS, ApplicationForm
from ..models import new_code
from ..selectors import targets
from ._strangers import TOO_MANY, may_try, private, stage_files, too_many

_SALT = "admissions.form"
#: A form may be left open for so long; its files wait a day.
_KEY_AGE = 7 * 24 * 3600


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def apply(request: HttpRequest) -> HttpResponse:
    """Ask to join: the form, and its sending. What was typed and the files chosen survive any error."""
    try:
        asked = targets(assembly())
    except Body.DoesNotExist as error:
        raise Http404("Todavía no se ha cargado ningún comité.") from error
    if request.method != "POST":
        return _page(request, ApplicationForm(targets=asked), new_code())
    form = ApplicationForm(request.POST, request.FILES, targets=asked)
    key, known = _key(request)
    if not may_try(request, "application_form"):
        form.add_error(None, TOO_MANY)
        return too_many(_page(request, form, key))
    if not known:
        form.add_error(
            None, "La página estuvo abierta demasiado tiempo: revise lo escrito, adjunte los archivos y envíe otra vez."
        )
    stage_files(request, form, key=key, kinds=FILE_FIELDS)
    if form.is_valid() and not may_try(request, "application_sent", form.cleaned_data["contact_email"]):
        form.add_error(None, TOO_MANY)
        return too_many(_page(request, form, key))
    answer = carry_out(
        request,
        form,
        lambda act: services.submit(
            Act(None, act.at),  # the institution, not the person who may be signed in
            body_id=form.body.pk,
            data=form.application_data(),
            code=key,
            consent=form.cleaned_data["consent"],
        ),
        to=lambda application: reverse("admissions:follow_code", args=[application.code]),
    )
    return answer or _page(request, form, key, status=NOT_ACCEPTED)


def _key(request: HttpRequest) -> tuple[str, bool]:
    """The code this form was given when it was shown; a new one where what came back is not ours."""
    try:
        return signing.loads(request.POST.get("key", ""), salt=_SALT, max_age=_KEY_AGE)["code"], True
    except (signing.BadSignature, KeyError, TypeError):
        return new_code(), False


def _page(request: HttpRequest, form: ApplicationForm, key: str, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "key": signing.dumps({"code": key}, salt=_SALT),
        "staged": services.staged(key) if form.is_bound else [],
        "max_files": services.MAX_FILES,
        "max_total_mb": services.MAX_TOTAL // (1024 * 1024),
        "body": form.targets[0],
    }
    return render(request, "admissions/apply.html", context, status=status)
