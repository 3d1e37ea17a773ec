"""Two officers merge at once. Only PostgreSQL locks rows; SQLite takes one writer at a time."""

from datetime import date

import pytest
from django.db import connection

from audit.acts import Act
from documents.models import Instrument
from members.models import Institution, InstitutionContact
from members.services import InstitutionData, admit_to_body, register_institution
from members.services.directory import ContactData, add_contact
from members.services.merging import merge_institutions
from tests.conftest import lima
from tests.members.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks"),
]
assert connection  # named in the condition above

NOON = lima("2026-11-20 12:00")


@pytest.fixture
def entries(committee):
    return [
        register_institution(
            Act(committee.secretary, NOON), body_id=committee.body.pk, data=InstitutionData(name=name, sector="private")
        )
        for name in ("Alfa", "Beta", "Gama")
    ]


def merging(committee, keep, drop):
    return lambda: merge_institutions(
        Act(committee.secretary, NOON), body_id=committee.body.pk, keep_id=keep.pk, drop_id=drop.pk
    )


def test_each_into_the_other_at_once_leaves_one(committee, entries) -> None:
    one, other, _ = entries
    assert at_once(merging(committee, one, other), merging(committee, other, one)) == ["done", "merged_away"]
    assert Institution.objects.filter(pk__in=[one.pk, other.pk], merged_into=None).count() == 1


def test_one_ruc_registered_twice_at_once_is_registered_once(committee) -> None:
    def registering(name: str):
        data = InstitutionData(name=name, ruc="20999999990")
        return lambda: register_institution(Act(committee.secretary, NOON), body_id=committee.body.pk, data=data)

    for ruc_free_again in range(5):
        Institution.objects.filter(ruc="20999999990").update(ruc="", notes=str(ruc_free_again))
        assert at_once(registering("Delta"), registering("Delta S.A.C.")) == ["done", "ruc_taken"]


def test_one_entry_is_not_merged_into_two(committee, entries) -> None:
    one, other, third = entries
    assert at_once(merging(committee, one, third), merging(committee, other, third)) == ["done", "merged_away"]


def test_a_contact_added_while_its_entry_is_merged_is_not_lost(committee, entries) -> None:
    one, other, _ = entries

    def adding():
        add_contact(
            Act(committee.deputy, NOON),
            institution_id=other.pk,
            body_id=committee.body.pk,
            data=ContactData("Mesa de Partes"),
        )

    outcome = at_once(merging(committee, one, other), adding)
    brought = InstitutionContact.objects.filter(institution=one).count()
    # Added first, it came along; otherwise the person got the place where the entry went.
    assert (outcome, brought) in [(["done", "done"], 1), (["done", "merged_away"], 0)]


def test_an_entry_that_is_admitted_while_it_is_merged_holds_one_seat_under_the_name_that_stays(
    committee, entries
) -> None:
    one, other, _ = entries
    paper = Instrument.objects.first()

    def admitting():
        admit_to_body(
            Act(committee.deputy, NOON),
            body_id=committee.body.pk,
            institution=other,
            instrument=paper,
            starts_on=date(2026, 11, 20),
        )

    outcome = at_once(merging(committee, one, other), admitting)
    one.refresh_from_db()
    other.refresh_from_db()
    if outcome == ["done", "done"]:
        assert other.merged_into == one
        assert one.holdings.count() == 1
        assert not other.holdings.exists()
    else:
        assert outcome == ["done", "member_stays"]
        assert other.merged_into is None
        assert other.holdings.count() == 1
