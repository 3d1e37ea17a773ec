"""Each row of the parameter table, at its default and at every other value, with the figure that it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

import pytest

from regulation.absences import Justification, SessionFact, judge_ledger, justification_due
from regulation.attendance import Stay, judge_attendance, judge_computed
from regulation.calendar import BusinessCalendar
from regulation.duties import HeldSession, judge_year
from regulation.elections import judge_round
from regulation.mesas import MesaMember, judge_composition
from regulation.notice import Receipt, judge_notice, judge_waiver
from regulation.params import PARAMETERS, Regulation, SanctionBy
from regulation.quorum import judge_quorum, required_for
from regulation.suspension import hearing_due, judge_sanction, suspension_period
from regulation.terms import PastTerm, judge_election, term_end
from regulation.voting import judge_added_item, judge_vote

WEEKDAYS = BusinessCalendar()


@dataclass(frozen=True)
class Row:
    """`figure` is what the rule answers under a regulation; `expected` what it must be for each value, default first."""

    figure: Callable[[Regulation], Any]
    expected: dict[Any, Any]


def tied_vote(regulation: Regulation) -> str:
    return judge_vote(votes_for=8, against=8, abstain=0, voters=16, regulation=regulation).code


def one_more_for_than_against(regulation: Regulation) -> str:
    return judge_vote(votes_for=8, against=7, abstain=1, voters=16, regulation=regulation).code


def early_leaver(regulation: Regulation) -> str:
    nine, ten, noon = (datetime(2026, 3, 12, hour, tzinfo=UTC) for hour in (9, 10, 12))
    return judge_attendance(
        stays=[Stay(nine, ten)],
        installed_at=nine,
        orden_del_dia_at=ten,
        closed_at=noon,
        regulation=regulation,
    ).code


def unproven_receipt(regulation: Regulation) -> str:
    receipt = Receipt("I01", date(2026, 3, 2), proven=False)
    return judge_notice(
        kind="ordinary", calendar=WEEKDAYS, session_on=date(2026, 3, 12), receipts=[receipt], regulation=regulation
    ).code


def week_of_notice(regulation: Regulation) -> str:
    receipt = Receipt("I01", date(2026, 3, 11), proven=True)
    return judge_notice(
        kind="ordinary", calendar=WEEKDAYS, session_on=date(2026, 3, 18), receipts=[receipt], regulation=regulation
    ).code


def sixteen_of_twenty_for_an_added_point(regulation: Regulation) -> str:
    return judge_added_item(
        votes_for=16, against=4, voters=20, present_members=20, enabled_members=23, regulation=regulation
    ).code


def one_ordinary_session_a_quarter(regulation: Regulation) -> tuple[str, list[int]]:
    installed = [HeldSession("ordinary", date(2026, month, 12), mincetur=True) for month in (3, 6, 9, 12)]
    ruling = judge_year(on=date(2027, 1, 1), installed=installed, regulation=regulation, year=2026)
    return ruling.code, ruling.facts["quarters_missed"]  # type: ignore[return-value]


def third_term_in_a_row(regulation: Regulation) -> str:
    terms = [PastTerm("Rosa Quispe", date(2020, 3, 12)), PastTerm("Rosa Quispe", date(2022, 3, 14))]
    return elect(terms, "private", regulation)


def elect(terms: list[PastTerm], sector: str, regulation: Regulation) -> str:
    return judge_election(
        on=date(2026, 3, 12),
        person="Rosa Quispe",
        sector=sector,
        member=True,
        suspended=False,
        terms=terms,
        regulation=regulation,
    ).code


def sectors_that_may_preside(regulation: Regulation) -> list[str]:
    return [sector for sector in ("private", "public", "academic") if elect([], sector, regulation) == "ok"]


def mesa(*sectors: Any) -> Callable[[Regulation], str]:
    members = [MesaMember(f"I{number:02}", sector) for number, sector in enumerate(sectors)]
    return lambda regulation: judge_composition(members=members, regulation=regulation).code


def absent_in(*months: tuple[int, int], present_in: tuple[tuple[int, int], ...] = ()) -> list[SessionFact]:
    return [
        SessionFact(f"{year}-{month}", date(year, month, 10), computed=True, attended=(year, month) in present_in)
        for year, month in sorted({*months, *present_in})
    ]


def infraction(facts: list[SessionFact], regulation: Regulation) -> str | None:
    found = judge_ledger(facts, on=date(2027, 12, 31), calendar=WEEKDAYS, regulation=regulation).infraction
    return found.kind if found else None


def absence_justified_between_two(regulation: Regulation) -> int:
    facts = absent_in((2026, 1), (2026, 3))
    accepted = Justification(date(2026, 2, 11), accepted=True, decided_on=date(2026, 2, 12))
    facts.append(SessionFact("2026-2", date(2026, 2, 10), computed=True, attended=False, justification=accepted))
    return judge_ledger(facts, on=date(2026, 4, 1), calendar=WEEKDAYS, regulation=regulation).run


def sanctioned_by(who: SanctionBy) -> Callable[[Regulation], str]:
    return lambda regulation: (
        judge_sanction(decided_by=who, acuerdo=True, affected_voted=False, heard=True, regulation=regulation).code
    )


TABLE: dict[str, Row] = {
    "quorum_fraction": Row(
        lambda regulation: required_for(23, regulation),
        {"2/3": 16, "half_plus_one": 12, "1/2": 12, "3/4": 18, "1/3": 8, "1": 23},
    ),
    "quorum_base": Row(
        lambda regulation: judge_quorum(members=23, enabled=20, present=14, regulation=regulation).facts["required"],
        {"all_members": 16, "enabled_members": 14},
    ),
    "second_call": Row(lambda regulation: required_for(23, regulation, call=2), {"none": 16, "lpag": 8}),
    "majority_base": Row(one_more_for_than_against, {"present": "rejected", "votes_cast": "approved"}),
    "casting_vote": Row(tied_vote, {"chair": "tie", "none": "rejected"}),
    "election_tie": Row(
        lambda regulation: judge_round(votes={"Rosa": 8, "Juan": 8}, regulation=regulation).code,
        {"second_round": "second_round", "casting_vote": "casting_needed"},
    ),
    "attendance_counts": Row(early_leaver, {"any_moment": "attended", "orden_del_dia_and_end": "absent"}),
    "receipt": Row(unproven_receipt, {"presumed": "ok", "proof": "not_notified"}),
    "notice_days": Row(
        week_of_notice,
        {7: "ok", 8: "notice_short", 0: "ok", "5 business days": "ok", "6 business days": "notice_short"},
    ),
    "notice_waiver": Row(
        lambda regulation: judge_waiver(enabled=23, enabled_present=23, agreed=True, regulation=regulation).code,
        {"all_enabled_agree": "waived", "none": "no_waiver"},
    ),
    "added_item": Row(sixteen_of_twenty_for_an_added_point, {"majority": "added", "unanimous": "needs_unanimity"}),
    "ordinary_per_year": Row(
        lambda regulation: one_ordinary_session_a_quarter(regulation)[0], {4: "ok", 5: "ordinary_missing", 0: "ok"}
    ),
    "plenary_per_quarter": Row(
        lambda regulation: one_ordinary_session_a_quarter(regulation)[1], {1: [], 2: [1, 2, 3, 4], 0: []}
    ),
    "president_term_years": Row(
        lambda regulation: term_end(date(2026, 3, 12), regulation), {2: date(2028, 3, 12), 4: date(2030, 3, 12)}
    ),
    "president_max_consecutive": Row(third_term_in_a_row, {2: "term_limit", 3: "ok"}),
    "president_sector": Row(
        sectors_that_may_preside,
        {
            "private": ["private"],
            "public": ["public"],
            "academic": ["academic"],
            "any": ["private", "public", "academic"],
        },
    ),
    "mesa_min_members": Row(mesa("public", "private", "academic"), {3: "ok", 4: "too_few_members", 2: "ok"}),
    "mesa_min_public": Row(mesa("private", "private", "academic"), {1: "needs_public", 0: "ok"}),
    "mesa_min_private": Row(mesa("public", "public", "academic"), {1: "needs_private", 0: "ok"}),
    "absences_consecutive": Row(
        lambda regulation: infraction(absent_in((2026, 1), (2026, 2), (2026, 3)), regulation),
        {3: "consecutive", 4: None, 2: "consecutive"},
    ),
    "absences_alternate": Row(
        lambda regulation: infraction(
            absent_in((2026, 1), (2026, 3), (2026, 5), (2026, 7), present_in=((2026, 2), (2026, 4), (2026, 6))),
            regulation,
        ),
        {5: None, 4: "alternate"},
    ),
    "absences_window_years": Row(
        lambda regulation: infraction(absent_in((2025, 6), (2026, 3), (2026, 9)), regulation),
        {1: None, 2: "consecutive"},
    ),
    "absences_count": Row(
        lambda regulation: judge_computed(outcome="held", notified=True, suspended=False, regulation=regulation).code,
        {"yes": "computed", "no": "not_counted"},
    ),
    "failed_session_counts": Row(
        lambda regulation: (
            judge_computed(outcome="no_quorum", notified=True, suspended=False, regulation=regulation).code
        ),
        {"yes": "computed", "no": "no_quorum"},
    ),
    "justified_breaks_run": Row(absence_justified_between_two, {"yes": 1, "no": 2}),
    "justification_days": Row(
        lambda regulation: justification_due(date(2026, 9, 10), WEEKDAYS, regulation),
        {5: date(2026, 9, 17), 10: date(2026, 9, 24), 0: date(2026, 9, 10)},
    ),
    "hearing_days": Row(
        lambda regulation: hearing_due(date(2026, 9, 18), WEEKDAYS, regulation),
        {5: date(2026, 9, 25), 10: date(2026, 10, 2)},
    ),
    "suspension_months": Row(
        lambda regulation: suspension_period(date(2026, 8, 30), regulation).last_day,
        {6: date(2027, 2, 28), 3: date(2026, 11, 30), 12: date(2027, 8, 30)},
    ),
    "sanction_by": Row(sanctioned_by(SanctionBy.ASSEMBLY), {"assembly": "ok", "secretariat": "not_competent"}),
}

CASES = [(name, value) for name, row in TABLE.items() for value in row.expected]


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}={value}" for name, value in CASES])
def test_the_rule_follows_the_value_of_the_parameter(name, value):
    row = TABLE[name]
    assert row.figure(Regulation.from_overrides({name: value})) == row.expected[value]


@pytest.mark.parametrize("name", TABLE)
def test_the_first_value_of_the_row_is_puno_2022(name):
    default = next(iter(TABLE[name].expected))
    assert Regulation.from_overrides({name: default}) == Regulation()


@pytest.mark.parametrize("name", TABLE)
def test_the_parameter_changes_the_answer(name):
    default, *others = TABLE[name].expected.values()
    assert any(other != default for other in others)


def test_the_table_of_parameters_covers_every_field_of_a_regulation():
    assert [parameter.name for parameter in PARAMETERS] == [field.name for field in fields(Regulation)]


def test_every_parameter_is_exercised_here():
    assert set(TABLE) == {parameter.name for parameter in PARAMETERS}


@pytest.mark.parametrize("parameter", [p for p in PARAMETERS if p.kind in ("choice", "flag")], ids=lambda p: p.name)
def test_every_choice_of_a_parameter_is_exercised_here(parameter):
    assert set(TABLE[parameter.name].expected) == set(parameter.choices or ("yes", "no"))
