"""Two officers at once. Only PostgreSQL locks rows; SQLite takes one writer at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from audit.acts import Act
from members.enums import SeatRole
from members.models import Accreditation, AccreditationDocument
from members.services import PaperData, PersonData, accredit, exclude_person, issue_constancia
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, lima

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks"),
]
assert connection  # named in the condition above

DAY = date(2026, 6, 10)


def at_once(*acts) -> list[str]:
    start = Barrier(len(acts))

    def run(act) -> str:
        start.wait()
        try:
            act()
        except Refused as refused:
            return refused.ruling.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def accrediting(committee, seat: int, name: str, by):
    paper = PaperData("oficio", "1-2026", date(2026, 6, 1), "Prueba")
    return lambda: accredit(
        Act(by, lima("2026-06-10")),
        seat_id=committee.seats[seat].pk,
        role=SeatRole.TITULAR,
        person=PersonData(full_name=name),
        paper=paper,
        starts_on=DAY,
    )


def test_one_person_accredited_by_two_officers_at_once_represents_one_institution(committee) -> None:
    outcomes = at_once(
        accrediting(committee, 5, "Nadia Nueva", committee.secretary),
        accrediting(committee, 6, "Nadia Nueva", committee.deputy),
    )
    assert outcomes == ["done", "person_elsewhere"]


def test_two_titulares_registered_at_once_leave_one_in_force(committee) -> None:
    outcomes = at_once(
        accrediting(committee, 5, "Nadia Nueva", committee.secretary),
        accrediting(committee, 5, "Otra Persona", committee.deputy),
    )
    assert outcomes == ["done", "done"]
    assert (
        Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="titular", ends_before=None).count() == 1
    )


def test_two_terms_registered_at_once_leave_one_in_force_on_every_day(committee) -> None:
    """No constraint of the database holds this one: both have an end."""
    paper = PaperData("oficio", "1-2026", date(2026, 6, 1), "Prueba")

    def termed(name: str, until: date, by):
        return lambda: accredit(
            Act(by, lima("2026-06-10")),
            seat_id=committee.seats[ORDINARY_SEAT].pk,
            role=SeatRole.TITULAR,
            person=PersonData(full_name=name),
            paper=paper,
            starts_on=DAY,
            valid_until=until,
        )

    outcomes = at_once(
        termed("Nadia Nueva", date(2026, 12, 31), committee.secretary),
        termed("Otra Persona", date(2027, 3, 31), committee.deputy),
    )
    assert outcomes == ["done", "done"]
    for day in (DAY, date(2026, 12, 31), date(2027, 1, 1)):
        in_force = Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="titular").in_force(day)
        assert in_force.count() <= 1
    assert Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="titular").in_force(DAY).count() == 1


def test_an_exclusion_and_an_accreditation_at_once_never_leave_an_excluded_person_in_force(committee) -> None:
    person = committee.person(ORDINARY_SEAT)
    Accreditation.objects.filter(person=person).update(ends_before=date(2026, 6, 1))
    paper = PaperData("acuerdo", "1-2026", date(2026, 6, 1), "Asamblea")
    outcomes = at_once(
        lambda: exclude_person(
            Act(committee.secretary, lima("2026-06-10")),
            person_id=person.pk,
            body_id=committee.body.pk,
            seat_id=committee.seats[ORDINARY_SEAT].pk,
            reason="Conflicto",
            starts_on=DAY,
            paper=paper,
        ),
        lambda: accredit(
            Act(committee.deputy, lima("2026-06-10")),
            seat_id=committee.seats[8].pk,
            role=SeatRole.TITULAR,
            person=PersonData(person_id=person.pk),
            paper=paper,
            starts_on=DAY,
        ),
    )
    assert outcomes in (["done", "done"], ["done", "excluded_person"])
    assert not Accreditation.objects.filter(person=person).in_force(DAY).exists()


def test_a_constancia_asked_for_twice_at_once_takes_one_number(committee) -> None:
    accreditation = Accreditation.objects.get(seat=committee.seats[ORDINARY_SEAT], role="titular")
    ask = [
        lambda by=by: issue_constancia(Act(by, lima("2026-06-10")), accreditation_id=accreditation.pk, known=0)
        for by in (committee.secretary, committee.deputy)
    ]
    assert at_once(*ask) == ["done", "stale"]
    assert AccreditationDocument.objects.count() == 1
