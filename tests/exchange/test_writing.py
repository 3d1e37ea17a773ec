"""What goes out as Excel: typed cells, nothing that runs, a table that comes back as it went."""

import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from exchange.services import Column, excel
from exchange.words import clean_text, escaped, file_name, folded, sheet_name, unescaped


def opened(data: bytes):
    return load_workbook(io.BytesIO(data))


def first(rows, columns=("A", "B", "C")):
    return opened(excel(title="Lista", columns=columns, rows=rows)).worksheets[0]


def test_dates_numbers_and_hours_keep_their_type():
    moment = datetime(2026, 3, 10, 14, 30, 15, 7, tzinfo=UTC)
    sheet = first([[date(2026, 3, 10), 12, moment], [time(9, 5), Decimal("12.50"), True]])
    assert sheet["A2"].value.isoformat() == "2026-03-10T00:00:00"
    assert sheet["A2"].number_format == "dd/mm/yyyy"
    assert sheet["B2"].value == 12
    assert sheet["C2"].value.isoformat() == "2026-03-10T09:30:15"  # Lima
    assert sheet["C2"].number_format == "dd/mm/yyyy hh:mm"
    assert sheet["A3"].value == time(9, 5)
    assert sheet["B3"].value == 12.5
    assert sheet["C3"].value == "sí"


def test_a_long_number_is_a_text_and_keeps_its_digits():
    sheet = first([[12345678901234567, float("nan"), "20448393641"]])
    assert [cell.value for cell in sheet[2]] == ["12345678901234567", "nan", "20448393641"]


def test_the_heading_is_frozen_and_filters():
    sheet = first([["x", "y", "z"]] * 3)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C4"
    assert sheet["A1"].font.bold


HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://malo.example","clic")',
    "@SUM(A1)",
    "+cmd|'/c calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "'=1+1",
    "−1",  # a minus of typography, and harmless
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text):
    cell = first([[text, "", ""]])["A2"]
    assert cell.data_type == "s"
    assert cell.value[0] not in "=+-@\t\r\n＝＋－＠"
    assert unescaped(cell.value) == text.replace("\r", "\n") or unescaped(cell.value) == text


def test_a_heading_is_no_formula_either():
    assert first([], columns=["=1+1"])["A1"].data_type == "s"


@pytest.mark.parametrize("text", ["+51 951 234 567", "-12.5", "+519", "-3", "correo@puno.pe", "a=b"])
def test_a_telephone_and_a_plain_text_stay_as_they_are(text):
    assert escaped(text) == text


@given(st.text(max_size=60))
def test_what_was_escaped_comes_back_as_it_was(text):
    assert unescaped(escaped(text)) == text


@given(st.text(max_size=200))
def test_any_text_gives_a_file_that_opens(text):
    cell = first([[text, None, 1]])["A2"]
    assert cell.data_type in ("s", "n")
    assert (cell.value is None) == (clean_text(text) == "")


def test_signs_that_xml_cannot_carry_are_left_out():
    assert first([["a\x00b\x0bc\ud800d\uffffe", "", ""]])["A2"].value == "abcde"


def test_the_second_sheet_says_what_the_list_is():
    book = opened(excel(title="Padrón", columns=["A"], rows=[["x"]], about=[("Comité", "CERX Puno"), ("Filas", 1)]))
    assert book.sheetnames == ["Padrón", "Acerca de esta lista"]
    assert [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=2)] == [
        ["Comité", "CERX Puno"],
        ["Filas", 1],
    ]


def test_a_width_given_holds_and_others_follow_the_content():
    sheet = first([["x" * 30, "y", "z" * 200]], columns=[Column("A"), Column("B", 40), "C"])
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [32, 40, 60]


def test_names_of_sheets_and_files_are_accepted_everywhere():
    assert sheet_name("Sesión N° 1/2026: acuerdos [todos] y algo más largo") == "Sesión N° 1 2026 acuerdos todos"
    assert sheet_name("''") == "Hoja"
    assert file_name("Padrón: Ñuñoa", date(2026, 11, 20)) == "padron-nunoa-2026-11-20.xlsx"
    assert folded("  N.º de   RUC ") == "n o de ruc"
