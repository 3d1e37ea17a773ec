"""What every page does in a browser: the frame at desk and phone, forms that lose nothing and are sent once."""

import pytest
from django.urls import reverse

from tests.browser.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOOR = ("account_login", "account_request_login_code", "account_reset_password")
INSIDE = ("home", "account_profile", "account_set_password", "mfa_index", "account_logout")


@pytest.fixture
def form(committee, enter, page):
    """A long form of the office, marked to be kept: a new session."""
    enter(page, committee.secretary)
    page.goto(reverse("sessions:create"))
    found = page.locator("form[data-keep]").first
    found.evaluate("form => { form.noValidate = true; }")  # half-filled is enough here
    return found


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_door_and_the_frame_have_no_fault_that_axe_knows_and_fit_the_screen(
    committee, enter, page, axe, size
) -> None:
    page.set_viewport_size(size)
    faults: dict[str, object] = {}
    for name in DOOR:
        page.goto(reverse(name))
        faults[name] = axe(page)
    enter(page, committee.secretary)
    for name in INSIDE:
        page.goto(reverse(name))
        faults[name] = axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
    assert {name: found for name, found in faults.items() if found} == {}


def test_on_the_phone_the_menu_opens_and_closes_without_losing_the_page(committee, enter, page) -> None:
    page.set_viewport_size(PHONE)
    enter(page, committee.secretary)
    page.goto(reverse("home"))
    bar = page.get_by_role("navigation", name="Menú", exact=True)
    bar.get_by_text("Más").click()
    assert bar.get_by_role("link", name="Reglamento").is_visible()
    page.keyboard.press("Escape")
    assert not bar.get_by_role("link", name="Reglamento").is_visible()


def test_what_was_typed_survives_an_expired_session(committee, form, page, enter) -> None:
    place = "Auditorio de la Cámara de Comercio"
    form.locator("[name=place]").fill(place)
    page.wait_for_timeout(400)
    page.context.clear_cookies(name="sessionid")
    form.locator("button[type=submit]").first.click()
    page.wait_for_url("**/cuenta/ingresar/**")
    assert page.get_by_text("Su sesión venció.").is_visible()
    enter(page, committee.secretary)
    page.goto(reverse("sessions:create"))
    assert page.locator("[name=place]").input_value() == place
    assert page.get_by_text("Recuperamos lo que escribió").is_visible()
    page.get_by_role("button", name="Descartar lo recuperado").click()
    page.wait_for_load_state()
    assert page.locator("[name=place]").input_value() != place


def test_a_page_open_too_long_leads_back_to_the_form_with_what_was_typed(form, page) -> None:
    form.locator("[name=place]").fill("Local de la Universidad")
    page.wait_for_timeout(400)
    page.context.clear_cookies(name="csrftoken")
    form.locator("button[type=submit]").first.click()
    page.get_by_role("link", name="Volver al formulario").click()
    page.wait_for_url(f"**{reverse('sessions:create')}")
    assert page.locator("[name=place]").input_value() == "Local de la Universidad"


def test_a_form_submitted_twice_at_once_is_sent_once(form, page) -> None:
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    form.locator("[name=place]").fill("x" * 300)  # refused either way: only the number of requests matters
    form.evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    page.wait_for_timeout(1500)
    assert len(sent) == 1


def test_without_connection_the_page_says_so_and_tries_again_when_asked(committee, enter, page) -> None:
    enter(page, committee.secretary)
    page.goto(reverse("home"))
    page.evaluate(
        """() => {
            const button = document.createElement("button");
            button.id = "probe";
            button.setAttribute("hx-get", "/cuenta/");
            button.setAttribute("hx-swap", "none");
            document.querySelector("main").append(button);
            htmx.process(button);
        }"""
    )
    page.context.set_offline(True)
    page.locator("#probe").click(force=True)
    page.get_by_text("No hay conexión con el servidor").wait_for()
    page.context.set_offline(False)
    with page.expect_request("**/cuenta/"):
        page.get_by_role("button", name="Reintentar").click()
    page.get_by_text("No hay conexión con el servidor").wait_for(state="detached")


def test_an_expired_session_does_not_replace_a_working_page_by_the_login(committee, enter, page) -> None:
    enter(page, committee.secretary)
    page.goto(reverse("home"))
    page.context.clear_cookies(name="sessionid")
    page.evaluate("() => htmx.ajax('GET', '/', {target: 'main', swap: 'innerHTML'})")
    page.get_by_role("link", name="Ingresar en otra pestaña").wait_for()
    assert page.get_by_role("heading", name="Hoy me toca").is_visible()
