"""Art. 8: the president."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.params import PUNO_2022, PresidentSector, Regulation
from regulation.terms import PastTerm, judge_election, status_of_term, term_end

ROSA, JUAN = "Rosa Quispe", "Juan Mamani"


def elect(on, person=ROSA, *, terms=(), sector="private", member=True, suspended=False, regulation=PUNO_2022):
    return judge_election(
        on=on,
        person=person,
        sector=sector,
        member=member,
        suspended=suspended,
        terms=terms,
        regulation=regulation,
    )


@pytest.mark.parametrize(
    ("starts_on", "last_day"),
    [
        (date(2026, 3, 12), date(2028, 3, 12)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 12, 31), date(2028, 12, 31)),
    ],
)
def test_a_term_lasts_two_years_date_to_date(starts_on, last_day):
    assert term_end(starts_on, PUNO_2022) == last_day


def test_a_private_member_is_elected_until_the_same_day_two_years_on():
    ruling = elect(date(2026, 3, 12))
    assert (ruling.code, ruling.holds, ruling.article) == ("ok", True, "Art. 8")
    assert (ruling.facts["ends_on"], ruling.facts["warning"], ruling.facts["consecutive"]) == ("2028-03-12", False, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sector": "public"}, "not_private"),
        ({"sector": "academic"}, "not_private"),
        ({"member": False}, "not_member"),
        ({"suspended": True}, "suspended"),
        ({"member": False, "sector": "public"}, "not_member"),
        ({"sector": "private", "regulation": Regulation(president_sector=PresidentSector.PUBLIC)}, "wrong_sector"),
    ],
)
def test_not_everybody_can_give_a_president(changes, code):
    ruling = elect(date(2026, 3, 12), **changes)
    assert (ruling.code, ruling.holds, ruling.facts["ends_on"]) == (code, False, None)


FIRST = PastTerm(ROSA, date(2022, 3, 12))
SECOND = PastTerm(ROSA, date(2024, 3, 14))


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2022, 3, 12), "term_running"),
        (date(2024, 3, 12), "term_running"),
        (date(2024, 3, 13), "ok"),
        (date(2022, 1, 1), "term_running"),  # one already given for later stands in the way too
    ],
)
def test_nobody_is_elected_while_a_term_runs_to_its_last_day(on, code):
    ruling = elect(on, JUAN, terms=[FIRST])
    assert ruling.code == code
    assert ruling.facts["running_until"] == ("2024-03-12" if code == "term_running" else None)


def test_a_second_term_in_a_row_carries_no_warning():
    ruling = elect(date(2024, 6, 1), terms=[FIRST])
    assert (ruling.code, ruling.facts["warning"], ruling.facts["consecutive"]) == ("ok", False, 2)


def test_a_third_term_in_a_row_is_refused():
    ruling = elect(date(2026, 3, 15), terms=[SECOND, FIRST])
    assert (ruling.code, ruling.facts["consecutive"], ruling.facts["max_consecutive"]) == ("term_limit", 3, 2)


def test_days_of_vacancy_do_not_make_terms_less_consecutive():
    assert elect(date(2026, 12, 1), terms=[FIRST, SECOND]).code == "term_limit"


def test_the_person_counts_however_the_name_was_typed():
    for typed in ("  rosa  QUISPE ", "Rosa Quispé", "ROSA QUISPE\u0301"):
        assert elect(date(2026, 3, 15), typed, terms=[FIRST, SECOND]).code == "term_limit"
    assert elect(date(2026, 3, 15), "Rosa Quispes", terms=[FIRST, SECOND]).code == "ok"


def test_a_return_after_somebody_elses_term_is_warned():
    between = PastTerm(JUAN, date(2026, 3, 16))
    ruling = elect(date(2028, 4, 1), terms=[FIRST, SECOND, between])
    assert (ruling.code, ruling.facts["warning"], ruling.facts["consecutive"]) == ("ok", True, 1)


def test_a_term_that_ended_early_makes_room_and_counts():
    resigned = PastTerm(ROSA, date(2024, 3, 14), ended_early_on=date(2025, 1, 10))
    assert elect(date(2025, 1, 9), JUAN, terms=[FIRST, resigned]).code == "term_running"
    assert elect(date(2025, 1, 10), JUAN, terms=[FIRST, resigned]).code == "ok"
    assert elect(date(2025, 1, 10), terms=[FIRST, resigned]).code == "term_limit"


def test_a_replacement_has_a_full_term():
    resigned = PastTerm(ROSA, date(2024, 3, 14), ended_early_on=date(2025, 1, 10))
    assert elect(date(2025, 2, 1), JUAN, terms=[resigned]).facts["ends_on"] == "2027-02-01"


@pytest.mark.parametrize(
    ("on", "code", "days_left", "holds"),
    [
        (date(2026, 3, 11), "future", 732, False),
        (date(2026, 3, 12), "in_force", 731, True),
        (date(2027, 12, 12), "in_force", 91, True),
        (date(2027, 12, 13), "expiring", 90, True),
        (date(2028, 3, 12), "expiring", 0, True),
        (date(2028, 3, 13), "expired", -1, False),
    ],
)
def test_a_mandate_is_in_force_expires_and_is_then_held_until_a_successor(on, code, days_left, holds):
    ruling = status_of_term(starts_on=date(2026, 3, 12), on=on, regulation=PUNO_2022)
    assert (ruling.code, ruling.facts["days_left"], ruling.holds) == (code, days_left, holds)


def test_a_resignation_ends_a_mandate_from_its_day():
    starts_on, ended = date(2026, 3, 12), date(2027, 1, 10)
    before = status_of_term(starts_on=starts_on, on=date(2027, 1, 9), regulation=PUNO_2022, ended_early_on=ended)
    after = status_of_term(starts_on=starts_on, on=ended, regulation=PUNO_2022, ended_early_on=ended)
    assert (before.code, after.code) == ("in_force", "ended")


TERMS = st.lists(
    st.builds(
        PastTerm, st.sampled_from([ROSA, JUAN, "Ana Ccama"]), st.dates(date(2010, 1, 1), date(2026, 1, 1)), st.none()
    ),
    max_size=6,
    unique_by=lambda term: term.starts_on,
)


@given(TERMS, st.dates(date(2010, 1, 1), date(2032, 1, 1)), st.randoms(use_true_random=False))
def test_the_order_in_which_terms_were_entered_changes_nothing(terms, on, random):
    assert elect(on, terms=terms) == elect(on, terms=random.sample(terms, len(terms)))


@given(TERMS, st.dates(date(2028, 1, 3), date(2040, 1, 1)))
def test_somebody_elses_term_in_between_always_allows_a_return(terms, on):
    between = PastTerm("Luis Apaza", date(2026, 1, 2))
    ruling = elect(on, terms=[*terms, between])
    assert ruling.holds
    assert ruling.facts["warning"] == any(term.person == ROSA for term in terms)
