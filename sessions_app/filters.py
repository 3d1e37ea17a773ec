"""What one looks for in the list of sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet

from .enums import MeetingKind, MeetingState
from .models import Meeting
from .selectors.meetings import years_of

WHEN = (("coming", "Por venir"), ("past", "Ya pasaron"))


class MeetingFilter(django_filters.FilterSet):
    """Year, state and kind; and, for those who only have to come, what is still to come. `now` splits past from coming;
    `drafts`: whether the person sees any; `kinds`: those that the body holds.
    """

    when = django_filters.ChoiceFilter(label="Cuándo", choices=WHEN, empty_label="Todas", method="filter_when")
    year = django_filters.ChoiceFilter(label="Año", empty_label="Todos", field_name="scheduled_at", lookup_expr="year")
    state = django_filters.ChoiceFilter(label="Estado", empty_label="Todos", choices=MeetingState.choices)
    kind = django_filters.ChoiceFilter(label="Clase", empty_label="Todas")

    class Meta:
        model = Meeting
        fields = ("when", "year", "state", "kind")

    def __init__(self, *args: Any, now: datetime, drafts: bool, kinds: Sequence[MeetingKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        if not drafts:
            seen = [choice for choice in MeetingState.choices if choice[0] != MeetingState.DRAFT]
            self.filters["state"].extra["choices"] = seen
        self.filters["kind"].extra["choices"] = [(kind.value, kind.label) for kind in kinds]
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years_of(self.queryset)]

    def filter_when(self, meetings: QuerySet[Meeting], name: str, value: str) -> QuerySet[Meeting]:
        coming = meetings.filter(scheduled_at__date__gte=self.now.date())
        return coming.order_by("scheduled_at", "pk") if value == "coming" else meetings.exclude(pk__in=coming)
