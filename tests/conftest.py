"""The fixed cast: CERX Puno with its 23 institutions, all their people, its officers and its regulation."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from audit.append_only import create_statements, declared
from documents.enums import InstrumentKind
from documents.models import Instrument
from members.enums import AccessLevel, BodyKind, InstitutionKind, Office, SeatRole, Sector
from members.models import AccessGrant, Accreditation, Body, Institution, Person, Seat, SeatHolding, Suspension, Term
from norms.models import Letterhead, NonWorkingDay, OfficialYear, RegulationVersion, Rulebook
from tests import database
from tests.layers import is_transactional, layer, layers

DATA = Path(__file__).resolve().parent.parent / "data"
LIMA = ZoneInfo("America/Lima")
FOUNDED = date(2022, 6, 1)
#: Seats by what they are to the tests; the others are members like any other.
ORDINARY_SEAT = 5  # a public institution of which nothing special is expected
PRIVATE_SEAT, OTHER_PRIVATE_SEAT = 15, 17  # could give a president (Art. 8)
PRESIDENTS_SEAT = 16
ELECTED = date(2025, 3, 3)

SECTORS = {"publico": Sector.PUBLIC, "privado": Sector.PRIVATE, "academico": Sector.ACADEMIC}


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_triggers() -> Iterator[None]:
    """Between transactional tests Django empties every table, which append-only tables refuse: its flush goes past them."""
    ops = type(connection.ops)
    plain = ops.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        if connection.vendor == "postgresql":
            # Few rows in many tables: a TRUNCATE makes a new file of each, which takes a hundred times as long.
            deletes = [f"DELETE FROM {self.quote_name(table)}" for table in tables]  # noqa: S608  # names of tables
            return ["SET LOCAL session_replication_role = replica", *deletes] if deletes else []
        statements = plain(self, style, tables, **options)
        kept = [model._meta.db_table for model, _ in declared() if model._meta.db_table in tables]
        return [
            *(f"DROP TRIGGER IF EXISTS {table}_no_delete" for table in kept),
            *statements,
            *(make for table in kept for make in create_statements("sqlite", table, []) if "BEFORE DELETE" in make),
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ops, "sql_flush", sql_flush)
        yield


def lima(text: str) -> datetime:
    """ "2026-03-10 09:00" as an aware moment in Lima; a date alone is at 09:00."""
    return datetime.fromisoformat(text if len(text) > 10 else f"{text} 09:00").replace(tzinfo=LIMA)


@dataclass
class Committee:
    """Whom a test can call by name. Users sign in; seats are numbered 1 to 23 as in the regulation."""

    body: Body
    regulation: RegulationVersion
    seats: dict[int, Seat]
    secretary: User
    deputy: User
    president: User  # the titular of PRESIDENTS_SEAT, private sector
    viewer: User
    admin: User
    stranger: User  # has an account and no role at all
    people: dict[tuple[int, str], Person] = field(default_factory=dict)

    def person(self, number: int, role: str = "titular") -> Person:
        return self.people[number, role]

    def titular(self, number: int) -> User:
        return self.people[number, SeatRole.TITULAR].user

    def alternate(self, number: int) -> User:
        return self.people[number, SeatRole.ALTERNATE].user

    def institution(self, number: int, on: date | None = None) -> Institution:
        holdings = self.seats[number].holdings.in_force(on or date(2026, 6, 1))
        return holdings.select_related("institution").get().institution

    @property
    def everybody(self) -> dict[str, User | None]:
        """One user per role, and nobody: for walking the pages."""
        return {
            "anonymous": None,
            "stranger": self.stranger,
            "member": self.titular(ORDINARY_SEAT),
            "alternate": self.alternate(ORDINARY_SEAT),
            "president": self.president,
            "secretary": self.secretary,
            "deputy": self.deputy,
            "viewer": self.viewer,
            "admin": self.admin,
        }


def client_of(user: User | None) -> Client:
    """A browser in which this person has signed in (None: nobody has)."""
    browser = Client()
    if user is not None:
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


#: What may go differently on SQLite and on PostgreSQL, beside every test with transactions of its own: the scenarios,
#: triggers and constraints, migrations, searches in text, tables that come in, the demonstration and the bench.
BOTH = [
    "test_house.py",
    "test_simulate.py",
    "test_attacks.py",
    "test_attacks_padron.py",
    "test_demo.py",
    "test_bench.py",
    "exchange/",
    "admissions/test_simulate_admit.py",
    "documents/test_numbers.py",
    "members/test_accreditation_property.py",
    "members/test_bodies.py",
    "members/test_directory.py",
    "members/test_directory_merge.py",
    "members/test_imports.py",
    "members/test_migrations.py",
    "members/test_officers.py",
    "sessions/test_past.py",
    "sessions/test_past_import.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        marker = item.get_closest_marker("django_db")
        path = item.path.relative_to(Path(__file__).parent).as_posix()
        if path.startswith(tuple(BOTH)) or (marker and marker.kwargs.get("transaction")):
            item.add_marker("both")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker
) -> Iterator[None]:
    """A copy of the migrated template, in place of the migrations that pytest-django would run in each process."""
    made = database.prepared(anew=request.config.getvalue("create_db"))
    with django_db_blocker.unblock():
        made.__enter__()
    yield
    with django_db_blocker.unblock():
        layers.use([])
        made.__exit__(None, None, None)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """Before pytest-django opens the transaction of a test: the layers it uses."""
    if fixturedef.argname == "_django_db_helper":
        with request.getfixturevalue("django_db_blocker").unblock():
            layers.use([] if is_transactional(request) else request.fixturenames)


@pytest.fixture
def client_for():
    """`client_for(user)`: see client_of."""
    return client_of


#: What stands before the markup of a paper that was not laid out.
AS_MARKUP = b"%PDF-markup\n"


@pytest.fixture
def papers_as_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every paper comes as what it is laid out from: nothing is in a PDF that is not in it, and it costs a hundredth.

    For those who walk all pages as all roles; that each paper can be laid out is held where it is made.
    """

    def markup(template: str, payload: Mapping[str, Any]) -> bytes:
        return AS_MARKUP + render_to_string(template, dict(payload)).encode()

    monkeypatch.setattr("documents.pdf.render_pdf", markup)


@layer
def committee() -> Committee:
    """The whole committee, as it stands from 2022 on: 23 institutions, titular and alterno of each with an account."""
    return make_committee()


@layer
def drafted_story(committee: Committee) -> Any:
    """The session of tests/sessions/story.py as a draft; those below carry it on. See there what each of them holds."""
    return _stories().drafted(committee)


@layer
def convened_story(drafted_story: Any) -> Any:
    return _stories().convened(drafted_story.committee, drafted_story)


@layer
def in_session_story(convened_story: Any) -> Any:
    return _stories().in_session(convened_story.committee, convened_story)


@layer
def closed_story(in_session_story: Any) -> Any:
    return _stories().closed(in_session_story.committee, in_session_story)


@layer
def all_pages(committee: Committee) -> dict[str, Any]:
    """What each page of the program needs to have something to show (tests/test_access.py)."""
    from tests.test_access import make_world

    return make_world(committee)


@layer
def mesa(committee: Committee) -> Any:
    """A Mesa of three members of the committee (tests/mesa.py)."""
    from tests.mesa import make_mesa

    return make_mesa(committee)


def _stories() -> Any:
    from tests.sessions import story  # which is about the committee above

    return story


def make_committee() -> Committee:
    rows = list(csv.DictReader((DATA / "instituciones.csv").read_text(encoding="utf-8").splitlines()))
    numbers = [int(row["asiento"]) for row in rows]
    rulebook = Rulebook.objects.create(slug="cerx-puno", name="Reglamento del CERX Puno")
    version = RegulationVersion.objects.create(
        rulebook=rulebook,
        code="puno-2022",
        name="Puno 2022",
        norm="Resolución Ejecutiva Regional 2022",
        starts_on=FOUNDED,
    )
    _calendar()
    body = Body.objects.create(
        slug="cerx-puno",
        name="Asamblea General del CERX Puno",
        short_name="CERX Puno",
        kind=BodyKind.ASSEMBLY,
        rulebook=rulebook,
        territory="provincia de Puno",
        default_place="Auditorio de DIRCETUR, Puno",
        standing_guests=["mincetur", "governor"],
    )
    paper = Instrument.objects.create(
        kind=InstrumentKind.RESOLUCION,
        number="1-2022",
        date=FOUNDED,
        issuer="Gobierno Regional Puno",
        recorded_at=lima("2022-06-01"),
    )
    institutions = Institution.objects.bulk_create(
        Institution(
            name=row["nombre"],
            short_name=f"Institución {row['asiento']}",
            sector=SECTORS[row["sector"]],
            kind=InstitutionKind.PRODUCERS_ORG if row["sector"] == "privado" else InstitutionKind.OTHER,
            email=f"mesa{row['asiento']}@cerx.test",
        )
        for row in rows
    )
    seats = Seat.objects.bulk_create(Seat(body=body, number=number) for number in numbers)
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, institution=institution, instrument=paper, starts_on=FOUNDED)
        for seat, institution in zip(seats, institutions, strict=True)
    )
    people = _accredit(seats, paper)
    staff = {name: _user(f"{name}@cerx.test", f"{full}") for name, full in STAFF.items()}
    officers = {
        name: Person.objects.create(full_name=user.full_name, email=user.email, user=user)
        for name, user in staff.items()
        if name in ("secretaria", "adjunta")
    }
    seat_of_president = seats[numbers.index(PRESIDENTS_SEAT)]
    Term.objects.bulk_create(
        [
            Term(
                body=body, person=officers["secretaria"], office=Office.SECRETARY, instrument=paper, starts_on=FOUNDED
            ),
            Term(body=body, person=officers["adjunta"], office=Office.DEPUTY, instrument=paper, starts_on=FOUNDED),
            Term(
                body=body,
                person=people[PRESIDENTS_SEAT, SeatRole.TITULAR],
                seat=seat_of_president,
                office=Office.PRESIDENT,
                instrument=paper,
                starts_on=ELECTED,
                ends_before=date(2027, 3, 4),
            ),
        ]
    )
    AccessGrant.objects.create(body=body, user=staff["consulta"], level=AccessLevel.VIEWER, starts_on=FOUNDED)
    AccessGrant.objects.create(body=body, user=staff["administra"], level=AccessLevel.ADMIN, starts_on=FOUNDED)
    return Committee(
        body=body,
        regulation=version,
        seats=dict(zip(numbers, seats, strict=True)),
        secretary=staff["secretaria"],
        deputy=staff["adjunta"],
        president=people[PRESIDENTS_SEAT, SeatRole.TITULAR].user,
        viewer=staff["consulta"],
        admin=staff["administra"],
        stranger=staff["ajena"],
        people=people,
    )


STAFF = {
    "secretaria": "Sonia Secretaria Técnica",
    "adjunta": "Ada Adjunta",
    "consulta": "Cora Consulta",
    "administra": "Adán Administrador",
    "ajena": "Ajena Sin Rol",
}
_UNUSABLE = "!made-for-tests"


def suspend(seat: Seat, starts_on: date, ends_before: date | None = None, reason: str = "x") -> Suspension:
    """A suspension on record, by the committee's first paper."""
    paper = Instrument.objects.order_by("pk").first()
    until = ends_before - timedelta(days=1) if ends_before else None
    return Suspension.objects.create(
        seat=seat, starts_on=starts_on, ends_before=ends_before, valid_until=until, reason=reason, instrument=paper
    )


def _user(email: str, full_name: str) -> User:
    return User.objects.create(email=email, full_name=full_name, password=_UNUSABLE)


def _accredit(seats: list[Seat], paper: Instrument) -> dict[tuple[int, str], Person]:
    roles = [(seat, role) for seat in seats for role in (SeatRole.TITULAR, SeatRole.ALTERNATE)]
    names = {SeatRole.TITULAR: "Titular", SeatRole.ALTERNATE: "Alterno"}
    users = User.objects.bulk_create(
        User(
            email=f"{role}{seat.number}@cerx.test",
            full_name=f"{names[role]} {seat.number:02d} Quispe",
            password=_UNUSABLE,
        )
        for seat, role in roles
    )
    people = Person.objects.bulk_create(
        Person(full_name=user.full_name, email=user.email, phone=f"951 000 {n:03d}", user=user)
        for n, user in enumerate(users)
    )
    Accreditation.objects.bulk_create(
        Accreditation(seat=seat, person=person, role=role, instrument=paper, starts_on=FOUNDED)
        for (seat, role), person in zip(roles, people, strict=True)
    )
    return {(seat.number, role): person for (seat, role), person in zip(roles, people, strict=True)}


def _calendar() -> None:
    NonWorkingDay.objects.bulk_create(
        [
            NonWorkingDay(date=date(2026, 1, 2), name="No laborable", norm="DS 042-2025-PCM"),
            NonWorkingDay(date=date(2026, 7, 27), name="No laborable", norm="DS 075-2026-PCM"),
            NonWorkingDay(
                date=date(2026, 11, 4), name="Aniversario de Puno", territory="provincia de Puno", every_year=True
            ),
        ]
    )
    OfficialYear.objects.create(year=2026, name="Año de la Esperanza y el Fortalecimiento de la Democracia")
    Letterhead.objects.create(
        series="cerx-puno",
        starts_on=FOUNDED,
        institution="Gobierno Regional Puno",
        unit="Dirección Regional de Comercio Exterior y Turismo",
        committee="Comité Ejecutivo Regional Exportador (CERX) Puno",
        city="Puno",
        suffix="CERX-PUNO",
        legal_basis=["Reglamento de Organización y Funciones del CERX Puno"],
    )
