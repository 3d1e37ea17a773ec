"""An election between several candidates, and what breaks a tie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.elections import judge_round
from regulation.params import PUNO_2022, ElectionTie, Regulation

CASTING = Regulation(election_tie=ElectionTie.CASTING_VOTE)
TIED = {"Rosa": 8, "Juan": 8, "Ana": 3}


def judged(votes, regulation=PUNO_2022, **how):
    return judge_round(votes=votes, regulation=regulation, **how)


@pytest.mark.parametrize(
    ("ruling", "code", "elected"),
    [
        (judged({"Rosa": 9, "Juan": 8}), "elected", "Rosa"),
        (judged({"Rosa": 1}), "elected", "Rosa"),
        (judged(TIED), "second_round", None),
        (judged(TIED, second_round=True), "draw_lots", None),
        (judged(TIED, second_round=True, lot="Juan"), "elected", "Juan"),
        (judged(TIED, second_round=True, lot="Ana"), "not_among_tied", None),
        (judged(TIED, lot="Juan"), "not_entitled", None),
        (judged(TIED, casting="Juan"), "not_entitled", None),
        (judged(TIED, CASTING), "casting_needed", None),
        (judged(TIED, CASTING, casting="Rosa"), "elected", "Rosa"),
        (judged(TIED, CASTING, casting="Ana"), "not_among_tied", None),
        (judged(TIED, CASTING, second_round=True, lot="Rosa"), "not_entitled", None),
        (judged({"Rosa": 9, "Juan": 8}, second_round=True, lot="Juan"), "no_tie", None),
        (judged({"Rosa": 0, "Juan": 0}), "no_votes", None),
        (judged({}), "no_votes", None),
    ],
)
def test_a_round_elects_or_says_what_is_still_needed(ruling, code, elected):
    assert (ruling.code, ruling.facts["elected"], ruling.holds) == (code, elected, code == "elected")


def test_the_tied_go_to_the_second_round():
    assert judged(TIED).facts["tied"] == ["Juan", "Rosa"]


@pytest.mark.parametrize(
    ("ruling", "by"),
    [
        (judged({"Rosa": 9, "Juan": 8}), "votes"),
        (judged(TIED, second_round=True, lot="Juan"), "lots"),
        (judged(TIED, CASTING, casting="Rosa"), "casting"),
    ],
)
def test_the_ruling_says_what_decided(ruling, by):
    assert ruling.facts["by"] == by


def test_votes_are_never_negative():
    with pytest.raises(ValueError):
        judged({"Rosa": -1})


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 23)), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_changes_nothing(votes, random):
    shuffled = dict(random.sample(list(votes.items()), len(votes)))
    assert judged(votes) == judged(shuffled)


@pytest.mark.parametrize(
    ("ruling", "article"),
    [
        (judged({"Rosa": 9, "Juan": 8}), "Art. 13"),
        (judged(TIED), "CCR 25"),
        (judged(TIED, second_round=True, lot="Juan"), "CCR 25"),
        (judged(TIED, CASTING, casting="Rosa"), "Art. 13"),
    ],
)
def test_a_second_round_and_lots_rest_on_another_text_than_the_votes(ruling, article):
    assert ruling.article == article
