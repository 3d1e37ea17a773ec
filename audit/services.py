"""Append an event to the history, inside the transaction of the act that it records."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from regulation.ruling import Ruling

from .acts import Act
from .correlation import correlation_id
from .models import Event


def record(
    act: Act, action: str, subject: Any, /, *fields: str, stream: str = "", ruling: Ruling | None = None, **data: Any
) -> Event:
    """Append one event of the act about `subject`, in the history that this one belongs to (its `stream`) or the one given.

    `fields` of the subject are kept as they stand, beside `data`. A date or a moment is kept as ISO text, in Lima to the minute.
    """
    facts = {name: getattr(subject, name) for name in fields} | data
    return Event.objects.create(
        action=action,
        stream=stream or subject.stream,
        actor_id=act.user.pk if act.user else None,
        actor_name=act.by.full_name if act.by else "Sistema",
        actor_role=act.role,
        at=act.at,
        recorded_at=act.now,
        correlation=correlation_id(),
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        ruling=ruling,
        data={key: _plain(value) for key, value in facts.items()},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return localtime(value).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value
