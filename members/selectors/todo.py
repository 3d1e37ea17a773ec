"""What waits for one person ("Hoy me toca"). Each room says what it knows of; the home page puts it in one order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User

from ..enums import Office, Role
from ..models import Body
from .offices import ends_soon, expired_on, officers_on
from .roles import roles_of

# Somebody waits for these although no article gives them a day; most urgent first.
_UNDATED_URGENT = ("now", "returned")
#: Who is told that the presidency needs an election (Art. 8).
_OF_THE_MANDATE = frozenset({Role.SECRETARY, Role.DEPUTY, Role.PRESIDENT})


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
    if roles & _OF_THE_MANDATE:
        items += _mandate(body, today)
    return in_order(items) if roles else []


def _mandate(body: Body, today: date) -> Iterator[TodoItem]:
    """The presidency is vacant, or its term has ended or ends within ninety days: the Assembly has to elect (Art. 8)."""
    term = officers_on(body, today).get(Office.PRESIDENT)
    due = None
    if term is None:
        title = "La presidencia está vacante: ponga la elección en agenda"
        detail = "En cada sesión la Asamblea elige a quien la conduce, hasta que elija presidente."
    elif expired_on(term, today):
        title = "El mandato de la presidencia venció: ponga la elección en agenda"
        detail = f"{term.person.full_name} continúa «en funciones» hasta que se elija sucesor."
        due = term.last_day
    elif ends_soon(term, today) and term.last_day is not None:
        left = (term.last_day - today).days
        when = "hoy" if left == 0 else "mañana" if left == 1 else f"en {left} días"
        title = f"El mandato de la presidencia vence {when}: ponga la elección en agenda"
        detail = (
            f"Es el de {term.person.full_name}. Mientras corre no se elige a otra persona; desde el día siguiente, sí."
        )
        due = term.last_day
    else:
        return
    yield TodoItem(
        title=title, detail=detail, url=reverse("members:officers"), button="Ver autoridades", due=due, kind="mandate"
    )


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
