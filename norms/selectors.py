"""Dated data as it stood on a day: the regulation, the calendar, the year's name, the letterhead."""

from datetime import date
from functools import lru_cache

import holidays
from django.db.models import Q

from regulation.calendar import BusinessCalendar
from regulation.refusal import Refused

from .models import Letterhead, NonWorkingDay, OfficialYear, RegulationVersion, Rulebook

#: A term of 365 business days, the longest a regulation may set, ends within the second year after its start.
_YEARS_BEFORE, _YEARS_AFTER = 1, 2


@lru_cache(maxsize=200)
def national_holidays(year: int) -> dict[date, str]:
    """Peru's holidays by law, with their names in Spanish. Computed once per year and process."""
    return dict(sorted(holidays.country_holidays("PE", years=year, language="es").items()))


def calendar_for(territory: str, around: date, *, years_after: int = _YEARS_AFTER) -> BusinessCalendar:
    """The calendar of a place for the years about a day: national holidays, decreed days and the place's own. One query.

    `territory` is the body's ("provincia de Puno"); rows without one hold everywhere. It knows the year before `around`
    and the two after it, or `years_after`.
    """
    return BusinessCalendar(
        frozenset(days_without_terms(territory, around.year - _YEARS_BEFORE, around.year + years_after))
    )


def days_without_terms(territory: str, first_year: int, last_year: int) -> dict[date, str]:
    """Date → why no term runs on it, both years included. A row «cada año» holds in every year, whatever year it was typed with."""
    first_year, last_year = max(first_year, date.min.year), min(last_year, date.max.year)
    years = range(first_year, last_year + 1)
    found: dict[date, str] = {}
    for year in years:
        found.update(national_holidays(year))
    rows = NonWorkingDay.objects.filter(territory__in={"", territory}).filter(
        Q(every_year=True) | Q(date__year__gte=first_year, date__year__lte=last_year)
    )
    for row in rows:
        if not row.every_year:
            found.setdefault(row.date, row.name)
            continue
        for year in years:
            if (day := _in_year(row.date, year)) is not None:
                found.setdefault(day, row.name)
    return dict(sorted(found.items()))


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February in a common year
        return None


def version_in_force(rulebook: Rulebook, on: date) -> RegulationVersion:
    """The regulation in force that day. Refused (no_regulation) before the first one."""
    version = RegulationVersion.objects.filter(rulebook=rulebook, starts_on__lte=on).order_by("-starts_on").first()
    if version is None:
        raise Refused.because("no_regulation", facts={"on": on, "rulebook": rulebook.name})
    return version


def official_year(year: int) -> str:
    """The name the State gave to the year; empty where nobody has typed it yet."""
    return OfficialYear.objects.filter(year=year).values_list("name", flat=True).first() or ""


def letterhead_on(series: str, on: date) -> Letterhead:
    """The letterhead of a body's documents that day. Refused (no_letterhead) where the calendar of letterheads has none."""
    letterhead = Letterhead.objects.filter(series=series, starts_on__lte=on).order_by("-starts_on").first()
    if letterhead is None:
        raise Refused.because("no_letterhead", facts={"series": series, "on": on})
    return letterhead


def first_rulebook() -> Rulebook | None:
    """The regulation of the committee this office serves; None before anything was loaded."""
    return Rulebook.objects.order_by("pk").first()


def versions_of(rulebook: Rulebook) -> list[RegulationVersion]:
    """Every version, the latest first."""
    return list(RegulationVersion.objects.filter(rulebook=rulebook).order_by("-starts_on"))
