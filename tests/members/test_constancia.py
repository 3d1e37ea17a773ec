"""The numbered constancia de acreditación (Art. 5, 9)."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from audit.acts import Act
from audit.models import Event
from documents.models import IssuedDocument
from documents.services import render
from members.enums import EntryBasis, SeatRole
from members.models import Accreditation, AccreditationDocument
from members.services import (
    InstitutionData,
    PersonData,
    annul_constancia,
    end_accreditation,
    hold_seat,
    issue_constancia,
    note_departure,
)
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, client_of, lima
from tests.members.test_accreditation import NOW, START, code_of, give, paper

ISSUED = lima("2026-06-20 11:00")


def someone(committee, **more) -> Accreditation:
    person = PersonData(
        full_name="Nadia Nueva Mamani",
        position="Jefa de Promoción",
        email="nadia@provias.gob.pe",
        phone="951222333",
        document_kind="dni",
        document_number="40123456",
    )
    return give(committee, person=person, **more)


def issue(committee, accreditation, **more) -> IssuedDocument:
    return issue_constancia(
        Act(more.pop("by", committee.secretary), more.pop("at", ISSUED)), accreditation_id=accreditation.pk, **more
    )


def words_of(document: IssuedDocument) -> str:
    """What is printed, in one line."""
    rendered = render(document.pk)
    reader = PdfReader(io.BytesIO(bytes(rendered.stored.data)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_has_a_number_a_payload_and_its_event(committee) -> None:
    made = someone(committee)
    first, second = issue(committee, made), issue(committee, made)
    assert first.label == "Constancia de acreditación N° 001-2026-CERX-PUNO"
    assert second.number == 2
    assert [row.document for row in AccreditationDocument.objects.all()] == [second, first]
    event = Event.objects.filter(action="accreditation.certified").first()
    assert (event.stream, event.data["label"]) == (f"seat:{committee.seats[ORDINARY_SEAT].pk}", first.label)


def test_it_says_who_for_whom_in_what_quality_since_when_and_by_which_paper(committee) -> None:
    text = words_of(issue(committee, someone(committee, valid_until=date(2027, 6, 9))))
    for words in (
        "hace constar",
        "está acreditada",
        "Nadia Nueva Mamani",
        "Jefa de Promoción",
        "Representante titular",
        "N° 5",
        "Desde el diez de junio de dos mil veintiséis (10/06/2026) hasta el nueve de junio de dos mil veintisiete",
        "Oficio N° 045-2026, del ocho de junio de dos mil veintiséis, emitido por Provías Descentralizado",
        "artículo 5",
        "Sonia Secretaria Técnica",
        "Código de verificación",
    ):
        assert words in text, words


def test_it_shows_no_identity_document_nor_telephone_whole(committee) -> None:
    document = issue(committee, someone(committee))
    text = words_of(document)
    assert "••••3456" in text
    for held in (str(document.payload), text):
        assert "40123456" not in held
        assert "951222333" not in held
        assert "nadia@provias.gob.pe" not in held


def test_one_without_a_term_says_that_none_was_set(committee) -> None:
    assert "sin término fijado" in words_of(issue(committee, someone(committee)))


def test_one_that_is_over_says_from_when_until_when(committee) -> None:
    made = someone(committee)
    end_accreditation(
        Act(committee.secretary, lima("2026-06-16 09:00")),
        accreditation_id=made.pk,
        last_day=date(2026, 6, 15),
        reason="Cese",
    )
    text = words_of(issue(committee, made))
    assert "estuvo acreditada" in text
    assert "(10/06/2026) al quince de junio de dos mil veintiséis (15/06/2026). Ya no está vigente." in text


def test_one_whose_term_ran_out_is_over_too(committee) -> None:
    made = someone(committee, valid_until=date(2026, 6, 19))
    assert "Ya no está vigente" in words_of(issue(committee, made))


def test_on_its_last_day_it_is_still_in_force(committee) -> None:
    made = someone(committee, valid_until=date(2026, 6, 20))
    assert "está acreditada" in words_of(issue(committee, made))


def test_it_says_that_the_person_left(committee) -> None:
    made = someone(committee)
    note_departure(Act(committee.secretary, NOW), accreditation_id=made.pk, left_on=START, note="")
    assert "dejó la institución el diez de junio" in words_of(issue(committee, made))


def test_it_carries_the_name_of_the_day_and_the_one_before(committee) -> None:
    made = someone(committee)
    hold_seat(
        Act(committee.secretary, lima("2026-06-15 09:00")),
        seat_id=committee.seats[ORDINARY_SEAT].pk,
        data=InstitutionData(name="Provías Regional Puno", sector="public"),
        basis=EntryBasis.RENAMING,
        paper=paper(kind="ley"),
        starts_on=date(2026, 6, 15),
    )
    text = words_of(issue(committee, made))
    assert "Provías Regional Puno" in text
    assert "antes: " in text


def test_one_that_never_was_in_force_has_none(committee) -> None:
    made = someone(committee)
    give(committee, person=PersonData(full_name="Otra Persona"))
    with pytest.raises(Refused) as refused:
        issue(committee, made)
    assert code_of(refused) == "never_in_force"
    assert not IssuedDocument.objects.exists()


def test_a_double_click_issues_one(committee) -> None:
    made = someone(committee)
    issue(committee, made, known=0)
    with pytest.raises(Refused) as refused:
        issue(committee, made, known=0)
    assert code_of(refused) == "stale"
    assert IssuedDocument.objects.count() == 1


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "stranger"])
def test_only_the_office_issues_it(committee, who) -> None:
    made = someone(committee)
    with pytest.raises(PermissionDenied):
        issue(committee, made, by=getattr(committee, who))


# --- The pages ---------------------------------------------------------------------------------------------------------
def test_the_office_issues_it_from_the_seat_and_the_institution_downloads_it(committee) -> None:
    accreditation = Accreditation.objects.get(seat=committee.seats[ORDINARY_SEAT], role="titular")
    browser = client_of(committee.secretary)
    url = reverse("members:issue_constancia", args=[accreditation.pk])
    page = browser.get(url).content.decode()
    assert "Toma el siguiente número" in page
    assert not IssuedDocument.objects.exists()
    page = browser.post(url, {"known": "0"}, follow=True).content.decode()
    assert "Emitida: Constancia de acreditación N° 001-" in page
    again = browser.post(url, {"known": "0"})
    assert "Alguien hizo un cambio" in again.content.decode()
    assert "ya se emitió una" in again.content.decode()
    document = IssuedDocument.objects.get()
    file = reverse("members:constancia", args=[accreditation.pk, document.pk])
    assert file in page
    for user, status in (
        (committee.secretary, 200),
        (committee.titular(ORDINARY_SEAT), 200),
        (committee.alternate(ORDINARY_SEAT), 200),
        (committee.viewer, 200),
        (committee.titular(6), 404),
        (committee.stranger, 403),
    ):
        assert client_of(user).get(file).status_code == status
    other = Accreditation.objects.get(seat=committee.seats[6], role="titular")
    assert browser.get(reverse("members:constancia", args=[other.pk, document.pk])).status_code == 404


def test_the_seat_costs_the_same_for_any_number_of_constancias(committee, django_assert_max_num_queries) -> None:
    made, browser = someone(committee), client_of(committee.secretary)
    issue(committee, made)
    url = reverse("members:seat", args=[committee.seats[ORDINARY_SEAT].pk])
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for _ in range(5):
        issue(committee, made)
    give(committee, role=SeatRole.ALTERNATE, person=PersonData(full_name="Otra Persona"))
    with django_assert_max_num_queries(len(few)):
        browser.get(url)


def test_one_issued_by_mistake_is_annulled_with_its_reason_and_keeps_its_number(committee) -> None:
    document = issue(committee, someone(committee))
    row = AccreditationDocument.objects.get()
    browser = client_of(committee.secretary)
    url = reverse("members:annul_constancia", args=[row.pk])
    assert client_of(committee.viewer).get(url).status_code == 403
    assert "Escriba el motivo" in browser.post(url, {"reason": ""}).content.decode()
    page = browser.post(url, {"reason": "Era de otra persona"}, follow=True).content.decode()
    assert "quedó anulada" in page
    assert "Era de otra persona" in page
    document.refresh_from_db()
    assert document.annulled_at is not None
    assert browser.get(url).status_code == 404
    with pytest.raises(Refused) as refused:
        annul_constancia(Act(committee.secretary, ISSUED), constancia_id=row.pk, reason="Otra vez")
    assert code_of(refused) == "already_annulled"
    assert issue(committee, row.accreditation).number == 2
    assert Event.objects.filter(action="document.annulled", stream=f"seat:{committee.seats[ORDINARY_SEAT].pk}").exists()


def test_the_history_of_the_seat_has_a_constancia_once(committee) -> None:
    document = issue(committee, someone(committee))
    shown = Event.objects.filter(stream=f"seat:{committee.seats[ORDINARY_SEAT].pk}")
    assert [event.action for event in shown if event.data.get("label") == document.label] == ["accreditation.certified"]
