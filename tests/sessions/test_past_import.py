"""Five years of sessions in one Excel: what is wrong is reported row by row, and what is right comes in whole, once."""

from __future__ import annotations

import io
import time as clock
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfWriter

from audit.acts import Act
from audit.models import Event
from documents.models import Counter
from exchange.services import confirm, preview
from members.models import Institution
from regulation.duties import judge_year
from regulation.refusal import Refused
from sessions_app.enums import MeetingState
from sessions_app.models import Meeting, Presence, RollEntry
from sessions_app.selectors.duties import installed_sessions
from sessions_app.selectors.history import history_of
from sessions_app.selectors.record import my_record
from sessions_app.services import convening, roll
from sessions_app.services.paper_acta import attach_paper_acta
from tests.conftest import Committee, lima
from tests.sessions import story as stories
from tests.sessions.past_table import FIVE_YEARS, Sheet, five_years

NOW = lima("2026-11-20 10:00")
KIND = "sesiones-pasadas"


def bring(committee: Committee, sheet: Sheet, *, at: datetime = NOW):
    return preview(Act(committee.secretary, at), kind=KIND, file=sheet.file())


def bring_in(committee: Committee, sheet: Sheet, *, at: datetime = NOW):
    return confirm(Act(committee.secretary, at), batch_id=bring(committee, sheet, at=at).pk)


def problems_of(batch) -> dict[int, list[tuple[str, str]]]:
    """Row → (column, what is wrong with it)."""
    return {row["row"]: [tuple(p) for p in row["problems"]] for row in batch.report["rows"] if row["problems"]}


def notes(batch) -> dict[int, list[str]]:
    return {row["row"]: row["notes"] for row in batch.report["rows"] if row["notes"]}


# --- Thirty wrong rows ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Slip:
    """One cell as an office gets it wrong, the column where it is reported, and words of the report."""

    day: date
    seat: int
    wrong: dict[str, object]
    column: str
    words: str


def on(text: str) -> date:
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))


SLIPS = (
    # which session
    Slip(on("17/08/2022"), 2, {"kind": "Solemne"}, "Tipo de sesión", "escriba Ordinaria o Extraordinaria"),
    Slip(on("17/08/2022"), 3, {"kind": ""}, "Tipo de sesión", "Falta este dato"),
    Slip(on("17/08/2022"), 5, {"number": ""}, "Número", "Falta este dato"),
    Slip(on("17/08/2022"), 6, {"number": "segunda"}, "Número", "«segunda» no es un número entero"),
    Slip(on("17/08/2022"), 7, {"number": 0}, "Número", "empieza en 1"),
    Slip(on("17/08/2022"), 8, {"number": "=1+1"}, "Número", "fórmula y el archivo no guarda su resultado"),
    Slip(on("17/08/2022"), 9, {"year": "MMXXII"}, "Año", "no es un número entero"),
    Slip(on("14/02/2024"), 4, {"number": 9}, "Número", "a esa misma fecha y hora se realizó la sesión 001-2024"),
    # when it was
    Slip(on("08/09/2022"), 4, {"held_on": "31/02/2022"}, "Fecha", "El día 31/02/2022 no existe"),
    Slip(on("08/09/2022"), 5, {"held_on": date(2031, 9, 8)}, "Fecha", "todavía no llega"),
    Slip(on("08/09/2022"), 6, {"held_on": date(2021, 9, 8)}, "Fecha", "reglamento rige desde el 01/06/2022"),
    Slip(
        on("08/09/2022"),
        7,
        {"held_on": date(2022, 9, 9)},
        "Fecha",
        "La fila 48 es de la misma sesión y dice 08/09/2022",
    ),
    Slip(on("08/09/2022"), 8, {"held_on": 44812}, "Fecha", "44812 en lugar de una fecha (¿08/09/2022?)"),
    Slip(on("08/09/2022"), 9, {"start": "25:00"}, "Hora de inicio", "La hora 25:00 no existe"),
    Slip(on("08/09/2022"), 10, {"place": "Cámara de Comercio"}, "Lugar", "dice «Auditorio de DIRCETUR»"),
    Slip(on("19/02/2025"), 1, {"end": time(9, 30)}, "Hora de fin", "anterior a la de inicio (10:00)"),
    Slip(on("21/05/2025"), 1, {"convened_on": date(2025, 5, 30)}, "Convocada el", "posterior a la sesión (21/05/2025)"),
    Slip(on("21/08/2024"), 1, {"installed": "tal vez"}, "Instalada", "escriba sí o no"),
    # which institution
    Slip(on("15/02/2023"), 3, {"institution": "Club Unión"}, "Institución", "«Club Unión» no figura en el padrón"),
    Slip(on("15/02/2023"), 4, {"institution": "Institucion 44"}, "Institución", "¿Quiso decir «Institución 4»?"),
    Slip(on("15/02/2023"), 5, {"institution": 99}, "Institución", "no hay un asiento 99"),
    Slip(on("15/02/2023"), 6, {"institution": "20131312954"}, "Institución", "RUC «20131312954» no es válido"),
    Slip(on("15/02/2023"), 7, {"institution": "2"}, "Institución", "ya figura en la fila"),
    Slip(
        on("15/02/2023"),
        8,
        {"institution": "Mesa de Productores"},
        "Institución",
        "es el nombre de más de una institución",
    ),
    # who came, and from when to when
    Slip(on("17/05/2023"), 2, {"came": "sí"}, "Asistió", "escriba Titular, Alterno, Ausente o Justificado"),
    Slip(on("17/05/2023"), 3, {"name": "Titular 09 Quispe"}, "Nombre de quien asistió", "representaba ese día a"),
    Slip(
        on("17/05/2023"), 6, {"name": "Quispe"}, "Nombre de quien asistió", "escriba los nombres y apellidos completos"
    ),
    Slip(
        on("17/05/2023"),
        10,
        {"name": "Rosa Mamani"},
        "Nombre de quien asistió",
        "registre antes la acreditación que falta",
    ),
    Slip(
        on("17/05/2023"),
        11,
        {"since": time(11), "until": time(10)},
        "Hora de salida",
        "anterior a la de llegada (11:00)",
    ),
    Slip(on("17/05/2023"), 23, {"since": time(9)}, "Asistió", "figura ausente, pero la fila trae"),
)


@pytest.fixture
def named(committee: Committee) -> Committee:
    """The committee with a RUC, and with two institutions that share a short name."""
    held = {number: committee.institution(number).pk for number in (9, 10, 11)}
    Institution.objects.filter(pk=held[9]).update(ruc="20131312955")
    Institution.objects.filter(pk__in=(held[10], held[11])).update(short_name="Mesa de Productores")
    return committee


def spoiled() -> tuple[Sheet, dict[int, Slip]]:
    sheet, where = five_years(), {}
    for slip in SLIPS:
        row = sheet.row(slip.day, slip.seat)
        row.update(slip.wrong)
        where[sheet.number(row)] = slip
    return sheet, where


def test_thirty_wrong_rows_are_reported_each_at_its_number_and_nothing_is_written(named: Committee) -> None:
    sheet, where = spoiled()
    assert len(where) == 30
    batch = bring(named, sheet)
    found = problems_of(batch)
    assert sorted(found) == sorted(where)
    for number, slip in where.items():
        assert any(column == slip.column and slip.words in words for column, words in found[number]), (
            slip,
            found[number],
        )
    assert (batch.counts["rows"], batch.counts["wrong"]) == (575, 30)
    with pytest.raises(Refused) as caught:
        confirm(Act(named.secretary, NOW), batch_id=batch.pk)
    assert caught.value.ruling.code == "import_wrong"
    assert [table.objects.count() for table in (Meeting, RollEntry, Presence)] == [0, 0, 0]
    assert not Counter.objects.filter(kind__startswith="sesion-").exists()
    assert not Event.objects.filter(stream__startswith="meeting:").exists()


def test_every_wrong_row_has_one_problem_reported_and_in_spanish(named: Committee) -> None:
    sheet, _ = spoiled()
    found = problems_of(bring(named, sheet))
    assert {number: problems for number, problems in found.items() if len(problems) > 1} == {}
    for problems in found.values():
        assert problems[0][1].endswith((".", "?"))
        assert "None" not in problems[0][1]


def test_a_row_with_many_slips_has_all_of_them_reported(named: Committee) -> None:
    sheet = five_years(years=[2023])
    row = sheet.row(date(2023, 2, 15), 3)
    row.update(number="dos", held_on="30/02/2023", start="99", came="vino", since="tarde", institution="Club Unión")
    found = problems_of(bring(named, sheet))
    assert [column for column, _ in found[sheet.number(row)]] == [
        "Número",
        "Fecha",
        "Hora de inicio",
        "Institución",
        "Asistió",
        "Hora de llegada",
    ]


# --- The corrected table -------------------------------------------------------------------------------------------
def test_the_corrected_table_comes_in_whole_and_the_second_time_changes_nothing(committee: Committee) -> None:
    started = clock.perf_counter()
    batch = bring(committee, five_years())
    took = clock.perf_counter() - started
    assert problems_of(batch) == {}
    assert took < 20, "575 rows are previewed in a few seconds"
    batch = confirm(Act(committee.secretary, NOW), batch_id=batch.pk)
    assert batch.counts["new"] == 575
    assert Meeting.objects.filter(import_batch=batch).count() == len(FIVE_YEARS)
    assert RollEntry.objects.filter(in_base=True).count() == 575
    before = [list(table.objects.order_by("pk").values()) for table in (Meeting, RollEntry, Presence)]
    events = Event.objects.filter(stream__startswith="meeting:").count()
    again = bring_in(committee, five_years(), at=lima("2026-11-20 15:00"))
    assert (again.counts["same"], again.counts["new"]) == (575, 0)
    assert [list(table.objects.order_by("pk").values()) for table in (Meeting, RollEntry, Presence)] == before
    assert Event.objects.filter(stream__startswith="meeting:").count() == events


def test_the_preview_says_what_is_worth_knowing_although_nothing_is_wrong(committee: Committee) -> None:
    sheet = five_years()
    sheet.rows.remove(sheet.row(date(2023, 2, 15), 21))
    found = notes(bring(committee, sheet))
    said = {
        next(row for row in sheet.rows if sheet.number(row) == number)["_day"]: text for number, text in found.items()
    }
    assert said[date(2022, 6, 1)] == ["Sin fecha de convocatoria: sus inasistencias no se computan (Art. 7, 15.1)."]
    assert said[date(2024, 3, 20)][0].startswith("Art. 7: 3 días de anticipación de 7 requeridos")
    assert said[date(2024, 8, 21)] == ["Se registra como no instalada. Art. 13: 11 de 16 requeridos; faltan 5."]
    [missing] = said[date(2023, 2, 15)]
    assert missing.startswith("Sin fila en esta sesión, figuran ausentes: ")


def test_a_table_with_what_is_registered_already_adds_only_the_rest(committee: Committee) -> None:
    bring_in(committee, five_years(years=[2022, 2023]))
    batch = bring_in(committee, five_years())
    assert (batch.counts["same"], batch.counts["new"]) == (9 * 23, 16 * 23)


def test_what_was_registered_is_not_changed_from_a_table(committee: Committee) -> None:
    bring_in(committee, five_years(years=[2022]))
    sheet = five_years(years=[2022])
    row = sheet.row(date(2022, 8, 17), 23)
    row["came"] = "Titular"
    found = problems_of(bring(committee, sheet))
    [(column, words)] = found[sheet.number(sheet.row(date(2022, 8, 17), 1))]
    assert column == "Número"
    assert committee.institution(23).name in words


def test_a_second_number_for_a_registered_hour_is_reported(committee: Committee) -> None:
    bring_in(committee, five_years(years=[2022]))
    sheet = five_years(years=[2022])
    for row in sheet.rows:
        row["number"] += 5
    found = problems_of(bring(committee, sheet))
    assert len(found) == 4
    assert all("ya está registrada con esa fecha y hora" in problems[0][1] for problems in found.values())


def test_institutions_are_found_by_seat_ruc_and_any_of_their_names(named: Committee) -> None:
    names = {number: named.institution(number).name.upper() for number in range(1, 9)}
    names |= {9: "RUC 20131312955", 12: "Asiento 12", 13: "institucion 13"}
    assert bring_in(named, five_years(years=[2023], names=names)).counts["new"] == 5 * 23
    assert (
        RollEntry.objects.get(meeting__scheduled_at__date=date(2023, 2, 15), seat__number=9).name
        == named.institution(9).name
    )


def test_the_words_that_an_office_shortens_are_understood_and_those_of_two_meanings_are_asked(
    committee: Committee,
) -> None:
    sheet = five_years()
    day = on("17/08/2022")
    for seat, words in ((2, {"kind": "Ord."}), (3, {"kind": "SESIÓN ORDINARIA"}), (4, {"came": "X", "name": ""})):
        sheet.row(day, seat).update(words)
    batch = bring(committee, sheet)
    assert [slip for slips in problems_of(batch).values() for slip in slips] == [
        ("Asistió", "«X» no figura en la lista: escriba Titular, Alterno, Ausente o Justificado.")
    ]


def test_mincetur_and_the_gobernador_have_rows_of_their_own(committee: Committee) -> None:
    sheet = five_years(years=[2023])
    first = sheet.row(date(2023, 2, 15), 1)
    for who in ("MINCETUR", "Gobernador Regional"):
        sheet.rows.insert(0, {**first, "institution": who, "came": "Titular", "name": "Luis Zevallos", "_seat": 0})
    bring_in(committee, sheet)
    assert [held.mincetur for held in installed_sessions(committee.body)] == [True, False, False, False, False]


def test_only_the_office_brings_a_table(committee: Committee) -> None:
    for user in (committee.president, committee.titular(3), committee.viewer, committee.admin):
        with pytest.raises(PermissionDenied):
            preview(Act(user, NOW), kind=KIND, file=five_years(years=[2022]).file())


def test_what_is_worth_knowing_is_found_among_hundreds_of_rows(committee: Committee, client_for, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    batch = bring(committee, five_years())
    client, url = client_for(committee.secretary), reverse("members:import_batch", args=[batch.pk])
    assert "Con avisos (3)" in client.get(url).content.decode()
    page = client.get(url, {"ver": "avisos"}).content.decode()
    assert "Se registra como no instalada" in page
    assert page.count("Nueva</span>") == 3


# --- What they count for -------------------------------------------------------------------------------------------
def test_the_years_show_what_was_met_and_what_was_not(committee: Committee) -> None:
    bring_in(committee, five_years())
    held, rules = installed_sessions(committee.body), committee.regulation.rules()

    def facts(year: int) -> tuple[int, list[int], list[int]]:
        found = judge_year(on=NOW.date(), installed=held, regulation=rules, year=year).facts
        return found["ordinary"], found["plenaries"], found["quarters_missed"]

    assert facts(2022) == (3, [0, 1, 2, 1], [1])
    assert facts(2023) == (4, [1, 1, 2, 1], [])
    assert facts(2024) == (4, [2, 1, 1, 1], [])  # the failed one of August does not count
    assert facts(2026) == (4, [1, 1, 2, 1], [])


def test_an_institution_reads_five_years_of_its_own(committee: Committee) -> None:
    bring_in(committee, five_years())
    record = my_record(committee.titular(23), committee.body, on=NOW.date(), year=2024)
    assert record.years == [2026, 2025, 2024, 2023, 2022]
    # Extraordinaria convened with three days and nothing else is left out: the failed session counts (Art. 15.1).
    assert [line.state for line in record.lines] == ["absent", "absent", "absent", "absent", "not_computed", "absent"]
    other = my_record(committee.titular(1), committee.body, on=NOW.date(), year=2024)
    assert {line.state for line in other.lines} <= {"attended", "absent", "not_computed"}
    assert sum(line.state == "attended" for line in other.lines) >= 4


def test_a_session_convened_afterwards_takes_the_next_number(committee: Committee) -> None:
    bring_in(committee, five_years())
    draft = stories.drafted(committee).meeting
    meeting = convening.convene(Act(committee.secretary, lima("2026-11-10 09:00")), meeting_id=draft.pk, revision=None)
    assert str(meeting) == "Sesión Ordinaria N° 005-2026"


def test_its_rolls_have_the_shape_of_a_lived_one(committee: Committee) -> None:
    """What reads rolls to count absences finds the same columns filled in both."""
    bring_in(committee, five_years(years=[2023]))
    lived = stories.closed(committee).meeting
    brought = Meeting.objects.filter(import_batch__isnull=False, state=MeetingState.CLOSED).first()
    for table in (RollEntry, Presence):
        path = "meeting" if table is RollEntry else "entry__meeting"
        for number in (1, 20):
            seat = "seat__number" if table is RollEntry else "entry__seat__number"
            rows = [
                table.objects.filter(**{path: meeting, seat: number}).values().first() for meeting in (lived, brought)
            ]
            if all(rows):
                empty = [{key for key, value in row.items() if value is None} for row in rows]
                assert empty[0] == empty[1]
    for meeting in (lived, brought):
        assert meeting.roll.filter(in_base=True, capacity="member").count() == 23
        assert not Presence.objects.filter(entry__meeting=meeting, voided_at=None, until_at=None).exists()


# --- Pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def queries_of(committee: Committee, client_for) -> Callable[[str], int]:
    def count(url: str, who=None) -> int:
        client = client_for(who or committee.secretary)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count


def test_lists_ask_the_same_of_the_database_with_five_years_more(committee: Committee, queries_of, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    bring_in(committee, five_years(years=[2023]))
    pages = [
        (reverse("sessions:list"), None),
        (reverse("sessions:my_record"), committee.titular(3)),
        (reverse("home"), None),
    ]
    few = [queries_of(url, who) for url, who in pages]
    bring_in(committee, five_years())
    assert [queries_of(url, who) for url, who in pages] == few


def test_every_page_of_a_past_session_can_be_opened(committee: Committee, client_for, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    bring_in(committee, five_years(years=[2024]))
    pages = (
        "detail",
        "acta",
        "history",
        "dispatches",
        "roll",
        "run",
        "room",
        "close",
        "close_not_installed",
        "edit_data",
    )
    pages += (
        "preview",
        "send",
        "cancel",
        "reschedule",
        "motion_new",
        "acta_circulate",
        "acta_document",
        "acta_draft_pdf",
    )
    for meeting in (Meeting.objects.filter(state=state).first() for state in ("closed", "not_installed")):
        for name in pages:
            for who in (committee.secretary, committee.viewer, committee.titular(3)):
                response = client_for(who).get(reverse(f"sessions:{name}", args=[meeting.pk]))
                assert response.status_code in (200, 302, 403, 404), (name, who)


def test_the_page_of_a_past_session_says_where_it_comes_from_and_who_came(
    committee: Committee, client_for, monkeypatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    bring_in(committee, five_years(years=[2023]))
    meeting = Meeting.objects.get(scheduled_at__date=date(2023, 2, 15))
    url = reverse("sessions:detail", args=[meeting.pk])
    page = client_for(committee.secretary).get(url).content.decode()
    assert "Sesión registrada desde una hoja" in page
    assert "sesiones 2022-2026.xlsx" in page
    assert "Titular 01 Quispe" in page
    assert "requeridos; hay quórum" in page
    assert "Redactar" not in page
    listed = client_for(committee.secretary).get(reverse("sessions:list"), {"year": 2023}).content.decode()
    assert listed.count("En papel") == 5
    table = client_for(committee.secretary).get(reverse("sessions:list"), {"year": 2023, "formato": "excel"})
    book = load_workbook(io.BytesIO(table.content))
    assert [row[-1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == ["En papel"] * 5
    desk = client_for(committee.secretary).get(reverse("sessions:roll", args=[meeting.pk])).content.decode()
    assert "Se registró desde una hoja" in desk
    mine = client_for(committee.titular(3)).get(url).content.decode()
    assert "Titular 01 Quispe" not in mine  # the rolls speak of the others
    acta = client_for(committee.titular(3)).get(reverse("sessions:acta", args=[meeting.pk])).content.decode()
    assert "El acta está en papel" in acta


def test_its_attendance_is_corrected_with_a_reason_like_that_of_any_other(committee: Committee) -> None:
    bring_in(committee, five_years(years=[2023]))
    entry = RollEntry.objects.get(meeting__scheduled_at__date=date(2023, 2, 15), seat__number=23)
    roll.mark_arrival(
        Act(committee.secretary, lima("2023-02-15 09:00"), NOW),
        entry_id=entry.pk,
        role="titular",
        reason="Figura en la lista firmada",
    )
    assert my_record(committee.titular(23), committee.body, on=NOW.date(), year=2023).lines[-1].state == "attended"


# --- The acta on paper ---------------------------------------------------------------------------------------------
def pdf(name: str = "acta.pdf") -> SimpleUploadedFile:
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue())


def test_the_scan_of_its_acta_is_kept_and_read_by_whoever_may_see_the_session(
    committee: Committee, client_for, monkeypatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    bring_in(committee, five_years(years=[2023]))
    meeting = Meeting.objects.get(scheduled_at__date=date(2023, 2, 15))
    url, page = (reverse(f"sessions:{name}", args=[meeting.pk]) for name in ("paper_acta", "acta"))
    for name in ("acta.pdf", "acta-legible.pdf"):
        assert client_for(committee.secretary).post(url, {"file": pdf(name)}).status_code == 302
    shown = client_for(committee.titular(3)).get(page).content.decode()
    assert shown.index("acta-legible.pdf") < shown.index("acta.pdf")
    assert "Adjuntar el acta" not in shown
    scan = meeting.paper_actas.first()
    found = client_for(committee.titular(3)).get(reverse("sessions:paper_acta_scan", args=[meeting.pk, scan.pk]))
    assert (found.status_code, found["Content-Type"]) == (200, "application/pdf")
    other = Meeting.objects.exclude(pk=meeting.pk).first()
    stray = reverse("sessions:paper_acta_scan", args=[other.pk, scan.pk])
    assert client_for(committee.secretary).get(stray).status_code == 404
    assert (
        client_for(committee.stranger).get(reverse("sessions:paper_acta_scan", args=[meeting.pk, scan.pk])).status_code
        == 404
    )
    for user in (committee.titular(3), committee.president, committee.viewer, committee.admin):
        assert client_for(user).post(url, {"file": pdf()}).status_code == 403
    assert client_for(committee.stranger).post(url, {"file": pdf()}).status_code == 404
    [line, *_] = history_of(meeting)[:5]
    assert "adjuntó el acta en papel" in line.sentence


def test_what_is_no_scan_is_reported_beside_the_field(committee: Committee, client_for, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    bring_in(committee, five_years(years=[2023]))
    url = reverse("sessions:paper_acta", args=[Meeting.objects.first().pk])
    client = client_for(committee.secretary)
    empty = client.post(url, {})
    assert (empty.status_code, "Elija el archivo del acta escaneada." in empty.content.decode()) == (422, True)
    wrong = client.post(url, {"file": SimpleUploadedFile("acta.pdf", b"MZ not a pdf")})
    assert (wrong.status_code, "no se acepta" in wrong.content.decode()) == (422, True)


def test_a_session_held_here_takes_no_acta_from_paper(committee: Committee, client_for, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-11-20 16:00"))
    meeting = stories.closed(committee).meeting
    with pytest.raises(Refused) as caught:
        attach_paper_acta(Act(committee.secretary, lima("2026-11-20 16:00")), meeting_id=meeting.pk, file=pdf())
    assert caught.value.ruling.code == "acta_not_on_paper"
    for user in (committee.president, committee.titular(3), committee.viewer):
        with pytest.raises(PermissionDenied):
            attach_paper_acta(Act(user, NOW), meeting_id=meeting.pk, file=pdf())
