"""The page that explains the rules, with the values in force on a day."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from regulation.params import Regulation
from regulation.quorum import required_for
from regulation.refusal import Refused

from . import selectors
from .forms import DayForm
from .wording import explain
from .wording.chapters import CHAPTERS, TERMS, Chapter
from .wording.parameters import BY_NAME, LABELS, value_in_words


@dataclass(frozen=True, slots=True)
class Value:
    """One parameter as the page shows it."""

    name: str
    label: str
    value: str
    article: str


def _values(chapter: Chapter, rules: Regulation) -> list[Value]:
    return [
        Value(name, LABELS[name], value_in_words(name, rules), BY_NAME[name].article) for name in chapter.parameters
    ]


@require_safe
def reglamento(request: HttpRequest) -> HttpResponse:
    """Each article in plain words, with the parameters of the version in force on `fecha` (today by default)."""
    today = timezone.localdate()
    rulebook = selectors.first_rulebook()
    if rulebook is None:
        raise Http404("Todavía no se ha cargado ningún reglamento.")
    form = DayForm(request.GET if "fecha" in request.GET else None, initial={"fecha": today})
    on: date = (form.cleaned_data["fecha"] if form.is_bound and form.is_valid() else None) or today
    context = {
        "rulebook": rulebook,
        "form": form,
        "on": on,
        "today": today,
        "versions": selectors.versions_of(rulebook),
    }
    try:
        version = selectors.version_in_force(rulebook, on)
    except Refused as refused:
        return render(request, "norms/reglamento.html", {**context, "none": explain(refused.ruling)}, status=404)
    rules = version.rules()
    context |= {
        "version": version,
        "chapters": [(chapter, _values(chapter, rules)) for chapter in CHAPTERS],
        "terms": TERMS,
        "example": {"members": 23, "required": required_for(23, rules)},
    }
    return render(request, "norms/reglamento.html", context, status=400 if form.errors else 200)
