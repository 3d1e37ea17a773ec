"""One whole session of a Mesa in the browser, under its own addresses, from the convocatoria to the signed acta.

The Secretaría Técnica at a desk, the coordinator on a phone, and a member who belongs to the Assembly too on another. The
acts are those of test_whole_session; what is looked at here is what differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from members.addresses import body_url
from sessions_app.models import Acta, Meeting, RollEntry
from tests.browser.conftest import DESK, PHONE, Clock, Look, work_the_queue
from tests.browser.test_whole_session import _sheet_of_paper, _text_of
from tests.mesa import DAY, PLAN, SLUG, SUFFIX, Mesa

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Stage:
    mesa: Mesa
    desk: Page
    coordinator: Page
    member: Page
    clock: Clock
    look: Look
    enter: Any
    pk: int = 0

    def at(self, name: str, *args: Any) -> str:
        return body_url(self.mesa.body, f"sessions:{name}", *args or (self.pk,))

    def sign_in(self, moment: str) -> None:
        self.clock(moment)
        self.enter(self.desk, self.mesa.committee.secretary)
        self.enter(self.coordinator, self.mesa.coordinator)
        self.enter(self.member, self.mesa.titular(1))

    def entry(self, number: int) -> RollEntry:
        return RollEntry.objects.get(meeting=self.pk, seat__number=number)


@pytest.fixture
def stage(mesa, browser, browser_context_args, clock, look, enter, settings, live_server):
    settings.SITE_URL = live_server.url
    contexts: list[BrowserContext] = []

    def window(size: dict[str, int], **more: Any) -> Page:
        contexts.append(browser.new_context(**{**browser_context_args, "viewport": size, **more}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: look.faults.setdefault(f"script on {page.url}", []).append(str(error)))
        return page

    phone = {"has_touch": True, "is_mobile": True}
    yield Stage(mesa, window(DESK), window(PHONE, **phone), window(PHONE, **phone), clock, look, enter)
    for context in contexts:
        context.close()


def test_a_whole_session_of_a_mesa_is_played_by_three_people(stage: Stage) -> None:
    stage.sign_in("2026-05-11 09:00")
    convene(stage)
    stage.sign_in("2026-05-12 10:00")
    acknowledge(stage)
    stage.sign_in(f"{DAY} 09:50")
    call_the_roll(stage)
    vote_and_break_the_tie(stage)
    close(stage)
    stage.sign_in("2026-05-15 08:30")
    write_and_circulate(stage)
    approve_and_sign(stage)
    see_ones_own_record(stage)
    assert stage.look.faults == {}


def _tabs(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Órganos")


def convene(stage: Stage) -> None:
    desk, look = stage.desk, stage.look
    desk.goto(reverse("sessions:list"))
    look(desk, "sessions of the committee, with two bodies")
    _tabs(desk).get_by_role("link", name="Mesa de la Quinua").click()
    expect(desk.get_by_text("Todavía no hay sesiones")).to_be_visible()
    desk.get_by_role("link", name="Nueva sesión").click()
    expect(desk.get_by_text("con una anticipación mínima de 2 días hábiles")).to_be_visible()
    expect(desk.get_by_text("Gobernador")).to_have_count(0)
    look(desk, "wizard: data")
    desk.locator("[name=date]").fill(DAY)
    desk.locator("[name=time]").fill("10:00")
    desk.get_by_role("button", name="Guardar y seguir con la agenda").click()
    stage.pk = Meeting.objects.get().pk
    assert desk.url.endswith(f"/{SLUG}/sesiones/{stage.pk}/agenda/")
    expect(desk.get_by_text("Pedidos", exact=True)).to_have_count(0)
    desk.get_by_role("link", name="Agregar punto en Orden del día").click()
    desk.locator("[name=title]").fill(PLAN)
    desk.get_by_label("Requiere un acuerdo de la Mesa").check()
    desk.get_by_role("button", name="Agregar a la agenda").click()
    look(desk, "wizard: agenda")
    desk.get_by_role("link", name="Seguir con los destinatarios").click()
    expect(desk.get_by_text("Miembros de hoy: 3")).to_be_visible()
    expect(desk.get_by_text(re.compile("alterno|MINCETUR"))).to_have_count(0)
    look(desk, "wizard: recipients")
    desk.get_by_role("button", name="Guardar y ver la vista previa").click()
    expect(desk.get_by_text("Art. 7: 3 días hábiles de anticipación de 2 requeridos.")).to_be_visible()
    desk.get_by_role("link", name="Seguir al envío").click()
    look(desk, "wizard: send")
    desk.get_by_role("button", name="Convocar y enviar").click()
    expect(desk.get_by_text("Los correos están saliendo")).to_be_visible()
    work_the_queue()
    desk.reload()
    expect(desk.locator(".figure", has_text="correos enviados")).to_contain_text("3")
    look(desk, "dispatches")
    desk.goto(stage.at("detail"))
    look(desk, "session, convened")


def acknowledge(stage: Stage) -> None:
    """From the mail of the Mesa, and from home, which says whose each thing is."""
    member = stage.member
    (letter,) = [m for m in mail.outbox if m.to == [stage.mesa.people[1].email]]
    link = re.search(r"https?://\S+/acuse/\S+", letter.body).group()
    assert f"/{SLUG}/sesiones/acuse/" in link
    member.goto(reverse("home"))
    expect(member.get_by_role("heading", name=re.compile("^Mesa de la Quinua: Confirme si asistirá"))).to_be_visible()
    stage.look(member, "home, with two bodies")
    member.goto(link)
    expect(member.get_by_label("Irá el alterno")).to_have_count(0)
    stage.look(member, "acknowledgement")
    member.get_by_label("Asistiré", exact=True).check()
    member.get_by_role("button", name="Recibí la convocatoria y respondo").tap()
    expect(member.get_by_text("Recepción registrada el 12/05/2026")).to_be_visible()
    # Who is of the Mesa alone is led to it, and to nothing of the Assembly.
    stage.coordinator.goto(reverse("home"))
    stage.look(stage.coordinator, "home of the coordinator")
    assert stage.coordinator.request.get("/sesiones/").status == 403
    assert stage.desk.request.get(f"/sesiones/{stage.pk}/").status == 404


def call_the_roll(stage: Stage) -> None:
    desk = stage.desk
    for phone in (stage.coordinator, stage.member):
        phone.goto(stage.at("room"))
    desk.goto(stage.at("roll"))
    expect(desk.get_by_role("button", name="Alterno")).to_have_count(0)
    expect(desk.locator("tr[data-entry] button").first).to_be_focused()
    desk.keyboard.press("t")
    expect(desk.locator("#totals div", has_text="Presentes").locator("dd")).to_have_text("1")
    stage.look(desk, "roll")
    stage.clock(f"{DAY} 10:00")
    desk.get_by_role("button", name="Llamar lista (primera llamada)").click()
    expect(desk.get_by_text("La sesión no se instala.")).to_contain_text("1 de 2 requeridos")
    expect(desk.get_by_role("button", name="Segunda llamada (15/05/2026 10:00)")).to_be_visible()
    stage.look(desk, "roll, a call that failed")
    row = desk.locator(f"#row-{stage.entry(2).pk}")
    row.get_by_role("button", name="Presente").click()
    expect(desk.locator("#call-chair")).to_contain_text("coordinador en ejercicio")
    stage.clock(f"{DAY} 10:10")
    desk.get_by_role("button", name="Repetir la llamada").click()
    expect(desk.locator(".lead").first).to_contain_text("Preside Camila Coordinadora Ramos")
    for phone in (stage.coordinator, stage.member):
        expect(phone.locator("#quorum")).to_contain_text("2 presentes de 2 requeridos")


def vote_and_break_the_tie(stage: Stage) -> None:
    desk, coordinator = stage.desk, stage.coordinator
    stage.clock(f"{DAY} 10:30")
    desk.goto(stage.at("run"))
    desk.locator("#agenda").get_by_role("link", name=PLAN).click()
    stage.look(desk, "conducting the session")
    expect(desk.get_by_role("link", name="Elegir presidente")).to_have_count(0)
    desk.get_by_role("link", name="Nueva votación").click()
    desk.locator("[name=text]").fill(f"Aprobar el {PLAN}.")
    desk.get_by_role("button", name="Abrir la votación").click()
    for label, votes in (("A favor", 1), ("En contra", 1), ("Abstenciones", 0)):
        desk.get_by_role("spinbutton", name=label).fill(str(votes))
    desk.get_by_role("button", name="Cerrar la votación").click()
    expect(desk.get_by_text("Empate: falta el voto dirimente de Camila Coordinadora Ramos")).to_be_visible()
    cast = coordinator.get_by_role("link", name="Emitir mi voto dirimente")
    expect(cast).to_be_visible(timeout=15_000)
    stage.look(coordinator, "room, a tie")
    expect(stage.member.get_by_role("link", name="Emitir mi voto dirimente")).to_have_count(0)
    cast.tap()
    coordinator.get_by_label("A favor").check()
    coordinator.get_by_role("button", name="Emitir el voto dirimente").tap()
    expect(coordinator.locator(".room-now")).to_contain_text("Último resultado")


def close(stage: Stage) -> None:
    desk = stage.desk
    stage.clock(f"{DAY} 11:00")
    desk.goto(stage.at("close"))
    desk.get_by_role("button", name="Cerrar la sesión").click()
    expect(desk.get_by_text("La sesión está cerrada")).to_be_visible()
    stage.look(desk, "session, closed")
    desk.goto(stage.at("history"))
    expect(desk.get_by_text("coordinador en ejercicio")).to_be_visible()


def write_and_circulate(stage: Stage) -> None:
    desk = stage.desk
    desk.goto(reverse("home"))
    expect(desk.get_by_role("heading", name=re.compile("^Mesa de la Quinua: Redactar y circular"))).to_be_visible()
    stage.look(desk, "home of the Secretaría, with two bodies")
    desk.goto(stage.at("acta"))
    stage.look(desk, "acta, draft")
    desk.get_by_role("link", name="Poner en observación").click()
    desk.get_by_role("button", name="Poner en observación").click()
    expect(desk.locator(".lead").first).to_contain_text("Versión 1, en observación")
    work_the_queue()
    assert f"/{SLUG}/sesiones/{stage.pk}/acta/" in mail.outbox[-1].body
    expect(desk.get_by_text("quien ejerce la coordinación")).to_be_visible()


def approve_and_sign(stage: Stage) -> None:
    desk, coordinator = stage.desk, stage.coordinator
    coordinator.goto(reverse("home"))
    coordinator.get_by_role("link", name=re.compile("Aprobar o devolver el acta")).tap()
    stage.look(coordinator, "acta, to be decided")
    coordinator.get_by_role("button", name="Aprobar la versión 1").tap()
    expect(coordinator.get_by_text(f"Acta aprobada: Acta N° 001-2026-{SUFFIX}")).to_be_visible()
    text = _text_of(coordinator.request.get(stage.at("acta_document")).body())
    for words in (
        "Mesa Técnica de la Quinua",
        "Coordinación y Secretaría",
        f"Acuerdo N° 001-2026-{SUFFIX} Aprobar el {PLAN}.",
        "Camila Coordinadora Ramos aprobó la versión 1 de esta acta",
    ):
        assert words in text
    assert not re.search("asamblea|presidencia|alterno", text, re.IGNORECASE)

    for number in (1, 2):
        desk.goto(stage.at("acta"))
        name = stage.mesa.people[number].full_name
        desk.get_by_role("link", name=f"Registrar la firma de {name}").click()
        desk.locator("[name=file]").set_input_files(
            {"name": "firma.pdf", "mimeType": "application/pdf", "buffer": _sheet_of_paper()}
        )
        desk.get_by_role("button", name="Registrar").click()
        expect(desk.get_by_text(f"Registrado: {name}")).to_be_visible()
    assert Acta.objects.get(meeting=stage.pk).state == "signed"
    stage.look(desk, "acta, signed")


def see_ones_own_record(stage: Stage) -> None:
    member, desk = stage.member, stage.desk
    member.goto(body_url(stage.mesa.body, "sessions:my_record"))
    expect(member.locator("#asistencia tbody tr")).to_contain_text("Asistió")
    stage.look(member, "record of a member")
    desk.goto(body_url(stage.mesa.body, "sessions:acuerdos"))
    expect(desk.get_by_text(f"Acuerdo N° 001-2026-{SUFFIX}")).to_be_visible()
    stage.look(desk, "acuerdos")
    desk.goto(body_url(stage.mesa.body, "sessions:list"))
    stage.look(desk, "list of sessions")
