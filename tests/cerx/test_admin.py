"""The Django admin holds the calendar and the accounts, for those whose office it is."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from tests.conftest import ORDINARY_SEAT

pytestmark = pytest.mark.django_db


def test_the_admin_holds_no_legal_record() -> None:
    held = {model._meta.label for model in admin.site._registry}
    assert held == {"accounts.User", "norms.NonWorkingDay", "norms.OfficialYear", "norms.Letterhead"}


def test_the_secretaria_keeps_the_calendar_and_the_administrator_the_accounts(committee, client_for) -> None:
    calendar, accounts = reverse("admin:norms_nonworkingday_changelist"), reverse("admin:accounts_user_changelist")
    assert client_for(committee.secretary).get(calendar).status_code == 200
    assert client_for(committee.secretary).get(accounts).status_code == 403
    assert client_for(committee.admin).get(accounts).status_code == 200


def test_the_admin_is_named_for_what_it_holds_for_each(committee, client_for) -> None:
    for user, named in ((committee.secretary, "Calendario y membrete"), (committee.admin, "Calendario y cuentas")):
        browser = client_for(user)
        assert f"{named}</a>" in browser.get(reverse("home")).content.decode()
        index = browser.get(reverse("admin:index"))
        assert index.context["title"] == named
        assert index.context["site_header"] == f"CERX: {named.lower()}"


def test_representatives_do_not_enter_the_admin(committee, client_for) -> None:
    for user in (committee.titular(ORDINARY_SEAT), committee.president, committee.viewer, committee.stranger):
        response = client_for(user).get(reverse("admin:index"), follow=True)
        assert response.status_code == 403


def test_an_account_made_in_the_admin_has_no_password_and_is_never_deleted(committee, client_for) -> None:
    browser = client_for(committee.admin)
    browser.post(
        reverse("admin:accounts_user_add"),
        {"email": "Nueva@Ejemplo.pe", "full_name": "Nueva Persona", "is_active": "on"},
    )
    user = User.objects.get(email="nueva@ejemplo.pe")
    assert not user.has_usable_password()
    assert browser.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
