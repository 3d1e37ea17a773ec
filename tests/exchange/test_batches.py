"""What comes in is judged whole, shown, and written whole or not at all."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.acts import Act
from audit.models import Event
from documents.models import Upload
from exchange.enums import BatchState
from exchange.models import ImportBatch
from exchange.services import confirm, discard, error_sheet, preview
from members.models import Theme
from regulation.refusal import Refused
from tests.exchange.sheets import text, xlsx
from tests.exchange.test_writing import opened

pytestmark = pytest.mark.django_db

HEAD = ("Tema", "Desde", "Grupo")


def bring(file, clerk, at):
    return preview(Act(clerk, at), kind="themes", file=file)


def fates(batch) -> list[str]:
    return [row["fate"] for row in batch.report["rows"]]


def refused(call, *args, **arguments) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **arguments)
    return caught.value.ruling.code


def test_a_preview_says_what_each_row_would_do_and_writes_nothing(clerk, at):
    Theme.objects.create(name="quinua")
    Theme.objects.create(name="Café")
    batch = bring(xlsx(HEAD, ["Fibra"], ["Quinua"], ["Café"], ["malo"]), clerk, at)
    assert fates(batch) == ["new", "changed", "same", "wrong"]
    assert batch.counts == {"rows": 4, "new": 1, "changed": 1, "same": 1, "wrong": 1, "held": 0}
    assert batch.report["rows"][1]["changes"] == [["Tema", "quinua", "Quinua"]]
    assert batch.report["rows"][3]["problems"] == [["Tema", "Ese tema no."]]
    assert set(Theme.objects.values_list("name", flat=True)) == {"quinua", "Café"}
    assert list(Event.objects.values_list("action", flat=True)) == ["import.previewed"]


def test_what_was_confirmed_is_written_and_the_same_file_then_changes_nothing(clerk, at):
    file = lambda: xlsx(HEAD, ["Fibra"], ["Quinua"])  # noqa: E731
    batch = confirm(Act(clerk, at), batch_id=bring(file(), clerk, at).pk)
    assert batch.state == BatchState.CONFIRMED
    assert (batch.decided_by, batch.decided_at) == (clerk, at)
    assert Theme.objects.count() == 2
    again = confirm(Act(clerk, at), batch_id=bring(file(), clerk, at).pk)
    assert again.counts["same"] == 2
    assert Theme.objects.count() == 2
    assert Upload.objects.count() == 2


def test_one_wrong_row_keeps_all_the_others_out(clerk, at):
    batch = bring(xlsx(HEAD, ["Fibra"], ["malo"], ["Quinua"]), clerk, at)
    assert refused(confirm, Act(clerk, at), batch_id=batch.pk) == "import_wrong"
    assert not Theme.objects.exists()
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED
    assert not Event.objects.filter(action="import.confirmed").exists()


def test_all_that_is_wrong_with_a_row_is_reported_at_its_number_in_the_sheet(clerk, at):
    file = xlsx(HEAD, [], ["peor"], ["", "31/02/2024"], before=[["CERX Puno"], []])
    rows = bring(file, clerk, at).report["rows"]
    assert [row["row"] for row in rows] == [5, 6]
    assert rows[0]["problems"] == [["Tema", "Ese tampoco."], ["Desde", "Ni esa fecha."]]
    assert [problem[0] for problem in rows[1]["problems"]] == ["Tema", "Desde"]
    assert "no existe" in rows[1]["problems"][1][1]


def test_what_a_service_refuses_is_reported_at_the_column_it_is_about(clerk, at):
    [row] = bring(xlsx(("Tema", "Clase"), ["rechazado", "fibra textil"]), clerk, at).report["rows"]
    assert row["problems"][0][0] == "Clase"
    assert "rechazado" in row["problems"][0][1]


def test_a_wrong_row_does_not_hide_the_next_even_if_the_database_itself_refuses(clerk, at, monkeypatch, themes):
    play = type(themes).play

    def breaks(self, rows, run):
        if rows[0].text("name") == "doble":
            Theme.objects.create(name="doble")
            raise IntegrityError("UNIQUE")
        play(self, rows, run)

    monkeypatch.setattr(type(themes), "play", breaks)
    batch = bring(xlsx(HEAD, ["doble"], ["Fibra"]), clerk, at)
    assert fates(batch) == ["wrong", "new"]
    assert "no se puede guardar" in batch.report["rows"][0]["problems"][0][1]


def test_rows_that_are_one_thing_stand_or_fall_together(clerk, at):
    batch = bring(xlsx(HEAD, ["Fibra", None, "g"], ["malo", None, "g"], ["Quinua", None, "h"]), clerk, at)
    assert fates(batch) == ["held", "wrong", "new"]
    assert refused(confirm, Act(clerk, at), batch_id=batch.pk) == "import_wrong"


def test_a_row_may_rest_on_another_of_the_same_file(clerk, at):
    assert fates(bring(xlsx(HEAD, ["Fibra"], ["Fibra"], ["FIBRA"]), clerk, at)) == ["new", "same", "changed"]


def test_a_record_that_changed_meanwhile_is_shown_before_it_is_written(clerk, at):
    batch = bring(xlsx(HEAD, ["Fibra"]), clerk, at)
    Theme.objects.create(name="fibra")
    assert refused(confirm, Act(clerk, at), batch_id=batch.pk) == "import_moved"
    assert Theme.objects.get().name == "fibra"
    batch.refresh_from_db()
    assert fates(batch) == ["changed"]
    confirm(Act(clerk, at), batch_id=batch.pk)
    assert Theme.objects.get().name == "Fibra"


def test_what_was_decided_is_not_decided_again(clerk, at):
    batch = bring(xlsx(HEAD, ["Fibra"]), clerk, at)
    discard(Act(clerk, at), batch_id=batch.pk)
    assert refused(confirm, Act(clerk, at), batch_id=batch.pk) == "import_decided"
    assert refused(discard, Act(clerk, at), batch_id=batch.pk) == "import_decided"
    assert not Theme.objects.exists()


def test_who_may_not_bring_tables_leaves_no_trace(clerk, at):
    clerk.email = "nadie@demo.example"
    with pytest.raises(PermissionDenied):
        bring(xlsx(HEAD, ["Fibra"]), clerk, at)
    assert not ImportBatch.objects.exists()
    assert not Upload.objects.exists()


def test_a_file_that_is_no_such_table_is_not_kept(clerk, at):
    assert (
        refused(preview, Act(clerk, at), kind="themes", file=xlsx(("Otra", "Cosa"), ["a", "b"])) == "table_no_heading"
    )
    assert not Upload.objects.exists()


def test_a_column_nobody_knows_is_reported_and_not_read(clerk, at):
    batch = bring(xlsx(("Tema", "Desde", "Comentario"), ["Fibra", None, "x"]), clerk, at)
    assert batch.report["ignored"] == ["Comentario"]


def test_the_sheet_comes_back_whole_with_its_errors_beside_it_and_can_be_corrected_there(clerk, at):
    batch = bring(xlsx(("Tema", "Desde", "Nota"), ["Fibra", None, "bien"], ["malo", "hoy", "=1+1"]), clerk, at)
    data = error_sheet(batch, title="Temas")
    sheet = opened(data).worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == ["Tema", "Desde", "Nota", "Fila", "Errores"]
    assert values[1] == ["Fibra", None, "bien", 2, None]
    assert values[2][:2] == ["malo", "hoy"]
    assert values[2][3] == 3
    assert "Ese tema no." in values[2][4]
    assert "«hoy» no es una fecha" in values[2][4]
    sheet["A3"], sheet["B3"] = "Quinua", None
    corrected = io.BytesIO()
    sheet.parent.save(corrected)
    again = bring(SimpleUploadedFile("corregido.xlsx", corrected.getvalue()), clerk, at)
    assert fates(again) == ["new", "new"]
    assert again.report["ignored"] == ["Nota"]


NAMES = st.lists(
    st.sampled_from(["Fibra", "fibra", "Café", "Quinua", "malo", "peor", "rechazado", "Trucha"]), min_size=1, max_size=8
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES)
def test_all_or_nothing_and_twice_is_once(clerk, at, names):
    Theme.objects.all().delete()
    content = "Tema;Desde\n" + "".join(f"{name};\n" for name in names)
    batch = bring(text(content), clerk, at)
    assert not Theme.objects.exists()
    if batch.counts["wrong"]:
        assert refused(confirm, Act(clerk, at), batch_id=batch.pk) == "import_wrong"
        assert not Theme.objects.exists()
        return
    confirm(Act(clerk, at), batch_id=batch.pk)
    written = sorted(Theme.objects.values_list("name", flat=True))
    final = [name for place, name in enumerate(names) if name.lower() not in {n.lower() for n in names[place + 1 :]}]
    assert written == sorted(final)
    once_more = bring(text("Tema;Desde\n" + "".join(f"{name};\n" for name in final)), clerk, at)
    assert once_more.counts["same"] == len(final)
