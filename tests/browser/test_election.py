"""The Assembly elects its president in the browser: a tie, a second round, a tie again, lots, and the new president's acta."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members.enums import Office
from members.selectors import officer_on
from sessions_app.models import Ballot, Motion
from tests.browser.conftest import PHONE
from tests.conftest import OTHER_PRIVATE_SEAT
from tests.sessions import test_elections as acts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(clock, committee):
    """18 of 23 in the room since 10:12 and nobody in the presidency."""
    clock("2026-11-20 09:50")
    made = acts.electing(committee)
    clock("2026-11-20 10:30")
    return made


def test_a_president_is_elected_after_two_ties_and_the_phones_follow(
    story, committee, clock, enter, look, page, browser, browser_context_args
) -> None:
    phone = browser.new_context(**{**browser_context_args, "viewport": PHONE, "has_touch": True}).new_page()
    enter(page, committee.secretary)
    enter(phone, committee.titular(6))
    room = reverse("sessions:room", args=[story.meeting.pk])
    phone.goto(room)
    expect(phone.get_by_text("En vivo")).to_be_visible()

    page.goto(reverse("sessions:run", args=[story.meeting.pk]) + f"?punto={story.items['fair'].pk}")
    look(page, "conducting, with the election on offer")
    page.get_by_role("link", name="Elegir presidente").click()
    look(page, "who stands")
    page.get_by_role("button", name="Abrir la elección").click()
    for name in ("Titular 16 Quispe", "Titular 17 Quispe", "Alterno 18 Quispe"):
        page.get_by_label(name).check()
    page.get_by_label("Nominal (uno por uno)").check()
    page.get_by_role("button", name="Abrir la elección").click()

    expect(page.get_by_text("Faltan votar")).to_be_visible()
    expect(phone.get_by_text("Se está votando")).to_be_visible()
    expect(phone.get_by_text("Alterno 18 Quispe (Institución 18)")).to_be_visible()
    page.locator("tr[data-entry] button").first.focus()
    for key in ("1", "2") * 8 + ("3", "b"):
        page.keyboard.press(key)
    expect(page.locator("#progress")).to_contain_text(re.compile(r"Faltan votar\s*0"))
    expect(page.locator("#tally")).to_contain_text("corresponde una segunda vuelta")
    assert Ballot.objects.count() == 18
    look(page, "a nominal round")
    page.get_by_role("button", name="Cerrar la votación").click()

    expect(page.get_by_text("Empate: corresponde una segunda vuelta")).to_be_visible()
    expect(phone.get_by_text("Empate: habrá segunda vuelta")).to_be_visible()
    look(page, "a tie of the first round")
    look(phone, "the room, a tie of the first round")
    page.get_by_role("link", name="Abrir la segunda vuelta").click()
    look(page, "opening the second round")
    page.get_by_label("Secreta").check()
    page.get_by_role("button", name="Abrir la segunda vuelta").click()

    page.get_by_role("button", name="Marcar a los 18").click()
    for label, votes in (("Titular 16", "9"), ("Titular 17", "9"), ("Abstención", "1")):
        page.get_by_label(re.compile(label)).last.fill(votes)
    expect(page.locator("#tally")).to_contain_text("solo hay 18 votantes")
    page.get_by_label(re.compile("Abstención o voto")).fill("0")
    expect(page.locator("#tally")).to_contain_text("se decide por sorteo en la sala")
    look(page, "a secret round")
    page.get_by_role("button", name="Cerrar la votación").click()

    expect(page.get_by_text("Persiste el empate: se decide por sorteo")).to_be_visible()
    expect(phone.get_by_text("se decide por sorteo en la sala").first).to_be_visible()
    look(page, "a tie of the second round")
    look(phone, "the room, a tie of the second round")
    page.get_by_role("link", name="Registrar el sorteo").click()
    page.get_by_label("Titular 17 Quispe").check()
    page.locator("[name=note]").fill("Dos papeletas en un ánfora; extrajo una la representante de Promperú.")
    look(page, "noting the lots")
    page.get_by_role("button", name="Registrar el sorteo").click()

    expect(page.locator(".result-words")).to_contain_text(
        "Gana la elección Titular 17 Quispe (Institución 17) por sorteo"
    )
    expect(phone.get_by_text("extrajo una la representante de Promperú")).to_be_visible()
    look(page, "the elected")
    look(phone, "the room, with the elected")
    page.goto(reverse("sessions:close", args=[story.meeting.pk]))
    look(page, "closing with an election")
    page.get_by_role("button", name="Cerrar la sesión").click()
    expect(page.get_by_text("Titular 17 Quispe ejerce la presidencia desde hoy")).to_be_visible()

    page.goto(reverse("members:officers"))
    look(page, "officers")
    page.goto(reverse("sessions:acta", args=[story.meeting.pk]))
    expect(page.get_by_text("Titular 17 Quispe (Institución 17): 9 · gana la elección")).to_be_visible()
    look(page, "the acta's draft")
    assert officer_on(committee.body, Office.PRESIDENT, acts.TODAY).person == committee.person(OTHER_PRIVATE_SEAT)
    assert [motion.round_number for motion in Motion.objects.order_by("pk")] == [1, 2]
    assert look.faults == {}
    phone.context.close()
