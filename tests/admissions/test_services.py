"""The life of an expediente through its services (Art. 11)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from admissions import services
from admissions.models import Application, ApplicationMail, StagedFile, new_code
from admissions.services import FileData
from audit.acts import Act
from audit.models import Event
from members.models import Institution
from regulation.refusal import Refused
from tests.admissions.conftest import DATA, RUC, a_file, png
from tests.conftest import PRIVATE_SEAT, lima


def refused(call, *args, **kwargs) -> dict:
    with pytest.raises(Refused) as info:
        call(*args, **kwargs)
    return {"code": info.value.ruling.code, **info.value.ruling.facts}


# --- Presented -----------------------------------------------------------------------------------------------------
def test_a_solicitud_gets_a_number_a_code_its_files_and_a_mail(office) -> None:
    first = office.present()
    second = office.other()
    assert (first.label, second.number) == ("Expediente N° 001-2026-CERX-PUNO", 2)
    assert first.code != second.code
    assert [str(file) for file in first.files.all()] == ["partida.png"]
    mail = ApplicationMail.objects.get(application=first)
    assert (mail.email, mail.step.act, mail.state) == ("luis@coovalle.test", "submit", "pending")
    event = Event.objects.get(stream=first.stream)
    assert event.actor_name == "Luis Ñahui Ticona (solicitante)"
    assert event.data["consent"] is True


def test_the_same_form_sent_twice_makes_one_expediente(office) -> None:
    code = new_code()
    given = {
        "body_id": office.committee.body.pk,
        "data": DATA,
        "code": code,
        "consent": True,
        "act": Act(None, lima("2026-10-05")),
    }
    one = services.submit(**given, files=[a_file()])
    two = services.submit(**given, files=[a_file()])
    assert one.pk == two.pk
    assert Application.objects.count() == ApplicationMail.objects.count() == 1


def test_the_files_chosen_before_wait_under_the_code_and_go_with_it(office) -> None:
    code, at = new_code(), lima("2026-10-05")
    services.stage(key=code, kind="proof", file=SimpleUploadedFile("dua.png", png()), at=at)
    services.stage(key=code, kind="proof", file=SimpleUploadedFile("dua.png", png()), at=at)  # chosen twice
    services.stage(key=code, kind="request", file=SimpleUploadedFile("carta.png", png("red")), at=at)
    assert [file.name for file in services.staged(code)] == ["dua.png", "carta.png"]
    sent = services.submit(Act(None, at), body_id=office.committee.body.pk, data=DATA, code=code, consent=True)
    assert [str(file) for file in sent.files.all()] == ["dua.png", "carta.png"]
    assert not StagedFile.objects.exists()


def test_files_of_a_form_that_nobody_sent_are_forgotten(db) -> None:
    services.stage(key="K", kind="proof", file=SimpleUploadedFile("dua.png", png()), at=lima("2026-10-05 10:00"))
    assert services.sweep_staged(lima("2026-10-06 09:00")) == 0
    assert services.sweep_staged(lima("2026-10-06 10:01")) == 1


def test_one_form_takes_only_so_many_files_and_only_of_known_kinds(db, monkeypatch) -> None:
    at = lima("2026-10-05")
    for n in range(services.MAX_FILES):
        services.stage(key="K", kind="proof", file=SimpleUploadedFile(f"{n}.png", png()), at=at)
    more = SimpleUploadedFile("más.png", png())
    assert refused(services.stage, key="K", kind="proof", file=more, at=at)["code"] == "too_many_files"
    monkeypatch.setattr("admissions.services.staging.MAX_TOTAL", 10)
    assert refused(services.stage, key="L", kind="proof", file=more, at=at)["code"] == "files_too_big"
    script = SimpleUploadedFile("solicitud.pdf", b"<script>alert(1)</script>")
    assert refused(services.stage, key="M", kind="proof", file=script, at=at)["code"] == "bad_upload_type"
    assert refused(services.stage, key="M", kind="otro", file=more, at=at)["code"] == "bad_choice"


def test_the_files_of_forms_that_nobody_sends_do_not_fill_the_disk(db, monkeypatch) -> None:
    at = lima("2026-10-05")
    size = len(png())
    monkeypatch.setattr("admissions.services.staging.MAX_WAITING", 2 * size)
    for key in ("K", "L"):
        services.stage(key=key, kind="proof", file=SimpleUploadedFile("a.png", png()), at=at)
    third = SimpleUploadedFile("a.png", png())
    assert refused(services.stage, key="M", kind="proof", file=third, at=at)["code"] == "no_room"
    assert services.stage(key="K", kind="proof", file=third, at=at)  # the same again is there already
    services.sweep_staged(at + timedelta(days=2))
    assert services.stage(key="M", kind="proof", file=third, at=at)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ruc": "20999999991"}, "bad_ruc"),
        ({"contact_email": "luis"}, "bad_email"),
        ({"website": "javascript:alert(1)"}, "bad_website"),
        ({"sector": "mixto"}, "bad_choice"),
        ({"country": "XX"}, "bad_choice"),
        ({"ubigeo": "999999"}, "bad_ubigeo"),
        ({"link_text": "  "}, "field_required"),
        ({"product": ""}, "field_required"),
        ({"authority_name": ""}, "field_required"),
        ({"name": " "}, "institution_name_required"),
    ],
)
def test_what_cannot_be_right_is_refused_and_takes_no_number(office, changes, code) -> None:
    with pytest.raises(Refused) as info:
        office.present(**changes)
    assert info.value.ruling.code == code
    assert office.present().number == 1


def test_without_consent_or_without_proof_there_is_no_expediente(office) -> None:
    given = {
        "body_id": office.committee.body.pk,
        "data": DATA,
        "code": new_code(),
        "act": Act(None, lima("2026-10-05")),
    }
    assert refused(services.submit, **given, consent=False, files=[a_file()])["code"] == "consent_needed"
    only_request = [a_file(kind="request")]
    assert refused(services.submit, **given, consent=True, files=only_request)["code"] == "proof_needed"


def test_a_member_does_not_apply_by_its_ruc_or_by_its_name_without_accents(office) -> None:
    committee = office.committee
    Institution.objects.filter(pk=committee.institution(PRIVATE_SEAT).pk).update(ruc=RUC)
    with pytest.raises(Refused) as info:
        office.present()
    assert info.value.ruling.code == "already_member"
    name = committee.institution(3).name
    with pytest.raises(Refused) as info:
        office.other(name=name.upper().replace("Ó", "O"))
    assert info.value.ruling.code == "already_member"


@pytest.mark.parametrize(
    "changes",
    [{}, {"ruc": "", "name": "COOPERATIVA AGRARIA VALLE HERMOSO LTDA."}, {"ruc": "", "name": "Otro nombre"}],
)
def test_a_second_solicitud_is_told_the_number_of_the_first(office, changes) -> None:
    first = office.present()
    with pytest.raises(Refused) as info:
        office.present(**changes)
    assert (info.value.ruling.code, info.value.ruling.facts["label"]) == ("already_applied", first.label)
    assert first.code not in str(info.value.ruling.facts)


def test_one_person_may_write_for_two_institutions(office) -> None:
    office.present()
    assert office.present(name="Otra cooperativa", ruc="20888888889", email="otra@coovalle.test").number == 2


def test_after_desisting_one_may_apply_again(office) -> None:
    first = office.present()
    services.desist(Act(None, lima("2026-10-06")), application_id=first.pk, reason="Falta un socio")
    assert office.present().number == 2


# --- Observed and remedied -----------------------------------------------------------------------------------------
def test_the_term_is_of_business_days_in_puno_and_stays_as_it_was_notified(office) -> None:
    application = office.present("2026-10-29 10:00")
    # 4 November is a holiday in Puno; Friday 30 October is the first day.
    application = office.observe(application, "2026-10-29 12:00", days=5)
    assert application.remedy_due == date(2026, 11, 6)
    step = application.steps.last()
    assert (step.act, step.due_on, step.mail.email) == ("observe_application", date(2026, 11, 6), "luis@coovalle.test")


@pytest.mark.parametrize("days", [0, 31])
def test_the_term_goes_from_1_to_30_days(office, days) -> None:
    with pytest.raises(Refused) as info:
        office.observe(office.present(), days=days)
    assert info.value.ruling.code == "term_out_of_range"


def test_a_remedy_brings_it_back_and_it_may_be_observed_again(office) -> None:
    application = office.observe(office.present())
    application = services.remedy(
        Act(None, lima("2026-10-13 23:59")),
        application_id=application.pk,
        text="Va la vigencia.",
        files=[a_file("vigencia.png", "remedy")],
    )
    assert application.state == "received"
    assert application.steps.last().act == "remedy"
    assert office.observe(application, "2026-10-14 09:00").state == "observed"


def test_a_late_remedy_is_received_and_marked(office) -> None:
    application = office.observe(office.present())  # due on the 14th: the 8th is a holiday
    services.remedy(Act(None, lima("2026-10-15 08:00")), application_id=application.pk, text="Tarde")
    application.refresh_from_db()
    assert application.state == "received"
    assert application.steps.last().act == "remedy_late"
    assert Event.objects.filter(action="application.remedied").get().data["late"] == "2026-10-14"


def test_an_empty_remedy_is_refused(office) -> None:
    application = office.observe(office.present())
    got = refused(services.remedy, Act(None, lima("2026-10-07")), application_id=application.pk, text=" ")
    assert (got["code"], got["field"]) == ("field_required", "remedy")


def test_abandonment_is_declared_only_after_the_term(office) -> None:
    application = office.observe(office.present())
    by = office.committee.secretary
    early = refused(services.abandon, Act(by, lima("2026-10-14 18:00")), application_id=application.pk)
    assert (early["code"], early["due"]) == ("term_still_runs", "2026-10-14")
    done = services.abandon(Act(by, lima("2026-10-15 09:00")), application_id=application.pk)
    assert done.state == "abandoned"
    late = refused(services.remedy, Act(None, lima("2026-10-15 10:00")), application_id=application.pk, text="Ya")
    assert late["code"] == "wrong_state"


# --- Evaluated -----------------------------------------------------------------------------------------------------
def test_an_evaluation_may_be_replaced_and_the_history_keeps_both(office) -> None:
    application = office.evaluate(office.present(), advice="unfavourable")
    application = office.evaluate(application, advice="favourable")
    assert (application.state, application.advice) == ("evaluated", "favourable")
    kept = Event.objects.filter(action="application.evaluated").order_by("pk")
    assert [event.data["advice"] for event in kept] == ["unfavourable", "favourable"]


@pytest.mark.parametrize("day", [date(2026, 10, 4), date(2026, 10, 13)])
def test_an_evaluation_is_after_the_solicitud_and_not_in_the_future(office, day) -> None:
    with pytest.raises(Refused) as info:
        office.evaluate(office.present(), evaluated_on=day)
    assert info.value.ruling.code == "bad_date"


def test_no_state_is_skipped(office) -> None:
    application, by = office.present(), office.committee.secretary
    draft = office.draft()
    common = {"application_id": application.pk, "act": Act(by, lima("2026-11-09 10:00"))}
    for call, more in (
        (services.put_on_agenda, {"meeting_id": draft.pk}),
        (services.take_off_agenda, {}),
        (services.abandon, {}),
        (services.settle_accreditation, {}),
    ):
        assert refused(call, **common, **more)["code"] == "wrong_state", call.__name__
    assert draft.items.filter(subject=application.subject).count() == 0


def test_a_stale_form_is_refused(office) -> None:
    application = office.present()
    seen = application.revision
    office.observe(application)
    services.remedy(Act(None, lima("2026-10-07")), application_id=application.pk, text="Ya")
    with pytest.raises(Refused) as info:
        services.evaluate(
            Act(office.committee.secretary, lima("2026-10-08")),
            application_id=application.pk,
            relevance="x",
            contribution="x",
            advice="favourable",
            evaluators="x",
            evaluated_on=date(2026, 10, 8),
            revision=seen,
        )
    assert info.value.ruling.code == "stale"


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "stranger"])
def test_only_the_secretaria_processes_an_expediente(office, who) -> None:
    application = office.present()
    with pytest.raises(PermissionDenied):
        services.observe(
            Act(getattr(office.committee, who), lima("2026-10-06")), application_id=application.pk, text="Falta algo"
        )


def test_the_deputy_does_too(office) -> None:
    application = office.present()
    done = services.observe(
        Act(office.committee.deputy, lima("2026-10-06")), application_id=application.pk, text="Falta algo"
    )
    assert done.state == "observed"


def test_a_file_of_the_form_is_judged_by_what_it_holds(office) -> None:
    bad = FileData("proof", SimpleUploadedFile("sustento.png", b"MZ\x90 not a picture"))
    got = refused(
        services.submit,
        body_id=office.committee.body.pk,
        data=DATA,
        code=new_code(),
        consent=True,
        files=[bad],
        act=Act(None, lima("2026-10-05")),
    )
    assert got["code"].startswith("bad_upload")
    assert not Application.objects.exists()
