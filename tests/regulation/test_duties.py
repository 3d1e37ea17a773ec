"""Art. 7, 12 and 14: what a year asks for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.duties import HeldSession, judge_year, quarter_end, quarter_of
from regulation.params import PUNO_2022


def sat(month: int, day: int = 12, *, kind: str = "ordinary", mincetur: bool = False, year: int = 2026) -> HeldSession:
    return HeldSession(kind, date(year, month, day), mincetur)  # type: ignore[arg-type]


def year(on: date, *installed: HeldSession, of: int | None = None):
    return judge_year(on=on, installed=installed, regulation=PUNO_2022, year=of)


@pytest.mark.parametrize(
    ("on", "missed"),
    [
        (date(2026, 3, 31), []),
        (date(2026, 4, 1), [1]),
        (date(2026, 6, 30), [1]),
        (date(2026, 7, 1), [1, 2]),
        (date(2026, 12, 31), [1, 2, 3]),
    ],
)
def test_a_quarter_is_missed_on_the_day_after_its_last(on, missed):
    assert year(on).facts["quarters_missed"] == missed


def test_the_last_quarter_is_missed_when_the_year_is_over():
    ruling = year(date(2027, 1, 1), sat(2), sat(5), sat(8), sat(9), of=2026)
    assert (ruling.code, ruling.facts["quarters_missed"], ruling.article) == ("quarter_missed", [4], "Art. 12")


def test_an_extraordinary_session_meets_the_quarter_but_not_the_ordinary_ones():
    ruling = year(date(2026, 4, 1), sat(3, kind="extraordinary"))
    assert (ruling.facts["quarters_missed"], ruling.facts["ordinary"], ruling.facts["ordinary_required"]) == ([], 0, 4)
    assert ruling.facts["plenaries"] == [1, 0, 0, 0]


def test_sessions_of_another_year_and_of_later_days_are_left_out():
    ruling = year(date(2026, 5, 1), sat(12, year=2025), sat(3), sat(6))
    assert (ruling.facts["ordinary"], ruling.facts["plenaries"]) == (1, [1, 0, 0, 0])


@pytest.mark.parametrize(
    ("on", "alert"), [(date(2026, 9, 30), False), (date(2026, 10, 1), True), (date(2026, 12, 31), True)]
)
def test_mincetur_is_missed_from_october(on, alert):
    assert year(on, sat(2), sat(5)).facts["mincetur_alert"] is alert


def test_mincetur_having_attended_once_raises_no_alert():
    ruling = year(date(2026, 11, 1), sat(2), sat(5, mincetur=True), sat(8))
    assert (ruling.facts["mincetur_attended"], ruling.facts["mincetur_alert"]) == (True, False)


FULL = (sat(2, mincetur=True), sat(5), sat(8), sat(11))


@pytest.mark.parametrize(
    ("installed", "code", "article"),
    [
        (FULL, "ok", "Art. 7, 12, 14"),
        ((*FULL[:3], sat(11, kind="extraordinary")), "ordinary_missing", "Art. 7"),
        ((sat(2), *FULL[1:]), "mincetur_missing", "Art. 14"),
    ],
)
def test_a_year_that_is_over_has_met_its_duties_or_not(installed, code, article):
    ruling = year(date(2027, 1, 1), *installed, of=2026)
    assert (ruling.code, ruling.article, ruling.holds) == (code, article, code == "ok")


def test_a_year_that_runs_can_still_meet_them():
    assert year(date(2026, 12, 31), sat(2), sat(5), sat(8)).holds


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_day_lies_in_a_quarter_that_ends_on_it_or_later(day):
    quarter = quarter_of(day)
    assert day <= quarter_end(day.year, quarter)
    assert quarter == 1 or day > quarter_end(day.year, quarter - 1)


SESSIONS = st.lists(
    st.builds(
        HeldSession,
        st.sampled_from(["ordinary", "extraordinary"]),
        st.dates(date(2025, 6, 1), date(2027, 6, 1)),
        st.booleans(),
    ),
    max_size=8,
)


@given(SESSIONS, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.randoms(use_true_random=False))
def test_the_order_in_which_sessions_were_entered_changes_nothing(sessions, on, random):
    assert year(on, *sessions) == year(on, *random.sample(sessions, len(sessions)))


def test_a_session_counts_from_the_day_on_which_it_sat():
    assert year(date(2026, 3, 11), sat(3)).facts["ordinary"] == 0
    assert year(date(2026, 3, 12), sat(3)).facts["ordinary"] == 1
