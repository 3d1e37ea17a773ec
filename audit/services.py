"""The only way in: append an event. Called inside the transaction of the act it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from regulation.ruling import Ruling

from .correlation import correlation_id
from .models import Event


class Actor(Protocol):
    """Who acts: a signed-in user, or anything with these two."""

    pk: Any
    full_name: str


def record(
    *,
    action: str,
    stream: str,
    by: Actor | None,
    at: datetime,
    recorded_at: datetime,
    subject: models.Model | None = None,
    ruling: Ruling | None = None,
    data: Mapping[str, Any] | None = None,
    role: str = "",
) -> Event:
    """Append one event; `by=None` means the program itself (a worker, a deadline)."""
    return Event.objects.create(
        action=action,
        stream=stream,
        actor_id=by.pk if by else None,
        actor_name=by.full_name if by else "Sistema",
        actor_role=role,
        at=at,
        recorded_at=recorded_at,
        correlation=correlation_id(),
        subject_type=subject._meta.model_name or "" if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        ruling=ruling,
        data=dict(data or {}),
    )
