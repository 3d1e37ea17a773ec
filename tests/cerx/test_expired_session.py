"""An expired session, a page open too long, a wrong address: each says what to do next and keeps what was typed."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tests.conftest import ORDINARY_SEAT

pytestmark = pytest.mark.django_db


def test_a_script_is_told_that_the_session_expired_instead_of_getting_the_login_page(client) -> None:
    for header in ({"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}):
        response = client.get(reverse("home"), headers=header)
        assert response.status_code == 401


def test_a_form_of_an_expired_session_leads_back_to_the_page_it_was_on(client) -> None:
    response = client.post(
        reverse("account_change_password"), {"x": "y"}, headers={"referer": "http://testserver/sesiones/?ano=2026"}
    )
    query = parse_qs(urlsplit(response["Location"]).query)
    assert query == {"vencida": ["1"], "next": ["/sesiones/?ano=2026"]}
    assert "Su sesión venció" in client.get(response["Location"]).content.decode()


def test_a_form_sent_from_another_site_leads_home(client) -> None:
    response = client.post(reverse("account_change_password"), headers={"referer": "https://otro.sitio/trampa"})
    assert parse_qs(urlsplit(response["Location"]).query)["next"] == [reverse("home")]


def test_a_page_open_too_long_shows_back_what_was_typed_but_never_a_password() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(
        reverse("account_login"),
        {"notas": "Se acordó invitar a PROMPERÚ <b>a la mesa</b>.", "password": "una clave muy larga", "corto": "si"},
        headers={"referer": "http://testserver/sesiones/"},
    )
    page = response.content.decode()
    assert response.status_code == 403
    assert "Se acordó invitar a PROMPERÚ &lt;b&gt;a la mesa&lt;/b&gt;." in page
    assert "una clave muy larga" not in page
    assert 'href="/sesiones/"' in page


def test_a_wrong_address_offers_the_way_home(client) -> None:
    response = client.get("/no-existe/")
    assert response.status_code == 404
    assert "No encontramos esta página" in response.content.decode()


def test_a_failure_of_the_system_says_that_nothing_was_half_saved(committee, client_for, monkeypatch) -> None:
    monkeypatch.setattr("cerx.views._todo", lambda *args: 1 / 0)
    browser = client_for(committee.titular(ORDINARY_SEAT))
    browser.raise_request_exception = False
    response = browser.get(reverse("home"))
    assert response.status_code == 500
    assert "No se guardó nada a medias" in response.content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_reset_password"])
def test_the_pages_of_the_door_run_no_inline_script_and_carry_no_inline_style(client, name) -> None:
    response = client.get(reverse(name))
    page = response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\s(style|on\w+)=", page)


@override_settings(DEMO=True)
def test_the_demonstration_says_that_it_is_one(client) -> None:
    assert "nada de lo que haga aquí tiene efecto legal" in client.get(reverse("account_login")).content.decode()
