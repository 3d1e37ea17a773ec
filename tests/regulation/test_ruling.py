"""A ruling is evidence: it is stored as it was given, and read back the same."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.params import PUNO_2022
from regulation.quorum import judge_quorum
from regulation.ruling import Ruling

FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.booleans(),
    st.text(max_size=8),
    st.text(max_size=8),
    st.text(max_size=8),
    st.dictionaries(st.text(max_size=5), FACTS, max_size=4),
)
def test_a_ruling_survives_being_stored(holds, article, rule, code, facts):
    ruling = Ruling(rule=rule, holds=holds, article=article, code=code, facts=facts)
    assert Ruling.from_dict(json.loads(json.dumps(ruling.as_dict()))) == ruling


def test_the_stored_copy_does_not_change_with_the_facts_it_came_from():
    facts = {"late": ["I01"]}
    stored = Ruling(holds=False, article="Art. 7", code="notice_short", facts=facts).as_dict()
    facts["late"].append("I02")
    assert stored["facts"] == {"late": ["I01"]}


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"holds": True, "article": "Art. 13", "code": "ok"},
        {"holds": "yes", "article": "Art. 13", "code": "ok", "facts": {}},
        {"holds": True, "article": "Art. 13", "code": "ok", "facts": []},
        {"holds": True, "article": "Art. 13", "code": "ok", "facts": {}, "extra": 1},
        {"rule": None, "holds": True, "article": "Art. 13", "code": "ok", "facts": {}},
    ],
)
def test_what_is_not_a_ruling_is_refused(stored):
    with pytest.raises(ValueError):
        Ruling.from_dict(stored)


def test_a_fact_that_cannot_be_stored_is_refused():
    ruling = Ruling(holds=True, article="Art. 7", code="ok", facts={"on": date(2026, 3, 12)})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        ruling.as_dict()


def test_a_figure_is_read_with_its_kind():
    ruling = judge_quorum(members=23, enabled=23, present=15, regulation=PUNO_2022)
    assert (ruling.number("missing"), ruling.flag("reachable"), ruling.text("fraction")) == (1, True, "2/3")
    with pytest.raises(TypeError):
        ruling.number("reachable")
    with pytest.raises(TypeError):
        ruling.flag("missing")
    with pytest.raises(TypeError):
        ruling.text("missing")
