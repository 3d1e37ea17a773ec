"""What waits for one person ("Hoy me toca"). Each room says what it knows of; the home page puts it in one order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User

from ..models import Body
from .roles import roles_of

# Somebody waits for these although no article gives them a day; most urgent first.
_UNDATED_URGENT = ("now", "returned")


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One thing to do. `due` is the day by which (None: as soon as one can); `kind` names it and its icon."""

    title: str
    detail: str
    url: str
    button: str
    due: date | None
    kind: str


def todo_for(user: User, body: Body, at: datetime) -> list[TodoItem]:
    """What the padrón asks of this person."""
    today = timezone.localdate(at)
    roles = roles_of(user, body, today)
    items: list[TodoItem] = []
    return in_order(items) if roles else []


def in_order(items: Iterable[TodoItem]) -> list[TodoItem]:
    """What is happening now, what is late, then by its day."""
    return sorted(items, key=lambda item: (_urgency(item), item.due or date.max, item.title))


def groups(items: Iterable[TodoItem], today: date) -> list[tuple[str, list[TodoItem]]]:
    """Under three heads: what is late or today, what has a day, what has none."""
    urgent, dated, open_ended = [], [], []
    for item in items:
        if item.kind in _UNDATED_URGENT or (item.due is not None and item.due <= today):
            urgent.append(item)
        elif item.due is not None:
            dated.append(item)
        else:
            open_ended.append(item)
    heads = (("Ahora y atrasado", urgent), ("Por fecha", dated), ("Cuando pueda", open_ended))
    return [(head, found) for head, found in heads if found]


def _urgency(item: TodoItem) -> int:
    return _UNDATED_URGENT.index(item.kind) if item.kind in _UNDATED_URGENT else len(_UNDATED_URGENT)
