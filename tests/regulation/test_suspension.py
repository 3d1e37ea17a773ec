"""Art. 15: the sanction."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.calendar import BusinessCalendar
from regulation.params import PUNO_2022, Regulation, SanctionBy
from regulation.suspension import hearing_due, judge_sanction, suspension_period

SECRETARIAT = Regulation(sanction_by=SanctionBy.SECRETARIAT)


@pytest.mark.parametrize(
    ("notified_on", "starts_on", "last_day", "enabled_from"),
    [
        (date(2026, 9, 21), date(2026, 9, 22), date(2027, 3, 21), date(2027, 3, 22)),
        (date(2026, 8, 30), date(2026, 8, 31), date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 8, 31), date(2027, 9, 1), date(2028, 2, 29), date(2028, 3, 1)),
    ],
)
def test_a_suspension_lasts_six_months_from_the_day_after_notice(notified_on, starts_on, last_day, enabled_from):
    period = suspension_period(notified_on, PUNO_2022)
    assert (period.starts_on, period.last_day, period.enabled_from) == (starts_on, last_day, enabled_from)


def test_a_second_suspension_starts_after_the_one_that_runs():
    period = suspension_period(date(2026, 12, 1), PUNO_2022, running_until=date(2027, 3, 21))
    assert period.as_dict() == {"from": "2027-03-22", "last_day": "2027-09-21", "enabled_from": "2027-09-22"}


def test_a_suspension_that_is_over_delays_nothing():
    period = suspension_period(date(2026, 12, 1), PUNO_2022, running_until=date(2026, 11, 30))
    assert period == suspension_period(date(2026, 12, 1), PUNO_2022)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 24), st.none() | st.integers(-30, 300))
def test_an_institution_is_suspended_from_the_first_day_to_the_last_and_then_enabled(notified_on, months, running):
    running_until = None if running is None else notified_on + timedelta(days=running)
    period = suspension_period(notified_on, Regulation(suspension_months=months), running_until)
    assert period.starts_on > notified_on
    assert running_until is None or period.starts_on > running_until
    assert not period.covers(period.starts_on - timedelta(days=1))
    assert period.covers(period.starts_on)
    assert period.covers(period.last_day)
    assert not period.covers(period.enabled_from)


def test_the_institution_has_five_business_days_to_answer():
    calendar = BusinessCalendar(frozenset({date(2026, 10, 8)}))
    assert hearing_due(date(2026, 10, 5), calendar, PUNO_2022) == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("decided_by", "acuerdo", "affected_voted", "heard", "regulation", "code"),
    [
        (SanctionBy.ASSEMBLY, True, False, True, PUNO_2022, "ok"),
        (SanctionBy.ASSEMBLY, True, False, False, PUNO_2022, "not_heard"),
        (SanctionBy.ASSEMBLY, False, False, True, PUNO_2022, "needs_acuerdo"),
        (SanctionBy.ASSEMBLY, True, True, True, PUNO_2022, "affected_voted"),
        (SanctionBy.SECRETARIAT, True, False, True, PUNO_2022, "not_competent"),
        (SanctionBy.SECRETARIAT, False, False, True, SECRETARIAT, "ok"),
        (SanctionBy.ASSEMBLY, True, False, True, SECRETARIAT, "not_competent"),
    ],
)
def test_a_sanction_is_imposed_by_whom_the_regulation_names_after_hearing(
    decided_by, acuerdo, affected_voted, heard, regulation, code
):
    ruling = judge_sanction(
        decided_by=decided_by, acuerdo=acuerdo, affected_voted=affected_voted, heard=heard, regulation=regulation
    )
    assert (ruling.code, ruling.holds) == (code, code == "ok")
