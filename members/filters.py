"""What one looks for in the directory."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from .enums import InstitutionKind, Scope
from .models import Institution, Theme
from .selectors import directory

MEMBER = (("yes", "Integra el comité"), ("no", "No integra el comité"))
VERIFIED = (
    ("recent", "En los últimos 12 meses"),
    ("stale", "Hace más de 12 meses"),
    ("never", "Nunca verificadas"),
    ("due", "Por verificar (nunca, o hace más de 12 meses)"),
)


class DirectoryFilter(django_filters.FilterSet):
    """Rows come from `directory.for_list`. `on`: today."""

    q = django_filters.CharFilter(
        label="Buscar",
        method="filter_words",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Nombre, siglas, RUC, tema, ciudad…", "maxlength": 120}
        ),
    )
    kind = django_filters.ChoiceFilter(label="Clase", empty_label="Todas", choices=InstitutionKind.choices)
    scope = django_filters.ChoiceFilter(label="Ámbito", empty_label="Todos", choices=Scope.choices)
    country = django_filters.ChoiceFilter(label="País", empty_label="Todos", choices=())
    theme = django_filters.ModelChoiceFilter(
        label="Tema", empty_label="Todos", field_name="themes", queryset=Theme.objects.order_by("name")
    )
    member = django_filters.ChoiceFilter(label="Miembro", empty_label="Todas", choices=MEMBER, method="filter_member")
    verified = django_filters.ChoiceFilter(
        label="Verificada", empty_label="Todas", choices=VERIFIED, method="filter_verified"
    )

    class Meta:
        model = Institution
        fields = ("q", "kind", "scope", "country", "theme", "member", "verified")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.filters["country"].extra["choices"] = directory.countries_used()

    def filter_words(self, rows: QuerySet[Institution], name: str, value: str) -> QuerySet[Institution]:
        return directory.found_by(rows, value)

    def filter_member(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(is_member=value == "yes")

    def filter_verified(self, rows: QuerySet[Institution], name: str, value: str) -> QuerySet[Institution]:
        if value == "never":
            return rows.filter(verified_on=None)
        if value == "due":
            return directory.unverified(rows, self.on)
        limit = directory.verified_before(self.on)
        return rows.filter(verified_on__gte=limit) if value == "recent" else rows.filter(verified_on__lt=limit)

    def in_words(self) -> str:
        """What was chosen, for the sheet that is downloaded: «Clase: Embajada; Buscar: lima»."""
        if not self.form.is_valid():
            return ""
        said = []
        for name, value in self.form.cleaned_data.items():
            if value:
                choices = dict(getattr(self.form.fields[name], "choices", ()))
                said.append(f"{self.form.fields[name].label}: {choices.get(value, value)}")
        return "; ".join(said)
