"""Two entries of the directory become one: nothing of either is lost, and nobody's seat moves."""

import itertools
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from audit.acts import Act
from audit.models import Event
from documents.models import Instrument
from members.enums import ExitBasis, InstitutionKind
from members.models import Institution, InstitutionContact, SeatHolding
from members.selectors import directory as read
from members.selectors.duplicates import ALIKE, Entry, alike, compare, likely_duplicates, likeness, trigrams
from members.selectors.merging import UNITS, differences, merged, unit_words
from members.services import InstitutionData, admit_to_body, end_membership, register_institution, update_institution
from members.services import directory as acts
from members.services.directory import ContactData
from members.services.merging import merge_institutions
from members.services.papers import PaperData
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, PRESIDENTS_SEAT, lima

pytestmark = pytest.mark.django_db

NOON = lima("2026-11-20 12:00")
RUC, OTHER_RUC = "20131312955", "20100047218"


def entry(committee, name: str, **data) -> Institution:
    return register_institution(
        Act(committee.secretary, NOON), body_id=committee.body.pk, data=InstitutionData(name=name, **data)
    )


def contact(committee, institution: Institution, name: str, **data) -> InstitutionContact:
    return acts.add_contact(
        Act(committee.secretary, NOON),
        institution_id=institution.pk,
        body_id=committee.body.pk,
        data=ContactData(name, **data),
    )


def merge(committee, keep: Institution, drop: Institution, *taken: str, by=None, **more) -> Institution:
    return merge_institutions(
        Act(by or committee.secretary, NOON),
        body_id=committee.body.pk,
        keep_id=keep.pk,
        drop_id=drop.pk,
        taken=frozenset(taken),
        **more,
    )


def code(service, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        service(*args, **kwargs)
    return caught.value.ruling.code


def found(text: str) -> set[str]:
    return {row.name for row in read.found_by(read.entries(), text)}


# --- What results ----------------------------------------------------------------------------------------------------
def test_blanks_are_filled_and_what_gives_way_goes_to_the_notes(committee) -> None:
    keep = entry(
        committee, "Asociación de Exportadores", email="uno@adex.test", notes="Llamar temprano", themes=["Quinua"]
    )
    drop = entry(
        committee,
        "ADEX Lima",
        short_name="ADEX",
        ruc=RUC,
        kind=InstitutionKind.CHAMBER,
        email="dos@adex.test",
        city="Lima",
        notes="Piso 4",
        themes=["Ferias", "quinua"],
    )
    contact(committee, drop, "Mesa de Partes", phone="951 000 111")
    result = merge(committee, keep, drop)
    assert (result.name, result.short_name, result.ruc, result.kind, result.city, result.email) == (
        "Asociación de Exportadores", "ADEX", RUC, InstitutionKind.CHAMBER, "Lima", "uno@adex.test",
    )  # fmt: skip
    assert sorted(theme.name for theme in result.themes.all()) == ["Ferias", "Quinua"]
    assert [c.name for c in result.contacts.all()] == ["Mesa de Partes"]
    for kept in ("Llamar temprano", "Piso 4", "ADEX Lima", "dos@adex.test", "20/11/2026"):
        assert kept in result.notes
    for text in ("adex lima", "asociacion exportadores", RUC, "ferias", "mesa partes"):
        assert found(text) == {"Asociación de Exportadores"}


def test_what_is_chosen_of_the_other_stays_and_its_own_gives_way(committee) -> None:
    keep = entry(committee, "Prom Perú", email="uno@pp.test", city="Lima", address="Calle Uno")
    drop = entry(committee, "PROMPERÚ", email="dos@pp.test", country="BO", city="La Paz")
    result = merge(committee, keep, drop, "name", "place")
    assert (result.name, result.country, result.city, result.address) == ("PROMPERÚ", "BO", "La Paz", "")
    assert result.email == "uno@pp.test"
    for gone in ("Prom Perú", "Calle Uno, Lima, Perú", "dos@pp.test"):
        assert gone in result.notes


def test_the_row_that_is_merged_stays_as_it_was_and_leads_to_the_other(committee) -> None:
    keep, drop = entry(committee, "Una", city="Puno"), entry(committee, "Una bis", ruc=RUC, email="bis@x.test")
    merge(committee, keep, drop)
    drop.refresh_from_db()
    assert (drop.name, drop.ruc, drop.email, drop.merged_into) == ("Una bis", RUC, "bis@x.test", keep)
    assert drop not in read.entries()
    assert read.kept(drop) == keep
    event = Event.objects.get(action="institution.merged")
    assert event.data["dropped_data"]["ruc"] == RUC
    assert event.data["before"]["ruc"] == ""
    assert Event.objects.filter(action="institution.merged_away", stream=f"institution:{drop.pk}").count() == 1


def test_whoever_merges_may_have_verified_the_result(committee) -> None:
    one = merge(committee, entry(committee, "Una"), entry(committee, "Una bis"))
    assert one.verified_on is None
    other = merge(committee, entry(committee, "Otra"), entry(committee, "Otra bis"), verified=True)
    assert (other.verified_on, other.verified_by) == (date(2026, 11, 20), committee.secretary)


def test_three_entries_become_one_and_every_name_finds_it(committee) -> None:
    a, b, c = (entry(committee, name) for name in ("Alfa Uno", "Beta Dos", "Gama Tres"))
    contact(committee, a, "Oficina de Alfa")
    merge(committee, b, a)
    merge(committee, c, b)
    a.refresh_from_db()
    assert read.kept(a) == c
    for text in ("alfa", "beta dos", "gama", "oficina de alfa"):
        assert found(text) == {"Gama Tres"}
    assert code(merge, committee, a, c) == "merged_away"  # no circle
    assert code(merge, committee, c, a) == "merged_away"  # nor twice
    update_institution(
        Act(committee.secretary, NOON),
        institution_id=c.pk,
        body_id=committee.body.pk,
        data=InstitutionData(name="Gama Nueva"),
    )
    assert found("alfa uno") == {"Gama Nueva"}


def test_a_merged_entry_is_changed_no_more(committee) -> None:
    keep, drop = entry(committee, "Una"), entry(committee, "Una bis")
    merge(committee, keep, drop)
    common = {"body_id": committee.body.pk, "act": Act(committee.secretary, NOON)}
    for act, more in (
        (update_institution, {"institution_id": drop.pk, "data": InstitutionData(name="Otra")}),
        (acts.add_contact, {"institution_id": drop.pk, "data": ContactData("Oficina")}),
        (acts.verify_institution, {"institution_id": drop.pk}),
    ):
        assert code(act, **common, **more) == "merged_away"


# --- Members ---------------------------------------------------------------------------------------------------------
def test_a_member_is_the_one_that_stays(committee) -> None:
    member, loose = committee.institution(PRESIDENTS_SEAT), entry(committee, "Cámara Puno", sector="public", ruc=RUC)
    assert code(merge, committee, loose, member) == "member_stays"
    assert code(merge, committee, member, loose, "name") == "name_by_paper"
    assert code(merge, committee, member, loose, "sector") == "name_by_paper"
    name, sector = member.name, member.sector
    result = merge(committee, member, loose)
    assert (result.name, result.sector, result.ruc) == (name, sector, RUC)
    assert "Cámara Puno" in result.notes
    assert SeatHolding.objects.get(seat=committee.seats[PRESIDENTS_SEAT]).institution == result


def test_two_that_ever_were_members_are_not_merged(committee) -> None:
    gone, stays = committee.institution(ORDINARY_SEAT), committee.institution(9)
    end_membership(
        Act(committee.secretary, NOON),
        seat_id=committee.seats[ORDINARY_SEAT].pk,
        basis=ExitBasis.WITHDRAWAL,
        last_day=date(2026, 11, 1),
        paper=PaperData("oficio", "9-2026", date(2026, 10, 30), "Prueba"),
    )
    assert code(merge, committee, stays, gone) == "both_members"


def test_a_former_name_is_not_merged(committee) -> None:
    former = committee.institution(8)
    Institution.objects.filter(pk=former.pk).update(superseded_on=date(2026, 1, 1))
    assert code(merge, committee, former, entry(committee, "Otra")) == "superseded"


def test_whoever_is_admitted_by_an_older_record_is_the_entry_it_became(committee) -> None:
    keep, drop = entry(committee, "Una", sector="private"), entry(committee, "Una bis", sector="private")
    stale = Institution.objects.get(pk=drop.pk)
    merge(committee, keep, drop)
    holding = admit_to_body(
        Act(committee.secretary, NOON),
        body_id=committee.body.pk,
        institution=stale,
        instrument=Instrument.objects.first(),
        starts_on=date(2026, 11, 20),
    )
    assert holding.institution == keep


@pytest.mark.parametrize(("taken", "expected"), [(("nada",), "bad_choice"), (("id",), "bad_choice")])
def test_only_what_is_of_an_entry_is_chosen(committee, taken, expected) -> None:
    assert code(merge, committee, entry(committee, "Una"), entry(committee, "Una bis"), *taken) == expected


def test_an_entry_is_not_merged_with_itself(committee) -> None:
    made = entry(committee, "Una")
    assert code(merge, committee, made, made) == "same_institution"


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "member", "stranger"])
def test_only_the_office_merges(committee, who) -> None:
    keep, drop = entry(committee, "Una"), entry(committee, "Una bis")
    with pytest.raises(PermissionDenied):
        merge(committee, keep, drop, by=committee.everybody[who])
    drop.refresh_from_db()
    assert drop.merged_into is None


# --- Nothing is lost -------------------------------------------------------------------------------------------------
WORD = st.sampled_from(["", "Alfa", "Beta"])
FIELDS = st.fixed_dictionaries(
    {
        "short_name": WORD,
        "city": WORD,
        "address": WORD,
        "phone": WORD,
        "authority_name": WORD,
        "authority_position": WORD,
        "notes": st.sampled_from(["", "Nota uno", "Nota dos"]),
        "kind": st.sampled_from([InstitutionKind.OTHER, InstitutionKind.BUYER, InstitutionKind.EMBASSY]),
        "country": st.sampled_from(["PE", "BO", "FR"]),
        "themes": st.lists(st.sampled_from(["Quinua", "Café", "Trucha"]), unique=True),
    }
)
CONTACTS = st.lists(
    st.tuples(st.sampled_from(["Ana", "Beto"]), WORD, st.sampled_from(["", "1234567"])), unique=True, max_size=3
)


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(one=FIELDS, other=FIELDS, mine=CONTACTS, theirs=CONTACTS, taken=st.sets(st.sampled_from(sorted(UNITS))))
def test_a_merge_loses_nothing(committee, one, other, mine, theirs, taken) -> None:
    keep, drop = entry(committee, "Primera", **one), entry(committee, "Segunda", **other)
    for row, contacts in ((keep, mine), (drop, theirs)):
        for name, position, phone in contacts:
            contact(committee, row, name, position=position, phone=phone)
    said = {words for row in (keep, drop) for unit in UNITS if (words := unit_words(row, unit))}
    notes = {row.notes for row in (keep, drop) if row.notes}
    try:
        result = merge(committee, keep, drop, *taken)
        result.refresh_from_db()
        assert {theme.name for theme in result.themes.all()} == {*one["themes"], *other["themes"]}
        kept = {(c.name, c.position, c.phone) for c in result.contacts.all()}
        assert kept == {*mine, *theirs}
        assert result.contacts.count() == len(kept)
        for words in said:
            parts = [part for part in words.split(", ") if part != "Perú"]
            here = [*(unit_words(result, unit) for unit in UNITS), result.notes]
            assert any(all(part in text for part in parts) for text in here), words
        assert all(note in result.notes for note in notes)
        assert found("primera") == found("segunda") == {result.name}
    finally:
        InstitutionContact.objects.all().delete()
        Institution.objects.filter(pk__in=[keep.pk, drop.pk]).update(
            superseded_on=date(2026, 1, 1), search_text="", name="de otro ejemplo"
        )


def test_a_preview_says_what_the_merge_writes(committee) -> None:
    keep = entry(committee, "Una", city="Lima", phone="1")
    drop = entry(committee, "Una bis", city="Puno", short_name="UB", phone="2")
    assert [(d.unit, d.choice) for d in differences(keep, drop, member=False)] == [
        ("name", True), ("short_name", False), ("place", True), ("phone", True),
    ]  # fmt: skip
    assert [d.unit for d in differences(keep, drop, member=True) if d.choice] == ["place", "phone"]
    foreseen = merged(keep, drop, frozenset({"phone"})).values
    result = merge(committee, keep, drop, "phone")
    assert {field: str(getattr(result, field) or "") for field in foreseen} == {
        field: str(value or "") for field, value in foreseen.items()
    }


# --- Likely duplicates -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (Entry(1, "Cámara de Comercio de Puno"), Entry(2, "CAMARA COMERCIO PUNO"), "el mismo nombre"),
        (Entry(1, "Jomatex S.R.L."), Entry(2, "Jomatex SRL"), "el mismo nombre"),
        (Entry(1, "Promoción del Perú", "PROMPERÚ"), Entry(2, "Prom Perú", "promperu"), "las mismas siglas"),
        (Entry(1, "Promoción del Perú", "PROMPERÚ"), Entry(2, "Promperu"), "las mismas siglas"),
        (Entry(1, "Agencia de Aduanas del Altiplano"), Entry(2, "Agencia de Aduana Altiplano"), "un nombre parecido"),
        (Entry(1, "Una", email="a@b.pe"), Entry(2, "Otra", email="A@b.pe"), "el mismo correo"),
        (
            Entry(1, "Una", email="a@casa.pe", city="Puno"),
            Entry(2, "Otra", email="b@casa.pe", city="PUNO"),
            "el mismo dominio de correo y la misma ciudad",
        ),
    ],
)
def test_what_may_be_one_institution_twice_is_proposed_with_its_reason(one, other, reason) -> None:
    assert reason in compare([one, other])[1, 2].reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Entry(1, "Embajada de Francia"), Entry(2, "Embajada del Japón")),
        (Entry(1, "Una", email="a@gmail.com", city="Puno"), Entry(2, "Otra", email="b@gmail.com", city="Puno")),
        (
            Entry(1, "Cooperativa Agraria San Juan Uno", ruc=RUC),
            Entry(2, "Cooperativa Agraria San Juan Dos", ruc=OTHER_RUC),
        ),
        (Entry(1, "Una"), Entry(2, "")),
    ],
)
def test_what_is_surely_two_is_not_proposed(one, other) -> None:
    assert compare([one, other]) == {}


def test_a_crowd_with_one_domain_is_not_proposed() -> None:
    names = ["Quinua", "Alpaca", "Trucha", "Café", "Maca"]
    assert compare([Entry(n, name, email=f"{n}@proveedor.pe", city="Puno") for n, name in enumerate(names)]) == {}


NAMES = st.lists(st.text(alphabet="abcdeñí ", min_size=3, max_size=18).filter(str.strip), max_size=14)


@given(names=NAMES)
def test_every_pair_of_like_names_is_found_and_no_other(names) -> None:
    sets = {key: trigrams(name) for key, name in enumerate(names)}
    expected = {
        (one, other) for one, other in itertools.combinations(sets, 2) if likeness(sets[one], sets[other]) >= ALIKE
    }
    assert {(one, other) for one, other, _ in alike(sets)} == expected


def test_what_was_told_apart_is_not_proposed_again(committee) -> None:
    one, other = entry(committee, "Consulado de Bolivia"), entry(committee, "Consulado de Bolivia")
    assert [(pair.keep, pair.drop) for pair in likely_duplicates()] == [(one.pk, other.pk)]
    acts.tell_apart(Act(committee.secretary, NOON), one_id=other.pk, other_id=one.pk, body_id=committee.body.pk)
    assert likely_duplicates() == []


def test_a_member_is_proposed_as_the_one_to_keep_and_two_members_never(committee) -> None:
    member = committee.institution(9)
    loose = entry(committee, member.name.upper())
    [pair] = likely_duplicates()
    assert (pair.keep, pair.drop) == (member.pk, loose.pk)
    Institution.objects.filter(pk=committee.institution(ORDINARY_SEAT).pk).update(name=member.name)
    merge(committee, member, loose)
    assert likely_duplicates() == []


def test_proposing_costs_the_same_queries_for_any_number(committee, django_assert_num_queries) -> None:
    entry(committee, "Una"), entry(committee, "Una")
    with django_assert_num_queries(3):
        likely_duplicates()
    Institution.objects.bulk_create(Institution(name=f"Institución {n} {n * 7919}") for n in range(300))
    with django_assert_num_queries(3):
        likely_duplicates()
