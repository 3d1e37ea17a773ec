"""The people of the demo. Every name ends in «(demo)»; every address is of a domain that does not exist."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from documents.enums import InstrumentKind
from documents.models import Instrument
from members.enums import AccessLevel, Office, SeatRole
from members.models import AccessGrant, Accreditation, Body, Person, Seat, Term
from regulation.calendar import add_months

PASSWORD = "demo-cerx-puno"  # noqa: S105 - published on purpose: demo people hold nothing
DOMAIN = "demo.example"
#: The Cámara de Comercio presides: private sector (Art. 8).
PRESIDENT_SEAT = 16
SUSPENDED_SEAT = 11

_FIRST = [
    "Yaneth",
    "Rosa",
    "Édgar",
    "Nélida",
    "Wilber",
    "Maruja",
    "Óscar",
    "Julia",
    "Percy",
    "Lourdes",
    "Hernán",
    "Flor",
    "Rubén",
    "Marleny",
    "Saúl",
    "Gladys",
    "Elmer",
    "Nancy",
    "Ángel",
    "Sonia",
    "Félix",
    "Vilma",
    "Raúl",
    "Edith",
    "Jesús",
    "Norma",
    "Víctor",
    "Beatriz",
    "Iván",
    "Dina",
    "Hugo",
    "Lidia",
    "Fredy",
    "Rocío",
    "Walter",
    "Martha",
    "Efraín",
    "Silvia",
    "René",
    "Ana",
    "Luis",
    "Carmen",
    "Abel",
    "Noemí",
    "Jaime",
    "Elsa",
]
_LAST = [
    "Mamani",
    "Quispe",
    "Ñaupa",
    "Condori",
    "Huanca",
    "Flores",
    "Apaza",
    "Yucra",
    "Ccama",
    "Chambi",
    "Pacori",
    "Ticona",
    "Coila",
    "Vilca",
    "Arpasi",
    "Choque",
    "Lipa",
    "Cutipa",
    "Calsina",
    "Machaca",
    "Zapana",
    "Puma",
    "O'Higgins",
    "Peñaloza",
]


@dataclass(frozen=True, slots=True)
class Cast:
    secretary: User
    deputy: User
    president: User
    titulares: dict[int, User]
    alternates: dict[int, User]


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    email: str
    what: str


LOGINS = (
    Login("Secretaría Técnica", f"secretaria@{DOMAIN}", "convoca, llama lista, escribe el acta"),
    Login("Secretaría Técnica Adjunta", f"adjunta@{DOMAIN}", "lo mismo, en su ausencia"),
    Login(
        "Presidencia", f"titular{PRESIDENT_SEAT:02d}@{DOMAIN}", "aprueba las actas; también es titular del asiento 16"
    ),
    Login("Representante titular", f"titular17@{DOMAIN}", "ve su registro y firma las actas"),
    Login("Representante alterno", f"alterno17@{DOMAIN}", "va cuando el titular no puede"),
    Login("Consulta", f"consulta@{DOMAIN}", "solo lee"),
    Login("Administración", f"administracion@{DOMAIN}", "cuentas y calendario"),
)


def midday(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def make_cast(body: Body, today: date) -> Cast:
    """Accounts, accreditations, officers and access. The president's term ends in about two months: the page warns."""
    since = add_months(today, -26)
    password = make_password(PASSWORD)
    seats = list(Seat.objects.filter(body=body).order_by("number"))

    def user(local: str, name: str) -> User:
        return User(email=f"{local}@{DOMAIN}", full_name=f"{name} (demo)", is_demo=True, password=password)

    roles = [(seat, role) for seat in seats for role in SeatRole]
    users = User.objects.bulk_create(
        user(f"{'titular' if role == SeatRole.TITULAR else 'alterno'}{seat.number:02d}", _name(n))
        for n, (seat, role) in enumerate(roles)
    )
    positions = {SeatRole.TITULAR: "Representante titular", SeatRole.ALTERNATE: "Representante alterno"}
    people = Person.objects.bulk_create(
        Person(full_name=u.full_name, email=u.email, phone=f"951 000 {n:03d}", position=positions[role], user=u)
        for n, (u, (_, role)) in enumerate(zip(users, roles, strict=True))
    )
    papers = Instrument.objects.bulk_create(
        demo_paper(InstrumentKind.OFICIO, f"{n + 1:03d}-{since.year}-DEMO", since, f"Asiento {seat.number}")
        for n, seat in enumerate(seats)
    )
    instrument_of = dict(zip((seat.pk for seat in seats), papers, strict=True))
    Accreditation.objects.bulk_create(
        Accreditation(seat=seat, person=person, role=role, starts_on=since, instrument=instrument_of[seat.pk])
        for person, (seat, role) in zip(people, roles, strict=True)
    )
    staff = User.objects.bulk_create(
        [
            user("secretaria", "María Elena Ccallo Ñahui"),
            user("adjunta", "Roberto Pilco D'Angelo"),
            user("consulta", "Teresa Luque Ordóñez"),
            user("administracion", "Gonzalo Arce Zúñiga"),
        ]
    )
    secretary, deputy, viewer, admin = staff
    admin.is_staff = True
    admin.save(update_fields=["is_staff"])
    officers = Person.objects.bulk_create(
        Person(full_name=u.full_name, email=u.email, position="DIRCETUR Puno", user=u) for u in (secretary, deputy)
    )
    of_seat = {(seat.number, role): n for n, (seat, role) in enumerate(roles)}
    president = people[of_seat[PRESIDENT_SEAT, SeatRole.TITULAR]]
    elected = add_months(today, -22)
    order, vote = Instrument.objects.bulk_create(
        [
            demo_paper(InstrumentKind.MEMORANDO, f"014-{since.year}-DEMO", since, "Gobierno Regional Puno"),
            demo_paper(InstrumentKind.ACUERDO, f"003-{elected.year}-DEMO", elected, "Asamblea General"),
        ]
    )
    Term.objects.bulk_create(
        [
            Term(body=body, person=officers[0], office=Office.SECRETARY, starts_on=since, instrument=order),
            Term(body=body, person=officers[1], office=Office.DEPUTY, starts_on=since, instrument=order),
            Term(
                body=body,
                person=president,
                seat=next(seat for seat in seats if seat.number == PRESIDENT_SEAT),
                office=Office.PRESIDENT,
                starts_on=elected,
                ends_before=add_months(elected, 24) + timedelta(days=1),
                instrument=vote,
            ),
        ]
    )
    AccessGrant.objects.bulk_create(
        [
            AccessGrant(body=body, user=viewer, level=AccessLevel.VIEWER, starts_on=since),
            AccessGrant(body=body, user=admin, level=AccessLevel.ADMIN, starts_on=since),
        ]
    )
    by_role = {role: {seat.number: users[of_seat[seat.number, role]] for seat in seats} for role in SeatRole}
    return Cast(
        secretary=secretary,
        deputy=deputy,
        president=users[of_seat[PRESIDENT_SEAT, SeatRole.TITULAR]],
        titulares=by_role[SeatRole.TITULAR],
        alternates=by_role[SeatRole.ALTERNATE],
    )


def _name(n: int) -> str:
    return f"{_FIRST[n % len(_FIRST)]} {_LAST[n % len(_LAST)]} {_LAST[(7 * n + 3) % len(_LAST)]}"


def demo_paper(kind: str, number: str, day: date, issuer: str) -> Instrument:
    return Instrument(
        kind=kind, number=number, date=day, issuer=issuer, title="Documento de demostración", recorded_at=midday(day)
    )
