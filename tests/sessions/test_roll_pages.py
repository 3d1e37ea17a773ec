"""The roll call on the screen: marks, movements, the call, and what happens when it fails."""

import pytest
from django.urls import reverse

from audit.acts import Act
from members.enums import SeatRole
from sessions_app.enums import Capacity, DocumentKind, Mode
from sessions_app.models import ChairSpell, Meeting, Presence, RollCall
from sessions_app.services import roll
from tests.conftest import ORDINARY_SEAT, suspend
from tests.sessions import story as stories

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def story(convened_story, clock):
    return convened_story


@pytest.fixture
def office(committee, client_for, story):
    return client_for(committee.secretary)


def url(name: str, story, *args) -> str:
    return reverse(f"sessions:{name}", args=[story.meeting.pk, *args])


def mark(browser, story, number: int, state: str, **more):
    return browser.post(url("roll_mark", story, story.entry(number).pk), {"state": state, **more}, **JSON)


def arrive_first(story, count: int) -> None:
    """The titulares of the first `count` seats."""
    for number in range(1, count + 1):
        story.arrive(number)


def here(story) -> int:
    return Presence.objects.filter(entry__meeting=story.meeting, until_at=None, voided_at=None).count()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- The page ------------------------------------------------------------------------------------------------------
def test_the_roll_shows_every_institution_in_its_order_and_the_quorum(office, story):
    page = text_of(office.get(url("roll", story)))
    names = [entry.name for entry in story.meeting.roll.filter(capacity=Capacity.MEMBER)]
    places = [page.index(f'data-entry="{entry.pk}"') for entry in story.meeting.roll.all()]
    assert len(names) == 23
    assert places == sorted(places)
    assert "<strong>0</strong> presentes de <strong>16</strong> requeridos; faltan <strong>16</strong>" in page
    assert 'aria-live="polite"' in page


def test_reading_the_roll_asks_the_same_of_the_database_for_any_number_of_presences(
    office, story, django_assert_max_num_queries
):
    office.get(url("roll", story))
    arrive_first(story, 20)
    with django_assert_max_num_queries(26):
        office.get(url("roll", story))


def test_only_the_office_opens_the_roll(committee, client_for, story):
    assert client_for(committee.titular(ORDINARY_SEAT)).get(url("roll", story)).status_code == 403
    assert client_for(committee.president).get(url("roll", story)).status_code == 403
    assert client_for(committee.stranger).get(url("roll", story)).status_code == 404
    assert client_for(None).get(url("roll", story)).status_code == 302


def test_a_draft_has_no_roll_yet(committee, drafted_story, client_for, clock):
    story = drafted_story
    response = client_for(committee.secretary).get(url("roll", story))
    assert response.status_code == 302


# --- Marks ---------------------------------------------------------------------------------------------------------
def test_one_tap_marks_the_titular_and_says_when_it_was_saved(office, story, clock):
    clock("10:02")
    answer = mark(office, story, 1, "titular").json()
    assert answer["saved_at"] == "10:02"
    assert "<strong>1</strong> presentes" in answer["fragments"]["quorum"]
    row = answer["fragments"][f"row-{story.entry(1).pk}"]
    assert 'data-state="titular" data-key="titular" aria-pressed="true"' in row
    assert "desde 10:02" in row


def test_a_second_tap_on_the_same_button_changes_nothing(office, story):
    mark(office, story, 1, "titular")
    revision = Meeting.objects.get().revision
    assert mark(office, story, 1, "titular").status_code == 200
    assert Meeting.objects.get().revision == revision
    assert here(story) == 1


def test_when_two_officers_mark_the_same_row_the_last_one_stands_without_an_error(office, committee, client_for, story):
    assert mark(office, story, 3, "titular").status_code == 200
    assert mark(client_for(committee.deputy), story, 3, "alternate").status_code == 200
    present = Presence.objects.get(entry=story.entry(3), until_at=None, voided_at=None)
    assert present.role == SeatRole.ALTERNATE


def test_the_other_officer_s_open_page_is_told_only_when_something_moved(office, story):
    first = office.get(url("roll_state", story))
    assert office.get(url("roll_state", story), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    mark(office, story, 4, "titular")
    moved = office.get(url("roll_state", story), HTTP_IF_NONE_MATCH=first["ETag"])
    assert 'aria-pressed="true"' in moved.json()["fragments"][f"row-{story.entry(4).pk}"]


def test_a_tap_that_waited_for_the_network_keeps_the_time_of_the_tap(office, story, clock):
    clock("10:09")
    mark(office, story, 1, "titular", age=4 * 60 * 1000)
    presence = Presence.objects.get(entry=story.entry(1))
    assert presence.from_at == story.hour("10:05")
    assert presence.recorded_at == story.hour("10:09")


def test_a_tap_without_scripts_comes_back_to_its_row(office, story):
    entry = story.entry(2)
    response = office.post(url("roll_mark", story, entry.pk), {"state": "titular"})
    assert response.status_code == 302
    assert response["Location"] == f"{url('roll', story)}#row-{entry.pk}"
    assert here(story) == 1


def test_a_suspended_institution_is_shown_so_and_does_not_count(office, committee, story):
    suspend(committee.seats[2], stories.lima("2026-10-01").date(), reason="Inasistencias")
    answer = mark(office, story, 2, "titular").json()
    assert "Suspendida: no cuenta" in answer["fragments"][f"row-{story.entry(2).pk}"]
    assert "<strong>0</strong> presentes" in answer["fragments"]["quorum"]


def test_somebody_here_by_video_stays_so_when_tapped_again_and_may_be_changed(office, story):
    story.arrive(2, mode=Mode.REMOTE)
    presence = Presence.objects.get(entry=story.entry(2))
    mark(office, story, 2, "titular")
    presence.refresh_from_db()
    assert presence.mode == Mode.REMOTE
    revision = Meeting.objects.get().revision
    mark(office, story, 2, "titular", mode="in_person")
    presence.refresh_from_db()
    assert presence.mode == Mode.IN_PERSON
    assert Meeting.objects.get().revision > revision
    assert "asiste en modo presencial" in text_of(office.get(url("history", story)))


def test_a_mark_that_means_nothing_is_refused_in_words(office, story):
    answer = office.post(url("roll_mark", story, story.entry(1).pk), {"state": "quizás"}, **JSON)
    assert answer.status_code == 422
    assert here(story) == 0


def test_the_row_of_another_session_is_not_found(office, story):
    assert office.post(url("roll_mark", story, 999999), {"state": "titular"}, **JSON).status_code == 404


def test_a_script_whose_login_expired_is_told_so_and_nothing_is_marked(client_for, story):
    assert mark(client_for(None), story, 1, "titular").status_code == 401
    assert here(story) == 0


def test_reading_any_page_of_the_roll_writes_nothing(office, story, django_assert_num_queries):
    revision = Meeting.objects.get().revision
    for name in ("roll", "roll_state", "chair", "close_not_installed"):
        office.get(url(name, story))
    assert Meeting.objects.get().revision == revision
    for name in ("guest_add", "call_roll", "roll_movement"):
        assert office.get(url(name, story)).status_code == 405


# --- Movements -----------------------------------------------------------------------------------------------------
def test_an_arrival_typed_late_keeps_both_times(office, story, clock):
    clock("10:20")
    office.post(
        url("roll_movement", story),
        {"entry": story.entry(1).pk, "role": "titular", "move": "arrive", "hora": "10:05", "mode": "remote"},
    )
    presence = Presence.objects.get(entry=story.entry(1))
    assert (presence.from_at, presence.recorded_at) == (story.hour("10:05"), story.hour("10:20"))
    assert presence.mode == Mode.REMOTE


def test_an_hour_that_has_not_come_is_refused_in_words(office, story, clock):
    clock("10:20")
    data = {"entry": story.entry(1).pk, "role": "titular", "move": "arrive", "hora": "11:30"}
    answer = office.post(url("roll_movement", story), data, **JSON)
    assert answer.status_code == 422
    assert "Las 11:30 todavía no llegan: son las 10:20" in answer.json()["error"]
    assert here(story) == 0


def test_somebody_who_is_not_in_the_room_cannot_leave_it(office, story):
    data = {"entry": story.entry(1).pk, "role": "titular", "move": "leave"}
    assert office.post(url("roll_movement", story), data, **JSON).status_code == 422
    page = text_of(office.post(url("roll_movement", story), data, follow=True))
    assert "alert-danger" in page


def test_of_mincetur_two_people_may_be_in_the_room(office, story):
    mincetur = story.meeting.roll.get(capacity=Capacity.MINCETUR)
    for role in SeatRole.values:
        data = {"entry": mincetur.pk, "role": role, "move": "arrive", "name": f"Persona {role}"}
        assert office.post(url("roll_movement", story), data, **JSON).status_code == 200
    assert Presence.objects.filter(entry=mincetur, until_at=None).count() == 2


def test_a_wrong_mark_is_annulled_with_its_reason_and_stays_visible(office, story):
    story.arrive(1)
    presence = Presence.objects.get(entry=story.entry(1))
    page = url("presence_void", story, presence.pk)
    assert "No se borra" in text_of(office.get(page))
    without = office.post(page, {"reason": ""})
    assert without.status_code == 422
    assert "Escriba el motivo" in text_of(without)
    office.post(page, {"reason": "Era otra persona"})
    presence.refresh_from_db()
    assert presence.voided_reason == "Era otra persona"
    assert "anulada: Era otra persona" in text_of(office.get(url("roll", story)))


def test_a_guest_is_added_with_voice_only(office, story):
    office.post(url("guest_add", story), {"name": "Rosa Mamani", "institution": "SENASA", "capacity": "guest"})
    guest = story.meeting.roll.get(titular_name="Rosa Mamani")
    assert not guest.may_vote
    assert not guest.in_base
    assert "SENASA" in text_of(office.get(url("roll", story)))


def test_a_guest_without_a_name_keeps_what_was_typed(office, story):
    page = office.post(url("guest_add", story), {"name": "", "institution": "SENASA", "capacity": "guest"})
    assert page.status_code == 422
    assert "Escriba el nombre del invitado" in text_of(page)
    assert 'value="SENASA"' in text_of(page)


# --- The call ------------------------------------------------------------------------------------------------------
def test_with_sixteen_present_the_session_is_installed_and_the_president_presides(office, story, clock):
    arrive_first(story, 16)
    clock("10:03")
    response = office.post(url("call_roll", story), {"call": "1"})
    assert response["Location"] == url("run", story)
    assert ChairSpell.objects.get().entry == story.entry(16)
    assert Meeting.objects.get().installed_at == story.hour("10:03")


def test_without_quorum_the_page_says_how_many_are_missing_and_offers_what_follows(office, story, clock):
    arrive_first(story, 15)
    clock("10:03")
    page = text_of(office.post(url("call_roll", story), {"call": "1"}, follow=True))
    assert "La sesión no se instala" in page
    assert "15 de 16 requeridos; faltan 1" in page
    assert "Repetir la llamada" in page
    assert url("close_not_installed", story) in page
    assert "Segunda llamada" not in page
    assert RollCall.objects.get().installed is False


def test_a_second_call_is_offered_where_the_regulation_knows_one(office, committee, story, clock):
    committee.regulation.parameters = {"second_call": "lpag"}
    committee.regulation.save()
    arrive_first(story, 12)
    clock("10:03")
    page = text_of(office.post(url("call_roll", story), {"call": "1"}, follow=True))
    assert "Segunda llamada (23/11/2026 10:00)" in page


def test_a_second_click_on_the_call_that_installed_leads_to_the_session(office, story, clock):
    arrive_first(story, 16)
    clock("10:03")
    office.post(url("call_roll", story), {"call": "1"})
    again = office.post(url("call_roll", story), {"call": "1"})
    assert again["Location"] == url("run", story)
    assert RollCall.objects.count() == 1


def test_without_the_president_a_chair_is_elected_among_those_present(office, story, clock):
    for number in [n for n in range(1, 24) if n != 16]:
        story.arrive(number)
    clock("10:03")
    assert "El presidente no está: preside" in text_of(office.get(url("roll", story)))
    office.post(url("call_roll", story), {"call": "1", "person": f"{story.entry(5).pk}:titular"})
    assert ChairSpell.objects.get().entry == story.entry(5)


def test_the_page_says_who_presides_when_the_president_is_here(office, committee, story):
    story.arrive(16)
    assert f"Preside <strong>{committee.president.full_name}</strong>" in text_of(office.get(url("roll", story)))


def test_closing_without_installing_names_its_consequence_and_issues_the_constancia(office, story, clock):
    arrive_first(story, 3)
    clock("10:03")
    office.post(url("call_roll", story), {"call": "1"})
    assert "constancia de no instalación" in text_of(office.get(url("close_not_installed", story)))
    clock("10:40")
    office.post(url("close_not_installed", story))
    meeting = Meeting.objects.get()
    assert meeting.state == "not_installed"
    assert meeting.documents.filter(document__kind=DocumentKind.NOT_INSTALLED).count() == 1


def test_nobody_closes_a_session_whose_roll_was_never_called(office, story):
    page = office.post(url("close_not_installed", story))
    assert page.status_code == 422
    assert "alert-danger" in text_of(page)
    assert Meeting.objects.get().state == "convoked"


def test_a_defect_of_notice_is_cured_only_when_all_are_here_and_agree(office, committee, story, clock):
    from sessions_app.models import Dispatch

    Dispatch.objects.filter(meeting=story.meeting).update(queued_at=stories.lima("2026-11-18"))
    meeting = story.meeting
    Meeting.objects.filter(pk=meeting.pk).update(convened_at=stories.lima("2026-11-18"))
    noted = meeting.roll.first().receipts.all()
    noted.update(voided_at=stories.lima("2026-11-18"), voided_by=committee.secretary, voided_reason="Error")
    for number in range(1, 24):
        story.arrive(number)
    clock("10:03")
    page = text_of(office.get(url("roll", story)))
    assert "Defecto de la convocatoria" in page
    assert "LPAG 109.3" in page
    refused = text_of(office.post(url("call_roll", story), {"call": "1"}, follow=True))
    assert "La sesión no se instala" in refused
    office.post(url("call_roll", story), {"call": "1", "waiver_agreed": "on"})
    assert Meeting.objects.get().state == "in_session"


def test_after_the_closing_a_correction_asks_for_its_reason(office, closed_story, clock):
    story = closed_story
    clock("20:00")
    page = text_of(office.get(url("roll", story)))
    assert "Motivo de la corrección" in page
    stay = Presence.objects.filter(entry=story.entry(2), voided_at=None).get()
    data = {"entry": story.entry(2).pk, "role": "titular", "move": "leave", "hora": "10:40"}
    assert office.post(url("roll_movement", story), data, **JSON).status_code == 422
    office.post(url("roll_movement", story), data | {"reason": "Se retiró antes"}, **JSON)
    stay.refresh_from_db()
    assert stay.until_at == story.hour("10:40")


def test_a_departure_after_installation_is_a_departure_and_not_an_annulment(office, committee, in_session_story, clock):
    story = in_session_story
    clock("10:50")
    browser = office
    mark(browser, story, 2, "absent")
    stay = Presence.objects.get(entry=story.entry(2))
    assert stay.until_at == story.hour("10:50")
    assert stay.voided_at is None
    assert (
        roll.set_attendance(Act(committee.secretary, story.hour("10:51")), entry_id=story.entry(2).pk, state="absent")
        == []
    )
