"""From the bytes somebody brought to the rows of a table: Excel or CSV, as found in an office.

Nothing of the file is trusted: its size unpacked, the number of rows and columns it claims, its encoding. What cannot be read
as a table is Refused: table_type, table_damaged, table_too_big, table_too_long, table_empty, table_no_heading,
table_missing_columns, table_column_twice.
"""

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from documents.sniff import CSV, XLSX
from regulation.refusal import Refused

from ..kinds import Field
from ..words import folded, unescaped

#: Rows of data in one file, and columns that are looked at. A longer history comes in several files.
MAX_ROWS = 2_000
MAX_COLUMNS = 100
#: The heading is looked for among these first rows: a letterhead may stand above it.
HEADING_WITHIN = 20
#: The parts of a workbook, unpacked: a hundred times what MAX_ROWS needs.
MAX_UNPACKED = 40 * 1024 * 1024
#: The last row that a sheet may have; a file that names a later one was not made by a spreadsheet.
LAST_ROW = 1_048_576
#: A field of a CSV longer than a cell of Excel is a quotation mark that was never closed.
MAX_FIELD = 32_767
#: Columns that the sheet of errors adds; a corrected sheet brings them back.
OURS = ("Fila", "Errores")
#: A cell whose formula has no result kept in the file.
UNKNOWN_RESULT = object()

Raw = Any


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in the file."""

    number: int
    cells: Sequence[Raw]


@dataclass(slots=True)
class Table:
    """The rows under a heading. `headings`: field name → its heading here; `places`: field name → its column."""

    headings: dict[str, str]
    places: dict[str, int]
    lines: list[Line]
    #: Headings that no field has: their columns are not read, and the person is warned.
    ignored: list[str] = field(default_factory=list)
    first: Sequence[Raw] = ()

    def raw(self, line: Line) -> dict[str, Raw]:
        return {name: line.cells[place] if place < len(line.cells) else None for name, place in self.places.items()}


def read_table(data: bytes, *, content_type: str, fields: Sequence[Field]) -> Table:
    """The table of the first sheet that has the heading (or of the CSV)."""
    if content_type == XLSX:
        sheets: Iterable[list[Line]] = _sheets(data)
    elif content_type == CSV:
        sheets = _separated(data)
    else:
        raise Refused.because("table_type", field="file")
    best: tuple[int, list[Line], int] | None = None
    for lines in sheets:
        found = _heading(lines, fields)
        if found is not None and (best is None or found[1] > best[0]):
            best = (found[1], lines, found[0])
        if best is not None and best[0] == len(fields):
            break
    if best is None:
        raise Refused.because(
            "table_no_heading", facts={"columns": [item.label for item in fields if item.required]}, field="file"
        )
    return _table(best[1], best[2], fields)


# --- Where the heading is ------------------------------------------------------------------------------------------
def names_of(fields: Sequence[Field]) -> dict[str, str]:
    """Every heading that is understood, folded → the field it means."""
    return {folded(name): item.name for item in fields for name in (item.name, *item.also, item.label)}


def _meaning(cell: Raw, names: Mapping[str, str]) -> str | None:
    """The field that a heading means: «RUC», «R.U.C.*» and «RUC (once dígitos)» alike."""
    text = _plain(cell)
    return (
        names.get(folded(text)) or names.get(folded(text.partition("(")[0])) or names.get(folded(text).replace(" ", ""))
    )


def _heading(lines: Sequence[Line], fields: Sequence[Field]) -> tuple[int, int] | None:
    """(place among the lines, how many fields it names) of the row that names most of them; none if none names two."""
    names = names_of(fields)
    best: tuple[int, int] | None = None
    for place, line in enumerate(lines[:HEADING_WITHIN]):
        known = len({meaning for cell in line.cells if (meaning := _meaning(cell, names))})
        if known >= min(2, len(fields)) and (best is None or known > best[1]):
            best = place, known
    return best


def _table(lines: list[Line], place: int, fields: Sequence[Field]) -> Table:
    names = names_of(fields)
    heading = lines[place].cells
    meant = [(_meaning(cell, names), column, _plain(cell)) for column, cell in enumerate(heading)]
    count = Counter(meaning for meaning, _, _ in meant if meaning)
    twice = [text for meaning, _, text in meant if meaning and count[meaning] > 1]
    if twice:
        raise Refused.because("table_column_twice", facts={"columns": twice}, field="file")
    places = {meaning: column for meaning, column, _ in meant if meaning}
    missing = [item.label for item in fields if item.required and item.name not in places]
    if missing:
        raise Refused.because("table_missing_columns", facts={"columns": missing}, field="file")
    # A row that has only what is not read, such as the number of a list drawn up for more than there were, is an empty one.
    data = [line for line in lines[place + 1 :] if any(_filled(line, column) for column in places.values())]
    if not data:
        raise Refused.because("table_empty", field="file")
    if len(data) > MAX_ROWS:
        raise Refused.because("table_too_long", facts={"limit": MAX_ROWS}, field="file")
    return Table(
        headings={meaning: text for meaning, _, text in meant if meaning},
        places=places,
        lines=data,
        ignored=[text for meaning, _, text in meant if text and not meaning and text not in OURS],
        first=heading[: max((column for _, column, text in meant if text), default=-1) + 1],
    )


def _filled(line: Line, column: int) -> bool:
    cell = line.cells[column] if column < len(line.cells) else None
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _plain(cell: Raw) -> str:
    return " ".join(unescaped(cell).split()) if isinstance(cell, str) else ""


# --- Excel ---------------------------------------------------------------------------------------------------------
def _sheets(data: bytes) -> Iterator[list[Line]]:
    """The rows of each visible sheet that are not empty; a formula gives the result that the file keeps."""
    has_formulas = _has_formulas(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # extensions that openpyxl leaves out
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            source = load_workbook(io.BytesIO(data), read_only=True, keep_links=False) if has_formulas else None
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                lines = list(_lines(sheet))
                if source is not None:
                    _mark_unknown(lines, source[sheet.title])
                yield lines
    except Refused:
        raise
    except Exception:  # a hostile file may break its reader in any way, and all mean the same to us
        raise Refused.because("table_damaged", field="file") from None


def _has_formulas(data: bytes) -> bool:
    """Whether some sheet has formulas. Refused: a package that would not fit in memory, or declares entities."""
    formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise Refused.because("table_too_big", field="file")
            for member in archive.infolist():
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                text = archive.read(member)
                if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise Refused.because("table_damaged", field="file")
                sheet = member.filename.startswith("xl/worksheets/")
                formulas = formulas or (sheet and re.search(rb"<(?:\w+:)?f[\s>/]", text) is not None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        raise Refused.because("table_damaged", field="file") from None
    return formulas


def _lines(sheet: Any) -> Iterator[Line]:
    # What the file says of its own size is not believed: it may be missing, short, or a million columns.
    sheet.reset_dimensions()
    blank: object = None
    found = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
        if number > LAST_ROW:
            raise Refused.because("table_damaged", field="file")
        if cells is blank:
            continue
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            blank = cells
            continue
        found += 1
        if found > MAX_ROWS + HEADING_WITHIN:
            raise Refused.because("table_too_long", facts={"limit": MAX_ROWS}, field="file")
        yield Line(number, list(cells))


def _mark_unknown(lines: list[Line], sheet: Any) -> None:
    """Where there is a formula and no result: a file that was made by a program and never opened in Excel."""
    by_number = {line.number: line for line in lines}
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
        line = by_number.get(number)
        if line is None:
            continue
        for column, cell in enumerate(cells):
            formula = not isinstance(cell, str | int | float | None) or (isinstance(cell, str) and cell.startswith("="))
            if formula and line.cells[column] is None and not _is_moment(cell):
                line.cells[column] = UNKNOWN_RESULT  # type: ignore[index]  # a list, made above


def _is_moment(cell: Any) -> bool:
    return hasattr(cell, "isoformat") or hasattr(cell, "total_seconds")


# --- CSV -----------------------------------------------------------------------------------------------------------
def decoded(data: bytes) -> str:
    """The text of a CSV: UTF-8 or UTF-16 with their mark, UTF-8 without, or what Excel in Spanish writes (Windows-1252)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _separated(data: bytes) -> Iterator[list[Line]]:
    """The rows with each of the three separators in turn; the heading shows which it is."""
    text = decoded(data)
    if "\x00" in text:
        raise Refused.because("table_damaged", field="file")
    # Excel itself may say it in a first line: «sep=;».
    said = re.match(r"sep=(.)\r?\n", text)
    present = [separator for separator in (said.group(1) if said else ";,\t") if separator in text]
    for separator in present or [","]:
        yield list(_csv_lines(text[said.end() :] if said else text, separator, 1 if said else 0))


def _csv_lines(text: str, separator: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found = 0
    starts = 1
    try:
        for cells in reader:
            number, starts = starts + skipped, reader.line_num + 1
            if any(len(cell) > MAX_FIELD for cell in cells):
                raise Refused.because("table_damaged", field="file")
            if not any(cell.strip() for cell in cells):
                continue
            found += 1
            if found > MAX_ROWS + HEADING_WITHIN:
                raise Refused.because("table_too_long", facts={"limit": MAX_ROWS}, field="file")
            yield Line(number, cells[:MAX_COLUMNS])
    except csv.Error:
        raise Refused.because("table_damaged", field="file") from None
