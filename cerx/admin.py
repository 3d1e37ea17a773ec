"""The Django admin holds the calendar and the accounts, and nothing with legal effect."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .context import Office
from .permissions import KEEPERS, held_for, may_administer


class OfficeAdminSite(admin.AdminSite):
    site_title = "CERX"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        # What a library registers by itself (groups, mail addresses, second factors, task results) stays out.
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        held = [model for model in models if model._meta.app_label in KEEPERS]
        if held:
            super().register(held, admin_class, **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Named for what it holds for this person: the accounts are not the Secretaría's."""
        held = held_for(Office.of(request).roles)
        return super().each_context(request) | {"site_header": f"CERX: {held.lower()}"}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().index(request, {"title": held_for(Office.of(request).roles)} | (extra_context or {}))

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and (request.user.is_superuser or may_administer(Office.of(request).roles))
