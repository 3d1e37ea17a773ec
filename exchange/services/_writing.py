"""A list as an Excel file: real dates and numbers, no text that runs as a formula, and a table that can be imported again."""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from ..wording import yes_or_no
from ..words import clean_text, escaped, sheet_name

#: What a row may hold. None is an empty cell; anything else is written as its text.
Cell = str | int | float | Decimal | bool | date | datetime | time | None

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel keeps fifteen digits of a number; the sixteenth becomes a zero, so a longer one is a text.
MAX_DIGITS = 15
#: The first day that the two calendars of Excel agree on.
FIRST_DAY = date(1900, 3, 1)
NARROW, WIDE = 9, 60
#: The longest list that Excel takes inside a cell's rule, and how far down it is offered.
MAX_LIST, TYPED_ROWS = 250, 2_001
DATE_FORMAT = "dd/mm/yyyy"

_HEAD = {
    "font": Font(bold=True, color="FFFFFFFF"),
    "fill": PatternFill("solid", fgColor="FF1F4E6B"),
    "alignment": Alignment(vertical="center", wrap_text=True),
}
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and its width in signs where the content should not decide it."""

    label: str
    width: int = 0


#: The name of a sheet, its columns and its rows.
Sheet = tuple[str, Sequence[Column], Iterable[Sequence[Any]]]


def excel(
    *,
    title: str,
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[Any]],
    about: Sequence[tuple[str, Any]] = (),
    at: datetime | None = None,
    sheet: str = "",
) -> bytes:
    """The bytes of an .xlsx: the table alone on the first sheet, so that it can be imported again, and `about` (committee,
    date, filters, who downloaded it) on a second.

    Dates, times and numbers go as such; an aware datetime in the time of Lima; a text that a spreadsheet would run goes
    with an apostrophe before it.
    """
    sheets: list[Sheet] = [(sheet or title, [_column(column) for column in columns], rows)]
    if about:
        sheets.append(("Acerca de esta lista", [Column("Dato", 28), Column("Valor", WIDE)], about))
    return book_of(title, sheets, at=at)


def book_of(
    title: str,
    sheets: Sequence[Sheet],
    *,
    at: datetime | None = None,
    text_columns: Collection[int] = (),
    date_columns: Collection[int] = (),
    choices: Mapping[int, Sequence[str]] | None = None,
) -> bytes:
    """A workbook of several tables. `text_columns` and `date_columns` say how the empty cells of the first one are typed into
    (as text a RUC keeps its zeros); `choices`, among which words one chooses."""
    book = Workbook(write_only=True)
    book.properties.title = clean_text(title)
    book.properties.creator = "CERX"
    if at is not None:
        book.properties.created = book.properties.modified = timezone.make_naive(at) if timezone.is_aware(at) else at
    for place, (name, heads, rows) in enumerate(sheets):
        sheet = book.create_sheet(sheet_name(name))
        if place == 0:
            for columns, number_format in ((text_columns, "@"), (date_columns, DATE_FORMAT)):
                for column in columns:
                    sheet.column_dimensions[get_column_letter(column + 1)].number_format = number_format
            for column, words in (choices or {}).items():
                _offer(sheet, get_column_letter(column + 1), words)
        _write_sheet(sheet, heads, [[_value(cell) for cell in row] for row in rows], filtered=place == 0)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _offer(sheet: Any, letter: str, words: Sequence[str]) -> None:
    """A list to choose from in the cells below the heading. It helps and does not forbid: what is typed is judged on arrival."""
    listed = ",".join(words)
    if len(listed) <= MAX_LIST and not any("," in word for word in words):
        offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        offer.add(f"{letter}2:{letter}{TYPED_ROWS}")
        sheet.data_validations.append(offer)


def _column(column: Column | str) -> Column:
    return column if isinstance(column, Column) else Column(column)


def _write_sheet(sheet: Any, heads: Sequence[Column], table: Sequence[Sequence[Any]], *, filtered: bool) -> None:
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for place, head in enumerate(heads):
        width = head.width or _width(head.label, (row[place] for row in table if place < len(row)))
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.append([_head_cell(sheet, head.label) for head in heads])
    for row in table:
        sheet.append([_cell(sheet, value) for value in row])
    if filtered and heads:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(table) + 1}"


def _value(cell: Any) -> Any:
    """What is written of it: a number, a date or a time as such, anything else as a text that nothing runs."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return yes_or_no(cell)
    if isinstance(cell, datetime):
        naive = timezone.localtime(cell).replace(tzinfo=None) if timezone.is_aware(cell) else cell
        return naive.replace(microsecond=0) if naive.date() >= FIRST_DAY else f"{naive:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return cell if cell >= FIRST_DAY else f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return cell.replace(tzinfo=None, microsecond=0)
    if isinstance(cell, int | float | Decimal):
        exact = isinstance(cell, float) or len(str(cell).strip("-").replace(".", "")) <= MAX_DIGITS
        finite = not isinstance(cell, float | Decimal) or (cell == cell and abs(cell) != float("inf"))
        return cell if exact and finite else str(cell)
    return escaped(clean_text(str(cell))) or None


def _cell(sheet: Any, value: Any) -> Any:
    if value is None:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = _TOP
    if isinstance(value, str):
        # Said outright: openpyxl takes a text that begins with «=» for a formula.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith("'")
        if len(value) > WIDE or "\n" in value:
            cell.alignment = _WRAPPED
    elif isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = DATE_FORMAT
    elif isinstance(value, time):
        cell.number_format = "hh:mm"
    return cell


def _head_cell(sheet: Any, label: str) -> Any:
    cell = WriteOnlyCell(sheet, escaped(clean_text(label)))
    cell.data_type = "s"
    for name, style in _HEAD.items():
        setattr(cell, name, style)
    return cell


def _width(label: str, values: Iterable[Any]) -> int:
    longest = max((_length(value) for value in values), default=0)
    return min(max(longest + 2, len(label) + 4, NARROW), WIDE)


def _length(value: Any) -> int:
    if isinstance(value, datetime):
        return 16
    if isinstance(value, date):
        return 10
    if value is None:
        return 0
    return max((len(line) for line in str(value).splitlines()), default=0)
