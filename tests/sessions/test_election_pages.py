"""The election of the president on the screen: at the desk, on the phones, in the history and the acta (Art. 8; CCR 25)."""

import re

import pytest
from django.urls import reverse

from members.enums import Office
from members.models import Accreditation, Term
from members.selectors import officer_on
from sessions_app.enums import MotionState
from sessions_app.models import Acuerdo, Motion
from sessions_app.selectors import history, papers
from sessions_app.selectors.ballots import votes_of
from tests.conftest import ORDINARY_SEAT, OTHER_PRIVATE_SEAT
from tests.sessions import story as stories
from tests.sessions import test_elections as acts

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def story(electing_story, clock):
    """18 of 23 in the room since 10:12 and nobody in the presidency."""
    clock("10:30")
    return electing_story


@pytest.fixture
def office(committee, client_for, story):
    return client_for(committee.secretary)


def url(name: str, story, *args) -> str:
    return reverse(f"sessions:{name}", args=[story.meeting.pk, *args])


def text_of(response) -> str:
    """What is read: without tags and runs of spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def stand(story, *seats) -> list[str]:
    return [str(key) for key in acts.standing(story.committee, *seats)]


def open_it(office, story, *seats, form="simple", ref="E1", **more):
    data = {"candidates": stand(story, *seats), "form": form, "ref": ref} | more
    return office.post(url("election_new", story) + f"?punto={story.items['fair'].pk}", data, follow=True)


def counts(motion, *votes) -> dict[str, int]:
    return {f"votes_{option.pk}": vote for option, vote in zip(motion.options.all(), votes, strict=True)}


def test_the_desk_offers_the_election_while_the_presidency_waits_for_one(office, story):
    assert "Elegir presidente" in text_of(office.get(url("run", story)))
    acts.propose(story, 16, 17)
    assert "Elegir presidente" not in text_of(office.get(url("run", story)))


def test_while_a_term_runs_the_desk_offers_no_election_and_its_page_says_why(
    committee, in_session_story, client_for, clock
):
    story = in_session_story
    clock("10:30")
    office = client_for(committee.secretary)
    assert "Elegir presidente" not in text_of(office.get(url("run", story)))
    page = text_of(office.get(url("election_new", story)))
    assert "Hoy no se puede elegir presidente" in page
    assert "El mandato en curso termina el 03/03/2027" in page
    assert "Abrir la elección" not in page


def test_who_may_stand_can_be_marked_and_the_others_are_there_with_their_reason(office, story):
    response = office.get(url("election_new", story))
    page = text_of(response)
    for key in stand(story, 16, (17, "alternate")):
        assert f'value="{key}"' in response.content.decode()
    for key in stand(story, 5, 23):
        assert f'value="{key}"' not in response.content.decode()
    assert "Titular 05 Quispe · Institución 5 (titular): Art. 8: la presidencia corresponde al sector privado" in page
    assert "sería su período consecutivo 2 de 2" in page  # of who presided until the resignation


def test_a_mistake_loses_nothing_and_a_second_click_opens_nothing_twice(office, story):
    empty = office.post(url("election_new", story), {"form": "nominal", "ref": "E1"})
    assert empty.status_code == 422
    assert "Elija al menos a una persona candidata" in text_of(empty)
    assert re.search(r'value="nominal"[^>]*checked|checked[^>]*value="nominal"', empty.content.decode())
    forged = office.post(url("election_new", story), {"candidates": stand(story, 5), "form": "simple", "ref": "E1"})
    assert "no puede ser elegida" in text_of(forged)
    first, again = open_it(office, story, 16, 17), open_it(office, story, 16, 17)
    assert first.redirect_chain == again.redirect_chain
    assert Motion.objects.filter(purpose="election").count() == 1


def test_from_the_first_round_to_the_lots_and_the_new_president(office, story, client_for, clock):
    committee = story.committee
    open_it(office, story, 16, 17, 18)
    first = Motion.objects.get(purpose="election")
    hint = office.get(url("motion_count", story, first.pk), counts(first, 9, 8, 8, 0), **JSON).json()
    assert "solo hay 18 votantes" in hint["fragments"]["tally"]
    hint = office.get(url("motion_count", story, first.pk), counts(first, 7, 7, 4, 0), **JSON).json()
    assert "corresponde una segunda vuelta" in hint["fragments"]["tally"]
    phone = client_for(committee.titular(6))
    assert "Titular 18 Quispe (Institución 18)" in text_of(phone.get(url("room", story)))

    wrong = office.post(url("motion_close", story, first.pk), counts(first, 19, 7, 4, 0))
    assert wrong.status_code == 422
    assert "solo hay 18 votantes" in text_of(wrong)
    assert 'value="19"' in wrong.content.decode()
    page = text_of(office.post(url("motion_close", story, first.pk), counts(first, 7, 7, 4, 0), follow=True))
    assert "Empate: corresponde una segunda vuelta" in page
    assert "Empate: habrá segunda vuelta" in text_of(phone.get(url("room", story)))
    assert "Elección sin concluir" in text_of(office.get(url("close", story)))

    confirm = office.get(url("election_runoff", story, first.pk))
    assert "Entre Titular 16 Quispe (Institución 16) y Titular 17 Quispe (Institución 17)" in text_of(confirm)
    clock("10:40")
    office.post(url("election_runoff", story, first.pk), {"form": "simple", "ref": "E2"})
    office.post(url("election_runoff", story, first.pk), {"form": "simple", "ref": "E3"})  # a second click
    second = Motion.objects.get(round_number=2)
    while_open = text_of(office.get(url("close", story)))
    assert "Hay una votación abierta" in while_open
    assert "Elección sin concluir" not in while_open  # one thing is asked: to close it
    clock("10:45")
    page = text_of(office.post(url("motion_close", story, second.pk), counts(second, 9, 9, 0), follow=True))
    assert "Persiste el empate: se decide por sorteo" in page
    tied = text_of(phone.get(url("room", story)))
    assert "se decide por sorteo en la sala" in tied
    assert "Emitir mi voto dirimente" not in text_of(client_for(committee.titular(2)).get(url("room", story)))

    clock("10:50")
    chosen = second.options.all()[1]
    missing = office.post(url("election_lots", story, second.pk), {"option": chosen.pk, "note": ""})
    assert "cómo se hizo el sorteo" in text_of(missing)
    shown = {"option": chosen.pk, "note": "Dos papeletas en un ánfora, ante todos"}
    page = text_of(office.post(url("election_lots", story, second.pk), shown, follow=True))
    assert "gana la elección Titular 17 Quispe (Institución 17) por sorteo, con 9 votos de 18 votantes" in page
    assert "Dos papeletas en un ánfora, ante todos" in text_of(phone.get(url("room", story)))

    clock("11:00")
    closing = office.get(url("close", story))
    assert "Elegir a Titular 17 Quispe, representante de" in text_of(closing)
    revision = re.search(r'name="revision" value="(\d+)"', closing.content.decode())[1]
    page = text_of(office.post(url("close", story), {"revision": revision}, follow=True))
    assert "Titular 17 Quispe ejerce la presidencia desde hoy y hasta el 20/11/2028" in page
    assert officer_on(committee.body, Office.PRESIDENT, acts.TODAY).person == committee.person(OTHER_PRIVATE_SEAT)
    acuerdo = text_of(office.get(reverse("sessions:acuerdo", args=[Acuerdo.objects.get(meeting=story.meeting).pk])))
    assert "en segunda vuelta, por sorteo entre los candidatos empatados" in acuerdo
    assert "9 Titular 17 Quispe (Institución 17)" in acuerdo


def test_in_a_nominal_election_each_voice_is_saved_by_itself(office, story):
    open_it(office, story, 16, 17, form="nominal")
    motion = Motion.objects.get(purpose="election")
    rosa, juan, blank = motion.options.all()
    page = office.get(url("motion", story, motion.pk)).content.decode()
    assert f'data-option="{rosa.pk}"' in page
    assert 'data-press="2"' in page

    def vote(number, option):
        data = {"entry": story.entry(number).pk, "option": option if isinstance(option, str) else option.pk}
        return office.post(url("ballot", story, motion.pk), data, **JSON)

    answer = vote(1, rosa).json()
    assert 'aria-pressed="true"' in answer["fragments"][f"voter-{story.entry(1).pk}"]
    assert "gana la elección Titular 16" in answer["fragments"]["tally"].replace("Gana", "gana")
    assert vote(1, juan).status_code == 200
    assert vote(2, blank).status_code == 200
    assert vote(3, "for").status_code == 422
    assert vote(3, "999999").status_code == 422
    state = office.get(url("motion_state", story, motion.pk), **JSON).json()
    assert "Faltan votar</dt><dd>16" in state["fragments"]["progress"]
    office.post(url("motion_close", story, motion.pk), {})
    page = text_of(office.get(url("motion", story, motion.pk)))
    assert "Institución 1 · Titular 01 Quispe: Titular 17 Quispe (Institución 17)" in page
    assert "Institución 2 · Titular 02 Quispe: Abstención o voto en blanco" in page


def test_where_the_casting_vote_decides_the_chair_gives_it_from_the_phone(office, story, committee, client_for, clock):
    acts.with_casting_vote(story)
    tied = acts.count(story, acts.propose(story, 16, 17), 9, 9)
    clock("10:50")
    chair = client_for(committee.titular(2))
    assert "Emitir mi voto dirimente" in text_of(chair.get(url("room", story)))
    assert client_for(committee.titular(1)).get(url("election_casting", story, tied.pk)).status_code == 403
    assert chair.post(url("election_casting", story, tied.pk), {}).status_code == 422
    chosen = tied.options.first()
    chair.post(url("election_casting", story, tied.pk), {"option": chosen.pk})
    tied.refresh_from_db()
    assert (tied.state, tied.elected, tied.casting_by) == (MotionState.APPROVED, chosen, committee.titular(2))
    assert "Voto dirimente de Titular 02 Quispe" in text_of(office.get(url("run", story), {"punto": tied.item_id}))


def test_an_annulled_election_is_held_again_with_the_same_candidates(office, story, clock):
    motion = acts.count(story, acts.propose(story, 16, 17), 12, 4)
    clock("10:50")
    office.post(url("motion_annul", story, motion.pk), {"reason": "Votó una invitada"})
    page = text_of(office.get(url("motion", story, motion.pk)))
    assert "Elegir de nuevo" in page
    again = office.get(url("election_new", story) + f"?otra={motion.pk}").content.decode()
    for key in stand(story, 16, 17):
        assert re.search(rf'value="{key}"[^>]*checked', again)
    clock("10:55")
    open_it(office, story, 16, 17, ref=motion.ref)
    assert Motion.objects.filter(ref=motion.ref).count() == 2


def test_the_election_in_the_acta_and_in_the_history_has_its_candidates_counts_and_lots(story):
    tied = acts.count(
        story, acts.second(story, acts.count(story, acts.propose(story, 16, 17), 9, 9)), 8, 8, 1, at="10:50"
    )
    acts.draw(story, tied, 0)
    acts.close(story)
    shown = papers.acta_payload(stories.acta_of(story))
    first, second = next(item for item in shown["items"] if item["motions"])["motions"]
    assert (first["result"], second["result"]) == ("Empate: va a segunda vuelta", "Presidencia elegida")
    assert [row["votes"] for row in second["election"]["candidates"]] == [8, 8]
    assert [row["elected"] for row in second["election"]["candidates"]] == [True, False]
    assert second["election"]["lots"] == {"at": "11:00", "note": "Dos papeletas en una bolsa, ante los presentes"}
    certificate = papers.acuerdo_certificate_payload(Acuerdo.objects.get(meeting=story.meeting))
    assert certificate["vote"]["election"]["elected"] == "Titular 16 Quispe (Institución 16)"
    lines = history.history_of(story.meeting)
    sentences = [line.sentence for line in lines[: len(lines)]]
    assert (
        "abrió la elección de la presidencia, primera vuelta, entre Titular 16 Quispe (Institución 16), Titular 17 Quispe "
        "(Institución 17) (simple (a mano alzada); 18 con derecho a voto)"
    ) in sentences
    assert "registró que Titular 16 Quispe ejerce la presidencia desde el 20/11/2026, hasta el 20/11/2028" in sentences
    assert not [sentence for sentence in sentences if "{" in sentence or "registró «" in sentence]


def test_what_waits_for_the_office_says_that_an_election_is_due(
    committee, client_for, clock, django_assert_max_num_queries
):
    home, office = reverse("home"), client_for(committee.secretary)
    clock("10:00")
    assert "mandato de la presidencia" not in text_of(office.get(home))
    Term.objects.filter(office=Office.PRESIDENT).update(ends_before="2027-01-20")
    assert "El mandato de la presidencia vence en 60 días" in text_of(office.get(home))
    assert "su borrador ya la trae en la agenda" in text_of(client_for(committee.president).get(home))
    assert "mandato de la presidencia" not in text_of(client_for(committee.titular(ORDINARY_SEAT)).get(home))
    Term.objects.filter(office=Office.PRESIDENT).update(ends_before="2026-11-01")
    assert "El mandato de la presidencia venció" in text_of(office.get(home))
    Term.objects.filter(office=Office.PRESIDENT).update(ended_on="2026-11-02", ended_reason="Renuncia")
    assert "La presidencia está vacante" in text_of(office.get(home))


def test_the_page_asks_the_same_of_the_database_for_any_number_of_candidates(
    office, story, django_assert_max_num_queries
):
    Accreditation.objects.filter(seat__body=story.committee.body, seat__number__gt=19).update(ends_before="2026-11-01")
    address = url("election_new", story)
    with django_assert_max_num_queries(36) as few:
        office.get(address)
    Accreditation.objects.filter(seat__body=story.committee.body).update(ends_before=None)
    with django_assert_max_num_queries(len(few.captured_queries)):
        office.get(address)
    motion = acts.propose(story, 16, 17, 18, form="nominal")
    with django_assert_max_num_queries(40):
        office.get(url("motion", story, motion.pk))
    assert votes_of(motion)
