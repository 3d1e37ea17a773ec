import hashlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from audit.acts import Act
from documents import pdf, rendering, services
from documents.enums import RenderState
from documents.models import IssuedDocument, StoredFile
from documents.tasks import render_document
from regulation.refusal import Refused

ROOT = Path(__file__).resolve().parents[2]


def pages(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


# --- Issuing -------------------------------------------------------------------------------------------------------
def test_what_was_issued_is_frozen_with_its_number_code_and_hash(issued, letter):
    again = IssuedDocument.objects.get(pk=issued.pk)
    text = services.canonical_json(again.payload)
    assert hashlib.sha256(text.encode()).hexdigest() == again.payload_sha256
    assert again.payload["meeting"] == letter["meeting"]
    assert again.payload["document"]["label"] == "Agenda N° 001-2026-CERX-PUNO"
    assert again.payload["document"]["code"] == again.verification_code
    assert again.payload["document"]["issued_on_words"] == "veinte de noviembre de dos mil veintiséis"
    assert again.state == RenderState.PENDING


def test_the_hash_does_not_depend_on_the_order_in_which_the_facts_were_put(payload):
    assert services.canonical_json({"a": 1, "ñ": "é"}) == services.canonical_json({"ñ": "é", "a": 1})
    with pytest.raises(ValueError):
        services.canonical_json({"a": float("nan")})


@pytest.mark.django_db
def test_the_worker_is_asked_inside_the_act_and_knows_only_the_id(issued):
    asked = DBTaskResult.objects.get()
    assert asked.args_kwargs == {"args": [], "kwargs": {"document_id": issued.pk}}


@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_document_and_asks_nothing_of_the_worker(clerk, at, letter):
    @transaction.atomic
    def act_that_fails() -> None:
        services.issue(Act(clerk, at), series="cerx-puno", kind="agenda", title="Agenda", payload=letter)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act_that_fails()
    assert not IssuedDocument.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_the_worker_makes_the_pdf(issued):
    assert render_document.func(document_id=issued.pk) == RenderState.RENDERED
    issued.refresh_from_db()
    text = pages(bytes(issued.stored.data))
    assert "Agenda N° 001-2026-CERX-PUNO" in text
    assert issued.verification_code in text
    assert "Quinua <b>real</b> & cañihua" in text


# --- Once, and the same bytes --------------------------------------------------------------------------------------
def test_a_stored_pdf_is_never_rendered_again(issued, monkeypatch):
    first = services.render(issued.pk)

    def explode(*args):
        raise AssertionError("rendered twice")

    monkeypatch.setattr(pdf, "render_pdf", explode)
    again = services.render(issued.pk)
    assert (again.stored_id, again.attempts) == (first.stored_id, 1)


def test_the_same_payload_gives_the_same_bytes_in_another_process_on_another_day(issued, tmp_path):
    data = pdf.render_pdf("pdf/agenda.html", issued.payload)
    (tmp_path / "payload.json").write_text(json.dumps(issued.payload), encoding="utf-8")
    code = (
        "import django, hashlib, json, sys; django.setup()\n"
        "from pathlib import Path\n"
        "from documents.pdf import render_pdf\n"
        "payload = json.loads(Path(sys.argv[1]).read_text(encoding='utf-8'))\n"
        "print(hashlib.sha256(render_pdf('pdf/agenda.html', payload)).hexdigest())"
    )
    # Another clock zone, another hash seed, another working folder: nothing of them may reach the paper.
    other = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "payload.json")],
        env=other,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(data).hexdigest()


def test_a_pdf_is_tagged_in_spanish_and_carries_its_fonts(issued):
    reader = PdfReader(BytesIO(pdf.render_pdf("pdf/agenda.html", issued.payload)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "es-PE"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title.startswith("Agenda N° 001-2026-CERX-PUNO")
    assert reader.metadata.creation_date.isoformat() == "2026-11-20T10:05:00-05:00"
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert names
    assert all("Source-Sans-3" in name or "SourceSans3" in name for name in names), names


def test_a_paper_reaches_neither_the_network_nor_the_disk():
    fetch = pdf._fetcher()
    for address in ("file:///etc/hostname", "http://127.0.0.1:9/x.png", "https://example.pe/x.png", "ftp://a/b"):
        with pytest.raises(ValueError, match="disallowed"):
            fetch(address)


# --- When it cannot be made ----------------------------------------------------------------------------------------
@pytest.fixture
def broken(monkeypatch):
    def fail(*args):
        raise pdf.RenderingFailed("Faltan las bibliotecas del sistema")

    monkeypatch.setattr(rendering.pdf, "render_pdf", fail)
    return monkeypatch


def test_a_failed_rendering_is_recorded_and_the_number_stays(issued, broken):
    document = services.render(issued.pk)
    assert (document.state, document.error) == (RenderState.FAILED, "Faltan las bibliotecas del sistema")
    assert (document.attempts, document.number, document.stored) == (1, 1, None)


def test_a_failed_rendering_can_be_tried_again_with_the_same_content(issued, broken, clerk, at):
    failed = services.render(issued.pk)
    broken.undo()
    document = services.retry(Act(clerk, at + timedelta(hours=1)), document=failed)
    assert document.state == RenderState.RENDERED
    assert document.payload == issued.payload
    with pytest.raises(Refused) as refusal:
        services.retry(Act(clerk, at), document=document)
    assert refusal.value.ruling.code == "wrong_state"


def test_a_template_that_breaks_is_a_failure_like_any_other(letter):
    with pytest.raises(pdf.RenderingFailed, match="TemplateDoesNotExist"):
        pdf.render_pdf("pdf/no-such-kind.html", letter)


def test_a_missing_font_is_a_failure_and_not_another_face(letter, settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    pdf._font.cache_clear()
    with pytest.raises(pdf.RenderingFailed, match="tipo de letra"):
        pdf.render_pdf("pdf/agenda.html", letter)
    pdf._font.cache_clear()


def test_a_preview_that_cannot_be_made_is_refused_in_words(letter, broken):
    with pytest.raises(Refused) as refusal:
        services.preview(kind="agenda", payload=letter, mark="BORRADOR")
    assert refusal.value.ruling.code == "pdf_failed"


@pytest.mark.django_db
def test_a_preview_is_marked_as_a_draft_and_leaves_no_trace(letter):
    text = pages(services.preview(kind="agenda", payload=letter, mark="BORRADOR – versión 3"))
    assert "BORRADOR – versión 3" in text
    assert "N° 001" not in text
    assert not IssuedDocument.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_half_way_leaves_a_document_that_is_made_later(clerk, at, letter, monkeypatch):
    issued = services.issue(Act(clerk, at), series="cerx-puno", kind="agenda", title="Agenda", payload=letter)

    def die(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(rendering.pdf, "render_pdf", die)
    with pytest.raises(KeyboardInterrupt):
        services.render(issued.pk)
    issued.refresh_from_db()
    assert (issued.state, issued.attempts) == (RenderState.PENDING, 1)
    DBTaskResult.objects.all().delete()
    assert services.requeue_stale(at + timedelta(minutes=1)) == 0
    assert services.requeue_stale(at + timedelta(minutes=5)) == 1
    assert DBTaskResult.objects.count() == 1
    monkeypatch.undo()
    assert services.render(issued.pk).state == RenderState.RENDERED


@pytest.mark.django_db
def test_a_pdf_that_kills_its_worker_each_time_is_left_for_a_person(issued, at):
    IssuedDocument.objects.update(attempts=rendering.MAX_ATTEMPTS)
    assert services.requeue_stale(at + timedelta(minutes=5)) == 0
    issued.refresh_from_db()
    assert issued.state == RenderState.FAILED
    assert "5 veces" in issued.error


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
@pytest.mark.django_db(transaction=True)
def test_four_readers_opening_a_new_document_at_once_render_it_once(clerk, at, letter, monkeypatch):
    issued = services.issue(Act(clerk, at), series="cerx-puno", kind="agenda", title="Agenda", payload=letter)
    start, made, states = Barrier(4), [], []
    real = pdf.render_pdf

    def counting(*args):
        made.append(1)
        return real(*args)

    monkeypatch.setattr(rendering.pdf, "render_pdf", counting)

    def reader() -> None:
        try:
            start.wait()
            states.append(services.render(issued.pk).state)
        finally:
            connections.close_all()

    threads = [Thread(target=reader) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == [RenderState.RENDERED] * 4
    assert len(made) == 1
