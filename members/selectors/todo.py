"""What waits for one person ("Hoy me toca"). Each room says what it knows of; the home page puts it in one order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User

from ..enums import OFFICE, AlertKind, Office, ProposalState, Role
from ..models import Body, Seat, Term
from .alerts import alerts_at, alerts_of
from .offices import ends_soon, expired_on, officers_on
from .presidency import lack_of
from .proposals import proposals_of
from .roles import roles_of, seats_of

#: Who sees that the presidency needs an election (Art. 8).
_OF_THE_MANDATE = frozenset({Role.SECRETARY, Role.DEPUTY, Role.PRESIDENT})
#: How many of one kind of alert, in words: one, many.
_LACKS = {
    AlertKind.VACANT: ("Un representante sin acreditar", "{} representantes sin acreditar"),
    AlertKind.EXPIRED: ("Una acreditación vencida", "{} acreditaciones vencidas"),
    AlertKind.EXPIRING: ("Una acreditación por vencer", "{} acreditaciones por vencer"),
    AlertKind.LEFT: ("Un representante dejó su institución", "{} representantes dejaron su institución"),
    AlertKind.NO_EMAIL: ("Un representante sin correo", "{} representantes sin correo"),
}
_NAMED = 3
#: Nobody has to remember it (sessions_app.services.drafts); said wherever an election is due.
_ON_NEW_DRAFTS = "El borrador de cada sesión nueva trae la elección en su agenda."


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One thing to do. `due` is the day by which (None: as soon as one can); `kind` names it and its icon.

    `happens`: `due` is the day of something that happens, and not a term that runs out in business days. `urgency`: 0 is
    happening now; 1, somebody waits for it although no article gives it a day; 2, anything else.
    """

    title: str
    detail: str
    url: str
    button: str
    due: date | None
    kind: str
    happens: bool = False
    urgency: int = 2


def todo_for(user: User, body: Body, at: datetime) -> list[TodoItem]:
    """What the padrón asks of this person."""
    today = timezone.localdate(at)
    roles = roles_of(user, body, today)
    items: list[TodoItem] = []
    if roles & _OF_THE_MANDATE:
        president = officers_on(body, today).get(Office.PRESIDENT)
        items += _mandate(president, today)
        items += _president_lacks(body, president, today)
    if roles & OFFICE:
        items += _lacks(body, today)
        items += _proposed(body, today)
    elif Role.MEMBER in roles:
        for seat, _ in seats_of(user, body, today):
            items += _own_lacks(seat, today)
    if Role.MEMBER in roles:
        items += _observed(user, body, today)
    return in_order(items) if roles else []


def _mandate(term: Term | None, today: date) -> Iterator[TodoItem]:
    """The presidency is vacant, or its term has ended or ends within ninety days: the Assembly has to elect (Art. 8)."""
    due = None
    if term is None:
        title = "La presidencia está vacante: falta elegir"
        detail = f"En cada sesión la Asamblea elige a quien la conduce, hasta que elija presidente. {_ON_NEW_DRAFTS}"
    elif expired_on(term, today):
        title = "El mandato de la presidencia venció: falta elegir"
        detail = f"{term.person.full_name} continúa «en funciones» hasta que la Asamblea elija. {_ON_NEW_DRAFTS}"
        due = term.last_day
    elif ends_soon(term, today) and term.last_day is not None:
        left = (term.last_day - today).days
        when = "hoy" if left == 0 else "mañana" if left == 1 else f"en {left} días"
        title = f"El mandato de la presidencia vence {when}"
        detail = (
            f"Es el de {term.person.full_name}. Mientras corre no se elige a otra persona: la elección va en una sesión posterior, "
            "y su borrador ya la trae en la agenda."
        )
        due = term.last_day
    else:
        return
    yield TodoItem(
        title=title, detail=detail, url=reverse("members:officers"), button="Ver autoridades", due=due, kind="mandate"
    )


def _president_lacks(body: Body, term: Term | None, today: date) -> Iterator[TodoItem]:
    """The president represents nobody any more, or a member that could not give a president (Art. 8, 15.1)."""
    lack = lack_of(body, term, today) if term is not None else None
    if lack is not None:
        yield TodoItem(
            title=lack.title,
            detail=lack.text,
            url=reverse("members:officers"),
            button="Ver autoridades",
            due=None,
            kind="mandate",
        )


def _lacks(body: Body, today: date) -> Iterator[TodoItem]:
    """What the representation of the institutions lacks, one line for each kind (Art. 5)."""
    alerts = alerts_of(body, today)
    for kind, (one, many) in _LACKS.items():
        found = [alert for alert in alerts if alert.kind == kind]
        if not found:
            continue
        # One that lacks both, titular and alterno, is named once.
        names = list(dict.fromkeys(alert.row.institution.short_name or alert.row.institution.name for alert in found))
        more = f" y {len(names) - _NAMED} más" if len(names) > _NAMED else ""
        yield TodoItem(
            title=one if len(found) == 1 else many.format(len(found)),
            detail=found[0].text if len(found) == 1 else f"{', '.join(names[:_NAMED])}{more}.",
            url=f"{reverse('members:alerts')}?tipo={kind}",
            button="Ver la alerta" if len(found) == 1 else "Ver las alertas",
            due=found[0].day if kind in (AlertKind.EXPIRED, AlertKind.EXPIRING) else None,
            kind="accreditation",
            happens=True,
        )


def _own_lacks(seat: Seat, today: date) -> Iterator[TodoItem]:
    """The same of a representative's own institution, which remedies it with a document."""
    for alert in alerts_at(seat, today):
        yield TodoItem(
            title=f"{alert.label}: {alert.role.label.lower()} de {alert.row.institution.short_name or alert.row.institution.name}",
            detail=alert.text,
            url=reverse("members:my_institution"),
            button="Ver mi institución",
            due=alert.day if alert.kind in (AlertKind.EXPIRED, AlertKind.EXPIRING) else None,
            kind="accreditation",
            happens=True,
        )


def _proposed(body: Body, today: date) -> Iterator[TodoItem]:
    """What institutions ask and nobody has answered yet; one by one while they are few."""
    waiting = list(proposals_of(body, today).filter(state=ProposalState.SUBMITTED).order_by("submitted_at", "pk"))
    if len(waiting) > _NAMED:
        yield TodoItem(
            title=f"{len(waiting)} propuestas de las instituciones por revisar",
            detail="Cada una espera que la acepte o la observe. Mientras tanto el padrón no cambia.",
            url=f"{reverse('members:proposals')}?estado={ProposalState.SUBMITTED.value}",
            button="Ver las propuestas",
            due=None,
            kind="proposal",
        )
        return
    for one in waiting:
        yield TodoItem(
            title=f"Revisar la propuesta de {getattr(one, 'institution', None) or one.seat}",
            detail=f"{one.get_kind_display()}: {one.full_name}, {one.get_role_display().lower()}.",
            url=reverse("members:proposal", args=[one.pk]),
            button="Revisar",
            # One that begins on a day to come can only be registered then.
            due=one.starts_on if one.starts_on > today else None,
            kind="proposal",
        )


def _observed(user: User, body: Body, today: date) -> Iterator[TodoItem]:
    """What the Secretaría sent back: the institution's representatives correct it."""
    seats = [seat for seat, _ in seats_of(user, body, today)]
    for one in proposals_of(body, today).filter(state=ProposalState.OBSERVED, seat__in=seats):
        yield TodoItem(
            title=f"Corregir la propuesta observada: {one.full_name}",
            detail=f"La Secretaría Técnica pide: {one.observation}",
            url=reverse("members:proposal", args=[one.pk]),
            button="Ver la observación",
            due=None,
            kind="proposal_observed",
        )


def in_order(items: Iterable[TodoItem]) -> list[TodoItem]:
    """What is happening now, what is late, then by its day."""
    return sorted(items, key=lambda item: (item.urgency, item.due or date.max, item.title))


def groups(items: Iterable[TodoItem], today: date) -> list[tuple[str, list[TodoItem]]]:
    """Under three heads: what is late or today, what has a day, what has none."""
    urgent, dated, open_ended = [], [], []
    for item in items:
        if item.urgency < 2 or (item.due is not None and item.due <= today):
            urgent.append(item)
        elif item.due is not None:
            dated.append(item)
        else:
            open_ended.append(item)
    heads = (("Ahora y atrasado", urgent), ("Por fecha", dated), ("Cuando pueda", open_ended))
    return [(head, found) for head, found in heads if found]
