"""Convening in the browser: each step a saved draft, nothing typed lost, one convocatoria however often one presses."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from mailing.enums import MailState
from mailing.tasks import send
from members.models import Person
from sessions_app.enums import MeetingState, Rsvp, Station
from sessions_app.models import Dispatch, Meeting, Receipt
from sessions_app.services import drafts
from sessions_app.services.drafts import GuestData
from tests.conftest import LIMA, ORDINARY_SEAT, client_of
from tests.sessions.test_drafts import PNG

LATER = timedelta(days=20)
#: Pages of a session that only the Secretaría opens, with GET.
STAFF_ONLY = ("edit_data", "edit_agenda", "add_draft_item", "edit_recipients", "preview", "send", "discard")


def day(after: timedelta) -> datetime:
    """10:00 in Lima that long from today."""
    return timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + after


def data(after: timedelta = LATER, **changes) -> dict[str, str]:
    at = day(after)
    facts = {
        "kind": "ordinary",
        "date": at.strftime("%Y-%m-%d"),
        "time": "10:00",
        "place": "Auditorio de DIRCETUR, Jr. Ayacucho 684",
        "link": "",
        "purpose": "",
        "governor_invited": "on",
    }
    return facts | changes


@pytest.fixture
def desk(committee):
    return client_of(committee.secretary)


@pytest.fixture
def draft(committee) -> Meeting:
    meeting = drafts.create_draft(
        Act(committee.secretary, timezone.now()),
        body=committee.body,
        kind="ordinary",
        scheduled_at=day(LATER),
        place="Auditorio de DIRCETUR",
        link="",
        purpose="",
        governor_invited=True,
    )
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def convened(desk, draft) -> Meeting:
    desk.post(url("send", draft), {"revision": draft.revision})
    draft.refresh_from_db()
    assert draft.state == MeetingState.CONVOKED
    return draft


@pytest.fixture
def papers(monkeypatch):
    monkeypatch.setattr("documents.pdf.render_pdf", lambda template, context: b"%PDF-1.7 " + template.encode())


def url(name: str, meeting: Meeting, *args) -> str:
    return reverse(f"sessions:{name}", args=[meeting.pk, *args])


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


# --- The way, from the first page to the mails ---------------------------------------------------------------------
def test_the_secretariat_convenes_a_session_page_by_page(desk, committee, papers):
    assert "<h1>Nueva sesión</h1>" in text(desk.get(reverse("sessions:create")))
    made = desk.post(reverse("sessions:create"), data())
    meeting = Meeting.objects.get()
    assert made.url == url("edit_agenda", meeting)
    desk.post(
        url("add_draft_item", meeting),
        {
            "station": Station.ORDER_OF_DAY,
            "title": "Plan anual 2027",
            "minutes": "30",
            "decision_wanted": "on",
            "annexes": [SimpleUploadedFile("plano.png", PNG), SimpleUploadedFile("otro.png", PNG)],
        },
    )
    item = meeting.items.get(title="Plan anual 2027")
    assert [file.upload.name for file in item.files.all()] == ["plano.png", "otro.png"]
    for name in ("edit_data", "edit_agenda", "edit_recipients", "preview", "send"):
        assert desk.get(url(name, meeting)).status_code == 200
    meeting.refresh_from_db()
    sent = desk.post(url("send", meeting), {"revision": meeting.revision}, follow=True)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CONVOKED
    assert "Los correos están saliendo" in text(sent)
    for dispatch in meeting.dispatches.all():
        send(dispatch, now=timezone.now())
    assert len(mail.outbox) == meeting.dispatches.count()
    assert f"{meeting.dispatches.count()}" in text(desk.get(url("dispatches", meeting)))


def test_pressing_send_twice_convenes_once(desk, draft):
    for _ in range(2):
        response = desk.post(url("send", draft), {"revision": draft.revision}, follow=True)
    assert response.status_code == 200
    assert "ya no es un borrador" in text(response)
    assert Dispatch.objects.filter(meeting=draft).count() == draft.dispatches.count() > 0
    assert draft.documents.count() == 3


def test_a_short_notice_is_sent_only_by_somebody_who_says_that_they_know_what_follows(desk, draft):
    Meeting.objects.filter(pk=draft.pk).update(scheduled_at=day(timedelta(days=3)))
    page = text(desk.get(url("send", draft)))
    assert "no podrá instalarse salvo que asistan todas las instituciones habilitadas" in page
    assert "Art. 7" in page
    assert "3" in page
    refused = desk.post(url("send", draft), {"revision": draft.revision})
    assert "marque que conoce su consecuencia" in text(refused)
    draft.refresh_from_db()
    assert draft.state == MeetingState.DRAFT
    desk.post(url("send", draft), {"revision": draft.revision, "knowing_defect": "on"})
    draft.refresh_from_db()
    assert draft.state == MeetingState.CONVOKED
    assert draft.notice_ruling.holds is False


def test_a_send_form_older_than_the_draft_is_refused_and_the_next_press_knows_it(desk, draft, committee):
    seen = draft.revision
    drafts.set_guests(Act(committee.deputy, timezone.now()), meeting_id=draft.pk, guests=[GuestData(name="Marta")])
    refused = desk.post(url("send", draft), {"revision": seen})
    draft.refresh_from_db()
    assert draft.state == MeetingState.DRAFT
    assert "alguien" in text(refused).lower()
    assert f'name="revision" value="{draft.revision}"' in text(refused)


def test_a_draft_with_nothing_on_its_agenda_cannot_be_sent(desk, draft):
    draft.items.all().delete()
    page = text(desk.get(url("send", draft)))
    assert "La agenda está vacía" in page
    assert "Convocar y enviar" not in page
    response = desk.post(url("send", draft), {"revision": draft.revision})
    assert "agenda está vacía" in text(response)
    assert not draft.dispatches.exists()


# --- What is typed wrong -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"date": "31/02/2027"}, "Escriba la fecha así"),
        ({"date": ""}, "Indique la fecha"),
        ({"date": "2020-01-15"}, "ya pasó"),
        ({"date": "9027-01-15"}, "Revise el año"),
        ({"time": "25:99"}, "Escriba la hora de 24 horas, así: 09:05"),
        ({"time": "a las tres"}, "Escriba la hora de 24 horas, así: 09:05"),
        ({"place": "", "link": ""}, "Indique el lugar, el enlace o ambos"),
        ({"link": "no es un enlace"}, "no es una dirección web"),
        ({"kind": "extraordinary", "purpose": ""}, "escriba el motivo"),
        ({"kind": "solemn"}, "opciones"),
    ],
)
def test_bad_data_say_what_to_do_and_lose_nothing(desk, changes, words):
    typed = data(place="Casa del Corregidor") | changes
    response = desk.post(reverse("sessions:create"), typed)
    assert response.status_code == 422
    assert words in text(response)
    if "place" not in changes:
        assert "Casa del Corregidor" in text(response)
    assert not Meeting.objects.exists()


def test_a_date_field_shows_the_saved_day_as_the_browser_wants_it(desk, draft):
    expected = timezone.localtime(draft.scheduled_at).strftime("%Y-%m-%d")
    assert f'value="{expected}"' in text(desk.get(url("edit_data", draft)))


def test_two_officers_with_the_same_data_page_open_do_not_overwrite_each_other(committee, desk, draft):
    other = client_of(committee.deputy)
    first = data(place="Sala 1") | {"revision": draft.revision}
    second = data(place="Sala 2") | {"revision": draft.revision}
    assert other.post(url("edit_data", draft), first).status_code == 302
    refused = desk.post(url("edit_data", draft), second)
    assert "Sala 2" in text(refused)
    draft.refresh_from_db()
    assert draft.place == "Sala 1"
    again = second | {"revision": draft.revision}
    assert desk.post(url("edit_data", draft), again).status_code == 302
    draft.refresh_from_db()
    assert draft.place == "Sala 2"


def test_a_form_without_revision_overwrites_nothing(desk, draft):
    response = desk.post(url("edit_data", draft), data(place="Sala 2"))
    assert response.status_code == 422
    draft.refresh_from_db()
    assert draft.place == "Auditorio de DIRCETUR"


def test_a_point_without_title_keeps_its_description(desk, draft):
    response = desk.post(
        url("add_draft_item", draft),
        {"station": Station.REPORTS, "title": " ", "description": "Sumilla larga", "minutes": "0"},
    )
    page = text(response)
    assert "Escriba el asunto del punto" in page
    assert "al menos 1 minuto" in page
    assert "Sumilla larga" in page


def test_a_false_pdf_is_refused_beside_its_field_and_the_point_is_not_saved(desk, draft):
    before = draft.items.count()
    response = desk.post(
        url("add_draft_item", draft),
        {"station": Station.REPORTS, "title": "Informe", "annexes": SimpleUploadedFile("a.pdf", b"MZ program")},
    )
    assert "no se acepta" in text(response)
    assert "Informe" in text(response)
    assert draft.items.count() == before


def test_guests_are_saved_and_empty_rows_are_not(desk, draft):
    rows = {
        "revision": draft.revision,
        "invitado-TOTAL_FORMS": "3",
        "invitado-INITIAL_FORMS": "0",
        "invitado-0-capacity": "mincetur",
        "invitado-0-name": "Marta Rojas",
        "invitado-0-email": "marta@mincetur.test",
        "invitado-1-capacity": "guest",
        "invitado-1-name": "Experto",
        "invitado-1-institution": "UNA Puno",
        "invitado-2-capacity": "guest",
    }
    assert desk.post(url("edit_recipients", draft), rows).url == url("preview", draft)
    draft.refresh_from_db()
    assert [(g["capacity"], g["name"]) for g in draft.draft_guests] == [
        ("mincetur", "Marta Rojas"),
        ("guest", "Experto"),
    ]
    assert "Marta Rojas" in text(desk.get(url("edit_recipients", draft)))


def test_a_guest_with_mail_and_no_name_is_asked_for_it(desk, draft):
    rows = {
        "revision": draft.revision,
        "invitado-TOTAL_FORMS": "1",
        "invitado-INITIAL_FORMS": "0",
        "invitado-0-capacity": "guest",
        "invitado-0-email": "alguien@una.pe",
    }
    page = text(desk.post(url("edit_recipients", draft), rows))
    assert "Escriba el nombre de la persona" in page
    assert "alguien@una.pe" in page


def test_an_institution_nobody_can_write_to_is_shown_with_what_to_do(committee, desk, draft):
    Person.objects.filter(
        pk__in=[committee.person(ORDINARY_SEAT).pk, committee.person(ORDINARY_SEAT, "alternate").pk]
    ).update(email="")
    institution = committee.institution(ORDINARY_SEAT)
    institution.email = ""
    institution.save()
    page = text(desk.get(url("edit_recipients", draft)))
    assert "1 institución sin ningún correo" in page
    assert "entregue la convocatoria con cargo firmado" in page


# --- The agenda ----------------------------------------------------------------------------------------------------
def test_a_point_is_moved_with_a_button_with_and_without_scripts(desk, draft, committee):
    who = {"meeting_id": draft.pk, "station": Station.ORDER_OF_DAY, "act": Act(committee.secretary, timezone.now())}
    first, second = drafts.add_item(title="Uno", **who), drafts.add_item(title="Dos", **who)
    plain = desk.post(url("move_item_down", draft, first.pk))
    assert plain.url.endswith(f"#punto-{first.pk}")
    page = text(desk.get(url("edit_agenda", draft)))
    assert page.index("Dos") < page.index("Uno")
    fragment = desk.post(url("move_item_down", draft, second.pk), headers={"HX-Request": "true"})
    assert text(fragment).strip().startswith('<div id="agenda"')
    assert text(fragment).index("Uno") < text(fragment).index("Dos")


def test_a_point_of_another_session_is_not_touched_through_this_one(desk, draft, committee):
    other = drafts.create_draft(
        Act(committee.secretary, timezone.now()),
        body=committee.body,
        kind="ordinary",
        scheduled_at=day(LATER),
        place="Otra",
        link="",
        purpose="",
        governor_invited=True,
    )
    theirs = other.items.first()
    for name in ("remove_item", "move_item_up"):
        assert desk.post(url(name, draft, theirs.pk)).status_code == 404
    assert desk.get(url("edit_item", draft, theirs.pk)).status_code == 404
    assert other.items.filter(pk=theirs.pk).exists()


def test_the_preview_is_a_draft_that_takes_no_number(desk, draft):
    response = desk.get(url("preview_pdf", draft, "convocatoria"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert not draft.documents.exists()


def test_an_unknown_paper_has_no_preview(desk, draft):
    assert desk.get(url("preview_pdf", draft, "acta")).status_code == 404


# --- Who may -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", STAFF_ONLY)
@pytest.mark.parametrize("role", ["stranger", "member", "alternate", "president", "viewer", "admin"])
def test_a_draft_does_not_exist_for_anybody_but_the_secretariat(committee, draft, name, role):
    assert client_of(committee.everybody[role]).get(url(name, draft)).status_code == 404


@pytest.mark.parametrize("role", ["member", "president", "viewer", "admin"])
def test_nobody_else_convenes_or_undoes_a_convened_session(committee, convened, role):
    browser = client_of(committee.everybody[role])
    for name in ("cancel", "reschedule", "resend_failed", "send", "edit_data"):
        assert browser.post(url(name, convened), {"reason": "x"}).status_code == 403
    convened.refresh_from_db()
    assert convened.state == MeetingState.CONVOKED


def test_the_president_and_readers_see_the_file_of_the_notice_and_members_do_not(committee, convened):
    for role, status in (("president", 200), ("viewer", 200), ("admin", 200), ("member", 403), ("stranger", 404)):
        assert client_of(committee.everybody[role]).get(url("dispatches", convened)).status_code == status


def test_somebody_who_did_not_sign_in_is_asked_to_and_comes_back(draft, client):
    response = client.get(url("edit_agenda", draft))
    assert response.status_code == 302
    assert url("edit_agenda", draft) in response.url
    assert client.post(url("move_item_up", draft, 1)).status_code == 302


def test_no_page_of_convening_writes_when_it_is_only_looked_at(desk, convened, committee, draft):
    entry, dispatch = convened.roll.first(), convened.dispatches.first()
    pages = [
        reverse("sessions:list"),
        reverse("sessions:create"),
        url("detail", convened),
        url("dispatches", convened),
        url("cancel", convened),
        url("reschedule", convened),
        url("resend", convened, dispatch.pk),
        url("returned", convened, dispatch.pk),
        url("receipt", convened, entry.pk),
        reverse("sessions:acknowledge", args=[dispatch.token]),
    ]
    before = list(Meeting.objects.values()), list(Dispatch.objects.values()), Receipt.objects.count()
    for page in pages:
        assert desk.get(page).status_code == 200, page
    assert before == (list(Meeting.objects.values()), list(Dispatch.objects.values()), Receipt.objects.count())
    for name in ("resend_failed",):
        assert desk.get(url(name, convened)).status_code == 405


# --- After sending -------------------------------------------------------------------------------------------------
def test_what_is_done_about_each_mail_waits_folded_by_institution_and_open_where_there_is_a_problem(desk, convened):
    convened.dispatches.update(state=MailState.SENT, sent_at=convened.convened_at)
    convened.dispatches.filter(entry__seat__number=7).update(state=MailState.FAILED, error="Buzón lleno", sent_at=None)
    page = text(desk.get(url("dispatches", convened)))
    for number, opened in ((5, ""), (7, " open")):
        entry = convened.roll.get(seat__number=number)
        row = page.split(f'id="convocado-{entry.pk}"')[1].split("</tr>")[0]
        before, folded = row.split(f'<details class="more mail-actions"{opened}>')
        assert f'<summary>Corregir o reenviar<span class="visually-hidden">: {entry.name}</span></summary>' in folded
        for mail_sent in convened.dispatches.filter(entry=entry):
            assert url("resend", convened, mail_sent.pk) in folded
            assert url("resend", convened, mail_sent.pk) not in before


def test_a_failed_mail_is_seen_and_sent_again_to_a_corrected_address(desk, convened):
    dispatch = convened.dispatches.first()
    Dispatch.objects.filter(pk=dispatch.pk).update(state=MailState.FAILED, error="Buzón lleno")
    page = text(desk.get(url("dispatches", convened)))
    assert "Buzón lleno" in page
    assert "Reenviar el que falló" in page
    wrong = desk.post(url("resend", convened, dispatch.pk), {"email": "mal@"})
    assert "Ese correo está incompleto" in text(wrong)
    desk.post(url("resend", convened, dispatch.pk), {"email": "bien@una.pe"})
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.email) == (MailState.PENDING, "bien@una.pe")


def test_a_signed_cargo_is_registered_with_its_scan_and_only_readers_open_it(committee, desk, convened):
    entry = convened.roll.get(seat__number=5)
    today = timezone.localdate().isoformat()
    missing = desk.post(url("receipt", convened, entry.pk), {"received_on": today, "kind": "signed_cargo"})
    assert "Adjunte el cargo firmado" in text(missing)
    desk.post(
        url("receipt", convened, entry.pk),
        {
            "received_on": today,
            "kind": "signed_cargo",
            "note": "Registro 881",
            "file": SimpleUploadedFile("cargo.png", PNG),
        },
    )
    receipt = Receipt.objects.get()
    assert (receipt.note, receipt.upload.name) == ("Registro 881", "cargo.png")
    scan = reverse("sessions:attachment", args=[receipt.upload_id])
    for role, status in (("secretary", 200), ("viewer", 200), ("member", 404), ("stranger", 404)):
        assert client_of(committee.everybody[role]).get(scan).status_code == status


def test_a_receipt_for_tomorrow_or_before_the_convocatoria_is_refused_beside_its_date(desk, convened):
    entry = convened.roll.get(seat__number=5)
    for offset, words in ((1, "todavía no llega"), (-5, "Art. 7")):
        received = (timezone.localdate() + timedelta(days=offset)).isoformat()
        response = desk.post(
            url("receipt", convened, entry.pk),
            {"received_on": received, "kind": "email_reply", "note": "Respondió el gerente"},
        )
        assert words in text(response)
        assert "Respondió el gerente" in text(response)
    assert not Receipt.objects.exists()


def test_a_receipt_is_voided_with_a_reason_and_stays_in_sight(committee, desk, convened):
    entry = convened.roll.get(seat__number=5)
    desk.post(
        url("receipt", convened, entry.pk),
        {"received_on": timezone.localdate().isoformat(), "kind": "email_reply", "note": "El gerente"},
    )
    receipt = Receipt.objects.get()
    assert "Escriba el motivo" in text(desk.post(url("void_receipt", convened, receipt.pk), {"reason": ""}))
    desk.post(url("void_receipt", convened, receipt.pk), {"reason": "Era otra institución"})
    assert "Era otra institución" in text(desk.get(url("dispatches", convened)))


def test_annexes_are_for_those_who_see_the_session(committee, desk, draft):
    item = draft.items.first()
    attached = drafts.attach(
        Act(committee.secretary, timezone.now()), item_id=item.pk, file=SimpleUploadedFile("plano.png", PNG)
    )
    annex = reverse("sessions:attachment", args=[attached.upload_id])
    assert desk.get(annex).status_code == 200
    assert client_of(committee.titular(ORDINARY_SEAT)).get(annex).status_code == 404
    draft.refresh_from_db()
    desk.post(url("send", draft), {"revision": draft.revision})
    assert client_of(committee.titular(ORDINARY_SEAT)).get(annex).status_code == 200
    assert client_of(committee.stranger).get(annex).status_code == 404


def test_members_read_the_convocatoria_and_not_the_sheet_of_the_roll(committee, convened, papers):
    statuses = {}
    browser = client_of(committee.titular(ORDINARY_SEAT))
    for row in convened.documents.select_related("document"):
        statuses[row.document.kind] = browser.get(reverse("sessions:document", args=[row.document_id])).status_code
    assert statuses == {"convocatoria": 200, "agenda": 200, "lista-firmas": 404}


def test_a_session_is_cancelled_once_and_says_why(desk, convened):
    assert "Escriba el motivo" in text(desk.post(url("cancel", convened), {"reason": " "}))
    for _ in range(2):
        response = desk.post(url("cancel", convened), {"reason": "Duelo regional"}, follow=True)
        assert response.status_code == 200
    convened.refresh_from_db()
    assert (convened.state, convened.cancelled_reason) == (MeetingState.CANCELLED, "Duelo regional")
    assert "Duelo regional" in text(response)


def test_rescheduling_pressed_twice_makes_one_draft_that_names_the_old_session(desk, convened):
    new = data(LATER + LATER)
    typed = {"date": new["date"], "time": "11:00", "reason": "Paro regional"}
    for _ in range(2):
        desk.post(url("reschedule", convened), typed)
    draft = Meeting.objects.get(replaces=convened)
    assert draft.state == MeetingState.DRAFT
    assert [item.title for item in draft.items.all()] == [item.title for item in convened.items.all()]
    assert str(convened) in text(desk.get(url("detail", draft)))


def test_rescheduling_to_a_past_day_keeps_the_reason_that_was_typed(desk, convened):
    response = desk.post(
        url("reschedule", convened), {"date": "2020-01-01", "time": "11:00", "reason": "Paro regional"}
    )
    assert "ya pasó" in text(response)
    assert "Paro regional" in text(response)
    convened.refresh_from_db()
    assert convened.state == MeetingState.CONVOKED


# --- From the mail -------------------------------------------------------------------------------------------------
def test_the_link_of_a_mail_shows_on_get_and_records_on_post_without_login(client, convened):
    dispatch = convened.dispatches.get(entry__seat__number=5, role="titular")
    page = reverse("sessions:acknowledge", args=[dispatch.token])
    assert "Confirme la recepción" in text(client.get(page))
    assert not Receipt.objects.exists()
    shown = client.post(page, {"rsvp": Rsvp.ATTENDS}, follow=True)
    assert "Recepción registrada" in text(shown)
    assert "asistirá" in text(shown)
    assert Receipt.objects.get().entry == dispatch.entry


def test_an_answer_that_is_none_is_asked_for_again(client, convened):
    dispatch = convened.dispatches.get(entry__seat__number=5, role="titular")
    response = client.post(reverse("sessions:acknowledge", args=[dispatch.token]), {"rsvp": "quizás"})
    assert response.status_code == 422
    assert "Elija una de las respuestas" in text(response)
    assert not Receipt.objects.exists()


def test_a_made_up_link_leads_nowhere(client, convened):
    assert client.get(reverse("sessions:acknowledge", args=["no-existe"])).status_code == 404


def test_the_link_of_a_cancelled_session_says_so(client, desk, convened):
    desk.post(url("cancel", convened), {"reason": "Duelo regional"})
    dispatch = convened.dispatches.first()
    page = text(client.get(reverse("sessions:acknowledge", args=[dispatch.token])))
    assert "fue anulada" in page
    assert "<button" not in page.split("<main")[1]


# --- The list and the page -----------------------------------------------------------------------------------------
def test_members_see_convened_sessions_and_no_drafts(committee, convened, desk):
    desk.post(reverse("sessions:create"), data(LATER + LATER))
    theirs = text(client_of(committee.titular(ORDINARY_SEAT)).get(reverse("sessions:list")))
    assert str(convened) in theirs
    assert "borrador" not in theirs.lower()
    assert "borrador" in text(desk.get(reverse("sessions:list"))).lower()


def test_the_list_is_filtered_by_year_state_and_kind(desk, convened):
    year = timezone.localtime(convened.scheduled_at).year
    listed = reverse("sessions:list")
    assert str(convened) in text(desk.get(listed, {"year": year, "state": "convoked", "kind": "ordinary"}))
    assert "Ninguna sesión responde" in text(desk.get(listed, {"state": "closed"}))
    assert desk.get(listed, {"year": "nunca", "pagina": "x", "orden": "x"}).status_code == 200


def test_the_list_costs_the_same_for_one_session_and_for_many(desk, committee, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(40) as context:
            desk.get(reverse("sessions:list"))
        return len(context)

    for number in range(3):
        drafts.create_draft(
            Act(committee.secretary, timezone.now()),
            body=committee.body,
            kind="ordinary",
            scheduled_at=day(LATER + timedelta(days=number)),
            place="Auditorio",
            link="",
            purpose="",
            governor_invited=True,
        )
    few = count()
    for number in range(12):
        Meeting.objects.create(
            body=committee.body,
            kind="ordinary",
            scheduled_at=datetime(2026, 1, 1 + number, 10, tzinfo=LIMA),
            place="Auditorio",
            created_at=timezone.now(),
            created_by=committee.secretary,
        )
    assert count() == few


def test_a_member_sees_their_own_answer_and_nobody_elses(committee, convened):
    page = text(client_of(committee.titular(ORDINARY_SEAT)).get(url("detail", convened)))
    assert "Todavía no respondió" in page
    assert page.count("Responder") == 1
    assert "Envíos y cargos" not in page


def test_the_whatsapp_message_says_when_and_where_and_nothing_private(desk, convened):
    Meeting.objects.filter(pk=convened.pk).update(link="https://meet.example/secreto")
    page = text(desk.get(url("detail", convened)))
    (href,) = re.findall(r'href="(https://wa\.me/[^"]+)"', page)
    assert "Auditorio%20de%20DIRCETUR" in href
    assert "secreto" not in href
    assert "titular" not in href.lower()


def test_a_discarded_draft_leaves_the_list(desk, draft):
    desk.post(url("discard", draft))
    assert "Todavía no hay sesiones" in text(desk.get(reverse("sessions:list")))
