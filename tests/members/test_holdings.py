"""How a seat passes on, and how an institution leaves the committee (Art. 5, 7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit.acts import Act
from audit.models import Event
from documents.models import Instrument
from members.enums import EntryBasis, ExitBasis, Office
from members.models import Accreditation, Body, Institution, InstitutionContact, Seat, SeatHolding, Term
from members.selectors import cited_instrument, member_on, members_on, officer_on, roles_of
from members.selectors.history import history_of_seat
from members.services import (
    InstitutionData,
    PaperData,
    admit_to_body,
    end_membership,
    hold_seat,
    institution_data,
    rectify_name,
    register_institution,
)
from members.words import searchable
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, PRESIDENTS_SEAT, Committee, lima

NOW = lima("2026-06-10 10:00")
DAY = date(2026, 6, 10)


def paper(**changes: Any) -> PaperData:
    return PaperData(
        **{"kind": "oficio", "number": "045-2026", "date": date(2026, 6, 1), "issuer": "Prueba", **changes}
    )


def rename(committee: Committee, number: int = 9, **changes: Any) -> SeatHolding:
    data = institution_data(committee.institution(number))
    fields = {**{name: getattr(data, name) for name in data.__slots__}, "name": "Nombre Nuevo"}
    return hold_seat(
        **{
            "seat_id": committee.seats[number].pk,
            "data": InstitutionData(**fields),
            "basis": EntryBasis.RENAMING,
            "paper": paper(),
            "starts_on": DAY,
            "act": Act(committee.secretary, NOW),
            **changes,
        }
    )


def leave(committee: Committee, number: int = 9, **changes: Any) -> SeatHolding:
    return end_membership(
        **{
            "seat_id": committee.seats[number].pk,
            "basis": ExitBasis.WITHDRAWAL,
            "last_day": DAY,
            "paper": paper(),
            "act": Act(committee.secretary, NOW),
            **changes,
        }
    )


def in_directory(committee: Committee, **changes: Any) -> Institution:
    data = InstitutionData(**{"name": "Autoridad del Altiplano", "sector": "public", "ruc": "20131312955", **changes})
    return register_institution(Act(committee.secretary, NOW), body_id=committee.body.pk, data=data)


def succeed(committee: Committee, successor: Institution | None, number: int = 9, **changes: Any) -> SeatHolding:
    return rename(
        committee,
        number,
        **{
            "data": None,
            "institution_id": successor.pk if successor else None,
            "basis": EntryBasis.SUCCESSION,
            **changes,
        },
    )


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.ruling.code


# --- Another name ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_renaming_keeps_the_institution_under_both_names(committee: Committee) -> None:
    before = committee.institution(9)
    InstitutionContact.objects.create(institution=before, name="Mesa de partes", email="mesa@unap.test")
    holding = rename(committee)
    assert member_on(committee.seats[9], date(2026, 6, 9)).institution == before
    row = member_on(committee.seats[9], DAY)
    assert (row.institution.name, row.institution.predecessor) == ("Nombre Nuevo", before)
    assert (row.titular.person, row.alternate.person) == (committee.person(9), committee.person(9, "alternate"))
    assert row.institution.contacts.get().name == "Mesa de partes"
    assert row.institution.email == before.email
    assert holding.basis == EntryBasis.RENAMING
    before.refresh_from_db()
    assert before.superseded_on == DAY
    assert searchable(before.name) in row.institution.search_text
    assert len(members_on(committee.body, DAY)) == 23


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": date(2026, 6, 11)}, "future_date"),
        ({"starts_on": date(2022, 6, 1)}, "before_earlier"),
        ({"paper": paper(number=" ")}, "paper_needed"),
        ({"paper": paper(date=date(2026, 6, 11))}, "future_date"),
        ({"starts_on": date(2026, 5, 31)}, "paper_late"),
        ({"basis": EntryBasis.ADMISSION}, "bad_choice"),
        ({"data": None}, "bad_choice"),
        ({"data": InstitutionData(name="Otra", sector="")}, "sector_needed"),
        ({"data": InstitutionData(name="  ", sector="public")}, "institution_name_required"),
    ],
)
def test_a_renaming_that_cannot_be_is_refused_and_writes_nothing(
    committee: Committee, changes: dict[str, Any], code: str
) -> None:
    counted = (SeatHolding.objects.count(), Institution.objects.count(), Instrument.objects.count())
    with pytest.raises(Refused) as refused:
        rename(committee, **changes)
    assert code_of(refused) == code
    assert (SeatHolding.objects.count(), Institution.objects.count(), Instrument.objects.count()) == counted
    assert not Event.objects.filter(action__startswith="holding.").exists()


@pytest.mark.django_db
def test_the_same_name_is_no_change(committee: Committee) -> None:
    with pytest.raises(Refused) as refused:
        rename(committee, data=institution_data(committee.institution(9)))
    assert code_of(refused) == "same_name"


@pytest.mark.django_db
def test_a_renaming_holds_for_every_seat_of_the_institution(committee: Committee) -> None:
    mesa = Body.objects.create(
        slug="mesa-quinua",
        name="Mesa de la Quinua",
        short_name="Mesa",
        kind="mesa",
        parent=committee.body,
        rulebook=committee.body.rulebook,
    )
    place, late = Seat.objects.create(body=mesa, number=1), Seat.objects.create(body=mesa, number=2)
    instrument, before = Instrument.objects.first(), committee.institution(9)
    for seat, day in ((place, date(2025, 1, 1)), (late, date(2026, 6, 9))):
        SeatHolding.objects.create(seat=seat, institution=before, instrument=instrument, starts_on=day)
    rename(committee, starts_on=date(2026, 6, 5))
    assert [member_on(place, day).institution.name for day in (date(2026, 6, 4), DAY)] == [before.name, "Nombre Nuevo"]
    assert member_on(late, date(2026, 6, 9)).institution.name == "Nombre Nuevo"
    assert not SeatHolding.objects.filter(institution=before, ends_before=None).exists()


# --- Another institution ---------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_institution_of_the_directory_succeeds_a_member(committee: Committee) -> None:
    successor = in_directory(committee)
    holding = succeed(committee, successor, paper=paper(kind="ley"))
    assert holding.institution == successor
    row = member_on(committee.seats[9], DAY)
    assert row.institution == successor
    successor.refresh_from_db()
    assert successor.predecessor.superseded_on == DAY
    assert searchable(successor.predecessor.name) in successor.search_text
    ended = SeatHolding.objects.get(seat=committee.seats[9], ends_before=DAY)
    assert (ended.end_basis, ended.end_instrument) == (ExitBasis.SUCCESSION, holding.instrument)
    found, seats = cited_instrument(committee.body, holding.instrument.pk)
    assert (found, seats) == (holding.instrument, frozenset({committee.seats[9].pk}))


@pytest.mark.django_db
def test_not_every_institution_can_succeed(committee: Committee) -> None:
    gone = in_directory(committee, name="Antigua", ruc="")
    Institution.objects.filter(pk=gone.pk).update(superseded_on=date(2026, 1, 1))
    bare = in_directory(committee, name="Sin sector", sector="", ruc="")
    same = Institution.objects.create(name="Otra ficha", sector="public")
    Institution.objects.filter(pk=committee.institution(ORDINARY_SEAT).pk).update(ruc="20100152356")
    Institution.objects.filter(pk=same.pk).update(merged_into=committee.institution(ORDINARY_SEAT))
    for successor, code in (
        (committee.institution(ORDINARY_SEAT), "already_member"),
        (committee.institution(9), "same_name"),
        (gone, "successor_gone"),
        (same, "successor_gone"),
        (bare, "sector_needed"),
        (None, "institution_name_required"),
    ):
        with pytest.raises(Refused) as refused:
            succeed(committee, successor)
        assert code_of(refused) == code
    assert member_on(committee.seats[9], DAY).institution == committee.institution(9)


@pytest.mark.django_db
def test_a_former_member_may_succeed_another(committee: Committee) -> None:
    former = committee.institution(ORDINARY_SEAT)
    leave(committee, 5, last_day=date(2026, 6, 5))
    succeed(committee, former)
    assert member_on(committee.seats[9], DAY).institution == former
    assert member_on(committee.seats[ORDINARY_SEAT], DAY) is None


# --- Leaving ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_member_that_withdraws_leaves_the_padron_with_its_people(committee: Committee) -> None:
    holding = leave(committee)
    seat = committee.seats[9]
    assert (holding.end_basis, holding.last_day) == (ExitBasis.WITHDRAWAL, DAY)
    assert member_on(seat, DAY) is not None
    assert member_on(seat, date(2026, 6, 11)) is None
    assert len(members_on(committee.body, date(2026, 6, 11))) == 22
    assert not Accreditation.objects.filter(seat=seat, ends_before=None).exists()
    assert roles_of(committee.titular(9), committee.body, DAY)
    assert not roles_of(committee.titular(9), committee.body, date(2026, 6, 11))
    event = Event.objects.get(action="holding.ended")
    assert event.data["people"] == [committee.person(9).full_name, committee.person(9, "alternate").full_name]
    assert event.actor_role == "Secretaría Técnica"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last_day": date(2026, 6, 11)}, "future_date"),
        ({"last_day": date(2022, 5, 31)}, "before_start"),
        ({"paper": None}, "paper_needed"),
        ({"paper": paper(issuer="")}, "paper_needed"),
        ({"basis": ExitBasis.SUCCESSION}, "bad_choice"),
        ({"basis": ExitBasis.EXCLUSION}, "acuerdo_needed"),
    ],
)
def test_a_departure_that_cannot_be_is_refused(committee: Committee, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        leave(committee, **changes)
    assert code_of(refused) == code
    assert member_on(committee.seats[9], date(2026, 6, 12)) is not None


@pytest.mark.django_db
def test_an_exclusion_cites_an_acuerdo_typed_or_numbered_here(committee: Committee) -> None:
    assert leave(committee, 9, basis=ExitBasis.EXCLUSION, paper=paper(kind="acuerdo")).end_basis == "exclusion"
    acuerdo = Instrument.objects.create(
        kind="acuerdo", number="3-2026", date=DAY, issuer=committee.body.name, recorded_at=NOW
    )
    assert leave(committee, 10, basis=ExitBasis.EXCLUSION, paper=None, instrument=acuerdo).end_instrument == acuerdo


@pytest.mark.django_db
def test_who_left_does_not_leave_twice_nor_change_its_name(committee: Committee) -> None:
    leave(committee)
    for act in (leave, lambda c: rename(c, data=InstitutionData(name="Otra", sector="public"))):
        with pytest.raises(Refused) as refused:
            act(committee)
        assert code_of(refused) == "no_holder"


@pytest.mark.django_db
def test_a_president_whose_institution_leaves_stays_until_an_act_of_article_8(committee: Committee) -> None:
    leave(committee, 16)
    assert officer_on(committee.body, Office.PRESIDENT, date(2026, 6, 11)).person == committee.person(PRESIDENTS_SEAT)
    assert Term.objects.get(office=Office.PRESIDENT).ended_on is None


@pytest.mark.django_db
def test_a_former_member_comes_back_to_a_seat_of_its_own_and_not_by_this_door(committee: Committee) -> None:
    former = committee.institution(9)
    leave(committee)
    acuerdo = Instrument.objects.create(
        kind="acuerdo", number="4-2026", date=date(2026, 6, 20), issuer=committee.body.name, recorded_at=NOW
    )
    holding = admit_to_body(
        Act(committee.secretary, lima("2026-06-20")),
        body_id=committee.body.pk,
        institution=former,
        instrument=acuerdo,
        starts_on=date(2026, 6, 20),
    )
    assert holding.seat.number == 24
    assert [row.number for row in members_on(committee.body, date(2026, 6, 20))] == [
        *(number for number in range(1, 24) if number != 9),
        24,
    ]


# --- A slip of the pen -----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_slip_in_a_name_is_rectified_and_the_history_keeps_what_it_said(committee: Committee) -> None:
    row = committee.institution(9)
    said = row.name

    def rectify(name: str, reason: str = "Ley universitaria", by: User | None = None) -> Institution:
        return rectify_name(
            Act(by or committee.secretary, NOW),
            institution_id=row.pk,
            body_id=committee.body.pk,
            name=name,
            short_name="UNAP",
            reason=reason,
        )

    corrected = rectify("Universidad  Nacional del Altiplano de Puno")
    assert corrected.name == "Universidad Nacional del Altiplano de Puno"
    assert "unap" in corrected.search_text
    assert SeatHolding.objects.filter(seat=committee.seats[9]).count() == 1
    assert Event.objects.get(action="institution.rectified").data["before"]["name"] == said
    for name, reason, code in (
        (corrected.name, "x", "same_name"),
        ("Otro", " ", "reason_required"),
        (" ", "x", "institution_name_required"),
    ):
        with pytest.raises(Refused) as refused:
            rectify(name, reason)
        assert code_of(refused) == code
    with pytest.raises(PermissionDenied):
        rectify("Otro", by=committee.president)


# --- Who may, and what is shown ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_only_the_office_registers_who_is_a_member(committee: Committee) -> None:
    for user in (committee.president, committee.viewer, committee.admin, committee.titular(9), committee.stranger):
        for change in (rename, leave):
            with pytest.raises(PermissionDenied):
                change(committee, act=Act(user, NOW))


@pytest.mark.django_db
def test_the_history_of_a_seat_is_shown_in_sentences_with_both_names(committee: Committee) -> None:
    said = committee.institution(9).name
    rename(committee, starts_on=date(2026, 6, 5))
    leave(committee)
    lines = history_of_seat(committee.seats[9])[:10]
    sentences = [line.sentence for line in lines]
    assert sentences[0].startswith(
        "registró que Nombre Nuevo dejó el asiento 9; último día, el 10/06/2026 (retiro voluntario)"
    )
    assert any(f"desde el 05/06/2026, en lugar de {said} (cambio de nombre)" in sentence for sentence in sentences)
    assert all("{" not in sentence and "registró «" not in sentence for sentence in sentences)
    assert {line.actor for line in lines} == {committee.secretary.full_name}
