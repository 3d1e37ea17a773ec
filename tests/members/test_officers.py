from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from accounts.models import User
from audit.acts import Act
from audit.models import Event
from members.enums import AccessLevel, Office, Role, TermEnd
from members.models import AccessGrant, Accreditation, Person, Term
from members.selectors import officer_on, roles_of
from members.selectors.candidates import candidates_on, judge_person, nominees
from members.services import (
    PaperData,
    PersonData,
    designate_officer,
    end_term,
    found_office,
    grant_access,
    open_account,
    revoke_access,
    update_contact,
)
from norms.wording import explain
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, OTHER_PRIVATE_SEAT, PRESIDENTS_SEAT, PRIVATE_SEAT, lima, suspend

AFTER = date(2027, 3, 10)  # the first term ended on 3 March 2027
NOW = lima("2027-03-15")


def paper(on: date, **changes) -> PaperData:
    return PaperData(**({"kind": "acta", "number": "3-2027", "date": on, "issuer": "Asamblea del CERX"} | changes))


def elect(committee, seat, starts_on=AFTER, by=None, kind="acta", **more) -> Term:
    return designate_officer(
        Act(by or committee.secretary, NOW),
        body_id=committee.body.pk,
        office=Office.PRESIDENT,
        person=PersonData(person_id=committee.person(seat).pk),
        paper=paper(starts_on, kind=kind),
        starts_on=starts_on,
        **more,
    )


def code_of(refused) -> str:
    return refused.value.ruling.code


def test_a_president_is_elected_for_two_years_and_closes_the_expired_term(committee) -> None:
    term = elect(committee, 17)
    assert (term.starts_on, term.ends_before) == (AFTER, date(2029, 3, 11))
    assert term.seat == committee.seats[OTHER_PRIVATE_SEAT]
    assert officer_on(committee.body, Office.PRESIDENT, date(2027, 3, 9)).person == committee.person(PRESIDENTS_SEAT)
    assert officer_on(committee.body, Office.PRESIDENT, AFTER) == term
    assert Term.objects.get(person=committee.person(PRESIDENTS_SEAT)).ended_on == AFTER
    assert Event.objects.get(action="officer.designated").ruling.code == "ok"


def test_the_president_may_be_re_elected_once(committee) -> None:
    elect(committee, 16)
    with pytest.raises(Refused) as refused:
        designate_officer(
            Act(committee.secretary, lima("2029-03-12")),
            body_id=committee.body.pk,
            office=Office.PRESIDENT,
            person=PersonData(person_id=committee.person(PRESIDENTS_SEAT).pk),
            paper=paper(date(2029, 3, 12)),
            starts_on=date(2029, 3, 12),
        )
    assert code_of(refused) == "term_limit"


def test_while_a_term_runs_another_election_is_refused(committee) -> None:
    with pytest.raises(Refused) as refused:
        elect(committee, 17, starts_on=date(2027, 3, 1))
    assert code_of(refused) == "term_running"
    assert Term.objects.get(office=Office.PRESIDENT).ended_on is None


def end(committee, last_day=date(2026, 8, 31), basis=TermEnd.RESIGNATION, office=Office.PRESIDENT, **more) -> Term:
    term = Term.objects.get(office=office, ended_on=None)
    given = {"paper": paper(date(2026, 8, 20), kind="carta"), "act": Act(committee.secretary, NOW)} | more
    return end_term(term_id=term.pk, last_day=last_day, basis=basis, **given)


def test_a_resignation_lets_the_assembly_elect_before_the_end(committee) -> None:
    end(committee, reason="Por salud")
    term = elect(committee, 17, starts_on=date(2026, 9, 1))
    former = Term.objects.get(person=committee.person(PRESIDENTS_SEAT))
    assert (former.ended_on, former.end_basis, former.ended_reason) == (date(2026, 9, 1), "resignation", "Por salud")
    assert (former.end_instrument.kind, former.last_served) == ("carta", date(2026, 8, 31))
    assert term.ends_before == date(2028, 9, 2)


def test_whoever_resigned_does_not_come_back_by_counting_anew(committee) -> None:
    elect(committee, 16)
    end(committee, last_day=date(2027, 3, 12), paper=paper(AFTER, kind="carta"))
    with pytest.raises(Refused) as refused:
        elect(committee, 16, starts_on=date(2027, 3, 13))
    assert code_of(refused) == "term_limit"


@pytest.mark.parametrize("kind", ["oficio", "carta", "memorando", "correo"])
def test_an_election_is_proved_by_the_acta_or_the_acuerdo_of_its_session(committee, kind: str) -> None:
    with pytest.raises(Refused) as refused:
        elect(committee, 17, kind=kind)
    assert code_of(refused) == "election_paper"
    assert "acta o el acuerdo" in explain(refused.value.ruling)
    assert elect(committee, 17, kind="acuerdo").office == Office.PRESIDENT


def test_a_grave_fault_is_declared_by_an_acuerdo(committee) -> None:
    with pytest.raises(Refused) as refused:
        end(committee, basis=TermEnd.GRAVE_FAULT)
    assert code_of(refused) == "acuerdo_needed"
    ended = end(committee, basis=TermEnd.GRAVE_FAULT, paper=paper(date(2026, 8, 31), kind="acuerdo"))
    assert (ended.end_basis, ended.ended_reason) == ("grave_fault", "Falta grave")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"basis": TermEnd.OTHER}, "reason_required"),
        ({"basis": TermEnd.EXPIRED}, "bad_choice"),
        ({"basis": TermEnd.GRAVE_FAULT, "office": Office.DEPUTY}, "bad_choice"),
        ({"paper": PaperData("carta", "", date(2026, 8, 20), "Quien renuncia")}, "paper_needed"),
        ({"paper": PaperData("carta", "1", date(2026, 9, 20), "Quien renuncia")}, "paper_late"),
        ({"last_day": date(2020, 1, 1)}, "before_start"),
        ({"last_day": date(2027, 3, 16)}, "future_date"),
    ],
)
def test_a_term_ends_early_for_a_cause_of_its_office_and_by_its_paper(committee, changes, code) -> None:
    with pytest.raises(Refused) as refused:
        end(committee, **changes)
    assert code_of(refused) == code
    assert not Term.objects.exclude(ended_on=None).exists()


def test_what_happened_to_somebody_may_be_certified_later(committee) -> None:
    ended = end(
        committee, basis=TermEnd.OTHER, reason="Falleció", paper=paper(date(2026, 9, 4), kind="otro", number="Acta 77")
    )
    assert (ended.end_basis, ended.ended_reason) == ("other", "Falleció")


def test_the_same_person_under_another_institution_and_address_is_one_person(committee) -> None:
    elect(committee, 16)
    before = committee.person(PRESIDENTS_SEAT)
    again = Person.objects.create(full_name=before.full_name.upper(), email="otro@cerx.test")
    Accreditation.objects.filter(seat=committee.seats[OTHER_PRIVATE_SEAT], role="titular").update(
        ends_before=date(2028, 1, 1)
    )
    Accreditation.objects.create(
        seat=committee.seats[OTHER_PRIVATE_SEAT],
        person=again,
        role="titular",
        instrument=Term.objects.first().instrument,
        starts_on=date(2028, 1, 1),
    )
    assert judge_person(committee.body, again, date(2029, 6, 1))[0].code == "term_limit"
    Person.objects.filter(pk=before.pk).update(document_kind="dni", document_number="40000001")
    Person.objects.filter(pk=again.pk).update(document_kind="dni", document_number="40000002")
    again.refresh_from_db()
    assert judge_person(committee.body, again, date(2029, 6, 1))[0].code == "ok"


def test_everybody_accredited_is_judged_with_the_same_few_queries(committee, django_assert_num_queries) -> None:
    with django_assert_num_queries(6):
        found = candidates_on(committee.body, date(2027, 3, 10))
    assert len(found) == 46
    assert {candidate.ruling.code for candidate in found} == {"ok", "not_private"}
    alone = {candidate.person.pk: candidate.ruling for candidate in found}
    for seat in (5, 16, 17):
        person = committee.person(seat)
        assert judge_person(committee.body, person, date(2027, 3, 10)) == (alone[person.pk], committee.seats[seat].pk)
    assert {c.ruling.code for c in candidates_on(committee.body, date(2027, 3, 3))} == {"term_running", "not_private"}


def test_an_election_of_years_ago_is_registered_with_who_represents_nobody_any_more(
    committee, django_assert_num_queries
) -> None:
    past = Accreditation.objects.get(seat=committee.seats[OTHER_PRIVATE_SEAT], role="titular")
    Accreditation.objects.filter(pk=past.pk).update(ends_before=date(2027, 3, 12))
    with django_assert_num_queries(3):
        named = nominees(committee.body, date(2027, 3, 15))
    assert named[past.pk].endswith(", hasta el 11/03/2027")
    assert list(named)[-1] == past.pk  # after those of today
    assert len(named) == 14  # seven private members
    assert not any("Titular 05" in words for words in named.values())
    assert elect(committee, 17).person == past.person
    with pytest.raises(Refused) as refused:
        elect(committee, 17, starts_on=date(2027, 3, 12))
    assert code_of(refused) in ("not_member", "term_running")


@pytest.mark.parametrize(("seat", "code"), [(5, "not_private"), (23, "not_private"), (15, "suspended")])
def test_the_president_is_of_the_private_sector_and_of_an_enabled_institution(committee, seat, code) -> None:
    suspend(committee.seats[PRIVATE_SEAT], starts_on=date(2027, 1, 1), ends_before=date(2027, 7, 1), reason="x")
    with pytest.raises(Refused) as refused:
        elect(committee, seat)
    assert code_of(refused) == code


def test_the_president_represents_a_member(committee) -> None:
    with pytest.raises(Refused) as refused:
        designate_officer(
            Act(committee.secretary, NOW),
            body_id=committee.body.pk,
            office=Office.PRESIDENT,
            person=PersonData(full_name="Alguien de Fuera"),
            paper=paper(AFTER),
            starts_on=AFTER,
        )
    assert code_of(refused) == "not_member"


def test_a_new_secretary_takes_over_the_role(committee) -> None:
    designate_officer(
        Act(committee.deputy, NOW),
        body_id=committee.body.pk,
        office=Office.SECRETARY,
        person=PersonData(full_name="Silvia Sucesora", email="silvia@dircetur.gob.pe"),
        paper=paper(AFTER, kind="memorando"),
        starts_on=AFTER,
        with_account=True,
    )
    new = User.objects.get(email="silvia@dircetur.gob.pe")
    assert roles_of(new, committee.body, AFTER) == {Role.SECRETARY}
    assert roles_of(committee.secretary, committee.body, AFTER) == frozenset()
    assert roles_of(committee.secretary, committee.body, date(2027, 3, 9)) == {Role.SECRETARY}


def test_designating_who_already_serves_is_refused(committee) -> None:
    with pytest.raises(Refused) as refused:
        designate_officer(
            Act(committee.deputy, NOW),
            body_id=committee.body.pk,
            office=Office.SECRETARY,
            person=PersonData(person_id=committee.secretary.person.pk),
            paper=paper(AFTER),
            starts_on=AFTER,
        )
    assert code_of(refused) == "same_officer"


def test_the_administrator_may_designate_the_secretary_but_not_the_president(committee) -> None:
    designate_officer(
        Act(committee.admin, NOW),
        body_id=committee.body.pk,
        office=Office.SECRETARY,
        person=PersonData(full_name="Silvia Sucesora"),
        paper=paper(AFTER),
        starts_on=AFTER,
    )
    with pytest.raises(PermissionDenied):
        elect(committee, 17, by=committee.admin)


def test_a_term_begins_after_the_last_one_began(committee) -> None:
    end(committee, last_day=date(2027, 3, 12), paper=paper(AFTER, kind="carta"))  # left nine days after it expired
    with pytest.raises(Refused) as refused:
        elect(committee, 17)
    assert code_of(refused) == "before_earlier"


def test_a_president_who_resigns_leaves_the_office_vacant(committee) -> None:
    term = end(committee)
    assert officer_on(committee.body, Office.PRESIDENT, date(2026, 8, 31)) == term
    assert officer_on(committee.body, Office.PRESIDENT, date(2026, 9, 1)) is None
    with pytest.raises(Refused) as refused:
        end_term(
            Act(committee.secretary, NOW),
            term_id=term.pk,
            last_day=date(2026, 8, 31),
            basis=TermEnd.RESIGNATION,
            paper=paper(date(2026, 8, 20)),
        )
    assert code_of(refused) == "already_ended"


def test_an_account_is_opened_once(committee) -> None:
    person = committee.person(ORDINARY_SEAT)
    person.user = None
    person.email = "nuevo@provias.gob.pe"
    person.save()
    user = open_account(Act(committee.secretary, NOW), person_id=person.pk, body_id=committee.body.pk)
    assert user.email == "nuevo@provias.gob.pe"
    with pytest.raises(Refused) as refused:
        open_account(Act(committee.secretary, NOW), person_id=person.pk, body_id=committee.body.pk)
    assert code_of(refused) == "has_account"


def contact(committee, person, email) -> None:
    update_contact(
        Act(committee.secretary, NOW),
        person_id=person.pk,
        body_id=committee.body.pk,
        position="Gerente",
        email=email,
        phone="951 111 222",
    )


def test_a_representatives_login_follows_their_address(committee) -> None:
    contact(committee, committee.person(ORDINARY_SEAT), "Nuevo@Provias.gob.pe")
    assert User.objects.get(pk=committee.titular(ORDINARY_SEAT).pk).email == "nuevo@provias.gob.pe"


def test_nobody_enters_as_an_officer_by_changing_their_address(committee) -> None:
    contact(committee, committee.deputy.person, "intruso@correo.pe")
    assert User.objects.get(pk=committee.deputy.pk).email == "adjunta@cerx.test"


def test_an_address_in_use_is_not_given_twice(committee) -> None:
    with pytest.raises(Refused) as refused:
        contact(committee, committee.person(ORDINARY_SEAT), "titular6@cerx.test")
    assert code_of(refused) == "email_taken"


def test_access_is_granted_and_taken_back(committee) -> None:
    grant = grant_access(
        Act(committee.admin, NOW),
        body_id=committee.body.pk,
        user_id=committee.stranger.pk,
        level=AccessLevel.ADMIN,
        starts_on=AFTER,
    )
    assert roles_of(committee.stranger, committee.body, AFTER) == {Role.ADMIN}
    assert User.objects.get(pk=committee.stranger.pk).is_staff
    revoke_access(Act(committee.admin, NOW), grant_id=grant.pk, ends_before=date(2027, 3, 12))
    assert roles_of(committee.stranger, committee.body, date(2027, 3, 12)) == frozenset()
    assert not User.objects.get(pk=committee.stranger.pk).is_staff


def test_the_secretary_does_not_grant_access(committee) -> None:
    with pytest.raises(PermissionDenied):
        grant_access(
            Act(committee.secretary, NOW),
            body_id=committee.body.pk,
            user_id=committee.stranger.pk,
            level=AccessLevel.VIEWER,
            starts_on=AFTER,
        )


def test_the_first_person_administers_and_may_be_the_secretary(committee) -> None:
    Term.objects.update(ended_on=date(2027, 3, 1), ended_reason="Cese")
    AccessGrant.objects.update(ends_before=date(2027, 3, 1))
    user = found_office(
        body=committee.body,
        email="Jefa@dircetur.gob.pe",
        full_name="Jefa Primera",
        password="una-clave-larga-y-rara",
        at=NOW,
        secretary_paper=paper(date(2027, 3, 1), kind="memorando"),
    )
    assert user.email == "jefa@dircetur.gob.pe"
    assert roles_of(user, committee.body, date(2027, 3, 15)) == {Role.ADMIN, Role.SECRETARY}
    assert Event.objects.filter(actor_name="Sistema").count() == 2


def test_the_first_persons_password_is_not_weak(committee) -> None:
    with pytest.raises(ValidationError):
        found_office(body=committee.body, email="otra@dircetur.gob.pe", full_name="Otra", password="12345", at=NOW)
    assert not User.objects.filter(email="otra@dircetur.gob.pe").exists()


@pytest.mark.parametrize("change", [{"starts_on": date(2024, 1, 1)}, {"office": "deputy"}])
def test_a_registered_term_is_not_rewritten_even_by_hand(committee, change) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Term.objects.filter(office=Office.PRESIDENT).update(**change)
