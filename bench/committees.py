"""The two committees: CERX Puno with the demo's year, and one of many institutions and many years."""

from __future__ import annotations

from datetime import datetime

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from admissions.enums import LinkKind
from admissions.models import Application
from audit.acts import Act
from cerx.demo.cast import DOMAIN, PRESIDENT_SEAT, Cast, make_cast
from documents.enums import InstrumentKind
from documents.models import Instrument
from members.enums import InstitutionKind, ProposalKind, ProposalState, SeatRole, Sector
from members.models import (
    Accreditation,
    AccreditationProposal,
    Body,
    Institution,
    InstitutionContact,
    InstitutionTheme,
    Seat,
    SeatHolding,
    Theme,
)
from members.selectors import assembly
from members.services import issue_constancia, issue_padron
from members.words import searchable
from sessions_app.enums import ActaState, MeetingState, MotionState
from sessions_app.models import Acuerdo, Meeting, MeetingDocument, Motion
from sessions_app.services import acta as acta_services

from .copies import copy_session
from .played import Session
from .worlds import World

#: Beside the two hundred institutions: entries of the directory that are no members; expedientes and proposals.
DIRECTORY = 5_000
REQUESTS = 1_000


def build_real(world: World, *, now: datetime) -> None:
    """CERX Puno as bin/run shows it, with the sessions of `_play` besides."""
    world.enter()
    call_command("load_cerx_puno", verbosity=0, stdout=_Quiet())
    call_command("load_demo", verbosity=0, stdout=_Quiet())
    body = assembly()
    _play(body, _cast_of(body), now)


def build_large(world: World, *, institutions: int, sessions: int, now: datetime) -> None:
    """The same office with `institutions` seats and `sessions` monthly sessions behind it.

    One session is played whole through the services; its rows, copied back in time month by month with the
    institutions' parts going round, are the history.
    """
    world.enter()
    call_command("load_cerx_puno", verbosity=0, stdout=_Quiet())
    body = assembly()
    _add_institutions(body, institutions, now)
    cast = make_cast(body, timezone.localdate(now))
    Session.planned(body, cast, now, days_ahead=20).send()
    Session.planned(body, cast, now, days_ahead=50)
    _add_directory(now)
    _add_requests(body, cast, now)
    past = _play(body, cast, now)
    copy_session(past, body, months=range(1, sessions))
    if connection.vendor == "postgresql":  # what its own housekeeping does for tables that grew
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def find(world: World) -> None:
    """Note which rows the pages are asked for, and sign the people in."""
    world.enter()
    body = assembly()
    meetings = Meeting.objects.filter(body=body)
    live = meetings.filter(state=MeetingState.IN_SESSION).latest("scheduled_at")
    held = meetings.filter(state=MeetingState.CLOSED)
    past = held.filter(acta__state=ActaState.SIGNED).latest("scheduled_at")
    acuerdo = Acuerdo.objects.filter(meeting=past, annulled_at=None).earliest("pk")
    papers = MeetingDocument.objects.filter(document__annulled_at=None)
    world.keys = {
        "live": live.pk,
        "motion": Motion.objects.get(meeting=live, state=MotionState.OPEN).pk,
        "past": past.pk,
        "drafted_acta": held.filter(acta__state=ActaState.DRAFT).latest("scheduled_at").pk,
        "coming": meetings.filter(state=MeetingState.CONVOKED).latest("scheduled_at").pk,
        "draft": meetings.filter(state=MeetingState.DRAFT).latest("scheduled_at").pk,
        "acuerdo": acuerdo.pk,
        "document": papers.filter(meeting=past, document__kind="convocatoria").latest("pk").document_id,
        "seat": body.seats.get(number=17).pk,
        "entry": Institution.objects.filter(holdings=None, merged_into=None).latest("pk").pk,
        "application": Application.objects.latest("pk").pk,
        "seats": body.seats.count(),
        "sessions": meetings.count(),
    }
    for who, local in {
        "secretary": "secretaria",
        "president": f"titular{PRESIDENT_SEAT:02d}",
        "member": "titular17",
        "other": "titular18",
    }.items():
        world.sign_in(who, _user(local))


# --- Parts ---------------------------------------------------------------------------------------------------------
def _add_institutions(body: Body, institutions: int, now: datetime) -> None:
    """Seats after those of the regulation, up to `institutions` in all."""
    first = body.seats.count() + 1
    since = SeatHolding.objects.filter(seat__body=body).earliest("starts_on").starts_on
    paper = Instrument.objects.create(
        kind=InstrumentKind.RESOLUCION, number="BENCH", date=since, issuer="Gobierno Regional Puno", recorded_at=now
    )
    numbers = range(first, institutions + 1)
    seats = Seat.objects.bulk_create(Seat(body=body, number=number) for number in numbers)
    sectors = list(Sector)
    made = Institution.objects.bulk_create(
        Institution(
            name=f"Asociación de Productores Agropecuarios y Artesanos del Distrito {number}",
            short_name=f"Asociación {number}",
            sector=sectors[number % len(sectors)],
            email=f"asociacion{number}@{DOMAIN}",
        )
        for number in numbers
    )
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, institution=institution, instrument=paper, starts_on=since)
        for seat, institution in zip(seats, made, strict=True)
    )


def _add_directory(now: datetime) -> None:
    """Entries that are no members, some verified, each with a theme and a contact."""
    kinds = list(InstitutionKind)
    theme = Theme.objects.create(name="fibra de alpaca")
    by = User.objects.earliest("pk")
    made = Institution.objects.bulk_create(
        Institution(
            name=f"Compradora Internacional de Productos Andinos {number}",
            short_name=f"CIPA {number}",
            sector=Sector.PRIVATE,
            kind=kinds[number % len(kinds)],
            country="PE" if number % 2 else "BO",
            search_text=searchable(f"Compradora Internacional de Productos Andinos {number}", f"CIPA {number}"),
            verified_on=timezone.localdate(now) if number % 3 else None,
            verified_by=by if number % 3 else None,
        )
        for number in range(DIRECTORY)
    )
    InstitutionTheme.objects.bulk_create(InstitutionTheme(institution=row, theme=theme) for row in made)
    InstitutionContact.objects.bulk_create(InstitutionContact(institution=row, name="Área de compras") for row in made)


def _add_requests(body: Body, cast: Cast, now: datetime) -> None:
    """Expedientes that wait, and proposals of the institutions that were accepted long ago."""
    Application.objects.bulk_create(
        Application(
            body=body,
            year=now.year,
            number=1_000 + number,
            label=f"Expediente N° {1_000 + number}-{now.year}",
            submitted_at=now,
            name=f"Asociación Exportadora {number}",
            sector=Sector.PRIVATE,
            kind=InstitutionKind.EXPORTER,
            email=f"exportadora{number}@{DOMAIN}",
            authority_name="Autoridad",
            authority_position="Gerencia",
            contact_name="Contacto",
            contact_email=f"exportadora{number}@{DOMAIN}",
            link_kind=LinkKind.FOREIGN_TRADE,
            link_text="Exporta desde 2015.",
            contribution_text="Experiencia en ferias.",
            search_text=searchable(f"Asociación Exportadora {number}"),
        )
        for number in range(REQUESTS)
    )
    seats = list(body.seats.all())
    AccreditationProposal.objects.bulk_create(
        AccreditationProposal(
            seat=seats[number % len(seats)],
            role=SeatRole.ALTERNATE,
            kind=ProposalKind.ACCREDIT,
            state=ProposalState.ACCEPTED,
            full_name=f"Persona Propuesta {number}",
            starts_on=timezone.localdate(now),
            submitted_at=now,
            submitted_by=cast.secretary,
            decided_at=now,
            decided_by=cast.secretary,
        )
        for number in range(REQUESTS)
    )


def _issue_of_the_padron(body: Body, cast: Cast, now: datetime) -> None:
    """The two papers of the padrón."""
    issue_padron(Act(cast.secretary, now), body_id=body.pk, as_of=timezone.localdate(now))
    somebody = Accreditation.objects.filter(seat__body=body).earliest("pk")
    issue_constancia(Act(cast.secretary, now), accreditation_id=somebody.pk)


def _play(body: Body, cast: Cast, now: datetime) -> Meeting:
    """What the pages of both committees are asked for. A month ago, a session attended by four in five, with two votes, its
    acta observed, approved and signed, and a certificate; one of this week whose acta is a draft; one that is voting now.
    """
    past = Session.planned(body, cast, now, days_ahead=-35).send()
    past.install(absent_every=5)
    past.vote_by_hand("M1", item=1)
    past.vote_by_name("M2", item=2)
    past.some_leave()
    past.close(past.at(90))
    copy_session(past.meeting, body, months=range(-1, 0))
    past.finish_acta()
    acuerdo = Acuerdo.objects.filter(meeting=past.meeting).earliest("pk")
    acta_services.issue_certificate(Act(cast.secretary, now), acuerdo_id=acuerdo.pk)
    _issue_of_the_padron(body, cast, now)
    past.make_papers()
    running = Session.planned(body, cast, now, days_ahead=0).send()
    running.install(absent_every=6)
    running.vote_by_hand("M1", item=1)
    running.some_leave()
    running.vote_by_name("M2", item=2, close=False)
    return past.meeting


def _cast_of(body: Body) -> Cast:
    """The people that load_demo made."""
    numbers = list(body.seats.order_by("number").values_list("number", flat=True))
    return Cast(
        secretary=_user("secretaria"),
        deputy=_user("adjunta"),
        president=_user(f"titular{PRESIDENT_SEAT:02d}"),
        titulares={number: _user(f"{SeatRole.TITULAR}{number:02d}") for number in numbers},
        alternates={number: _user(f"alterno{number:02d}") for number in numbers},
    )


def _user(local: str) -> User:
    return User.objects.get(email=f"{local}@{DOMAIN}")


class _Quiet:
    def write(self, text: str) -> None: ...
