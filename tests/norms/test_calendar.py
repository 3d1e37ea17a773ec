from datetime import date

import pytest

from norms import selectors
from norms.models import Letterhead, NonWorkingDay, OfficialYear, RegulationVersion
from regulation.refusal import Refused

PUNO = "provincia de Puno"


def test_the_decree_day_and_the_air_force_day_move_a_july_deadline(committee) -> None:
    calendar = selectors.calendar_for(PUNO, date(2026, 7, 17))
    assert calendar.add_business_days(date(2026, 7, 17), 5) == date(2026, 7, 30)


def test_the_anniversary_of_puno_moves_a_november_deadline_in_puno_alone(committee) -> None:
    start = date(2026, 10, 27)
    assert selectors.calendar_for(PUNO, start).add_business_days(start, 7) == date(2026, 11, 6)
    assert selectors.calendar_for("provincia de Lima", start).add_business_days(start, 7) == date(2026, 11, 5)


def test_a_day_of_every_year_holds_in_other_years(committee) -> None:
    assert not selectors.calendar_for(PUNO, date(2024, 11, 4)).is_business_day(date(2024, 11, 4))


def test_the_twenty_ninth_of_february_is_skipped_in_common_years(committee) -> None:
    NonWorkingDay.objects.create(date=date(2024, 2, 29), name="Bisiesto", every_year=True)
    days = selectors.days_without_terms(PUNO, 2025, 2028)
    assert date(2028, 2, 29) in days
    assert date(2025, 2, 28) not in days


def test_a_deadline_may_reach_into_the_next_year(committee) -> None:
    calendar = selectors.calendar_for(PUNO, date(2026, 12, 24))
    assert calendar.add_business_days(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert calendar.next_business_day(date(2026, 12, 31)) == date(2027, 1, 4)


def test_the_calendar_costs_one_query(committee, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        selectors.calendar_for(PUNO, date(2026, 7, 17))


def test_a_session_is_judged_by_the_version_in_force_on_its_day(committee) -> None:
    later = RegulationVersion.objects.create(
        rulebook=committee.body.rulebook, code="puno-2027", name="Puno 2027", norm="x", starts_on=date(2027, 1, 1)
    )
    assert selectors.version_in_force(committee.body.rulebook, date(2026, 12, 31)) == committee.regulation
    assert selectors.version_in_force(committee.body.rulebook, date(2027, 1, 1)) == later


def test_before_the_first_regulation_there_is_none(committee) -> None:
    with pytest.raises(Refused) as refused:
        selectors.version_in_force(committee.body.rulebook, date(2022, 5, 31))
    assert refused.value.ruling.code == "no_regulation"


def test_the_year_has_its_name_and_an_unknown_one_none(committee) -> None:
    OfficialYear.objects.create(year=2030, name="Año de la Prueba")
    assert selectors.official_year(2030) == "Año de la Prueba"
    assert selectors.official_year(2031) == ""


def test_the_letterhead_is_the_one_of_the_day(committee) -> None:
    newer = Letterhead.objects.create(
        series="cerx-puno", starts_on=date(2027, 1, 1), institution="Otro", committee="CERX", city="Puno", suffix="X"
    )
    assert selectors.letterhead_on("cerx-puno", date(2026, 12, 31)).institution == "Gobierno Regional Puno"
    assert selectors.letterhead_on("cerx-puno", date(2027, 1, 1)) == newer


def test_documents_without_a_letterhead_are_refused(committee) -> None:
    with pytest.raises(Refused) as refused:
        selectors.letterhead_on("mesa-quinua", date(2026, 1, 1))
    assert refused.value.ruling.code == "no_letterhead"


@pytest.mark.parametrize("day", [date.min, date(1900, 1, 1), date.max])
def test_a_date_typed_wrong_does_not_break_the_calendar(committee, day) -> None:
    assert selectors.calendar_for(PUNO, day).is_business_day(day) in (True, False)
