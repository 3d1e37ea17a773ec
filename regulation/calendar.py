"""Business days, and months counted date to date (LPAG 144-147)."""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Working days are Monday to Friday but for `holidays`: national, decreed for the public sector, and local ones.

    The caller lists every date, for every year it asks about: this class knows no holiday of its own.
    """

    holidays: frozenset[date] = frozenset()

    def is_business_day(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.holidays

    def add_business_days(self, start: date, count: int) -> date:
        """The day on which a term of `count` business days ends. The start day is not counted (LPAG 144)."""
        if count < 0:
            raise ValueError("a term has no negative days")
        day = start
        for _ in range(count):
            day = self.next_business_day(day)
        return day

    def next_business_day(self, day: date) -> date:
        """The first business day after `day`, which itself is never the answer."""
        day += _ONE_DAY
        while not self.is_business_day(day):
            day += _ONE_DAY
        return day

    def business_days_until(self, today: date, due: date) -> int:
        """Business days left after today, the due day included; negative when the due day has passed; 0 today."""
        if due < today:
            return -self.business_days_until(due, today)
        weeks, rest = divmod((due - today).days, 7)
        weekdays = 5 * weeks + sum((today + timedelta(days=n)).weekday() < _SATURDAY for n in range(1, rest + 1))
        return weekdays - sum(today < day <= due and day.weekday() < _SATURDAY for day in self.holidays)


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the last of that month where it is shorter (30 August + 6 = 28 February)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + count, 12)
    month = month0 + 1
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def add_years(day: date, count: int) -> date:
    """The same date `count` years on; 29 February becomes the 28th in a common year."""
    return add_months(day, 12 * count)


def within_years(first: date, last: date, years: int) -> bool:
    """Whether both dates lie inside one span of `years`, date to date, both ends included."""
    return first <= last <= add_years(first, years)
