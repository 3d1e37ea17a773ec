"""A session's history in plain words: nothing is left out."""

from django.urls import reverse

from audit.acts import Act
from audit.models import Event
from norms.wording.events import sentence_of
from sessions_app.models import Acuerdo
from sessions_app.selectors import history
from sessions_app.services import acta as acta_services
from tests.conftest import ORDINARY_SEAT, lima

from . import story as stories


def test_a_whole_session_is_shown_without_a_gap_or_a_code(committee, closed_story):
    story = closed_story
    acta = stories.acta_of(story)
    acta_services.circulate(Act(committee.secretary, lima("2026-11-20 15:00")), acta_id=acta.pk)
    acta_services.approve(Act(committee.president, lima("2026-11-23 10:00")), acta_id=acta.pk, version_number=1)
    lines = history.history_of(story.meeting)
    events = list(Event.objects.filter(stream=story.meeting.stream))
    lines_shown = list(lines[: len(lines)])
    assert len(lines_shown) == len(events) > 50
    for line in lines_shown:
        assert "—" not in line.sentence, line.sentence
        assert "registró «" not in line.sentence or "." not in line.sentence.split("«")[1].split("»")[0]
        assert "{" not in line.sentence
    assert lines_shown[0].sentence == "aprobó la versión 1: Acta N° 001-2026-CERX-PUNO"
    assert (lines_shown[0].actor, lines_shown[0].role) == (committee.president.full_name, "Presidencia, Representante")
    assert {line.role for line in lines_shown if line.actor == committee.secretary.full_name} <= {
        "Secretaría Técnica",
        "",
    }


def test_a_certificate_is_one_line_and_other_papers_keep_theirs(committee, closed_story):
    story = closed_story
    before = [line.sentence for line in history.history_of(story.meeting)[:500]]
    first, second = Acuerdo.objects.order_by("number")
    for acuerdo in (first, second, first):
        acta_services.issue_certificate(Act(committee.secretary, lima("2026-11-23 10:00")), acuerdo_id=acuerdo.pk)
    lines = history.history_of(story.meeting)
    lines_shown = [line.sentence for line in lines[:500]]
    assert lines_shown[3:] == before
    assert len(lines) == len(lines_shown)
    assert all(sentence.startswith("emitió el Certificado") for sentence in lines_shown[:3])
    assert any(sentence.startswith("emitió: Convocatoria") for sentence in lines_shown)


def test_an_act_typed_later_says_both_times(closed_story):
    story = closed_story
    left = next(line for line in history.history_of(story.meeting)[:500] if "registró la salida" in line.sentence)
    assert (left.at, left.typed_at) == (story.hour("11:05"), story.hour("11:21"))


def test_a_ruling_is_shown_with_its_arithmetic_and_article(in_session_story):
    story = in_session_story
    called = next(line for line in history.history_of(story.meeting)[:500] if "llamó lista" in line.sentence)
    assert called.ruling.startswith("Art. 13")
    assert "16" in called.ruling


def test_values_are_said_in_words_and_empty_ones_left_out():
    said = sentence_of("presence.arrived", {"name": "Ana", "institution": "CITE", "role": "alternate", "reason": ""})
    assert said == "registró el ingreso de Ana (CITE, alterno)"


def test_the_history_is_for_the_office_and_its_readers(committee, convened_story, client_for):
    story = convened_story
    address = reverse("sessions:history", args=[story.meeting.pk])
    for user in (committee.secretary, committee.deputy, committee.president, committee.viewer, committee.admin):
        page = client_for(user).get(address)
        assert page.status_code == 200
        assert "convocó la Sesión Ordinaria" in page.content.decode()
    assert client_for(committee.titular(ORDINARY_SEAT)).get(address).status_code == 403
    assert client_for(committee.stranger).get(address).status_code == 404
    assert client_for(None).get(address).status_code == 302
