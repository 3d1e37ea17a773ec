"""The pages of an expediente: for the applicant, and for the office that decides what is missing."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from admissions import services
from admissions.models import Application, ApplicationFile, ApplicationMail, StagedFile
from admissions.selectors import known_institution
from audit.acts import Act
from mailing.tasks import send, sweep
from members.enums import BodyKind
from members.models import Body
from tests.admissions.conftest import RUC, png
from tests.conftest import ORDINARY_SEAT, client_of, lima

APPLY = reverse("admissions:apply")
FOLLOW = reverse("admissions:follow")
LIST = reverse("admissions:list")


def typed(**changes) -> dict:
    return {
        "name": "Cooperativa Agraria Valle Hermoso Ltda.",
        "short_name": "COOVALLE",
        "ruc": RUC,
        "sector": "private",
        "kind": "producers_org",
        "country": "PE",
        "ubigeo": "Cabana, San Román, Puno",
        "address": "Jr. Puno 120",
        "email": "gerencia@coovalle.test",
        "phone": "",
        "website": "www.coovalle.test",
        "authority_name": "Rosa Chambi",
        "authority_position": "Presidenta",
        "contact_name": "Luis Ñahui",
        "contact_email": "luis@coovalle.test",
        "contact_phone": "951 123 456",
        "link_kind": "both",
        "product": "Quinua",
        "link_text": "Exporta quinua desde 2014.",
        "contribution_text": "Su planta de proceso.",
        "consent": "on",
        "fax": "",
    } | changes


def key_of(page: str) -> str:
    return re.search(r'name="key" value="([^"]+)"', page)[1]


def proof(name: str = "dua.png", colour: str = "white") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(colour), content_type="image/png")


@pytest.fixture
def stranger(committee):
    cache.clear()
    return client_of(None)


def present(browser, **changes):
    key = key_of(browser.get(APPLY).content.decode())
    return browser.post(APPLY, typed(**changes) | {"key": key, "proof_files": [proof()]})


# --- The public form -----------------------------------------------------------------------------------------------
def test_a_stranger_presents_and_sees_number_and_code(stranger) -> None:
    response = present(stranger)
    application = Application.objects.get()
    assert response.url == reverse("admissions:follow_code", args=[application.code])
    page = stranger.get(response.url)
    text = page.content.decode()
    assert "Su solicitud está presentada" in text
    assert application.code in text
    assert application.website == "https://www.coovalle.test"
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]


def test_an_error_loses_neither_what_was_typed_nor_the_files(stranger) -> None:
    key = key_of(stranger.get(APPLY).content.decode())
    response = stranger.post(
        APPLY,
        typed(ruc="20999999991", consent="") | {"key": key, "proof_files": [proof("a.png"), proof("b.png", "red")]},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "no es válido: son once dígitos" in page
    assert "Sin esta autorización" in page
    assert "Exporta quinua desde 2014." in page
    assert "a.png" in page
    assert "b.png" in page
    out = StagedFile.objects.get(name="b.png").pk
    again = stranger.post(APPLY, typed() | {"key": key_of(page), "quitar": [out]})
    assert again.status_code == 302
    assert [str(file) for file in ApplicationFile.objects.all()] == ["a.png"]


def test_a_double_click_makes_one_expediente(stranger) -> None:
    key = key_of(stranger.get(APPLY).content.decode())
    first = stranger.post(APPLY, typed() | {"key": key, "proof_files": [proof()]})
    second = stranger.post(APPLY, typed() | {"key": key, "proof_files": [proof()]})
    assert first.url == second.url
    assert Application.objects.count() == 1


def test_a_forged_key_opens_nobodys_files_and_is_told_to_send_again(stranger) -> None:
    key = key_of(stranger.get(APPLY).content.decode())
    stranger.post(APPLY, {"key": key, "proof_files": [proof("ajena.png")]})
    forged = stranger.post(APPLY, typed() | {"key": key[:-2] + "xx", "quitar": [StagedFile.objects.get().pk]})
    assert forged.status_code == 422
    assert "ajena.png" not in forged.content.decode()
    assert StagedFile.objects.filter(name="ajena.png").exists()
    assert not Application.objects.exists()


def test_a_program_that_fills_every_field_is_refused(stranger) -> None:
    response = present(stranger, fax="051-123456")
    assert response.status_code == 422
    assert not Application.objects.exists()


@pytest.mark.parametrize("field", ["name", "contact_name"])
@pytest.mark.parametrize(
    "advert", ["Gane en HTTPS://premio.example", "www.premio.example", "escriba a ana@premio.example"]
)
def test_the_offices_mail_carries_nobodys_advertisement(stranger, field, advert) -> None:
    page = present(stranger, **{field: advert})
    assert page.status_code == 422
    assert "sin direcciones de Internet" in page.content.decode()
    assert not Application.objects.exists()


def test_a_hostile_file_is_named_and_nothing_is_kept_of_it(stranger) -> None:
    key = key_of(stranger.get(APPLY).content.decode())
    page = stranger.post(
        APPLY,
        typed() | {"key": key, "proof_files": [SimpleUploadedFile("virus.pdf", b"MZ\x90\x00"), proof("buena.png")]},
    ).content.decode()
    assert "virus.pdf:" in page
    assert [file.name for file in StagedFile.objects.all()] == ["buena.png"]


def test_a_file_larger_than_allowed_is_refused(stranger, settings) -> None:
    settings.UPLOAD_MAX_BYTES = 50
    response = present(stranger)
    assert response.status_code == 422
    assert not StagedFile.objects.exists()


def test_without_proof_it_says_so_beside_the_field(stranger) -> None:
    key = key_of(stranger.get(APPLY).content.decode())
    page = stranger.post(APPLY, typed() | {"key": key}).content.decode()
    assert "adjunte al menos un documento" in page.lower()


def test_who_is_a_member_or_applied_already_is_told(stranger, committee, office) -> None:
    first = office.present()
    page = present(stranger).content.decode()
    assert first.label in page
    assert first.code not in page
    page = present(
        stranger, ruc="", name=committee.institution(ORDINARY_SEAT).name, contact_email="x@y.test", email="z@y.test"
    )
    assert "ya es miembro" in page.content.decode()


def test_a_name_written_with_other_signs_is_the_same_name(stranger, office) -> None:
    office.admitted()
    page = present(stranger, ruc="", name="COOPERATIVA AGRARIA VALLE HERMOSO, LTDA", contact_email="x@y.test")
    assert "ya es miembro" in page.content.decode()
    assert known_institution(name="Cooperativa Agraria Valle Hermoso Ltda", ruc="").ruc == RUC
    assert known_institution(name="Cooperativa Agraria Valle Hermoso", ruc="") is None
    other = office.other()
    page = present(stranger, ruc="", name="Asociación de Criadores de Alpaca de Nuñoa.", contact_email="z@y.test")
    assert other.label in page.content.decode()


def test_one_address_sends_only_so_many(stranger) -> None:
    for n in range(4):
        changes = {"name": f"Asociación {n}", "ruc": "", "email": f"a{n}@b.test", "contact_email": "uno@b.test"}
        response = present(stranger, **changes)
        Application.objects.update(state="withdrawn")
        assert response.status_code == 302
    late = present(stranger, name="Asociación 5", ruc="", email="a5@b.test", contact_email="UNO@b.test")
    assert late.status_code == 429
    assert late["Retry-After"]
    assert "Asociación 5" in late.content.decode()  # nothing typed is lost


def test_countries_have_the_names_of_today(stranger) -> None:
    page = stranger.get(APPLY).content.decode()
    for name in ("Trinidad y Tobago", "Esuatini", "República Centroafricana"):
        assert name in page
    assert "Suazilandia" not in page


def test_a_mesa_can_be_chosen_only_while_there_is_one(stranger, committee) -> None:
    assert "¿A qué pide incorporarse?" not in stranger.get(APPLY).content.decode()
    mesa = Body.objects.create(
        slug="mesa-cafe",
        name="Mesa Técnica de Café",
        short_name="Mesa de Café",
        kind=BodyKind.MESA,
        parent=committee.body,
        rulebook=committee.body.rulebook,
    )
    assert "Mesa Técnica de Café" in stranger.get(APPLY).content.decode()
    present(stranger, target=mesa.pk)
    assert Application.objects.get().body == mesa


def test_a_form_from_another_site_is_refused(stranger) -> None:
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(APPLY, typed()).status_code == 403


# --- Following -----------------------------------------------------------------------------------------------------
def test_number_and_code_lead_to_the_expediente_and_anything_else_to_one_answer(stranger, office) -> None:
    first, second = office.present(), office.other()
    found = stranger.post(FOLLOW, {"number": "1-2026", "code": first.code.lower().replace("-", " ")})
    assert found.url == reverse("admissions:follow_code", args=[first.code])
    answers = set()
    for number, code in (("001-2026", second.code), ("999-2026", first.code), ("001-2026", "AAAA-AAAA-AAAA-AAAA")):
        response = stranger.post(FOLLOW, {"number": number, "code": code})
        assert response.status_code == 422
        answers.add(re.sub(r'value="[^"]*"', "", response.content.decode()))
    assert len(answers) == 1


def test_guesses_are_slowed_down(stranger, office) -> None:
    application = office.present()
    for _ in range(10):
        stranger.post(FOLLOW, {"number": "001-2026", "code": "AAAA-AAAA-AAAA-AAAA"})
    blocked = stranger.post(FOLLOW, {"number": "001-2026", "code": application.code})
    assert blocked.status_code == 429


@pytest.mark.parametrize("code", ["nada", "AAAA-AAAA-AAAA-AAAA", "x" * 200])
def test_a_code_that_is_nobodys_is_a_404(stranger, office, code) -> None:
    office.present()
    for name in ("follow_code", "desist"):
        assert stranger.get(reverse(f"admissions:{name}", args=[code])).status_code == 404
    assert stranger.post(reverse("admissions:remedy", args=[code])).status_code == 404


def test_the_applicant_remedies_from_the_page_and_a_wrong_file_does_not_lose_the_text(stranger, office) -> None:
    application = office.observe(office.present(), at=f"{timezone.localdate():%Y-%m-%d} 00:01")
    page = stranger.get(reverse("admissions:follow_code", args=[application.code])).content.decode()
    assert "Falta la vigencia de poder." in page
    assert "vence en 5 días hábiles" in page
    url = reverse("admissions:remedy", args=[application.code])
    bad = stranger.post(url, {"text": "Va la vigencia", "remedy_files": [SimpleUploadedFile("x.exe", b"MZ")]})
    assert bad.status_code == 422
    assert "Va la vigencia" in bad.content.decode()
    good = stranger.post(url, {"text": "Va la vigencia", "remedy_files": [proof("vigencia.png")]}, follow=True)
    assert "Recibimos su subsanación" in good.content.decode()
    application.refresh_from_db()
    assert (application.state, application.files.last().kind) == ("received", "remedy")


def test_nobody_remedies_what_was_not_observed(stranger, office) -> None:
    application = office.present()
    url = reverse("admissions:remedy", args=[application.code])
    response = stranger.post(url, {"text": "x", "remedy_files": [proof()]})
    assert response.status_code == 422
    assert not StagedFile.objects.exists()


def test_looking_at_the_links_of_a_mail_does_nothing(stranger, office) -> None:
    application = office.present()
    for name in ("follow_code", "desist"):
        stranger.get(reverse(f"admissions:{name}", args=[application.code]))
    assert stranger.get(reverse("admissions:remedy", args=[application.code])).status_code == 405
    application.refresh_from_db()
    assert (application.state, application.revision) == ("received", 0)


def test_the_applicant_desists_after_confirming(stranger, office) -> None:
    application = office.present()
    url = reverse("admissions:desist", args=[application.code])
    assert "no se reabre" in stranger.get(url).content.decode()
    assert "desistimiento" in stranger.post(url, {"reason": ""}, follow=True).content.decode()
    assert "Ya no se puede desistir" in stranger.get(url).content.decode()


def test_the_page_says_at_each_moment_whether_anything_is_asked(stranger, office, monkeypatch) -> None:
    def shown(application, hour: str) -> str:
        monkeypatch.setattr("django.utils.timezone.now", lambda: lima(hour))
        return stranger.get(reverse("admissions:follow_code", args=[application.code])).content.decode()

    application = office.present()
    assert "La Secretaría Técnica está revisando su solicitud." in shown(application, "2026-10-05 12:00")
    services.remedy(Act(None, lima("2026-10-07 10:00")), application_id=office.observe(application).pk, text="Va.")
    page = shown(application, "2026-10-08 09:00")
    # It was received when it was presented, whatever was added to it later.
    assert re.search(r"Recibida.{1,200}05/10/2026", page, re.DOTALL)
    office.evaluate(application)
    assert "la pondrá en la agenda" in shown(application, "2026-10-12 12:00")
    draft = office.draft()
    office.put(application, draft)
    office.convene(draft)
    assert "verá su solicitud el 20/11/2026" in shown(application, "2026-11-11 09:00")
    office.install(draft)
    application.refresh_from_db()
    office.count(office.ask(application))
    page = shown(application, "2026-11-20 10:40")
    assert "la sesión que la Asamblea celebra hoy" in page
    assert "a favor" not in page
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-11-20 10:45"))
    closing = client_of(office.committee.secretary).get(reverse("sessions:close", args=[draft.pk])).content.decode()
    assert "Con el cierre es miembro desde hoy" in closing


def test_the_code_is_only_for_its_applicant(stranger, office) -> None:
    application = office.present()
    page = client_of(office.committee.secretary).get(reverse("admissions:detail", args=[application.pk]))
    assert application.code not in page.content.decode()


# --- Mails ---------------------------------------------------------------------------------------------------------
def test_the_mail_carries_number_code_and_link(office) -> None:
    application = office.present()
    send(application.mails.get(), now=timezone.now())
    sent = mail.outbox[0]
    assert sent.to == ["luis@coovalle.test"]
    assert application.label in sent.subject
    assert application.code in sent.body
    assert reverse("admissions:follow_code", args=[application.code]) in sent.body
    assert send(application.mails.get(), now=timezone.now()).state == "sent"
    assert len(mail.outbox) == 1


def test_a_mail_that_fails_says_why_and_is_sent_again_by_a_button(office, monkeypatch) -> None:
    application = office.present()
    row = application.mails.get()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", lambda self: 1 / 0)
        assert send(row, now=timezone.now()).state == "failed"
    browser = client_of(office.committee.secretary)
    page = browser.get(reverse("admissions:detail", args=[application.pk])).content.decode()
    assert "El servidor de correo no lo aceptó" in page
    assert "No salió el aviso" in browser.get(reverse("home")).content.decode()
    browser.post(reverse("admissions:resend", args=[row.pk]))
    assert send(row, now=timezone.now()).state == "sent"


def test_the_sweep_asks_again_for_a_mail_that_nobody_tried(office) -> None:
    office.present("2026-10-05 10:00")
    assert sweep(lima("2026-10-05 10:04")) == 0
    assert sweep(lima("2026-10-05 10:06")) == 1
    ApplicationMail.objects.update(attempts=5)
    assert sweep(lima("2026-10-05 10:06")) == 0
    assert ApplicationMail.objects.get().state == "failed"


# --- The office ----------------------------------------------------------------------------------------------------
def test_the_list_finds_without_accents_and_by_state_and_costs_the_same_for_any_number(office) -> None:
    office.present()
    office.other()
    browser = client_of(office.committee.secretary)
    found = browser.get(LIST, {"q": "nunoa"}).content.decode()
    assert "Nuñoa" in found
    assert "Valle Hermoso" not in found
    assert "Ningún expediente" in browser.get(LIST, {"state": "denied"}).content.decode()
    with CaptureQueriesContext(connection) as small:
        browser.get(LIST)
    for n in range(20):
        office.other(name=f"Asociación {n}", email=f"{n}@x.test", contact_email=f"c{n}@x.test")
    with CaptureQueriesContext(connection) as large:
        browser.get(LIST)
    assert len(large) <= len(small)


@pytest.mark.parametrize("query", ["pagina=0", "pagina=x", "pagina=99999999999", "year=abc", "state=x", "orden=nada"])
def test_a_hand_written_address_of_the_list_does_not_break_it(office, query) -> None:
    office.present()
    assert client_of(office.committee.secretary).get(f"{LIST}?{query}").status_code == 200


def test_the_list_is_an_excel_file(office) -> None:
    office.present()
    response = client_of(office.committee.viewer).get(LIST, {"formato": "excel"})
    assert response["Content-Type"].endswith("sheet")
    assert b"951 123 456" not in response.content


def test_a_reader_sees_no_whole_telephone_and_downloads_what_a_stranger_sent(office) -> None:
    application = office.present()
    url = reverse("admissions:document", args=[application.files.get().pk])
    viewer, secretary = client_of(office.committee.viewer), client_of(office.committee.secretary)
    detail = reverse("admissions:detail", args=[application.pk])
    assert "951 123 456" not in viewer.get(detail).content.decode()
    assert "951 123 456" in secretary.get(detail).content.decode()
    assert viewer.get(url)["Content-Disposition"].startswith("attachment")
    assert secretary.get(url)["Content-Disposition"].startswith("inline")
    assert client_of(office.committee.titular(ORDINARY_SEAT)).get(url).status_code == 403
    assert client_of(None).get(url).status_code == 302


def test_what_an_applicant_wrote_runs_nowhere(office) -> None:
    application = office.present(link_text="<script>alert(1)</script>", name="<b>Cooperativa</b>", ruc="")
    for user, url in (
        (office.committee.secretary, reverse("admissions:detail", args=[application.pk])),
        (office.committee.secretary, LIST),
        (None, reverse("admissions:follow_code", args=[application.code])),
    ):
        page = client_of(user).get(url).content.decode()
        assert "<script>alert" not in page
        assert "<b>Cooperativa" not in page


def test_the_office_takes_it_from_the_inbox_to_the_agenda(office, monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-10-12 10:00"))
    application = office.present()
    browser = client_of(office.committee.secretary)
    assert "Revisar la solicitud de incorporación" in browser.get(reverse("home")).content.decode()
    url = reverse("admissions:evaluate", args=[application.pk])
    assert browser.post(url, {"relevance": "Sí"}).status_code == 422
    filled = {
        "relevance": "Sí",
        "contribution": "Planta",
        "advice": "favourable",
        "evaluators": "UNA y Cámara",
        "evaluated_on": "2026-10-12",
        "revision": application.revision,
    }
    page = browser.post(url, filled, follow=True).content.decode()
    assert "La evaluación está registrada" in page
    agenda_url = reverse("admissions:put_on_agenda", args=[application.pk])
    assert browser.get(agenda_url).url == reverse("sessions:create")  # there is no draft yet
    draft = office.draft(at="2026-10-12 09:00")
    stale = browser.post(agenda_url, {"place": f"meeting:{draft.pk}", "revision": 0})
    assert stale.status_code == 422
    assert "alguien" in stale.content.decode().lower()
    page = browser.post(agenda_url, {"place": f"meeting:{draft.pk}", "revision": 1}, follow=True).content.decode()
    assert "La solicitud tiene su punto en la agenda" in page
    assert browser.post(agenda_url, {"place": "meeting:999999", "revision": 2}).status_code in (302, 422)


def test_the_desk_offers_the_vote_prefilled_and_the_result_is_decided_by_the_rule(office, monkeypatch) -> None:
    application, meeting = office.ready()
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-11-20 10:30"))
    browser = client_of(office.committee.secretary)
    run = reverse("sessions:run", args=[meeting.pk])
    page = browser.get(run, {"punto": application.item_id}).content.decode()
    assert "Votar la admisión" in page
    new = reverse("sessions:motion_new", args=[meeting.pk]) + f"?punto={application.item_id}&asunto=1"
    page = browser.get(new).content.decode()
    assert f"Admitir a {application.name} (sector privado) como miembro de: CERX Puno" in page
    assert "Si se aprueba, es un acuerdo" not in page
    ref = re.search(r'name="ref" value="([^"]+)"', page)[1]
    sent = browser.post(new, {"text": "Admitir a COOVALLE", "form": "simple", "ref": ref})
    assert sent.status_code == 302
    motion = meeting.motions.get()
    assert (motion.purpose, motion.subject, motion.makes_acuerdo) == ("admission", application.subject, True)
    assert "Votar la admisión" not in browser.get(run, {"punto": application.item_id}).content.decode()


def test_on_any_other_point_there_is_no_admission_to_forge(office, monkeypatch) -> None:
    application, meeting = office.ready()
    other = meeting.items.filter(subject="").first()
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-11-20 10:30"))
    browser = client_of(office.committee.secretary)
    url = reverse("sessions:motion_new", args=[meeting.pk]) + f"?punto={other.pk}&asunto=1"
    browser.post(
        url, {"text": "x", "form": "simple", "ref": "x1", "purpose": "admission", "subject": application.subject}
    )
    assert meeting.motions.get().purpose == "decision"


def test_home_says_what_each_moment_asks_for(office) -> None:
    today = timezone.localdate()
    browser = client_of(office.committee.secretary)
    application = office.observe(office.present())
    Application.objects.filter(pk=application.pk).update(remedy_due=today - timedelta(days=1))
    assert "Venció el plazo para subsanar" in browser.get(reverse("home")).content.decode()
    Application.objects.filter(pk=application.pk).update(remedy_due=today + timedelta(days=1))
    assert "Venció el plazo para subsanar" not in browser.get(reverse("home")).content.decode()
    office.evaluate(office.other())
    assert "Poner en agenda: Asociación" in browser.get(reverse("home")).content.decode()
    assert "Poner en agenda" not in client_of(office.committee.president).get(reverse("home")).content.decode()


def test_the_door_leads_to_the_form(stranger) -> None:
    assert APPLY in stranger.get(reverse("account_login")).content.decode()


def test_many_solicitudes_of_one_state_are_one_line_that_leads_to_their_list(office) -> None:
    for number in range(5):
        office.other(name=f"Asociación {number}", email=f"a{number}@as.test", contact_email=f"c{number}@as.test")
    browser = client_of(office.committee.secretary)
    assert (
        browser.get(reverse("home")).content.decode().count("<h3>Revisar la solicitud de incorporación: Asociación")
        == 5
    )
    office.other(name="Asociación 6", email="a6@as.test", contact_email="c6@as.test")
    page = browser.get(reverse("home")).content.decode()
    assert "Revisar la solicitud de incorporación" not in page
    assert "6 solicitudes de incorporación por revisar" in page
    leads_to = f"{reverse('admissions:list')}?state=received"
    assert f'href="{leads_to}"' in page
    assert browser.get(leads_to).content.decode().count("Asociación ") >= 6
