"""The pages of an import: choose, upload, look, confirm; and who may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from audit.acts import Act
from exchange.enums import BatchState
from exchange.kinds import kinds
from exchange.models import ImportBatch
from exchange.services import preview
from exchange.services._reading import names_of
from exchange.words import folded
from members.models import Institution
from tests.conftest import ORDINARY_SEAT, client_of, lima
from tests.exchange.sheets import workbook, xlsx

pytestmark = pytest.mark.django_db
AT = lima("2026-11-20 10:00")
HEAD = ("Nombre", "Correo", "Comentario")
NEW = reverse("members:import_new", args=["instituciones"])


@pytest.fixture
def browser(committee):
    return client_of(committee.secretary)


def upload(browser, *rows, name="hoja.xlsx"):
    return browser.post(NEW, {"file": SimpleUploadedFile(name, workbook(HEAD, *rows))}, follow=True)


def opened(response):
    return load_workbook(io.BytesIO(response.content))


def test_a_sheet_is_uploaded_looked_at_and_confirmed(browser):
    page = upload(browser, ["Cámara Nueva", "camara@demo.example", "x"])
    text = page.content.decode()
    assert "El archivo está bien. Todavía no se guardó nada" in text
    assert "Comentario" in text
    assert not Institution.objects.filter(name="Cámara Nueva").exists()
    batch = ImportBatch.objects.get()
    act = reverse("members:import_confirm", args=[batch.pk])
    asked = browser.get(act).content.decode()
    assert "instituciones, 1 nueva" in asked
    assert "Ninguna pasa a ser miembro" in asked
    done = browser.post(act, follow=True).content.decode()
    assert "Incorporado: instituciones, 1 nueva." in done
    assert Institution.objects.filter(name="Cámara Nueva").exists()
    assert browser.get(act).status_code == 302
    assert "ya se incorporó" in browser.post(act, follow=True).content.decode()


def test_a_sheet_with_errors_offers_no_confirmation_and_its_wrong_rows_to_correct(browser):
    page = upload(browser, ["Cámara Nueva", "", ""], ["Otra", "sin arroba", "nota"])
    text = page.content.decode()
    assert "1 fila tiene errores" in text
    batch = ImportBatch.objects.get()
    confirm_url = reverse("members:import_confirm", args=[batch.pk])
    assert confirm_url not in text
    assert text.index("sin arroba") < text.index("Cámara Nueva")
    assert "Nada se guardó: 1 fila tiene errores. Corrija" in browser.post(confirm_url, follow=True).content.decode()
    assert not Institution.objects.filter(name="Cámara Nueva").exists()
    response = browser.get(reverse("members:import_errors", args=[batch.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(opened(response).worksheets[0].iter_rows(values_only=True))
    assert rows[1][:4] == ("Cámara Nueva", None, None, 2)
    assert rows[2][:4] == ("Otra", "sin arroba", "nota", 3)
    again = SimpleUploadedFile("corregido.xlsx", response.content)
    page = browser.post(NEW, {"file": again}, follow=True).content.decode()
    assert "Fila, Errores" not in page


def test_only_one_sort_of_row_may_be_looked_at_and_taken_to_excel(browser):
    upload(browser, ["Cámara Nueva", "", ""], ["Otra", "sin arroba", ""])
    url = reverse("members:import_batch", args=[ImportBatch.objects.get().pk])
    page = browser.get(url, {"ver": "wrong"}).content.decode()
    assert "sin arroba" in page
    assert "Cámara Nueva" not in page
    response = browser.get(url, {"ver": "wrong", "formato": "excel"})
    rows = list(opened(response).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [3]


def test_a_file_that_is_no_table_says_why_beside_the_field(browser):
    page = browser.post(NEW, {"file": SimpleUploadedFile("hoja.xlsx", workbook(("x", "y"), ["a", "b"]))})
    assert page.status_code == 422
    assert "No se encuentra la fila con los títulos" in page.content.decode()
    assert "Elija el archivo" in browser.post(NEW, {}).content.decode()
    assert not ImportBatch.objects.exists()


def test_a_sheet_that_changes_nothing_says_so(browser, committee):
    page = upload(browser, [committee.institution(ORDINARY_SEAT).name, "", ""]).content.decode()
    assert "ya está registrado" in page
    assert reverse("members:import_confirm", args=[ImportBatch.objects.get().pk]) not in page


def test_a_sheet_may_be_discarded(browser):
    upload(browser, ["Cámara Nueva", "", ""])
    batch = ImportBatch.objects.get()
    url = reverse("members:import_discard", args=[batch.pk])
    assert "No se escribirá nada" in browser.get(url).content.decode()
    assert "Descartada: hoja.xlsx" in browser.post(url, follow=True).content.decode()
    batch.refresh_from_db()
    assert batch.state == BatchState.DISCARDED
    assert "se descartó" in browser.post(url, follow=True).content.decode()


def test_the_file_comes_back_as_it_went(browser):
    data = workbook(HEAD, ["Cámara Nueva", "", ""])
    browser.post(NEW, {"file": SimpleUploadedFile("mi hoja.xlsx", data)})
    response = browser.get(reverse("members:import_file", args=[ImportBatch.objects.get().pk]))
    assert response.content == data
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize("kind", [kind.slug for kind in kinds()])
def test_the_template_of_each_kind_is_understood_by_its_own_import(kind, browser):
    book = opened(browser.get(reverse("members:import_template", args=[kind])))
    heads = [cell.value for cell in book.worksheets[0][1]]
    [sort] = [one for one in kinds() if one.slug == kind]
    assert heads == [item.label for item in sort.fields]
    assert "Instrucciones" in book.sheetnames
    page = browser.get(reverse("members:import_new", args=[kind])).content.decode()
    assert sort.title.lower() in page


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.slug)
def test_no_heading_means_two_columns(kind):
    named = [{folded(name) for name in (item.label, *item.also)} for item in kind.fields]
    assert sum(map(len, named)) == len(set.union(*named))
    assert all(names_of(kind.fields)[folded(item.label)] == item.name for item in kind.fields)


def test_the_list_of_imports_costs_the_same_for_any_number(browser, committee, django_assert_max_num_queries):
    def bring(count):
        for number in range(count):
            preview(Act(committee.secretary, AT), kind="instituciones", file=xlsx(HEAD, [f"Cámara {number}", "", ""]))

    url = reverse("members:imports")
    browser.get(url)
    bring(1)
    with django_assert_max_num_queries(30) as few:
        assert "Subir" in browser.get(url).content.decode()
    bring(15)
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(url)
    with django_assert_max_num_queries(len(few.captured_queries)):
        response = browser.get(url, {"formato": "excel"})
    assert opened(response).worksheets[0].max_row == 17


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "member", "stranger", "anonymous"])
def test_only_the_office_opens_these_pages(who, committee):
    batch = preview(Act(committee.secretary, AT), kind="instituciones", file=xlsx(HEAD, ["Cámara", "", ""]))
    browser = client_of(committee.everybody[who])
    pages = [
        reverse("members:imports"),
        NEW,
        reverse("members:import_template", args=["instituciones"]),
        *(
            reverse(f"members:import_{name}", args=[batch.pk])
            for name in ("batch", "file", "errors", "confirm", "discard")
        ),
    ]
    got = {browser.get(url).status_code for url in pages} | {browser.post(NEW, {}).status_code}
    assert got == ({302} if who == "anonymous" else {403})
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED


def test_a_kind_or_a_batch_that_does_not_exist_is_not_found(browser):
    assert browser.get(reverse("members:import_new", args=["nada"])).status_code == 404
    assert browser.get(reverse("members:import_batch", args=[99])).status_code == 404
