"""An institution of its own accord: from the public form, as a stranger, to the first session that counts it (Art. 11)."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from audit.acts import Act
from members.enums import SeatRole
from sessions_app.models import AgendaItem, Meeting
from sessions_app.services import convening, roll
from tests.admissions.conftest import RUC, Office, png
from tests.browser.conftest import PHONE, work_the_queue
from tests.conftest import lima

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TYPED = {
    "name": "Cooperativa Agraria Valle Hermoso Ltda.",
    "ruc": RUC,
    "ubigeo": "Cabana, San Román, Puno",
    "address": "Jr. Puno 120",
    "email": "gerencia@coovalle.test",
    "authority_name": "Rosa Chambi Quispe",
    "authority_position": "Presidenta",
    "contact_name": "Luis Ñahui Ticona",
    "contact_email": "luis@coovalle.test",
    "product": "Quinua",
    "link_text": "Exporta quinua orgánica desde 2014.",
    "contribution_text": "Su planta de proceso.",
}


def test_from_the_public_form_to_the_first_session_that_counts_it(
    committee, page, browser, browser_context_args, enter, clock, look
) -> None:
    cache.clear()
    office = Office(committee)
    clock("2026-10-05 10:00")
    stranger = browser.new_context(**browser_context_args | {"viewport": PHONE}).new_page()

    # --- A stranger, on a phone, presents; a file chosen in time survives what was forgotten.
    stranger.goto("/cuenta/ingresar/")
    stranger.get_by_role("link", name="Solicite su incorporación").click()
    look(stranger, "public form")
    for name, value in TYPED.items():
        stranger.fill(f"[name={name}]", value)
    stranger.select_option("[name=sector]", "private")
    stranger.select_option("[name=kind]", "producers_org")
    stranger.check("[name=link_kind][value=both]")
    stranger.set_input_files("[name=proof_files]", {"name": "dua.png", "mimeType": "image/png", "buffer": png()})
    stranger.get_by_role("button", name="Presentar la solicitud").click()
    expect(stranger.get_by_text("La solicitud todavía no se presentó")).to_be_visible()
    expect(stranger.get_by_text("Archivos ya adjuntados")).to_be_visible()
    look(stranger, "public form with an error")
    stranger.check("[name=consent]")
    stranger.get_by_role("button", name="Presentar la solicitud").click()
    expect(stranger.get_by_text("Su solicitud está presentada")).to_be_visible()
    look(stranger, "presented")

    # --- The Secretaría observes it; the applicant remedies from the link of the mail.
    enter(page, committee.secretary)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Revisar")).first.click()
    look(page, "expediente")
    page.get_by_role("link", name="Observar").click()
    look(page, "observe")
    page.fill("[name=text]", "Falta la vigencia de poder.")
    page.get_by_role("button", name="Notificar la observación").click()
    expect(page.get_by_text("La observación está notificada")).to_be_visible()
    work_the_queue()
    clock("2026-10-07 18:00")
    link = re.search(r"http\S+/incorporacion/seguimiento/\S+", mail.outbox[-1].body)[0]
    stranger.goto("/incorporacion/seguimiento/" + link.rstrip("/").rsplit("/", 1)[-1] + "/")
    expect(stranger.get_by_text("Falta la vigencia de poder.").first).to_be_visible()
    look(stranger, "observed")
    stranger.set_input_files(
        "[name=remedy_files]", {"name": "vigencia.png", "mimeType": "image/png", "buffer": png("red")}
    )
    stranger.get_by_role("button", name="Enviar la subsanación").click()
    expect(stranger.get_by_text("Recibimos su subsanación")).to_be_visible()

    # --- Evaluated, and on the agenda of a draft.
    clock("2026-11-09 09:00")
    enter(page, committee.secretary)
    draft = office.draft(at="2026-11-09 08:30")
    page.goto("/")
    expect(page.get_by_role("heading", name=re.compile("Revisar la subsanación de incorporación"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Revisar")).first.click()
    page.get_by_role("link", name="Registrar la evaluación").click()
    page.fill("[name=relevance]", "Exporta un producto del PERX.")
    page.fill("[name=contribution]", "Su planta.")
    page.check("[name=advice][value=favourable]")
    page.fill("[name=evaluators]", "Cámara de Comercio y UNA Puno")
    look(page, "evaluate")
    page.get_by_role("button", name="Registrar la evaluación").click()
    page.get_by_role("link", name="Poner en agenda").click()
    look(page, "put on agenda")
    page.get_by_role("button", name="Poner en agenda").click()
    expect(page.get_by_text("La solicitud tiene su punto en la agenda")).to_be_visible()

    # --- The Assembly votes: nobody types the result.
    office.convene(draft)
    office.install(draft)
    clock("2026-11-20 10:20")
    enter(page, committee.secretary)
    item = AgendaItem.objects.exclude(subject="").get()
    page.goto(f"/sesiones/{draft.pk}/conducir/?punto={item.pk}")
    look(page, "its point at the desk")
    page.get_by_role("link", name="Votar la admisión").click()
    expect(page.locator("[name=text]")).to_have_value(re.compile("Admitir a Cooperativa Agraria Valle Hermoso"))
    page.get_by_role("button", name="Abrir la votación").click()
    for label, votes in (("A favor", "15"), ("En contra", "2"), ("Abstenciones", "1")):
        page.get_by_role("spinbutton", name=label).fill(votes)
    page.get_by_role("button", name="Cerrar la votación").click()
    expect(page.get_by_text("Aprobada").first).to_be_visible()
    clock("2026-11-20 11:00")
    page.goto(f"/sesiones/{draft.pk}/cerrar/")
    page.get_by_role("button", name="Cerrar la sesión").click()
    expect(page.get_by_text("La sesión está cerrada")).to_be_visible()

    # --- Admitted: the applicant reads it; the office accredits its titular, and the expediente ends.
    stranger.reload()
    expect(stranger.get_by_text("Bienvenida al CERX Puno")).to_be_visible()
    look(stranger, "admitted")
    clock("2026-11-23 09:00")
    enter(page, committee.secretary)
    page.goto("/incorporacion/expedientes/")
    look(page, "list")
    page.get_by_role("link", name="Cooperativa Agraria").click()
    page.get_by_role("link", name="su asiento").click()
    expect(page.get_by_text("Cooperativa Agraria Valle Hermoso").first).to_be_visible()

    # --- The next session counts it: 24 in the base, and its titular answers the roll.
    following = office.draft("2026-12-10", "2026-11-25")
    convening.convene(Act(committee.secretary, lima("2026-11-26 09:00")), meeting_id=following.pk, revision=None)
    clock("2026-12-10 09:45")
    enter(page, committee.secretary)
    for entry in following.roll.filter(seat__isnull=False).order_by("position")[:16]:
        roll.mark_arrival(Act(committee.secretary, lima("2026-12-10 09:40")), entry_id=entry.pk, role=SeatRole.TITULAR)
    page.goto(f"/sesiones/{following.pk}/lista/")
    expect(page.get_by_text("Cooperativa Agraria Valle Hermoso").first).to_be_visible()
    call = roll.call_roll(
        Act(committee.secretary, lima("2026-12-10 09:44")),
        meeting_id=following.pk,
        call=1,
        chair=(following.roll.order_by("position").first().pk, "titular"),
    )
    assert (call.ruling.facts["quorum"]["base"], call.ruling.facts["quorum"]["required"]) == (24, 16)
    assert Meeting.objects.get(pk=draft.pk).roll.filter(in_base=True).count() == 23
    assert look.faults == {}
