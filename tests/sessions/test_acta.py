"""The acta as the regulation wants it: facts from the record, versions that are read, an approval that freezes."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from audit.acts import Act
from audit.models import Event
from documents.models import IssuedDocument
from mailing.tasks import send
from members.models import Term
from regulation.refusal import Refused
from sessions_app import richtext, states, tasks
from sessions_app.enums import ActaState, DocumentKind, SignatureOutcome
from sessions_app.models import Acta, ActaDecision, ActaSection, ActaVersion, Acuerdo, Presence
from sessions_app.selectors import acta as read
from sessions_app.services import acta as services
from sessions_app.services import roll
from tests.conftest import ORDINARY_SEAT, PRIVATE_SEAT, lima

from . import story as stories

CIRCULATED = lima("2026-11-20 15:00")
LATER = lima("2026-11-23 10:00")


@pytest.fixture
def story(closed_story: stories.Story) -> stories.Story:
    return closed_story


@pytest.fixture
def acta(story) -> Acta:
    return stories.acta_of(story)


def circulate(acta: Acta, story, at=CIRCULATED, **more) -> ActaVersion:
    return services.circulate(Act(story.committee.secretary, at), acta_id=acta.pk, **more)


def refusal(service, *args, **arguments) -> str:
    with pytest.raises(Refused) as caught, transaction.atomic():
        service(*args, **arguments)
    return caught.value.ruling.code


def scan() -> SimpleUploadedFile:
    from io import BytesIO

    from pypdf import PdfWriter

    writer, data = PdfWriter(), BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(data)
    return SimpleUploadedFile("firma.pdf", data.getvalue(), content_type="application/pdf")


# --- The draft -----------------------------------------------------------------------------------------------------
def test_closing_makes_a_draft_with_the_notes_between_opening_and_closing_words(story, acta):
    sections = list(acta.sections.all())
    assert acta.state == ActaState.DRAFT
    assert [sections[0].key, sections[-1].key] == ["opening", "closing"]
    titles = [section.title for section in sections[1:-1]]
    assert titles[0].startswith("Lectura del acta")
    assert {item.title for item in story.meeting.items.all()} == set(titles)
    report = next(section for section in sections if section.title.startswith("Informe del avance"))
    assert "<strong>Servicio de Sanidad Agraria</strong>" in report.html


def test_prose_is_cleaned_and_its_version_rises(story, acta):
    section = acta.sections.get(key="opening")
    saved = services.save_section(
        Act(story.committee.secretary, CIRCULATED),
        section_id=section.pk,
        html='<div onclick="x()">Buenos días<script>alert(1)</script> <a href="javascript:x()">a</a></div>',
        version=0,
    )
    assert saved.version == 1
    assert saved.html == '<div>Buenos días <a rel="noopener noreferrer">a</a></div>'


def test_two_people_writing_one_section_see_both_texts_and_lose_none(story, acta):
    section = acta.sections.get(key="opening")
    mine = {"section_id": section.pk, "version": 0}
    services.save_section(Act(story.committee.deputy, CIRCULATED), **mine, html="<div>De la adjunta</div>")
    with pytest.raises(Refused) as caught:
        services.save_section(Act(story.committee.secretary, CIRCULATED), **mine, html="<div>De la secretaria</div>")
    facts = caught.value.ruling.facts
    assert caught.value.ruling.code == "stale_notes"
    assert (facts["current_html"], facts["current_version"]) == ("<div>De la adjunta</div>", 1)
    assert facts["by"] == story.committee.deputy.full_name
    assert ActaSection.objects.get(pk=section.pk).html == "<div>De la adjunta</div>"


def test_a_save_whose_answer_was_lost_may_be_repeated(story, acta):
    section = acta.sections.get(key="closing")
    same = {"section_id": section.pk, "html": "<div>Gracias</div>", "version": 0}
    services.save_section(Act(story.committee.secretary, CIRCULATED), **same)
    again = services.save_section(Act(story.committee.secretary, LATER), **same)
    assert (again.version, again.saved_at) == (1, CIRCULATED)


def test_a_book_pasted_into_the_prose_is_refused(story, acta):
    section = acta.sections.get(key="opening")
    code = refusal(
        services.save_section,
        Act(story.committee.secretary, CIRCULATED),
        section_id=section.pk,
        html="a" * (richtext.MAX_LENGTH + 1),
        version=0,
    )
    assert code == "text_too_long"


def test_only_the_office_writes_the_acta(story, acta):
    section = acta.sections.get(key="opening")
    for user in (story.committee.president, story.committee.viewer, story.committee.titular(ORDINARY_SEAT)):
        with pytest.raises(PermissionDenied):
            services.save_section(Act(user, CIRCULATED), section_id=section.pk, html="x", version=0)
        with pytest.raises(PermissionDenied):
            services.circulate(Act(user, CIRCULATED), acta_id=acta.pk)


# --- Versions ------------------------------------------------------------------------------------------------------
def test_circulating_freezes_facts_and_prose_and_gives_five_business_days(story, acta):
    version = circulate(acta, story)
    acta.refresh_from_db()
    assert (version.number, acta.state) == (1, ActaState.OBSERVING)
    assert acta.observations_until == date(2026, 11, 27)  # Friday 20 November + 5 business days
    assert len(version.sha256) == 64
    assert version.payload["prose"]["closing"] == ""
    assert version.payload["acuerdos"][0]["label"] == Acuerdo.objects.order_by("number").first().label


def test_prose_is_not_written_while_the_acta_is_being_observed(story, acta):
    circulate(acta, story)
    code = refusal(
        services.save_section,
        Act(story.committee.secretary, LATER),
        section_id=acta.sections.first().pk,
        html="x",
        version=0,
    )
    assert code == "wrong_state"


@pytest.mark.parametrize("days", [0, -1, 61])
def test_the_term_to_observe_is_between_one_and_sixty_business_days(story, acta, days):
    assert refusal(circulate, acta=acta, story=story, observation_days=days) == "bad_observation_days"
    assert not acta.versions.exists()


def test_a_second_version_says_what_changed(story, acta):
    circulate(acta, story)
    services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Falta un párrafo")
    assert refusal(circulate, acta=acta, story=story, at=LATER) == "reason_required"
    second = circulate(acta, story, at=LATER, reason="Se agregó el párrafo")
    assert (second.number, second.reason) == (2, "Se agregó el párrafo")
    assert acta.versions.count() == 2


def test_taking_an_acta_back_needs_a_reason(story, acta):
    circulate(acta, story)
    assert (
        refusal(services.take_back, Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="  ")
        == "reason_required"
    )


def test_those_who_attended_get_a_mail_and_a_server_that_is_down_breaks_nothing(story, acta, settings):
    version = circulate(acta, story)
    people = [a for a in read.attendees(story.meeting) if a.email]
    sent = [send(row, now=LATER) for row in version.mails.all()]
    assert [row.state for row in sent] == ["sent" if row.email else "no_address" for row in sent]
    assert len(mail.outbox) == len(people)
    assert {message.to[0] for message in mail.outbox} == {a.email for a in people}
    assert "27/11/2026" in mail.outbox[0].body
    settings.EMAIL_BACKEND = "tests.sessions.test_notice.DownServer"
    version.mails.update(state="pending", tried_at=None)
    assert {send(row, now=LATER).state for row in version.mails.exclude(email="")} == {"pending"}


def test_nobody_is_sent_to_a_version_that_was_taken_back(story, acta):
    first = circulate(acta, story)
    services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Falta la hora")
    late = send(first.mails.exclude(email="").first(), now=LATER)
    assert (late.state, mail.outbox) == ("failed", [])
    assert "ya no está en observación" in late.error
    assert Event.objects.filter(stream=story.meeting.stream, action="acta.mail_failed").count() == 1


def test_the_preview_of_a_version_is_made_once(story, acta):
    version = circulate(acta, story)
    tasks.render_acta_preview.call(version_id=version.pk)
    made = ActaVersion.objects.get(pk=version.pk).preview
    assert bytes(made.data).startswith(b"%PDF")
    tasks.render_acta_preview.call(version_id=version.pk)
    assert ActaVersion.objects.get(pk=version.pk).preview_id == made.pk


# --- Observations --------------------------------------------------------------------------------------------------
def test_only_those_who_attended_may_observe(story, acta):
    version = circulate(acta, story)
    story_people = story.committee
    seen = services.observe(Act(story_people.titular(6), LATER), version_id=version.pk, text="Falta mi intervención")
    assert (seen.entry.seat.number, seen.author_name) == (6, story_people.titular(6).full_name)
    for user in (story_people.titular(5), story_people.alternate(6), story_people.secretary, story_people.viewer):
        with pytest.raises(PermissionDenied):
            services.observe(Act(user, LATER), version_id=version.pk, text="x")


def test_an_observation_sent_twice_is_one_observation(story, acta):
    version, people = circulate(acta, story), story.committee
    for user in (people.titular(6), people.titular(6), people.titular(7)):
        services.observe(Act(user, LATER), version_id=version.pk, text="Falta la hora")
    services.observe(Act(people.titular(6), LATER), version_id=version.pk, text="Falta el lugar")
    shown = [(o.entry.seat.number, o.text) for o in version.observations.all()]
    assert shown == [(6, "Falta la hora"), (7, "Falta la hora"), (6, "Falta el lugar")]


def test_the_alterno_who_came_observes_and_the_titular_who_did_not_may_not(story, acta):
    version = circulate(acta, story)
    services.observe(Act(story.committee.alternate(23), LATER), version_id=version.pk, text="Conforme, salvo la hora")
    with pytest.raises(PermissionDenied):
        services.observe(Act(story.committee.titular(23), LATER), version_id=version.pk, text="x")


def test_the_last_day_to_observe_counts_whole_and_the_next_is_too_late(story, acta):
    version = circulate(acta, story)
    by = story.committee.titular(6)
    services.observe(Act(by, lima("2026-11-27 23:59")), version_id=version.pk, text="A tiempo")
    late = {"version_id": version.pk, "text": "Tarde", "act": Act(by, lima("2026-11-28 00:01"))}
    assert refusal(services.observe, **late) == "observations_closed"


def test_an_observation_names_the_version_that_is_in_circulation(story, acta):
    first = circulate(acta, story)
    services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Corrección")
    circulate(acta, story, at=LATER, reason="Corregida")
    code = refusal(services.observe, Act(story.committee.titular(6), LATER), version_id=first.pk, text="De la vieja")
    assert code == "stale_version"


def test_each_observation_is_answered_once_and_stays_with_the_next_version(story, acta):
    version = circulate(acta, story)
    seen = services.observe(Act(story.committee.titular(6), LATER), version_id=version.pk, text="Dice 9 y fueron 10")
    answer = {"observation_id": seen.pk, "act": Act(story.committee.secretary, LATER)}
    services.answer_observation(**answer, text="Se revisó el conteo: fueron 9.")
    assert refusal(services.answer_observation, **answer, text="Otra cosa") == "already_answered"
    services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Aclaración")
    second = circulate(acta, story, at=LATER, reason="Se aclaró el conteo")
    assert second.payload["observations"][0]["answer"] == "Se revisó el conteo: fueron 9."


# --- The president -------------------------------------------------------------------------------------------------
def test_approval_freezes_the_version_under_a_number(story, acta):
    version = circulate(acta, story)
    approved = services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)
    document = IssuedDocument.objects.get(pk=approved.document_id)
    assert approved.state == ActaState.APPROVED
    assert document.label == "Acta N° 001-2026-CERX-PUNO"
    assert document.payload["prose"] == version.payload["prose"]
    assert read.facts_of(document.payload)["acuerdos"] == version.payload["acuerdos"]
    assert document.payload["approval"]["by"] == story.committee.president.full_name
    assert story.meeting.documents.filter(document=document).exists()
    assert Event.objects.filter(stream=story.meeting.stream, action="acta.approved").count() == 1


@pytest.mark.parametrize("who", ["secretary", "deputy", "viewer", "admin", "stranger"])
def test_nobody_but_the_serving_president_decides(story, acta, who):
    circulate(acta, story)
    user = getattr(story.committee, who)
    with pytest.raises(PermissionDenied):
        services.approve(Act(user, LATER), acta_id=acta.pk, version_number=1)
    with pytest.raises(PermissionDenied):
        services.return_acta(Act(user, LATER), acta_id=acta.pk, version_number=1, reason="x")
    assert not ActaDecision.objects.exists()


def test_a_president_whose_term_expired_still_approves_en_funciones(story, acta):
    Term.objects.filter(person__user=story.committee.president).update(ends_before=date(2026, 11, 1))
    circulate(acta, story)
    services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)
    acta.refresh_from_db()
    assert acta.state == ActaState.APPROVED


def test_a_president_who_resigned_no_longer_approves(story, acta):
    Term.objects.filter(person__user=story.committee.president).update(
        ended_on=date(2026, 11, 21), ended_reason="Renuncia"
    )
    circulate(acta, story)
    with pytest.raises(PermissionDenied):
        services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)


def test_nobody_approves_a_version_they_have_not_read(story, acta):
    circulate(acta, story)
    services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Corrección")
    circulate(acta, story, at=LATER, reason="Corregida")
    by = story.committee.president
    assert refusal(services.approve, Act(by, LATER), acta_id=acta.pk, version_number=1) == "stale_version"
    returned = {"acta_id": acta.pk, "version_number": 1, "reason": "Falta", "act": Act(by, LATER)}
    assert refusal(services.return_acta, **returned) == "stale_version"
    assert refusal(services.approve, Act(by, LATER), acta_id=acta.pk, version_number=3) == "stale_version"


def test_returning_needs_a_reason_and_opens_the_draft_again(story, acta):
    circulate(acta, story)
    by = story.committee.president
    empty = {"acta_id": acta.pk, "version_number": 1, "reason": " ", "act": Act(by, LATER)}
    assert refusal(services.return_acta, **empty) == "reason_required"
    services.return_acta(Act(by, LATER), acta_id=acta.pk, version_number=1, reason="Falta el informe")
    acta.refresh_from_db()
    assert acta.state == ActaState.DRAFT
    assert refusal(services.approve, Act(by, LATER), acta_id=acta.pk, version_number=1) == "wrong_state"
    assert refusal(circulate, acta=acta, story=story, at=LATER) == "reason_required"


def test_facts_corrected_after_circulating_outdate_the_version(story, acta):
    version = circulate(acta, story)
    assert not read.facts_changed(acta, version)
    presence = Presence.objects.get(entry=story.entry(20), voided_at=None)
    roll.void_presence(Act(story.committee.secretary, LATER), presence_id=presence.pk, reason="Era otra persona")
    assert read.facts_changed(acta, version)
    by = story.committee.president
    assert refusal(services.approve, Act(by, LATER), acta_id=acta.pk, version_number=1) == "facts_changed"
    services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Asistencia corregida")
    second = circulate(acta, story, at=LATER, reason="Se corrigió la asistencia")
    services.approve(Act(by, LATER), acta_id=acta.pk, version_number=second.number)
    acta.refresh_from_db()
    assert acta.state == ActaState.APPROVED


def test_an_observation_does_not_outdate_the_version(story, acta):
    version = circulate(acta, story)
    services.observe(Act(story.committee.titular(6), LATER), version_id=version.pk, text="Una coma")
    assert not read.facts_changed(acta, version)
    approved = services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)
    assert approved.document.payload["observations"][0]["text"] == "Una coma"


def test_an_approved_acta_admits_no_further_decision(story, acta):
    circulate(acta, story)
    by = story.committee.president
    services.approve(Act(by, LATER), acta_id=acta.pk, version_number=1)
    assert refusal(services.approve, Act(by, LATER), acta_id=acta.pk, version_number=1) == "wrong_state"
    take_back = {"acta_id": acta.pk, "reason": "x", "act": Act(story.committee.secretary, LATER)}
    assert refusal(services.take_back, **take_back) == "wrong_state"
    assert IssuedDocument.objects.filter(kind=DocumentKind.ACTA).count() == 1


# --- Signatures ----------------------------------------------------------------------------------------------------
@pytest.fixture
def approved(story, acta) -> Acta:
    circulate(acta, story)
    services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)
    return Acta.objects.select_related("meeting__body").get(pk=acta.pk)


def sign(acta: Acta, story, row, **more):
    given = {"outcome": SignatureOutcome.SIGNED, "signed_on": LATER.date(), "file": scan()} | more
    return services.note_signature(
        Act(story.committee.secretary, LATER), acta_id=acta.pk, entry_id=row.entry.pk, role=row.role, **given
    )


def test_a_signature_needs_its_scan_and_a_refusal_its_reason(story, approved):
    row = read.signature_rows(approved)[0]
    assert refusal(sign, acta=approved, story=story, row=row, file=None) == "scan_required"
    refused = {"outcome": SignatureOutcome.REFUSED, "file": None}
    assert refusal(sign, acta=approved, story=story, row=row, **refused) == "reason_required"
    noted = sign(approved, story, row, **refused, reason="No está de acuerdo con el punto 4")
    assert (noted.outcome, noted.upload) == (SignatureOutcome.REFUSED, None)
    assert refusal(sign, acta=approved, story=story, row=row) == "already_signed"


def test_who_did_not_attend_does_not_sign(story, approved):
    row = read.signature_rows(approved)[0]
    given = {"outcome": SignatureOutcome.SIGNED, "signed_on": LATER.date(), "file": scan()}
    code = refusal(
        services.note_signature,
        Act(story.committee.secretary, LATER),
        acta_id=approved.pk,
        entry_id=story.entry(5).pk,
        role=row.role,
        **given,
    )
    assert code == "not_attendee"


@pytest.mark.parametrize("days", [-1, 1])
def test_nobody_signs_before_the_approval_nor_in_the_future(story, approved, days):
    row = read.signature_rows(approved)[0]
    code = refusal(sign, acta=approved, story=story, row=row, signed_on=LATER.date() + timedelta(days=days))
    assert code == "bad_signature_date"


def test_a_scan_that_is_no_document_is_refused_and_nothing_is_noted(story, approved):
    row = read.signature_rows(approved)[0]
    bad = SimpleUploadedFile("firma.pdf", b"MZ\x90\x00 not a pdf at all")
    assert refusal(sign, acta=approved, story=story, row=row, file=bad).startswith("bad_upload")
    assert not approved.signatures.exists()


def test_the_acta_is_signed_when_every_member_who_attended_signed_or_refused(story, approved):
    rows = [row for row in read.signature_rows(approved) if row.required]
    for row in rows[:-1]:
        sign(approved, story, row)
    approved.refresh_from_db()
    assert approved.state == ActaState.APPROVED
    sign(approved, story, rows[-1], outcome=SignatureOutcome.REFUSED, file=None, reason="Se retiró antes")
    approved.refresh_from_db()
    assert approved.state == ActaState.SIGNED
    assert Event.objects.filter(stream=story.meeting.stream, action="acta.completed").count() == 1


def test_two_people_of_one_institution_who_attended_both_sign(story, approved):
    roles = [(row.entry.seat.number, row.role) for row in read.signature_rows(approved) if row.entry.seat_id]
    assert len(roles) == len(set(roles))
    assert (23, "alternate") in roles
    assert (23, "titular") not in roles


# --- Certificates --------------------------------------------------------------------------------------------------
def test_each_request_issues_a_numbered_certificate_and_a_double_click_only_one(story):
    acuerdo = Acuerdo.objects.order_by("number").first()
    by = story.committee.secretary
    first = services.issue_certificate(Act(by, LATER), acuerdo_id=acuerdo.pk, known=0)
    again = {"acuerdo_id": acuerdo.pk, "act": Act(by, LATER), "known": 0}
    assert refusal(services.issue_certificate, **again) == "stale"
    second = services.issue_certificate(Act(by, LATER), acuerdo_id=acuerdo.pk, known=1)
    assert (first.number, second.number) == (1, 2)
    assert first.payload["acuerdo"]["text"] == acuerdo.text


def test_only_the_office_certifies_and_never_an_annulled_acuerdo(story):
    acuerdo = Acuerdo.objects.order_by("number").first()
    for user in (story.committee.president, story.committee.viewer, story.committee.titular(PRIVATE_SEAT)):
        with pytest.raises(PermissionDenied):
            services.issue_certificate(Act(user, LATER), acuerdo_id=acuerdo.pk)
    Acuerdo.objects.filter(pk=acuerdo.pk).update(
        annulled_at=LATER, annulled_by=story.committee.secretary, annulled_reason="Error material"
    )
    code = refusal(services.issue_certificate, Act(story.committee.secretary, LATER), acuerdo_id=acuerdo.pk)
    assert code == "acuerdo_annulled"


def test_the_table_of_states_names_every_act_of_the_acta():
    acts = {act for moves in states.ACTA.moves.values() for act in moves}
    assert acts == {
        "edit",
        "answer",
        "circulate",
        "observe",
        "return",
        "take_back",
        "approve",
        "note_signature",
        "void_signature",
        "complete",
    }
