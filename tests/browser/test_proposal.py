"""From the representative's phone to the padrón: proposed, observed, corrected, accepted; and one's own data (Ley 29733)."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.models import AccreditationProposal
from members.selectors import member_on
from tests.browser.conftest import PHONE
from tests.conftest import ORDINARY_SEAT
from tests.members.test_accreditation import PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_representative_proposes_from_the_phone_and_the_office_registers_it(
    committee, enter, page, context, browser, browser_context_args, look
) -> None:
    today = timezone.localdate()
    enter(page, committee.titular(ORDINARY_SEAT))
    page.set_viewport_size(PHONE)
    page.goto(reverse("members:my_institution"))
    look(page, "Mi institución")
    page.get_by_role("link", name="Proponer titular").click()
    # An error first: what was typed stays, and it says beside the field what is missing.
    page.get_by_label("Nombres y apellidos").fill("Nadia Nueva Mamani")
    page.get_by_role("button", name="Presentar a la Secretaría Técnica").click()
    expect(page.get_by_text("Adjunte el documento escaneado: PDF o foto.")).to_be_visible()
    expect(page.get_by_label("Nombres y apellidos")).to_have_value("Nadia Nueva Mamani")
    look(page, "Proponer, con errores")
    page.get_by_label("Número del documento").fill("40718293")
    page.get_by_label("Número", exact=False).nth(1).fill("045-2026")
    page.get_by_label("Fecha del documento").fill(str(today))
    page.get_by_label("Documento escaneado").set_input_files(
        {"name": "oficio.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_role("button", name="Presentar a la Secretaría Técnica").click()
    expect(page.get_by_role("heading", name="Acreditar a una persona")).to_be_visible()
    expect(page.get_by_text("40718293")).to_have_count(0)
    look(page, "Propuesta, de la institución")
    where = page.url

    desk = browser.new_context(**browser_context_args).new_page()
    enter(desk, committee.secretary)
    desk.goto(reverse("members:proposals"))
    look(desk, "Propuestas")
    desk.get_by_role("link", name="Nadia Nueva Mamani").click()
    expect(desk.get_by_text("40718293")).to_be_visible()
    look(desk, "Propuesta, de la Secretaría")
    desk.get_by_label("Qué falta o qué debe corregirse").fill("Falta la firma.")
    desk.get_by_role("button", name="Observar").click()
    expect(desk.get_by_text("Propuesta observada")).to_be_visible()

    page.goto(where)
    expect(page.get_by_text("Falta la firma.").first).to_be_visible()
    page.get_by_role("link", name="Corregir y presentar otra vez").click()
    expect(page.get_by_text("Ya se guardó «oficio.png»")).to_be_visible()
    look(page, "Corregir la propuesta")
    page.get_by_role("button", name="Presentar otra vez").click()
    expect(page.get_by_text("presentada otra vez").first).to_be_visible()

    desk.goto(where)
    desk.get_by_role("button", name="Aceptar y registrar").click()
    expect(desk.get_by_text("Propuesta aceptada")).to_be_visible()
    assert member_on(committee.seats[ORDINARY_SEAT], today).titular.person.full_name == "Nadia Nueva Mamani"
    assert AccreditationProposal.objects.get().accreditation.instrument.upload.name == "oficio.png"
    assert look.faults == {}


def test_a_person_reads_what_is_held_of_them_and_who_looked(committee, enter, page, look) -> None:
    person = committee.person(ORDINARY_SEAT)
    enter(page, committee.secretary)
    page.goto(reverse("members:seat", args=[committee.seats[ORDINARY_SEAT].pk]))
    page.get_by_role("link", name=f"Ver su ficha de datos: {person.full_name}").click()
    look(page, "Ficha de datos")
    page.get_by_role("link", name="Corregir").click()
    look(page, "Corregir los datos")
    page.context.clear_cookies()
    enter(page, person.user)
    page.goto(reverse("members:my_data"))
    expect(page.get_by_role("table", name="Quién consultó esta ficha")).to_contain_text(committee.secretary.full_name)
    look(page, "Mis datos")
    assert look.faults == {}
