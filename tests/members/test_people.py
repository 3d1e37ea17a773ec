"""Personal data (Ley 29733): who sees what is held of a person, who corrects it, and that each look leaves its trace."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from audit.acts import Act
from audit.models import Event
from documents.enums import InstrumentKind
from documents.models import Instrument
from members.enums import AccessLevel, IdentityDocument
from members.models import AccessGrant, Accreditation, Exclusion, InstitutionContact, Person
from members.selectors.people import SHOWN, Subject, sheet_of, subject_of
from members.services import look_at_person, update_contact
from regulation.refusal import Refused
from sessions_app.enums import MotionForm
from sessions_app.models import MotionOption
from tests.conftest import ORDINARY_SEAT, client_of, lima
from tests.documents.test_rendering import pages as text_of
from tests.sessions import story as stories

pytestmark = pytest.mark.django_db

NOW = lima("2026-06-10 11:00")
DNI = "40718293"


def sheet_url(person: Person) -> str:
    return reverse("members:person", args=[person.pk])


def correct(committee, person: Person, **changes) -> Person:
    given = {
        "position": person.position,
        "email": person.email,
        "phone": person.phone,
        "full_name": person.full_name,
        "document_kind": person.document_kind,
        "document_number": person.document_number,
        "act": Act(committee.secretary, NOW),
    }
    return update_contact(person_id=person.pk, body_id=committee.body.pk, **(given | changes))


def code_of(refused) -> str:
    return refused.value.ruling.code


def part(subject: Subject, committee, key: str):
    return next(part for part in sheet_of(subject, committee.body) if part.key == key)


@pytest.fixture
def ana(committee) -> Person:
    person = committee.person(ORDINARY_SEAT)
    person.document_kind, person.document_number = IdentityDocument.DNI, DNI
    person.position = "Directora"
    person.save()
    return person


# --- The sheet -----------------------------------------------------------------------------------------------------
def test_the_sheet_shows_everything_that_is_held_of_a_person(committee, closed_story, ana) -> None:
    page = client_of(committee.secretary).get(sheet_url(committee.person(1))).content.decode()
    for words in ("Acreditaciones", "Asistencia a sesiones", "Convocatorias que se le enviaron", "Quién consultó"):
        assert words in page
    assert "titular1@cerx.test" in page
    page = client_of(committee.secretary).get(sheet_url(ana)).content.decode()
    assert f"DNI {DNI}" in page
    assert ana.phone in page
    assert "Directora" in page


def test_attendance_and_mails_come_from_the_sessions(committee, closed_story) -> None:
    subject = subject_of(committee.titular(1))
    attended = part(subject, committee, "attendance").rows
    assert len(attended) == 1
    assert attended[0][2] == "Titular"
    assert "titular1@cerx.test" in part(subject, committee, "mails").rows[0]
    other = subject_of(committee.alternate(1))
    assert part(other, committee, "attendance").rows == []
    assert "alternate1@cerx.test" in part(other, committee, "mails").rows[0]


def test_an_accreditation_is_shown_with_the_name_the_institution_had_then(committee, ana) -> None:
    rows = part(Subject(ana, ana.user), committee, "accreditations").rows
    assert rows[0][0] == committee.institution(ORDINARY_SEAT).name
    assert rows[0][1:4] == ("Titular", "01/06/2022", "sin término")
    assert "Resolución N° 1-2022" in rows[0][4]


def test_an_exclusion_is_on_the_sheet_of_whom_it_excludes(committee, ana) -> None:
    paper = Instrument.objects.create(
        kind=InstrumentKind.ACUERDO, number="7-2026", date=date(2026, 6, 1), issuer="CERX Puno", recorded_at=NOW
    )
    Exclusion.objects.create(
        body=committee.body, person=ana, reason="Conflicto de interés", instrument=paper, starts_on=date(2026, 6, 1)
    )
    rows = part(Subject(ana, ana.user), committee, "exclusions").rows
    assert rows[0][:3] == ("01/06/2026", "", "Conflicto de interés")


def test_what_a_person_did_is_counted_by_what_it_was_about(committee, closed_story) -> None:
    rows = {row[0]: int(row[1]) for row in part(subject_of(committee.secretary), committee, "done").rows}
    acts = Event.objects.filter(actor_id=committee.secretary.pk)
    assert sum(rows.values()) == acts.count()
    assert rows["Actas"] == acts.filter(action__startswith="acta.").count()


def test_who_only_has_an_account_has_a_sheet_too(committee) -> None:
    page = client_of(committee.viewer).get(reverse("members:my_data")).content.decode()
    assert "consulta@cerx.test" in page
    assert "Consulta" in page
    page = client_of(committee.stranger).get(reverse("members:my_data")).content.decode()
    assert "ajena@cerx.test" in page


def test_a_former_representative_still_sees_their_own_data(committee, ana) -> None:
    Accreditation.objects.filter(person=ana).update(ends_before=date(2026, 1, 1))
    page = client_of(ana.user).get(reverse("members:my_data")).content.decode()
    assert DNI in page
    assert "31/12/2025" in page


def test_the_sheet_costs_the_same_for_a_longer_life_in_the_committee(committee, ana) -> None:
    browser = client_of(committee.secretary)
    browser.get(sheet_url(ana))
    with CaptureQueriesContext(connection) as small:
        browser.get(sheet_url(ana))
    stories.closed(committee)
    stories.closed(committee)
    first = Accreditation.objects.filter(person=ana).first()
    Accreditation.objects.bulk_create(
        Accreditation(
            seat=first.seat,
            person=ana,
            role="titular",
            instrument=first.instrument,
            starts_on=date(2010, 1, 1) + timedelta(days=30 * n),
            ends_before=date(2010, 1, 1) + timedelta(days=30 * n + 30),
        )
        for n in range(40)
    )
    for n in range(2 * SHOWN):
        look_at_person(Act(committee.deputy, NOW + timedelta(hours=n)), person_id=ana.pk, body_id=committee.body.pk)
    with CaptureQueriesContext(connection) as large:
        page = browser.get(sheet_url(ana)).content.decode()
    assert len(large) == len(small)
    assert f"Se muestran los {SHOWN} últimos de {2 * SHOWN + 3}" in page


def test_who_is_a_contact_in_the_directory_or_a_candidate_reads_it_on_their_sheet(committee, ana) -> None:
    InstitutionContact.objects.create(
        institution=committee.institution(9), name="Ana Quispe", email=ana.email, phone="951 234 567"
    )
    story = stories.in_session(committee)
    motion = story.ask("M1", "Elegir a la presidencia", "report", "10:30", MotionForm.NOMINAL)
    MotionOption.objects.create(
        motion=motion, position=9, label=ana.full_name, seat=committee.seats[ORDINARY_SEAT], person=ana
    )
    subject = Subject(ana, ana.user)
    assert part(subject, committee, "contacts").rows[0][1:] == ("Ana Quispe", "", ana.email, "951 234 567")
    assert part(subject, committee, "candidacies").rows[0][1] == "Elegir a la presidencia"


# --- Each look leaves its trace ------------------------------------------------------------------------------------
def test_each_look_of_the_office_is_kept_and_the_person_sees_it(committee, ana) -> None:
    client_of(committee.secretary).get(sheet_url(ana))
    client_of(committee.deputy).get(sheet_url(ana))
    client_of(committee.deputy).get(reverse("members:person_pdf", args=[ana.pk]))
    looks = Event.objects.filter(stream=f"person:{ana.pk}").order_by("pk")
    assert [(e.action, e.actor_name) for e in looks] == [
        ("person.viewed", "Sonia Secretaria Técnica"),
        ("person.viewed", "Ada Adjunta"),
        ("person.printed", "Ada Adjunta"),
    ]
    assert looks[0].actor_role == "Secretaría Técnica"
    page = client_of(ana.user).get(reverse("members:my_data")).content.decode()
    assert "Ada Adjunta" in page
    assert "Imprimió la ficha" in page


def test_ones_own_look_is_not_counted(committee, ana) -> None:
    client_of(ana.user).get(reverse("members:my_data"))
    client_of(ana.user).get(reverse("members:my_data_pdf"))
    client_of(committee.secretary).get(sheet_url(committee.secretary.person))
    assert not Event.objects.filter(action__startswith="person.").exists()


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "member", "alternate", "stranger"])
def test_nobody_else_opens_the_sheet_and_a_refusal_is_no_look(committee, ana, who) -> None:
    for url in (sheet_url(ana), reverse("members:person_pdf", args=[ana.pk])):
        assert (
            client_of(committee.everybody[who] if who != "member" else committee.titular(6)).get(url).status_code == 403
        )
    assert not Event.objects.filter(action__startswith="person.").exists()


def test_the_service_asks_for_itself_who_looks(committee, ana) -> None:
    with pytest.raises(PermissionDenied):
        look_at_person(Act(committee.president, NOW), person_id=ana.pk, body_id=committee.body.pk)


def test_the_paper_to_hand_over_says_it_all(committee, ana) -> None:
    response = client_of(committee.secretary).get(reverse("members:person_pdf", args=[ana.pk]))
    assert response["Content-Type"] == "application/pdf"
    text = " ".join(text_of(response.content).split())
    assert DNI in text
    assert ana.phone in text
    assert "Ley 29733" in text
    assert "Sonia Secretaria Técnica" in text
    assert "sin número ni efecto legal" not in text.replace("no tiene número ni efecto legal", "")


def test_the_paper_begins_with_what_is_held_not_with_an_empty_page(committee, ana) -> None:
    response = client_of(committee.secretary).get(reverse("members:person_pdf", args=[ana.pk]))
    first = " ".join(PdfReader(io.BytesIO(response.content)).pages[0].extract_text().split())
    assert "Acreditaciones" in first.split("Para saber quién habla")[0]
    assert "Para saber quién habla" in first


# --- Correcting ----------------------------------------------------------------------------------------------------
def test_a_correction_keeps_what_was_said_before_without_the_whole_number(committee, ana) -> None:
    correct(committee, ana, document_number="40718299", phone="951 777 888", reason="Según su DNI")
    event = Event.objects.get(action="contact.updated")
    assert event.data["changed"] == ["document_number", "phone"]
    assert event.data["before"] == {"document_number": "••••8293", "phone": "•••••••" + ana.phone[-4:]}
    assert event.data["now"]["document_number"] == "••••8299"
    assert event.data["reason"] == "Según su DNI"
    assert DNI not in str(event.data)
    ana.refresh_from_db()
    assert (ana.document_number, ana.phone) == ("40718299", "951 777 888")


def test_a_name_is_corrected_with_its_reason_and_the_account_follows(committee, ana) -> None:
    with pytest.raises(Refused) as refused:
        correct(committee, ana, full_name="Ana María Quispe")
    assert code_of(refused) == "reason_required"
    correct(committee, ana, full_name="  Ana María   Quispe ", reason="Según su DNI")
    assert User.objects.get(pk=ana.user_id).full_name == "Ana María Quispe"
    assert Event.objects.get(action="contact.updated").data["before"]["full_name"] == "Titular 05 Quispe"


def test_a_first_document_needs_no_reason(committee) -> None:
    person = correct(committee, committee.person(6), document_kind="ce", document_number="00 123 4567")
    assert (person.document_kind, person.document_number) == ("ce", "001234567")


def test_a_document_belongs_to_one_person(committee, ana) -> None:
    with pytest.raises(Refused) as refused:
        correct(committee, committee.person(6), document_kind="dni", document_number=DNI)
    assert code_of(refused) == "identity_taken"
    assert refused.value.ruling.facts["person"] == ana.full_name


@pytest.mark.parametrize(("kind", "number"), [("dni", "1234567"), ("dni", "1234567A"), ("ce", "12345"), ("", DNI)])
def test_a_document_that_cannot_be_right_is_refused(committee, kind, number) -> None:
    with pytest.raises(Refused) as refused:
        correct(committee, committee.person(6), document_kind=kind, document_number=number)
    assert code_of(refused) == "bad_identity"


def test_nothing_changed_leaves_no_event(committee, ana) -> None:
    correct(committee, ana)
    assert not Event.objects.filter(action="contact.updated").exists()


def test_who_does_not_say_the_document_leaves_it_as_it_is(committee, ana) -> None:
    correct(committee, ana, document_kind=None, full_name=None, phone="951 999 999")
    ana.refresh_from_db()
    assert (ana.document_number, ana.phone) == (DNI, "951 999 999")


def test_the_form_keeps_what_was_typed_and_says_beside_the_field_what_is_wrong(committee, ana) -> None:
    url = reverse("members:contact", args=[committee.person(6).pk])
    browser = client_of(committee.secretary)
    given = {
        "full_name": "Titular 06 Quispe",
        "document_kind": "dni",
        "document_number": DNI,
        "position": "Jefa de área",
        "email": "titular6@cerx.test",
    }
    response = browser.post(url, given)
    page = response.content.decode()
    assert "Jefa de área" in page
    assert response.context["form"].errors.keys() == {"document_number"}
    assert browser.post(url, given | {"document_number": "44556677"}).status_code == 302
    assert Person.objects.get(pk=committee.person(6).pk).document_number == "44556677"


def test_the_grants_of_whoever_reads_without_a_seat_are_on_their_sheet(committee) -> None:
    AccessGrant.objects.create(
        body=committee.body, user=committee.stranger, level=AccessLevel.VIEWER, starts_on=timezone.localdate()
    )
    rows = part(subject_of(committee.stranger), committee, "grants").rows
    assert rows == [("Consulta", f"{timezone.localdate():%d/%m/%Y}", "sin término")]
