"""Art. 11: a new member."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from regulation.admission import counts_in_session, judge_admission
from regulation.params import PUNO_2022
from regulation.quorum import judge_quorum
from regulation.voting import judge_vote


def admitted(votes_for, against, *, abstain=0, present=16, voters=16, already_member=False, casting=None):
    return judge_admission(
        already_member=already_member,
        quorum=judge_quorum(members=23, enabled=23, present=present, regulation=PUNO_2022),
        vote=judge_vote(
            votes_for=votes_for,
            against=against,
            abstain=abstain,
            voters=voters,
            regulation=PUNO_2022,
            casting=casting,
        ),
    )


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (admitted(9, 7), "admitted"),
        (admitted(8, 7, abstain=1), "no_majority"),
        (admitted(8, 8), "tie"),
        (admitted(8, 8, casting="for"), "admitted"),
        (admitted(8, 8, casting="against"), "no_majority"),
        (admitted(17, 0), "counts_exceed_voters"),
        (admitted(15, 0, present=15, voters=15), "no_quorum"),
        (admitted(16, 0, already_member=True), "already_member"),
    ],
)
def test_an_applicant_is_admitted_by_majority_in_a_session_with_quorum(ruling, code):
    assert (ruling.code, ruling.holds, ruling.facts["accepted"]) == (code, code == "admitted", code == "admitted")


def test_a_new_member_counts_only_in_sessions_convened_after_its_acuerdo():
    acuerdo = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
    assert not counts_in_session(admitted_at=acuerdo, convened_at=acuerdo - timedelta(days=1))
    assert not counts_in_session(admitted_at=acuerdo, convened_at=acuerdo)
    assert counts_in_session(admitted_at=acuerdo, convened_at=acuerdo + timedelta(minutes=1))
