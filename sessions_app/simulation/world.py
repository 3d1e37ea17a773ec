"""The committee of a scenario, made of real rows inside a transaction that is rolled back."""

import csv
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from documents.enums import InstrumentKind
from documents.models import Instrument
from members.enums import BodyKind, Office, SeatRole, Sector
from members.models import Accreditation, Body, Institution, Person, Seat, SeatHolding, Suspension, Term
from members.selectors import people_in
from members.services import PersonData, accredit
from members.words import searchable
from norms.models import Letterhead, NonWorkingDay, RegulationVersion, Rulebook
from sessions_app.models import Meeting, RollEntry
from sessions_app.player import Player

from .scenario import MemberSpec, Scenario, Step, Who

#: Long before any scenario: its regulation, members and officers are there from the first day.
EVER = date(1900, 1, 1)
BEFORE_ALL = datetime(1900, 1, 1, tzinfo=UTC)
#: The committee of a scenario sits in Puno: 4 November is a holiday there.
TERRITORY = "provincia de Puno"
_SECTORS = {"publico": Sector.PUBLIC, "privado": Sector.PRIVATE, "academico": Sector.ACADEMIC}


@cache
def real_list() -> tuple[MemberSpec, ...]:
    """CERX Puno's 23 institutions of Art. 7, `I01`…`I23` by seat."""
    with (settings.BASE_DIR / "data" / "instituciones.csv").open(encoding="utf-8") as file:
        return tuple(
            MemberSpec(f"I{int(row['asiento']):02d}", row["nombre"], _SECTORS[row["sector"]], "other")
            for row in csv.DictReader(file)
        )


@dataclass(slots=True)
class World:
    """What a scenario's steps act upon."""

    body: Body
    secretary: User
    seats: dict[str, Seat]
    sessions: dict[str, Meeting] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    now: datetime = BEFORE_ALL

    def meeting(self, session: str) -> Meeting | None:
        """The session as it stands now; None when its convening was refused."""
        found = self.sessions.get(session)
        return Meeting.objects.select_related("body", "regulation_version").get(pk=found.pk) if found else None

    def player(self, meeting: Meeting) -> Player:
        """Of the Secretaría, who types each act when its step is played."""
        return Player(meeting=meeting, by=self.secretary, now=self.now)

    def represent(self, name: str, seat: Seat, on: date, **common: Any) -> Person:
        """The person of that name (the same name is the same person), accredited for the seat on that day.

        A person who represented another institution until then no longer does: one person, one institution (Art. 5).
        """
        known = people_in(self.body).order_by("pk")
        person = next((p for p in known if searchable(p.full_name) == searchable(name)), None)
        accredited = Accreditation.objects.filter(person=person, seat__body=self.body).in_force(on) if person else None
        if person is not None and accredited is not None:
            if accredited.filter(seat=seat).exists():
                return person
            # Plain rows: that the person changed institution is given by the scenario, not judged by it.
            left = list(accredited)
            accredited.update(ends_before=on)
            for place in left:
                self._replace(place, on)
        someone = PersonData(person_id=person.pk if person else None, full_name=name)
        return accredit(seat_id=seat.pk, role=SeatRole.TITULAR, person=someone, **common).person

    def _replace(self, place: Accreditation, on: date) -> None:
        """Every institution of a scenario has its titular and its alterno: somebody takes the place that was left."""
        id_ = next(id_ for id_, seat in self.seats.items() if seat.pk == place.seat_id)
        name = f"{SeatRole(place.role).label} de {id_}"
        before = Person.objects.filter(accreditations__seat=place.seat_id, full_name=name).exclude(pk=place.person_id)
        free = before.exclude(pk__in=Accreditation.objects.filter(seat__body=self.body).in_force(on).values("person"))
        person = free.first() or Person.objects.create(full_name=f"{name} desde el {on:%d/%m/%Y}")
        Accreditation.objects.create(
            seat_id=place.seat_id, person=person, role=place.role, starts_on=on, instrument_id=place.instrument_id
        )

    def entry(self, meeting: Meeting, who: Who) -> RollEntry | None:
        """The person's line of the roll; None for a guest not yet in the room, or an institution not summoned."""
        roll = RollEntry.objects.filter(meeting=meeting)
        if who.id in self.seats:
            return roll.filter(seat=self.seats[who.id]).first()
        if who.id == "GUEST":
            return roll.filter(capacity="guest", titular_name=who.guest).first()
        capacity = {"MINCETUR": "mincetur", "GOBERNADOR": "governor"}.get(who.id)
        # Somebody whom a step was to admit, and the Assembly did not, has no line.
        return roll.filter(capacity=capacity).first() if capacity else None


def build(scenario: Scenario) -> World:
    """Institutions, people, accreditations, suspensions, calendar and regulation of a scenario. Inside a transaction."""
    slug = f"simulacion-{uuid.uuid4().hex[:12]}"
    recorded_at = timezone.now()
    rulebook = Rulebook.objects.create(slug=slug, name="Reglamento del escenario")
    RegulationVersion.objects.create(
        rulebook=rulebook, code=slug, name=slug, norm="", starts_on=EVER, parameters=dict(scenario.parameters)
    )
    body = Body.objects.create(
        slug=slug,
        name=scenario.title[:200] or slug,
        short_name=slug,
        kind=BodyKind.ASSEMBLY,
        standing_guests=["mincetur", "governor"],
        rulebook=rulebook,
        territory=TERRITORY,
    )
    Letterhead.objects.create(
        series=slug, starts_on=EVER, institution="Simulación", committee=body.name, city="Puno", suffix="SIMULACION"
    )
    _calendar(scenario)
    paper = Instrument.objects.create(
        kind=InstrumentKind.OTRO, number=slug, date=EVER, issuer="Escenario", recorded_at=recorded_at
    )
    secretary = User.objects.create_user(f"{slug}@example.invalid", full_name="Secretaría Técnica")
    person = Person.objects.create(full_name=secretary.full_name, user=secretary)
    Term.objects.create(body=body, person=person, office=Office.SECRETARY, starts_on=EVER, instrument=paper)
    return World(body=body, secretary=secretary, seats=_members(scenario, body, paper), steps=scenario.steps)


def _calendar(scenario: Scenario) -> None:
    """Decree days and 4 November are there even on an empty database; the scenario's own days only for it."""
    with (settings.BASE_DIR / "data" / "feriados.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            NonWorkingDay.objects.get_or_create(
                date=row["fecha"],
                territory="" if row["ambito"] == "nacional" else row["ambito"],
                defaults={"name": row["nombre"], "norm": row["norma"], "every_year": row["cada_anio"] == "si"},
            )
    for day in scenario.holidays:
        NonWorkingDay.objects.get_or_create(date=day, territory=TERRITORY, defaults={"name": "Día del escenario"})


def _members(scenario: Scenario, body: Body, paper: Instrument) -> dict[str, Seat]:
    specs = scenario.members
    institutions = Institution.objects.bulk_create(
        Institution(name=spec.name, short_name=spec.id[:80], sector=spec.sector, kind=spec.kind) for spec in specs
    )
    seats = Seat.objects.bulk_create(Seat(body=body, number=n) for n in range(1, len(specs) + 1))
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, institution=institution, starts_on=EVER, instrument=paper)
        for seat, institution in zip(seats, institutions, strict=True)
    )
    roles = [(seat, spec, role) for seat, spec in zip(seats, specs, strict=True) for role in SeatRole]
    people = Person.objects.bulk_create(
        Person(full_name=f"{role.label} de {spec.id}", email=f"{seat.number}.{role}@example.invalid")
        for seat, spec, role in roles
    )
    Accreditation.objects.bulk_create(
        Accreditation(seat=seat, person=person, role=role, starts_on=EVER, instrument=paper)
        for (seat, _, role), person in zip(roles, people, strict=True)
    )
    by_id = {spec.id: seat for spec, seat in zip(specs, seats, strict=True)}
    Suspension.objects.bulk_create(
        Suspension(seat=by_id[who], starts_on=EVER, reason="Suspendida en el escenario", instrument=paper)
        for who in scenario.suspended
    )
    return by_id
