"""What a padrón from before its histories had columns turns into."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from audit.append_only import lift
from documents.models import Instrument
from members.enums import EntryBasis, ExitBasis
from members.models import Institution, Seat, SeatHolding
from tests.conftest import Committee

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2022, 11, 2), date(2024, 3, 1), date(2025, 3, 1)


@pytest.fixture
def seats(committee: Committee) -> list[Seat]:
    """Two seats of nobody; the facts of a holding may be written once more, as on the day of the migration."""
    lift(connection, SeatHolding)
    return [Seat.objects.create(body=committee.body, number=number) for number in (101, 102)]


def institution(name: str) -> Institution:
    return Institution.objects.create(name=name, short_name="", email="mesa@prueba.example")


def held(seat: Seat, *stays: tuple[Institution, date]) -> list[SeatHolding]:
    """Each holds the seat until the next one does; the last one still does."""
    paper = Instrument.objects.first()
    assert paper is not None
    ends = [*(day for _, day in stays[1:]), None]
    return [
        SeatHolding.objects.create(seat=seat, institution=who, instrument=paper, starts_on=day, ends_before=end)
        for (who, day), end in zip(stays, ends, strict=True)
    ]


def migrate() -> None:
    import_module("members.migrations.0004_what_is_known_of_the_past").fill(apps, None)


def test_who_took_a_seat_is_known_as_what_the_one_before_became(seats: list[Seat]) -> None:
    before, after = institution("Gestión Antigua"), institution("La Nueva")
    first, second = held(seats[0], (before, FIRST), (after, SECOND))
    migrate()
    for row in (before, after, first, second):
        row.refresh_from_db()
    assert (first.basis, first.end_basis, first.end_instrument) == (
        EntryBasis.FOUNDING,
        ExitBasis.SUCCESSION,
        second.instrument,
    )
    assert second.basis == EntryBasis.SUCCESSION
    assert (before.superseded_on, after.predecessor, after.superseded_on) == (SECOND, before, None)
    assert after.search_text == "la nueva gestion antigua mesa@prueba.example peru"


def test_a_seat_that_came_back_makes_no_circle_of_names(seats: list[Seat]) -> None:
    first, other = institution("Primera"), institution("Otra")
    held(seats[0], (first, FIRST), (other, SECOND), (first, THIRD))
    migrate()
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.predecessor, first.superseded_on) == (None, None)
    assert other.predecessor == first


def test_who_left_one_seat_and_then_another_became_the_first_that_took_its_place(seats: list[Seat]) -> None:
    first, successor, last = institution("Primera"), institution("Heredera"), institution("Última")
    held(seats[0], (first, FIRST), (successor, SECOND))
    held(seats[1], (first, SECOND), (last, THIRD))
    migrate()
    for row in (first, successor, last):
        row.refresh_from_db()
    assert (successor.predecessor, last.predecessor, first.superseded_on) == (first, None, SECOND)
