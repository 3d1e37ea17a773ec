"""From the content of a cell to the value that its column asks for, or to what is wrong with it (`wording.CELL`)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from ..enums import CellKind
from ..kinds import Field, Row
from ..wording import CELL, yes_or_no
from ..words import folded, unescaped
from ._reading import UNKNOWN_RESULT

_ERRORS = frozenset({"#N/A", "#N/D", "#REF!", "#¡REF!", "#VALUE!", "#¡VALOR!", "#DIV/0!", "#¡DIV/0!", "#NAME?", "#¿NOMBRE?", "#NUM!", "#¡NUM!", "#NULL!", "#¡NULO!"})  # fmt: skip
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2,4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_TIME = re.compile(r"(\d{1,2})\s*[:.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?\s*(a\.?\s?m\.?|p\.?\s?m\.?|h(?:rs?|oras)?\.?)?", re.IGNORECASE)  # fmt: skip
#: What people write in a cell that has nothing to say.
_NOTHING = frozenset({"", "-", "--", "—", "–", "n/a", "s/n", "no tiene", "ninguno", "ninguna"})
_YES, _NO = frozenset({"si", "s", "x", "1", "verdadero", "true", "yes"}), frozenset({"no", "n", "0", "falso", "false"})
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: Days since 1899-12-30 that are a date of this century in a cell that lost its format.
SERIALS = range(36_526, 73_050)


class BadCell(Exception):
    """Says what is wrong with the cell, and what to do: the words of a code of `wording.CELL`."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(CELL[code].format(**facts))


def read_row(number: int, raw: Mapping[str, Any], headings: Mapping[str, str], fields: Mapping[str, Field]) -> Row:
    """The row with its values; every cell that cannot be read, and every required one that is empty, is reported in it."""
    row = Row(number, {}, headings)
    for name, item in fields.items():
        row.values[name] = None if item.kind != CellKind.TEXT else ""
        if name not in headings:
            continue
        try:
            value = read_cell(raw.get(name), item)
        except BadCell as bad:
            row.unread(name, str(bad))
            continue
        if value is not None:
            row.values[name] = value
        if item.required and value in (None, ""):
            row.unread(name, CELL["missing"])
    return row


def read_cell(raw: Any, item: Field) -> Any:
    """The value; None (or "" for a text) for an empty cell. Raises BadCell."""
    if raw is UNKNOWN_RESULT:
        raise BadCell("no_result")
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFC", unescaped(raw))
        if raw.strip() in _ERRORS:
            raise BadCell("excel_error", text=raw.strip())
        if item.kind != CellKind.TEXT and folded(raw) == "" and raw.strip() in _NOTHING:
            return None
    if raw is None:
        return None
    return _READERS[item.kind](raw, item)


def _text(raw: Any, item: Field) -> str:
    if isinstance(raw, bool):
        raw = yes_or_no(raw)
    elif isinstance(raw, float):
        raw = str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    elif isinstance(raw, datetime | date):
        if item.digits:
            raise BadCell("date_for_digits")
        raw = f"{raw:%d/%m/%Y}"
    elif isinstance(raw, time):
        raw = f"{raw:%H:%M}"
    text = str(raw).strip() if item.long else " ".join(str(raw).split())
    if text in ("-", "--", "—", "–"):
        return ""
    if item.digits and text:
        _check_digits(text, item)
    if item.max_length and len(text) > item.max_length:
        raise BadCell("too_long", length=len(text), limit=item.max_length)
    return text


def _check_digits(text: str, item: Field) -> None:
    if _SCIENTIFIC.fullmatch(text):
        raise BadCell("scientific", text=text)
    if text.isdecimal() and len(text) < item.digits:
        noun = "cifra" if len(text) == 1 else "cifras"
        raise BadCell("too_few_digits", text=text, length=len(text), noun=noun, digits=item.digits)


def _date(raw: Any, item: Field) -> date:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return _within(raw, raw.isoformat())
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if int(raw) in SERIALS:
            meant = date(1899, 12, 30) + timedelta(days=int(raw))
            raise BadCell("serial_for_date", number=int(raw), meant=meant)
        raise BadCell("no_date", text=raw)
    text = " ".join(str(raw).split())
    found = _DATE.fullmatch(text)
    iso = _ISO_DATE.fullmatch(text)
    if found is None and iso is None:
        raise BadCell("no_date", text=text)
    day, month, year = found.groups() if found else tuple(reversed(iso.groups()))  # type: ignore[union-attr]
    if len(year) != 4:
        raise BadCell("short_year", text=text)
    try:
        return _within(date(int(year), int(month), int(day)), text)
    except ValueError:
        raise BadCell("no_such_day", text=text) from None


def _within(day: date, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadCell("bad_year", text=text)
    return day


def _time(raw: Any, item: Field) -> time:
    if isinstance(raw, datetime):
        raw = raw.time()
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, timedelta):
        raw = f"{int(raw.total_seconds() // 3600)}:{int(raw.total_seconds() % 3600 // 60):02d}"
    text = " ".join(str(raw).split())
    found = _TIME.fullmatch(text)
    if found is None:
        raise BadCell("no_time", text=text)
    hour, minute, _, half = found.groups()
    hours = int(hour)
    half = folded(half or "").replace(" ", "")
    if half in ("am", "pm"):
        if not 1 <= hours <= 12:
            raise BadCell("no_such_half", text=text)
        hours = hours % 12 + (12 if half == "pm" else 0)
    try:
        return time(hours, int(minute))
    except ValueError:
        raise BadCell("no_such_time", text=text) from None


def _number(raw: Any, item: Field) -> int:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = re.sub(r"(?i)^n\s*[°º.]*\s*", "", " ".join(str(raw).split()))
    if isinstance(raw, bool) or not re.fullmatch(r"\d{1,9}", text):
        raise BadCell("no_number", text=raw)
    return int(text)


def _choice(raw: Any, item: Field) -> str | None:
    text = " ".join(str(raw).split())
    if not text:
        return None
    meanings = {folded(word): value for word, value in item.synonyms.items()}
    meanings |= {folded(value): value for value, _ in item.choices} | {
        folded(str(word)): value for value, word in item.choices
    }
    value = meanings.get(folded(text))
    if value is None:
        words = [str(word) for _, word in item.choices]
        listed = ", ".join(words[:-1]) + f" o {words[-1]}" if len(words) > 1 else "".join(words)
        raise BadCell("no_choice", text=text, listed=listed)
    return value


def _flag(raw: Any, item: Field) -> bool | None:
    if isinstance(raw, bool):
        return raw
    text = folded(_text(raw, Field(item.name, item.label)))
    if not text:
        return None
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise BadCell("no_flag", text=raw)


_READERS = {
    CellKind.TEXT: _text,
    CellKind.DATE: _date,
    CellKind.TIME: _time,
    CellKind.NUMBER: _number,
    CellKind.CHOICE: _choice,
    CellKind.FLAG: _flag,
}
