"""Who would be summoned if a draft were convened on a day, and what keeps somebody from being reached."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from members.enums import SeatRole
from members.selectors import MemberRow, members_on

from ..enums import Capacity
from ..models import Meeting


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person to be written to; `role` says titular or alterno, `name` is empty where nobody is accredited."""

    role: SeatRole
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """One institution with its people; `asked`: those that the body asks it to accredit.

    `by_institution`: written to at its own address, for want of its people's.
    """

    row: MemberRow
    titular: Addressee
    alternate: Addressee
    asked: list[Addressee]
    suspended: bool
    by_institution: str = ""

    @property
    def reachable(self) -> bool:
        return bool(self.titular.email or self.alternate.email or self.by_institution)

    @property
    def problems(self) -> list[str]:
        """What is missing, as a sentence each, with what to do."""
        found = []
        for person in self.asked:
            label = person.role.label.lower()
            if not person.name:
                found.append(f"No hay {label} acreditado.")
            elif not person.email:
                found.append(f"El {label} no tiene correo.")
        if not self.reachable:
            found.append(
                "No le llegará ningún correo: registre un correo en el padrón o entregue la convocatoria con cargo firmado."
            )
        elif self.by_institution:
            found.append(f"Se escribirá al correo de la institución ({self.by_institution}).")
        return found


@dataclass(frozen=True, slots=True)
class Recipients:
    members: list[Recipient]
    guests: list[dict[str, str]]

    @property
    def mails(self) -> int:
        """How many mails would leave."""
        own = sum(bool(r.titular.email) + bool(r.alternate.email) or bool(r.by_institution) for r in self.members)
        return own + sum(bool(guest.get("email")) for guest in self.guests)

    @property
    def with_problems(self) -> list[Recipient]:
        return [recipient for recipient in self.members if recipient.problems]

    @property
    def unreachable(self) -> list[Recipient]:
        return [recipient for recipient in self.members if not recipient.reachable]


def recipients(meeting: Meeting, on: date) -> Recipients:
    """The members of that day, suspended ones marked as of the session's, and the draft's guests."""
    suspended = {row.seat.pk for row in members_on(meeting.body, localdate(meeting.scheduled_at)) if row.suspended}
    roles = meeting.body.seat_roles
    members = [_recipient(row, roles, suspended=row.seat.pk in suspended) for row in members_on(meeting.body, on)]
    known = Capacity.values
    return Recipients(members, [guest for guest in meeting.draft_guests if guest.get("capacity") in known])


def _recipient(row: MemberRow, roles: list[str], *, suspended: bool) -> Recipient:
    titular, alternate = _addressee(row, SeatRole.TITULAR), _addressee(row, SeatRole.ALTERNATE)
    fallback = "" if titular.email or alternate.email else row.institution.email
    asked = [person for person in (titular, alternate) if person.role in roles]
    return Recipient(row, titular, alternate, asked, suspended, fallback)


def _addressee(row: MemberRow, role: SeatRole) -> Addressee:
    accreditation = row.accreditation(role)
    if accreditation is None:
        return Addressee(role, "", "")
    return Addressee(role, accreditation.person.full_name, accreditation.person.email)
