"""What the expedientes ask of the Secretaría Técnica ("Hoy me toca"): the same few queries for any number of them."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from mailing.enums import MailState
from members.enums import OFFICE, SeatRole
from members.models import Accreditation, Body
from members.selectors import roles_of
from members.selectors.todo import TodoItem
from sessions_app.enums import MeetingState

from ..enums import ApplicationState as S
from ..models import Application, ApplicationMail
from .applications import of_committee

#: Sessions that are over; a point that one of them left undecided waits for the next draft.
_OVER = (MeetingState.CLOSED, MeetingState.NOT_INSTALLED)
_WAITING = (S.RECEIVED, S.OBSERVED, S.EVALUATED, S.ON_AGENDA, S.ADMITTED)
#: As many of one state are named one by one.
_EACH = 5
_MANY = {
    S.RECEIVED: "{} solicitudes de incorporación por revisar",
    S.OBSERVED: "Venció el plazo para subsanar {} solicitudes",
    S.EVALUATED: "{} solicitudes evaluadas por poner en agenda",
    S.ON_AGENDA: "{} solicitudes quedaron sin votar",
    S.ADMITTED: "{} instituciones admitidas por acreditar",
}


def todo_for(user: User, body: Body, at: datetime) -> list[TodoItem]:
    """What waits for this person."""
    today = timezone.localdate(at)
    if not roles_of(user, body, today) & OFFICE:
        return []
    applications = of_committee(body).select_related("item__meeting").order_by("submitted_at", "pk")
    waiting = list(applications.filter(state__in=_WAITING))
    seats = [application.seat_id for application in waiting if application.seat_id]
    accredited = set(
        Accreditation.objects.in_force(today)
        .filter(seat__in=seats, role=SeatRole.TITULAR)
        .values_list("seat_id", flat=True)
    )
    items: list[TodoItem] = []
    for state in _WAITING:
        found = [item for one in waiting if one.state == state for item in _of(one, today, accredited)]
        items += found if len(found) <= _EACH else [_together(state, found)]
    left = applications.filter(state=S.WITHDRAWN, item__meeting__state=MeetingState.DRAFT)
    items += [
        _item(one, f"Retirar de la agenda: {one.name}", "Desistió, y su punto sigue en el borrador.", "Abrir", None)
        for one in left
    ]
    failed = ApplicationMail.objects.filter(state=MailState.FAILED, application__in=applications.values("pk"))
    items += [
        _item(
            mail.application,
            f"No salió el aviso a {mail.application.name}",
            "Reenvíelo, o avísele por otro medio.",
            "Ver los avisos",
            None,
        )
        for mail in failed.select_related("application")
    ]
    return items


def _together(state: S, found: list[TodoItem]) -> TodoItem:
    """More than a handful that ask for the same are one line, which leads to their list."""
    return TodoItem(
        title=_MANY[state].format(len(found)),
        detail="Están en la lista, con lo que espera cada una.",
        url=f"{reverse('admissions:list')}?state={state}",
        button="Ver la lista",
        due=min((item.due for item in found if item.due is not None), default=None),
        kind="admission",
    )


def _of(application: Application, today: date, accredited: set[int]) -> Iterator[TodoItem]:
    name, state = application.name, S(application.state)
    if state == S.RECEIVED:
        remedied = bool(application.observation)
        yield _item(
            application,
            f"{'Revisar la subsanación' if remedied else 'Revisar la solicitud'} de incorporación: {name}",
            f"{application.label}, presentada el {timezone.localdate(application.submitted_at):%d/%m/%Y}.",
            "Revisar",
            None,
        )
    elif state == S.OBSERVED and application.remedy_due is not None and application.remedy_due < today:
        yield _item(
            application,
            f"Venció el plazo para subsanar: {name}",
            "Puede declarar el abandono.",
            "Ver el expediente",
            application.remedy_due,
        )
    elif state == S.EVALUATED:
        yield _item(application, f"Poner en agenda: {name}", "Evaluada; decide la Asamblea.", "Poner en agenda", None)
    elif state == S.ON_AGENDA and application.item is not None and application.item.meeting.state in _OVER:
        yield _item(
            application,
            f"Quedó sin votar: {name}",
            "Pasará al próximo borrador de sesión, o retírela de la agenda.",
            "Ver el expediente",
            None,
        )
    elif state == S.ADMITTED:
        ready = application.seat_id in accredited
        yield _item(
            application,
            f"{'Terminar el expediente' if ready else 'Acreditar a los representantes'}: {name}",
            "Su titular ya está acreditado." if ready else "Es miembro y todavía no tiene titular (Art. 5).",
            "Ver el expediente",
            None,
        )


def _item(application: Application, title: str, detail: str, button: str, due: date | None) -> TodoItem:
    url = reverse("admissions:detail", args=[application.pk])
    return TodoItem(title=title, detail=detail, url=url, button=button, due=due, kind="admission")
