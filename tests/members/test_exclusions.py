"""A person with a proven conflict of interest represents nobody until an acuerdo says otherwise (Art. 15.2)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from audit.models import Event
from documents.models import Instrument
from members.enums import Office, SeatRole
from members.models import Accreditation, Exclusion
from members.selectors import member_on, officer_on
from members.services import PersonData, exclude_person, lift_exclusion
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, PRESIDENTS_SEAT, client_of, lima
from tests.members.test_accreditation import NOW, PNG, START, code_of, give, paper

LATER = lima("2026-07-01 10:00")


def exclude(committee, seat=5, *, person=None, starts_on=START, by=None, at=NOW, **more) -> Exclusion:
    if "instrument_id" not in more:
        more.setdefault("paper", paper(kind="acuerdo", number="012-2026-CERX-PUNO", issuer=committee.body.name))
    return exclude_person(
        Act(by or committee.secretary, at),
        person_id=(person or committee.person(ORDINARY_SEAT)).pk,
        body_id=committee.body.pk,
        seat_id=committee.seats[seat].pk if seat else None,
        reason=more.pop("reason", "Contrató con el proyecto que evaluaba"),
        starts_on=starts_on,
        **more,
    )


def lift(committee, exclusion, **more) -> Exclusion:
    if "instrument_id" not in more:
        more.setdefault("paper", paper(kind="acuerdo", number="020-2026", date=date(2026, 6, 30)))
    return lift_exclusion(
        Act(more.pop("by", committee.secretary), LATER),
        exclusion_id=exclusion.pk,
        lifted_on=more.pop("lifted_on", date(2026, 7, 1)),
        **more,
    )


def acuerdo(committee, **changes) -> Instrument:
    return Instrument.objects.create(
        **{
            "kind": "acuerdo",
            "number": "007-2026-CERX-PUNO",
            "date": date(2026, 6, 9),
            "issuer": committee.body.name,
            "recorded_at": NOW,
        }
        | changes
    )


def test_an_exclusion_ends_the_accreditation_and_leaves_its_event(committee) -> None:
    exclusion = exclude(committee)
    assert member_on(committee.seats[ORDINARY_SEAT], date(2026, 6, 9)).titular.person == committee.person(ORDINARY_SEAT)
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular is None
    assert member_on(committee.seats[ORDINARY_SEAT], START).alternate is not None
    event = Event.objects.get(action="person.excluded")
    assert event.stream == f"seat:{committee.seats[ORDINARY_SEAT].pk}"
    assert event.data["ended"] == ["Titular, asiento 5"]
    assert event.data["paper"] == "Acuerdo de la Asamblea N° 012-2026-CERX-PUNO"
    assert exclusion.instrument.kind == "acuerdo"


def test_an_excluded_person_is_accredited_by_nobody_and_the_refusal_names_the_paper(committee) -> None:
    exclude(committee)
    for seat, role in ((5, "titular"), (5, "alternate"), (8, "titular")):
        with pytest.raises(Refused) as refused:
            give(
                committee,
                seat=seat,
                role=SeatRole(role),
                person=PersonData(person_id=committee.person(ORDINARY_SEAT).pk),
                at=LATER,
            )
        assert code_of(refused) == "excluded_person"
        assert refused.value.ruling.article == "Art. 15.2"
    facts = refused.value.ruling.facts
    assert (facts["paper"], facts["paper_date"]) == ("Acuerdo de la Asamblea N° 012-2026-CERX-PUNO", "2026-06-08")
    assert Accreditation.objects.filter(person=committee.person(ORDINARY_SEAT)).count() == 1


def test_an_excluded_person_is_recognised_by_name_and_by_document(committee) -> None:
    made = give(
        committee, person=PersonData(full_name="Pedro Ñaupa Quispe", document_kind="dni", document_number="40123456")
    )
    exclude(committee, person=made.person)
    for person in (
        PersonData(full_name="PEDRO ÑAUPA  QUISPE"),
        PersonData(full_name="", document_kind="dni", document_number="40123456"),
    ):
        with pytest.raises(Refused) as refused:
            give(committee, seat=8, person=person)
        assert code_of(refused) == "excluded_person"
    namesake = PersonData(full_name="Pedro Ñaupa Quispe", document_kind="dni", document_number="40999999")
    assert give(committee, seat=8, person=namesake).person != made.person


def test_what_came_before_the_exclusion_may_still_be_registered(committee) -> None:
    exclude(committee)
    Accreditation.objects.filter(seat=committee.seats[8]).update(ends_before=date(2022, 7, 1))
    Accreditation.objects.filter(person=committee.person(ORDINARY_SEAT)).update(ends_before=date(2022, 7, 1))
    past = {"starts_on": date(2023, 1, 1), "paper": paper(date=date(2022, 12, 1))}
    person = PersonData(person_id=committee.person(ORDINARY_SEAT).pk)
    assert give(committee, seat=8, person=person, valid_until=date(2023, 12, 31), **past).person == committee.person(
        ORDINARY_SEAT
    )
    with pytest.raises(Refused) as refused:
        give(
            committee,
            seat=8,
            role=SeatRole.ALTERNATE,
            person=person,
            starts_on=date(2024, 1, 1),
            paper=paper(date=date(2023, 12, 1)),
        )
    assert code_of(refused) == "excluded_person"  # without an end it would run into the exclusion


def test_only_an_acuerdo_lifts_an_exclusion(committee) -> None:
    exclusion = exclude(committee)
    with pytest.raises(Refused) as refused:
        lift(committee, exclusion, paper=paper(kind="oficio"))
    assert code_of(refused) == "acuerdo_needed"
    lifted = lift(committee, exclusion)
    assert (lifted.ends_before, lifted.lift_instrument.number) == (date(2026, 7, 1), "020-2026")
    again = give(
        committee, person=PersonData(person_id=committee.person(ORDINARY_SEAT).pk), starts_on=date(2026, 7, 1), at=LATER
    )
    assert again.person == committee.person(ORDINARY_SEAT)
    with pytest.raises(Refused) as refused:
        lift(committee, exclusion)
    assert code_of(refused) == "already_lifted"


def test_a_lifting_gives_nothing_back_for_the_days_before_it(committee) -> None:
    lift(committee, exclude(committee))
    with pytest.raises(Refused) as refused:
        give(
            committee,
            person=PersonData(person_id=committee.person(ORDINARY_SEAT).pk),
            starts_on=date(2026, 6, 30),
            at=LATER,
        )
    assert code_of(refused) == "excluded_person"


def test_a_numbered_acuerdo_of_the_body_is_cited_as_it_is(committee) -> None:
    numbered = acuerdo(committee)
    exclusion = exclude(committee, instrument_id=numbered.pk)
    assert exclusion.instrument == numbered
    assert lift(committee, exclusion, instrument_id=numbered.pk).lift_instrument == numbered


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "Otro órgano"}, "bad_choice"),
        ({"kind": "oficio"}, "bad_choice"),
        ({"date": date(2026, 6, 11)}, "paper_late"),
    ],
)
def test_a_paper_that_is_no_acuerdo_of_the_body_is_not_cited_as_one(committee, changes, code) -> None:
    with pytest.raises(Refused) as refused:
        exclude(committee, instrument_id=acuerdo(committee, **changes).pk)
    assert code_of(refused) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "reason_required"),
        ({"starts_on": date(2026, 6, 11)}, "future_date"),
        ({"starts_on": date(2026, 6, 1)}, "paper_late"),
        ({"paper": None}, "paper_needed"),
    ],
)
def test_what_makes_no_sense_is_refused(committee, changes, code) -> None:
    with pytest.raises(Refused) as refused:
        exclude(committee, **changes)
    assert code_of(refused) == code
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular.person == committee.person(ORDINARY_SEAT)


def test_nobody_is_excluded_twice(committee) -> None:
    exclude(committee)
    with pytest.raises(Refused) as refused:
        exclude(committee)
    assert code_of(refused) == "already_excluded"


def test_an_office_is_not_ended_by_an_exclusion(committee) -> None:
    exclude(committee, seat=16, person=committee.person(PRESIDENTS_SEAT))
    assert officer_on(committee.body, Office.PRESIDENT, START).person == committee.person(PRESIDENTS_SEAT)


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "stranger"])
def test_only_the_office_excludes_and_lifts(committee, who) -> None:
    with pytest.raises(PermissionDenied):
        exclude(committee, by=getattr(committee, who))
    exclusion = exclude(committee)
    with pytest.raises(PermissionDenied):
        lift(committee, exclusion, by=getattr(committee, who))


# --- The pages ---------------------------------------------------------------------------------------------------------
def typed(**changes) -> dict[str, str]:
    today = str(timezone.localdate())
    return {
        "acuerdo": "",
        "paper_kind": "acuerdo",
        "paper_number": "012-2026",
        "paper_date": today,
        "paper_issuer": "Asamblea General",
        "starts_on": today,
        "lifted_on": today,
        "reason": "Contrató con el proyecto que evaluaba",
    } | changes


def exclude_url(committee, seat: int) -> str:
    accreditation = Accreditation.objects.get(seat=committee.seats[seat], role="titular")
    return reverse("members:exclude_person", args=[accreditation.pk])


def test_the_office_excludes_and_lifts_from_the_pages(committee) -> None:
    browser = client_of(committee.secretary)
    page = browser.get(exclude_url(committee, 5)).content.decode()
    assert "no se la puede acreditar otra vez" in page
    assert "Además ejerce" not in page
    response = browser.post(exclude_url(committee, 5), typed(), follow=True)
    page = response.content.decode()
    assert "queda excluida" in page
    assert "Personas excluidas" in page
    assert member_on(committee.seats[ORDINARY_SEAT], timezone.localdate()).titular is None
    listed = browser.get(reverse("members:exclusions")).content.decode()
    assert "Contrató con el proyecto que evaluaba" in listed
    exclusion = Exclusion.objects.get()
    url = reverse("members:lift_exclusion", args=[exclusion.pk])
    assert "acuerdo de la Asamblea" in browser.post(url, typed(paper_kind="oficio")).content.decode()
    assert "puede volver a ser acreditada" in browser.post(url, typed(), follow=True).content.decode()
    assert browser.get(url).status_code == 404
    assert "Levantada" in browser.get(reverse("members:exclusions")).content.decode()


def test_an_acuerdo_is_chosen_from_the_list_without_typing_its_data(committee) -> None:
    today = timezone.localdate()
    numbered = acuerdo(committee, date=today, title="Excluir a la persona")
    browser = client_of(committee.secretary)
    assert "N° 007-2026-CERX-PUNO" in browser.get(exclude_url(committee, 5)).content.decode()
    data = typed(acuerdo=str(numbered.pk), paper_number="", paper_date="", paper_issuer="")
    browser.post(exclude_url(committee, 5), data)
    assert Exclusion.objects.get().instrument == numbered


def test_the_page_says_that_the_office_of_the_president_ends_apart(committee) -> None:
    page = client_of(committee.secretary).get(exclude_url(committee, 16)).content.decode()
    assert "Además ejerce Presidencia: ese cargo no termina con la exclusión" in page


def test_what_was_typed_stays_when_it_is_refused(committee) -> None:
    page = client_of(committee.secretary).post(exclude_url(committee, 5), typed(paper_number="")).content.decode()
    assert "Escriba el número del documento." in page
    assert "Contrató con el proyecto que evaluaba" in page


def test_the_scan_of_an_exclusion_is_for_readers_and_the_seat(committee) -> None:
    scan = SimpleUploadedFile("acuerdo.png", PNG, content_type="image/png")
    client_of(committee.secretary).post(exclude_url(committee, 5), typed() | {"paper_file": scan})
    url = reverse("members:paper", args=[Exclusion.objects.get().instrument_id])
    for user, status in (
        (committee.viewer, 200),
        (committee.alternate(ORDINARY_SEAT), 200),
        (committee.titular(6), 404),
    ):
        assert client_of(user).get(url).status_code == status


def test_the_list_costs_the_same_for_any_number_and_has_its_excel(committee, django_assert_max_num_queries) -> None:
    browser = client_of(committee.viewer)
    url = reverse("members:exclusions")
    assert "Nadie está excluido" in browser.get(url).content.decode()
    exclude(committee)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    for seat in range(6, 16):
        exclude(committee, seat=seat, person=committee.person(seat))
    with django_assert_max_num_queries(len(few)):
        page = browser.get(url).content.decode()
    assert page.count('data-label="Persona"') == 11
    assert browser.get(url, {"formato": "excel"})["Content-Type"].endswith("spreadsheetml.sheet")
