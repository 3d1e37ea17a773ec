from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from audit.acts import Act
from audit.models import Event
from documents.models import Instrument
from members.enums import EntryBasis, Role, SeatRole
from members.models import Accreditation, Person
from members.selectors import member_on, members_on, roles_of
from members.services import (
    InstitutionData,
    PaperData,
    PersonData,
    accredit,
    admit_to_body,
    end_accreditation,
    hold_seat,
)
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, lima

NOW = lima("2026-06-10 11:00")
START = date(2026, 6, 10)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def paper(**changes) -> PaperData:
    given = {"kind": "oficio", "number": "045-2026", "date": date(2026, 6, 8), "issuer": "Provías Descentralizado"}
    return PaperData(**(given | changes))


def give(committee, seat=5, role=SeatRole.TITULAR, person=None, starts_on=START, by=None, at=NOW, **more):
    return accredit(
        Act(by or committee.secretary, at),
        seat_id=committee.seats[seat].pk,
        role=role,
        person=person or PersonData(full_name="Nadia Nueva Mamani", email="nadia@provias.gob.pe", position="Jefa"),
        paper=more.pop("paper", paper()),
        starts_on=starts_on,
        **more,
    )


def code_of(refused) -> str:
    return refused.value.ruling.code


def test_a_new_titular_ends_the_earlier_one_and_keeps_it_as_history(committee) -> None:
    before = committee.person(ORDINARY_SEAT)
    new = give(committee)
    history = list(
        Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="titular").order_by("starts_on")
    )
    assert [a.person for a in history] == [before, new.person]
    assert history[0].ends_before == START
    assert member_on(committee.seats[ORDINARY_SEAT], date(2026, 6, 9)).titular.person == before
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular.person.full_name == "Nadia Nueva Mamani"


def test_the_alterno_stays_when_the_titular_changes(committee) -> None:
    give(committee)
    assert member_on(committee.seats[ORDINARY_SEAT], START).alternate.person == committee.person(
        ORDINARY_SEAT, "alternate"
    )


def test_an_accreditation_leaves_its_event_with_its_paper(committee) -> None:
    give(committee)
    event = Event.objects.get(action="accreditation.made")
    assert event.stream == f"seat:{committee.seats[ORDINARY_SEAT].pk}"
    assert event.data["paper"] == "Oficio N° 045-2026"
    assert event.data["replaces"] == committee.person(ORDINARY_SEAT).full_name
    assert event.actor_role == Role.SECRETARY.label


def test_the_scan_of_the_paper_is_kept(committee) -> None:
    scan = SimpleUploadedFile("oficio.png", PNG, content_type="image/png")
    made = give(committee, paper=paper(file=scan))
    assert made.instrument.upload.name == "oficio.png"


def test_a_scan_that_is_not_a_document_leaves_nothing_half_written(committee) -> None:
    scan = SimpleUploadedFile("oficio.pdf", b"MZ not a document at all", content_type="application/pdf")
    with pytest.raises(Refused) as refused:
        give(committee, paper=paper(file=scan))
    assert code_of(refused).startswith("bad_upload")
    assert not Person.objects.filter(full_name="Nadia Nueva Mamani").exists()
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular.person == committee.person(ORDINARY_SEAT)
    assert not Event.objects.exists()


def test_one_person_represents_one_institution(committee) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(person_id=committee.person(8).pk))
    assert code_of(refused) == "person_elsewhere"
    assert refused.value.ruling.facts["seat"] == 8


def test_a_person_typed_again_by_name_is_recognised(committee) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(full_name="titular 08  quispe"))
    assert code_of(refused) == "person_elsewhere"


def test_two_namesakes_with_different_addresses_are_two_people(committee) -> None:
    made = give(committee, person=PersonData(full_name="Titular 08 Quispe", email="otro@provias.gob.pe"))
    assert made.person != committee.person(8)


def test_an_address_belongs_to_one_person(committee) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(full_name="Nadia Nueva", email=committee.person(8).email.upper()))
    assert code_of(refused) == "email_taken"


def test_titular_and_alterno_are_two_people(committee) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(person_id=committee.person(ORDINARY_SEAT, "alternate").pk))
    assert code_of(refused) == "both_roles"


def test_a_person_who_left_one_institution_may_represent_another(committee) -> None:
    left = Accreditation.objects.get(seat=committee.seats[8], role="titular")
    end_accreditation(
        Act(committee.secretary, NOW), accreditation_id=left.pk, last_day=date(2026, 6, 5), reason="Renuncia"
    )
    made = give(committee, person=PersonData(person_id=committee.person(8).pk))
    assert made.person == committee.person(8)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"starts_on": date(2026, 6, 11)}, "future_date"),
        ({"starts_on": date(2022, 5, 1), "paper": paper(date=date(2022, 4, 1))}, "before_holding"),
        ({"paper": paper(date=date(2026, 7, 1))}, "future_date"),
        ({"starts_on": date(2026, 6, 1)}, "paper_late"),
        ({"paper": paper(number="  ")}, "paper_needed"),
        ({"person": PersonData(full_name=" ")}, "name_required"),
        ({"person": PersonData(full_name="Nadia", email="no es un correo")}, "bad_email"),
        ({"person": PersonData(full_name="Nadia"), "with_account": True}, "no_email"),
    ],
)
def test_what_makes_no_sense_is_refused(committee, changes, code) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, **changes)
    assert code_of(refused) == code


def test_what_is_registered_is_not_moved(committee) -> None:
    give(committee)
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(full_name="Otra Persona"), starts_on=date(2026, 6, 9))
    assert code_of(refused) == "before_earlier"


def test_accrediting_the_same_person_again_changes_nothing(committee) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(person_id=committee.person(ORDINARY_SEAT).pk))
    assert code_of(refused) == "same_person"


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "stranger"])
def test_only_the_office_accredits(committee, who) -> None:
    with pytest.raises(PermissionDenied):
        give(committee, by=getattr(committee, who))


def test_with_an_account_the_new_titular_has_the_role_at_once(committee) -> None:
    made = give(committee, with_account=True)
    user = User.objects.get(email="nadia@provias.gob.pe")
    assert made.person.user == user
    assert not user.has_usable_password()
    assert roles_of(user, committee.body, START) == {Role.MEMBER}
    assert roles_of(committee.titular(ORDINARY_SEAT), committee.body, START) == frozenset()


def test_an_ended_accreditation_leaves_the_place_empty(committee) -> None:
    left = Accreditation.objects.get(seat=committee.seats[ORDINARY_SEAT], role="alternate")
    end_accreditation(Act(committee.deputy, NOW), accreditation_id=left.pk, last_day=date(2026, 6, 9), reason="Cese")
    assert member_on(committee.seats[ORDINARY_SEAT], date(2026, 6, 9)).alternate is not None
    assert member_on(committee.seats[ORDINARY_SEAT], START).alternate is None
    with pytest.raises(Refused) as refused:
        end_accreditation(
            Act(committee.deputy, NOW), accreditation_id=left.pk, last_day=date(2026, 6, 9), reason="Cese"
        )
    assert code_of(refused) == "already_ended"


def test_ending_an_accreditation_needs_a_reason(committee) -> None:
    left = Accreditation.objects.get(seat=committee.seats[ORDINARY_SEAT], role="alternate")
    with pytest.raises(Refused) as refused:
        end_accreditation(Act(committee.deputy, NOW), accreditation_id=left.pk, last_day=date(2026, 6, 9), reason="  ")
    assert code_of(refused) == "reason_required"


def test_a_succession_keeps_the_seat_its_people_and_its_history(committee) -> None:
    hold_seat(
        Act(committee.secretary, NOW),
        seat_id=committee.seats[8].pk,
        data=InstitutionData(name="AGROMERCADO", sector="public"),
        basis=EntryBasis.SUCCESSION,
        paper=paper(kind="ley"),
        starts_on=START,
    )
    before = member_on(committee.seats[8], date(2026, 6, 9))
    assert before.institution.name.startswith("Sierra y Selva")
    assert before.holding.end_basis == "succession"
    row = member_on(committee.seats[8], START)
    assert row.institution.name == "AGROMERCADO"
    assert row.institution.predecessor == before.institution
    assert "sierra y selva" in row.institution.search_text
    assert row.titular.person == committee.person(8)
    assert len(members_on(committee.body, START)) == 23


def test_one_institution_does_not_hold_two_seats(committee) -> None:
    instrument = Instrument.objects.first()
    with pytest.raises(Refused) as refused:
        admit_to_body(
            Act(committee.secretary, NOW),
            body_id=committee.body.pk,
            institution=committee.institution(9),
            instrument=instrument,
            starts_on=START,
        )
    assert code_of(refused) == "already_member"
