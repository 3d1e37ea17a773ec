"""Art. 13: votes, ties and the casting vote. Art. 5: who votes. Art. 7: points added in the session."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.params import PUNO_2022, AddedItem, CastingVote, MajorityBase, Regulation
from regulation.voting import RESULTS, judge_added_item, judge_entitlement, judge_vote, needed_for

VOTES_CAST = Regulation(majority_base=MajorityBase.VOTES_CAST)
NO_CASTING = Regulation(casting_vote=CastingVote.NONE)
NO_CASTING_VOTES_CAST = Regulation(casting_vote=CastingVote.NONE, majority_base=MajorityBase.VOTES_CAST)
UNANIMOUS = Regulation(added_item=AddedItem.UNANIMOUS)


def vote(votes_for, against, abstain=0, voters=16, regulation=PUNO_2022, casting=None):
    return judge_vote(
        votes_for=votes_for, against=against, abstain=abstain, voters=voters, regulation=regulation, casting=casting
    )


@pytest.mark.parametrize(
    ("voters", "needed"), [(0, 1), (1, 1), (2, 2), (3, 2), (15, 8), (16, 9), (17, 9), (23, 12), (24, 13)]
)
def test_more_than_half_of_the_voters_present_are_needed(voters, needed):
    assert needed_for(voters, 0, PUNO_2022) == needed


def test_on_votes_cast_one_more_than_those_against_is_needed():
    assert needed_for(16, 7, VOTES_CAST) == 8


@pytest.mark.parametrize(
    ("votes_for", "against", "abstain", "code"),
    [
        (9, 7, 0, "approved"),
        (9, 0, 0, "approved"),
        (8, 7, 1, "rejected"),
        (8, 0, 8, "rejected"),
        (8, 0, 0, "rejected"),
        (7, 8, 1, "rejected"),
        (8, 8, 0, "tie"),
        (5, 5, 6, "tie"),
        (1, 1, 0, "tie"),
        (0, 0, 16, "rejected"),
        (0, 0, 0, "rejected"),
        (16, 0, 0, "approved"),
        (9, 8, 0, "counts_exceed_voters"),
        (16, 0, 1, "counts_exceed_voters"),
    ],
)
def test_sixteen_present_vote_under_the_majority_of_those_present(votes_for, against, abstain, code):
    ruling = vote(votes_for, against, abstain)
    assert (ruling.code, ruling.holds, ruling.facts["needed"]) == (code, code == "approved", 9)
    assert ruling.facts["accepted"] is (code in RESULTS)


@pytest.mark.parametrize(
    ("votes_for", "against", "abstain", "code"),
    [
        (8, 7, 1, "approved"),
        (1, 0, 15, "approved"),
        (1, 0, 0, "approved"),
        (8, 8, 0, "tie"),
        (7, 8, 1, "rejected"),
        (0, 0, 16, "rejected"),
    ],
)
def test_sixteen_present_vote_under_the_majority_of_votes_cast(votes_for, against, abstain, code):
    ruling = vote(votes_for, against, abstain, regulation=VOTES_CAST)
    assert (ruling.code, ruling.facts["needed"]) == (code, against + 1)


@pytest.mark.parametrize(
    ("votes_for", "against", "casting", "regulation", "code"),
    [
        (8, 8, "for", PUNO_2022, "approved"),
        (8, 8, "against", PUNO_2022, "rejected"),
        (7, 7, "for", PUNO_2022, "rejected"),  # 2 · (7 + 1) is not more than 16
        (5, 5, "for", VOTES_CAST, "approved"),
        (5, 5, "against", VOTES_CAST, "rejected"),
        (9, 7, "for", PUNO_2022, "no_tie"),
        (7, 9, "for", PUNO_2022, "no_tie"),
        (0, 0, "for", PUNO_2022, "no_tie"),
        (8, 8, "for", NO_CASTING, "not_entitled"),
        (9, 8, "for", PUNO_2022, "counts_exceed_voters"),
    ],
)
def test_the_casting_vote_decides_a_tie_and_nothing_else(votes_for, against, casting, regulation, code):
    ruling = vote(votes_for, against, regulation=regulation, casting=casting)
    assert (ruling.code, ruling.holds, ruling.facts["casting"]) == (code, code == "approved", casting)


def test_with_seventeen_voters_a_casting_vote_on_eight_each_approves():
    assert vote(8, 8, 1, voters=17, casting="for").code == "approved"


def test_a_tie_without_a_casting_vote_is_rejected_and_still_a_tie():
    ruling = vote(8, 8, regulation=NO_CASTING)
    assert (ruling.code, ruling.facts["tied"], ruling.facts["result"]) == ("rejected", True, "rejected")


def test_the_ruling_shows_its_arithmetic():
    assert vote(8, 7, 0).facts == {
        "accepted": True,
        "result": "rejected",
        "for": 8,
        "against": 7,
        "abstain": 0,
        "not_voting": 1,
        "voters": 16,
        "needed": 9,
        "tied": False,
        "casting": None,
        "for_with_casting": 8,
        "majority_base": "present",
    }


def test_votes_are_never_negative():
    with pytest.raises(ValueError):
        vote(-1, 0)


REGULATIONS = [PUNO_2022, VOTES_CAST, NO_CASTING, NO_CASTING_VOTES_CAST]
COUNTS = st.integers(0, 30)


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 90), st.sampled_from(REGULATIONS))
def test_without_a_casting_vote_nothing_is_approved_with_no_more_for_than_against(
    votes_for, against, abstain, voters, regulation
):
    if vote(votes_for, against, abstain, voters, regulation).holds:
        assert votes_for > against


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 90), st.sampled_from(["for", "against"]), st.sampled_from(REGULATIONS))
def test_a_casting_vote_never_overturns_a_vote_that_was_not_tied(
    votes_for, against, abstain, voters, casting, regulation
):
    ruling = vote(votes_for, against, abstain, voters, regulation, casting)
    if votes_for != against:
        assert ruling.code not in RESULTS


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 90), st.sampled_from(REGULATIONS))
def test_one_vote_more_in_favour_never_loses_a_motion(votes_for, against, abstain, voters, regulation):
    before = vote(votes_for, against, abstain, voters, regulation)
    after = vote(votes_for + 1, against, abstain, voters, regulation)
    assert after.holds or not before.holds or after.code == "counts_exceed_voters"


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 90), st.sampled_from(REGULATIONS))
def test_needed_is_exactly_where_approval_begins(votes_for, against, abstain, voters, regulation):
    ruling = vote(votes_for, against, abstain, voters, regulation)
    if ruling.code in RESULTS:
        assert ruling.holds == (votes_for >= ruling.facts["needed"])


ENTITLED = {
    "present": True,
    "role": "titular",
    "titular_present": True,
    "suspended": False,
    "may_vote": True,
    "impeded": False,
}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"role": "alternate", "titular_present": False}, None),
        ({"role": "alternate"}, "alternate_while_titular"),
        ({"present": False}, "absent"),
        ({"suspended": True}, "suspended"),
        ({"may_vote": False}, "voice_only"),
        ({"impeded": True}, "impeded"),
        ({"suspended": True, "impeded": True}, "suspended"),
    ],
)
def test_who_may_vote_and_why_not(changes, reason):
    ruling = judge_entitlement(**{**ENTITLED, **changes})
    assert (ruling.holds, ruling.code) == (reason is None, "ok" if reason is None else "not_entitled")
    assert ruling.facts["reason"] == reason


def added(votes_for, against=0, voters=23, present=23, enabled=23, regulation=PUNO_2022, abstain=0):
    return judge_added_item(
        votes_for=votes_for,
        against=against,
        voters=voters,
        present_members=present,
        enabled_members=enabled,
        regulation=regulation,
        abstain=abstain,
    )


@pytest.mark.parametrize(
    ("ruling", "code", "warning"),
    [
        pytest.param(added(9, 7, 16, 16), "added", True, id="a majority, with the warning"),
        pytest.param(added(16, 0, 16, 16), "added", True, id="all those present, but not all members"),
        pytest.param(added(23), "added", False, id="all members and all in favour"),
        pytest.param(added(22, 0, abstain=1), "added", True, id="one abstains"),
        pytest.param(added(20, 0, 20, 20, 20), "added", False, id="suspended members are not waited for"),
        pytest.param(added(8, 8, 16, 16), "no_majority", False, id="a tie adds nothing"),
        pytest.param(added(8, 7, 16, 16), "no_majority", False, id="half is no majority"),
        pytest.param(added(17, 0, 16, 16), "counts_exceed_voters", False, id="too many votes"),
        pytest.param(added(23, regulation=UNANIMOUS), "added", False, id="unanimous"),
        pytest.param(added(24, 0, 24, regulation=UNANIMOUS), "added", False, id="unanimous with MINCETUR"),
        pytest.param(added(23, 1, 24, regulation=UNANIMOUS), "needs_unanimity", False, id="MINCETUR against"),
        pytest.param(added(22, 0, regulation=UNANIMOUS), "needs_unanimity", False, id="one silent"),
        pytest.param(added(22, 0, 22, 22, regulation=UNANIMOUS), "needs_unanimity", False, id="one member missing"),
        pytest.param(added(22, 0, 22, 23, regulation=UNANIMOUS), "needs_unanimity", False, id="one member impeded"),
        pytest.param(added(24, regulation=UNANIMOUS), "counts_exceed_voters", False, id="too many, unanimous"),
        pytest.param(added(0, 0, 0, 0, 0, regulation=UNANIMOUS), "needs_unanimity", False, id="nobody"),
    ],
)
def test_a_point_is_added_by_the_rule_in_force(ruling, code, warning):
    assert (ruling.code, ruling.holds, ruling.facts["warning"]) == (code, code == "added", warning)


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 60), st.integers(0, 30), st.integers(0, 30))
def test_what_unanimity_adds_a_majority_adds_without_warning(votes_for, against, abstain, voters, present, enabled):
    figures = {"voters": voters, "present": present, "enabled": enabled, "abstain": abstain}
    strict = added(votes_for, against, **figures, regulation=UNANIMOUS)
    if strict.holds:
        lenient = added(votes_for, against, **figures)
        assert lenient.holds
        assert not lenient.facts["warning"]
