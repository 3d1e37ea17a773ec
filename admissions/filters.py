"""What one looks for in the list of expedientes."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from members.models import Body
from members.words import sought

from .enums import ApplicationState
from .models import Application
from .selectors import years_of


class ApplicationFilter(django_filters.FilterSet):
    """Words without accents, state, year, and to what one asks to join where there is more than the Assembly."""

    q = django_filters.CharFilter(label="Buscar", method="filter_words")
    state = django_filters.ChoiceFilter(label="Estado", empty_label="Todos", choices=ApplicationState.choices)
    year = django_filters.ChoiceFilter(label="Año", empty_label="Todos")
    body = django_filters.ChoiceFilter(label="Pide incorporarse a", empty_label="Todos")

    class Meta:
        model = Application
        fields = ("q", "state", "year", "body")

    def __init__(self, *args: Any, targets: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years_of(self.queryset)]
        self.filters["body"].extra["choices"] = [(str(body.pk), body.short_name) for body in targets]
        if len(targets) < 2:
            del self.filters["body"]

    def filter_words(self, applications: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Every word, in any order, somewhere in its names, RUC, contact or number."""
        for word in sought(value):
            applications = applications.filter(search_text__contains=word)
        return applications
