"""Files as an office brings them, and as an attacker would."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook


def workbook(*rows: Sequence[Any], before: Sequence[Sequence[Any]] = (), other_sheets: bool = False) -> bytes:
    """An .xlsx whose first sheet has these rows, perhaps below a letterhead."""
    book = Workbook()
    sheet = book.active
    for row in (*before, *rows):
        sheet.append(list(row))
    if other_sheets:
        book.create_sheet("Notas").append(["cualquier cosa"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(*rows: Sequence[Any], name: str = "hoja.xlsx", **options: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, workbook(*rows, **options))


def text(content: str, *, encoding: str = "utf-8", name: str = "hoja.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode(encoding))


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The same workbook with some of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in changes:
                target.writestr(name, source.read(name))
        for name, content in changes.items():
            target.writestr(name, content)
    return out.getvalue()
