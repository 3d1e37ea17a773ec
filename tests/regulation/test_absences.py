"""Art. 15.1: justifications, the ledger of absences, and infractions."""

from __future__ import annotations

from datetime import date

import pytest

from regulation.absences import (
    CaseFact,
    Justification,
    Ledger,
    SessionFact,
    judge_justification,
    judge_ledger,
    justification_due,
)
from regulation.calendar import BusinessCalendar
from regulation.params import PUNO_2022, Regulation

CALENDAR = BusinessCalendar(frozenset({date(2026, 7, 28), date(2026, 7, 29)}))
LONG_AFTER = date(2030, 1, 1)


def absent(day: date, *, justification: Justification | None = None, session: str = "") -> SessionFact:
    return SessionFact(session or day.isoformat(), day, computed=True, attended=False, justification=justification)


def present(day: date) -> SessionFact:
    return SessionFact(day.isoformat(), day, computed=True, attended=True)


def not_computed(day: date) -> SessionFact:
    return SessionFact(day.isoformat(), day, computed=False, attended=False)


def justified(day: date, decided_on: date | None = None) -> SessionFact:
    return absent(day, justification=Justification(day, accepted=True, decided_on=decided_on or day))


def rejected(day: date, decided_on: date) -> SessionFact:
    return absent(day, justification=Justification(day, accepted=False, decided_on=decided_on))


def undecided(day: date) -> SessionFact:
    return absent(day, justification=Justification(day))


def ledger(*facts: SessionFact, on: date = LONG_AFTER, regulation: Regulation = PUNO_2022, cases=()) -> Ledger:
    return judge_ledger(facts, on=on, calendar=CALENDAR, regulation=regulation, cases=cases)


def on_the_tenth(*months: int, year: int = 2026) -> list[date]:
    return [date(year, month, 10) for month in months]


JAN, FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP, OCT, NOV, DEC = on_the_tenth(*range(1, 13))


def kind(result: Ledger) -> str | None:
    return result.infraction.kind if result.infraction else None


# ------------------------------------------------------------------------------------------------ the term to justify


@pytest.mark.parametrize(
    ("held_on", "due"),
    [
        (date(2026, 9, 10), date(2026, 9, 17)),
        (date(2026, 7, 24), date(2026, 8, 4)),
        (date(2026, 9, 12), date(2026, 9, 18)),
    ],
)
def test_an_absence_can_be_justified_for_five_business_days(held_on, due):
    assert justification_due(held_on, CALENDAR, PUNO_2022) == due


@pytest.mark.parametrize(
    ("filed_on", "accept", "rejected_before", "code"),
    [
        (date(2026, 9, 17), True, False, "accepted"),
        (date(2026, 9, 17), None, False, "filed"),
        (date(2026, 9, 8), True, False, "accepted"),  # announced before the session
        (date(2026, 9, 18), True, False, "late"),
        (date(2026, 9, 18), False, False, "late"),
        (date(2026, 9, 14), False, False, "rejected"),
        (date(2026, 9, 16), True, True, "rejected"),
    ],
)
def test_a_justification_is_filed_in_time_once_and_accepted(filed_on, accept, rejected_before, code):
    ruling = judge_justification(
        held_on=SEP,
        filed_on=filed_on,
        calendar=CALENDAR,
        regulation=PUNO_2022,
        accept=accept,
        rejected_before=rejected_before,
    )
    assert (ruling.code, ruling.holds) == (code, code in ("accepted", "filed"))
    assert ruling.facts["due"] == "2026-09-17"


@pytest.mark.parametrize(
    "parts",
    [
        {"accepted": True},
        {"decided_on": date(2026, 9, 12)},
        {"accepted": True, "decided_on": date(2026, 9, 10)},
    ],
)
def test_half_a_decision_is_refused(parts):
    with pytest.raises(ValueError):
        Justification(date(2026, 9, 11), **parts)


# ---------------------------------------------------------------------------------------------------- pending, definite


@pytest.mark.parametrize(
    ("fact", "on", "state"),
    [
        (absent(SEP), date(2026, 9, 10), "pending"),
        (absent(SEP), date(2026, 9, 17), "pending"),
        (absent(SEP), date(2026, 9, 18), "unjustified"),
        (undecided(SEP), date(2026, 12, 31), "pending"),
        (justified(SEP, date(2026, 10, 2)), date(2026, 10, 1), "pending"),
        (justified(SEP, date(2026, 10, 2)), date(2026, 10, 2), "justified"),
        (rejected(SEP, date(2026, 9, 14)), date(2026, 9, 13), "pending"),
        (rejected(SEP, date(2026, 9, 14)), date(2026, 9, 14), "unjustified"),
        (rejected(SEP, date(2026, 10, 2)), date(2026, 10, 1), "pending"),
        (rejected(SEP, date(2026, 10, 2)), date(2026, 10, 2), "unjustified"),
        (present(SEP), date(2026, 9, 10), "present"),
        (not_computed(SEP), date(2026, 12, 31), "not_computed"),
    ],
)
def test_an_absence_is_pending_until_its_term_has_passed_or_it_is_decided(fact, on, state):
    assert ledger(fact, on=on).entries[0].state == state


def test_a_late_justification_does_not_help():
    late = absent(SEP, justification=Justification(date(2026, 9, 18), accepted=True, decided_on=date(2026, 9, 20)))
    assert ledger(late).entries[0].state == "unjustified"


def test_a_session_after_the_day_is_left_out():
    assert ledger(absent(SEP), absent(OCT), on=date(2026, 10, 9)).run == 1
    assert len(ledger(absent(SEP), absent(OCT), on=date(2026, 10, 9)).entries) == 1


# --------------------------------------------------------------------------------------------------------- consecutive


def test_three_in_a_row_become_an_infraction_when_the_last_term_has_passed():
    facts = [
        absent(date(2026, 3, 12), session="S1"),
        absent(date(2026, 6, 11), session="S2"),
        absent(SEP, session="S3"),
    ]
    before, after = ledger(*facts, on=date(2026, 9, 17)), ledger(*facts, on=date(2026, 9, 18))
    assert before.as_dict() == {
        "run": 2,
        "in_window": 2,
        "pending": 1,
        "infraction": None,
        "reached_on": None,
        "definite_on": None,
        "triggers": [],
        "warning": True,
        "left_consecutive": 1,
        "left_alternate": 3,
    }
    assert after.as_dict() == {
        "run": 3,
        "in_window": 3,
        "pending": 0,
        "infraction": "consecutive",
        "reached_on": "2026-09-10",
        "definite_on": "2026-09-18",
        "triggers": ["S1", "S2", "S3"],
        "warning": False,
        "left_consecutive": 3,
        "left_alternate": 5,
    }


@pytest.mark.parametrize(
    ("between", "result"),
    [
        (present(MAR), None),
        (justified(MAR), None),
        (undecided(MAR), "consecutive"),
        (not_computed(MAR), "consecutive"),
    ],
)
def test_what_lies_between_breaks_a_run_or_does_not(between, result):
    assert kind(ledger(absent(JAN), absent(FEB), between, absent(APR))) == result


def test_a_justified_absence_breaks_no_run_where_the_regulation_says_so():
    regulation = Regulation(justified_breaks_run=False)
    facts = [absent(JAN), absent(FEB), justified(MAR), absent(APR)]
    assert kind(ledger(*facts, regulation=regulation)) == "consecutive"
    assert kind(ledger(absent(JAN), absent(FEB), present(MAR), absent(APR), regulation=regulation)) is None


@pytest.mark.parametrize(("last", "result"), [(date(2027, 1, 10), "consecutive"), (date(2027, 1, 11), None)])
def test_the_three_of_a_run_lie_inside_one_year_both_ends_included(last, result):
    assert kind(ledger(absent(JAN), absent(JUN), absent(last))) == result


def test_a_run_that_is_too_long_in_time_counts_its_last_three():
    found = ledger(absent(JAN), absent(JUN), absent(date(2027, 1, 11)), absent(date(2027, 3, 10))).infraction
    assert found is not None
    assert found.triggers == ("2026-06-10", "2027-01-11", "2027-03-10")


def test_an_infraction_is_definite_when_the_last_of_its_absences_is():
    found = ledger(rejected(JAN, date(2026, 6, 1)), absent(FEB), absent(MAR)).infraction
    assert found is not None
    assert (found.reached_on, found.definite_on) == (MAR, date(2026, 6, 1))


# ----------------------------------------------------------------------------------------------------------- alternate


def alternating(*absences: date) -> list[SessionFact]:
    """Absent on these days, and present on the twentieth of the same month."""
    return [fact for day in absences for fact in (absent(day), present(day.replace(day=20)))]


def test_five_in_total_inside_a_year_are_an_infraction():
    result = ledger(*alternating(JAN, MAR, MAY, JUL, SEP))
    assert kind(result) == "alternate"
    assert result.infraction is not None
    assert (result.infraction.reached_on, result.run) == (SEP, 0)
    assert len(result.infraction.triggers) == 5


def test_four_are_warned_and_no_infraction():
    result = ledger(*alternating(JAN, MAR, MAY, JUL), on=date(2026, 12, 1))
    assert (kind(result), result.in_window, result.warning, result.left_alternate) == (None, 4, True, 1)


@pytest.mark.parametrize(("last", "result"), [(date(2027, 1, 10), "alternate"), (date(2027, 1, 11), None)])
def test_the_five_lie_inside_one_year_both_ends_included(last, result):
    assert kind(ledger(*alternating(JAN, MAR, MAY, JUL, last))) == result


@pytest.mark.parametrize(("on", "in_window"), [(date(2027, 1, 10), 2), (date(2027, 1, 11), 1), (date(2027, 3, 11), 0)])
def test_the_window_is_the_year_that_ends_on_the_day(on, in_window):
    assert ledger(absent(JAN), absent(MAR), on=on).in_window == in_window


def test_an_absence_that_completes_both_infractions_is_consecutive():
    facts = [absent(JAN), present(FEB), absent(MAR), present(APR), absent(MAY), absent(JUN), absent(JUL)]
    found = ledger(*facts).infraction
    assert found is not None
    assert (found.kind, found.triggers) == ("consecutive", ("2026-05-10", "2026-06-10", "2026-07-10"))


# -------------------------------------------------------------------------------------------------- used up, and cases


def test_absences_up_to_an_infraction_are_used_up():
    first_five = [absent(day) for day in (JAN, FEB, MAR, APR, MAY)]
    assert [one.session for one in ledger(*first_five).infractions] == ["2026-03-10"]
    assert [one.session for one in ledger(*first_five, absent(JUN)).infractions] == ["2026-03-10", "2026-06-10"]


def test_an_infraction_stays_until_its_case_is_resolved():
    facts = [absent(JAN), absent(FEB), absent(MAR), present(APR)]
    assert kind(ledger(*facts)) == "consecutive"
    open_case = CaseFact("2026-03-10")
    assert kind(ledger(*facts, cases=[open_case])) == "consecutive"
    resolved = CaseFact("2026-03-10", resolved_on=date(2026, 5, 4))
    assert kind(ledger(*facts, on=date(2026, 5, 3), cases=[resolved])) == "consecutive"
    after = ledger(*facts, on=date(2026, 5, 4), cases=[resolved])
    assert (kind(after), after.run, after.in_window, after.warning) == (None, 0, 0, False)


def test_after_a_resolved_case_counting_begins_anew():
    resolved = CaseFact("2026-03-10", resolved_on=date(2026, 5, 4))
    facts = [absent(day) for day in (JAN, FEB, MAR, OCT, NOV)]
    result = ledger(*facts, on=date(2026, 12, 1), cases=[resolved])
    assert (kind(result), result.run, result.in_window, result.warning) == (None, 2, 2, True)
    assert kind(ledger(*facts, absent(DEC), cases=[resolved])) == "consecutive"


def test_what_is_decided_later_about_an_absence_does_not_undo_an_infraction_reached():
    # February was filed in time and still undecided when April completed three in a row; it is accepted in June.
    facts = [absent(JAN), justified(FEB, date(2026, 6, 1)), absent(MAR), absent(APR)]
    before, after = ledger(*facts, on=date(2026, 5, 31)), ledger(*facts, on=date(2026, 6, 1))
    assert before.infraction == after.infraction
    assert before.infraction is not None
    assert before.infraction.triggers == ("2026-01-10", "2026-03-10", "2026-04-10")


def test_an_absence_rejected_after_an_infraction_was_reached_is_used_up_with_it():
    facts = [absent(JAN), rejected(FEB, date(2026, 6, 1)), absent(MAR), absent(APR), absent(MAY)]
    result = ledger(*facts, on=date(2026, 6, 2))
    assert [one.triggers for one in result.infractions] == [("2026-01-10", "2026-03-10", "2026-04-10")]
    assert (result.left_consecutive, result.left_alternate) == (2, 4)


def test_an_infraction_archived_as_unfounded_uses_nothing_up():
    unfounded = CaseFact("2026-03-10", resolved_on=date(2026, 5, 4), unfounded=True)
    facts = [absent(JAN), absent(FEB), absent(MAR)]
    archived = ledger(*facts, on=date(2026, 5, 4), cases=[unfounded])
    assert (kind(archived), archived.run, archived.in_window) == (None, 3, 3)
    again = ledger(*facts, absent(JUN), on=date(2026, 7, 1), cases=[unfounded]).infraction
    assert again is not None
    assert again.triggers == ("2026-02-10", "2026-03-10", "2026-06-10")


def test_a_second_infraction_waits_behind_the_first():
    facts = [absent(day) for day in (JAN, FEB, MAR, APR, MAY, JUN)]
    first = ledger(*facts).infraction
    assert first is not None
    assert first.session == "2026-03-10"
    second = ledger(*facts, cases=[CaseFact("2026-03-10", resolved_on=date(2026, 5, 4))]).infraction
    assert second is not None
    assert second.session == "2026-06-10"


def test_a_resolved_case_keeps_its_absences_used_up_although_the_record_was_corrected():
    resolved = CaseFact("2026-03-10", resolved_on=date(2026, 5, 4))
    corrected = [present(JAN), absent(FEB), absent(MAR), absent(OCT)]
    assert kind(ledger(*corrected, cases=[resolved])) is None
    assert ledger(*corrected, cases=[resolved]).run == 1


def test_the_entries_say_what_is_used_up():
    entries = ledger(*[absent(day) for day in (JAN, FEB, MAR, APR)]).entries
    assert [entry.used_up for entry in entries] == [True, True, True, False]


# ---------------------------------------------------------------------------------------------------------- the ruling


@pytest.mark.parametrize(
    ("facts", "code", "holds"),
    [
        ([present(JAN)], "ok", True),
        ([absent(JAN), absent(FEB)], "warning", True),
        ([absent(JAN), absent(FEB), absent(MAR)], "consecutive", False),
        (alternating(JAN, MAR, MAY, JUL, SEP), "alternate", False),
    ],
)
def test_the_ledger_is_a_ruling_of_article_15(facts, code, holds):
    ruling = ledger(*facts, on=date(2026, 12, 1)).ruling()
    assert (ruling.code, ruling.holds, ruling.article) == (code, holds, "Art. 15.1")


def test_a_session_stands_once_in_a_ledger():
    with pytest.raises(ValueError):
        ledger(absent(JAN), absent(JAN))


def test_two_sessions_of_one_day_stand_in_their_order():
    morning = SessionFact("B", MAR, computed=True, attended=True, order=540)
    afternoon = SessionFact("A", MAR, computed=True, attended=False, order=900)
    assert ledger(absent(JAN), absent(FEB), afternoon, morning).run == 1


def test_where_a_single_absence_is_an_infraction_nobody_is_warned_for_having_none():
    regulation = Regulation(absences_consecutive=1, absences_alternate=1)
    assert not ledger(present(JAN), regulation=regulation).warning
    assert kind(ledger(absent(JAN), regulation=regulation)) == "consecutive"


def test_an_absence_long_ago_in_a_run_of_two_is_still_warned():
    result = ledger(absent(JAN), absent(FEB), on=date(2029, 1, 1))
    assert (result.run, result.in_window, result.warning) == (2, 0, True)
