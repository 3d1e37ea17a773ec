"""The calendar, the years' names and the letterheads. Every change leaves an event: a deadline may depend on it."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from audit.acts import Act
from audit.services import record

from .models import Letterhead, NonWorkingDay, OfficialYear


class AuditedAdmin(admin.ModelAdmin):
    """What was there before and what is there now, in the history of the calendar."""

    actions = None  # one by one, so that each deletion is seen

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        model = type(obj)
        before = _plain(model._default_manager.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)
        after = _plain(obj)
        if before != after:
            _record(request, obj, "changed" if change else "added", {"before": before, "after": after})

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        _record(request, obj, "deleted", {"before": _plain(obj), "after": None})
        super().delete_model(request, obj)


def _plain(obj: Model) -> dict[str, Any]:
    return {
        name: value if isinstance(value, str | int | bool | list | None) else str(value)
        for name, value in model_to_dict(obj).items()
        if name != "id"
    }


def _record(request: HttpRequest, obj: Model, what: str, data: dict[str, Any]) -> None:
    now = timezone.now()
    name = obj._meta.model_name or ""
    record(
        Act(request.user if isinstance(request.user, User) else None, now),
        f"{name}.{what}",
        obj,
        stream="calendar",
        what=str(obj),
        **data,
    )


@admin.register(NonWorkingDay)
class NonWorkingDayAdmin(AuditedAdmin):
    """Days decreed or local; national holidays by law are known already."""

    list_display = ("date", "name", "territory", "norm", "every_year")
    list_filter = ("every_year", "territory")
    search_fields = ("name", "norm")
    date_hierarchy = "date"


@admin.register(OfficialYear)
class OfficialYearAdmin(AuditedAdmin):
    list_display = ("year", "name", "norm")


@admin.register(Letterhead)
class LetterheadAdmin(AuditedAdmin):
    """What future documents say at their head; those already issued keep what they said."""

    list_display = ("committee", "series", "starts_on", "institution")
    ordering = ("series", "-starts_on")
