"""Who may read or administer without office or seat: how it is given, taken back, and never left to nobody."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.acts import Act
from audit.models import Event
from mailing.tasks import send
from members.enums import AccessLevel, Role
from members.models import AccessGrant
from members.selectors import grants_of, roles_of
from members.services import found_office, give_access, grant_access, revoke_access
from regulation.refusal import Refused
from tests.conftest import client_of, lima

DAY = date(2026, 6, 10)
NOW = lima("2026-06-10 10:00")
ACCESS, GIVE = reverse("members:access"), reverse("members:give_access")


def give(committee, *, by=None, **changes) -> AccessGrant:
    typed = {"email": "Auditora@Gore.gob.pe", "full_name": "Aurora  Auditora", "level": AccessLevel.VIEWER} | changes
    return give_access(Act(by or committee.admin, NOW), body_id=committee.body.pk, starts_on=DAY, **typed)


def take(committee, grant, *, by=None, on=DAY, reason="") -> AccessGrant:
    return revoke_access(Act(by or committee.admin, NOW), grant_id=grant.pk, ends_before=on, reason=reason)


def code_of(refused) -> str:
    return refused.value.ruling.code


def grant_of(user) -> AccessGrant:
    return AccessGrant.objects.get(user=user)


# --- Giving ----------------------------------------------------------------------------------------------------------
def test_a_new_address_gets_an_account_without_password_and_reads_from_that_day(committee) -> None:
    grant = give(committee)
    user = User.objects.get(email="auditora@gore.gob.pe")
    assert (user.full_name, user.has_usable_password(), user.is_staff) == ("Aurora Auditora", False, False)
    assert roles_of(user, committee.body, DAY) == {Role.VIEWER}
    assert roles_of(user, committee.body, date(2026, 6, 9)) == frozenset()
    events = Event.objects.filter(stream=f"user:{user.pk}")
    assert [event.action for event in events] == ["account.opened", "access.granted"]
    assert {event.actor_name for event in events} == {"Adán Administrador"}
    assert grant.ends_before is None


def test_a_known_address_keeps_its_account_with_or_without_its_name(committee) -> None:
    accounts = User.objects.count()
    assert give(committee, email="AJENA@cerx.test", full_name="").user == committee.stranger
    give(committee, email="ajena@cerx.test", full_name="ajena sin  rol", level=AccessLevel.ADMIN)
    assert roles_of(committee.stranger, committee.body, DAY) == {Role.VIEWER, Role.ADMIN}
    assert User.objects.count() == accounts


def test_a_slip_in_the_address_does_not_let_in_somebody_else(committee) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, email="titular9@cerx.test")
    assert code_of(refused) == "account_of_other"
    assert refused.value.ruling.facts["person"] == "Titular 09 Quispe"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": " "}, "no_email"),
        ({"email": "no es un correo"}, "bad_email"),
        ({"full_name": "  "}, "name_required"),
        ({"email": "consulta@cerx.test", "full_name": ""}, "has_access"),
    ],
)
def test_what_cannot_be_given_is_refused_and_leaves_nothing(committee, changes, code) -> None:
    before = User.objects.count(), AccessGrant.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as refused:
        give(committee, **changes)
    assert code_of(refused) == code
    assert (User.objects.count(), AccessGrant.objects.count(), Event.objects.count()) == before


def test_a_deactivated_account_is_given_nothing(committee) -> None:
    User.objects.filter(pk=committee.stranger.pk).update(is_active=False)
    with pytest.raises(Refused) as refused:
        give(committee, email="ajena@cerx.test", full_name="")
    assert code_of(refused) == "account_inactive"


def test_the_secretary_gives_and_takes_no_access(committee) -> None:
    with pytest.raises(PermissionDenied):
        give(committee, by=committee.secretary)
    with pytest.raises(PermissionDenied):
        take(committee, grant_of(committee.viewer), by=committee.secretary)
    assert not User.objects.filter(email="auditora@gore.gob.pe").exists()


def test_a_mail_says_where_and_how_one_enters(committee, settings) -> None:
    settings.SITE_URL = "https://cerx.example/"
    row = give(committee, level=AccessLevel.ADMIN).mails.get()
    assert send(row, now=NOW).state == "sent"
    letter = mail.outbox[-1]
    assert letter.to == ["auditora@gore.gob.pe"]
    assert "https://cerx.example/cuenta/ingresar/codigo/" in letter.body
    assert "administración del sistema" in letter.body
    assert "segundo factor" in letter.body


def test_no_mail_announces_an_access_taken_back_before_it_left(committee) -> None:
    grant = give(committee)
    take(committee, grant)
    sent = len(mail.outbox)
    assert send(grant.mails.get(), now=NOW).state == "failed"
    assert len(mail.outbox) == sent


# --- Taking back -----------------------------------------------------------------------------------------------------
def test_an_access_given_by_mistake_is_taken_back_the_same_day(committee) -> None:
    grant = give(committee, level=AccessLevel.ADMIN)
    take(committee, grant, reason=" Correo equivocado ")
    user = User.objects.get(pk=grant.user_id)
    assert (roles_of(user, committee.body, DAY), user.is_staff, user.is_active) == (frozenset(), False, True)
    event = Event.objects.get(action="access.revoked")
    assert (event.data["level"], event.data["reason"]) == ("admin", "Correo equivocado")
    with pytest.raises(Refused) as refused:
        take(committee, grant)
    assert code_of(refused) == "already_ended"


def test_an_access_with_its_end_set_is_cut_short(committee) -> None:
    grant = grant_access(
        Act(committee.admin, NOW),
        body_id=committee.body.pk,
        user_id=committee.stranger.pk,
        level=AccessLevel.VIEWER,
        starts_on=DAY,
        ends_before=date(2026, 12, 31),
    )
    assert take(committee, grant, on=date(2026, 6, 11)).ends_before == date(2026, 6, 11)


def test_the_only_administrator_stays(committee) -> None:
    with pytest.raises(Refused) as refused:
        take(committee, grant_of(committee.admin))
    assert code_of(refused) == "last_admin"
    assert Role.ADMIN in roles_of(committee.admin, committee.body, DAY)


def test_an_administrator_leaves_once_another_is_there_to_stay(committee) -> None:
    give(committee, level=AccessLevel.ADMIN)
    take(committee, grant_of(committee.admin))
    assert Role.ADMIN not in roles_of(committee.admin, committee.body, DAY)


@pytest.mark.parametrize("why", ["deactivated", "leaving", "not yet"])
def test_who_cannot_enter_or_will_not_stay_is_no_other_administrator(committee, why) -> None:
    other = give(committee, level=AccessLevel.ADMIN)
    if why == "deactivated":
        User.objects.filter(pk=other.user_id).update(is_active=False)
    elif why == "leaving":
        AccessGrant.objects.filter(pk=other.pk).update(ends_before=date(2026, 6, 30))
    else:
        AccessGrant.objects.filter(pk=other.pk).update(starts_on=date(2026, 7, 1))
    with pytest.raises(Refused) as refused:
        take(committee, grant_of(committee.admin))
    assert code_of(refused) == "last_admin"
    in_force, _ = grants_of(committee.body, DAY)
    assert [row.grant.user for row in in_force if row.only_admin] == [committee.admin]


# --- The list --------------------------------------------------------------------------------------------------------
def test_the_list_shows_who_gave_and_who_took_each_access(committee, django_assert_num_queries) -> None:
    given = give(committee)
    take(committee, give(committee, email="otra@gore.gob.pe", full_name="Otra"), reason="Terminó la auditoría")
    founder = found_office(
        body=committee.body, email="f@gore.gob.pe", full_name="Fe Fundadora", password="una-clave-larga-y-rara", at=NOW
    )
    with django_assert_num_queries(2):
        in_force, ended = grants_of(committee.body, DAY)
    givers = {row.grant.user_id: row.given_by for row in in_force}
    assert givers == {
        given.user_id: "Adán Administrador",
        committee.viewer.pk: "",
        committee.admin.pk: "",
        founder.pk: "",
    }
    assert [(row.grant.user.full_name, row.taken_by, row.reason) for row in ended] == [
        ("Otra", "Adán Administrador", "Terminó la auditoría")
    ]


# --- The pages -------------------------------------------------------------------------------------------------------
def typed(**changes) -> dict[str, str]:
    return {"email": "auditora@gore.gob.pe", "full_name": "Aurora Auditora", "level": "viewer"} | changes


def text(response) -> str:
    return response.content.decode()


def test_the_administration_gives_access_from_the_page_and_the_person_reads(committee) -> None:
    browser = client_of(committee.admin)
    page = text(browser.post(GIVE, typed(), follow=True))
    assert "Aurora Auditora ya puede entrar" in page
    assert "Adán Administrador" in page
    reader = client_of(User.objects.get(email="auditora@gore.gob.pe"))
    assert reader.get(reverse("sessions:list")).status_code == 200
    assert reader.get(ACCESS).status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": ""}, "con él entra al sistema"),
        ({"email": "aurora@"}, "no está bien escrito"),
        ({"full_name": ""}, "Escriba los nombres y apellidos"),
        ({"email": "titular9@cerx.test"}, "entra Titular 09 Quispe"),
        ({"email": "consulta@cerx.test", "full_name": ""}, "ya tiene ese acceso"),
        ({"level": ""}, "Elija qué podrá hacer"),
        ({"level": "secretary"}, "secretary"),
        ({"full_name": "A\x00B"}, "nulo"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(committee, changes, said) -> None:
    data = typed(**changes)
    page = text(client_of(committee.admin).post(GIVE, data))
    assert said in page
    assert not data["email"] or f'value="{data["email"]}"' in page
    assert AccessGrant.objects.count() == 2


def test_taking_back_names_what_is_lost_and_what_is_kept(committee) -> None:
    browser = client_of(committee.admin)
    browser.post(GIVE, typed(email="adjunta@cerx.test", full_name=""))
    page = text(browser.get(reverse("members:revoke_access", args=[grant_of(committee.deputy).pk])))
    assert "Conserva lo que le corresponde por otra vía: Secretaría Técnica Adjunta." in page
    url = reverse("members:revoke_access", args=[grant_of(committee.viewer).pk])
    assert "Su cuenta queda sin nada que abrir." in text(browser.get(url))
    assert roles_of(committee.viewer, committee.body, timezone.localdate()) == {Role.VIEWER}
    page = text(browser.post(url, {"reason": "Cambió de oficina"}, follow=True))
    assert "Cora Consulta ya no tiene el acceso de consulta." in page
    assert "Cambió de oficina" in page
    assert roles_of(committee.viewer, committee.body, timezone.localdate()) == frozenset()
    assert browser.get(url).status_code == 404
    assert "Ya estaba terminada" in text(browser.post(url, {"reason": ""}))


def test_the_only_administrator_reads_why_they_cannot_leave(committee) -> None:
    browser = client_of(committee.admin)
    url = reverse("members:revoke_access", args=[grant_of(committee.admin).pk])
    page = text(browser.get(ACCESS))
    assert "nadie más administra el sistema" in page
    assert url not in page
    assert "dé antes la administración a otra persona" in text(browser.post(url, {"reason": ""}))
    assert browser.get(ACCESS).status_code == 200


def test_who_takes_back_their_own_access_is_led_to_a_page_they_may_open(committee) -> None:
    browser = client_of(committee.admin)
    browser.post(GIVE, typed(level="admin"))
    url = reverse("members:revoke_access", args=[grant_of(committee.admin).pk])
    assert "Es su propio acceso" in text(browser.get(url))
    response = browser.post(url, {"reason": ""}, follow=True)
    assert response.redirect_chain == [(reverse("home"), 302)]
    assert response.status_code == 200
    assert browser.get(ACCESS).status_code == 403


def test_only_the_administration_has_the_menu_entry(committee) -> None:
    assert ACCESS in text(client_of(committee.admin).get(reverse("home")))
    assert ACCESS not in text(client_of(committee.secretary).get(reverse("home")))
