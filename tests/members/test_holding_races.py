"""Two officers change who holds a seat at once. Only PostgreSQL locks rows; SQLite takes one writer at a time."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from audit.acts import Act
from members.models import BodyDocument, Institution, Seat, SeatHolding
from members.selectors import member_on
from members.services import InstitutionData, issue_padron
from tests.conftest import Committee, lima
from tests.members.test_holdings import DAY, NOW, leave, rename, succeed
from tests.members.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks"),
]
assert connection  # named in the condition above


def named(name: str) -> InstitutionData:
    return InstitutionData(name=name, sector="public")


def open_holdings(seat: Seat) -> int:
    return SeatHolding.objects.filter(seat=seat, ends_before=None).count()


def test_two_renamings_at_once_leave_one_name(committee: Committee) -> None:
    outcomes = at_once(
        lambda: rename(committee, data=named("Un Nombre")),
        lambda: rename(committee, data=named("Otro Nombre"), act=Act(committee.deputy, NOW)),
    )
    assert outcomes == ["before_earlier", "done"]  # the one that waited finds a name that begins that same day
    assert open_holdings(committee.seats[9]) == 1
    assert Institution.objects.filter(name__endswith="Nombre").count() == 1


def test_a_renaming_and_a_departure_at_once_leave_a_history_that_can_be_read(committee: Committee) -> None:
    seat = committee.seats[9]
    outcomes = at_once(
        lambda: rename(committee, starts_on=date(2026, 6, 5)), lambda: leave(committee, act=Act(committee.deputy, NOW))
    )
    assert outcomes in (["done", "done"], ["done", "no_holder"])
    assert open_holdings(seat) == 0
    assert member_on(seat, date(2026, 6, 11)) is None
    for day in (date(2026, 6, 4), date(2026, 6, 5), DAY):
        assert SeatHolding.objects.filter(seat=seat).in_force(day).count() == 1


def test_one_institution_does_not_succeed_two_members_at_once(committee: Committee) -> None:
    successor = Institution.objects.create(name="Sucesora", sector="public", search_text="sucesora")
    outcomes = at_once(
        lambda: succeed(committee, successor, 9),
        lambda: succeed(committee, successor, 10, act=Act(committee.deputy, NOW)),
    )
    assert outcomes == ["already_member", "done"]
    assert SeatHolding.objects.filter(institution=successor).count() == 1


def test_padrones_issued_at_once_have_numbers_without_gaps(committee: Committee) -> None:
    def issue() -> None:
        issue_padron(Act(committee.secretary, lima("2026-06-10")), body_id=committee.body.pk, as_of=DAY)

    assert at_once(issue, issue, issue) == ["done"] * 3
    assert sorted(BodyDocument.objects.values_list("document__number", flat=True)) == [1, 2, 3]
