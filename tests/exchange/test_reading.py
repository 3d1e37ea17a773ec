"""Excel and CSV as they are found in an office, and files that were made to harm their reader."""

import io
import time as clock
import zipfile
from datetime import date, datetime, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from audit.acts import Act
from documents import sniff
from documents.sniff import CSV, XLSX
from exchange.enums import CellKind
from exchange.kinds import Field
from exchange.services import MAX_ROWS, _reading, preview
from exchange.services._cells import BadCell, read_cell
from exchange.services._reading import UNKNOWN_RESULT, read_table
from exchange.services._writing import excel
from norms.wording import explain
from regulation.refusal import Refused
from tests.exchange.conftest import Themes
from tests.exchange.sheets import repacked, text, workbook, xlsx

FIELDS = Themes.fields
HEAD = ("Tema", "Desde")


def rows_of(data: bytes, content_type: str = XLSX) -> list[list[object]]:
    table = read_table(data, content_type=content_type, fields=FIELDS)
    return [[line.number, *table.raw(line).values()] for line in table.lines]


def code_of(data: bytes, content_type: str = XLSX) -> str:
    with pytest.raises(Refused) as refused:
        read_table(data, content_type=content_type, fields=FIELDS)
    assert explain(refused.value.ruling)
    return refused.value.ruling.code


def csv_rows(content: str, encoding: str = "utf-8") -> list[list[object]]:
    return rows_of(content.encode(encoding), CSV)


# --- As they are found ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "head", [("TEMA", "desde"), (" Tema* ", "Desde:"), ("Asunto (nombre)", "DESDÉ"), ("name", "since")]
)
def test_a_heading_is_known_whatever_its_accents_capitals_and_marks(head):
    assert rows_of(workbook(head, ["Fibra", "01/02/2024"])) == [[2, "Fibra", "01/02/2024"]]


def test_the_heading_is_found_below_a_letterhead_and_on_any_visible_sheet():
    book = Workbook()
    book.active.append(["Leame"])
    hidden = book.create_sheet("Oculta")
    hidden.append(list(HEAD))
    hidden.append(["escondido", ""])
    hidden.sheet_state = "hidden"
    data = book.create_sheet("Datos")
    for row in (["CERX Puno"], [], ["Tema", None, "Desde"], [], ["Fibra", "", "01/02/2024"]):
        data.append(row)
    out = io.BytesIO()
    book.save(out)
    assert rows_of(out.getvalue()) == [[5, "Fibra", "01/02/2024"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_is_read_in_any_encoding_and_with_any_separator_of_excel(encoding, separator):
    content = f"Tema{separator}Desde\r\nÑandú{separator}01/02/2024\r\n"
    assert csv_rows(content, encoding) == [[2, "Ñandú", "01/02/2024"]]


def test_a_csv_may_quote_separators_and_line_breaks_and_its_rows_keep_their_number():
    content = 'sep=;\nTema;Desde\n"uno; y\ndos";01/02/2024\n\nFibra;\n'
    assert csv_rows(content) == [[3, "uno; y\ndos", "01/02/2024"], [6, "Fibra", ""]]


def test_a_comma_inside_a_text_does_not_take_the_place_of_the_semicolon():
    assert csv_rows("Tema;Desde\nQuinua, cañihua;\n") == [[2, "Quinua, cañihua", ""]]


def test_a_row_that_has_nothing_but_its_number_is_an_empty_one():
    head = ("N°", *HEAD)
    assert rows_of(workbook(head, [1, "Fibra", "01/02/2024"], [2, None, " "], [3, "Café", None], [4, "", ""])) == [
        [2, "Fibra", "01/02/2024"],
        [4, "Café", None],
    ]
    assert code_of(workbook(head, [1, None, None], [2, None, None])) == "table_empty"


def test_what_we_wrote_comes_back_as_it_was():
    data = excel(title="Temas", columns=["Tema", "Desde"], rows=[["=1+1", date(2024, 2, 1)]], about=[("Filas", 1)])
    [[_, name, since]] = rows_of(data)
    assert read_cell(name, FIELDS[0]) == "=1+1"
    assert read_cell(since, FIELDS[1]) == date(2024, 2, 1)


def test_a_formula_gives_the_result_that_the_file_keeps_and_one_without_it_is_reported():
    data = workbook(HEAD, ["=CONCATENATE(1,2)", "01/02/2024"])
    [[_, name, _]] = rows_of(data)
    assert name is UNKNOWN_RESULT
    with pytest.raises(BadCell, match="fórmula"):
        read_cell(name, FIELDS[0])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    cached = sheet.replace(b"<v />", b"<v>12</v>").replace(b"<v></v>", b"<v>12</v>").replace(b"<v/>", b"<v>12</v>")
    assert cached != sheet
    assert rows_of(repacked(data, {"xl/worksheets/sheet1.xml": cached})) == [[2, 12, "01/02/2024"]]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([HEAD], "table_empty"),
        ([("Desde", "Hora"), ["01/02/2024", "10:00"]], "table_missing_columns"),
        ([("Tema", "Asunto", "Desde"), ["a", "b", "c"]], "table_column_twice"),
        ([("Otra", "Cosa"), ["a", "b"]], "table_no_heading"),
        ([[]], "table_no_heading"),
        ([HEAD, *[[f"t{n}"] for n in range(MAX_ROWS + 1)]], "table_too_long"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_its_reason(rows, code):
    assert code_of(workbook(*rows)) == code


def test_as_many_rows_as_allowed_are_read():
    assert len(rows_of(workbook(HEAD, *[[f"t{n}"] for n in range(MAX_ROWS)]))) == MAX_ROWS


# --- Cells ---------------------------------------------------------------------------------------------------------
def cell(kind: CellKind = CellKind.TEXT, **more) -> Field:
    return Field("x", "X", kind=kind, **more)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("15/03/2024", date(2024, 3, 15)),
        ("5-3-2024", date(2024, 3, 5)),
        ("05.03.2024", date(2024, 3, 5)),
        ("2024-03-15", date(2024, 3, 15)),
        (datetime(2024, 3, 15, 0, 0), date(2024, 3, 15)),  # noqa: DTZ001  # as openpyxl gives it
        ("-", None),
        (None, None),
        ("  ", None),
    ],
)
def test_a_date_is_read_as_peru_writes_it(raw, value):
    assert read_cell(raw, cell(CellKind.DATE)) == value


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        (CellKind.DATE, "31/02/2024", "no existe"),
        (CellKind.DATE, "03/15/2024", "primero el día"),
        (CellKind.DATE, "15/03/24", "cuatro cifras"),
        (CellKind.DATE, 45366, "¿15/03/2024?"),
        (CellKind.DATE, 12, "no es una fecha"),
        (CellKind.DATE, "mañana", "no es una fecha"),
        (CellKind.DATE, "01/01/0024", "revíselo"),
        (CellKind.TIME, "25:00", "no existe"),
        (CellKind.TIME, "10:75", "no existe"),
        (CellKind.TIME, "13:00 pm", "no existe"),
        (CellKind.TIME, "tarde", "no es una hora"),
        (CellKind.NUMBER, "doce", "número entero"),
        (CellKind.NUMBER, 1.5, "número entero"),
        (CellKind.NUMBER, "-3", "número entero"),
        (CellKind.FLAG, "quizás", "sí o no"),
        (CellKind.TEXT, "#N/A", "error de Excel"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_to_write(kind, raw, words):
    with pytest.raises(BadCell, match=words.replace("?", r"\?")):
        read_cell(raw, cell(kind))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        ("3:45 p. m.", time(15, 45)),
        ("12:05 am", time(0, 5)),
        ("15:45 hrs.", time(15, 45)),
        (time(9, 30, 20), time(9, 30)),
        (datetime(1900, 1, 1, 9, 30), time(9, 30)),  # noqa: DTZ001
    ],
)
def test_an_hour_is_read_as_people_write_it(raw, value):
    assert read_cell(raw, cell(CellKind.TIME)) == value


def test_numbers_texts_and_flags():
    assert read_cell(20448393641.0, cell()) == "20448393641"
    assert read_cell("  Juan   Pérez ", cell()) == "Juan Pérez"
    assert read_cell("una\nlínea", cell(long=True)) == "una\nlínea"
    assert read_cell("Nin\u0303o", cell()) == "Niño"
    assert read_cell("'=1", cell()) == "=1"
    assert read_cell("N° 012", cell(CellKind.NUMBER)) == 12
    assert read_cell(12.0, cell(CellKind.NUMBER)) == 12
    assert (read_cell("Sí", cell(CellKind.FLAG)), read_cell("no", cell(CellKind.FLAG))) == (True, False)


def test_a_choice_is_known_by_its_word_whatever_its_accents():
    sort = next(item for item in FIELDS if item.name == "sort")
    assert read_cell("fibra TEXTIL", sort) == "fibre"
    with pytest.raises(BadCell, match="Alimento o Fibra textil"):
        read_cell("otra", sort)


@pytest.mark.parametrize(
    ("raw", "words"), [(1234567, "Excel lo quitó"), ("2.04484E+10", "perdió cifras"), ("1234567", "7 cifras")]
)
def test_the_digits_that_excel_lost_are_reported(raw, words):
    with pytest.raises(BadCell) as bad:
        read_cell(raw, cell(digits=8))
    assert words in str(bad.value)


# --- As an attacker would ------------------------------------------------------------------------------------------
def test_a_workbook_that_unpacks_beyond_reason_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(_reading, "MAX_UNPACKED", 1_000_000)
    bomb = repacked(workbook(HEAD, ["a"]), {"xl/sharedStrings.xml": b"<sst>" + b" " * 2_000_000 + b"</sst>"})
    assert len(bomb) < 20_000
    assert code_of(bomb) == "table_too_big"


def test_entities_are_refused():
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
    assert code_of(repacked(workbook(HEAD, ["a"]), {"xl/worksheets/sheet1.xml": laughs})) == "table_damaged"


def sheet_with(body: bytes) -> bytes:
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<dimension ref="A1:XFD1048576"/><sheetData>' + body + b"</sheetData></worksheet>"
    )
    return repacked(workbook(HEAD), {"xl/worksheets/sheet1.xml": xml})


def inline(reference: str, content: str) -> bytes:
    return f'<c r="{reference}" t="inlineStr"><is><t>{content}</t></is></c>'.encode()


def heading() -> bytes:
    return b'<row r="1">' + inline("A1", "Tema") + inline("B1", "Desde") + b"</row>"


def test_a_sheet_that_claims_a_million_columns_and_rows_is_read_in_no_time():
    far = heading() + b'<row r="2">' + inline("A2", "Fibra") + inline("XFD2", "lejos") + b"</row>"
    far += b'<row r="1048576">' + inline("A1048576", "Quinua") + b"</row>"
    started = clock.perf_counter()
    assert [row[:2] for row in rows_of(sheet_with(far))] == [[2, "Fibra"], [1048576, "Quinua"]]
    assert clock.perf_counter() - started < 5


def test_a_row_beyond_the_last_is_refused():
    assert (
        code_of(sheet_with(heading() + b'<row r="99999999">' + inline("A99999999", "x") + b"</row>")) == "table_damaged"
    )


def test_a_sheet_that_understates_its_size_is_read_whole():
    data = workbook(HEAD, ["Fibra"], ["Quinua"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    short = sheet.replace(b'ref="A1:B3"', b'ref="A1:A1"')
    assert short != sheet
    assert len(rows_of(repacked(data, {"xl/worksheets/sheet1.xml": short}))) == 2


@pytest.mark.parametrize(
    "part", [b"<worksheet>", b"\x00\x01", b'<worksheet><sheetData><row r="x"/></sheetData></worksheet>', b""]
)
def test_a_broken_sheet_is_refused(part):
    assert code_of(repacked(workbook(HEAD, ["a"]), {"xl/worksheets/sheet1.xml": part})) in (
        "table_damaged",
        "table_no_heading",
    )


def test_a_link_to_another_file_is_not_followed():
    link = (
        b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<externalBook xmlns:r="x" r:id="rId1"/></externalLink>'
    )
    assert rows_of(repacked(workbook(HEAD, ["a", ""]), {"xl/externalLinks/externalLink1.xml": link}))[0][1] == "a"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "code"),
    [
        (
            SimpleUploadedFile("hoja.xlsx", repacked(workbook(HEAD, ["a"]), {"xl/vbaProject.bin": b"x"})),
            "bad_upload_active",
        ),
        (
            SimpleUploadedFile("hoja.xlsm", repacked(workbook(HEAD, ["a"]), {"xl/vbaProject.bin": b"x"})),
            "bad_upload_active",
        ),
        (SimpleUploadedFile("hoja.xlsx", workbook(HEAD, ["a"])[:200]), "bad_upload_damaged"),
        (SimpleUploadedFile("hoja.csv", b"Tema;Desde\n\x00\x01;"), "bad_upload_type"),
        (SimpleUploadedFile("hoja.csv", b""), "bad_upload_empty"),
        (SimpleUploadedFile("hoja.html", b"Tema;Desde\na;b"), "bad_upload_type"),
        (SimpleUploadedFile("hoja.csv", workbook(HEAD, ["a"])), "bad_upload_extension"),
        (SimpleUploadedFile("hoja.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "bad_upload_type"),
    ],
)
def test_what_is_no_table_is_refused_at_the_door(file, code, clerk, at):
    with pytest.raises(Refused) as refused:
        preview(Act(clerk, at), kind="themes", file=file)
    assert refused.value.ruling.code == code


@pytest.mark.django_db
def test_a_csv_is_kept_as_text_and_only_where_a_table_is_asked_for(clerk, at):
    batch = preview(Act(clerk, at), kind="themes", file=text("Tema;Desde\nFibra;\n", encoding="cp1252"))
    assert batch.upload.content_type == CSV
    assert CSV not in sniff.SHOWN_INLINE
    with pytest.raises(Refused):
        sniff.judge(b"Tema;Desde\n", name="hoja.csv", limit=1000)


@pytest.mark.django_db
def test_a_document_of_another_kind_is_named_a_sheet(clerk, at):
    from tests.documents.test_uploads import pdf

    with pytest.raises(Refused) as refused:
        preview(Act(clerk, at), kind="themes", file=SimpleUploadedFile("acta.pdf", pdf()))
    assert refused.value.ruling.code == "table_type"


def test_an_unclosed_quotation_mark_is_refused():
    assert code_of(b'Tema;Desde\n"' + b"x" * 40_000, CSV) == "table_damaged"


@pytest.mark.django_db
def test_a_thousand_rows_take_a_few_seconds_at_most(clerk, at):
    started = clock.perf_counter()
    batch = preview(Act(clerk, at), kind="themes", file=xlsx(HEAD, *[[f"Tema {n}"] for n in range(1000)]))
    assert batch.counts["new"] == 1000
    assert clock.perf_counter() - started < 20
