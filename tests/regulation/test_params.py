"""Reading and writing a regulation's parameters."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.choices import Days, DayUnit
from regulation.params import (
    PARAMETERS,
    PUNO_2022,
    AddedItem,
    AttendanceRule,
    CastingVote,
    InvalidParameter,
    MajorityBase,
    NoticeDays,
    NoticeWaiver,
    QuorumBase,
    QuorumShare,
    ReceiptRule,
    Regulation,
    SecondCall,
)


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("quorum_fraction", "2/3", Fraction(2, 3)),
        ("quorum_fraction", " 1 / 2 ", Fraction(1, 2)),
        ("quorum_fraction", "0.6", Fraction(3, 5)),
        ("quorum_fraction", 0.6, Fraction(3, 5)),
        ("quorum_fraction", 1, Fraction(1)),
        ("quorum_base", "Enabled members", QuorumBase.ENABLED_MEMBERS),
        ("second_call", None, SecondCall.NONE),
        ("second_call", "LPAG", SecondCall.LPAG),
        ("majority_base", "votes cast", MajorityBase.VOTES_CAST),
        ("casting_vote", "none", CastingVote.NONE),
        ("casting_vote", "the chair", CastingVote.CHAIR),
        ("attendance_counts", "present at any moment of the session", AttendanceRule.ANY_MOMENT),
        (
            "attendance_counts",
            "present at the orden del día and at the end",
            AttendanceRule.ORDEN_DEL_DIA_AND_END,
        ),
        ("receipt", "only with proof", ReceiptRule.PROOF),
        ("receipt", "only_with_proof", ReceiptRule.PROOF),
        ("notice_waiver", None, NoticeWaiver.NONE),
        ("notice_waiver", "all_enabled", NoticeWaiver.ALL_ENABLED_AGREE),
        ("added_item", "Unanimity", AddedItem.UNANIMOUS),
        ("quorum_fraction", "Half plus one", QuorumShare.HALF_PLUS_ONE),
        ("quorum_fraction", "mitad más uno", QuorumShare.HALF_PLUS_ONE),
        ("notice_days", "10", NoticeDays.of(10)),
        ("notice_days", "10 calendar days", NoticeDays.of(10)),
        ("notice_days", 10.0, NoticeDays.of(10)),
        ("notice_days", "2 business days", NoticeDays.of(2, DayUnit.BUSINESS)),
        ("notice_days", "1 business day", NoticeDays.of(1, DayUnit.BUSINESS)),
        ("notice_days", {"ordinary": 7, "extraordinary": 3}, NoticeDays(Days(7), Days(3))),
        (
            "notice_days",
            {"ordinary": "7 days", "extraordinary": "2 business days"},
            NoticeDays(Days(7), Days(2, DayUnit.BUSINESS)),
        ),
        ("absences_count", "no", False),
        ("justification_days", "1 day", 1),
        ("failed_session_counts", "sí", True),
        ("failed_session_counts", "NO", False),
        ("justified_breaks_run", False, False),
    ],
)
def test_a_parameter_is_read_as_people_write_it(name, written, read):
    assert Regulation.from_overrides({name: written}).value_of(name) == read


@pytest.mark.parametrize(
    ("given_as", "means"),
    [
        ({"president_term": 4}, {"president_term_years": 4}),
        (
            {"president_term": {"years": 3, "max_consecutive": 1, "sector": "any"}},
            {"president_term_years": 3, "president_max_consecutive": 1, "president_sector": "any"},
        ),
        ({"mesa_composition": 5}, {"mesa_min_members": 5}),
        (
            {"mesa_composition": {"members": 4, "public": 2, "private": 0}},
            {"mesa_min_members": 4, "mesa_min_public": 2, "mesa_min_private": 0},
        ),
        ({"absences_window": "2 years"}, {"absences_window_years": 2}),
        (
            {"consecutive": 2, "alternate": 4, "window": 3},
            {"absences_consecutive": 2, "absences_alternate": 4, "absences_window_years": 3},
        ),
    ],
)
def test_the_short_names_of_the_table_are_understood(given_as, means):
    assert Regulation.from_overrides(given_as) == Regulation.from_overrides(means)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quorum_fraction", "0"),
        ("quorum_fraction", "0/3"),
        ("quorum_fraction", "-1/2"),
        ("quorum_fraction", "4/3"),
        ("quorum_fraction", "1/0"),
        ("quorum_fraction", "two thirds"),
        ("quorum_fraction", True),
        ("quorum_fraction", None),
        ("quorum_fraction", float("nan")),
        ("quorum_fraction", "1e999999999"),
        ("quorum_base", "everybody"),
        ("quorum_base", None),
        ("second_call", "tomorrow"),
        ("casting_vote", 3),
        ("notice_days", -1),
        ("notice_days", 366),
        ("notice_days", 1.5),
        ("notice_days", True),
        ("notice_days", None),
        ("notice_days", "7 months"),
        ("notice_days", "a week"),
        ("notice_days", "2 business months"),
        ("notice_days", "366 business days"),
        ("notice_days", {}),
        ("notice_days", {"ordinary": 7}),
        ("notice_days", {"ordinary": 7, "extraordinary": -1}),
        ("notice_days", {"ordinary": 7, "extraordinary": 3, "other": 1}),
        ("quorum_fraction", "half"),
        ("suspension_months", 0),
        ("suspension_months", "6 years"),
        ("absences_consecutive", 0),
        ("absences_window", 0),
        ("president_term", {}),
        ("president_term", {"decades": 1}),
        ("failed_session_counts", "perhaps"),
        ("failed_session_counts", None),
        ("failed_session_counts", 2),
        ("mesa_composition", []),
    ],
)
def test_a_value_without_sense_is_refused_by_name(name, value):
    with pytest.raises(InvalidParameter) as refusal:
        Regulation.from_overrides({name: value})
    assert refusal.value.name == name
    assert refusal.value.expected


def test_an_unknown_parameter_is_refused_by_name():
    with pytest.raises(InvalidParameter, match="quorum_fractoin"):
        Regulation.from_overrides({"quorum_fractoin": "2/3"})


def test_one_parameter_under_two_names_is_refused():
    with pytest.raises(InvalidParameter, match="once"):
        Regulation.from_overrides({"president_term": 4, "president_term_years": 2})


def test_a_regulation_made_in_code_is_checked_as_well():
    with pytest.raises(InvalidParameter):
        Regulation(quorum_fraction=Fraction(4, 3))
    with pytest.raises(InvalidParameter):
        Regulation(notice_days=True)
    with pytest.raises(InvalidParameter):
        Regulation(casting_vote="chair")  # type: ignore[arg-type]


def test_nothing_overridden_is_puno_2022():
    assert Regulation.from_overrides({}) == PUNO_2022


def test_an_unknown_name_has_no_value():
    with pytest.raises(InvalidParameter):
        PUNO_2022.value_of("quorum")


def _values(parameter):
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.kind == "flag":
        return st.booleans()
    if parameter.kind == "fraction":
        fractions = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100).map(str)
        return fractions | st.sampled_from(parameter.choices)
    if parameter.kind == "notice":
        days = st.integers(parameter.minimum, parameter.maximum)
        days = days | st.builds("{} {}".format, days, st.sampled_from(DayUnit))
        return days | st.fixed_dictionaries({"ordinary": days, "extraordinary": days})
    return st.integers(parameter.minimum, parameter.maximum)


@given(st.fixed_dictionaries({}, optional={p.name: _values(p) for p in PARAMETERS}))
def test_every_regulation_survives_being_written_and_read(overrides):
    regulation = Regulation.from_overrides(overrides)
    assert Regulation.from_overrides(json.loads(json.dumps(regulation.as_overrides()))) == regulation


@given(
    st.sampled_from(PARAMETERS),
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.integers(), max_size=2)
    ),
)
def test_whatever_is_written_is_read_or_refused_and_never_breaks(parameter, value):
    try:
        regulation = Regulation.from_overrides({parameter.name: value})
    except InvalidParameter as refusal:
        assert refusal.name == parameter.name
    else:
        assert Regulation.from_overrides(regulation.as_overrides()) == regulation


def test_a_refusal_says_in_words_what_would_do():
    expected = {parameter.name: parameter.expected for parameter in PARAMETERS}
    assert expected["casting_vote"] == "one of chair, none"
    assert expected["failed_session_counts"] == "yes or no"
    assert expected["quorum_fraction"] == "a fraction above 0 and at most 1, such as 2/3, or half_plus_one"
    assert expected["notice_days"] == (
        'a whole number of days from 0 to 365, such as 7 or "2 business days", or one for each of ordinary and extraordinary'
    )
    assert expected["justification_days"] == "a whole number of business days from 0 to 365"
