"""Whatever is registered, in whatever order: one person per role, one institution per person, on every day (Art. 5, 15.2)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.acts import Act
from members.enums import SeatRole
from members.models import Accreditation, Exclusion
from members.services import (
    PaperData,
    PersonData,
    accredit,
    end_accreditation,
    exclude_person,
    note_departure,
)
from regulation.refusal import Refused
from tests.conftest import LIMA

FIRST = date(2024, 2, 20)  # a 29th of February lies among the days
DAYS = 25
PEOPLE = ["Ana Quispe", "Beto Mamani", "Celia Flores"]
SEATS = (5, 6)
TODAY = FIRST + timedelta(days=DAYS)
AT = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=LIMA)

days = st.integers(0, DAYS).map(lambda n: FIRST + timedelta(days=n))
acts = st.lists(
    st.one_of(
        st.tuples(
            st.just("accredit"),
            st.sampled_from(SEATS),
            st.sampled_from(list(SeatRole)),
            st.sampled_from(PEOPLE),
            days,
            st.none() | st.integers(-1, 12),
        ),
        st.tuples(st.just("end"), st.integers(0, 7), days),
        st.tuples(st.just("left"), st.integers(0, 7), days),
        st.tuples(st.just("exclude"), st.integers(0, 1), days),
    ),
    min_size=4,
    max_size=16,
)


def play(committee, act) -> None:
    paper = PaperData("oficio", "1-2024", FIRST, "Prueba")
    kind, *rest = act
    office = {"act": Act(committee.secretary, AT)}
    if kind == "accredit":
        seat, role, name, starts_on, length = rest
        until = None if length is None else starts_on + timedelta(days=length)
        accredit(
            seat_id=committee.seats[seat].pk,
            role=role,
            person=PersonData(full_name=name),
            paper=paper,
            starts_on=starts_on,
            valid_until=until,
            **office,
        )
        return
    index, day = rest
    rows = list(Accreditation.objects.filter(starts_on__gte=FIRST).order_by("pk"))
    if index >= len(rows):
        return
    row = rows[index]
    if kind == "end":
        end_accreditation(accreditation_id=row.pk, last_day=day, reason="Cese", **office)
    elif kind == "left":
        note_departure(accreditation_id=row.pk, left_on=day, note="", **office)
    else:
        exclude_person(
            person_id=row.person_id,
            body_id=committee.body.pk,
            seat_id=row.seat_id,
            reason="Conflicto",
            starts_on=day,
            paper=paper,
            **office,
        )


@pytest.fixture
def empty(committee):
    """Everybody accredited ceased long before the days of the test."""
    Accreditation.objects.update(ends_before=FIRST - timedelta(days=30))
    return committee


def check_every_day(rows: list[Accreditation], exclusions: list[Exclusion]) -> None:
    for n in range(DAYS + 16):
        day = FIRST + timedelta(days=n)
        current = [row for row in rows if row.covers(day)]
        places = [(row.seat_id, row.role) for row in current]
        assert len(places) == len(set(places)), f"two in one role on {day}: {current}"
        names = [row.person.full_name for row in current]
        assert len(names) == len(set(names)), f"one person twice on {day}: {current}"
        out = {row.person.full_name for row in exclusions if row.covers(day)}
        assert not out & set(names), f"an excluded person represents on {day}"


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts)
def test_on_no_day_two_in_one_role_nor_one_person_for_two_institutions(empty, acts) -> None:
    with transaction.atomic():
        frozen: dict[int, tuple] = {}
        for act in acts:
            try:
                play(empty, act)
            except Refused:
                continue
            for row in Accreditation.objects.filter(starts_on__gte=FIRST):
                kept = (row.seat_id, row.person_id, row.role, row.instrument_id, row.starts_on, row.valid_until)
                assert frozen.setdefault(row.pk, kept) == kept  # what was registered is never edited
        check_every_day(
            list(Accreditation.objects.select_related("person")), list(Exclusion.objects.select_related("person"))
        )
        transaction.set_rollback(True)
