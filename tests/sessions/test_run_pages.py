"""Conducting a session on the screen: notes, votes of each form, ties, points added, and the end."""

from typing import Any

import pytest
from django.urls import reverse

from sessions_app.enums import MotionForm, MotionState, Sense
from sessions_app.models import Acuerdo, AgendaItem, Ballot, ChairSpell, Meeting, Motion
from sessions_app.player import option_of
from tests.conftest import ORDINARY_SEAT

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def story(in_session_story, clock):
    """18 of 23 in the room since 10:12, the president in the chair."""
    made = in_session_story
    clock("10:30")
    return made


@pytest.fixture
def office(committee, client_for, story):
    return client_for(committee.secretary)


def url(name: str, story, *args) -> str:
    return reverse(f"sessions:{name}", args=[story.meeting.pk, *args])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def ask(office, story, text="Aprobar el plan", form="simple", **more) -> Motion:
    """Open a vote through the page; the motion that came of it."""
    data = {"text": text, "form": form, "makes_acuerdo": "on", "ref": f"T{Motion.objects.count()}"} | more
    office.post(url("motion_new", story) + f"?punto={story.items['report'].pk}", data)
    return Motion.objects.get(ref=data["ref"], state=MotionState.OPEN)


def counts(motion, votes_for, against, abstain=0) -> dict[str, Any]:
    """The fields of these counts."""
    votes = {"for": votes_for, "against": against, "abstain": abstain}
    return {f"votes_{option_of(motion, sense)}": number for sense, number in votes.items()}


def count(office, story, motion, votes_for, against, abstain=0, **more):
    data = counts(motion, votes_for, against, abstain) | more
    return office.post(url("motion_close", story, motion.pk), data, follow=True)


def lose_quorum(story) -> None:
    for number in (1, 2, 3):
        story.leave(number, "10:25")


# --- The page ------------------------------------------------------------------------------------------------------
def test_the_agenda_stands_by_its_stations_beside_the_point_in_hand(office, story):
    page = text_of(office.get(url("run", story), {"punto": story.items["report"].pk}))
    assert "Informes" in page
    assert "Orden del día" in page
    assert f'?punto={story.items["report"].pk}" aria-current="true"' in page
    assert "Hay quórum" in page


def test_before_the_installation_the_desk_leads_to_the_roll(committee, convened_story, client_for, clock):
    story = convened_story
    assert client_for(committee.secretary).get(url("run", story))["Location"] == url("roll", story)


def test_only_the_office_conducts(committee, client_for, story):
    for person in (committee.titular(ORDINARY_SEAT), committee.president, committee.viewer, committee.admin):
        assert client_for(person).get(url("run", story)).status_code == 403
        assert client_for(person).post(url("motion_new", story), {}).status_code == 403


def test_the_page_asks_the_same_of_the_database_for_any_number_of_votes(office, story, django_assert_max_num_queries):
    for number in range(3):
        motion = ask(office, story, text=f"Moción {number}")
        count(office, story, motion, 12, 3)
    with django_assert_max_num_queries(34):
        office.get(url("run", story), {"punto": story.items["report"].pk})


# --- Notes ---------------------------------------------------------------------------------------------------------
def save(browser, story, html, version=0):
    item = story.items["report"]
    return browser.post(url("notes_save", story, item.pk), {"html": html, "version": version}, **JSON)


def test_notes_are_saved_as_one_types_and_cleaned(office, story):
    answer = save(office, story, "<div>Se debatió<script>alert(1)</script></div>").json()
    assert answer["version"] == 1
    assert AgendaItem.objects.get(pk=story.items["report"].pk).notes == "<div>Se debatió</div>"


def test_two_people_writing_the_same_notes_lose_neither_text(office, committee, client_for, story):
    save(office, story, "<div>Texto de la secretaria</div>")
    conflict = save(client_for(committee.deputy), story, "<div>Texto de la adjunta</div>")
    assert conflict.status_code == 422
    shown = conflict.json()
    assert shown["code"] == "stale_notes"
    assert shown["current_html"] == "<div>Texto de la secretaria</div>"
    assert shown["by"] == committee.secretary.full_name
    merged = save(client_for(committee.deputy), story, "<div>Los dos textos</div>", shown["current_version"])
    assert merged.status_code == 200


def test_notes_of_somebody_whose_login_expired_are_not_taken(client_for, story):
    assert save(client_for(None), story, "<div>x</div>").status_code == 401
    assert AgendaItem.objects.get(pk=story.items["report"].pk).notes == ""


# --- Votes ---------------------------------------------------------------------------------------------------------
def test_a_simple_vote_shows_its_result_with_the_arithmetic_and_the_article(office, story):
    motion = ask(office, story)
    page = text_of(count(office, story, motion, 10, 8))
    assert "Art. 13: aprobada: 10 a favor de 18 votantes (se necesitan 10)" in page
    motion.refresh_from_db()
    assert motion.state == MotionState.APPROVED
    assert motion.item == story.items["report"]


def test_the_arithmetic_follows_the_counts_while_they_are_typed(office, story):
    motion = ask(office, story)
    hint = office.get(url("motion_count", story, motion.pk), counts(motion, 9, ""), **JSON)
    words = hint.json()["fragments"]["tally"]
    assert "<strong>10</strong> a favor, de <strong>18</strong> votantes" in words
    assert "9 a favor de 18 votantes" in words
    assert Motion.objects.get().state == MotionState.OPEN


def test_more_votes_than_voters_are_refused_and_stay_typed(office, story):
    motion = ask(office, story)
    page = text_of(count(office, story, motion, 15, 9, abstention_note="Sin información"))
    assert "24 votos (15 a favor, 9 en contra, 0 abstenciones) y solo hay 18 votantes" in page
    assert f'name="votes_{option_of(motion, "for")}" value="15"' in page
    assert "Sin información" in page
    motion.refresh_from_db()
    assert motion.state == MotionState.OPEN


def test_a_missing_count_is_asked_for_and_is_not_zero(office, story):
    motion = ask(office, story)
    page = count(office, story, motion, "", 3)
    assert "0 si no hubo ninguno" in text_of(page)
    motion.refresh_from_db()
    assert motion.state == MotionState.OPEN


def test_abstentions_without_a_reason_are_warned_of_and_never_refused(office, story):
    motion = ask(office, story)
    page = text_of(count(office, story, motion, 12, 2, 4))
    assert "Falta el motivo de las abstenciones" in page
    motion.refresh_from_db()
    assert motion.state == MotionState.APPROVED


def test_the_same_form_sent_twice_opens_one_vote(office, story):
    data = {"text": "Aprobar", "form": "simple", "ref": "X1"}
    first = office.post(url("motion_new", story), data)
    second = office.post(url("motion_new", story), data)
    assert first["Location"] == second["Location"]
    assert Motion.objects.count() == 1


def test_while_a_vote_is_open_another_is_refused_and_what_was_typed_stays(office, story):
    ask(office, story)
    data = {"text": "Otra pregunta muy pensada", "form": "simple", "ref": "X2"}
    page = office.post(url("motion_new", story), data)
    assert page.status_code == 422
    assert "Otra pregunta muy pensada" in text_of(page)
    assert Motion.objects.count() == 1


def test_an_impeded_member_is_not_among_the_voters_and_stays_in_the_quorum(office, story):
    entry = story.entry(4)
    motion = ask(office, story, **{f"impeded_{entry.pk}": "Es socio del proveedor"})
    page = text_of(office.get(url("motion", story, motion.pk)))
    assert "de <strong>17</strong> votantes" in page
    assert "Es socio del proveedor" in page
    assert "<strong>18</strong> presentes" in page


def test_a_deadline_before_the_session_is_refused(office, story):
    data = {"text": "Aprobar", "form": "simple", "ref": "X3", "due_on": "2026-01-01"}
    assert "elija una fecha posterior" in text_of(office.post(url("motion_new", story), data))


def test_a_motion_keeps_who_answers_for_it_and_until_when(office, story):
    motion = ask(office, story, responsible=story.entry(7).pk, due_on="2027-03-31")
    assert motion.responsible == story.committee.seats[7]
    assert f"Responsable: {story.entry(7).name}" in text_of(office.get(url("motion", story, motion.pk)))


# --- Quorum lost ---------------------------------------------------------------------------------------------------
def test_when_the_quorum_is_lost_the_page_says_so_and_no_vote_is_opened(office, story):
    lose_quorum(story)
    page = text_of(office.get(url("run", story)))
    assert "Se perdió el quórum" in page
    assert "falta <strong>1</strong>" in page
    assert "Se perdió el quórum: no se puede votar hasta recuperarlo" in page
    refused = office.post(url("motion_new", story), {"text": "Aprobar", "form": "simple", "ref": "Q"})
    assert refused.status_code == 422
    assert "15 de 16 requeridos; faltan 1" in text_of(refused)
    assert not Motion.objects.exists()


def test_a_vote_is_not_closed_without_quorum(office, story):
    motion = ask(office, story)
    lose_quorum(story)
    assert "15 de 16 requeridos; faltan 1" in text_of(count(office, story, motion, 12, 2))
    motion.refresh_from_db()
    assert motion.state == MotionState.OPEN


def test_a_departure_typed_late_flags_the_vote_before_everybody_s_eyes(office, story, clock):
    motion = ask(office, story)
    count(office, story, motion, 12, 3)
    clock("10:50")
    for number in (1, 2, 3):
        data = {"entry": story.entry(number).pk, "role": "titular", "move": "leave", "hora": "10:20", "from": "run"}
        assert office.post(url("roll_movement", story), data)["Location"] == url("run", story)
    page = text_of(office.get(url("motion", story, motion.pk)))
    assert "Corrección posterior a la votación" in page
    assert "sin quórum" in page
    assert "Aprobada: 12 a favor de 18" in page


# --- Nominal -------------------------------------------------------------------------------------------------------
def vote(office, story, motion, number, sense, **more):
    data = {"entry": story.entry(number).pk, "option": option_of(motion, sense)} | more
    return office.post(url("ballot", story, motion.pk), data, **JSON)


def test_a_nominal_vote_is_taken_one_by_one_in_roll_order(office, story):
    motion = ask(office, story, form="nominal")
    page = text_of(office.get(url("motion", story, motion.pk)))
    order = [page.index(f'id="voter-{voter.entry_id}"') for voter in motion.voters.order_by("entry__position")]
    assert len(order) == 18
    assert order == sorted(order)
    assert (
        "<kbd>F</kbd> a favor, <kbd>C</kbd> en contra, <kbd>A</kbd> abstención: marca y pasa a la siguiente fila"
        in page
    )
    answer = vote(office, story, motion, 1, "for").json()
    assert 'data-key="for" aria-pressed="true"' in answer["fragments"][f"voter-{story.entry(1).pk}"]
    assert "<dt>Faltan votar</dt><dd>17</dd>" in answer["fragments"]["progress"]


def test_a_ballot_is_corrected_while_the_vote_is_open_and_a_double_key_changes_nothing(office, story):
    motion = ask(office, story, form="nominal")
    vote(office, story, motion, 1, "for")
    revision = Meeting.objects.get().revision
    vote(office, story, motion, 1, "for")
    assert Meeting.objects.get().revision == revision
    vote(office, story, motion, 1, "abstain", reason="Falta el informe legal")
    ballot = Ballot.objects.get()
    assert (ballot.option.sense, ballot.reason) == (Sense.ABSTAIN, "Falta el informe legal")


def test_who_is_not_in_the_room_does_not_vote(office, story):
    motion = ask(office, story, form="nominal")
    answer = vote(office, story, motion, 5, "for")
    assert answer.status_code == 422
    assert "no está en la sala" in answer.json()["error"]
    assert not Ballot.objects.exists()


def test_a_nominal_vote_counts_its_own_ballots(office, story):
    motion = ask(office, story, form="nominal")
    for number in (1, 2, 3, 4, 6, 7, 8, 9, 11, 14):
        vote(office, story, motion, number, "for")
    vote(office, story, motion, 15, "abstain")
    page = text_of(office.post(url("motion_close", story, motion.pk), follow=True))
    assert "aprobada: 10 a favor de 18 votantes" in page
    assert "no se pronunció" in page
    assert "sin motivo expresado" in page


# --- Secret --------------------------------------------------------------------------------------------------------
def test_a_secret_vote_keeps_who_took_part_and_the_counts_and_nothing_that_joins_them(office, story):
    motion = ask(office, story, form="secret")
    taking_part = [voter.entry_id for voter in motion.voters.all()][:12]
    page = text_of(count(office, story, motion, 10, 2, took_part=taking_part))
    assert "aprobada: 10 a favor" in page
    assert "Participaron en la votación (12)" in page
    assert set(motion.voters.filter(took_part=True).values_list("entry_id", flat=True)) == set(taking_part)
    assert not Ballot.objects.exists()


def test_as_many_papers_as_participants_or_the_secret_vote_is_not_closed(office, story):
    motion = ask(office, story, form="secret")
    taking_part = [voter.entry_id for voter in motion.voters.all()][:12]
    page = text_of(count(office, story, motion, 11, 2, took_part=taking_part))
    assert "alert-danger" in page
    assert page.count("checked") == 12
    motion.refresh_from_db()
    assert motion.state == MotionState.OPEN


def test_the_text_of_a_vote_is_typed_on_purpose(office, story):
    page = office.get(url("motion_new", story) + f"?punto={story.items['plan'].pk}")
    assert page.context["form"]["text"].value() is None
    assert f"Punto {page.context['item'].number}: {story.items['plan'].title}" in text_of(page)


def test_an_article_is_named_once_beside_a_result(office, story):
    motion = ask(office, story)
    page = text_of(count(office, story, motion, 12, 3))
    result = page[page.index('<div class="result ') :].split("</a>")[0]
    assert result.count("Art. 13") == 1


# --- Tie -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def tie(office, story):
    motion = ask(office, story)
    count(office, story, motion, 9, 9)
    motion.refresh_from_db()
    return motion


def test_a_tie_waits_for_the_chair_s_casting_vote(office, story, tie):
    assert tie.state == MotionState.TIED
    page = text_of(office.get(url("motion", story, tie.pk)))
    assert "Empate: falta el voto dirimente de" in page
    assert url("casting", story, tie.pk) in page


def test_the_chair_casts_the_deciding_vote_from_the_phone(committee, client_for, story, tie):
    chair = client_for(committee.president)
    assert "Usted preside la sesión" in text_of(chair.get(url("casting", story, tie.pk)))
    response = chair.post(url("casting", story, tie.pk), {"option": option_of(tie, "for")})
    assert response["Location"] == url("room", story)
    tie.refresh_from_db()
    assert tie.state == MotionState.APPROVED
    assert tie.casting_name == committee.president.full_name


def test_only_who_typed_the_abstentions_is_asked_for_their_reason(office, committee, client_for, story):
    motion = ask(office, story)
    assert "Falta el motivo de las abstenciones" in text_of(count(office, story, motion, 8, 8, 2))
    cast = client_for(committee.president).post(
        url("casting", story, motion.pk), {"option": option_of(motion, "for")}, follow=True
    )
    assert "Voto dirimente" in text_of(cast) or "dirim" in text_of(cast)
    assert "Falta el motivo de las abstenciones" not in text_of(cast)


def test_the_office_notes_the_casting_vote_in_the_chair_s_name(office, committee, story, tie):
    assert f"en nombre de {committee.president.full_name}" in text_of(office.get(url("casting", story, tie.pk)))
    office.post(url("casting", story, tie.pk), {"option": option_of(tie, "against")})
    tie.refresh_from_db()
    assert tie.state == MotionState.REJECTED
    assert tie.casting_by == committee.secretary


def test_nobody_else_casts_it(committee, client_for, story, tie):
    for person in (committee.titular(2), committee.viewer):
        assert (
            client_for(person).post(url("casting", story, tie.pk), {"option": option_of(tie, "for")}).status_code == 403
        )
    tie.refresh_from_db()
    assert tie.state == MotionState.TIED


def test_an_impeded_chair_is_refused_in_words(office, story):
    motion = ask(office, story, **{f"impeded_{story.entry(16).pk}": "Es parte interesada"})
    count(office, story, motion, 8, 8)
    page = office.post(url("casting", story, motion.pk), {"option": option_of(motion, "for")})
    assert page.status_code == 422
    assert "alert" in text_of(page)
    motion.refresh_from_db()
    assert motion.state == MotionState.TIED


def test_a_casting_vote_without_a_tie_is_refused(office, story):
    motion = ask(office, story)
    count(office, story, motion, 12, 3)
    assert office.post(url("casting", story, motion.pk), {"option": option_of(motion, "for")}).status_code == 422


# --- Annulment -----------------------------------------------------------------------------------------------------
def test_an_annulled_vote_is_voted_again_and_both_stay_visible(office, story):
    motion = ask(office, story, text="Aprobar el convenio")
    count(office, story, motion, 12, 3)
    office.post(url("motion_annul", story, motion.pk), {"reason": "Se contó mal"})
    again = text_of(office.get(url("motion_new", story) + f"?otra={motion.pk}"))
    assert "Aprobar el convenio" in again
    assert f'value="{motion.ref}"' in again
    second = ask(office, story, text="Aprobar el convenio", ref=motion.ref)
    count(office, story, second, 11, 4)
    page = text_of(office.get(url("run", story), {"punto": story.items["report"].pk}))
    assert "Se contó mal" in page
    assert "<s>Aprobar el convenio</s>" in page
    assert "aprobada: 11 a favor" in page


def test_nothing_is_annulled_without_a_reason(office, story):
    motion = ask(office, story)
    assert office.post(url("motion_annul", story, motion.pk), {"reason": " "}).status_code == 422
    motion.refresh_from_db()
    assert motion.state == MotionState.OPEN


# --- Points added, the chair, the end ------------------------------------------------------------------------------
def test_a_point_added_by_majority_carries_its_warning(office, story):
    before = text_of(office.get(url("item_propose", story)))
    assert "Se necesitan <strong>10</strong> a favor, de 18 votantes" in before
    assert "están 18 de 23" in before
    data = {"title": "Paso de frontera", "votes_for": 15, "votes_against": 2, "votes_abstain": 1}
    page = text_of(office.post(url("item_propose", story), data, follow=True))
    assert "LPAG 109.4" in page
    added = AgendaItem.objects.get(title="Paso de frontera")
    assert added.added_ruling.facts["warning"] is True


def test_a_point_without_majority_is_not_added_and_its_vote_stays(office, story):
    data = {"title": "Paso de frontera", "votes_for": 5, "votes_against": 9, "votes_abstain": 0}
    page = text_of(office.post(url("item_propose", story), data, follow=True))
    assert "no se incluye en la agenda" in page
    assert "Puntos que no se incluyeron" in page
    assert not AgendaItem.objects.filter(title="Paso de frontera").exists()


def test_another_person_takes_the_chair(office, story, clock):
    clock("10:40")
    office.post(url("chair", story), {"person": f"{story.entry(3).pk}:titular"})
    assert ChairSpell.objects.get(until_at=None).entry == story.entry(3)


def test_without_a_chair_the_page_says_that_one_must_be_elected(office, story):
    story.leave(16, "10:25")
    page = text_of(office.get(url("run", story)))
    assert "Nadie preside la sesión" in page
    assert url("chair", story) in page


def test_closing_names_what_it_brings_and_numbers_the_acuerdos(office, story, clock):
    motion = ask(office, story, text="Aprobar el plan anual")
    count(office, story, motion, 12, 3)
    page = text_of(office.get(url("close", story)))
    assert "<strong>1</strong> acuerdo recibe su número" in page
    assert "Aprobar el plan anual" in page
    clock("12:00")
    office.post(url("close", story), {"revision": Meeting.objects.get().revision})
    assert Meeting.objects.get().state == "closed"
    assert Acuerdo.objects.get().number == 1


def test_an_undecided_tie_is_named_before_the_closing(office, story, tie):
    assert "quedará <strong>no aprobada</strong>" in text_of(office.get(url("close", story)))


def test_closing_what_somebody_else_moved_meanwhile_shows_it_first(office, story, clock):
    seen = Meeting.objects.get().revision
    count(office, story, ask(office, story, text="Aprobada después"), 12, 3)
    clock("12:00")
    page = office.post(url("close", story), {"revision": seen})
    assert page.status_code == 422
    assert "Aprobada después" in text_of(page)
    assert Meeting.objects.get().state == "in_session"


def test_a_second_click_on_close_changes_nothing(office, story, clock):
    clock("12:00")
    revision = Meeting.objects.get().revision
    office.post(url("close", story), {"revision": revision})
    again = office.post(url("close", story), {"revision": revision})
    assert again.status_code == 302
    assert Meeting.objects.get().state == "closed"


def test_reading_the_desk_writes_nothing(office, story):
    motion = ask(office, story, form=MotionForm.NOMINAL)
    revision = Meeting.objects.get().revision
    for name in ("run", "run_state", "close", "chair", "item_propose", "motion_new"):
        assert office.get(url(name, story)).status_code == 200
    for name in ("motion", "motion_state", "motion_count", "motion_annul", "casting"):
        assert office.get(url(name, story, motion.pk)).status_code == 200
    assert Meeting.objects.get().revision == revision
    for name in ("ballot", "motion_close"):
        assert office.get(url(name, story, motion.pk)).status_code == 405


def test_the_open_desk_is_told_of_a_change_and_of_nothing_else(office, story):
    first = office.get(url("run_state", story))
    assert office.get(url("run_state", story), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    lose_quorum(story)
    moved = office.get(url("run_state", story), HTTP_IF_NONE_MATCH=first["ETag"]).json()
    assert "Se perdió el quórum" in moved["fragments"]["quorum"]
