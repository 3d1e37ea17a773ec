"""The sheets that go with an import: the empty one to fill, with its instructions, and the one that came, with its errors."""

from datetime import datetime, time
from typing import Any

from ..enums import CellKind, Fate
from ..kinds import Field, Kind
from ..models import ImportBatch
from ..words import unescaped
from ._reading import MAX_ROWS, OURS, UNKNOWN_RESULT
from ._writing import Column, book_of
from .batches import table_of

_HOW = {
    CellKind.TEXT: "Texto",
    CellKind.DATE: "Fecha, como 15/03/2024",
    CellKind.TIME: "Hora de 00:00 a 23:59, como 09:30",
    CellKind.NUMBER: "Número entero",
    CellKind.FLAG: "sí o no",
}


def template(kind: Kind) -> bytes:
    """The headings on a first sheet, empty; what each column asks for, with an example, on a second; advice on a third."""
    columns = [Column(item.label, max(len(item.label) + 4, len(item.example) + 2, 14)) for item in kind.fields]
    instructions = [
        [item.label, "Sí" if item.required else "No", _how(item), item.help, item.example] for item in kind.fields
    ]
    advice = [
        *kind.advice,
        "Deje los títulos de las columnas como están; el orden de las columnas no importa y puede quitar las que no use.",
        "Escriba en la primera hoja, una fila debajo de otra. Las filas vacías no cuentan.",
        f"Un archivo admite hasta {MAX_ROWS:,} filas; si tiene más, divídalo.",
        "Al subirlo verá qué haría cada fila y qué errores tiene. Nada se guarda hasta que usted lo confirme.",
        "Puede subir el mismo archivo dos veces: lo que ya está registrado no se repite.",
    ]
    return book_of(
        kind.title,
        [
            (kind.title, columns, []),
            (
                "Instrucciones",
                [
                    Column("Columna", 30),
                    Column("Obligatoria", 13),
                    Column("Qué admite", 46),
                    Column("Qué es", 60),
                    Column("Ejemplo", 40),
                ],
                instructions,
            ),
            ("Consejos", [Column("Antes de empezar", 110)], [[line] for line in advice]),
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
        return "Una de estas: " + "; ".join(str(word) for _, word in item.choices)
    if item.digits:
        return "Texto con todas sus cifras, también los ceros del principio"
    return _HOW[item.kind]


def error_sheet(batch: ImportBatch, *, title: str) -> bytes:
    """The rows that came, all of them and as they were, each with its number and what is wrong with it: to be corrected and
    brought again, whole. The filter of the last column leaves those with errors alone."""
    table = table_of(batch)
    problems = {row["row"]: words(row) for row in batch.report["rows"] if row["fate"] in (Fate.WRONG, Fate.HELD)}
    width = len(table.first)
    rows: list[list[Any]] = []
    for line in table.lines:
        cells = [*line.cells[:width], *[None] * (width - len(line.cells))]
        shown = ["(fórmula sin resultado)" if cell is UNKNOWN_RESULT else cell for cell in cells]
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
        return "La fila está bien, pero otra fila de lo mismo tiene errores."
    return "\n".join(f"{column}: {text}" if column else text for column, text in row["problems"])
