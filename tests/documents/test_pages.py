import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from audit.acts import Act
from documents import services, views
from documents.models import IssuedDocument
from tests.documents.test_uploads import DOCX, office, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def get():
    return RequestFactory().get("/un-archivo")


# --- Serving -------------------------------------------------------------------------------------------------------
def test_a_document_opened_before_the_worker_made_it_is_made_then(get, issued):
    response = views.serve_issued(get, issued)
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline;")
    assert "Agenda%20N%C2%B0%20001-2026-CERX-PUNO.pdf" in response["Content-Disposition"]
    issued.refresh_from_db()
    assert issued.stored_id


def test_a_document_that_could_not_be_made_says_so_and_is_not_tried_by_every_reader(issued, monkeypatch):
    def explode(*args):
        raise AssertionError("a reader must not try again")

    IssuedDocument.objects.update(state="failed", error="Faltan bibliotecas")
    issued.refresh_from_db()
    monkeypatch.setattr("documents.rendering.pdf.render_pdf", explode)
    request = Client().get(reverse("documents:verify")).wsgi_request
    response = views.serve_issued(request, issued)
    assert response.status_code == 503
    assert "no se pudo generar" in response.content.decode()


def test_whoever_has_the_bytes_already_gets_none(issued):
    first = views.serve_issued(RequestFactory().get("/x"), issued)
    issued.refresh_from_db()
    again = views.serve_issued(RequestFactory().get("/x", headers={"If-None-Match": first["ETag"]}), issued)
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first["Cache-Control"]


def test_a_picture_is_shown_and_an_office_file_is_only_downloaded(get, clerk, at):
    photo = services.store_upload(Act(clerk, at), file=SimpleUploadedFile("ñandú.png", picture("PNG")))
    plan = services.store_upload(Act(clerk, at), file=SimpleUploadedFile("plan.docx", office(DOCX)))
    shown, saved = views.serve_upload(get, photo), views.serve_upload(get, plan)
    assert shown["Content-Disposition"].startswith("inline;")
    assert saved["Content-Disposition"].startswith("attachment;")
    for response in (shown, saved):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"].startswith("private")


def test_no_address_serves_a_document_by_its_number_alone(issued):
    for address in (f"/documentos/{issued.pk}/", f"/documentos/{issued.pk}", f"/documentos/serve/{issued.pk}/"):
        assert Client().get(address).status_code == 404


# --- Verifying -----------------------------------------------------------------------------------------------------
def ask(code: str, **headers):
    return Client().get(reverse("documents:verify"), {"code": code}, follow=True, **headers)


def test_anybody_can_verify_a_paper_by_its_code_however_they_type_it(issued):
    services.render(issued.pk)
    issued.refresh_from_db()
    for typed in (issued.verification_code, issued.verification_code.lower().replace("-", " ")):
        page = ask(typed)
        assert page.status_code == 200
        text = page.content.decode()
        assert "Documento vigente" in text
        for known in (issued.label, "20/11/2026", issued.payload_sha256, issued.stored.sha256):
            assert known in text


def test_the_verification_page_shows_nothing_of_what_the_paper_says(issued):
    text = ask(issued.verification_code).content.decode()
    for private in ("Quinua", "Ñuñoa", "Higgins", "Mamani"):
        assert private not in text


def test_an_annulled_paper_is_shown_as_annulled_without_its_private_reason(issued, clerk, at):
    services.annul(Act(clerk, at), document=issued, reason="Error en la lista de Jomatex")
    text = ask(issued.verification_code).content.decode()
    assert "Documento anulado" in text
    assert "Documento vigente" not in text
    assert "Jomatex" not in text


def test_a_code_that_does_not_exist_is_a_clear_answer(db):
    page = ask("ZZZZ-ZZZZ-ZZZZ")
    assert page.status_code == 404
    assert "No se encontró ese código" in page.content.decode()


@pytest.mark.parametrize("typed", ["", "   ", "---", "¿?", "x" * 500])
def test_a_code_that_is_none_is_asked_for_again(db, typed):
    assert ask(typed).status_code in (400, 404)


def test_a_program_that_guesses_codes_is_slowed_down_and_others_are_not(db, issued):
    cache.clear()
    url = reverse("documents:verify_code", args=["ZZZZZZZZZZZZ"])
    answers = [Client().get(url, REMOTE_ADDR="198.51.100.7").status_code for _ in range(21)]
    assert answers == [404] * 20 + [429]
    good = reverse("documents:verify_code", args=[issued.verification_code])
    assert Client().get(good, REMOTE_ADDR="198.51.100.7").status_code == 429
    assert Client().get(good, REMOTE_ADDR="198.51.100.8").status_code == 200
