"""The Django admin holds the calendar and the accounts, and nothing with legal effect."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .context import Office
from .permissions import may_administer

#: What a library registers by itself (groups, mail addresses, second factors, task results) stays out.
_HELD = frozenset({"accounts.user", "norms.nonworkingday", "norms.officialyear", "norms.letterhead"})


class OfficeAdminSite(admin.AdminSite):
    site_header = "CERX: calendario y cuentas"
    site_title = "CERX"
    index_title = "Calendario y cuentas"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: list[Any] = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        held = [model for model in models if model._meta.label_lower in _HELD]
        if held:
            super().register(held, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and (request.user.is_superuser or may_administer(Office.of(request).roles))
