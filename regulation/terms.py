"""Art. 8: the president. Who may be elected, until when, and the state of a mandate."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from regulation.calendar import add_years
from regulation.params import PresidentSector, Regulation
from regulation.ruling import Ruling

# An alert, not a rule: from so many days before its end a mandate is shown as expiring.
EXPIRING_DAYS = 90


@dataclass(frozen=True, slots=True)
class PastTerm:
    """One term that was given: whose, from when, and the day on which it ended early (resignation, grave fault), if it did."""

    person: str
    starts_on: date
    ended_early_on: date | None = None


def term_end(starts_on: date, regulation: Regulation) -> date:
    """The LAST DAY of a term (inclusive), date to date: 12 March 2026 -> 12 March 2028, 29 February -> 28 February.

    In a half-open range the term is [starts_on, term_end + 1 day).
    """
    return add_years(starts_on, regulation.president_term_years)


def judge_election(
    *,
    on: date,
    person: str,
    sector: str,
    member: bool,
    suspended: bool,
    terms: Iterable[PastTerm],
    regulation: Regulation,
) -> Ruling:
    """Art. 8: whether the Assembly may elect this person on this day.

    `member`, `suspended` and `sector` ("public", "private", "academic") are of the institution the person represents;
    `terms` all terms given so far, in any order. The person counts, not the institution; terms are consecutive when nobody
    else's lies between them, and one that ended early counts. Codes: ok, not_member, suspended, not_private, term_running,
    term_limit. Facts: ends_on (the last day; None when refused), consecutive (which of the terms in a row this one
    is), warning (a return after somebody else's term), running_until (the term in the way), sector_required.
    """
    history = sorted(terms, key=lambda term: (term.starts_on, term.ended_early_on or date.max))
    candidate = _same(person)
    in_a_row = 0
    for term in reversed(history):
        if _same(term.person) != candidate:
            break
        in_a_row += 1
    returning = in_a_row == 0 and any(_same(term.person) == candidate for term in history)
    running = [term_end(term.starts_on, regulation) for term in history if _runs(term, on, regulation)]
    required = regulation.president_sector
    if not member:
        code = "not_member"
    elif suspended:
        code = "suspended"
    elif required is not PresidentSector.ANY and sector != required.value:
        code = "not_private" if required is PresidentSector.PRIVATE else "wrong_sector"
    elif running:
        code = "term_running"
    elif in_a_row >= regulation.president_max_consecutive:
        code = "term_limit"
    else:
        code = "ok"
    return Ruling(
        rule="election",
        holds=code == "ok",
        article="Art. 15.1" if code == "suspended" else "Art. 8",
        code=code,
        facts={
            "ends_on": term_end(on, regulation).isoformat() if code == "ok" else None,
            "consecutive": in_a_row + 1,
            "max_consecutive": regulation.president_max_consecutive,
            "warning": code == "ok" and returning,
            "running_until": max(running).isoformat() if code == "term_running" else None,
            "sector": sector,
            "sector_required": required.value,
        },
    )


def status_of_term(*, starts_on: date, on: date, regulation: Regulation, ended_early_on: date | None = None) -> Ruling:
    """Art. 8: the state of a mandate on a day. It holds while in force.

    Codes: future, in_force, expiring (the last 90 days), expired (its holder stays «en funciones» until a successor),
    ended (early). Facts: ends_on (last day), days_left (negative when past).
    """
    ends_on = term_end(starts_on, regulation)
    days_left = (ends_on - on).days
    if ended_early_on is not None and on >= ended_early_on:
        code = "ended"
    elif on < starts_on:
        code = "future"
    elif days_left < 0:
        code = "expired"
    elif days_left <= EXPIRING_DAYS:
        code = "expiring"
    else:
        code = "in_force"
    return Ruling(
        rule="term_status",
        holds=code in ("in_force", "expiring"),
        article="Art. 8",
        code=code,
        facts={"ends_on": ends_on.isoformat(), "days_left": days_left},
    )


def _runs(term: PastTerm, on: date, regulation: Regulation) -> bool:
    """Whether a term stands in the way of an election on this day: it runs, or has already been given for later."""
    if term.ended_early_on is not None and on >= term.ended_early_on:
        return False
    return on <= term_end(term.starts_on, regulation)


def _same(person: str) -> str:
    """One person written twice, with other capitals, spaces or accents, is one person."""
    apart = unicodedata.normalize("NFKD", person)
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())
