"""Art. 15.1: what is true of every ledger."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.absences import CaseFact, Justification, SessionFact, judge_ledger
from regulation.calendar import BusinessCalendar, within_years
from regulation.params import PUNO_2022, Regulation

CALENDAR = BusinessCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
REGULATIONS = st.sampled_from(
    [
        PUNO_2022,
        Regulation(justified_breaks_run=False),
        Regulation(absences_consecutive=2, absences_alternate=3),
        Regulation(absences_consecutive=5, absences_alternate=4, absences_window_years=2),
        Regulation(justification_days=0),
    ]
)


@st.composite
def justifications(draw, held_on):
    filed_on = held_on + timedelta(days=draw(st.integers(-3, 12)))
    accepted = draw(st.sampled_from([True, False, None]))
    if accepted is None:
        return Justification(filed_on)
    return Justification(filed_on, accepted, filed_on + timedelta(days=draw(st.integers(0, 120))))


@st.composite
def sessions(draw, day=DAYS):
    held_on = draw(day)
    attended = draw(st.sampled_from([True, False, False, False]))
    return SessionFact(
        session=held_on.isoformat(),
        held_on=held_on,
        computed=draw(st.sampled_from([True, True, True, False])),
        attended=attended,
        justification=None if attended else draw(st.none() | justifications(held_on)),
    )


HISTORIES = st.lists(sessions(), max_size=16, unique_by=lambda fact: fact.session)
SEEN_ON = st.dates(date(2024, 6, 1), date(2027, 6, 1))


def ledger(facts, on, regulation, cases=()):
    return judge_ledger(facts, on=on, calendar=CALENDAR, regulation=regulation, cases=cases)


@given(HISTORIES, SEEN_ON, REGULATIONS, DAYS)
def test_adding_an_unjustified_absence_never_removes_an_infraction(facts, on, regulation, day):
    more = [fact for fact in facts if fact.held_on != day]
    more_absent = [*more, SessionFact(day.isoformat(), day, computed=True, attended=False)]
    before, after = ledger(more, on, regulation), ledger(more_absent, on, regulation)
    assert after.infraction is not None or before.infraction is None


@given(HISTORIES, SEEN_ON, REGULATIONS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_were_entered_changes_no_ruling(facts, on, regulation, random):
    shuffled = random.sample(facts, len(facts))
    assert ledger(facts, on, regulation) == ledger(shuffled, on, regulation)


@given(HISTORIES, SEEN_ON, st.integers(0, 400), REGULATIONS)
def test_an_infraction_once_reached_is_there_on_every_later_day(facts, on, days, regulation):
    now, later = ledger(facts, on, regulation), ledger(facts, on + timedelta(days=days), regulation)
    assert later.infractions[: len(now.infractions)] == now.infractions


@given(HISTORIES, SEEN_ON, REGULATIONS)
def test_an_infraction_names_enough_absences_inside_the_window_and_uses_each_once(facts, on, regulation):
    result = ledger(facts, on, regulation)
    limits = {"consecutive": regulation.absences_consecutive, "alternate": regulation.absences_alternate}
    held = {fact.session: fact.held_on for fact in facts}
    states = {entry.session: entry.state for entry in result.entries}
    used = [session for one in result.infractions for session in one.triggers]
    assert len(used) == len(set(used))
    for one in result.infractions:
        assert len(one.triggers) == limits[one.kind]
        assert all(states[session] == "unjustified" for session in one.triggers)
        assert within_years(held[one.triggers[0]], one.reached_on, regulation.absences_window_years)
        assert one.reached_on <= one.definite_on <= on


@given(HISTORIES, SEEN_ON, REGULATIONS)
def test_a_session_that_is_not_computed_changes_no_figure(facts, on, regulation):
    computed = [fact for fact in facts if fact.computed]
    assert ledger(facts, on, regulation).as_dict() == ledger(computed, on, regulation).as_dict()


@given(HISTORIES, SEEN_ON, REGULATIONS)
def test_resolving_every_infraction_leaves_none_open(facts, on, regulation):
    reached = ledger(facts, on, regulation).infractions
    cases = [CaseFact(one.session, resolved_on=on) for one in reached]
    after = ledger(facts, on, regulation, cases)
    assert after.infraction is None
    assert after.infractions == reached


@given(HISTORIES, SEEN_ON, REGULATIONS)
@settings(max_examples=300)
def test_looking_only_at_the_stretch_around_each_day_misses_nothing(facts, on, regulation):
    assert [(one.kind, one.triggers) for one in ledger(facts, on, regulation).infractions] == by_the_book(
        facts, on, regulation
    )


def by_the_book(facts, on, regulation):
    """The same question asked slowly: on every single day the whole ledger is read from the last infraction on."""
    entries = {entry.session: entry for entry in ledger(facts, on, regulation).entries}
    ordered = sorted((fact for fact in facts if fact.held_on <= on and fact.computed), key=lambda fact: fact.held_on)
    found = []
    start = 0
    day = date(2024, 1, 1)
    while day <= on:
        run, total = [], []
        for index in range(start, len(ordered)):
            fact, entry = ordered[index], entries[ordered[index].session]
            if fact.held_on > day:
                break
            if fact.attended:
                run = []
            elif entry.state == "unjustified" and entry.definite_on <= day:
                run.append(fact)
                total.append(fact)
                complete = [
                    (kind, absences[-limit:])
                    for kind, absences, limit in (
                        ("consecutive", run, regulation.absences_consecutive),
                        ("alternate", total, regulation.absences_alternate),
                    )
                    if len(absences) >= limit
                    and within_years(absences[-limit].held_on, fact.held_on, regulation.absences_window_years)
                ]
                if complete:
                    kind, triggers = complete[0]
                    found.append((kind, tuple(trigger.session for trigger in triggers)))
                    run, total, start = [], [], index + 1
            elif (
                entry.state == "justified" and fact.justification.decided_on <= day and regulation.justified_breaks_run
            ):
                run = []
        day += timedelta(days=1)
    return found
