"""Art. 15.1: who attended, and which sessions are computed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.attendance import Stay, judge_attendance, judge_computed
from regulation.params import PUNO_2022, AttendanceRule, Regulation

ORDEN_AND_END = Regulation(attendance_counts=AttendanceRule.ORDEN_DEL_DIA_AND_END)


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, 12, hour, minute, tzinfo=UTC)


def stays(*spans: str) -> list[Stay]:
    """ "09:00-10:00" left at ten; "09:00-" stayed."""
    pairs = [span.split("-") for span in spans]
    return [Stay(at(since), at(until) if until else None) for since, until in pairs]


def attended(
    *spans: str, regulation: Regulation = PUNO_2022, installed: str | None = "09:10", orden: str | None = "10:00"
) -> bool:
    """A session called at 09:00, installed at 09:10, with its orden del día at 10:00, closed at noon."""
    return judge_attendance(
        stays=stays(*spans),
        installed_at=at(installed) if installed else None,
        orden_del_dia_at=at(orden) if orden else None,
        closed_at=at("12:00"),
        regulation=regulation,
    ).holds


@pytest.mark.parametrize(
    ("spans", "counts"),
    [
        (["09:00-"], True),
        (["09:00-09:30"], True),
        (["11:59-"], True),
        (["09:00-09:05"], False),
        (["09:00-09:10"], True),
        (["09:00-09:05", "11:00-11:10"], True),
        ([], False),
    ],
)
def test_whoever_was_in_at_any_moment_of_the_installed_session_attended(spans, counts):
    assert attended(*spans) is counts


@pytest.mark.parametrize(
    ("spans", "counts"),
    [
        (["09:00-"], True),
        (["09:00-12:00"], True),
        (["09:00-11:59"], False),
        (["10:01-"], False),
        (["10:00-"], True),
        (["09:00-10:00", "11:00-"], False),
        (["09:00-10:30", "11:30-"], True),
        (["09:00-10:30", "10:15-"], True),  # the alterno comes, the titular goes: the institution was there
        ([], False),
    ],
)
def test_where_the_orden_del_dia_decides_one_is_in_at_its_beginning_and_at_the_end(spans, counts):
    assert attended(*spans, regulation=ORDEN_AND_END) is counts


def test_where_the_orden_del_dia_was_never_reached_the_end_decides():
    assert attended("11:00-", regulation=ORDEN_AND_END, orden=None)
    assert not attended("09:00-11:00", regulation=ORDEN_AND_END, orden=None)


@pytest.mark.parametrize("regulation", [PUNO_2022, ORDEN_AND_END])
def test_at_a_session_that_failed_whoever_answered_the_roll_attended(regulation):
    assert attended("09:00-09:05", regulation=regulation, installed=None)
    assert not attended(regulation=regulation, installed=None)


def test_nobody_leaves_before_arriving():
    with pytest.raises(ValueError):
        stays("10:00-09:00")


MINUTES = st.integers(0, 240)
SPANS = st.lists(
    st.tuples(MINUTES, st.none() | st.integers(0, 120)).map(
        lambda span: Stay(
            at("08:30") + timedelta(minutes=span[0]),
            None if span[1] is None else at("08:30") + timedelta(minutes=span[0] + span[1]),
        )
    ),
    max_size=4,
)


def judged(spans, regulation):
    return judge_attendance(
        stays=spans,
        installed_at=at("09:10"),
        orden_del_dia_at=at("10:00"),
        closed_at=at("12:00"),
        regulation=regulation,
    )


@given(SPANS, SPANS, st.sampled_from([PUNO_2022, ORDEN_AND_END]))
def test_having_been_in_longer_never_turns_attendance_into_absence(spans, more, regulation):
    assert judged([*spans, *more], regulation).holds or not judged(spans, regulation).holds


@given(SPANS)
def test_who_was_in_at_the_orden_del_dia_and_at_the_end_was_in_at_some_moment(spans):
    assert judged(spans, PUNO_2022).holds or not judged(spans, ORDEN_AND_END).holds


@given(SPANS, st.randoms(use_true_random=False), st.sampled_from([PUNO_2022, ORDEN_AND_END]))
def test_the_order_in_which_stays_were_typed_changes_nothing(spans, random, regulation):
    assert judged(spans, regulation) == judged(random.sample(spans, len(spans)), regulation)


@pytest.mark.parametrize(
    ("outcome", "notified", "suspended", "code"),
    [
        ("held", True, False, "computed"),
        ("no_quorum", True, False, "computed"),
        ("notice_defect", True, False, "notice_defect"),
        ("cancelled", True, False, "cancelled"),
        ("rescheduled", True, False, "rescheduled"),
        ("held", False, False, "not_notified"),
        ("held", True, True, "suspended"),
        ("held", False, True, "suspended"),
        ("no_quorum", False, False, "not_notified"),
    ],
)
def test_which_sessions_are_computed_for_an_institution(outcome, notified, suspended, code):
    ruling = judge_computed(outcome=outcome, notified=notified, suspended=suspended, regulation=PUNO_2022)
    assert (ruling.code, ruling.holds) == (code, code == "computed")


def test_whoever_has_left_the_committee_has_no_absences():
    ruling = judge_computed(outcome="held", notified=True, suspended=False, member=False, regulation=PUNO_2022)
    assert (ruling.code, ruling.holds, ruling.article) == ("left", False, "Art. 15.1")


@pytest.mark.parametrize("outcome", ["held", "no_quorum", "notice_defect", "cancelled", "rescheduled"])
@pytest.mark.parametrize(("notified", "suspended"), [(True, False), (False, True)])
def test_a_body_whose_absences_are_not_counted_computes_none(outcome, notified, suspended):
    regulation = Regulation(absences_count=False)
    ruling = judge_computed(outcome=outcome, notified=notified, suspended=suspended, regulation=regulation)
    assert (ruling.code, ruling.holds, ruling.article) == ("not_counted", False, "Art. 15.1")


def test_a_failed_session_gives_no_absences_where_the_regulation_says_so():
    regulation = Regulation(failed_session_counts=False)
    failed = judge_computed(outcome="no_quorum", notified=True, suspended=False, regulation=regulation)
    held = judge_computed(outcome="held", notified=True, suspended=False, regulation=regulation)
    assert (failed.code, held.code) == ("no_quorum", "computed")
