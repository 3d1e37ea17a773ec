"""A president who stops being what Art. 8 asks for: the term goes on, and everybody who must act sees it."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from members.enums import EntryBasis, ExitBasis, Office, Sector
from members.models import Accreditation
from members.selectors import officer_on
from members.selectors.presidency import lack_of
from members.selectors.todo import todo_for
from members.services import InstitutionData, PaperData, end_membership, hold_seat
from tests.conftest import PRESIDENTS_SEAT, client_of, lima, suspend
from tests.members.test_pages import preside

DAY = date(2026, 6, 10)
NOW = lima("2026-06-10 10:00")
OFFICERS = reverse("members:officers")


def lack(committee, on: date = DAY):
    term = officer_on(committee.body, Office.PRESIDENT, on)
    assert term is not None  # the term goes on
    return lack_of(committee.body, term, on)


def titles(committee, user, at: datetime = NOW) -> list[str]:
    return [item.title for item in todo_for(user, committee.body, at) if item.kind == "mandate"]


def leave(committee, day: date = DAY, at: datetime = NOW) -> None:
    end_membership(
        Act(committee.secretary, at),
        seat_id=committee.seats[PRESIDENTS_SEAT].pk,
        basis=ExitBasis.WITHDRAWAL,
        last_day=day - timedelta(days=1),
        paper=PaperData("carta", "8-2026", day - timedelta(days=9), "Cámara"),
    )


def test_a_president_of_an_enabled_private_member_lacks_nothing(committee) -> None:
    assert lack(committee) is None
    assert titles(committee, committee.secretary) == []


def test_whose_institution_left_presides_in_name_until_the_assembly_decides(committee) -> None:
    leave(committee)
    found = lack(committee)
    assert (found.ruling.code, found.ruling.article) == ("not_member", "Art. 8")
    assert "la Asamblea elige a quien la conduce (LPAG 107.3)" in found.text
    assert "El mandato no termina por ello" in found.text
    assert titles(committee, committee.secretary) == [found.title]
    assert titles(committee, committee.president) == [found.title]
    assert titles(committee, committee.viewer) == []


def test_whose_accreditation_ended_is_reported_as_well(committee) -> None:
    Accreditation.objects.filter(person=committee.person(PRESIDENTS_SEAT)).update(ends_before=DAY)
    assert lack(committee, DAY - timedelta(days=1)) is None
    assert lack(committee).ruling.code == "not_member"


def test_a_suspended_institution_keeps_its_president_out_of_the_chair(committee) -> None:
    suspend(
        committee.seats[PRESIDENTS_SEAT], starts_on=DAY, ends_before=DAY + timedelta(days=180), reason="Inasistencias"
    )
    found = lack(committee)
    assert (found.ruling.code, found.ruling.article) == ("suspended", "Art. 15.1")
    assert "no conduce sesiones" in found.text
    assert lack(committee, DAY + timedelta(days=180)) is None


def test_an_institution_succeeded_by_a_public_one_is_not_of_the_sector(committee) -> None:
    hold_seat(
        Act(committee.secretary, NOW),
        seat_id=committee.seats[PRESIDENTS_SEAT].pk,
        data=InstitutionData(name="Entidad pública sucesora", sector=Sector.PUBLIC),
        basis=EntryBasis.SUCCESSION,
        paper=PaperData("ley", "31872", DAY - timedelta(days=9), "Congreso"),
        starts_on=DAY,
    )
    found = lack(committee)
    assert found.ruling.code == "not_private"
    assert "Sigue conduciendo las sesiones" in found.text


def test_the_page_of_officers_says_it_with_its_article(committee) -> None:
    today = timezone.localdate()
    preside(committee, ends_before=today + timedelta(days=400))
    assert "no representa a ninguna" not in client_of(committee.viewer).get(OFFICERS).content.decode()
    leave(committee, day=today, at=timezone.now())
    page = client_of(committee.viewer).get(OFFICERS).content.decode()
    assert "preside y no representa a ninguna institución miembro." in page
    assert "#art-8" in page
    assert "En ejercicio" in page


def test_it_costs_the_same_for_any_number_of_institutions(committee, django_assert_num_queries) -> None:
    term = officer_on(committee.body, Office.PRESIDENT, DAY)
    with django_assert_num_queries(5):
        lack_of(committee.body, term, DAY)
