"""The room in a browser: keys, taps without a network, two people writing, and the phone that follows."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sessions_app.enums import MotionForm
from sessions_app.models import AgendaItem, Ballot, Presence, RollCall
from tests.browser.conftest import DESK, PHONE
from tests.sessions import story as stories
from tests.sessions.conftest import clock  # noqa: F401 - a fixture of the sessions' tests

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def convened(clock, committee):  # noqa: F811
    return stories.convened(committee)


@pytest.fixture
def running(clock, committee):  # noqa: F811
    made = stories.in_session(committee)
    clock("10:30")
    return made


def url(name: str, story, *args) -> str:
    return reverse(f"sessions:{name}", args=[story.meeting.pk, *args])


def row(page, story, number: int):
    return page.locator(f"#row-{story.entry(number).pk}")


def test_the_roll_is_called_by_keys_and_each_row_says_that_it_was_saved(committee, convened, enter, page) -> None:
    enter(page, committee.secretary)
    page.goto(url("roll", convened))
    row(page, convened, 1).locator("button").first.focus()
    for key in ("t", "a", "x", "t"):
        page.keyboard.press(key)
    for number in (1, 2, 4):
        expect(row(page, convened, number).locator("[data-saved]")).to_have_text(re.compile(r"Guardado \d\d:\d\d"))
    expect(page.locator("#quorum")).to_contain_text("3 presentes de 16 requeridos")
    found = {p.entry_id: p.role for p in Presence.objects.filter(voided_at=None)}
    assert found == {
        convened.entry(1).pk: "titular",
        convened.entry(2).pk: "alternate",
        convened.entry(4).pk: "titular",
    }
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.closest('tr').id") == f"row-{convened.entry(4).pk}"


def test_the_keys_of_the_roll_stop_at_the_last_member(committee, convened, enter, page) -> None:
    enter(page, committee.secretary)
    page.goto(url("roll", convened))
    expect(page.locator(".keys")).to_contain_text("X ausente: marca y pasa a la siguiente fila")
    assert page.locator("tr[data-entry]").count() > 23, "there must be somebody to run on into"
    row(page, convened, 22).locator("button").first.focus()
    for _ in range(3):
        page.keyboard.press("t")
    expect(row(page, convened, 23).get_by_role("button", name="Titular")).to_be_focused()
    expect(page.locator("#quorum")).to_contain_text("2 presentes de 16 requeridos")
    assert {p.entry_id for p in Presence.objects.all()} == {convened.entry(22).pk, convened.entry(23).pk}


def test_a_tap_without_a_network_stays_marked_and_is_tried_again_by_itself(committee, convened, enter, page) -> None:
    enter(page, committee.secretary)
    page.goto(url("roll", convened))
    page.context.set_offline(True)
    row(page, convened, 5).get_by_role("button", name="Titular").click()
    expect(row(page, convened, 5).locator("[data-saved]")).to_have_text("Sin guardar: se reintenta solo")
    expect(page.get_by_text("Sin conexión, reintentando")).to_be_visible()
    assert not Presence.objects.exists()
    page.context.set_offline(False)
    expect(row(page, convened, 5).locator("[data-saved]")).to_have_text(re.compile("Guardado"), timeout=10_000)
    expect(page.get_by_text("Sin conexión, reintentando")).to_be_hidden()
    assert Presence.objects.get().entry == convened.entry(5)


def test_the_roll_is_called_only_when_every_tap_has_arrived(committee, convened, enter, page) -> None:
    enter(page, committee.secretary)
    page.goto(url("roll", convened))
    page.context.set_offline(True)
    for number in range(1, 17):
        row(page, convened, number).get_by_role("button", name="Titular").click()
    page.get_by_role("button", name="Llamar lista").click()
    expect(page.get_by_role("button", name="Guardando las marcas…")).to_be_disabled()
    assert not RollCall.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("la sesión queda instalada: 16 de 16 requeridos")).to_be_visible(timeout=20_000)
    assert RollCall.objects.get().ruling.code == "installed"


def test_what_one_officer_marks_the_other_sees(committee, convened, enter, page, browser, browser_context_args) -> None:
    enter(page, committee.secretary)
    other = browser.new_context(**browser_context_args).new_page()
    enter(other, committee.deputy)
    page.goto(url("roll", convened))
    other.goto(url("roll", convened))
    row(page, convened, 7).get_by_role("button", name="Alterno").click()
    pressed = row(other, convened, 7).locator("[data-state=alternate]")
    expect(pressed).to_have_attribute("aria-pressed", "true", timeout=12_000)
    other.context.close()


def test_two_people_who_write_the_same_notes_see_both_texts_and_unite_them(
    committee, running, enter, page, browser, browser_context_args
) -> None:
    place = url("run", running) + f"?punto={running.items['report'].pk}"
    other = browser.new_context(**browser_context_args).new_page()
    for who, where in ((committee.secretary, page), (committee.deputy, other)):
        enter(where, who)
        where.goto(place)
    page.locator("trix-editor").click()
    page.keyboard.type("Lo que dijo la secretaria.")
    expect(page.locator("#notes-word")).to_have_text(re.compile("Guardado"))
    other.locator("trix-editor").click()
    other.keyboard.type("Lo que dijo la adjunta.")
    expect(other.get_by_text("Otra persona guardó estas notas")).to_be_visible()
    expect(other.locator("[data-theirs]")).to_have_text("Lo que dijo la secretaria.")
    expect(other.locator("[data-mine]")).to_have_text("Lo que dijo la adjunta.")
    other.get_by_role("button", name="Unir los dos y revisar").click()
    expect(other.locator("#notes-word")).to_have_text(re.compile("Guardado"))
    notes = AgendaItem.objects.get(pk=running.items["report"].pk).notes
    assert "Lo que dijo la secretaria." in notes
    assert "Lo que dijo la adjunta." in notes
    other.context.close()


def test_a_nominal_vote_is_noted_by_keys_and_an_abstention_takes_its_reason(committee, running, enter, page) -> None:
    motion = running.ask("N1", "Ratificar al coordinador", "report", "10:29", form=MotionForm.NOMINAL)
    enter(page, committee.secretary)
    page.goto(url("motion", running, motion.pk))
    for key in ("f", "c", "a"):
        page.keyboard.press(key)
    expect(page.locator("#progress")).to_contain_text(re.compile(r"15\s*Faltan votar|Faltan votar\s*15"))
    page.locator("[data-reason]").fill("Falta el informe legal")
    page.keyboard.press("Enter")
    expect(page.locator("#progress")).not_to_contain_text("Abstención sin motivo")
    votes = Ballot.objects.order_by("entry__position").values_list("option__sense", "reason")
    assert list(votes) == [("for", ""), ("against", ""), ("abstain", "Falta el informe legal")]


def test_the_arithmetic_appears_while_the_counts_are_typed(committee, running, enter, page) -> None:
    motion = running.ask("S1", "Aprobar el plan", "report", "10:29")
    enter(page, committee.secretary)
    page.goto(url("motion", running, motion.pk))
    page.get_by_label("A favor").fill("19")
    expect(page.locator("#tally")).to_contain_text("solo hay 18 votantes")
    page.get_by_label("A favor").fill("12")
    expect(page.locator("#tally")).to_contain_text("Aprobada: 12 a favor de 18 votantes")


def test_the_phone_in_the_room_follows_what_happens_and_says_when_it_cannot(committee, running, enter, page) -> None:
    page.set_viewport_size(PHONE)
    enter(page, committee.titular(6))
    page.goto(url("room", running))
    expect(page.locator("#quorum")).to_contain_text("18 presentes de 16 requeridos")
    running.ask("M1", "Aprobar el convenio", "report", "10:29")
    expect(page.get_by_text("Se está votando")).to_be_visible(timeout=10_000)
    page.context.set_offline(True)
    expect(page.get_by_text("Sin conexión, reintentando")).to_be_visible(timeout=15_000)
    page.context.set_offline(False)
    expect(page.get_by_text("En vivo")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_of_the_room_have_no_fault_that_axe_knows_and_fit_the_screen(
    committee, running, enter, page, axe, size
) -> None:
    tied = running.count(running.ask("T1", "Aprobar el convenio", "report", "10:14"), 9, 9, 0, "10:16")
    nominal = running.ask("N1", "Ratificar al coordinador", "report", "10:20", form=MotionForm.NOMINAL)
    page.set_viewport_size(size)
    enter(page, committee.secretary)
    places = [url(name, running) for name in ("roll", "run", "close", "chair", "item_propose", "motion_new", "room")]
    places += [url("motion", running, tied.pk), url("motion", running, nominal.pk), url("casting", running, tied.pk)]
    faults: dict[str, object] = {}
    for place in places:
        page.goto(place)
        page.wait_for_timeout(200)
        faults[place] = axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], place
    assert {place: found for place, found in faults.items() if found} == {}
