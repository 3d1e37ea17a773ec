"""Hoy me toca: what waits for each person, read from the record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from mailing.enums import MailState
from members.models import Accreditation
from members.selectors.todo import groups
from sessions_app.models import Acuerdo, Dispatch, Meeting
from sessions_app.selectors.todo import todo_for
from sessions_app.services import acta as acta_services
from tests.conftest import ORDINARY_SEAT, PRIVATE_SEAT, lima
from tests.sessions import story as stories
from tests.sessions.story import DAY

pytestmark = pytest.mark.django_db


def waiting(committee, user, at: str) -> list[tuple[str, str]]:
    return [(item.kind, item.button) for item in todo_for(user, committee.body, lima(at))]


def test_a_draft_waits_for_the_secretaria_and_for_nobody_else(committee, drafted_story) -> None:
    assert waiting(committee, committee.secretary, "2026-11-09 12:00") == [("draft", "Continuar")]
    assert waiting(committee, committee.deputy, "2026-11-09 12:00") == [("draft", "Continuar")]
    for user in (committee.titular(ORDINARY_SEAT), committee.president, committee.viewer, committee.stranger):
        assert waiting(committee, user, "2026-11-09 12:00") == []


def test_a_convoked_session_asks_each_representative_for_an_answer_with_their_own_link(
    committee, convened_story
) -> None:
    story = convened_story
    [item] = todo_for(committee.alternate(ORDINARY_SEAT), committee.body, lima("2026-11-11 09:00"))
    dispatch = Dispatch.objects.get(entry=story.entry(5), role="alternate")
    assert item.kind == "rsvp"
    assert item.url == reverse("sessions:acknowledge", args=[dispatch.token])
    assert item.due == lima(DAY).date()


def test_who_answered_sees_the_session_instead(committee, convened_story) -> None:
    story = convened_story
    entry = story.entry(5)
    entry.rsvp_titular = "attends"
    entry.save(update_fields=["rsvp_titular"])
    assert waiting(committee, committee.titular(ORDINARY_SEAT), "2026-11-11 09:00") == [("session", "Ver la sesión")]
    assert waiting(committee, committee.alternate(ORDINARY_SEAT), "2026-11-11 09:00") == [("rsvp", "Responder")]


def test_failed_mails_and_missing_receipts_wait_for_the_secretaria(committee, convened_story) -> None:
    story = convened_story
    story.meeting.dispatches.update(state=MailState.SENT)
    Dispatch.objects.filter(entry=story.entry(7)).update(state=MailState.FAILED)
    items = {item.kind: item for item in todo_for(committee.secretary, committee.body, lima("2026-11-12 09:00"))}
    assert items["dispatch"].title.startswith("2 envíos fallaron")
    assert items["receipt"].title.startswith("Faltan 20 constancias")  # 23 institutions, three receipts recorded


def test_on_its_day_the_roll_comes_first(committee, convened_story) -> None:
    first = todo_for(committee.secretary, committee.body, lima(f"{DAY} 08:00"))[0]
    assert (first.kind, first.button) == ("now", "Llamar lista")


def test_during_the_session_the_secretaria_conducts_it_and_the_others_follow_it(committee, in_session_story) -> None:
    at = f"{DAY} 10:30"
    assert ("now", "Conducir la sesión") in waiting(committee, committee.secretary, at)
    assert ("now", "Seguir la sesión") in waiting(committee, committee.titular(ORDINARY_SEAT), at)


@pytest.fixture
def observed(committee, closed_story):
    story = closed_story
    acta_services.circulate(Act(committee.secretary, lima("2026-11-23 09:00")), acta_id=stories.acta_of(story).pk)
    return story


def test_a_closed_session_leaves_its_acta_to_write(committee, closed_story) -> None:
    assert ("acta", "Abrir el borrador") in waiting(committee, committee.secretary, "2026-11-23 09:00")


def test_a_circulated_acta_waits_for_the_president_and_may_be_observed_by_who_was_there(committee, observed) -> None:
    at = "2026-11-23 10:00"
    assert [kind for kind, _ in waiting(committee, committee.president, at) if kind != "acuerdo"] == ["approval"]
    assert ("observation", "Leer el acta") in waiting(committee, committee.titular(1), at)
    assert ("observation", "Leer el acta") not in waiting(committee, committee.titular(ORDINARY_SEAT), at), (
        "was not there"
    )
    assert ("observation", "Leer el acta") not in waiting(committee, committee.titular(23), at), "its alterno was"
    assert ("observation", "Leer el acta") in waiting(committee, committee.alternate(23), at)


def test_an_acta_that_the_president_returned_stands_at_the_top_with_the_reason_until_it_circulates_again(
    committee, convened_story, observed
) -> None:
    acta = stories.acta_of(observed)
    acta_services.return_acta(
        Act(committee.president, lima("2026-11-24 09:00")),
        acta_id=acta.pk,
        version_number=1,
        reason="Falta el voto del Colegio de Ingenieros.",
    )
    at = lima("2026-11-24 10:00")
    head, (item, *_) = groups(todo_for(committee.secretary, committee.body, at), at.date())[0]
    assert head == "Ahora y atrasado"
    assert item.title == f"Corregir el acta devuelta: {observed.meeting}"
    assert "Falta el voto del Colegio de Ingenieros." in item.detail
    assert ("acta", "Abrir el borrador") not in waiting(committee, committee.secretary, "2026-11-24 10:00")

    acta_services.circulate(
        Act(committee.secretary, lima("2026-11-24 11:00")), acta_id=acta.pk, reason="Se agregó el voto."
    )
    acta_services.take_back(
        Act(committee.secretary, lima("2026-11-24 12:00")), acta_id=acta.pk, reason="Falta un anexo."
    )
    assert ("acta", "Abrir el borrador") in waiting(committee, committee.secretary, "2026-11-24 13:00"), "not returned"


def test_an_acuerdo_waits_for_the_institution_it_names_when_its_day_is_near_and_stays_when_late(
    committee, observed
) -> None:
    acuerdo = Acuerdo.objects.get(responsible=committee.seats[PRIVATE_SEAT])
    near, late, far = (acuerdo.due_on + timedelta(days=days) for days in (-10, 5, -60))
    assert ("acuerdo", "Ver el acuerdo") in waiting(committee, committee.titular(PRIVATE_SEAT), f"{near} 09:00")
    assert ("acuerdo", "Ver el acuerdo") in waiting(committee, committee.titular(PRIVATE_SEAT), f"{late} 09:00")
    assert ("acuerdo", "Ver el acuerdo") not in waiting(committee, committee.titular(PRIVATE_SEAT), f"{far} 09:00")
    assert ("acuerdo", "Ver el acuerdo") not in waiting(committee, committee.titular(3), f"{near} 09:00")


def test_who_left_the_institution_no_longer_gets_its_work(committee, observed) -> None:
    acuerdo = Acuerdo.objects.get(responsible=committee.seats[PRIVATE_SEAT])
    Accreditation.objects.filter(seat=committee.seats[PRIVATE_SEAT]).update(
        ends_before=acuerdo.due_on - timedelta(days=20)
    )
    assert waiting(committee, committee.titular(PRIVATE_SEAT), f"{acuerdo.due_on} 09:00") == []


def test_what_is_late_or_today_stands_above_what_has_a_day_and_that_above_the_rest(committee, observed) -> None:
    today = lima("2026-11-23").date()
    heads = [head for head, _ in groups(todo_for(committee.president, committee.body, lima("2026-11-23 10:00")), today)]
    assert heads == sorted(heads, key=["Ahora y atrasado", "Por fecha", "Cuando pueda"].index)


def test_the_home_page_costs_the_same_for_a_longer_history(
    committee, client_for, django_assert_max_num_queries
) -> None:
    stories.drafted(committee)
    browser = client_for(committee.secretary)
    browser.get(reverse("home"))
    with django_assert_max_num_queries(25) as few:  # five of them judge the president
        browser.get(reverse("home"))
    for _ in range(5):
        stories.drafted(committee)
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(reverse("home"))
    assert Meeting.objects.count() == 6


def test_the_home_page_opens_for_every_role_and_asks_a_stranger_to_write_to_the_secretaria(
    committee, client_for
) -> None:
    for name, user in committee.everybody.items():
        response = client_for(user).get(reverse("home"))
        assert response.status_code == (302 if user is None else 200), name
    assert "aún no tiene un cargo vigente" in client_for(committee.stranger).get(reverse("home")).content.decode()


def test_who_no_longer_represents_anybody_is_told_until_when_they_did(committee, client_for) -> None:
    user, seat = committee.titular(7), committee.seats[7]
    today = timezone.localdate()
    Accreditation.objects.filter(seat=seat, role="titular").update(ends_before=today)
    page = client_for(user).get(reverse("home")).content.decode()
    assert "ya no tiene un cargo vigente" in page
    assert f"Representó a {committee.institution(7).name} hasta el {today - timedelta(days=1):%d/%m/%Y}." in page
    assert reverse("members:my_data") in page
    assert "aún no tiene un cargo" not in page
