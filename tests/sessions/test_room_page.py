"""The page of those in the room: what it shows, to whom, and what fifty phones asking every four seconds cost."""

import pytest
from django.urls import reverse

from members.enums import SeatRole
from sessions_app.enums import MotionForm
from sessions_app.models import Meeting
from sessions_app.services import voting


def url(name: str, story, *args) -> str:
    return reverse(f"sessions:{name}", args=[story.meeting.pk, *args])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def story(in_session_story, clock):
    made = in_session_story
    clock("10:30")
    return made


@pytest.fixture
def tied(story):
    motion = story.ask("M1", "Aprobar el convenio", "report", "10:20")
    return story.count(motion, 9, 9, 0, "10:22")


def test_a_member_in_the_room_sees_quorum_agenda_and_what_is_being_voted(committee, client_for, story):
    story.ask("M1", "Aprobar el convenio con PROMPERÚ", "report", "10:20", form=MotionForm.NOMINAL)
    page = text_of(client_for(committee.titular(6)).get(url("room", story)))
    assert "Hay quórum" in page
    assert "Se está votando" in page
    assert "Aprobar el convenio con PROMPERÚ" in page
    assert "18 votantes presentes" in page
    assert "Informes" in page


def test_a_result_appears_with_its_arithmetic(committee, client_for, story):
    story.count(story.ask("M1", "Aprobar el convenio", "report", "10:20"), 12, 4, 2, "10:22")
    page = text_of(client_for(committee.titular(6)).get(url("room_state", story)))
    assert "Último resultado, 10:22" in page
    assert "Art. 13: aprobada: 12 a favor de 18 votantes" in page


def test_an_open_secret_vote_shows_no_counts(committee, client_for, story):
    story.ask("M1", "Elegir al coordinador", "report", "10:20", form=MotionForm.SECRET)
    page = text_of(client_for(committee.titular(6)).get(url("room", story)))
    assert "Elegir al coordinador" in page
    assert "a favor" not in page


def test_only_the_chair_sees_the_button_of_the_casting_vote(committee, client_for, story, tied):
    button = url("casting", story, tied.pk)
    assert button in text_of(client_for(committee.president).get(url("room", story)))
    assert button in text_of(client_for(committee.president).get(url("room_state", story)))
    for person in (committee.titular(6), committee.viewer):
        assert button not in text_of(client_for(person).get(url("room", story)))
        assert button not in text_of(client_for(person).get(url("room_state", story)))


def test_strangers_and_the_anonymous_see_no_room(committee, client_for, story):
    assert client_for(committee.stranger).get(url("room", story)).status_code == 404
    assert client_for(committee.stranger).get(url("room_state", story)).status_code == 404
    assert client_for(None).get(url("room_state", story)).status_code == 401


def test_somebody_else_s_tag_opens_nothing(committee, client_for, story):
    tag = client_for(committee.titular(6)).get(url("room_state", story))["ETag"]
    for person, expected in ((committee.stranger, 404), (None, 401)):
        assert client_for(person).get(url("room_state", story), HTTP_IF_NONE_MATCH=tag).status_code == expected
    forged = tag.replace(f'"{committee.titular(6).pk}-', f'"{committee.stranger.pk}-')
    assert client_for(committee.stranger).get(url("room_state", story), HTTP_IF_NONE_MATCH=forged).status_code == 404


def test_a_person_whose_account_was_closed_is_told_nothing_more(committee, client_for, story):
    member = committee.titular(6)
    phone = client_for(member)
    tag = phone.get(url("room_state", story))["ETag"]
    member.is_active = False
    member.save()
    assert phone.get(url("room_state", story), HTTP_IF_NONE_MATCH=tag).status_code == 401


def test_a_changed_password_ends_the_following_as_well(committee, client_for, story):
    member = committee.titular(6)
    phone = client_for(member)
    tag = phone.get(url("room_state", story))["ETag"]
    member.set_password("otra clave muy larga")
    member.save()
    assert phone.get(url("room_state", story), HTTP_IF_NONE_MATCH=tag).status_code == 401


def test_before_the_installation_the_room_waits_and_after_the_end_it_says_so(
    committee, convened_story, client_for, clock
):
    story = convened_story
    phone = client_for(committee.titular(6))
    assert "está llamando lista" in text_of(phone.get(url("room", story)))


def test_the_room_of_a_closed_session_says_when_it_ended(committee, closed_story, client_for, clock):
    story = closed_story
    assert "Sesión cerrada a las" in text_of(client_for(committee.titular(6)).get(url("room", story)))


def test_an_alternate_follows_the_room_too(committee, client_for, story):
    assert client_for(committee.people[6, SeatRole.ALTERNATE].user).get(url("room", story)).status_code == 200


# --- What it costs ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
class TestFiftyPhones:
    """Outside a transaction, as in the running program: there the picture of a revision is shared."""

    def test_an_answer_that_nothing_moved_costs_two_queries_and_no_body(
        self, committee, client_for, story, settings, django_assert_num_queries
    ):
        settings.STAFF_SECOND_FACTOR = True
        phone = client_for(committee.titular(6))
        tag = phone.get(url("room_state", story))["ETag"]
        with django_assert_num_queries(2):
            answer = phone.get(url("room_state", story), HTTP_IF_NONE_MATCH=tag)
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer["ETag"] == tag

    def test_news_that_another_phone_has_fetched_cost_two_queries(
        self, committee, client_for, story, django_assert_num_queries
    ):
        first, second = client_for(committee.titular(6)), client_for(committee.titular(7))
        tag = second.get(url("room_state", story))["ETag"]
        story.ask("M1", "Aprobar el convenio", "report", "10:20")
        first.get(url("room_state", story))
        with django_assert_num_queries(2):
            news = second.get(url("room_state", story), HTTP_IF_NONE_MATCH=tag)
        assert "Aprobar el convenio" in text_of(news)
        assert second.get(url("room_state", story), HTTP_IF_NONE_MATCH=news["ETag"]).status_code == 304

    def test_every_act_in_the_room_reaches_the_phones(self, committee, client_for, story, clock):
        phone = client_for(committee.titular(6))
        tag = phone.get(url("room_state", story))["ETag"]
        for act, shown in (
            (lambda: story.leave(1, "10:25"), "<strong>17</strong> presentes"),
            (lambda: story.ask("M1", "Aprobar", "report", "10:26"), "Se está votando"),
            (lambda: story.count(story.meeting.motions.get(), 10, 2, 0, "10:28"), "Último resultado"),
        ):
            act()
            news = phone.get(url("room_state", story), HTTP_IF_NONE_MATCH=tag)
            assert shown in text_of(news)
            tag = news["ETag"]

    def test_a_vote_that_was_rolled_back_is_shown_to_nobody(self, committee, client_for, story):
        from django.db import transaction

        phone = client_for(committee.titular(6))
        with transaction.atomic():
            story.ask("M1", "Nunca ocurrió", "report", "10:20")
            assert "Nunca ocurrió" in text_of(phone.get(url("room_state", story)))
            transaction.set_rollback(True)
        story.ask("M1", "Esto sí", "report", "10:20")
        page = text_of(phone.get(url("room_state", story)))
        assert "Esto sí" in page
        assert "Nunca ocurrió" not in page

    def test_reading_the_room_writes_nothing(self, committee, client_for, story):
        revision = Meeting.objects.get().revision
        client_for(committee.titular(6)).get(url("room", story))
        assert Meeting.objects.get().revision == revision
        assert not voting.Motion.objects.exists()
