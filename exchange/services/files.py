"""The sheets that go with an import: the empty one to fill, with its instructions, and the one that came, with its errors."""

from datetime import datetime, time
from typing import Any

from .. import wording
from ..enums import CellKind, Fate
from ..kinds import Field, Kind
from ..models import ImportBatch
from ..words import unescaped
from ._reading import MAX_ROWS, OURS, UNKNOWN_RESULT
from ._writing import Column, book_of
from .batches import table_of


def template(kind: Kind) -> bytes:
    """The headings on a first sheet, empty; what each column asks for, with an example, on a second; advice on a third."""
    columns = [Column(item.label, max(len(item.label) + 4, len(item.example) + 2, 14)) for item in kind.fields]
    instructions = [
        [item.label, wording.yes_or_no(item.required).capitalize(), _how(item), item.help, item.example]
        for item in kind.fields
    ]
    advice = [[line] for line in (*kind.advice, *wording.advice(MAX_ROWS))]
    heads = [Column(*head) for head in wording.INSTRUCTION_HEADS]
    return book_of(
        kind.title,
        [
            (kind.title, columns, []),
            (wording.INSTRUCTIONS, heads, instructions),
            (wording.ADVICE, [Column(*wording.ADVICE_HEAD)], advice),
        ],
        text_columns={place for place, item in enumerate(kind.fields) if item.kind == CellKind.TEXT},
        choices={
            place: [str(word) for _, word in item.choices]
            for place, item in enumerate(kind.fields)
            if item.kind == CellKind.CHOICE
        },
        date_columns={place for place, item in enumerate(kind.fields) if item.kind == CellKind.DATE},
    )


def _how(item: Field) -> str:
    if item.kind == CellKind.CHOICE:
        return wording.TAKES_ONE_OF + "; ".join(str(word) for _, word in item.choices)
    if item.digits:
        return wording.TAKES_DIGITS
    return wording.TAKES[item.kind]


def error_sheet(batch: ImportBatch, *, title: str) -> bytes:
    """The rows that came, all of them and as they were, each with its number and what is wrong with it: to be corrected and
    brought again, whole. The filter of the last column leaves those with errors alone."""
    table = table_of(batch)
    problems = {row["row"]: words(row) for row in batch.report["rows"] if row["fate"] in (Fate.WRONG, Fate.HELD)}
    width = len(table.first)
    rows: list[list[Any]] = []
    for line in table.lines:
        cells = [*line.cells[:width], *[None] * (width - len(line.cells))]
        shown = [wording.NO_RESULT if cell is UNKNOWN_RESULT else cell for cell in cells]
        rows.append([*(_bare(cell) for cell in shown), line.number, problems.get(line.number, "")])
    heads = [Column(str(cell or "")) for cell in table.first]
    return book_of(title, [(title, [*heads, Column(OURS[0], 8), Column(OURS[1], 90)], rows)])


def _bare(cell: Any) -> Any:
    """A day as a day: openpyxl reads every date with an hour."""
    at_midnight = isinstance(cell, datetime) and cell.time() == time(0)
    return cell.date() if at_midnight else unescaped(cell) if isinstance(cell, str) else cell


def words(row: dict[str, Any]) -> str:
    """All that is wrong with one row of a report, one line each."""
    if row["fate"] == Fate.HELD:
        return wording.HELD
    return "\n".join(f"{column}: {text}" if column else text for column, text in row["problems"])
