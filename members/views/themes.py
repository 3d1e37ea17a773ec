"""What the directory's institutions deal with, and how it is written."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest
from exchange.views import excel_response, wants_excel
from norms.pages import act_now, act_page, posted

from ..forms.directory import ThemeForm
from ..models import Theme
from ..pages import visit_for
from ..selectors import directory as read
from ..services import themes as acts


@require_safe
def directory_themes(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    themes = read.themes_used()
    if wants_excel(request):
        return excel_response(
            request,
            title="Temas del directorio",
            columns=["Tema", "Instituciones"],
            rows=([theme.name, theme.used] for theme in themes),
            committee=visit.body.name,
            as_of=visit.today,
        )
    return render(request, "members/directory_themes.html", {"themes": themes})


@require_http_methods(["GET", "HEAD", "POST"])
def directory_theme_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    theme = get_object_or_404(Theme, pk=pk)
    form = ThemeForm(posted(request), theme=theme)
    return act_page(
        request,
        form,
        lambda act: acts.rename_theme(act, theme_id=pk, body_id=visit.body.pk, **form.cleaned_data),
        done=lambda remains: f"El tema queda como «{remains.name}».",
        back_url=reverse("members:directory_themes"),
        template="members/directory_theme.html",
        theme=theme,
    )


@require_POST
def directory_theme_remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    theme = get_object_or_404(Theme, pk=pk)
    return act_now(
        request,
        lambda act: acts.remove_theme(act, theme_id=pk, body_id=visit.body.pk),
        done=f"Ya no se sugiere el tema «{theme.name}».",
        back="members:directory_themes",
    )
