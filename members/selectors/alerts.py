"""What the representation of the institutions lacks on a day, and what remedies it (Art. 5)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ..enums import AlertKind, SeatRole
from ..models import Accreditation, Body, Person, Seat
from .padron import MemberRow, member_on, members_on

#: An accreditation whose last day is this near is listed as expiring.
EXPIRING_DAYS = 30


@dataclass(frozen=True, slots=True)
class Alert:
    """One lack of one seat. `day`: when it ended, ends, or the person left; `person`: None where nobody is accredited."""

    kind: AlertKind
    row: MemberRow
    role: SeatRole
    person: Person | None
    day: date | None
    text: str
    button: str
    url: str

    @property
    def label(self) -> str:
        return self.kind.label


def alerts_of(body: Body, on: date) -> list[Alert]:
    """Of every institution: by kind, the most urgent first, then by day and seat. Five queries."""
    return _alerts(members_on(body, on), on)


def alerts_at(seat: Seat, on: date) -> list[Alert]:
    """Of one institution. Five queries; none of it costs more for a larger body."""
    row = member_on(seat, on)
    return _alerts([row], on) if row else []


def _alerts(rows: list[MemberRow], on: date) -> list[Alert]:
    expired = _run_out(rows, on)
    found = [alert for row in rows for role in SeatRole for alert in _of(row, role, expired, on)]
    order = list(AlertKind)
    return sorted(found, key=lambda alert: (order.index(alert.kind), alert.day or date.max, alert.row.number))


def _of(row: MemberRow, role: SeatRole, expired: dict[tuple[int, str], Accreditation], on: date) -> list[Alert]:
    current = row.accreditation(role)
    name = role.label.lower()
    accredit = ("Acreditar", reverse("members:accredit", args=[row.seat.pk, role]))
    if current is None:
        last = expired.get((row.seat.pk, role))
        if last is None or last.last_day is None:
            return [Alert(AlertKind.VACANT, row, role, None, None, f"No tiene {name} acreditado.", *accredit)]
        text = f"La acreditación de {last.person.full_name} ({name}) venció el {last.last_day:%d/%m/%Y}."
        return [
            Alert(AlertKind.EXPIRED, row, role, last.person, last.last_day, text, *_renewal(row, role, last.person))
        ]
    found = []
    who = current.person
    if current.last_day is not None and (current.last_day - on).days <= EXPIRING_DAYS:
        when = _in_days((current.last_day - on).days)
        text = f"La acreditación de {who.full_name} ({name}) vence {when}, el {current.last_day:%d/%m/%Y}."
        found.append(Alert(AlertKind.EXPIRING, row, role, who, current.last_day, text, *_renewal(row, role, who)))
    if current.left_on is not None:
        text = f"{who.full_name} ({name}) dejó la institución el {current.left_on:%d/%m/%Y} y su acreditación sigue."
        found.append(Alert(AlertKind.LEFT, row, role, who, current.left_on, text, *accredit))
    if not who.email:
        text = f"{who.full_name} ({name}) no tiene correo: no le llegan las convocatorias."
        contact = ("Escribir su correo", reverse("members:contact", args=[who.pk]))
        found.append(Alert(AlertKind.NO_EMAIL, row, role, who, None, text, *contact))
    return found


def _renewal(row: MemberRow, role: SeatRole, person: Person) -> tuple[str, str]:
    """The page that accredits, with the same person chosen beforehand."""
    return "Renovar", f"{reverse('members:accredit', args=[row.seat.pk, role])}?persona={person.pk}"


def _run_out(rows: list[MemberRow], on: date) -> dict[tuple[int, str], Accreditation]:
    """(seat, role) → the last accreditation, of those where nobody is accredited and its document had set that end."""
    empty = [row.seat.pk for row in rows if len(row.people) < len(SeatRole)]
    last: dict[tuple[int, str], Accreditation] = {}
    past = Accreditation.objects.filter(seat__in=empty, starts_on__lte=on).select_related("person")
    for accreditation in past.order_by("starts_on", "pk"):
        last[accreditation.seat_id, accreditation.role] = accreditation
    return {key: found for key, found in last.items() if found.ends_as_written}


def _in_days(days: int) -> str:
    return {0: "hoy", 1: "mañana"}.get(days, f"en {days} días")
