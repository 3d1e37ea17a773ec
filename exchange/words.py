"""Helpers on the text of a cell: what a spreadsheet would run, what XML cannot carry, names of sheets and files."""

import re
import unicodedata
from datetime import date

#: What makes Excel, LibreOffice or Google Sheets read a text as a formula, in a workbook or in a CSV saved from it.
_TRIGGERS = "=+\\-@\t\r\n＝＋－＠"  # the full-width signs are meant
_RUNS = re.compile(rf"'*\s*[{_TRIGGERS}]")
_ESCAPED = re.compile(rf"'+\s*[{_TRIGGERS}]")
#: A signed number and nothing else: «+51 951 234 567», «-12.5». No spreadsheet runs anything for it.
_SIGNED_NUMBER = re.compile(r"[+-]\d[\d ]*(?:[.,]\d+)?")
#: Signs that XML 1.0 cannot carry, and halves of pairs that no encoding can.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The most that one cell holds.
MAX_CELL = 32_767
MAX_SHEET_NAME = 31


def clean_text(text: str) -> str:
    """The text without what an XML file cannot carry, cut to what one cell holds."""
    return _ILLEGAL.sub("", text)[:MAX_CELL]


def escaped(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it; `unescaped` gives back the text."""
    return f"'{text}" if _RUNS.match(text) and not _SIGNED_NUMBER.fullmatch(text) else text


def unescaped(text: str) -> str:
    return text[1:] if _ESCAPED.match(text) else text


def folded(text: str) -> str:
    """What two headings are compared by: lower case, no accents, no marks, one space between words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = re.sub(r"[^a-z0-9]+", " ", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return words.strip()


def sheet_name(title: str) -> str:
    """A name that every spreadsheet accepts: 31 signs, none of []:*?/\\, no apostrophe at an end."""
    plain = re.sub(r"\s+", " ", re.sub(r"[\[\]:*?/\\]", " ", clean_text(title))).strip(" '")
    return plain[:MAX_SHEET_NAME].strip(" '") or "Hoja"


def file_name(title: str, on: date | None = None) -> str:
    """«Padrón de instituciones» → padron-de-instituciones-2026-11-20.xlsx: letters that every disk and header accept."""
    stem = folded(title).replace(" ", "-")[:80].strip("-") or "lista"
    return f"{stem}-{on.isoformat()}.xlsx" if on else f"{stem}.xlsx"
