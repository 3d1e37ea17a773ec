"""Art. 7, 12 and 14: what each calendar year asks of the Assembly and of MINCETUR."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from regulation.params import Regulation
from regulation.ruling import Ruling

MINCETUR_ALERT_FROM_MONTH = 10


@dataclass(frozen=True, slots=True)
class HeldSession:
    """One INSTALLED session, on the day it sat; `mincetur`: somebody of MINCETUR attended it."""

    kind: Literal["ordinary", "extraordinary"]
    sat_on: date
    mincetur: bool


def judge_year(
    *, on: date, installed: Iterable[HeldSession], regulation: Regulation, year: int | None = None
) -> Ruling:
    """Art. 7, 12, 14: the duties of a calendar year (that of `on` unless another is named), as seen on a day.

    Sessions of other years, and those that sit after `on`, are left out. It holds while nothing is missed for good: a
    quarter is, on the day after its last; the ordinary sessions and MINCETUR's one attendance, when the year is over.
    Codes: ok, quarter_missed, ordinary_missing, mincetur_missing. Facts: year, ordinary, ordinary_required, plenaries
    (per quarter, four figures), quarters_missed (ended ones, 1 to 4), mincetur_attended, mincetur_alert (from October).
    """
    year = on.year if year is None else year
    sat = [session for session in installed if session.sat_on.year == year and session.sat_on <= on]
    ordinary = sum(session.kind == "ordinary" for session in sat)
    per_quarter = Counter(quarter_of(session.sat_on) for session in sat)
    missed = [
        quarter
        for quarter in (1, 2, 3, 4)
        if on > quarter_end(year, quarter) and per_quarter[quarter] < regulation.plenary_per_quarter
    ]
    attended = any(session.mincetur for session in sat)
    over = on > quarter_end(year, 4)
    if missed:
        article, code = "Art. 12", "quarter_missed"
    elif over and ordinary < regulation.ordinary_per_year:
        article, code = "Art. 7", "ordinary_missing"
    elif over and not attended:
        article, code = "Art. 14", "mincetur_missing"
    else:
        article, code = "Art. 7, 12, 14", "ok"
    return Ruling(
        rule="duties",
        holds=code == "ok",
        article=article,
        code=code,
        facts={
            "year": year,
            "ordinary": ordinary,
            "ordinary_required": regulation.ordinary_per_year,
            "plenaries": [per_quarter[quarter] for quarter in (1, 2, 3, 4)],
            "plenary_required": regulation.plenary_per_quarter,
            "quarters_missed": missed,
            "mincetur_attended": attended,
            "mincetur_alert": not attended and on >= date(year, MINCETUR_ALERT_FROM_MONTH, 1),
        },
    )


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month - 1) // 3 + 1


def quarter_end(year: int, quarter: int) -> date:
    """The last day of a calendar quarter; the quarter has ended on the day after it."""
    if quarter == 4:
        return date(year, 12, 31)
    return date(year, quarter * 3 + 1, 1) - timedelta(days=1)
