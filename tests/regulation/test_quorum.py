"""Art. 13: the quorum."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.params import PUNO_2022, QuorumBase, QuorumShare, Regulation, SecondCall
from regulation.quorum import judge_quorum, required_for

LPAG = Regulation(second_call=SecondCall.LPAG)
HALF = Regulation(quorum_fraction=QuorumShare.HALF_PLUS_ONE)
ENABLED = Regulation(quorum_base=QuorumBase.ENABLED_MEMBERS)
FRACTIONS = st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50)
SHARES = FRACTIONS | st.sampled_from(QuorumShare)


@pytest.mark.parametrize(
    ("members", "required"),
    [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (9, 6), (12, 8), (15, 10), (16, 11), (20, 14), (21, 14),
     (22, 15), (23, 16), (24, 16), (25, 17), (30, 20), (39, 26), (100, 67), (200, 134)],
)  # fmt: skip
def test_two_thirds_are_rounded_up_in_whole_numbers(members, required):
    assert required_for(members, PUNO_2022) == required == (2 * members + 2) // 3


@pytest.mark.parametrize(
    ("members", "required"),
    [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (17, 9), (18, 10), (19, 10), (23, 12), (200, 101)],
)
def test_half_plus_one_is_half_of_the_base_rounded_down_and_one_more(members, required):
    assert required_for(members, HALF) == required == members // 2 + 1


def test_half_plus_one_is_named_in_the_figures():
    ruling = judge_quorum(
        members=20, enabled=18, present=9, regulation=replace(HALF, quorum_base=QuorumBase.ENABLED_MEMBERS)
    )
    assert (ruling.holds, ruling.facts["base"], ruling.facts["required"], ruling.facts["missing"]) == (False, 18, 10, 1)
    assert (ruling.facts["fraction"], ruling.article) == ("half_plus_one", "Art. 13")


@pytest.mark.parametrize(("members", "first", "second"), [(3, 2, 3), (8, 5, 3), (12, 7, 4), (23, 12, 8)])
def test_a_second_call_of_a_body_with_half_plus_one_needs_a_third_and_at_least_three(members, first, second):
    rules = replace(HALF, second_call=SecondCall.LPAG)
    assert (required_for(members, rules), required_for(members, rules, call=2)) == (first, second)


@pytest.mark.parametrize(
    ("members", "required"), [(1, 3), (3, 3), (8, 3), (9, 3), (10, 4), (12, 4), (13, 5), (23, 8), (24, 8), (25, 9)]
)
def test_a_second_call_under_lpag_needs_a_third_and_at_least_three(members, required):
    assert required_for(members, LPAG, call=2) == required


def test_a_second_call_that_the_regulation_does_not_know_needs_the_ordinary_quorum():
    assert required_for(23, PUNO_2022, call=2) == 16


def test_a_first_call_needs_the_ordinary_quorum_although_there_is_a_second():
    assert required_for(23, LPAG) == 16


def test_fifteen_of_twenty_three_lack_one():
    ruling = judge_quorum(members=23, enabled=23, present=15, regulation=PUNO_2022)
    assert (ruling.holds, ruling.article, ruling.code) == (False, "Art. 13", "no_quorum")
    assert ruling.facts == {
        "base": 23,
        "required": 16,
        "present": 15,
        "missing": 1,
        "members": 23,
        "enabled": 23,
        "reachable": True,
        "call": 1,
        "fraction": "2/3",
        "minimum": 1,
    }


def test_sixteen_of_twenty_three_are_enough():
    ruling = judge_quorum(members=23, enabled=23, present=16, regulation=PUNO_2022)
    assert (ruling.holds, ruling.code, ruling.facts["missing"]) == (True, "ok", 0)


def test_a_suspended_institution_stays_in_the_totality():
    ruling = judge_quorum(members=23, enabled=15, present=15, regulation=PUNO_2022)
    assert (ruling.facts["required"], ruling.holds, ruling.facts["reachable"]) == (16, False, False)


def test_a_suspended_institution_leaves_the_base_where_only_enabled_members_count():
    ruling = judge_quorum(members=23, enabled=15, present=10, regulation=ENABLED)
    assert (ruling.facts["base"], ruling.facts["required"], ruling.holds) == (15, 10, True)


def test_a_second_call_names_the_law_that_allows_it():
    ruling = judge_quorum(members=23, enabled=23, present=8, regulation=LPAG, call=2)
    assert (ruling.holds, ruling.article, ruling.facts["fraction"], ruling.facts["call"]) == (
        True,
        "LPAG 110",
        "1/3",
        2,
    )


def test_nobody_is_never_a_quorum():
    assert not judge_quorum(members=0, enabled=0, present=0, regulation=PUNO_2022).holds
    assert not judge_quorum(members=4, enabled=0, present=0, regulation=ENABLED).holds


@pytest.mark.parametrize(("members", "enabled", "present"), [(5, 6, 1), (5, 4, 5), (-1, -1, -1), (5, 5, -1)])
def test_figures_that_cannot_be_are_refused(members, enabled, present):
    with pytest.raises(ValueError):
        judge_quorum(members=members, enabled=enabled, present=present, regulation=PUNO_2022)


@pytest.mark.parametrize("call", [0, 3])
def test_there_is_no_third_call(call):
    with pytest.raises(ValueError):
        required_for(23, PUNO_2022, call=call)


def test_a_base_is_never_negative():
    with pytest.raises(ValueError):
        required_for(-1, PUNO_2022)


@given(st.integers(0, 500), SHARES, st.sampled_from(SecondCall), st.sampled_from([1, 2]))
def test_the_quorum_never_falls_when_the_base_grows(base, fraction, second_call, call):
    regulation = Regulation(quorum_fraction=fraction, second_call=second_call)
    assert required_for(base, regulation, call) <= required_for(base + 1, regulation, call)


@given(st.integers(1, 500), FRACTIONS)
def test_the_quorum_is_the_least_number_that_reaches_the_fraction(base, fraction):
    required = required_for(base, Regulation(quorum_fraction=fraction))
    assert required <= base
    assert required >= fraction * base > required - 1
    assert required == math.ceil(fraction * base)


@given(st.integers(1, 60), st.data())
def test_another_arrival_never_loses_the_quorum(members, data):
    enabled = data.draw(st.integers(1, members))
    present = data.draw(st.integers(0, enabled - 1))
    regulation = data.draw(st.sampled_from([PUNO_2022, ENABLED, LPAG]))
    before = judge_quorum(members=members, enabled=enabled, present=present, regulation=regulation)
    after = judge_quorum(members=members, enabled=enabled, present=present + 1, regulation=regulation)
    assert after.holds or not before.holds
    assert before.facts["reachable"] or not after.holds


@pytest.mark.parametrize(("call", "regulation"), [(1, LPAG), (2, PUNO_2022), (1, PUNO_2022)])
def test_the_ordinary_quorum_rests_on_article_13(call, regulation):
    ruling = judge_quorum(members=23, enabled=23, present=16, regulation=regulation, call=call)
    assert (ruling.article, ruling.facts["minimum"], ruling.facts["fraction"]) == ("Art. 13", 1, "2/3")
