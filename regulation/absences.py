"""Art. 15.1: justifications, the ledger of absences of one institution, and the infractions it reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from regulation.calendar import BusinessCalendar, add_years, within_years
from regulation.params import Regulation
from regulation.ruling import JSON, Ruling

Kind = Literal["consecutive", "alternate"]
State = Literal["present", "justified", "pending", "unjustified", "not_computed"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Justification:
    """What was filed for one absence, and its decision: `accepted` and `decided_on` are both there or both None."""

    filed_on: date
    accepted: bool | None = None
    decided_on: date | None = None

    def __post_init__(self) -> None:
        if (self.accepted is None) != (self.decided_on is None):
            raise ValueError("a decision has a day, and a day of decision a decision")
        if self.decided_on is not None and self.decided_on < self.filed_on:
            raise ValueError("a justification is filed before it is decided")


@dataclass(frozen=True, slots=True)
class SessionFact:
    """One CLOSED session for one seat. `held_on`: the day it sat or failed (the second call's, if there was one).

    `computed` and `attended`: as attendance.judge_computed and judge_attendance say. `order` sorts sessions of one day
    apart (any rising number, such as the minute of the day).
    """

    session: str
    held_on: date
    computed: bool
    attended: bool
    justification: Justification | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What became of the infraction that was completed by `session`.

    Until `resolved_on` it stays open. `unfounded`: archived as unfounded, so that it was never an infraction and its
    absences are not used up; any other end (sanctioned, archived for another reason) leaves them used up.
    """

    session: str
    resolved_on: date | None = None
    unfounded: bool = False


@dataclass(frozen=True, slots=True)
class Infraction:
    """`reached_on`: the date of the absence that completes it; `definite_on`: when the last of its absences is definite."""

    kind: Kind
    session: str
    reached_on: date
    definite_on: date
    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One session in the ledger, as seen on its day. `due`: last day to justify; `definite_on`: of an unjustified absence."""

    session: str
    held_on: date
    state: State
    due: date | None
    definite_on: date | None
    used_up: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """Art. 15.1, one institution on one day.

    `run` and `in_window` count definite unjustified absences that no resolved infraction has used up; `in_window` those of
    the year that ends on the day. `infraction` is the earliest one not resolved, `infractions` every one ever reached.
    `warning`: one more absence can complete a new infraction (two in a row, four in the window, under Puno 2022).
    """

    on: date
    run: int
    in_window: int
    pending: int
    infraction: Infraction | None
    warning: bool
    left_consecutive: int
    left_alternate: int
    infractions: tuple[Infraction, ...]
    entries: tuple[Entry, ...]

    def as_dict(self) -> dict[str, JSON]:
        """{run, in_window, pending, infraction (its kind), reached_on, definite_on, triggers, warning, left_…}."""
        reached = self.infraction
        return {
            "run": self.run,
            "in_window": self.in_window,
            "pending": self.pending,
            "infraction": reached.kind if reached else None,
            "reached_on": reached.reached_on.isoformat() if reached else None,
            "definite_on": reached.definite_on.isoformat() if reached else None,
            "triggers": list(reached.triggers) if reached else [],
            "warning": self.warning,
            "left_consecutive": self.left_consecutive,
            "left_alternate": self.left_alternate,
        }

    def ruling(self) -> Ruling:
        """It holds while there is no infraction. Codes: ok, warning, consecutive, alternate. Facts: as_dict, on."""
        code = self.infraction.kind if self.infraction else "warning" if self.warning else "ok"
        return Ruling(
            rule="ledger",
            holds=self.infraction is None,
            article="Art. 15.1",
            code=code,
            facts={**self.as_dict(), "on": self.on.isoformat()},
        )


def justification_due(held_on: date, calendar: BusinessCalendar, regulation: Regulation) -> date:
    """The last day to justify an absence: business days after the day the session sat."""
    return calendar.add_business_days(held_on, regulation.justification_days)


def judge_justification(
    *,
    held_on: date,
    filed_on: date,
    calendar: BusinessCalendar,
    regulation: Regulation,
    accept: bool | None = None,
    rejected_before: bool = False,
) -> Ruling:
    """Art. 15.1: whether an absence is justified: filed within the term, once, and accepted.

    `accept` is the decision (None: not decided yet); `rejected_before`: this absence's justification was rejected already.
    Codes: filed, accepted; late, rejected. Facts: due (the last day to file), filed_on.
    """
    due = justification_due(held_on, calendar, regulation)
    if rejected_before:
        code = "rejected"
    elif filed_on > due:
        code = "late"
    elif accept is None:
        code = "filed"
    else:
        code = "accepted" if accept else "rejected"
    return Ruling(
        rule="justification",
        holds=code in ("filed", "accepted"),
        article="Art. 15.1",
        code=code,
        facts={"due": due.isoformat(), "filed_on": filed_on.isoformat(), "repeated": rejected_before},
    )


def judge_ledger(
    facts: Iterable[SessionFact],
    *,
    on: date,
    calendar: BusinessCalendar,
    regulation: Regulation,
    cases: Iterable[CaseFact] = (),
) -> Ledger:
    """Art. 15.1: the ledger of one seat on a day, from its closed sessions in any order.

    What happens after `on` is left out. The days on which absences became definite are gone through one by one, since an
    infraction once reached stays, and uses up all before it, whatever is decided later about an absence among them.
    """
    rows = _rows(facts, on, calendar, regulation)
    index_of = {row.fact.session: index for index, row in enumerate(rows)}
    known = [case for case in cases if case.session in index_of]
    resolved = {case.session for case in known if case.resolved_on is not None and case.resolved_on <= on}
    unfounded = {case.session for case in known if case.unfounded and case.session in resolved}
    barriers = frozenset(index_of[case.session] for case in known if case.session not in unfounded)

    infractions = _detect(rows, on, regulation, barriers, frozenset(unfounded))
    current = next((one for one in infractions if one.session not in resolved), None)
    settled = max((index_of[session] for session in resolved - unfounded), default=-1)
    used_up = max((index_of[one.session] for one in infractions), default=-1)
    used_up = max(used_up, settled)

    run, in_window = _counts(rows[settled + 1 :], on, regulation)
    fresh_run, fresh_in_window = _counts(rows[used_up + 1 :], on, regulation)
    left_consecutive = max(regulation.absences_consecutive - fresh_run, 1)
    left_alternate = max(regulation.absences_alternate - fresh_in_window, 1)
    return Ledger(
        on=on,
        run=run,
        in_window=in_window,
        pending=sum(row.state_on(on) == "pending" for row in rows[settled + 1 :]),
        infraction=current,
        warning=(fresh_run > 0 and left_consecutive == 1) or (fresh_in_window > 0 and left_alternate == 1),
        left_consecutive=left_consecutive,
        left_alternate=left_alternate,
        infractions=infractions,
        entries=tuple(row.entry(on, used_up=index <= used_up) for index, row in enumerate(rows)),
    )


# ------------------------------------------------------------------------------------------------------------- the inside


@dataclass(frozen=True, slots=True)
class _Row:
    """A session with the days that decide about its absence, as they are known by the ledger's day."""

    fact: SessionFact
    due: date | None  # None where there is no absence
    definite_on: date | None
    justified_on: date | None

    def state_on(self, day: date) -> State:
        if not self.fact.computed:
            return "not_computed"
        if self.fact.attended:
            return "present"
        if self.definite_on is not None and self.definite_on <= day:
            return "unjustified"
        if self.justified_on is not None and self.justified_on <= day:
            return "justified"
        return "pending"

    def entry(self, on: date, *, used_up: bool) -> Entry:
        return Entry(
            session=self.fact.session,
            held_on=self.fact.held_on,
            state=self.state_on(on),
            due=self.due,
            definite_on=self.definite_on,
            used_up=used_up,
        )


def _rows(facts: Iterable[SessionFact], on: date, calendar: BusinessCalendar, regulation: Regulation) -> list[_Row]:
    held = sorted(
        (fact for fact in facts if fact.held_on <= on), key=lambda fact: (fact.held_on, fact.order, fact.session)
    )
    if len({fact.session for fact in held}) < len(held):
        raise ValueError("a session stands once in a ledger")
    return [_row(fact, on, calendar, regulation) for fact in held]


def _row(fact: SessionFact, on: date, calendar: BusinessCalendar, regulation: Regulation) -> _Row:
    if fact.attended or not fact.computed:
        return _Row(fact, due=None, definite_on=None, justified_on=None)
    due = justification_due(fact.held_on, calendar, regulation)
    filed = fact.justification
    if filed is None or filed.filed_on > on or filed.filed_on > due:
        return _Row(fact, due, definite_on=due + _ONE_DAY, justified_on=None)
    if filed.decided_on is None or filed.decided_on > on:
        return _Row(fact, due, definite_on=None, justified_on=None)
    decided_on = max(filed.decided_on, fact.held_on)
    if filed.accepted:
        return _Row(fact, due, definite_on=None, justified_on=decided_on)
    return _Row(fact, due, definite_on=decided_on, justified_on=None)


def _counts(rows: Sequence[_Row], on: date, regulation: Regulation) -> tuple[int, int]:
    """(absences in a row up to the last session, absences in the window that ends on the day)."""
    run = 0
    for row in reversed(rows):
        state = row.state_on(on)
        if _breaks(state, regulation):
            break
        run += state == "unjustified"
    in_window = sum(
        row.state_on(on) == "unjustified" and within_years(row.fact.held_on, on, regulation.absences_window_years)
        for row in rows
    )
    return run, in_window


def _breaks(state: State, regulation: Regulation) -> bool:
    """Presence ends a run; a justified absence does by the regulation's choice; pending and not computed never do."""
    return state == "present" or (state == "justified" and regulation.justified_breaks_run)


def _detect(
    rows: Sequence[_Row], on: date, regulation: Regulation, barriers: frozenset[int], unfounded: frozenset[str]
) -> tuple[Infraction, ...]:
    """Every infraction, in the order in which they became definite.

    Only an absence that becomes definite can complete one, and only with sessions less than a window away: so each such
    day looks at a stretch of the ledger, and the whole takes time in proportion to the sessions.
    """
    held = [row.fact.held_on for row in rows]
    newly: dict[date, list[date]] = {}
    for row in rows:
        if row.definite_on is not None and row.definite_on <= on:
            newly.setdefault(row.definite_on, []).append(row.fact.held_on)
    found: list[Infraction] = []
    start = 0
    for day in sorted(newly):
        # A day's slack below: 29 February has two neighbours a year away.
        first = bisect_left(held, add_years(min(newly[day]), -regulation.absences_window_years) - _ONE_DAY)
        stop = bisect_right(held, add_years(max(newly[day]), regulation.absences_window_years) + _ONE_DAY)
        for index, infraction in _scan(rows, max(first, start), stop, day, regulation, barriers, unfounded):
            found.append(infraction)
            start = index + 1
    return tuple(found)


def _scan(
    rows: Sequence[_Row],
    start: int,
    stop: int,
    day: date,
    regulation: Regulation,
    barriers: frozenset[int],
    unfounded: frozenset[str],
) -> Iterable[tuple[int, Infraction]]:
    """The infractions in a stretch as it stood on a day, each using up all before it."""
    run: list[_Row] = []
    total: list[_Row] = []
    for index in range(start, stop):
        row = rows[index]
        state = row.state_on(day)
        if state == "unjustified":
            run.append(row)
            total.append(row)
            infraction = _complete(run, total, regulation)
            if infraction is not None and row.fact.session not in unfounded:
                yield index, infraction
                run, total = [], []
        elif _breaks(state, regulation):
            run = []
        if index in barriers:
            run, total = [], []


def _complete(run: Sequence[_Row], total: Sequence[_Row], regulation: Regulation) -> Infraction | None:
    """The infraction that the last absence of both lists completes, if it does. Both at once is `consecutive`."""
    last = total[-1]
    choices: tuple[tuple[Kind, Sequence[_Row], int], ...] = (
        ("consecutive", run, regulation.absences_consecutive),
        ("alternate", total, regulation.absences_alternate),
    )
    for kind, absences, limit in choices:
        triggers = absences[-limit:]
        if len(triggers) == limit and within_years(
            triggers[0].fact.held_on, last.fact.held_on, regulation.absences_window_years
        ):
            return Infraction(
                kind=kind,
                session=last.fact.session,
                reached_on=last.fact.held_on,
                definite_on=max(row.definite_on for row in triggers if row.definite_on is not None),
                triggers=tuple(row.fact.session for row in triggers),
            )
    return None
