"""What the directory's institutions deal with, and how it is written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest
from exchange.views import excel_response, wants_excel
from norms.wording import explain
from regulation.refusal import Refused

from ..forms.directory import ThemeForm
from ..models import Theme
from ..selectors import directory as read
from ..services import themes as acts
from ._here import here, typed


@require_safe
def directory_themes(request: AuthenticatedHttpRequest) -> HttpResponse:
    now = here(request, "directory.change")
    themes = read.themes_used()
    if wants_excel(request):
        return excel_response(
            request,
            title="Temas del directorio",
            columns=["Tema", "Instituciones"],
            rows=([theme.name, theme.used] for theme in themes),
            committee=now.body.name,
            as_of=now.today,
        )
    return render(request, "members/directory_themes.html", {"themes": themes})


@require_http_methods(["GET", "HEAD", "POST"])
def directory_theme_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    now = here(request, "directory.change")
    theme = get_object_or_404(Theme, pk=pk)
    form = ThemeForm(typed(request)[0], theme=theme)
    if request.method == "POST" and form.is_valid():
        try:
            remains = acts.rename_theme(
                theme_id=pk, body_id=now.body.pk, **form.cleaned_data, by=now.user, at=timezone.now()
            )
        except Refused as refused:
            form.refuse(refused.ruling)
        else:
            messages.success(request, f"El tema queda como «{remains.name}».")
            return redirect("members:directory_themes")
    return render(request, "members/directory_theme.html", {"form": form, "theme": theme})


@require_POST
def directory_theme_remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    now = here(request, "directory.change")
    theme = get_object_or_404(Theme, pk=pk)
    try:
        acts.remove_theme(theme_id=pk, body_id=now.body.pk, by=now.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, explain(refused.ruling))
    else:
        messages.success(request, f"Ya no se sugiere el tema «{theme.name}».")
    return redirect("members:directory_themes")
