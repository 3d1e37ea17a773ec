"""The directory (Art. 9.3): what a search finds, contacts, verification, themes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.acts import Act
from audit.models import Event
from members.enums import EntryBasis
from members.models import Institution, InstitutionContact, InstitutionTheme, Theme
from members.selectors import directory as read
from members.selectors.history import history_of_streams
from members.services import InstitutionData, hold_seat, register_institution, update_institution
from members.services import directory as acts
from members.services import themes as theme_acts
from members.services.directory import ContactData
from members.services.papers import PaperData
from members.words import searchable
from regulation.refusal import Refused
from tests.conftest import lima

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
NOON = lima("2026-11-20 12:00")


def entry(committee, name: str, **data) -> Institution:
    return register_institution(
        Act(committee.secretary, NOON), body_id=committee.body.pk, data=InstitutionData(name=name, **data)
    )


def found(text: str) -> set[str]:
    return {row.name for row in read.found_by(read.entries(), text)}


def sentences(institution: Institution) -> list[str]:
    return [line.sentence for line in history_of_streams([f"institution:{institution.pk}"])[:50]]


def refused(service, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        service(**kwargs)
    return caught.value.ruling.code


# --- Searching -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "cámara de comercio ñuñoa",
        "CAMARA NUNOA",
        "ñuñoa cámara",
        "comerc nuñ",
        "CCÑ",
        "quinua",
        "lima camara",
        "20131312955",
        "Puno Alto",
        "contacto@ccn.test",
    ],
)
def test_a_search_ignores_accents_capitals_and_the_order_of_words(committee, text) -> None:
    made = entry(
        committee, "Cámara de Comercio de Ñuñoa", short_name="CCÑ", ruc="20131312955", city="Lima", themes=["Quínua"]
    )
    acts.add_contact(
        Act(committee.secretary, NOON),
        institution_id=made.pk,
        body_id=committee.body.pk,
        data=ContactData("Oficina Puno Alto", email="contacto@ccn.test"),
    )
    entry(committee, "Consulado de Bolivia")
    assert found(text) == {made.name}


def test_every_word_must_be_there(committee) -> None:
    entry(committee, "Cámara de Comercio de Juliaca")
    assert found("cámara azángaro") == set()


def test_signs_of_a_pattern_are_only_signs(committee) -> None:
    entry(committee, "Cooperativa 100% Alpaca")
    entry(committee, "Cooperativa Mil Alpacas")
    assert found("100%") == {"Cooperativa 100% Alpaca"}
    assert found("_") == set()


@given(text=st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="ı\x00"), max_size=60))
def test_what_is_searchable_is_the_same_in_capitals_and_again(text) -> None:
    once = searchable(text)
    assert searchable(once) == once
    assert searchable(text.lower()) == once
    assert searchable(text.upper()) == once


WORDS = st.lists(
    st.text(alphabet="aábcdeéfghiíjklmnñoópqrstuúüvwxyzAÁEÉÑZ%_'0123456789", min_size=1, max_size=9),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(words=WORDS, data=st.data())
def test_any_of_its_own_words_finds_an_entry(words, data) -> None:
    row = Institution.objects.create(name=" ".join(words), search_text=searchable(*words))
    asked = data.draw(st.permutations(words))[: data.draw(st.integers(1, len(words)))]
    asked = [word.upper() if data.draw(st.booleans()) else word for word in asked]
    try:
        assert read.found_by(Institution.objects.filter(pk=row.pk), " ".join(asked)).exists()
    finally:
        row.delete()


def test_a_former_name_finds_its_successor_however_many_names_ago(committee) -> None:
    seat = committee.seats[8]
    paper = PaperData("resolucion", "1-2026", date(2026, 1, 1), "Prueba")
    for name, day in (("Agromercado", date(2026, 2, 1)), ("Agro Perú Vende", date(2026, 3, 1))):
        hold_seat(
            Act(committee.secretary, NOON),
            seat_id=seat.pk,
            data=InstitutionData(name=name, sector="public"),
            basis=EntryBasis.RENAMING,
            paper=paper,
            starts_on=day,
        )
    assert found("sierra y selva") == {"Agro Perú Vende"}
    assert found("agromercado") == {"Agro Perú Vende"}
    first = Institution.objects.get(name="Agromercado")
    assert read.successor_of(first).name == "Agro Perú Vende"
    last = Institution.objects.get(name="Agro Perú Vende")
    assert [name.until for name in read.former_names(last)] == [date(2026, 2, 28), date(2026, 1, 31)]
    assert read.member_since(last, committee.body) == date(2022, 6, 1)


def test_figures_count_members_and_what_nobody_verified(committee) -> None:
    made = entry(committee, "Embajada")
    old = entry(committee, "Consulado")
    Institution.objects.filter(pk=made.pk).update(verified_on=TODAY, verified_by=committee.secretary)
    Institution.objects.filter(pk=old.pk).update(verified_on=date(2025, 11, 19), verified_by=committee.secretary)
    figures = read.figures(committee.body, TODAY)
    assert (figures.total, figures.members, figures.never, figures.stale) == (25, 23, 23, 1)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (date(2026, 11, 20), "hoy"),
        (date(2026, 11, 19), "ayer"),
        (date(2026, 10, 21), "hace 30 días"),
        (date(2026, 10, 20), "hace 1 mes"),
        (date(2026, 8, 20), "hace 3 meses"),
        (date(2026, 8, 21), "hace 2 meses"),
        (date(2025, 11, 20), "hace un año"),
        (date(2025, 11, 19), "hace más de un año"),
        (date(2024, 11, 20), "hace 2 años"),
        (date(2024, 11, 21), "hace más de un año"),
    ],
)
def test_how_long_ago_is_said_in_whole_months(then, words) -> None:
    assert read.ago(then, TODAY) == words


# --- Verifying -------------------------------------------------------------------------------------------------------
def test_an_entry_is_verified_once_a_day(committee) -> None:
    made = entry(committee, "Embajada")
    for _ in range(2):
        acts.verify_institution(Act(committee.secretary, NOON), institution_id=made.pk, body_id=committee.body.pk)
    made.refresh_from_db()
    assert (made.verified_on, made.verified_by) == (TODAY, committee.secretary)
    assert Event.objects.filter(action="institution.verified").count() == 1
    assert not read.unverified(read.entries().filter(pk=made.pk), TODAY).exists()
    assert not read.unverified(read.entries().filter(pk=made.pk), date(2027, 11, 20)).exists()
    assert read.unverified(read.entries().filter(pk=made.pk), date(2027, 11, 21)).exists()


def test_whoever_corrects_an_entry_may_say_that_they_verified_it(committee) -> None:
    made = acts.save_entry(
        Act(committee.secretary, NOON),
        institution_id=None,
        body_id=committee.body.pk,
        data=InstitutionData(name="Embajada"),
        verified=True,
    )
    assert Institution.objects.get(pk=made.pk).verified_on == TODAY
    changed = acts.save_entry(
        Act(committee.deputy, lima("2027-01-05")),
        institution_id=made.pk,
        body_id=committee.body.pk,
        data=InstitutionData(name="Embajada", city="Lima"),
    )
    assert (changed.city, changed.verified_on) == ("Lima", TODAY)


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "member", "alternate", "stranger"])
def test_only_the_office_keeps_the_directory(committee, who) -> None:
    made = entry(committee, "Embajada")
    user = committee.everybody[who]
    common = {"body_id": committee.body.pk, "act": Act(user, NOON)}
    with pytest.raises(PermissionDenied):
        acts.verify_institution(institution_id=made.pk, **common)
    with pytest.raises(PermissionDenied):
        acts.add_contact(institution_id=made.pk, data=ContactData("Oficina"), **common)
    theme = Theme.objects.create(name="Quinua")
    with pytest.raises(PermissionDenied):
        theme_acts.rename_theme(theme_id=theme.pk, name="Quínua", **common)


# --- Contacts --------------------------------------------------------------------------------------------------------
def test_contacts_are_added_corrected_and_removed_and_the_history_keeps_it(committee) -> None:
    made = entry(committee, "Embajada")
    common = {"body_id": committee.body.pk, "act": Act(committee.secretary, NOON)}
    data = ContactData("  Oficina   Comercial ", "Jefatura", "Comercio@Embajada.test", "+51 951 222 333", "de 9 a 12")
    contact = acts.add_contact(institution_id=made.pk, data=data, **common)
    assert (contact.name, contact.email) == ("Oficina Comercial", "comercio@embajada.test")
    assert found("oficina comercial") == {"Embajada"}
    assert refused(acts.add_contact, institution_id=made.pk, data=data, **common) == "contact_known"
    acts.change_contact(contact_id=contact.pk, data=ContactData("Oficina Consular", phone="951 444 555"), **common)
    assert found("oficina comercial") == set()
    acts.remove_contact(contact_id=contact.pk, **common)
    assert not InstitutionContact.objects.exists()
    assert found("consular") == set()
    assert sentences(made) == [
        "quitó el contacto Oficina Consular de Embajada",
        "cambió el contacto Oficina Consular de Embajada",
        "agregó el contacto Oficina Comercial de Embajada",
        "registró a Embajada",
    ]
    shown = "".join(str(event.data) for event in Event.objects.filter(stream=f"institution:{made.pk}"))
    assert "951 222" not in shown
    assert "951 444" not in shown


@pytest.mark.parametrize(
    ("data", "code"),
    [(ContactData("  "), "contact_name_required"), (ContactData("Oficina", email="no es correo"), "bad_email")],
)
def test_a_contact_that_cannot_be_right_is_refused(committee, data, code) -> None:
    made = entry(committee, "Embajada")
    common = {"body_id": committee.body.pk, "act": Act(committee.secretary, NOON)}
    assert refused(acts.add_contact, institution_id=made.pk, data=data, **common) == code
    assert not InstitutionContact.objects.exists()


def test_a_contact_saved_as_it_was_leaves_no_trace(committee) -> None:
    made = entry(committee, "Embajada")
    common = {"body_id": committee.body.pk, "act": Act(committee.secretary, NOON)}
    contact = acts.add_contact(institution_id=made.pk, data=ContactData("Oficina"), **common)
    before = Event.objects.count()
    acts.change_contact(contact_id=contact.pk, data=ContactData(" Oficina "), **common)
    assert Event.objects.count() == before


def test_the_history_says_what_each_field_said_before(committee) -> None:
    made = entry(committee, "Embajada", kind="embassy", city="Lima")
    update_institution(
        Act(committee.deputy, NOON),
        institution_id=made.pk,
        body_id=committee.body.pk,
        data=InstitutionData(name="Embajada", kind="consulate", country="BO", themes=["visas"]),
    )
    said = sentences(made)[0]
    for word in ("clase", "consulado", "ciudad", "Lima", "visas"):
        assert word in said


# --- Themes ----------------------------------------------------------------------------------------------------------
def test_a_theme_is_one_whatever_its_accents(committee) -> None:
    one = entry(committee, "Una", themes=["Café"])
    other = entry(committee, "Otra", themes=["CAFE", "cafè", "Quinua"])
    assert set(Theme.objects.values_list("name", flat=True)) == {"Café", "Quinua"}
    assert set(one.themes.all()) < set(other.themes.all())


def test_a_theme_renamed_is_found_by_its_new_name(committee) -> None:
    made = entry(committee, "Una", themes=["Kinua"])
    common = {"body_id": committee.body.pk, "act": Act(committee.secretary, NOON)}
    theme_acts.rename_theme(theme_id=Theme.objects.get().pk, name=" Quinua  real ", **common)
    assert found("quinua real") == {made.name}
    assert found("kinua") == set()


def test_two_themes_are_joined_only_when_asked(committee) -> None:
    both = entry(committee, "Ambas", themes=["Fibra", "Alpaca"])
    one = entry(committee, "Una", themes=["Fibra"])
    fibre, alpaca = Theme.objects.get(name="Fibra"), Theme.objects.get(name="Alpaca")
    common = {
        "theme_id": fibre.pk,
        "body_id": committee.body.pk,
        "name": "álpaca",
        "act": Act(committee.secretary, NOON),
    }
    assert refused(theme_acts.rename_theme, **common) == "theme_taken"
    assert theme_acts.rename_theme(join=True, **common) == alpaca
    assert list(Theme.objects.all()) == [alpaca]
    assert sorted(InstitutionTheme.objects.values_list("institution", "theme")) == sorted(
        [(both.pk, alpaca.pk), (one.pk, alpaca.pk)]
    )
    assert found("alpaca") == {"Ambas", "Una"}
    assert found("fibra") == set()


def test_a_theme_in_use_is_not_removed(committee) -> None:
    made = entry(committee, "Una", themes=["Quinua"])
    theme = Theme.objects.get()
    common = {"theme_id": theme.pk, "body_id": committee.body.pk, "act": Act(committee.secretary, NOON)}
    assert refused(theme_acts.remove_theme, **common) == "theme_in_use"
    update_institution(
        Act(committee.secretary, NOON),
        institution_id=made.pk,
        body_id=committee.body.pk,
        data=InstitutionData(name="Una"),
    )
    theme_acts.remove_theme(**common)
    assert not Theme.objects.exists()
