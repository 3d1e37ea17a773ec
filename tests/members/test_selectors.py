from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from members import selectors
from members.enums import Office, Role, SeatRole
from members.models import Seat, SeatHolding, Term
from tests.conftest import ORDINARY_SEAT, suspend

TODAY = date(2026, 6, 1)


def test_the_padron_has_twenty_three_seats_in_order(committee) -> None:
    rows = selectors.members_on(committee.body, TODAY)
    assert [row.number for row in rows] == list(range(1, 24))
    assert rows[4].titular.person == committee.person(ORDINARY_SEAT)
    assert rows[4].alternate.person == committee.person(ORDINARY_SEAT, "alternate")
    assert not any(row.suspended for row in rows)


def test_the_padron_costs_four_queries_whatever_its_size(committee, django_assert_num_queries) -> None:
    seats = Seat.objects.bulk_create(Seat(body=committee.body, number=n) for n in range(24, 201))
    first = SeatHolding.objects.first()
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, institution=first.institution, instrument=first.instrument, starts_on=date(2022, 6, 1))
        for seat in seats
    )
    with django_assert_num_queries(4):
        rows = selectors.members_on(committee.body, TODAY)
        assert len([(row.institution.name, [a.person.full_name for a in row.people]) for row in rows]) == 200


def test_nobody_was_a_member_before_the_regulation(committee) -> None:
    assert selectors.members_on(committee.body, date(2022, 5, 31)) == []


def test_a_suspended_institution_is_listed_and_marked(committee) -> None:
    suspend(committee.seats[3], starts_on=date(2026, 5, 2), ends_before=date(2026, 11, 2), reason="Tres faltas")
    suspended = {row.number for row in selectors.members_on(committee.body, TODAY) if row.suspended}
    assert suspended == {3}
    assert not any(row.suspended for row in selectors.members_on(committee.body, date(2026, 11, 2)))


def test_a_person_may_be_president_and_representative_at_once(committee) -> None:
    roles = selectors.roles_of(committee.president, committee.body, TODAY)
    assert roles == {Role.PRESIDENT, Role.MEMBER}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("secretary", {Role.SECRETARY}),
        ("deputy", {Role.DEPUTY}),
        ("viewer", {Role.VIEWER}),
        ("admin", {Role.ADMIN}),
        ("stranger", set()),
    ],
)
def test_each_of_the_cast_has_its_role(committee, name, expected) -> None:
    assert selectors.roles_of(getattr(committee, name), committee.body, TODAY) == expected


def test_roles_cost_one_query(committee, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        selectors.roles_of(committee.president, committee.body, TODAY)


def test_nobody_signed_in_has_no_role(committee) -> None:
    assert selectors.roles_of(AnonymousUser(), committee.body, TODAY) == frozenset()
    assert selectors.seats_of(AnonymousUser(), committee.body, TODAY) == []


def test_an_inactive_account_has_no_role(committee) -> None:
    committee.secretary.is_active = False
    assert selectors.roles_of(committee.secretary, committee.body, TODAY) == frozenset()


def test_a_person_speaks_for_their_own_seat(committee) -> None:
    assert selectors.seats_of(committee.alternate(7), committee.body, TODAY) == [
        (committee.seats[7], SeatRole.ALTERNATE)
    ]


def test_a_president_whose_term_expired_goes_on_en_funciones(committee) -> None:
    after = date(2027, 5, 1)
    term = selectors.officer_on(committee.body, Office.PRESIDENT, after)
    assert term is not None
    assert term.person.user == committee.president
    assert selectors.expired_on(term, after)
    assert Role.PRESIDENT in selectors.roles_of(committee.president, committee.body, after)


def test_the_secretarys_designation_ends_on_its_day(committee) -> None:
    Term.objects.filter(office=Office.SECRETARY).update(ends_before=date(2026, 5, 1))
    assert selectors.officer_on(committee.body, Office.SECRETARY, date(2026, 4, 30)) is not None
    assert selectors.officer_on(committee.body, Office.SECRETARY, date(2026, 5, 1)) is None


def test_an_officer_who_ended_early_no_longer_serves_that_day(committee) -> None:
    Term.objects.filter(office=Office.PRESIDENT).update(ended_on=date(2026, 5, 1), ended_reason="Renuncia")
    assert selectors.officer_on(committee.body, Office.PRESIDENT, date(2026, 4, 30)) is not None
    assert selectors.officer_on(committee.body, Office.PRESIDENT, date(2026, 5, 1)) is None


def test_all_officers_come_in_one_query(committee, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        officers = selectors.officers_on(committee.body, TODAY)
    assert set(officers) == set(committee.body.offices)


def test_the_end_of_a_term_is_announced_ninety_days_before(committee) -> None:
    term = selectors.officer_on(committee.body, Office.PRESIDENT, TODAY)
    assert term is not None
    assert not selectors.ends_soon(term, date(2026, 12, 2))
    assert selectors.ends_soon(term, date(2026, 12, 3))  # 90 days before 3 March 2027, its last day
    assert not selectors.ends_soon(term, date(2027, 3, 4))
