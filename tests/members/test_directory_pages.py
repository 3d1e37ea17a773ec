"""The pages of the directory, as the Secretaría, a representative and a reader see them."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members.models import Institution, InstitutionContact, InstitutionTheme, SeatHolding, Theme
from members.selectors import directory as read
from members.services.institutions import refresh_search_text
from members.words import searchable
from tests.conftest import ORDINARY_SEAT, client_of

pytestmark = pytest.mark.django_db

LIST = reverse("members:directory")
UNVERIFIED = reverse("members:directory_unverified")
DUPLICATES = reverse("members:directory_duplicates")


def entry(name: str, **data) -> Institution:
    themes = data.pop("themes", ())
    made = Institution.objects.create(name=name, **data)
    for theme in themes:
        InstitutionTheme.objects.create(institution=made, theme=Theme.objects.get_or_create(name=theme)[0])
    refresh_search_text(made)
    return made


def url(name: str, *args) -> str:
    return reverse(f"members:directory_{name}", args=args)


def names_on(page: str, *names: str) -> set[str]:
    return {name for name in names if name in page}


def typed(**changes) -> dict[str, str]:
    return {"name": "Consulado de Chile", "kind": "consulate", "country": "PE"} | changes


@pytest.fixture
def three(committee):
    """One of each kind of trouble: verified, old, never; with themes and places."""
    today = timezone.localdate()
    return (
        entry("Embajada de Francia", kind="embassy", scope="international", themes=["Café"], verified_on=today - timedelta(days=9), verified_by=committee.secretary),
        entry("Cámara de Comercio de Ñuñoa", kind="chamber", country="CL", city="Santiago", verified_on=date(2024, 2, 29), verified_by=committee.deputy),
        entry("Kinua Import", kind="buyer", scope="international", country="FR", themes=["Quinua"]),
    )  # fmt: skip


# --- The list --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"Embajada", "Ñuñoa", "Kinua"}),
        ({"q": "nunoa CAMARA"}, {"Ñuñoa"}),
        ({"q": "francia"}, {"Embajada", "Kinua"}),
        ({"kind": "buyer"}, {"Kinua"}),
        ({"scope": "international"}, {"Embajada", "Kinua"}),
        ({"country": "CL"}, {"Ñuñoa"}),
        ({"verified": "never", "member": "no"}, {"Kinua"}),
        ({"verified": "stale"}, {"Ñuñoa"}),
        ({"verified": "recent"}, {"Embajada"}),
        ({"verified": "due", "member": "no"}, {"Ñuñoa", "Kinua"}),
        ({"member": "yes"}, set()),
        ({"q": "francia", "kind": "embassy"}, {"Embajada"}),
    ],
)
def test_the_list_shows_what_was_asked_for(three, committee, asked, expected) -> None:
    SeatHolding.objects.exclude(seat=committee.seats[1]).update(ends_before=date(2023, 1, 1))
    Institution.objects.exclude(pk__in=[row.pk for row in three]).exclude(
        pk=committee.institution(1, date(2022, 7, 1)).pk
    ).update(superseded_on=date(2023, 1, 1))
    page = client_of(committee.viewer).get(LIST, asked).content.decode()
    table = page[page.find("<tbody") :]
    assert names_on(table, "Embajada", "Ñuñoa", "Kinua") == expected


def test_the_list_is_filtered_by_theme(three, committee) -> None:
    theme = Theme.objects.get(name="Quinua")
    page = client_of(committee.titular(ORDINARY_SEAT)).get(LIST, {"theme": theme.pk}).content.decode()
    assert names_on(page, "Embajada de", "Ñuñoa", "Kinua Import") == {"Kinua Import"}


def test_entries_stand_in_alphabetical_order_whatever_their_accents(committee) -> None:
    SeatHolding.objects.all().update(ends_before=date(2023, 1, 1))
    Institution.objects.update(superseded_on=date(2023, 1, 1))
    for name in ("Zeta", "Ávila", "Ñandú", "beta"):
        entry(name)
    browser = client_of(committee.secretary)

    def order(**asked) -> list[str]:
        page = browser.get(LIST, asked).content.decode()
        return sorted(["Zeta", "Ávila", "Ñandú", "beta"], key=lambda name: page.find(f">{name}<"))

    assert order() == ["Ávila", "beta", "Ñandú", "Zeta"]
    assert order(orden="-name") == ["Zeta", "Ñandú", "beta", "Ávila"]


def test_what_was_never_verified_comes_first_when_sorted_by_verification(three, committee) -> None:
    browser = client_of(committee.secretary)
    page = browser.get(LIST, {"orden": "verified_on", "member": "no"}).content.decode()
    assert page.find("Kinua Import") < page.find("Ñuñoa</a>") < page.find("Embajada de Francia")
    page = browser.get(LIST, {"orden": "-verified_on", "member": "no"}).content.decode()
    assert page.find("Kinua Import") > page.find("Ñuñoa</a>") > page.find("Embajada de Francia")


def test_former_names_and_merged_entries_are_not_listed(committee) -> None:
    kept = entry("La que queda")
    entry("La unida", merged_into=kept)
    entry("La anterior", superseded_on=date(2025, 1, 1))
    page = client_of(committee.viewer).get(LIST, {"q": "la"}).content.decode()
    assert names_on(page, "La que queda", "La unida", "La anterior") == {"La que queda"}


@pytest.mark.parametrize(
    "asked",
    [
        {"pagina": "999"},
        {"pagina": "x"},
        {"pagina": "0"},
        {"kind": "nada"},
        {"theme": "x"},
        {"q": "\x00"},
        {"orden": "nada"},
    ],
)
def test_an_address_typed_wrong_still_gives_a_page(three, committee, asked) -> None:
    assert client_of(committee.viewer).get(LIST, asked).status_code == 200


def fill(count: int, user) -> None:
    """Entries as rich as they come: themes, contacts, somebody who verified them."""
    start = Institution.objects.count()
    theme = Theme.objects.get_or_create(name="Quinua")[0]
    rows = Institution.objects.bulk_create(
        Institution(
            name=f"Institución {start + n} {n * 7919}",
            search_text=searchable(f"Institución {start + n} {n * 7919}"),
            country="BO" if n % 2 else "PE",
            verified_on=date(2024, 1, 1) if n % 3 else None,
            verified_by=user if n % 3 else None,
        )
        for n in range(count)
    )
    InstitutionTheme.objects.bulk_create(InstitutionTheme(institution=row, theme=theme) for row in rows)
    InstitutionContact.objects.bulk_create(InstitutionContact(institution=row, name="Mesa de Partes") for row in rows)


def queries(browser, address: str, **asked) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert browser.get(address, asked).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        (LIST, {}),
        (LIST, {"q": "institucion", "member": "no", "verified": "due", "orden": "-verified_on"}),
        (LIST, {"formato": "excel"}),
        (UNVERIFIED, {}),
        (UNVERIFIED, {"formato": "excel"}),
        (DUPLICATES, {}),
        (DUPLICATES, {"formato": "excel"}),
        (url("themes"), {}),
    ],
)
def test_each_list_costs_the_same_for_any_number_of_entries(committee, address, asked) -> None:
    fill(40, committee.secretary)
    browser = client_of(committee.secretary)
    browser.get(address, asked)
    few = queries(browser, address, **asked)
    fill(400, committee.secretary)
    assert queries(browser, address, **asked) == few


# --- Excel -----------------------------------------------------------------------------------------------------------
def sheet_of(response) -> list[list]:
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).worksheets[0]]


def test_the_sheet_has_what_the_list_shows_and_no_more(three, committee) -> None:
    contact = InstitutionContact.objects.create(
        institution=three[2], name="Compras", email="c@kinua.test", phone="951 222 333"
    )
    response = client_of(committee.secretary).get(LIST, {"q": "kinua", "formato": "excel"})
    head, *rows = sheet_of(response)
    assert len(rows) == 1
    row = dict(zip(head, rows[0], strict=True))
    assert row["Nombre"] == "Kinua Import"
    assert (row["Clase"], row["País"], row["Temas"], row["Miembro"]) == ("Comprador", "Francia", "Quinua", "no")
    assert contact.phone in row["Contactos"]
    masked = sheet_of(client_of(committee.titular(ORDINARY_SEAT)).get(LIST, {"q": "kinua", "formato": "excel"}))[1]
    assert "951 222" not in str(masked)
    assert "c@kinua.test" in str(masked)


def test_the_sheet_of_what_is_to_be_verified_is_the_offices(three, committee) -> None:
    _, *rows = sheet_of(client_of(committee.secretary).get(UNVERIFIED, {"formato": "excel"}))
    assert len(rows) == 25
    assert client_of(committee.viewer).get(UNVERIFIED, {"formato": "excel"}).status_code == 403


# --- One entry -------------------------------------------------------------------------------------------------------
def test_an_entry_shows_what_is_known_and_who_verified_it(three, committee) -> None:
    page = client_of(committee.viewer).get(url("entry", three[0].pk)).content.decode()
    for said in (
        "Embajada de Francia",
        "Internacional",
        "Café",
        "Verificada hace 9 días por Sonia",
        "No integra el comité",
    ):
        assert said in page
    assert "Marcar como verificada" not in page
    assert "Corregir" not in page


def test_a_members_entry_leads_to_its_seat(committee) -> None:
    member = committee.institution(9)
    page = client_of(committee.secretary).get(url("entry", member.pk)).content.decode()
    assert reverse("members:seat", args=[committee.seats[9].pk]) in page
    assert "Integra el comité desde el 01/06/2022" in page
    other = client_of(committee.titular(ORDINARY_SEAT)).get(url("entry", member.pk)).content.decode()
    assert reverse("members:seat", args=[committee.seats[9].pk]) not in other
    assert "asiento 9" in other


@pytest.mark.parametrize(
    ("who", "whole"),
    [
        ("secretary", True),
        ("deputy", True),
        ("president", False),
        ("viewer", False),
        ("admin", False),
        ("member", False),
        ("alternate", False),
    ],
)
def test_telephones_of_contacts_are_whole_for_the_office_only(three, committee, who, whole) -> None:
    InstitutionContact.objects.create(institution=three[0], name="Agregado", phone="951 222 333", email="a@f.test")
    users = committee.everybody
    page = client_of(users[who]).get(url("entry", three[0].pk)).content.decode()
    assert "a@f.test" in page
    assert ("951 222 333" in page) is whole
    assert (" 333" in page) or whole


def test_notes_are_the_offices_own(committee) -> None:
    made = entry("Embajada", notes="Llamar por la mañana")
    assert "Llamar por la mañana" in client_of(committee.secretary).get(url("entry", made.pk)).content.decode()
    assert "Llamar por la mañana" not in client_of(committee.viewer).get(url("entry", made.pk)).content.decode()


def test_the_address_of_a_merged_entry_leads_to_the_one_it_became(committee) -> None:
    last = entry("Tercera")
    middle = entry("Segunda", merged_into=last)
    first = entry("Primera", merged_into=middle)
    response = client_of(committee.viewer).get(url("entry", first.pk))
    assert response.url == url("entry", last.pk)
    assert client_of(committee.secretary).get(url("edit", first.pk)).status_code == 404
    assert "Primera" not in client_of(committee.viewer).get(url("entry", last.pk)).content.decode()
    assert "Segunda" in client_of(committee.viewer).get(url("entry", last.pk)).content.decode()


def test_a_former_name_says_how_it_is_called_today(committee) -> None:
    before = committee.institution(8)
    after = entry("Agromercado", predecessor=before)
    Institution.objects.filter(pk=before.pk).update(superseded_on=date(2026, 3, 1))
    page = client_of(committee.secretary).get(url("entry", before.pk)).content.decode()
    assert "dejó de llamarse así el 01/03/2026" in page
    assert url("entry", after.pk) in page
    assert "Corregir datos" not in page
    assert "hasta el 28/02/2026" in client_of(committee.secretary).get(url("entry", after.pk)).content.decode()


# --- Acts ------------------------------------------------------------------------------------------------------------
def test_the_office_adds_an_entry_and_says_that_it_verified_it(committee) -> None:
    browser = client_of(committee.secretary)
    data = typed(themes="Visas, frontera", city="Puno", verified="on")
    page = browser.post(url("add"), data, follow=True).content.decode()
    assert "Consulado de Chile: datos guardados" in page
    made = Institution.objects.get(name="Consulado de Chile")
    assert made.verified_on == timezone.localdate()
    assert sorted(theme.name for theme in made.themes.all()) == ["Visas", "frontera"]


def test_what_looks_the_same_is_asked_about_before_another_entry_is_made(committee) -> None:
    known = entry("Consulado de Chile en Puno", short_name="CCP")
    browser = client_of(committee.secretary)
    data = typed(name="CONSULADO CHILE PUNO", city="Puno")
    page = browser.post(url("add"), data).content.decode()
    assert "Quizá ya está en el directorio" in page
    assert url("entry", known.pk) in page
    assert 'value="CONSULADO CHILE PUNO"' in page
    assert not Institution.objects.filter(name="CONSULADO CHILE PUNO").exists()
    browser.post(url("add"), data | {"different": "on"})
    assert Institution.objects.filter(name="CONSULADO CHILE PUNO").exists()


def test_what_is_typed_wrong_comes_back_beside_its_field(committee) -> None:
    entry("Otra cosa", ruc="20131312955")
    browser = client_of(committee.secretary)
    page = browser.post(url("add"), typed(ruc="20131312955", city="Puno")).content.decode()
    assert "ya lo tiene Otra cosa" in page
    assert 'value="Consulado de Chile"' in page


def test_a_members_name_is_not_changed_here(committee) -> None:
    member = committee.institution(9)
    browser = client_of(committee.secretary)
    browser.post(url("edit", member.pk), typed(name="Otro nombre", sector="public", city="Puno"))
    member.refresh_from_db()
    assert member.name != "Otro nombre"
    assert member.city == "Puno"


def test_one_tap_verifies_a_row_and_the_list_stays(three, committee) -> None:
    browser = client_of(committee.secretary)
    address = url("verify", three[2].pk)
    part = browser.post(address, {"volver": "lista"}, headers={"HX-Request": "true"}).content.decode()
    assert "Verificada hoy" in part
    assert "<html" not in part
    assert "Kinua Import" not in browser.get(UNVERIFIED).content.decode()


def test_verification_works_without_scripts(three, committee) -> None:
    browser = client_of(committee.secretary)
    response = browser.post(url("verify", three[1].pk), {"volver": "lista", "page": "1"}, follow=True)
    assert response.redirect_chain == [(f"{UNVERIFIED}?page=1", 302)]
    assert "verificada hoy" in response.content.decode()
    assert browser.post(url("verify", three[2].pk)).url == url("entry", three[2].pk)
    assert browser.get(url("verify", three[2].pk)).status_code == 405


def test_a_row_merged_meanwhile_says_so(three, committee) -> None:
    Institution.objects.filter(pk=three[1].pk).update(merged_into=three[0])
    browser = client_of(committee.secretary)
    response = browser.post(url("verify", three[1].pk), headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "ya se unió a «Embajada de Francia»" in response.content.decode()


def test_what_is_to_be_verified_has_the_never_verified_first_then_the_oldest(three, committee) -> None:
    page = client_of(committee.secretary).get(UNVERIFIED).content.decode()
    assert "Embajada de Francia" not in page
    assert page.find("Kinua Import") < page.find("Ñuñoa</a>")


def test_contacts_come_and_go_from_the_page(three, committee) -> None:
    browser = client_of(committee.secretary)
    page = browser.post(url("contact_add", three[0].pk), {"name": "Agregaduría", "email": "no"}).content.decode()
    assert "Ese correo no está bien escrito" in page
    assert 'value="Agregaduría"' in page
    browser.post(url("contact_add", three[0].pk), {"name": "Agregaduría", "phone": "951 222 333"})
    contact = InstitutionContact.objects.get()
    assert 'value="951 222 333"' in browser.get(url("contact_edit", contact.pk)).content.decode()
    browser.post(url("contact_edit", contact.pk), {"name": "Agregaduría Comercial"})
    assert "Agregaduría Comercial" in browser.get(url("entry", three[0].pk)).content.decode()
    assert "Se borran los datos" in browser.get(url("contact_remove", contact.pk)).content.decode()
    browser.post(url("contact_remove", contact.pk))
    assert not InstitutionContact.objects.exists()


# --- Merging ---------------------------------------------------------------------------------------------------------
def test_the_office_merges_two_entries_from_the_list_of_duplicates(committee) -> None:
    keep = entry("Prom Perú", short_name="PROMPERÚ", email="uno@p.test")
    drop = entry("Comisión de Promoción del Perú", short_name="PROMPERU", email="dos@p.test", city="Lima")
    browser = client_of(committee.secretary)
    address = url("merge", keep.pk, drop.pk)
    assert address in browser.get(DUPLICATES).content.decode()
    page = browser.get(address).content.decode()
    assert "Elija qué queda" in page
    assert "No se puede deshacer" not in page
    chosen = {"de_name": "drop", "de_short_name": "keep", "de_email": "drop"}
    page = browser.get(address, {"vista": "1"} | chosen).content.decode()
    assert "No se puede deshacer" in page
    assert Institution.objects.get(pk=drop.pk).merged_into is None
    response = browser.post(address, chosen)
    assert response.url == url("entry", keep.pk)
    result = Institution.objects.get(pk=keep.pk)
    assert (result.name, result.short_name, result.email, result.city) == (
        "Comisión de Promoción del Perú", "PROMPERÚ", "dos@p.test", "Lima",
    )  # fmt: skip
    assert browser.get(address).url == url("entry", keep.pk)  # pressed twice, or from an old page
    assert browser.post(address, chosen).url == url("entry", keep.pk)


def test_two_with_nothing_to_choose_are_shown_as_they_would_be_at_once(committee) -> None:
    keep, drop = entry("Consulado"), entry("Consulado", city="Puno")
    page = client_of(committee.secretary).get(url("merge", keep.pk, drop.pk)).content.decode()
    assert "Elija qué queda" not in page
    assert "No se puede deshacer" in page


def test_a_merge_that_cannot_be_says_what_to_do(committee) -> None:
    one, other = committee.institution(ORDINARY_SEAT), committee.institution(9)
    browser = client_of(committee.secretary)
    page = browser.get(url("merge", one.pk, other.pk)).content.decode()
    assert "cada una conserva su asiento" in page
    assert "Unir las dos fichas" not in page
    assert browser.post(url("merge", one.pk, other.pk)).status_code == 422
    loose = entry("Suelta")
    page = browser.get(url("merge", loose.pk, one.pk)).content.decode()
    assert "su ficha es la que queda" in page
    assert url("merge", one.pk, loose.pk) in page


def test_another_entry_is_picked_by_searching(committee) -> None:
    made, other = entry("Cámara de Ilave"), entry("Gremio de Comercio")
    browser = client_of(committee.secretary)
    page = browser.get(url("merge_pick", made.pk), {"q": "comercio gremio"}).content.decode()
    assert url("merge", made.pk, other.pk) in page
    member = committee.institution(9)
    page = browser.get(url("merge_pick", made.pk), {"q": member.name}).content.decode()
    refresh_search_text(member)
    page = browser.get(url("merge_pick", made.pk), {"q": member.name}).content.decode()
    assert url("merge", member.pk, made.pk) in page


def test_those_told_apart_leave_the_list(committee) -> None:
    keep, drop = entry("Consulado"), entry("Consulado")
    browser = client_of(committee.secretary)
    assert "Consulado" in browser.get(DUPLICATES).content.decode()
    browser.post(url("apart", keep.pk, drop.pk))
    assert "No se ven duplicados" in browser.get(DUPLICATES).content.decode()


# --- Themes ----------------------------------------------------------------------------------------------------------
def test_themes_are_corrected_joined_and_removed(committee) -> None:
    entry("Una", themes=["Kinua"])
    Theme.objects.create(name="Quinua")
    browser = client_of(committee.secretary)
    theme = Theme.objects.get(name="Kinua")
    page = browser.post(url("theme_edit", theme.pk), {"name": "quínua"}).content.decode()
    assert "ya hay un tema" in page.lower()
    browser.post(url("theme_edit", theme.pk), {"name": "quínua", "join": "on"})
    assert [theme.name for theme in read.themes_used()] == ["Quinua"]
    empty = Theme.objects.create(name="Nada")
    browser.post(url("theme_remove", empty.pk))
    assert not Theme.objects.filter(name="Nada").exists()
    page = browser.post(url("theme_remove", Theme.objects.get().pk), follow=True).content.decode()
    assert "está en 1 ficha: quítelo de ahí" in page
