"""An institution sends an oficio: the Secretaría photographs it, accredits the new titular and hands over the constancia.

The earlier accreditation closes and stays in sight; the file weighs what a phone's photograph weighs (Art. 5).
"""

from __future__ import annotations

import io
import os
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from documents.models import IssuedDocument
from members.models import Accreditation
from members.selectors import member_on
from tests.browser.conftest import Look, work_the_queue
from tests.conftest import ORDINARY_SEAT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MEGABYTE = 1024 * 1024


def photograph(side: int = 1850) -> bytes:
    """A JPEG of about five megabytes, as a phone makes them: noise hardly compresses."""
    kept = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(kept, "JPEG", quality=98)
    return kept.getvalue()


def write(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def test_a_titular_is_replaced_by_an_oficio_and_the_constancia_opens(
    committee, clock, enter, page: Page, look: Look, tmp_path
) -> None:
    clock("2026-06-10 09:00")
    enter(page, committee.secretary)
    scan = tmp_path / "oficio-045.jpg"
    scan.write_bytes(photograph())
    assert 4.5 * MEGABYTE < scan.stat().st_size < 9 * MEGABYTE
    before = committee.person(ORDINARY_SEAT).full_name

    page.goto(reverse("members:seat", args=[committee.seats[ORDINARY_SEAT].pk]))
    expect(page.get_by_role("region", name="Titular")).to_contain_text(before)
    look(page, "the seat")
    titular = page.get_by_role("region", name="Titular")
    titular.get_by_role("link", name="Acreditar a otra persona o renovar").click()
    expect(page.get_by_role("heading", name="Acreditar titular")).to_be_visible()
    expect(page.get_by_text(f"la acreditación de {before} como titular termina el día anterior")).to_be_visible()
    look(page, "the form")

    # The first attempt has a slip in the DNI: nothing that was typed is lost.
    write(
        page,
        full_name="Nadia Nueva Mamani",
        document_number="4012345",
        position="Jefa de Promoción",
        phone="951 222 333",
        email="nadia@provias.gob.pe",
        paper_number="045-2026-PROVIAS/PUN",
        paper_date="2026-06-08",
        starts_on="2026-06-10",
        valid_until="2027-06-09",
    )
    page.get_by_role("button", name="Acreditar").click()
    expect(page.get_by_text("un DNI tiene ocho dígitos")).to_be_visible()
    expect(page.locator("[name=full_name]")).to_have_value("Nadia Nueva Mamani")
    expect(page.locator("[name=valid_until]")).to_have_value("2027-06-09")
    look(page, "the form with an error")
    write(page, document_number="40123456")
    page.locator("[name=paper_file]").set_input_files(scan)
    page.get_by_role("button", name="Acreditar").click()

    expect(
        page.get_by_text("Queda registrada la acreditación de Nadia Nueva Mamani como titular hasta el 09/06/2027.")
    ).to_be_visible()
    expect(page.get_by_role("region", name="Titular")).to_contain_text("09/06/2027 según su documento")
    history = page.get_by_role("table", name="Todas las acreditaciones del asiento")
    closed = history.get_by_role("row").filter(has_text=before)
    expect(closed).to_contain_text("09/06/2026")  # its last day, and the row is still there
    look(page, "the seat afterwards")
    made = member_on(committee.seats[ORDINARY_SEAT], date(2026, 6, 10)).titular
    assert made.person.document_number == "40123456"
    assert made.instrument.upload.size == scan.stat().st_size
    assert Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="titular").count() == 2

    answer = page.request.get(reverse("members:paper", args=[made.instrument_id]))
    assert answer.headers["content-type"] == "image/jpeg"
    assert len(answer.body()) == scan.stat().st_size

    page.get_by_role("region", name="Titular").get_by_role("link", name="Emitir constancia").click()
    expect(page.get_by_text("Toma el siguiente número de la serie de constancias")).to_be_visible()
    look(page, "the constancia, before it is issued")
    page.get_by_role("button", name="Emitir constancia").dblclick()
    expect(page.get_by_text("Emitida: Constancia de acreditación N° 001-2026-CERX-PUNO")).to_be_visible()
    assert IssuedDocument.objects.filter(kind="constancia-acreditacion").count() == 1
    work_the_queue()
    link = page.get_by_role("link", name="Constancia de acreditación N° 001-2026-CERX-PUNO", exact=True)
    paper = page.request.get(link.get_attribute("href"))
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF")

    # Its own people open it as well; on the phone, with the alert of the month in which it ends.
    enter(page, committee.alternate(ORDINARY_SEAT))
    assert page.request.get(link.get_attribute("href")).ok
    clock("2027-05-20 09:00")
    enter(page, committee.secretary)
    page.goto(reverse("home"))
    page.get_by_role("link", name="Ver la alerta").click()
    expect(page.get_by_text("vence en 20 días, el 09/06/2027")).to_be_visible()
    look(page, "the alerts")
    page.get_by_role("link", name="Renovar").click()
    expect(page.locator("[name=person]")).to_have_value(str(made.person_id))
    page.goto(reverse("members:exclude_person", args=[made.pk]))
    look(page, "the exclusion")
    assert look.faults == {}
