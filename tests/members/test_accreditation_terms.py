"""An accreditation with a term of its own, a person who left, and the identity document that says who somebody is (Art. 5)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from audit.acts import Act
from audit.models import Event
from members.enums import ExitBasis, Role, SeatRole
from members.models import Accreditation, Person
from members.selectors import member_on, members_on, roles_of
from members.services import PersonData, accredit, end_accreditation, end_membership, note_departure
from norms.wording import explain
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, lima
from tests.members.test_accreditation import NOW, START, code_of, give, paper

TITULAR = SeatRole.TITULAR
LAST = date(2026, 12, 31)


def newest(committee, seat=5, role=TITULAR) -> Accreditation:
    return Accreditation.objects.filter(seat=committee.seats[seat], role=role).order_by("-starts_on", "-pk")[0]


def end(accreditation, last_day, committee, at=NOW) -> Accreditation:
    return end_accreditation(
        Act(committee.secretary, at), accreditation_id=accreditation.pk, last_day=last_day, reason="Renuncia"
    )


# --- The term that the document sets ---------------------------------------------------------------------------------
def test_a_term_ends_the_accreditation_by_itself_the_day_after(committee) -> None:
    made = give(committee, valid_until=LAST, with_account=True)
    assert (made.valid_until, made.ends_before, made.last_day) == (LAST, date(2027, 1, 1), LAST)
    assert member_on(committee.seats[ORDINARY_SEAT], LAST).titular == made
    assert member_on(committee.seats[ORDINARY_SEAT], date(2027, 1, 1)).titular is None
    assert roles_of(made.person.user, committee.body, LAST) == {Role.MEMBER}
    assert roles_of(made.person.user, committee.body, date(2027, 1, 1)) == frozenset()
    assert Event.objects.get(action="accreditation.made").data["valid_until"] == "2026-12-31"


def test_a_term_of_one_day_covers_that_day(committee) -> None:
    made = give(committee, valid_until=START)
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular == made
    assert member_on(committee.seats[ORDINARY_SEAT], START + timedelta(days=1)).titular is None


def test_a_term_may_end_on_the_29th_of_february(committee) -> None:
    give(committee, valid_until=date(2028, 2, 29))
    assert member_on(committee.seats[ORDINARY_SEAT], date(2028, 2, 29)).titular is not None
    assert member_on(committee.seats[ORDINARY_SEAT], date(2028, 3, 1)).titular is None


def test_a_term_from_the_29th_of_february_to_the_28th_of_the_next_leaves_the_first_of_march_vacant(committee) -> None:
    Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role=TITULAR).update(ends_before=date(2024, 2, 1))
    give(
        committee,
        starts_on=date(2024, 2, 29),
        valid_until=date(2025, 2, 28),
        paper=paper(date=date(2024, 2, 20)),
    )
    held = [
        member_on(committee.seats[ORDINARY_SEAT], day).titular is not None
        for day in (date(2024, 2, 28), date(2024, 2, 29))
    ]
    assert held == [False, True]
    assert member_on(committee.seats[ORDINARY_SEAT], date(2025, 2, 28)).titular is not None
    assert member_on(committee.seats[ORDINARY_SEAT], date(2025, 3, 1)).titular is None


@pytest.mark.parametrize("until", [START - timedelta(days=1), date(2022, 1, 1), date.max])
def test_a_term_that_ends_before_it_begins_is_refused(committee, until) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, valid_until=until)
    assert code_of(refused) == "bad_validity"
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular.person == committee.person(ORDINARY_SEAT)


def test_another_person_may_come_before_the_term_runs_out_and_what_the_document_said_stays(committee) -> None:
    first = give(committee, valid_until=LAST)
    later = date(2026, 9, 1)
    give(
        committee,
        person=PersonData(full_name="Otra Persona"),
        starts_on=later,
        paper=paper(number="090-2026", date=date(2026, 8, 31)),
        at=lima("2026-09-01 10:00"),
    )
    first.refresh_from_db()
    assert (first.ends_before, first.valid_until) == (later, LAST)
    assert not first.ends_as_written
    assert [a.data["replaces"] for a in Event.objects.filter(action="accreditation.made")][-1] == "Nadia Nueva Mamani"


def test_one_that_ran_out_is_renewed_by_another_document_and_the_days_between_stay_vacant(committee) -> None:
    first = give(committee, valid_until=date(2026, 8, 31))
    again = give(
        committee,
        person=PersonData(person_id=first.person_id),
        starts_on=date(2026, 9, 10),
        valid_until=date(2027, 8, 31),
        paper=paper(number="101-2026", date=date(2026, 9, 9)),
        at=lima("2026-09-10 10:00"),
    )
    first.refresh_from_db()
    assert first.ends_before == date(2026, 9, 1)  # it ended as its document said, and nobody moved it
    assert again.instrument != first.instrument
    assert member_on(committee.seats[ORDINARY_SEAT], date(2026, 9, 5)).titular is None
    assert member_on(committee.seats[ORDINARY_SEAT], date(2026, 9, 10)).titular == again
    assert Event.objects.filter(action="accreditation.made").last().data["replaces"] is None


def test_the_same_person_is_renewed_before_the_term_runs_out(committee) -> None:
    first = give(committee, valid_until=LAST)
    again = give(
        committee,
        person=PersonData(person_id=first.person_id),
        starts_on=START,
        valid_until=date(2027, 12, 31),
        paper=paper(number="102-2026"),
    )
    first.refresh_from_db()
    assert first.never_in_force
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular == again


def test_the_same_term_typed_twice_is_one_accreditation(committee) -> None:
    first = give(committee, valid_until=LAST)
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(person_id=first.person_id), valid_until=LAST)
    assert code_of(refused) == "same_person"


def test_an_accreditation_without_term_is_given_one_by_another_document(committee) -> None:
    given = give(committee, person=PersonData(person_id=committee.person(ORDINARY_SEAT).pk), valid_until=LAST)
    assert given.person == committee.person(ORDINARY_SEAT)
    assert member_on(committee.seats[ORDINARY_SEAT], date(2027, 1, 1)).titular is None


def test_one_with_a_term_to_come_is_ended_before_it(committee) -> None:
    made = give(committee, valid_until=LAST)
    end(made, START, committee)
    made.refresh_from_db()
    assert (made.ends_before, made.valid_until) == (START + timedelta(days=1), LAST)
    with pytest.raises(Refused) as refused:
        end(made, START, committee)
    assert code_of(refused) == "already_ended"


def test_one_whose_document_ends_that_day_has_nothing_to_end(committee) -> None:
    made = give(committee, valid_until=START)
    with pytest.raises(Refused) as refused:
        end(made, START, committee)
    assert code_of(refused) == "same_last_day"
    assert explain(refused.value.ruling) == "Su último día ya es el 10/06/2026: no hay nada que cambiar."


def test_one_that_ran_out_is_not_ended_again(committee) -> None:
    made = give(committee, valid_until=date(2026, 8, 31))
    for day in (date(2026, 8, 1), date(2026, 8, 31)):
        with pytest.raises(Refused) as refused:
            end(made, day, committee, at=lima("2026-09-10 10:00"))
        assert code_of(refused) == "already_ended"


def test_one_that_somebody_ended_is_not_replaced_before_that_day(committee) -> None:
    made = give(committee, valid_until=LAST)
    end(made, START, committee)
    with pytest.raises(Refused) as refused:
        give(committee, person=PersonData(full_name="Otra Persona"))
    assert code_of(refused) == "before_earlier"


def test_a_past_accreditation_registered_late_does_not_clash_with_what_came_after(committee) -> None:
    """The history of a person who represented one institution until 2023 and another one since 2025."""
    for seat in (5, 8):
        Accreditation.objects.filter(seat=committee.seats[seat]).update(ends_before=date(2022, 7, 1))
    now = give(committee, seat=8, starts_on=date(2025, 1, 1), paper=paper(date=date(2024, 12, 1)))
    past = give(
        committee,
        starts_on=date(2022, 7, 1),
        valid_until=date(2023, 6, 30),
        person=PersonData(person_id=now.person_id),
        paper=paper(date=date(2022, 6, 20)),
    )
    assert past.person == now.person
    with pytest.raises(Refused) as refused:
        give(
            committee,
            role=SeatRole.ALTERNATE,
            starts_on=date(2022, 7, 1),
            person=PersonData(person_id=now.person_id),
            paper=paper(date=date(2022, 6, 20)),
        )
    assert code_of(refused) in ("both_roles", "person_elsewhere")  # without an end it would run into 2025


def test_nobody_is_accredited_beyond_the_membership_of_the_institution(committee) -> None:
    Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT]).update(ends_before=date(2022, 7, 1))
    end_membership(
        Act(committee.secretary, NOW),
        seat_id=committee.seats[ORDINARY_SEAT].pk,
        basis=ExitBasis.WITHDRAWAL,
        last_day=date(2026, 5, 31),
        paper=paper(),
    )
    made = give(committee, starts_on=date(2025, 1, 1), paper=paper(date=date(2024, 12, 1)))
    assert made.last_day == date(2026, 5, 31)
    assert roles_of(committee.titular(ORDINARY_SEAT), committee.body, START) == frozenset()


# --- The person left ---------------------------------------------------------------------------------------------------
def test_who_left_stays_accredited_until_the_institution_accredits_another(committee) -> None:
    current = newest(committee)
    note_departure(
        Act(committee.deputy, NOW), accreditation_id=current.pk, left_on=START, note="Lo comunicó por teléfono"
    )
    current.refresh_from_db()
    assert (current.left_on, current.ends_before) == (START, None)
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular == current
    event = Event.objects.get(action="accreditation.left")
    assert (event.stream, event.data["left_on"]) == (f"seat:{committee.seats[ORDINARY_SEAT].pk}", "2026-06-10")
    again = note_departure(
        Act(committee.secretary, NOW), accreditation_id=current.pk, left_on=date(2026, 6, 8), note=""
    )
    assert again.left_on == date(2026, 6, 8)
    assert Event.objects.filter(action="accreditation.left").last().data["before"] == "2026-06-10"
    give(committee)
    with pytest.raises(Refused) as refused:
        note_departure(Act(committee.secretary, NOW), accreditation_id=current.pk, left_on=START, note="")
    assert code_of(refused) == "already_ended"


def test_who_left_and_came_back_is_accredited_again_by_a_new_document(committee) -> None:
    current = newest(committee)
    note_departure(Act(committee.secretary, NOW), accreditation_id=current.pk, left_on=START, note="")
    again = give(committee, person=PersonData(person_id=current.person_id), paper=paper(number="103-2026"))
    assert again.left_on is None


@pytest.mark.parametrize(("day", "code"), [(date(2026, 6, 11), "future_date"), (date(2022, 5, 31), "before_start")])
def test_a_departure_lies_between_the_accreditation_and_today(committee, day, code) -> None:
    with pytest.raises(Refused) as refused:
        note_departure(Act(committee.secretary, NOW), accreditation_id=newest(committee).pk, left_on=day, note="")
    assert code_of(refused) == code


def test_only_the_office_notes_a_departure(committee) -> None:
    with pytest.raises(PermissionDenied):
        note_departure(
            Act(committee.titular(ORDINARY_SEAT), NOW), accreditation_id=newest(committee).pk, left_on=START, note=""
        )


# --- Who is who --------------------------------------------------------------------------------------------------------
def nadia(**changes) -> PersonData:
    return PersonData(
        **({"full_name": "Nadia Nueva Mamani", "document_kind": "dni", "document_number": "40 123 456"} | changes)
    )


def test_the_identity_document_is_kept_whole_and_once(committee) -> None:
    made = give(committee, person=nadia())
    assert (made.person.document_kind, made.person.document_number) == ("dni", "40123456")
    end(made, START, committee)
    again = give(
        committee,
        seat=8,
        starts_on=START + timedelta(days=1),
        person=nadia(full_name="NADIA  nueva mamani"),
        at=lima("2026-06-11 09:00"),
    )
    assert again.person == made.person
    assert Person.objects.filter(document_number="40123456").count() == 1


def test_a_document_needs_no_name_when_it_is_known(committee) -> None:
    made = give(committee, person=nadia())
    end(made, START, committee)
    again = give(
        committee,
        seat=8,
        starts_on=START + timedelta(days=1),
        person=nadia(full_name=""),
        at=lima("2026-06-11 09:00"),
    )
    assert again.person == made.person


def test_a_document_of_somebody_else_is_refused_and_named(committee) -> None:
    give(committee, person=nadia())
    for person in (
        nadia(full_name="Otra Persona"),
        nadia(full_name="", person_id=committee.person(9).pk),
    ):
        with pytest.raises(Refused) as refused:
            give(committee, seat=9, person=person)
        assert code_of(refused) == "identity_taken"
        assert refused.value.ruling.facts["person"] == "Nadia Nueva Mamani"


def test_a_document_is_not_changed_by_an_accreditation(committee) -> None:
    made = give(committee, person=nadia())
    with pytest.raises(Refused) as refused:
        give(
            committee,
            person=nadia(person_id=made.person_id, document_number="40999999"),
            valid_until=LAST,
        )
    assert code_of(refused) == "identity_differs"
    assert "40123456" not in str(refused.value.ruling.facts)


@pytest.mark.parametrize(
    ("kind", "number"), [("dni", "4012345"), ("dni", "4012345A"), ("", "40123456"), ("ce", "12345678"), ("ruc", "1")]
)
def test_a_number_that_cannot_be_right_is_refused(committee, kind, number) -> None:
    with pytest.raises(Refused) as refused:
        give(committee, person=nadia(document_kind=kind, document_number=number))
    assert code_of(refused) == "bad_identity"


def test_a_foreigner_is_known_by_their_card(committee) -> None:
    made = give(committee, person=nadia(document_kind="ce", document_number="001-234 567"))
    assert made.person.document_number == "001234567"


def test_two_documents_distinguish_two_namesakes(committee) -> None:
    first = give(committee, person=nadia())
    second = give(committee, seat=8, person=nadia(document_number="40999999"))
    assert first.person != second.person


def test_the_same_name_without_accents_is_the_same_person(committee) -> None:
    give(committee, person=PersonData(full_name="José Ñaupa"))
    with pytest.raises(Refused) as refused:
        give(committee, seat=8, person=PersonData(full_name="JOSE  ÑAUPA"))
    assert code_of(refused) == "person_elsewhere"


def test_whoever_the_institution_accredited_before_is_the_same_person_though_typed_anew(committee) -> None:
    old = committee.person(ORDINARY_SEAT)
    Accreditation.objects.filter(person=old).update(ends_before=date(2025, 1, 1))
    made = give(
        committee, person=PersonData(full_name="TITULAR 05  quispe", document_kind="dni", document_number="40123456")
    )
    assert made.person == old
    assert made.person.document_number == "40123456"
    assert Person.objects.filter(full_name__iexact="Titular 05 Quispe").count() == 1
    other = PersonData(full_name="Titular 05 Quispe", document_kind="dni", document_number="40999999")
    assert give(committee, person=other, valid_until=LAST).person != old  # another document, another person


def test_an_address_of_another_person_is_refused_for_a_known_one_too(committee) -> None:
    with pytest.raises(Refused) as refused:
        give(
            committee,
            person=PersonData(person_id=committee.person(ORDINARY_SEAT).pk, email=committee.person(9).email),
            valid_until=LAST,
        )
    assert code_of(refused) == "email_taken"


# --- Downstream --------------------------------------------------------------------------------------------------------
def test_the_padron_of_each_day_follows_the_terms(committee, django_assert_num_queries) -> None:
    for seat in range(1, 11):
        give(
            committee,
            seat=seat,
            person=PersonData(full_name=f"Persona {seat}"),
            valid_until=date(2026, 6, 20 + seat % 3),
        )
    with django_assert_num_queries(4):
        rows = members_on(committee.body, date(2026, 6, 21))
    # Until the 20th those of 3, 6 and 9; the others one or two days more.
    assert [row.number for row in rows if row.titular is None] == [3, 6, 9]


def test_an_accreditation_by_service_may_come_without_an_identity_document(committee) -> None:
    made = accredit(
        Act(committee.secretary, NOW),
        seat_id=committee.seats[ORDINARY_SEAT].pk,
        role=TITULAR,
        person=PersonData(full_name="Sin Documento"),
        paper=paper(),
        starts_on=START,
    )
    assert made.person.document_number == ""
