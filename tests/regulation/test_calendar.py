"""Business days, and months date to date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.calendar import BusinessCalendar, add_months, add_years, within_years

# The working year 2026 around two terms of the Secretaría: Fiestas Patrias with a decreed bridge, and Puno's own day.
CALENDAR = BusinessCalendar(
    frozenset(
        {
            date(2026, 7, 23),
            date(2026, 7, 27),
            date(2026, 7, 28),
            date(2026, 7, 29),
            date(2026, 11, 1),
            date(2026, 11, 4),
        }
    )
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
CALENDARS = st.frozensets(st.dates(date(2020, 1, 1), date(2020, 12, 31)), max_size=40).map(BusinessCalendar)
DAYS_2020 = st.dates(date(2020, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 7, 17), 5, date(2026, 7, 30)),
        (date(2026, 10, 27), 7, date(2026, 11, 6)),
        (date(2026, 9, 10), 5, date(2026, 9, 17)),
        (date(2026, 9, 12), 1, date(2026, 9, 14)),
        (date(2026, 9, 10), 0, date(2026, 9, 10)),
    ],
)
def test_a_term_in_business_days_does_not_count_its_first_day(start, count, due):
    assert CALENDAR.add_business_days(start, count) == due


def test_saturdays_sundays_and_holidays_are_not_worked():
    assert [CALENDAR.is_business_day(date(2026, 11, day)) for day in range(1, 9)] == [
        False, True, True, False, True, True, False, False,
    ]  # fmt: skip


def test_a_term_has_no_negative_days():
    with pytest.raises(ValueError):
        CALENDAR.add_business_days(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 9, 14), date(2026, 9, 17), 3),
        (date(2026, 9, 17), date(2026, 9, 17), 0),
        (date(2026, 9, 18), date(2026, 9, 17), -1),
        (date(2026, 9, 21), date(2026, 9, 17), -2),
        (date(2026, 7, 24), date(2026, 7, 30), 1),
    ],
)
def test_the_days_left_are_business_days(today, due, left):
    assert CALENDAR.business_days_until(today, due) == left


@given(CALENDARS, DAYS_2020, st.integers(1, 40))
def test_a_term_ends_on_a_business_day_with_as_many_before_it(calendar, start, count):
    due = calendar.add_business_days(start, count)
    assert calendar.is_business_day(due)
    assert calendar.business_days_until(start, due) == count


@given(CALENDARS, DAYS_2020, DAYS_2020, st.integers(0, 20))
def test_a_term_begun_later_never_ends_earlier(calendar, one, other, count):
    first, second = sorted((one, other))
    assert calendar.add_business_days(first, count) <= calendar.add_business_days(second, count)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 8, 30), 6, date(2027, 2, 28)),
        (date(2027, 8, 30), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 3, 12), 6, date(2026, 9, 12)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 31), -1, date(2025, 12, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 3, 12), 0, date(2026, 3, 12)),
    ],
)
def test_months_are_counted_date_to_date(day, months, end):
    assert add_months(day, months) == end


@pytest.mark.parametrize(
    ("day", "years", "end"),
    [
        (date(2024, 2, 29), 2, date(2026, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 3, 12), 2, date(2028, 3, 12)),
        (date(2026, 3, 12), -1, date(2025, 3, 12)),
    ],
)
def test_years_are_counted_date_to_date(day, years, end):
    assert add_years(day, years) == end


@pytest.mark.parametrize(
    ("first", "last", "inside"),
    [
        (date(2025, 3, 12), date(2026, 3, 12), True),
        (date(2025, 3, 12), date(2026, 3, 13), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
        (date(2023, 2, 28), date(2024, 2, 29), False),
        (date(2026, 3, 12), date(2026, 3, 12), True),
        (date(2026, 3, 13), date(2026, 3, 12), False),
    ],
)
def test_a_year_includes_both_its_ends(first, last, inside):
    assert within_years(first, last, 1) is inside


@given(DAYS, st.integers(1, 24))
def test_a_day_later_never_ends_a_month_earlier(day, months):
    assert add_months(day, months) <= add_months(day + timedelta(days=1), months)
