"""Two officers at once. Only PostgreSQL locks rows; SQLite takes one writer at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from members.enums import SeatRole
from members.models import Accreditation
from members.services import PaperData, PersonData, accredit
from regulation.refusal import Refused
from tests.conftest import lima

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
        seat_id=committee.seats[seat].pk,
        role=SeatRole.TITULAR,
        person=PersonData(full_name=name),
        paper=paper,
        starts_on=DAY,
        by=by,
        at=lima("2026-06-10"),
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
    assert Accreditation.objects.filter(seat=committee.seats[5], role="titular", ends_before=None).count() == 1
