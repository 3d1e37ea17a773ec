"""Late in the day: a double click, the back button, two tabs, a login that ran out, no network, no scripts.

Nothing is done twice, nothing typed is lost, and the page says what happened.
"""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from audit.acts import Act
from audit.models import Event
from documents.models import IssuedDocument
from sessions_app.enums import ActaState, MeetingState, MotionState
from sessions_app.models import Acta, ActaObservation, ActaVersion, Acuerdo, Meeting, Motion, Presence
from sessions_app.services import acta as acta_services
from tests.sessions import story as stories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: The form of this button, sent twice at the same moment, past every guard of the page: where each answer ended.
TWICE = """async button => {
    const form = button.form, data = new FormData(form, button);
    const sent = [1, 2].map(() => fetch(form.action, {method: "POST", body: new URLSearchParams(data)}));
    return (await Promise.all(sent)).map(answer => [answer.status, new URL(answer.url).pathname]);
}"""


def send_twice(page: Page, button: str) -> list[list]:
    """Both answers, each of which must be a page of the program and not a fault."""
    answers = page.get_by_role("button", name=button).evaluate(TWICE)
    assert all(status < 500 for status, _ in answers), answers
    return answers


def place(name: str, story, *args) -> str:
    return reverse(f"sessions:{name}", args=[story.meeting.pk, *args])


def happened(action: str) -> int:
    return Event.objects.filter(action=action).count()


@pytest.fixture
def desk(page, committee, enter, clock) -> Page:
    """The desk of the Secretaría on the day of the session, before it begins."""
    clock(f"{stories.DAY} 09:55")
    enter(page, committee.secretary)
    return page


@pytest.fixture
def drafted(clock, committee, enter, page):
    clock(stories.CONVENED)
    enter(page, committee.secretary)
    return stories.drafted(committee)


# --- Twice ---------------------------------------------------------------------------------------------------------
def test_a_double_click_convenes_once_and_the_back_button_finds_the_session_convened(drafted, page) -> None:
    page.goto(place("send", drafted))
    page.get_by_role("button", name="Convocar y enviar").dblclick()
    expect(page.get_by_text("Los correos están saliendo")).to_be_visible()
    page.go_back()
    # The browser shows the page again as it was kept, or asks for it anew; in neither case is it convened again.
    again = page.get_by_role("button", name="Convocar y enviar")
    shown = page.get_by_text("ya no es un borrador")
    expect(again.or_(shown)).to_be_visible()
    if again.is_visible():
        again.click()
    expect(shown).to_be_visible()
    assert happened("meeting.convened") == 1
    assert IssuedDocument.objects.filter(kind="convocatoria").count() == 1
    assert Meeting.objects.get().dispatches.count() == 46


def test_every_legal_act_that_is_sent_twice_at_once_is_done_once(committee, clock, desk, enter) -> None:
    clock(stories.CONVENED)
    enter(desk, committee.secretary)
    story = stories.drafted(committee)
    desk.goto(place("send", story))
    send_twice(desk, "Convocar y enviar")
    assert happened("meeting.convened") == 1
    assert Meeting.objects.get().roll.filter(in_base=True).count() == 23

    clock(f"{stories.DAY} 09:55")
    enter(desk, committee.secretary)
    for number in range(1, 19):
        story.arrive(number)
    desk.goto(place("roll", story))
    send_twice(desk, "Llamar lista")
    assert Meeting.objects.get().state == MeetingState.IN_SESSION
    assert story.meeting.calls.count() == 1

    desk.goto(place("motion_new", story) + f"?punto={story.items['fair'].pk}")
    desk.locator("[name=text]").fill("Realizar la rueda de negocios en mayo.")
    send_twice(desk, "Abrir la votación")
    tied = Motion.objects.get()
    desk.goto(place("motion", story, tied.pk))
    for label in ("A favor", "En contra"):
        desk.get_by_role("spinbutton", name=label).fill("9")
    send_twice(desk, "Cerrar la votación")
    assert happened("motion.closed") == 1
    desk.goto(place("casting", story, tied.pk))
    desk.get_by_label("A favor").check()
    send_twice(desk, "Anotar el voto dirimente")
    assert happened("motion.casting_vote") == 1
    desk.goto(place("item_propose", story))
    desk.locator("[name=title]").fill("Paso fronterizo de Desaguadero")
    for name, votes in (("votes_for", 18), ("votes_against", 0)):
        desk.locator(f"[name={name}]").fill(str(votes))
    send_twice(desk, "Registrar la votación")
    assert happened("item.proposed") == 1

    desk.goto(place("close", story))
    send_twice(desk, "Cerrar la sesión")
    assert happened("meeting.closed") == 1
    assert [acuerdo.number for acuerdo in Acuerdo.objects.all()] == [1]
    desk.goto(place("acta_circulate", story))
    send_twice(desk, "Poner en observación")
    assert ActaVersion.objects.count() == 1
    enter(desk, committee.president)
    desk.goto(place("acta", story))
    desk.locator("[name=text]").fill("Falta la hora de término.")
    send_twice(desk, "Enviar la observación")
    assert ActaObservation.objects.count() == 1
    send_twice(desk, "Aprobar la versión 1")
    assert Acta.objects.get().state == ActaState.APPROVED
    assert [paper.number for paper in IssuedDocument.objects.filter(kind="acta")] == [1]
    enter(desk, committee.secretary)
    desk.goto(reverse("sessions:acuerdo", args=[Acuerdo.objects.get().pk]))
    desk.get_by_role("link", name="Emitir certificado").click()
    send_twice(desk, "Emitir certificado")
    assert IssuedDocument.objects.filter(kind="certificado-acuerdo").count() == 1


def test_a_double_click_on_closing_a_vote_shows_its_result_and_no_fault(committee, clock, desk) -> None:
    story = stories.in_session(committee)
    clock(f"{stories.DAY} 10:30")
    motion = story.ask("M1", "Aprobar el convenio", "report", "10:29")
    desk.goto(place("motion", story, motion.pk))
    desk.get_by_label("A favor").fill("18")
    desk.get_by_label("En contra").fill("0")
    desk.get_by_role("button", name="Cerrar la votación").dblclick()
    expect(desk.locator(".result-words")).to_contain_text("18 a favor")
    expect(desk.locator(".alert-danger")).to_have_count(0)
    assert Motion.objects.get().state == MotionState.APPROVED
    assert happened("motion.closed") == 1


# --- Two tabs ------------------------------------------------------------------------------------------------------
def test_the_older_of_two_tabs_says_so_and_keeps_what_was_typed(drafted, page) -> None:
    older = page.context.new_page()
    for tab in (older, page):
        tab.goto(place("edit_data", drafted))
    page.locator("[name=place]").fill("Cámara de Comercio")
    page.get_by_role("button", name="Guardar y seguir").click()
    page.wait_for_url("**/agenda/")
    older.locator("[name=place]").fill("Universidad del Altiplano")
    older.get_by_role("button", name="Guardar y seguir").click()
    expect(older.get_by_role("alert")).to_contain_text("Alguien hizo un cambio mientras usted tenía abierta")
    expect(older.locator("[name=place]")).to_have_value("Universidad del Altiplano")
    assert Meeting.objects.get().place == "Cámara de Comercio"
    # Pressed again it is on purpose.
    older.get_by_role("button", name="Guardar y seguir").click()
    older.wait_for_url("**/agenda/")
    assert Meeting.objects.get().place == "Universidad del Altiplano"


def test_a_session_that_moved_is_not_closed_from_the_older_tab(committee, clock, desk) -> None:
    story = stories.in_session(committee)
    clock(f"{stories.DAY} 11:00")
    desk.goto(place("close", story))
    story.count(story.ask("M1", "Aprobar el convenio", "report", "10:29"), 18, 0, 0, "10:31")
    desk.locator("[name=hora]").fill("10:59")
    desk.get_by_role("button", name="Cerrar la sesión").click()
    expect(desk.locator(".alert-danger")).to_contain_text("Alguien hizo un cambio mientras usted tenía abierta")
    expect(desk.locator("[name=hora]")).to_have_value(re.compile("^10:59"))
    expect(desk.get_by_text("1 acuerdo recibe su número")).to_be_visible()
    assert Meeting.objects.get().state == MeetingState.IN_SESSION
    desk.get_by_role("button", name="Cerrar la sesión").click()
    expect(desk.get_by_text("La sesión está cerrada")).to_be_visible()


@pytest.fixture
def circulated(committee, clock):
    story = stories.closed(committee)
    clock(f"{stories.DAY} 13:00")
    acta_services.circulate(Act(committee.secretary, story.hour("12:59")), acta_id=Acta.objects.get().pk)
    return story


def test_an_observation_that_comes_after_the_approval_is_not_lost(committee, clock, circulated, enter, page) -> None:
    enter(page, committee.titular(4))
    page.goto(place("acta", circulated))
    page.locator("[name=text]").fill("Llegué a las 09:40, no a las 09:50.")
    acta_services.approve(
        Act(committee.president, circulated.hour("13:00")), acta_id=Acta.objects.get().pk, version_number=1
    )
    page.get_by_role("button", name="Enviar la observación").click()
    shown = page.get_by_role("alert")
    expect(shown).to_contain_text("aprobada")
    expect(shown).to_contain_text("Llegué a las 09:40, no a las 09:50.")
    assert not ActaObservation.objects.exists()


def test_the_president_does_not_approve_a_version_that_another_replaced(
    committee, clock, circulated, enter, page
) -> None:
    enter(page, committee.president)
    page.goto(place("acta", circulated))
    page.locator("[name=reason]").fill("Falta un punto.")
    acta, by = Acta.objects.get(), committee.secretary
    acta_services.take_back(Act(by, circulated.hour("13:00")), acta_id=acta.pk, reason="Un error")
    acta_services.circulate(Act(by, circulated.hour("13:00")), acta_id=acta.pk, reason="Corregida")
    page.get_by_role("button", name="Aprobar la versión 1").click()
    expect(page.get_by_role("alert")).to_contain_text("Hay una versión más reciente")
    expect(page.locator("[name=reason]")).to_have_value("Falta un punto.")
    expect(page.get_by_role("button", name="Aprobar la versión 2")).to_be_visible()
    assert Acta.objects.get().state == ActaState.OBSERVING


# --- A login that ran out ------------------------------------------------------------------------------------------
def test_after_signing_in_again_the_filled_form_is_there_and_can_be_sent(committee, clock, desk, enter) -> None:
    committee.secretary.set_password("una clave muy larga")
    committee.secretary.save()
    enter(desk, committee.secretary)
    story = stories.in_session(committee)
    clock(f"{stories.DAY} 10:30")
    here = place("motion_new", story) + f"?punto={story.items['fair'].pk}"
    desk.goto(here)
    desk.context.clear_cookies(name="sessionid")
    desk.locator("[name=text]").fill("Encargar la rueda de negocios a la Cámara de Comercio.")
    desk.get_by_label("Nominal").check()
    desk.locator("[name=due_on]").fill("2027-05-14")
    desk.get_by_role("button", name="Abrir la votación").click()
    expect(desk.get_by_text("Su sesión venció.")).to_be_visible()
    desk.locator("[name=login]").fill(committee.secretary.email)
    desk.locator("[name=password]").fill("una clave muy larga")
    desk.get_by_role("button", name="Ingresar", exact=True).click()
    desk.wait_for_url(f"**{here}")
    expect(desk.get_by_text("Recuperamos lo que escribió")).to_be_visible()
    expect(desk.locator("[name=text]")).to_have_value("Encargar la rueda de negocios a la Cámara de Comercio.")
    expect(desk.get_by_label("Nominal")).to_be_checked()
    expect(desk.locator("[name=due_on]")).to_have_value("2027-05-14")
    desk.get_by_role("button", name="Abrir la votación").click()
    expect(desk.get_by_role("heading", name="En votación")).to_be_visible()
    assert Motion.objects.get().item == story.items["fair"]


def test_a_mark_made_after_the_login_ran_out_is_saved_once_somebody_signs_in(committee, clock, desk, enter) -> None:
    story = stories.convened(committee)
    desk.goto(place("roll", story))
    desk.context.clear_cookies(name="sessionid")
    row = desk.locator(f"#row-{story.entry(5).pk}")
    row.get_by_role("button", name="Alterno").click()
    expect(row.locator("[data-saved]")).to_have_text("Sin guardar: ingrese de nuevo")
    expect(desk.get_by_text("Ingrese de nuevo en otra pestaña")).to_be_visible()
    assert not Presence.objects.exists()
    enter(desk, committee.secretary)
    expect(row.locator("[data-saved]")).to_have_text(re.compile("Guardado"))
    assert Presence.objects.get().role == "alternate"


# --- No network, no scripts ----------------------------------------------------------------------------------------
def test_a_tap_that_could_not_be_saved_stays_marked_over_a_reload_and_keeps_its_hour(committee, clock, desk) -> None:
    story = stories.convened(committee)
    desk.on("dialog", lambda dialog: dialog.accept())  # leaving with a mark unsaved: the browser asks
    desk.goto(place("roll", story))
    desk.route("**/lista/marca/**", lambda route: route.abort())
    row = desk.locator(f"#row-{story.entry(5).pk}")
    titular = row.get_by_role("button", name="Titular")
    titular.click()
    expect(row.locator("[data-saved]")).to_have_text("Sin guardar: se reintenta solo")
    tapped_before = clock.now()
    desk.reload()
    expect(row).to_have_class(re.compile("is-unsaved"))
    expect(row.locator("[data-saved]")).to_have_text("Sin guardar: se reintenta solo")
    expect(titular).to_have_attribute("aria-pressed", "true")
    assert not Presence.objects.exists()
    desk.unroute("**/lista/marca/**")
    expect(row.locator("[data-saved]")).to_have_text(re.compile("Guardado"))
    expect(row).not_to_have_class(re.compile("is-unsaved"))
    stay = Presence.objects.get()
    assert stay.entry == story.entry(5)
    assert stay.from_at < tapped_before < stay.recorded_at


def test_without_scripts_the_roll_is_marked_and_called_and_a_vote_is_taken(
    committee, clock, browser, browser_context_args, enter
) -> None:
    clock(f"{stories.DAY} 09:55")
    story = stories.convened(committee)
    for number in range(1, 16):
        story.arrive(number)
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    enter(page, committee.secretary)
    page.goto(place("roll", story))
    row = page.locator(f"#row-{story.entry(16).pk}")
    row.get_by_role("button", name="Titular").click()
    expect(row.get_by_role("button", name="Titular")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Llamar lista").click()
    expect(page.get_by_role("heading", name="Conducir la sesión")).to_be_visible()
    page.locator("#agenda").get_by_role("link", name="Rueda de negocios").click()
    page.get_by_role("link", name="Nueva votación").click()
    page.locator("[name=text]").fill("Realizar la rueda de negocios en mayo.")
    page.get_by_label("Nominal").check()
    page.get_by_role("button", name="Abrir la votación").click()
    voter = page.locator(f"#voter-{story.entry(1).pk}")
    voter.get_by_role("button", name="En contra").click()
    expect(voter.get_by_role("button", name="En contra")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Cerrar la votación").click()
    expect(page.locator(".result-words")).to_contain_text("No aprobada: 0 a favor de 16 votantes")
    context.close()


def test_the_link_of_the_mail_answered_twice_leaves_one_receipt(committee, clock, page) -> None:
    clock(stories.CONVENED)
    story = stories.convened(committee)
    page.goto(
        reverse(
            "sessions:acknowledge", args=[story.meeting.dispatches.get(entry__seat__number=7, role="titular").token]
        )
    )
    assert story.entry(7).receipts.count() == 0, "opening the link records nothing"
    page.get_by_label("Asistiré", exact=True).check()
    send_twice(page, "Recibí la convocatoria y respondo")
    assert story.entry(7).receipts.count() == 1
    assert mail.outbox == []
