"""What is typed of an institution: its district, its RUC, its logo."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from audit.acts import Act
from audit.models import Event
from members import ubigeo
from members.enums import Sector
from members.forms import InstitutionForm
from members.models import Institution
from members.services import InstitutionData, institution_data, register_institution, update_institution
from norms.pages import show_refusal
from regulation.refusal import Refused
from tests.conftest import Committee, client_of, lima

AT = lima("2026-11-20 10:00")


def picture(name: str = "logo.png", size: int = 8) -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (size, size), "navy").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue())


def typed(**fields: str) -> dict[str, str]:
    return {"name": "Cooperativa Qhana", "kind": "producers_org", "country": "PE", **fields}


# --- Districts -------------------------------------------------------------------------------------------------------
def test_the_catalogue_says_each_district_with_its_province_and_department() -> None:
    assert ubigeo.label("211101") == "Juliaca, San Román, Puno"
    assert ubigeo.label("211105") == "San Miguel, San Román, Puno"  # younger than the catalogue
    assert ubigeo.label("") == ""
    assert ubigeo.find("999999") is None
    codes = list(ubigeo.districts())
    assert len(codes) > 1860
    assert [code[:2] for code in codes[:3]] == ["21", "21", "21"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("211101", "211101"),
        ("Juliaca, San Román, Puno", "211101"),
        ("  juliaca,san roman ,PUNO", "211101"),
        ("JULIACA", "211101"),
        ("nuñoa", "210806"),
        ("nunoa", "210806"),
        ("miraflores lima", "150122"),
    ],
)
def test_a_district_is_understood_however_it_is_typed(text: str, code: str) -> None:
    found = ubigeo.read(text)
    assert found[0].code == code


def test_a_name_that_several_districts_have_is_asked_again_and_puno_is_named_first() -> None:
    form = InstitutionForm(typed(ubigeo="San Miguel"))
    assert not form.is_valid()
    assert "San Miguel, San Román, Puno; " in form.errors["ubigeo"][0]
    html = str(form["ubigeo"])
    assert 'value="San Miguel"' in html  # what was typed stays
    assert html.index("San Miguel, San Román, Puno") < html.index("San Miguel, Lima, Lima")


def test_an_unknown_district_says_what_to_do_and_one_abroad_has_none() -> None:
    form = InstitutionForm(typed(ubigeo="Chicago"))
    assert not form.is_valid()
    assert "elija uno de la lista" in form.errors["ubigeo"][0]
    form = InstitutionForm(typed(ubigeo="Juliaca", country="US"))
    assert not form.is_valid()
    assert "escriba la ciudad" in form.errors["ubigeo"][0]


def test_the_field_offers_puno_without_javascript_and_all_peru_while_one_types(client) -> None:
    html = str(InstitutionForm()["ubigeo"])
    assert html.count("<option") == len(ubigeo.home()) == 110
    answer = client.get("/padron/distritos/", {"other-ubigeo": "jul"}, headers={"HX-Trigger-Name": "other-ubigeo"})
    assert '<option value="Juliaca, San Román, Puno">' in answer.content.decode()
    assert client.get("/padron/distritos/", {"q": "<script>"}).content.decode().count("<option") == 110


# --- The data --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_what_was_typed_becomes_the_data_and_comes_back_as_it_was(committee: Committee) -> None:
    form = InstitutionForm(
        typed(
            ruc="20131312955",
            sector="private",
            ubigeo="juliaca",
            website="www.qhana.pe",
            themes="quinua, Aduanas ; quinua",
            authority_name="Gerente",
        )
    )
    assert form.is_valid(), form.errors
    data = form.data_typed()
    assert (data.ubigeo, data.website, list(data.themes)) == ("211101", "https://www.qhana.pe", ["quinua", "Aduanas"])
    row = register_institution(Act(committee.secretary, AT), body_id=committee.body.pk, data=data)
    assert "juliaca, san roman, puno" in row.search_text
    again = InstitutionForm(institution=row)
    assert again.initial["themes"] == "Aduanas, quinua"
    assert 'value="Juliaca, San Román, Puno"' in str(again["ubigeo"])


@pytest.mark.django_db
def test_a_form_that_asks_less_leaves_the_rest_as_it_was(committee: Committee) -> None:
    row = register_institution(
        Act(committee.secretary, AT),
        body_id=committee.body.pk,
        data=InstitutionData(name="A", notes="Guardar", themes=["quinua"]),
    )
    form = InstitutionForm(typed(name="A", phone="051"), institution=row)
    del form.fields["notes"], form.fields["themes"]
    assert form.is_valid(), form.errors
    changed = update_institution(
        Act(committee.secretary, AT), institution_id=row.pk, body_id=committee.body.pk, data=form.data_typed()
    )
    assert (changed.notes, list(changed.themes.values_list("name", flat=True))) == ("Guardar", ["quinua"])
    assert Event.objects.filter(stream=f"institution:{row.pk}").last().data["now"] == {
        "kind": "producers_org",
        "phone": "051",
    }


def test_a_wrong_ruc_is_reported_beside_its_field() -> None:
    form = InstitutionForm(typed(ruc="20131312950"))
    assert not form.is_valid()
    assert "once dígitos" in form.errors["ruc"][0]


@pytest.mark.parametrize("written", ["20-13131295-5", " 20 131 312 955 ", "20.131.312.955", "20131312955\u2013"])
def test_a_ruc_is_read_however_its_digits_were_grouped(written: str) -> None:
    form = InstitutionForm(typed(ruc=written))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ruc"] == "20131312955"


@pytest.mark.django_db
def test_a_ruc_belongs_to_one_institution(committee: Committee) -> None:
    def register(name: str) -> Institution:
        return register_institution(
            Act(committee.secretary, AT), body_id=committee.body.pk, data=InstitutionData(name=name, ruc="20131312955")
        )

    register("A")
    with pytest.raises(Refused) as refused:
        register("B")
    assert refused.value.ruling.code == "ruc_taken"
    form = InstitutionForm(typed(ruc="20131312955"))
    assert form.is_valid()
    show_refusal(form, refused.value)
    assert "ruc" in form.errors


@pytest.mark.django_db
def test_a_logo_is_a_light_picture(committee: Committee) -> None:
    def attempt(file: SimpleUploadedFile) -> str:
        try:
            register_institution(
                Act(committee.secretary, AT),
                body_id=committee.body.pk,
                data=InstitutionData(name="Con logo", logo=file),
            )
        except Refused as refused:
            return refused.ruling.code
        return "kept"

    assert attempt(SimpleUploadedFile("logo.png", b"%PDF-1.4 not a picture")) != "kept"
    assert attempt(SimpleUploadedFile("logo.svg", b"<svg onload=alert(1)>")) == "bad_upload_type"
    assert attempt(SimpleUploadedFile("logo.png", b"\x89PNG" + b"0" * (2 * 1024 * 1024))) == "bad_logo"
    assert attempt(picture()) == "kept"
    row = Institution.objects.get(name="Con logo")
    assert row.logo.content_type == "image/png"
    without = InstitutionForm(typed(name="Con logo", remove_logo="on"), institution=row)
    assert without.is_valid(), without.errors
    changed = update_institution(
        Act(committee.secretary, AT), institution_id=row.pk, body_id=committee.body.pk, data=without.data_typed()
    )
    assert changed.logo is None


@pytest.mark.django_db
def test_a_member_keeps_its_name_and_its_sector(committee: Committee) -> None:
    row = committee.institution(9)
    form = InstitutionForm(typed(name="Otro nombre", sector=""), institution=row, fixed_name=True, sector_required=True)
    assert not form.is_valid()
    assert list(form.errors) == ["sector"]
    assert form.cleaned_data["name"] == row.name
    data = institution_data(row)
    for wrong, code in (({"name": "Otro"}, "name_by_paper"), ({"sector": ""}, "sector_needed")):
        with pytest.raises(Refused) as refused:
            update_institution(
                Act(committee.secretary, AT),
                institution_id=row.pk,
                body_id=committee.body.pk,
                data=InstitutionData(**{"name": data.name, "sector": Sector.PUBLIC, **wrong}),
            )
        assert refused.value.ruling.code == code


@pytest.mark.django_db
def test_only_the_office_changes_the_data(committee: Committee) -> None:
    from django.core.exceptions import PermissionDenied

    row = committee.institution(9)
    for user in (committee.president, committee.viewer, committee.admin, committee.titular(9), committee.stranger):
        with pytest.raises(PermissionDenied):
            update_institution(
                Act(user, AT), institution_id=row.pk, body_id=committee.body.pk, data=institution_data(row)
            )
    assert client_of(None).get("/padron/distritos/").status_code == 200


@pytest.mark.django_db
def test_two_open_pages_do_not_overwrite_each_other_unseen(committee: Committee) -> None:
    row = committee.institution(9)
    browser, page = client_of(committee.secretary), reverse("members:edit_member", args=[committee.seats[9].pk])
    fields = {"sector": "public", "kind": "other", "country": "PE", "short_name": row.short_name, "email": row.email}
    seen = browser.get(page).context["form"].initial["seen"]
    assert f'value="{seen}"' in browser.get(page).content.decode()
    assert browser.post(page, {**fields, "seen": seen, "phone": "051 111111"}).status_code == 302
    other = browser.post(page, {**fields, "seen": seen, "address": "Jr. Lima 1", "phone": "051 222222"})
    shown = other.content.decode()
    assert "alguien hizo un cambio mientras usted tenía abierta esta página" in shown.casefold()
    assert "Ahora dice: «051 111111»." in shown
    assert 'value="Jr. Lima 1"' in shown
    row.refresh_from_db()
    assert (row.phone, row.address) == ("051 111111", "")
    again = other.context["form"]["seen"].value()
    assert (
        browser.post(page, {**fields, "seen": again, "address": "Jr. Lima 1", "phone": "051 222222"}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.phone, row.address) == ("051 222222", "Jr. Lima 1")


@pytest.mark.django_db
def test_a_chosen_file_is_asked_for_again_when_the_page_comes_back(committee: Committee) -> None:
    browser = client_of(committee.secretary)
    for name, field, words in (
        ("edit_member", "logo", "vuelva a elegir la imagen"),
        ("end_membership", "paper_file", "vuelva a elegir el archivo"),
    ):
        page = reverse(f"members:{name}", args=[committee.seats[9].pk])
        assert words not in browser.get(page).content.decode()
        assert words in browser.post(page, {"ruc": "1", field: picture()}).content.decode()
