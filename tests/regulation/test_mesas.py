"""Art. 10: a Mesa's composition and its coordinator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.mesas import MesaMember, judge_composition, judge_coordinator, judge_eligibility
from regulation.params import PUNO_2022

PUBLIC = MesaMember("I02", "public")
PRIVATE = MesaMember("I15", "private")
UNIVERSITY = MesaMember("I23", "academic")


def composed(*members: MesaMember):
    return judge_composition(members=members, regulation=PUNO_2022)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ((PUBLIC, PRIVATE, UNIVERSITY), "ok"),
        ((PUBLIC, PRIVATE), "too_few_members"),
        ((), "too_few_members"),
        ((MesaMember("I01", "public"), PUBLIC, UNIVERSITY), "needs_private"),
        ((MesaMember("I16", "private"), PRIVATE, UNIVERSITY), "needs_public"),
        ((UNIVERSITY, MesaMember("I24", "academic"), MesaMember("I25", "academic")), "needs_public"),
        ((PUBLIC, PRIVATE, UNIVERSITY, PRIVATE), "duplicate_member"),
        ((PUBLIC, PUBLIC), "duplicate_member"),
        ((PUBLIC, UNIVERSITY, MesaMember("I15", "private", suspended=True)), "too_few_members"),
        (
            (PUBLIC, UNIVERSITY, MesaMember("I01", "public"), MesaMember("I15", "private", suspended=True)),
            "needs_private",
        ),
    ],
)
def test_a_mesa_needs_three_members_one_public_and_one_private(members, code):
    ruling = composed(*members)
    assert (ruling.code, ruling.holds, ruling.article) == (code, code == "ok", "Art. 10")
    assert ruling.facts["state"] == ("regular" if code == "ok" else "irregular")


def test_the_ruling_counts_each_sector():
    facts = composed(PUBLIC, PRIVATE, UNIVERSITY, MesaMember("I16", "private", suspended=True)).facts
    assert [facts[key] for key in ("members", "public", "private", "academic", "suspended")] == [3, 1, 1, 1, 1]


MEMBERS = st.lists(
    st.builds(
        MesaMember,
        st.integers(1, 30).map(lambda seat: f"I{seat:02}"),
        st.sampled_from(["public", "private", "academic"]),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda member: member.member,
)


@given(MEMBERS, st.randoms(use_true_random=False))
def test_the_order_in_which_members_were_entered_changes_nothing(members, random):
    assert composed(*members) == composed(*random.sample(members, len(members)))


@given(MEMBERS, st.sampled_from(["public", "private", "academic"]))
def test_another_member_never_makes_a_regular_mesa_irregular(members, sector):
    if composed(*members).holds:
        assert composed(*members, MesaMember("I99", sector)).holds


@pytest.mark.parametrize(
    ("in_mesa", "kind", "votes_for", "against", "code"),
    [
        (True, "producer", 2, 1, "ok"),
        (True, "producers_org", 1, 0, "ok"),
        (True, "exporter", 3, 0, "ok"),
        (True, "other", 3, 0, "not_eligible"),
        (False, "exporter", 3, 0, "not_in_mesa"),
        (False, "other", 3, 0, "not_in_mesa"),
        (True, "exporter", 2, 2, "no_majority"),
        (True, "exporter", 1, 2, "no_majority"),
        (True, "exporter", 0, 0, "no_majority"),
    ],
)
def test_a_coordinator_produces_or_exports_and_has_more_than_half_of_the_votes_cast(
    in_mesa, kind, votes_for, against, code
):
    ruling = judge_coordinator(in_mesa=in_mesa, kind=kind, votes_for=votes_for, against=against)
    assert (ruling.code, ruling.holds) == (code, code == "ok")


def test_votes_are_never_negative():
    with pytest.raises(ValueError):
        judge_coordinator(in_mesa=True, kind="exporter", votes_for=1, against=-1)


@pytest.mark.parametrize(
    ("in_mesa", "kind", "code"),
    [
        (True, "producer", "ok"),
        (True, "producers_org", "ok"),
        (True, "exporter", "ok"),
        (True, "university", "not_eligible"),
        (False, "producer", "not_in_mesa"),
    ],
)
def test_who_may_coordinate_is_judged_without_votes(in_mesa: bool, kind: str, code: str) -> None:
    ruling = judge_eligibility(in_mesa=in_mesa, kind=kind)
    assert (ruling.holds, ruling.rule, ruling.code) == (code == "ok", "coordinator", code)
