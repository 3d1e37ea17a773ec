"""A made-up table of an office: five years of sessions, from the first day of the regulation on, 23 institutions in each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from sessions_app.imports import PastSessions

HEADINGS = {item.name: item.label for item in PastSessions.fields}
NAMES = list(HEADINGS)
#: (kind, day, hour, notice in days, whether the table says that it was installed)
FIVE_YEARS: tuple[tuple[str, date, int, int, str], ...] = (
    ("Ordinaria", date(2022, 6, 1), 10, 0, ""),
    ("Ordinaria", date(2022, 8, 17), 10, 8, "sí"),
    ("Extraordinaria", date(2022, 9, 8), 16, 9, "sí"),
    ("Ordinaria", date(2022, 11, 23), 10, 12, "sí"),
    ("Ordinaria", date(2023, 2, 15), 9, 7, "sí"),
    ("Ordinaria", date(2023, 5, 17), 9, 10, "sí"),
    ("Ordinaria", date(2023, 8, 16), 9, 9, "sí"),
    ("Extraordinaria", date(2023, 9, 27), 15, 8, "sí"),
    ("Ordinaria", date(2023, 11, 15), 9, 14, "sí"),
    ("Ordinaria", date(2024, 2, 14), 10, 8, "sí"),
    ("Extraordinaria", date(2024, 3, 20), 10, 3, "sí"),
    ("Ordinaria", date(2024, 5, 22), 10, 9, "sí"),
    ("Ordinaria", date(2024, 8, 21), 10, 11, "no"),
    ("Ordinaria", date(2024, 9, 11), 10, 8, "sí"),
    ("Ordinaria", date(2024, 11, 20), 10, 9, "sí"),
    ("Ordinaria", date(2025, 2, 19), 10, 9, "sí"),
    ("Ordinaria", date(2025, 5, 21), 10, 9, "sí"),
    ("Extraordinaria", date(2025, 6, 18), 10, 9, "sí"),
    ("Ordinaria", date(2025, 8, 20), 10, 9, "sí"),
    ("Ordinaria", date(2025, 11, 19), 10, 9, "sí"),
    ("Ordinaria", date(2026, 2, 18), 10, 9, "sí"),
    ("Ordinaria", date(2026, 5, 20), 10, 9, "sí"),
    ("Extraordinaria", date(2026, 7, 15), 10, 9, "sí"),
    ("Ordinaria", date(2026, 8, 19), 10, 9, "sí"),
    ("Ordinaria", date(2026, 11, 18), 10, 9, "sí"),
)
#: The one of 21/08/2024 failed: half of the committee came.
FAILED = date(2024, 8, 21)
SEATS = range(1, 24)


@dataclass
class Sheet:
    """The rows as they are typed; a session's first row can be found, so that a test may spoil one cell of it."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def row(self, day: date, seat: int) -> dict[str, Any]:
        """The row of an institution in the session of a day."""
        return next(row for row in self.rows if row["_day"] == day and row["_seat"] == seat)

    def number(self, row: Mapping[str, Any]) -> int:
        """Its number in the sheet, the heading included."""
        return next(index for index, other in enumerate(self.rows, start=2) if other is row)

    def file(self, name: str = "sesiones 2022-2026.xlsx") -> SimpleUploadedFile:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Sesiones")
        sheet.append(list(HEADINGS.values()))
        for row in self.rows:
            sheet.append([row.get(name) for name in NAMES])
        out = io.BytesIO()
        book.save(out)
        return SimpleUploadedFile(name, out.getvalue())


def five_years(*, years: Iterable[int] = range(2022, 2027), names: Mapping[int, str] | None = None) -> Sheet:
    """The whole table. From 2025 on the data of a session stand in its first row only; `names`: how a seat is written."""
    sheet, counted = Sheet(), dict[tuple[str, int], int]()
    for kind, day, hour, notice, installed in FIVE_YEARS:
        if day.year not in years:
            continue
        number = counted[kind, day.year] = counted.get((kind, day.year), 0) + 1
        for seat in SEATS:
            row: dict[str, Any] = {"_day": day, "_seat": seat, "kind": kind, "number": number, "year": day.year}
            row |= {"institution": (names or {}).get(seat, str(seat)), "came": _came(day, number, seat)}
            if day.year < 2025 or seat == 1:
                row |= {
                    "held_on": day,
                    "start": time(hour),
                    "end": time(hour + 2, 30),
                    "place": "Auditorio de DIRCETUR",
                }
                row |= {"convened_on": day - timedelta(days=notice) if notice else None, "installed": installed}
            sheet.rows.append(row)
        if number == 2:  # somebody came late to it, somebody left early
            late, early = [row for row in sheet.rows[-len(SEATS) :] if row["came"] in ("Titular", "Alterno")][:2]
            late["since"], early["until"] = time(hour, 20), time(hour + 1, 45)
    return sheet


def _came(day: date, number: int, seat: int) -> str:
    """Deterministic: seat 23 never comes, six others by turns, and one sends its alterno."""
    if day == FAILED:
        return "Titular" if seat <= 11 else "Ausente"
    if seat == 23 or (seat + number + day.year) % 8 == 0:
        return "Justificado" if seat % 7 == 0 else "Ausente"
    return "Alterno" if (seat + number) % 9 == 0 else "Titular"
