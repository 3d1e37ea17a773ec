"""The acta's pages, as each role meets them: what they show, what they refuse, and that looking changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.acts import Act
from audit.models import Event
from sessions_app import tasks
from sessions_app.enums import ActaState
from sessions_app.models import Acta, ActaObservation, ActaSection, ActaVersion, Presence
from sessions_app.selectors import acta as read
from sessions_app.services import acta as services
from sessions_app.services import roll
from tests.conftest import ORDINARY_SEAT, lima

from . import story as stories
from .test_acta import CIRCULATED, LATER, scan

NOW = lima("2026-11-24 09:00")


@pytest.fixture
def story(closed_story, monkeypatch) -> stories.Story:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return closed_story


@pytest.fixture
def acta(story) -> Acta:
    return stories.acta_of(story)


@pytest.fixture
def version(story, acta) -> ActaVersion:
    return services.circulate(Act(story.committee.secretary, CIRCULATED), acta_id=acta.pk)


def url(name: str, story, *args) -> str:
    return reverse(f"sessions:{name}", args=[story.meeting.pk, *args])


def text(response) -> str:
    return response.content.decode()


# --- The draft -----------------------------------------------------------------------------------------------------
def test_the_office_edits_prose_beside_facts_it_cannot_edit(story, acta, client_for):
    page = text(client_for(story.committee.secretary).get(url("acta", story)))
    assert page.count("<trix-editor") == acta.sections.count()
    assert "Votación 3." in page
    assert "Poner en observación" in page
    assert 'name="csp-nonce"' in page


def test_a_section_saves_itself_and_a_crossed_text_comes_back_whole(story, acta, client_for):
    section = acta.sections.get(key="opening")
    address = url("acta_section", story, section.pk)
    first, second = client_for(story.committee.secretary), client_for(story.committee.deputy)
    saved = first.post(address, {"html": "<div>Uno</div>", "version": 0}, headers={"Accept": "application/json"})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    crossed = second.post(address, {"html": "<div>Dos</div>", "version": 0}, headers={"Accept": "application/json"})
    body = crossed.json()
    assert (crossed.status_code, body["code"]) == (422, "stale_notes")
    assert (body["current_html"], body["by"]) == ("<div>Uno</div>", story.committee.secretary.full_name)
    assert ActaSection.objects.get(pk=section.pk).html == "<div>Uno</div>"


def test_an_expired_login_is_answered_to_the_script_and_loses_nothing(story, acta, client_for):
    address = url("acta_section", story, acta.sections.first().pk)
    answer = client_for(None).post(address, {"html": "x", "version": 0}, headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_a_section_of_another_acta_does_not_exist(story, acta, client_for):
    address = url("acta_section", story, 999_999)
    answer = client_for(story.committee.secretary).post(address, {"html": "x", "version": 0})
    assert answer.status_code == 404


def test_members_are_told_that_the_draft_is_being_written_and_do_not_read_it(story, acta, client_for):
    browser = client_for(story.committee.titular(6))
    page = text(browser.get(url("acta", story)))
    assert "El acta se está redactando" in page
    assert "<trix-editor" not in page
    assert browser.get(url("acta_draft_pdf", story)).status_code == 403


def test_circulating_from_the_page_starts_the_term(story, acta, client_for):
    browser = client_for(story.committee.secretary)
    assert "Días hábiles para observar" in text(browser.get(url("acta_circulate", story)))
    bad = browser.post(url("acta_circulate", story), {"observation_days": "0"})
    assert bad.status_code == 422
    assert "al menos un día hábil" in text(bad)
    done = browser.post(url("acta_circulate", story), {"observation_days": "3"}, follow=True)
    assert "La versión 1 quedó en observación" in text(done)
    acta.refresh_from_db()
    assert (acta.state, acta.observations_until) == (ActaState.OBSERVING, lima("2026-11-27").date())


def test_a_second_click_on_circulate_is_refused_in_words(story, version, client_for):
    again = client_for(story.committee.secretary).post(
        url("acta_circulate", story), {"observation_days": "5", "reason": "Otra"}
    )
    assert again.status_code == 422
    assert "no se puede" in text(again).lower()
    assert "Otra" in text(again)
    assert ActaVersion.objects.count() == 1


# --- In observation ------------------------------------------------------------------------------------------------
def test_the_president_decides_beside_the_pdf_of_the_version_named(story, version, client_for):
    page = text(client_for(story.committee.president).get(url("acta", story)))
    assert 'Aprobar<span class="visually-hidden"> la versión 1</span>' in page
    assert page.index(url("acta_pdf", story, 1)) < page.index('id="observaciones"') < page.index('value="approve"')
    assert "sin respuesta" not in page
    assert f'src="{url("acta_pdf", story, 1)}#' in page
    assert page.count("btn-primary") == 1


def test_the_president_is_told_how_many_observations_would_stay_unanswered_and_may_approve(story, version, client_for):
    for number in (1, 6):
        services.observe(Act(story.committee.titular(number), LATER), version_id=version.pk, text="Falta un nombre")
    browser = client_for(story.committee.president)
    page = text(browser.get(url("acta", story)))
    assert "2 observaciones sin respuesta</a>. Si aprueba el acta, quedarán sin respuesta." in page
    assert "sin respuesta</a>" not in text(client_for(story.committee.secretary).get(url("acta", story)))
    browser.post(url("acta_decide", story), {"version": 1, "verdict": "approve"})
    assert Acta.objects.get().state == ActaState.APPROVED


def test_who_writes_the_acta_is_led_to_the_roll_to_correct_the_attendance(story, acta, client_for):
    page = text(client_for(story.committee.secretary).get(url("acta", story)))
    assert f'href="{url("roll", story)}"' in page
    assert "Corregir asistencia" in page


def test_nobody_else_is_offered_the_decision(story, version, client_for):
    for user in (story.committee.secretary, story.committee.viewer, story.committee.titular(6)):
        browser = client_for(user)
        assert 'value="approve"' not in text(browser.get(url("acta", story)))
        answer = browser.post(url("acta_decide", story), {"version": 1, "verdict": "approve"})
        assert answer.status_code == 403
    assert Acta.objects.get().state == ActaState.OBSERVING


def test_a_stale_decision_says_so_and_keeps_the_reason_typed(story, acta, version, client_for):
    services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Corrección")
    services.circulate(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Corregida")
    answer = client_for(story.committee.president).post(
        url("acta_decide", story), {"version": 1, "verdict": "return", "reason": "Falta el punto 4"}
    )
    page = text(answer)
    assert answer.status_code == 422
    assert "hay una versión más reciente" in page.lower()
    assert "Falta el punto 4" in page
    assert 'Aprobar<span class="visually-hidden"> la versión 2</span>' in page
    assert Acta.objects.get().state == ActaState.OBSERVING


def test_returning_without_a_reason_is_refused_on_the_page(story, version, client_for):
    answer = client_for(story.committee.president).post(url("acta_decide", story), {"version": 1, "verdict": "return"})
    assert answer.status_code == 422
    assert "Escriba por qué la devuelve" in text(answer)


def test_what_the_president_returned_and_why_is_on_the_offices_page(story, version, client_for):
    client_for(story.committee.president).post(
        url("acta_decide", story), {"version": 1, "verdict": "return", "reason": "Falta el informe de la Mesa"}
    )
    page = text(client_for(story.committee.secretary).get(url("acta", story)))
    assert "devolvió la versión 1" in page
    assert "Falta el informe de la Mesa" in page


def test_corrected_facts_are_said_and_the_approval_is_blocked(story, version, client_for):
    presence = Presence.objects.get(entry=story.entry(20), voided_at=None)
    roll.void_presence(Act(story.committee.secretary, NOW), presence_id=presence.pk, reason="Error")
    assert "Los hechos de la sesión cambiaron" in text(client_for(story.committee.secretary).get(url("acta", story)))
    browser = client_for(story.committee.president)
    assert "No se puede aprobar" in text(browser.get(url("acta", story)))
    answer = browser.post(url("acta_decide", story), {"version": 1, "verdict": "approve"})
    assert answer.status_code == 422
    assert Acta.objects.get().state == ActaState.OBSERVING


def test_who_attended_observes_and_the_office_answers(story, version, client_for):
    member = client_for(story.committee.titular(6))
    assert "Usted asistió por" in text(member.get(url("acta", story)))
    empty = member.post(url("acta_observe", story), {"version": 1, "text": "  "})
    assert empty.status_code == 422
    member.post(url("acta_observe", story), {"version": 1, "text": "Dice <b>diez</b> y fueron nueve"})
    seen = ActaObservation.objects.get()
    office = client_for(story.committee.secretary)
    page = text(office.get(url("acta", story)))
    assert "Dice &lt;b&gt;diez&lt;/b&gt; y fueron nueve" in page
    office.post(url("acta_answer", story, seen.pk), {"text": "Se corrige"})
    again = office.post(url("acta_answer", story, seen.pk), {"text": "Otra"})
    assert again.status_code == 422
    assert "Se corrige" in text(member.get(url("acta", story)))


def test_a_member_who_did_not_attend_reads_nothing_until_it_is_approved(story, acta, version, client_for):
    browser = client_for(story.committee.titular(ORDINARY_SEAT))
    page = text(browser.get(url("acta", story)))
    assert "El acta está en observación" in page
    assert "<iframe" not in page
    assert browser.get(url("acta_pdf", story, 1)).status_code == 403
    assert browser.post(url("acta_observe", story), {"version": 1, "text": "x"}).status_code == 403
    services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)
    assert "<iframe" in text(browser.get(url("acta", story)))
    assert browser.get(url("acta_document", story))["Content-Type"] == "application/pdf"


def test_a_stranger_finds_no_acta(story, version, client_for):
    browser = client_for(story.committee.stranger)
    for name, args in (("acta", ()), ("acta_pdf", (1,)), ("acta_document", ()), ("history", ())):
        assert browser.get(url(name, story, *args)).status_code == 404


def test_the_same_pdf_is_served_to_all_once_the_worker_made_it(story, version, client_for):
    tasks.render_acta_preview.call(version_id=version.pk)
    answers = [
        client_for(user).get(url("acta_pdf", story, 1))
        for user in (story.committee.president, story.committee.titular(6))
    ]
    assert {answer.content for answer in answers} == {bytes(ActaVersion.objects.get().preview.data)}
    assert answers[0]["Content-Type"] == "application/pdf"


def test_looking_at_the_acta_writes_nothing(story, version, client_for):
    def everything():
        return Event.objects.count(), Acta.objects.values().get(), type(story.meeting).objects.values().get()

    before = everything()
    pages = ("acta", "acta_circulate", "acta_take_back", "acta_observe", "acta_decide", "history")
    for user in story.committee.everybody.values():
        for name in pages:
            assert client_for(user).get(url(name, story)).status_code < 500
    office = client_for(story.committee.secretary)
    assert office.get(url("acta_pdf", story, 1)).status_code == 200
    assert office.get(url("acta_draft_pdf", story)).status_code == 200
    assert everything() == before
    assert ActaVersion.objects.get().preview is None


# --- Approved ------------------------------------------------------------------------------------------------------
@pytest.fixture
def approved(story, acta, version) -> Acta:
    services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)
    return stories.acta_of(story)


def test_signatures_are_noted_one_by_one_with_their_scan(story, approved, client_for):
    browser = client_for(story.committee.secretary)
    row = next(row for row in read.signature_rows(approved) if row.required)
    address = url("acta_sign", story, row.entry.pk, row.role)
    assert address in text(browser.get(url("acta", story)))
    missing = browser.post(address, {"outcome": "signed", "signed_on": "2026-11-24"})
    assert missing.status_code == 422
    assert "Adjunte el escaneo" in text(missing)
    bad = browser.post(
        address, {"outcome": "signed", "signed_on": "2026-11-24", "file": SimpleUploadedFile("a.pdf", b"nada")}
    )
    assert bad.status_code == 422
    done = browser.post(address, {"outcome": "signed", "signed_on": "2026-11-24", "file": scan()})
    assert done.status_code == 302
    signature = approved.signatures.get()
    served = browser.get(url("acta_scan", story, signature.pk))
    assert served["Content-Type"] == "application/pdf"
    assert client_for(story.committee.titular(6)).get(url("acta_scan", story, signature.pk)).status_code == 403


def test_a_signature_noted_wrongly_is_voided_with_a_reason_and_noted_again(story, approved, client_for):
    browser = client_for(story.committee.secretary)
    row = next(row for row in read.signature_rows(approved) if row.required)
    address = url("acta_sign", story, row.entry.pk, row.role)
    browser.post(address, {"outcome": "refused", "signed_on": "2026-11-24", "reason": "No está conforme"})
    wrong = approved.signatures.get()
    void = url("acta_void_signature", story, wrong.pk)
    assert void in text(browser.get(url("acta", story)))
    assert client_for(story.committee.president).get(void).status_code == 403
    assert browser.post(void, {"reason": "  "}).status_code == 422
    assert browser.post(void, {"reason": "Era de otra persona"}).status_code == 302
    assert browser.post(void, {"reason": "Era de otra persona"}).status_code == 422
    assert browser.post(address, {"outcome": "signed", "signed_on": "2026-11-24", "file": scan()}).status_code == 302
    assert list(approved.signatures.order_by("pk").values_list("outcome", "voided_reason")) == [
        ("refused", "Era de otra persona"),
        ("signed", ""),
    ]


def test_only_the_office_is_offered_to_note_signatures(story, approved, client_for):
    row = next(row for row in read.signature_rows(approved) if row.required)
    address = url("acta_sign", story, row.entry.pk, row.role)
    for user in (story.committee.president, story.committee.viewer, story.committee.titular(6)):
        browser = client_for(user)
        assert address not in text(browser.get(url("acta", story)))
        assert browser.get(address).status_code == 403


def test_a_session_without_an_acta_says_why(story, client_for):
    draft = stories.drafted(story.committee).meeting
    page = text(client_for(story.committee.secretary).get(reverse("sessions:acta", args=[draft.pk])))
    assert "Todavía no hay acta" in page


def test_the_acta_page_asks_the_same_number_of_queries_for_any_number_of_observations(story, version, client_for):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_for(story.committee.viewer)
    browser.get(url("acta", story))
    with CaptureQueriesContext(connection) as few:
        browser.get(url("acta", story))
    for number in (6, 7, 8, 9):
        services.observe(Act(story.committee.titular(number), LATER), version_id=version.pk, text="Una coma")
    with CaptureQueriesContext(connection) as many:
        browser.get(url("acta", story))
    assert len(many) == len(few)
