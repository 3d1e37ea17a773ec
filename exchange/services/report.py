"""What became of every row, as it is kept and shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..enums import Fate
from ..kinds import Kind, Row


def counts_of(rows: Sequence[Row]) -> dict[str, int]:
    count = Counter(row.fate for row in rows)
    return {"rows": len(rows), **{fate.value: count[fate] for fate in Fate}}


def report_of(kind: Kind, rows: Sequence[Row], ignored: Sequence[str]) -> dict[str, Any]:
    """Plain JSON, in the order of the sheet."""
    return {
        "ignored": list(ignored),
        "rows": [
            {
                "row": row.number,
                "label": row.label or kind.label(row),
                "fate": row.fate.value if row.fate else "",
                "problems": [list(problem) for problem in row.problems],
                "changes": [list(change) for change in row.changes],
                "notes": row.notes,
            }
            for row in sorted(rows, key=lambda row: row.number)
        ],
    }


def differs(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two judgements of one file say different things of some row."""
    return list(one.get("rows", ())) != list(other.get("rows", ()))
