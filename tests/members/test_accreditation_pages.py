"""The pages on which the Secretaría accredits with a term, notes that somebody left and ends an accreditation (Art. 5)."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from members.models import Accreditation, Person
from members.selectors import member_on
from tests.conftest import ORDINARY_SEAT, client_of
from tests.members.test_pages import seat_url, typed


def accredit_url(committee, seat: int = 5, role: str = "titular") -> str:
    return reverse("members:accredit", args=[committee.seats[seat].pk, role])


def current(committee, seat: int = 5, role: str = "titular") -> Accreditation:
    found = member_on(committee.seats[seat], timezone.localdate()).accreditation(role)
    assert found is not None
    return found


def test_the_form_asks_who_by_which_paper_and_until_when(committee) -> None:
    page = client_of(committee.secretary).get(accredit_url(committee)).content.decode()
    for words in ("Documento de identidad", "Número del documento", "Cargo en su institución", "Correo", "Teléfono"):
        assert words in page
    assert "solo si el documento lo fija" in page
    assert "Ley 29733" in page


def test_a_new_person_comes_with_an_identity_document(committee) -> None:
    browser = client_of(committee.secretary)
    page = browser.post(accredit_url(committee), typed(document_number="")).content.decode()
    assert "Escriba el número de su DNI o de su carné de extranjería." in page
    page = browser.post(accredit_url(committee), typed(document_number="123")).content.decode()
    assert "un DNI tiene ocho dígitos" in page
    assert "Nadia Nueva Mamani" in page  # what was typed stays
    assert not Person.objects.filter(full_name="Nadia Nueva Mamani").exists()
    browser.post(accredit_url(committee), typed())
    assert current(committee).person.document_number == "40123456"


def test_of_two_open_pages_the_second_ends_nobody_unseen(committee) -> None:
    browser = client_of(committee.secretary)
    first, second = (browser.get(accredit_url(committee)).context["form"]["seen"].value() for _ in range(2))
    assert first == second == current(committee).pk
    browser.post(accredit_url(committee), typed(seen=first))
    made = current(committee)
    other = {"full_name": "Otro Mamani", "document_number": "40999999", "email": "otro@x.pe"}
    answer = browser.post(accredit_url(committee), typed(seen=second, **other))
    page = answer.content.decode()
    assert "Alguien hizo un cambio mientras usted tenía abierta esta página" in page
    assert f"la acreditación de {made.person.full_name} como titular termina" in page
    assert "Otro Mamani" in page  # what was typed stays
    assert current(committee) == made
    browser.post(accredit_url(committee), typed(seen=answer.context["form"]["seen"].value(), **other))
    assert current(committee).person.full_name == "Otro Mamani"
    assert "no llegó a regir" in browser.get(seat_url(committee, 5)).content.decode()


def test_somebody_known_is_accredited_without_one(committee) -> None:
    person = committee.person(ORDINARY_SEAT)
    Accreditation.objects.filter(person=person).update(ends_before=timezone.localdate() - timedelta(days=9))
    browser = client_of(committee.secretary)
    data = typed(person=str(person.pk), full_name="", document_number="", email="")
    browser.post(accredit_url(committee), data)
    assert current(committee).person == person


def test_a_term_is_shown_and_warned_of(committee) -> None:
    until = timezone.localdate() + timedelta(days=12)
    browser = client_of(committee.secretary)
    page = browser.post(accredit_url(committee), typed(valid_until=str(until)), follow=True).content.decode()
    assert f"como titular hasta el {until:%d/%m/%Y}" in page
    assert f"La acreditación vence en 12 días, el {until:%d/%m/%Y}." in page
    assert "según su documento" in page
    yesterday = timezone.localdate() - timedelta(days=1)
    refused = browser.post(
        accredit_url(committee, 8), typed(valid_until=str(yesterday), email="x@x.pe", document_number="40999999")
    )
    assert "antes de empezar" in refused.content.decode()


def test_one_that_ran_out_is_shown_where_the_place_is_vacant(committee) -> None:
    today = timezone.localdate()
    old = current(committee)
    Accreditation.objects.filter(pk=old.pk).update(ends_before=old.starts_on)
    Accreditation.objects.create(
        seat=old.seat,
        person=old.person,
        role="titular",
        instrument=old.instrument,
        starts_on=old.starts_on,
        valid_until=today - timedelta(days=1),
        ends_before=today,
    )
    page = client_of(committee.secretary).get(seat_url(committee, 5)).content.decode()
    assert "Vencida" in page
    assert "Renuévela, o acredite a otra persona" in page
    assert (
        "con un nuevo documento"
        in client_of(committee.alternate(ORDINARY_SEAT)).get(seat_url(committee, 5)).content.decode()
    )


def test_one_with_a_term_to_come_can_be_ended_from_its_page(committee) -> None:
    today = timezone.localdate()
    browser = client_of(committee.secretary)
    browser.post(accredit_url(committee), typed(valid_until=str(today + timedelta(days=90))))
    made = current(committee)
    end = reverse("members:end_accreditation", args=[made.pk])
    assert end in browser.get(seat_url(committee, 5)).content.decode()
    browser.post(end, {"last_day": str(today), "reason": "Renuncia"})
    made.refresh_from_db()
    assert made.last_day == today
    page = browser.get(seat_url(committee, 5)).content.decode()
    assert end not in page
    assert f"su documento decía {today + timedelta(days=90):%d/%m/%Y}" in page


def test_a_departure_is_noted_corrected_and_shown(committee) -> None:
    today = timezone.localdate()
    browser = client_of(committee.secretary)
    url = reverse("members:note_departure", args=[current(committee).pk])
    assert "La acreditación no termina por esto" in browser.get(url).content.decode()
    assert "Indique desde qué día" in browser.post(url, {"left_on": ""}).content.decode()
    page = browser.post(url, {"left_on": str(today), "note": "lo comunicó por teléfono"}, follow=True).content.decode()
    assert f"Dejó la institución el {today:%d/%m/%Y}." in page
    assert "Lo comunicó por teléfono" in page
    assert "Corregir cuándo dejó la institución" in page
    tomorrow = today + timedelta(days=1)
    assert "todavía no llega" in browser.post(url, {"left_on": str(tomorrow)}).content.decode()
    assert current(committee).left_on == today


def test_an_accreditation_that_is_over_has_no_page_to_end_it_nor_to_note_a_departure(committee) -> None:
    accreditation = current(committee)
    Accreditation.objects.filter(pk=accreditation.pk).update(ends_before=timezone.localdate())
    browser = client_of(committee.secretary)
    for name in ("end_accreditation", "note_departure"):
        assert browser.get(reverse(f"members:{name}", args=[accreditation.pk])).status_code == 404


def test_a_president_is_warned_that_the_office_ends_apart(committee) -> None:
    pk = current(committee, 16).pk
    for name in ("end_accreditation", "note_departure"):
        page = client_of(committee.secretary).get(reverse(f"members:{name}", args=[pk])).content.decode()
        assert "Además ejerce Presidencia" in page


def test_only_the_office_opens_the_pages_that_change(committee) -> None:
    pk = current(committee).pk
    for name in ("note_departure", "issue_constancia", "exclude_person"):
        url = reverse(f"members:{name}", args=[pk])
        for user in (committee.titular(ORDINARY_SEAT), committee.viewer, committee.president, committee.admin):
            assert client_of(user).get(url).status_code == 403
