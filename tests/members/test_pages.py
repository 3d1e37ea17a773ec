"""The pages of the padrón, as the Secretaría, a representative and a reader see them."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.enums import Office
from members.models import Accreditation, Seat, SeatHolding, Term
from members.selectors import member_on, officer_on
from tests.conftest import ORDINARY_SEAT, OTHER_PRIVATE_SEAT, PRESIDENTS_SEAT, client_of, suspend
from tests.members.test_accreditation import PNG

PADRON = reverse("members:padron")
OFFICERS = reverse("members:officers")


def seat_url(committee, number: int) -> str:
    return reverse("members:seat", args=[committee.seats[number].pk])


def preside(committee, ends_before: date) -> None:
    """The president's two years, so that they end just before that day."""
    first = Term.objects.get(office=Office.PRESIDENT)
    starts_on = ends_before - timedelta(days=731)
    Term.objects.filter(pk=first.pk).update(ended_on=max(starts_on, first.starts_on), ended_reason="Renuncia")
    Term.objects.create(
        body=committee.body,
        person=committee.person(PRESIDENTS_SEAT),
        seat=committee.seats[PRESIDENTS_SEAT],
        office=Office.PRESIDENT,
        instrument=first.instrument,
        starts_on=starts_on,
        ends_before=ends_before,
    )


def typed(**changes) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "person": "",
        "full_name": "Nadia Nueva Mamani",
        "document_kind": "dni",
        "document_number": "40123456",
        "position": "Jefa",
        "email": "nadia@provias.gob.pe",
        "phone": "951 222 333",
        "with_account": "on",
        "paper_kind": "oficio",
        "paper_number": "045-2026",
        "paper_date": str(today - timedelta(days=2)),
        "paper_issuer": "Provías",
        "starts_on": str(today),
    } | changes


def test_the_office_sees_the_padron_with_contacts(committee) -> None:
    page = client_of(committee.secretary).get(PADRON).content.decode()
    assert "Universidad Nacional del Altiplano" in page
    assert "titular9@cerx.test" in page


def test_a_representative_sees_names_but_no_contacts(committee) -> None:
    page = client_of(committee.titular(ORDINARY_SEAT)).get(PADRON).content.decode()
    assert "Titular 09 Quispe" in page
    assert "titular9@cerx.test" not in page
    assert "951 000" not in page


def test_the_padron_of_a_past_day_is_as_it_stood(committee) -> None:
    holding = SeatHolding.objects.get(seat=committee.seats[8])
    SeatHolding.objects.filter(pk=holding.pk).update(ends_before=date(2023, 9, 15))
    browser = client_of(committee.secretary)
    assert "Sierra y Selva" in browser.get(PADRON, {"fecha": "2023-09-14"}).content.decode()
    assert "Sierra y Selva" not in browser.get(PADRON, {"fecha": "2023-09-15"}).content.decode()
    assert "Ese día no había miembros" in browser.get(PADRON, {"fecha": "2021-01-01"}).content.decode()


def test_a_date_that_does_not_exist_is_said_and_the_page_stays(committee) -> None:
    response = client_of(committee.secretary).get(PADRON, {"fecha": "2026-02-31"})
    assert response.status_code == 400
    page = response.content.decode()
    assert "Escriba la fecha como día, mes y año" in page
    assert "Universidad Nacional del Altiplano" in page


def test_the_padron_costs_the_same_for_any_number_of_seats(committee, django_assert_max_num_queries) -> None:
    browser = client_of(committee.secretary)
    browser.get(PADRON)

    with CaptureQueriesContext(connection) as small:
        browser.get(PADRON)
    first = SeatHolding.objects.first()
    seats = Seat.objects.bulk_create(Seat(body=committee.body, number=n) for n in range(24, 201))
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, institution=first.institution, instrument=first.instrument, starts_on=first.starts_on)
        for seat in seats
    )
    with django_assert_max_num_queries(len(small)):
        browser.get(PADRON)


def test_a_representative_opens_their_own_seat_only(committee) -> None:
    browser = client_of(committee.titular(ORDINARY_SEAT))
    assert browser.get(seat_url(committee, 5)).status_code == 200
    assert browser.get(seat_url(committee, 6)).status_code == 404
    page = browser.get(PADRON).content.decode()
    assert seat_url(committee, 5) in page
    assert seat_url(committee, 6) not in page


def test_a_suspended_seat_says_what_follows(committee) -> None:
    today = timezone.localdate()
    suspend(committee.seats[4], starts_on=today, ends_before=today + timedelta(days=100), reason="Tres faltas")
    page = client_of(committee.secretary).get(seat_url(committee, 4)).content.decode()
    assert "La representación está suspendida" in page
    assert "Suspendida" in client_of(committee.titular(9)).get(PADRON).content.decode()


def test_the_office_accredits_from_the_page_with_the_scan(committee) -> None:
    browser = client_of(committee.secretary)
    url = reverse("members:accredit", args=[committee.seats[ORDINARY_SEAT].pk, "titular"])
    assert browser.get(url).status_code == 200
    scan = SimpleUploadedFile("oficio.png", PNG, content_type="image/png")
    response = browser.post(url, typed() | {"paper_file": scan}, follow=True)
    assert "Queda registrada la acreditación de" in response.content.decode()
    row = member_on(committee.seats[ORDINARY_SEAT], timezone.localdate())
    assert row.titular.person.full_name == "Nadia Nueva Mamani"
    paper = reverse("members:paper", args=[row.titular.instrument.pk])
    assert browser.get(paper).content == PNG
    assert client_of(committee.alternate(ORDINARY_SEAT)).get(paper).status_code == 200
    assert client_of(committee.titular(6)).get(paper).status_code == 404
    assert client_of(committee.viewer).get(paper).status_code == 200


def test_what_was_typed_stays_when_it_is_refused(committee) -> None:
    browser = client_of(committee.secretary)
    url = reverse("members:accredit", args=[committee.seats[ORDINARY_SEAT].pk, "titular"])
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    page = browser.post(url, typed(starts_on=tomorrow)).content.decode()
    assert "todavía no llega" in page
    assert "Nadia Nueva Mamani" in page
    assert "045-2026" in page
    assert Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT]).count() == 2


def test_a_person_of_another_institution_is_refused_with_its_name(committee) -> None:
    browser = client_of(committee.secretary)
    url = reverse("members:accredit", args=[committee.seats[ORDINARY_SEAT].pk, "titular"])
    page = browser.post(url, typed(full_name="Titular 09 Quispe", email="")).content.decode()
    assert "ya representa a Servicio de Sanidad Agraria" in page


def test_an_empty_form_says_what_is_missing(committee) -> None:
    browser = client_of(committee.secretary)
    url = reverse("members:accredit", args=[committee.seats[ORDINARY_SEAT].pk, "titular"])
    page = browser.post(url, {}).content.decode()
    assert "Elija a la persona de la lista o escriba sus nombres" in page
    assert "Escriba el número del documento." in page


def test_the_office_ends_an_accreditation_and_corrects_a_contact(committee) -> None:
    browser = client_of(committee.secretary)
    accreditation = Accreditation.objects.get(seat=committee.seats[ORDINARY_SEAT], role="alternate")
    person = accreditation.person
    contact = reverse("members:contact", args=[person.pk])
    response = browser.post(contact, {"full_name": person.full_name, "email": "mal escrito"})
    assert "no está bien escrito" in response.content.decode()
    browser.post(contact, {"full_name": person.full_name, "email": "bien@provias.gob.pe"})
    person.refresh_from_db()
    assert person.email == "bien@provias.gob.pe"
    end = reverse("members:end_accreditation", args=[accreditation.pk])
    yesterday = str(timezone.localdate() - timedelta(days=1))
    assert "Escriba el motivo" in browser.post(end, {"last_day": yesterday}).content.decode()
    response = browser.post(end, {"last_day": yesterday, "reason": "Cese en el cargo"}, follow=True)
    assert "Terminó la acreditación" in response.content.decode()
    assert member_on(committee.seats[ORDINARY_SEAT], timezone.localdate()).alternate is None


def test_an_account_is_opened_by_a_post_alone(committee) -> None:
    person = committee.person(ORDINARY_SEAT)
    person.user, person.email = None, "sin.cuenta@provias.gob.pe"
    person.save()
    url = reverse("members:open_account", args=[person.pk])
    browser = client_of(committee.secretary)
    assert browser.get(url).status_code == 405
    response = browser.post(url, follow=True)
    person.refresh_from_db()
    assert person.user.email == "sin.cuenta@provias.gob.pe"
    assert "ya puede entrar con sin.cuenta@provias.gob.pe" in response.content.decode()


def test_the_officers_page_warns_of_an_expired_mandate(committee) -> None:
    today = timezone.localdate()
    preside(committee, ends_before=today - timedelta(days=69))
    page = client_of(committee.viewer).get(OFFICERS).content.decode()
    assert "«en funciones»" in page
    assert "En funciones" in page


def test_the_officers_page_warns_ninety_days_before_the_end(committee) -> None:
    preside(committee, ends_before=timezone.localdate() + timedelta(days=60))
    assert "El mandato de la presidencia termina el" in client_of(committee.secretary).get(OFFICERS).content.decode()


def test_the_office_registers_an_election_from_the_page(committee) -> None:
    today = timezone.localdate()
    preside(committee, ends_before=today - timedelta(days=69))
    browser = client_of(committee.secretary)
    url = reverse("members:designate", args=["president"])
    page = browser.get(url).content.decode()
    assert "Titular 17 Quispe" in page
    assert "Titular 05 Quispe" not in page  # the public sector gives no president
    chosen = Accreditation.objects.get(seat=committee.seats[OTHER_PRIVATE_SEAT], role="titular")
    data = typed(person=str(chosen.pk), paper_kind="acta")
    response = browser.post(url, data, follow=True)
    assert "Presidencia, desde el" in response.content.decode()
    assert officer_on(committee.body, Office.PRESIDENT, today).person == committee.person(OTHER_PRIVATE_SEAT)


def test_where_nobody_could_be_elected_the_page_says_what_to_do_first(committee) -> None:
    # Each was accredited and ceased the same day: a record stays, and nobody ever spoke for anybody.
    Accreditation.objects.update(ends_before=F("starts_on"))
    page = client_of(committee.secretary).get(reverse("members:designate", args=["president"])).content.decode()
    assert "acredítelos primero, desde el padrón" in page


def test_while_a_mandate_runs_nobody_is_registered_until_its_end_is(committee) -> None:
    today = timezone.localdate()
    preside(committee, ends_before=today + timedelta(days=632))
    browser = client_of(committee.secretary)
    url = reverse("members:designate", args=["president"])
    assert "registre primero su término" in browser.get(url).content.decode()
    chosen = Accreditation.objects.get(seat=committee.seats[OTHER_PRIVATE_SEAT], role="titular")
    election = typed(person=str(chosen.pk), paper_kind="acta")
    page = browser.post(url, election).content.decode()
    assert "el mandato en curso termina el" in page
    yesterday = today - timedelta(days=1)
    term = Term.objects.get(office=Office.PRESIDENT, ended_on=None)
    letter = {"basis": "resignation", "last_day": str(yesterday), "reason": "Por salud"}
    browser.post(reverse("members:end_term", args=[term.pk]), typed(paper_kind="carta") | letter)
    assert "Acuerdo de la Asamblea" in page
    assert "Memorando" not in page.split('name="paper_kind"')[1].split("</select>")[0]
    browser.post(url, election)
    assert officer_on(committee.body, Office.PRESIDENT, today).person == committee.person(OTHER_PRIVATE_SEAT)
    page = browser.get(OFFICERS).content.decode()
    assert "Renuncia" in page
    assert "Por salud" in page
    assert "Carta N°" in page


def test_whoever_leaves_today_is_not_shown_until_the_end_of_the_mandate(committee) -> None:
    today = timezone.localdate()
    preside(committee, ends_before=today + timedelta(days=632))
    term = officer_on(committee.body, Office.PRESIDENT, today)
    browser = client_of(committee.secretary)
    letter = {"basis": "resignation", "last_day": str(today), "reason": ""}
    url = reverse("members:end_term", args=[term.pk])
    page = browser.post(url, typed(paper_kind="carta") | letter, follow=True).content.decode()
    assert f"en el cargo es el {today:%d/%m/%Y}." in page
    assert f"{today:%d/%m/%Y} (renuncia)" in page
    assert "Deja el cargo" in page


def test_a_new_deputy_is_designated_and_leaves(committee) -> None:
    browser = client_of(committee.secretary)
    url = reverse("members:designate", args=["deputy"])
    browser.post(url, typed(paper_kind="memorando"))
    term = officer_on(committee.body, Office.DEPUTY, timezone.localdate())
    assert term.person.full_name == "Nadia Nueva Mamani"
    end = reverse("members:end_term", args=[term.pk])
    assert browser.get(end).status_code == 200
    left = {"last_day": str(timezone.localdate()), "reason": "Rotación", "basis": "other"}
    browser.post(end, typed(paper_kind="memorando") | left)
    term.refresh_from_db()
    assert (term.ended_reason, term.end_basis) == ("Rotación", "other")


@pytest.mark.parametrize(
    ("name", "args"), [("members:padron", []), ("members:officers", []), ("members:designate", ["president"])]
)
def test_who_has_not_signed_in_is_asked_to(committee, name, args) -> None:
    url = reverse(name, args=args)
    assert client_of(None).get(url).url.startswith(reverse("account_login"))


def pages_of(committee) -> dict[str, list[str]]:
    seat, person = committee.seats[ORDINARY_SEAT].pk, committee.person(ORDINARY_SEAT).pk
    accreditation = Accreditation.objects.get(seat=seat, role="titular").pk
    term = Term.objects.get(office=Office.DEPUTY).pk
    return {
        "read": [PADRON, OFFICERS],
        "seat": [reverse("members:seat", args=[seat])],
        "change": [
            reverse("members:accredit", args=[seat, "titular"]),
            reverse("members:end_accreditation", args=[accreditation]),
            reverse("members:contact", args=[person]),
            reverse("members:designate", args=["president"]),
        ],
        "staff": [reverse("members:designate", args=["deputy"]), reverse("members:end_term", args=[term])],
    }


@pytest.mark.parametrize(
    ("who", "read", "seat", "change", "staff"),
    [
        ("secretary", 200, 200, 200, 200),
        ("deputy", 200, 200, 200, 200),
        ("president", 200, 200, 403, 403),
        ("viewer", 200, 200, 403, 403),
        ("admin", 200, 200, 403, 200),
        ("member", 200, 200, 403, 403),
        ("stranger", 403, 403, 403, 403),
        ("anonymous", 302, 302, 302, 302),
    ],
)
def test_each_role_opens_its_pages_and_no_other(committee, who, read, seat, change, staff) -> None:
    browser = client_of(committee.everybody[who])
    expected = {"read": read, "seat": seat, "change": change, "staff": staff}
    for group, urls in pages_of(committee).items():
        assert {url: browser.get(url).status_code for url in urls} == dict.fromkeys(urls, expected[group])
