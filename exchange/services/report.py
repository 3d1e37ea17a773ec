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
    """Plain JSON: rows in the order of the sheet, what is wrong with each in the order of the columns."""
    place = {item.name: number for number, item in enumerate(kind.fields)}

    def by_column(row: Row) -> list[list[str]]:
        order = {heading: place[name] for name, heading in row.columns.items()}
        return [list(problem) for problem in sorted(row.problems, key=lambda problem: order.get(problem[0], -1))]

    return {
        "ignored": list(ignored),
        "rows": [
            {
                "row": row.number,
                "label": row.label or kind.label(row),
                "fate": row.fate.value if row.fate else "",
                "problems": by_column(row),
                "changes": [list(change) for change in row.changes],
                "notes": row.notes,
            }
            for row in sorted(rows, key=lambda row: row.number)
        ],
    }


def differs(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two judgements of one file say different things of some row."""
    return list(one.get("rows", ())) != list(other.get("rows", ()))
