from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


def who(**kwargs: Any) -> Any:
    """A foreign key to the user who did or typed it."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **kwargs)


def paired(prefix: str, *, name: str) -> models.CheckConstraint:
    """`<prefix>_at` and `<prefix>_by` are both there or both missing."""
    at, by = f"{prefix}_at__isnull", f"{prefix}_by__isnull"
    return models.CheckConstraint(condition=Q(**{at: True, by: True}) | Q(**{at: False, by: False}), name=name)
