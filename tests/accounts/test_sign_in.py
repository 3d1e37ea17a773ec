"""The door: people who sign in four times a year, and nobody else."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from tests.conftest import ORDINARY_SEAT

pytestmark = pytest.mark.django_db

PASSWORD = "una vicuña en la puna 8"


@pytest.fixture(autouse=True)
def rate_limits_start_afresh(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "door"}}
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def elena() -> User:
    return User.objects.create_user("elena@ejemplo.pe", PASSWORD, full_name="Elena Choque")


def sign_in(client: Client, email: str = "elena@ejemplo.pe", password: str = PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_member_signs_in_with_mail_and_password(client, elena) -> None:
    response = sign_in(client, "Elena@Ejemplo.pe ")
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert signed_in(client)


def test_a_wrong_password_says_what_to_do_and_keeps_the_mail(client, elena) -> None:
    response = sign_in(client, password="otra")
    page = response.content.decode()
    assert "pida que le enviemos un código" in page
    assert 'value="elena@ejemplo.pe"' in page
    assert not signed_in(client)


def test_a_deactivated_account_does_not_enter(client, elena) -> None:
    User.objects.filter(pk=elena.pk).update(is_active=False)
    sign_in(client)
    assert not signed_in(client)


def test_repeated_failures_close_the_door_for_a_while_even_to_the_right_password(client, elena) -> None:
    for _ in range(5):
        sign_in(client, password="otra")
    response = sign_in(client)
    assert "Demasiados intentos fallidos" in response.content.decode()
    assert not signed_in(client)


def test_a_member_who_forgot_everything_enters_with_a_code_sent_by_mail(client, elena) -> None:
    response = client.post(reverse("account_request_login_code"), {"email": "elena@ejemplo.pe"})
    assert response.status_code == 302
    assert mail.outbox[0].subject == "[CERX] Su código para ingresar"
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE).group(1)
    wrong = client.post(reverse("account_confirm_login_code"), {"code": "ZZZZZZ"})
    assert "El código no es correcto" in wrong.content.decode()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert signed_in(client)


def test_an_unknown_mail_gets_no_code_and_the_same_page(client, elena) -> None:
    known = client.post(reverse("account_request_login_code"), {"email": "elena@ejemplo.pe"})
    mail.outbox.clear()
    unknown = Client().post(reverse("account_request_login_code"), {"email": "nadie@ejemplo.pe"})
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert mail.outbox == []


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, elena) -> None:
    client.post(reverse("account_reset_password"), {"email": "elena@ejemplo.pe"})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link)
    new = "otra clave bien larga"
    client.post(form["Location"], {"password1": new, "password2": new})
    again = Client().get(link)
    assert "El enlace ya no sirve" in again.content.decode()
    assert sign_in(Client(), password=new).status_code == 302


def test_nobody_registers_alone_or_changes_their_login_address() -> None:
    for name in ("account_signup", "account_email", "account_confirm_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=["x"] if name == "account_confirm_email" else [])
    assert Client().get("/cuenta/signup/").status_code == 404


def test_leaving_is_a_post_and_a_get_only_asks(client, elena) -> None:
    client.force_login(elena)
    assert "¿Desea salir?" in client.get(reverse("account_logout")).content.decode()
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_the_administration_has_no_door_of_its_own(client) -> None:
    response = client.get("/admin/login/?next=/admin/norms/")
    assert response["Location"] == "/cuenta/ingresar/?next=%2Fadmin%2Fnorms%2F"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 405
    assert client.get("/admin/login/?next=https://otro.sitio/")["Location"] == "/cuenta/ingresar/?next=%2Fadmin%2F"


def test_every_page_of_the_door_opens_in_spanish(client) -> None:
    for name in ("account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done",
                 "account_reset_password_from_key_done", "account_inactive"):  # fmt: skip
        response = client.get(reverse(name))
        page = response.content.decode()
        assert response.status_code == 200, name
        assert not re.search(r"\b(Password|Sign In|Email|Remember)\b", page), name


# --- The second factor ---------------------------------------------------------------------------------------------
def code_for(user: User) -> str:
    secret = Authenticator.objects.get(user=user, type="totp").wrap().instance.data["secret"]
    from allauth.mfa.adapter import get_adapter

    clear = get_adapter().decrypt(secret)
    return totp.format_hotp_value(totp.hotp_value(clear, int(time.time()) // 30))


@override_settings(STAFF_SECOND_FACTOR=True)
def test_the_secretaria_sets_up_a_second_factor_before_anything_else(committee, client_for) -> None:
    browser = client_for(committee.secretary)
    assert browser.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")
    assert browser.get(reverse("sessions:list"))["Location"] == reverse("mfa_activate_totp")
    assert browser.post(reverse("account_logout")).status_code == 302


@override_settings(STAFF_SECOND_FACTOR=True)
def test_a_representative_and_the_president_are_not_asked_for_one(committee, client_for) -> None:
    for user in (committee.titular(ORDINARY_SEAT), committee.president):
        assert client_for(user).get(reverse("home")).status_code == 200


@override_settings(STAFF_SECOND_FACTOR=True)
def test_with_the_second_factor_the_secretaria_enters_and_works(committee) -> None:
    secretary = committee.secretary
    secretary.set_password(PASSWORD)
    secretary.save()
    browser = Client()
    sign_in(browser, secretary.email)
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    browser.post(reverse("mfa_activate_totp"), {"code": code})
    assert browser.get(reverse("home")).status_code == 200

    stored = Authenticator.objects.get(user=secretary, type="totp").data["secret"]
    assert secret not in stored, "the secret lies in the database as it is"

    cache.clear()  # the same code may not be used twice within its half minute
    other = Client()
    response = sign_in(other, secretary.email)
    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert not signed_in(other)
    refused = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "El código no es correcto" in refused.content.decode()
    other.post(reverse("mfa_authenticate"), {"code": code_for(secretary)})
    assert signed_in(other)
    assert other.get(reverse("home")).status_code == 200


def test_new_accounts_are_protected_by_default_outside_the_demo() -> None:
    assert settings.ACCOUNT_EMAIL_VERIFICATION == "none"
    assert settings.SESSION_COOKIE_HTTPONLY
    assert "argon2" in __import__("cerx.settings", fromlist=["x"]).PASSWORD_HASHERS[0].lower()


def test_who_signed_in_long_ago_proves_who_they_are_before_touching_the_second_factor(
    client, elena, monkeypatch
) -> None:
    sign_in(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    now = time.time()
    monkeypatch.setattr("accounts.adapter.time.time", lambda: now + 16 * 60)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
