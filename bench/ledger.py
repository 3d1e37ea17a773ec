"""The ledger of absences of every institution over all its sessions (Art. 15.1)."""

from __future__ import annotations

import gc
import random
from dataclasses import dataclass
from datetime import date, timedelta
from time import process_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.selectors import assembly
from norms.selectors import days_without_terms
from regulation.absences import Justification, SessionFact, judge_ledger
from regulation.calendar import BusinessCalendar
from regulation.params import Regulation
from sessions_app.selectors.attendance import attendance

from .worlds import World

#: Twice the sessions may take twice the time, and a little more for chance.
TIMES_DOUBLE = 2.5
#: What the facts of any number of seats and sessions may take.
QUERIES = 6


@dataclass(frozen=True)
class LedgerTime:
    """Seconds of the processor for all institutions; `double` over the time for half of the sessions."""

    institutions: int
    sessions: int
    seconds: float
    double: float
    infractions: int

    @property
    def over(self) -> str:
        return "grows faster than the sessions" if self.double > TIMES_DOUBLE else ""


@dataclass(frozen=True)
class FactsTime:
    """The attendance of every seat in every session, read and judged: how many facts, in how many queries and seconds."""

    facts: int
    queries: int
    seconds: float

    @property
    def over(self) -> str:
        return "queries per seat or session" if self.queries > QUERIES else ""


def read(world: World) -> FactsTime:
    world.enter()
    seats = list(assembly().seats.all())
    with CaptureQueriesContext(connection) as caught:
        began = process_time()
        facts = [fact.in_ledger() for fact in attendance(seats) if fact.session.outcome]
        return FactsTime(len(facts), len(caught), process_time() - began)


def measure(*, institutions: int, sessions: int, today: date, rounds: int = 5) -> LedgerTime:
    """Made-up records: three in four attended; of the absences one in three was justified in time, some not yet decided."""
    chance = random.Random(15)
    days = [today - timedelta(days=round(30.4375 * month)) for month in range(1, sessions + 1)]
    calendar = BusinessCalendar(frozenset(days_without_terms("", days[-1].year - 1, today.year + 2)))
    records = [[_fact(day, chance) for day in days] for _ in range(institutions)]
    halves = [record[: sessions // 2] for record in records]
    whole_times, half_times, infractions = [], [], 0
    for _ in range(rounds):
        spent, infractions = _judge(records, today, calendar)
        whole_times.append(spent)
        half_times.append(_judge(halves, today, calendar)[0])
    whole = min(whole_times)
    return LedgerTime(institutions, sessions, whole, whole / min(half_times), infractions)


def _fact(day: date, chance: random.Random) -> SessionFact:
    attended, fate = chance.random() < 0.75, chance.random()
    filed = None
    if not attended and fate < 0.4:
        on = day + timedelta(days=1)
        decided = fate < 0.35
        filed = Justification(on, accepted=fate < 0.3 if decided else None, decided_on=on if decided else None)
    return SessionFact(day.isoformat(), day, computed=True, attended=attended, justification=filed)


def _judge(records: list[list[SessionFact]], today: date, calendar: BusinessCalendar) -> tuple[float, int]:
    """Each ledger is let go at once, as a page would: thousands kept would measure the collector of garbage."""
    rules, infractions = Regulation(), 0
    gc.collect()
    gc.disable()
    try:
        began = process_time()
        for record in records:
            infractions += len(judge_ledger(record, on=today, calendar=calendar, regulation=rules).infractions)
        return process_time() - began, infractions
    finally:
        gc.enable()
