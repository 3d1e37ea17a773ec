"""What an institution's own people propose, and what the Secretaría answers (Art. 5)."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from audit.models import Event
from documents.models import Upload
from members.enums import IdentityDocument, ProposalKind, ProposalState, SeatRole
from members.models import Accreditation, AccreditationProposal, Person
from members.selectors import member_on
from members.selectors.proposals import fingerprint
from members.selectors.todo import todo_for
from members.services import (
    PersonData,
    ProposalData,
    accept_proposal,
    accredit,
    observe_proposal,
    propose,
    resubmit_proposal,
    withdraw_proposal,
)
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, client_of, lima
from tests.members.test_accreditation import PNG, paper

pytestmark = pytest.mark.django_db

NOW = lima("2026-06-10 11:00")
LATER = lima("2026-06-11 09:00")
START = date(2026, 6, 10)
DNI = "40718293"


def scan(name: str = "oficio.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def somebody(**changes) -> PersonData:
    given = {
        "full_name": "Nadia Nueva Mamani",
        "email": "nadia@provias.gob.pe",
        "phone": "951 333 4455",
        "position": "Jefa",
        "document_kind": IdentityDocument.DNI,
        "document_number": DNI,
    }
    return PersonData(**(given | changes))


def asked(**changes) -> ProposalData:
    given = {"starts_on": START, "person": somebody(), "paper": paper(file=scan())}
    return ProposalData(**(given | changes))


def ask(committee, seat=5, role=SeatRole.TITULAR, kind=ProposalKind.ACCREDIT, by=None, data=None, at=NOW, **changes):
    return propose(
        Act(by or committee.titular(seat), at),
        seat_id=committee.seats[seat].pk,
        role=role,
        kind=kind,
        data=data or asked(**changes),
    )


def says_left(committee, role=SeatRole.TITULAR, on=START, **more):
    return ask(committee, role=role, kind=ProposalKind.LEFT, data=ProposalData(starts_on=on, note="Renunció"), **more)


def code_of(refused) -> str:
    return refused.value.ruling.code


def accept(committee, proposal, at=LATER, **more):
    return accept_proposal(Act(more.pop("by", committee.secretary), at), proposal_id=proposal.pk, **more)


def observe(committee, proposal, text="El oficio no lleva firma.", **more):
    return observe_proposal(
        Act(more.pop("by", committee.secretary), more.pop("at", LATER)),
        proposal_id=proposal.pk,
        observation=text,
        **more,
    )


# --- Proposing -----------------------------------------------------------------------------------------------------
def test_a_proposal_changes_nothing_by_itself(committee) -> None:
    proposal = ask(committee)
    assert proposal.state == ProposalState.SUBMITTED
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular.person == committee.person(ORDINARY_SEAT)
    assert not Person.objects.filter(full_name="Nadia Nueva Mamani").exists()
    event = Event.objects.get(action="proposal.submitted")
    assert event.stream == f"seat:{committee.seats[ORDINARY_SEAT].pk}"
    assert DNI not in str(event.data)
    assert "3334455" not in str(event.data).replace(" ", "")


def test_the_alterno_may_propose_as_the_titular_may(committee) -> None:
    assert ask(committee, by=committee.alternate(ORDINARY_SEAT)).submitted_by == committee.alternate(ORDINARY_SEAT)


@pytest.mark.parametrize("who", ["secretary", "viewer", "admin", "stranger"])
def test_only_the_institutions_own_people_propose(committee, who) -> None:
    with pytest.raises(PermissionDenied):
        ask(committee, by=getattr(committee, who))


def test_nobody_proposes_for_another_institution(committee) -> None:
    with pytest.raises(PermissionDenied):
        ask(committee, seat=5, by=committee.titular(6))


def test_one_proposal_at_a_time_for_each_role(committee) -> None:
    ask(committee)
    with pytest.raises(Refused) as refused:
        ask(committee, by=committee.alternate(ORDINARY_SEAT))
    assert code_of(refused) == "proposal_open"
    assert ask(committee, role=SeatRole.ALTERNATE).pk


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paper": paper()}, "scan_needed"),
        ({"paper": None}, "paper_needed"),
        ({"paper": paper(file=scan(), number=" ")}, "paper_needed"),
        ({"paper": paper(file=scan(), date=date(2026, 6, 12))}, "future_date"),
        ({"starts_on": date(2026, 6, 1)}, "paper_late"),
        ({"valid_until": date(2026, 6, 9)}, "bad_validity"),
        ({"person": somebody(full_name=" ")}, "name_required"),
        ({"person": somebody(document_number="1234567")}, "bad_identity"),
        ({"person": somebody(email="nadia arroba")}, "bad_email"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused_and_nothing_stays(committee, changes, code) -> None:
    with pytest.raises(Refused) as refused:
        ask(committee, **changes)
    assert code_of(refused) == code
    assert not AccreditationProposal.objects.exists()
    assert not Upload.objects.exists()


def test_a_scan_that_is_not_a_document_is_refused(committee) -> None:
    bad = SimpleUploadedFile("oficio.pdf", b"MZ not a document", content_type="application/pdf")
    with pytest.raises(Refused) as refused:
        ask(committee, paper=paper(file=bad))
    assert code_of(refused).startswith("bad_upload")


def test_a_proposal_does_not_reveal_whose_a_document_or_an_address_is(committee) -> None:
    """Otherwise anybody could find out names by typing numbers."""
    Person.objects.filter(pk=committee.person(9).pk).update(document_kind="dni", document_number=DNI)
    proposal = ask(committee, person=somebody(email="titular9@cerx.test"))
    with pytest.raises(Refused) as refused:
        accept(committee, proposal)
    assert code_of(refused) == "identity_taken"


def test_only_people_of_the_own_seat_are_chosen_by_record(committee) -> None:
    with pytest.raises(Refused) as refused:
        ask(committee, person=PersonData(person_id=committee.person(9).pk))
    assert code_of(refused) == "bad_choice"


# --- Accepting -----------------------------------------------------------------------------------------------------
def test_accepting_makes_the_accreditation_with_the_very_file_that_came(committee) -> None:
    proposal = accept(committee, ask(committee, valid_until=date(2027, 6, 9)), with_account=True)
    made = Accreditation.objects.get(proposal=proposal)
    assert made.person.full_name == "Nadia Nueva Mamani"
    assert (made.person.document_number, made.person.phone) == (DNI, "951 333 4455")
    assert made.person.user.email == "nadia@provias.gob.pe"
    assert made.instrument.upload == proposal.upload
    assert (made.starts_on, made.valid_until) == (START, date(2027, 6, 9))
    assert member_on(committee.seats[ORDINARY_SEAT], START).titular == made
    assert Upload.objects.count() == 1
    assert (proposal.state, proposal.decided_by) == (ProposalState.ACCEPTED, committee.secretary)
    actions = list(
        Event.objects.filter(stream=f"seat:{committee.seats[ORDINARY_SEAT].pk}").values_list("action", flat=True)
    )
    assert actions == ["proposal.submitted", "accreditation.made", "proposal.accepted"]


def test_what_the_accreditation_refuses_is_shown_to_the_person_who_accepts_and_nothing_is_half_done(committee) -> None:
    proposal = ask(committee, person=somebody(full_name="Titular 08 Quispe", email="", document_number=""))
    with pytest.raises(Refused) as refused:
        accept(committee, proposal)
    assert code_of(refused) == "person_elsewhere"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.accreditation) == (ProposalState.SUBMITTED, None)
    assert not Event.objects.filter(action="accreditation.made").exists()


def test_one_that_begins_on_a_day_to_come_is_accepted_from_that_day_on(committee) -> None:
    proposal = ask(committee, starts_on=date(2026, 7, 1))
    with pytest.raises(Refused) as refused:
        accept(committee, proposal)
    assert code_of(refused) == "future_date"
    assert accept(committee, proposal, at=lima("2026-07-01")).state == ProposalState.ACCEPTED


@pytest.mark.parametrize("who", ["president", "viewer", "admin"])
def test_only_the_secretaria_decides(committee, who) -> None:
    proposal = ask(committee)
    with pytest.raises(PermissionDenied):
        accept(committee, proposal, by=getattr(committee, who))
    with pytest.raises(PermissionDenied):
        observe(committee, proposal, by=getattr(committee, who))


def test_the_proposer_does_not_decide(committee) -> None:
    with pytest.raises(PermissionDenied):
        accept(committee, ask(committee), by=committee.titular(ORDINARY_SEAT))


def test_a_second_decision_finds_it_decided(committee) -> None:
    proposal = ask(committee)
    accept(committee, proposal)
    for decide in (accept, observe):
        with pytest.raises(Refused) as refused:
            decide(committee, proposal, by=committee.deputy)
        assert code_of(refused) == "wrong_state"
    with pytest.raises(Refused) as refused:
        withdraw_proposal(Act(committee.alternate(ORDINARY_SEAT), LATER), proposal_id=proposal.pk)
    assert code_of(refused) == "wrong_state"
    assert Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="titular").count() == 2


def test_nobody_accepts_what_they_have_not_read(committee) -> None:
    proposal = ask(committee)
    read = fingerprint(proposal)
    observe(committee, proposal, by=committee.deputy)
    resubmit_proposal(
        Act(committee.titular(ORDINARY_SEAT), LATER),
        proposal_id=proposal.pk,
        data=asked(person=somebody(full_name="Otra Persona")),
    )
    with pytest.raises(Refused) as refused:
        accept(committee, proposal, seen=read)
    assert code_of(refused) == "stale_proposal"
    proposal.refresh_from_db()
    assert accept(committee, proposal, seen=fingerprint(proposal)).full_name == "Otra Persona"


# --- That somebody left --------------------------------------------------------------------------------------------
def test_accepting_a_departure_notes_it_and_the_accreditation_goes_on(committee) -> None:
    proposal = says_left(committee, by=committee.alternate(ORDINARY_SEAT))
    assert (proposal.full_name, proposal.upload) == ("Titular 05 Quispe", None)
    accept(committee, proposal)
    current = member_on(committee.seats[ORDINARY_SEAT], START).titular
    assert (current.person, current.left_on, current.left_note) == (committee.person(ORDINARY_SEAT), START, "Renunció")


def test_a_departure_is_of_somebody_who_is_there_and_not_of_a_day_to_come(committee) -> None:
    for on, code in ((date(2026, 6, 11), "future_date"), (date(2022, 5, 31), "before_start")):
        with pytest.raises(Refused) as refused:
            says_left(committee, on=on)
        assert code_of(refused) == code
    Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="alternate").update(ends_before=START)
    with pytest.raises(Refused) as refused:
        says_left(committee, role=SeatRole.ALTERNATE)
    assert code_of(refused) == "nobody_accredited"


def test_who_was_replaced_meanwhile_is_not_said_to_have_left(committee) -> None:
    proposal = says_left(committee, by=committee.alternate(ORDINARY_SEAT))
    accredit(
        Act(committee.secretary, NOW),
        seat_id=committee.seats[ORDINARY_SEAT].pk,
        role=SeatRole.TITULAR,
        person=somebody(),
        paper=paper(),
        starts_on=START,
    )
    with pytest.raises(Refused) as refused:
        accept(committee, proposal)
    assert code_of(refused) == "nobody_accredited"


# --- Observed, corrected, withdrawn ---------------------------------------------------------------------------------
def test_an_observation_says_what_to_correct(committee) -> None:
    proposal = ask(committee)
    with pytest.raises(Refused) as refused:
        observe(committee, proposal, text="  ")
    assert code_of(refused) == "observation_required"
    observe(committee, proposal)
    assert AccreditationProposal.objects.get().observation == "El oficio no lleva firma."


def test_what_was_observed_is_sent_again_by_either_and_keeps_its_file(committee) -> None:
    proposal = ask(committee)
    first = proposal.upload
    observe(committee, proposal)
    again = resubmit_proposal(
        Act(committee.alternate(ORDINARY_SEAT), LATER),
        proposal_id=proposal.pk,
        data=asked(paper=paper(number="046-2026")),
    )
    assert (again.state, again.upload, again.paper_number) == (ProposalState.SUBMITTED, first, "046-2026")
    assert (again.decided_at, again.decided_by) == (None, None)
    assert again.submitted_by == committee.titular(ORDINARY_SEAT)
    observe(committee, proposal)
    again = resubmit_proposal(
        Act(committee.titular(ORDINARY_SEAT), LATER),
        proposal_id=proposal.pk,
        data=asked(paper=paper(file=scan("otro.png"))),
    )
    assert again.upload.name == "otro.png"


def test_what_is_being_reviewed_is_not_changed_under_the_reader(committee) -> None:
    proposal = ask(committee)
    with pytest.raises(Refused) as refused:
        resubmit_proposal(Act(committee.titular(ORDINARY_SEAT), LATER), proposal_id=proposal.pk, data=asked())
    assert code_of(refused) == "wrong_state"


def test_a_withdrawn_one_makes_room_for_another(committee) -> None:
    proposal = ask(committee)
    withdraw_proposal(Act(committee.alternate(ORDINARY_SEAT), LATER), proposal_id=proposal.pk)
    assert ask(committee).pk != proposal.pk
    with pytest.raises(PermissionDenied):
        withdraw_proposal(Act(committee.titular(6), LATER), proposal_id=proposal.pk)


# --- Mails and «Hoy me toca» ---------------------------------------------------------------------------------------
def work_the_queue() -> None:
    call_command("db_worker", batch=True, interval=0.0, startup_delay=False, reload=False, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_the_office_gets_a_mail_and_then_the_proposer(committee, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    at = timezone.now()
    today = timezone.localdate(at)
    proposal = ask(committee, at=at, starts_on=today, paper=paper(file=scan(), date=today))
    work_the_queue()
    assert sorted(message.to[0] for message in mail.outbox) == ["adjunta@cerx.test", "secretaria@cerx.test"]
    assert all(len(message.to) == 1 for message in mail.outbox)
    text = mail.outbox[0].body
    assert "Nadia Nueva Mamani" in text
    assert reverse("members:proposal", args=[proposal.pk]) in text
    assert DNI not in text
    mail.outbox.clear()
    observe(committee, proposal, at=at)
    work_the_queue()
    assert [message.to for message in mail.outbox] == [["titular5@cerx.test"]]
    assert "El oficio no lleva firma." in mail.outbox[0].body
    mail.outbox.clear()
    resubmit_proposal(Act(committee.alternate(ORDINARY_SEAT), at), proposal_id=proposal.pk, data=asked(starts_on=today))
    accept(committee, proposal, at=at)
    work_the_queue()
    # The mail to the office was in the queue when the answer came: there was nothing left to review.
    assert sorted(message.to[0] for message in mail.outbox) == ["alternate5@cerx.test", "titular5@cerx.test"]
    assert "aceptada" in mail.outbox[0].subject


def kinds(committee, user, at=LATER) -> list[str]:
    return [item.kind for item in todo_for(user, committee.body, at) if item.kind.startswith("proposal")]


def test_what_waits_is_asked_of_whom_it_waits_for(committee) -> None:
    proposal = ask(committee)
    assert kinds(committee, committee.secretary) == ["proposal"]
    assert kinds(committee, committee.deputy) == ["proposal"]
    assert kinds(committee, committee.titular(ORDINARY_SEAT)) == kinds(committee, committee.president) == []
    observe(committee, proposal)
    assert kinds(committee, committee.secretary) == []
    assert (
        kinds(committee, committee.titular(ORDINARY_SEAT))
        == kinds(committee, committee.alternate(ORDINARY_SEAT))
        == ["proposal_observed"]
    )
    assert kinds(committee, committee.titular(6)) == []


def test_many_proposals_are_one_thing_to_do(committee) -> None:
    for seat in (1, 2, 3, 4):
        ask(
            committee,
            seat=seat,
            person=somebody(full_name=f"Persona {seat}", document_number=f"4071820{seat}", email=""),
        )
    [item] = [item for item in todo_for(committee.secretary, committee.body, LATER) if item.kind == "proposal"]
    assert item.title.startswith("4 propuestas")


# --- Pages ---------------------------------------------------------------------------------------------------------
def typed(**changes) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "full_name": "Nadia Nueva Mamani",
        "document_kind": "dni",
        "document_number": DNI,
        "position": "Jefa",
        "email": "nadia@provias.gob.pe",
        "phone": "951 333 4455",
        "paper_kind": "oficio",
        "paper_number": "045-2026",
        "paper_date": str(today),
        "paper_issuer": "Provías",
        "starts_on": str(today),
        "paper_file": scan(),
    } | changes


def page(user, name: str, *args, **query) -> str:
    response = client_of(user).get(reverse(f"members:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_from_my_institution_to_the_padron(committee) -> None:
    """The whole way, through the pages: proposed, observed, corrected without choosing the file again, accepted."""
    seat = committee.seats[ORDINARY_SEAT].pk
    own, office = client_of(committee.titular(ORDINARY_SEAT)), client_of(committee.secretary)
    url = reverse("members:propose", args=[seat, "titular"])
    assert url in page(committee.titular(ORDINARY_SEAT), "my_institution")
    response = own.post(url, typed())
    proposal = AccreditationProposal.objects.get()
    assert response.url == reverse("members:proposal", args=[proposal.pk])
    where = reverse("members:proposal", args=[proposal.pk])
    seen = fingerprint(proposal)
    office.post(where, {"answer": "observe", "observation": "Falta la firma.", "seen": seen})
    assert "Falta la firma." in own.get(where).content.decode()
    correcting = reverse("members:correct_proposal", args=[proposal.pk])
    form = own.get(correcting).content.decode()
    assert "Ya se guardó «oficio.png»" in form
    assert "Nadia Nueva Mamani" in form
    given = {key: value for key, value in typed(paper_number="046-2026").items() if key != "paper_file"}
    assert own.post(correcting, given).url == where
    proposal.refresh_from_db()
    accepted = {"answer": "accept", "seen": fingerprint(proposal), "with_account": "on"}
    assert office.post(where, accepted).url == reverse("members:seat", args=[seat])
    assert (
        member_on(committee.seats[ORDINARY_SEAT], timezone.localdate()).titular.person.full_name == "Nadia Nueva Mamani"
    )
    # The second click of the same button: shown, not broken.
    again = office.post(where, accepted)
    assert again.status_code == 422
    assert "aceptada" in again.content.decode()


def test_a_refused_acceptance_shows_why_on_the_same_page(committee) -> None:
    today = timezone.localdate()
    proposal = ask(
        committee,
        person=somebody(full_name="Titular 08 Quispe", email="", document_number=""),
        starts_on=today,
        paper=paper(file=scan(), date=today),
        at=timezone.now(),
    )
    where = reverse("members:proposal", args=[proposal.pk])
    response = client_of(committee.secretary).post(where, {"answer": "accept", "seen": fingerprint(proposal)})
    assert response.status_code == 422
    assert "ya representa a" in response.content.decode()


def test_who_gives_no_address_is_accepted_without_an_account(committee) -> None:
    today = timezone.localdate()
    proposal = ask(
        committee,
        person=somebody(email=""),
        starts_on=today,
        paper=paper(file=scan(), date=today),
        at=timezone.now(),
    )
    assert "No da un correo" in page(committee.secretary, "proposal", proposal.pk)
    where = reverse("members:proposal", args=[proposal.pk])
    given = {"answer": "accept", "seen": fingerprint(proposal), "with_account": "on"}
    assert client_of(committee.secretary).post(where, given).status_code == 302
    assert Person.objects.get(full_name="Nadia Nueva Mamani").user is None


def test_a_form_with_errors_keeps_what_was_typed(committee) -> None:
    url = reverse("members:propose", args=[committee.seats[ORDINARY_SEAT].pk, "titular"])
    response = client_of(committee.titular(ORDINARY_SEAT)).post(url, typed(document_number="123", paper_file=""))
    assert response.context["form"].errors.keys() == {"paper_file"}
    response = client_of(committee.titular(ORDINARY_SEAT)).post(url, typed(document_number="123"))
    assert response.context["form"].errors.keys() == {"document_number"}
    assert "Nadia Nueva Mamani" in response.content.decode()
    assert not AccreditationProposal.objects.exists()


def test_another_institutions_proposal_does_not_exist_for_one(committee) -> None:
    proposal = ask(committee)
    pages = ["proposal", "proposal_file", "correct_proposal", "withdraw_proposal"]
    for user in (committee.titular(6), committee.president):
        for name in pages:
            assert client_of(user).get(reverse(f"members:{name}", args=[proposal.pk])).status_code == 404
        assert "Nadia Nueva" not in page(user, "proposals")
        assert (
            client_of(user)
            .get(reverse("members:propose", args=[committee.seats[ORDINARY_SEAT].pk, "titular"]))
            .status_code
            == 404
        )
    for user in (committee.viewer, committee.admin, committee.stranger):
        for name in pages:
            assert client_of(user).get(reverse(f"members:{name}", args=[proposal.pk])).status_code == 403
    assert (
        client_of(committee.alternate(ORDINARY_SEAT))
        .get(reverse("members:proposal_file", args=[proposal.pk]))
        .status_code
        == 200
    )


def test_the_document_and_the_telephone_are_whole_for_the_secretaria_alone(committee) -> None:
    proposal = ask(committee)
    for who, whole in ((committee.secretary, True), (committee.alternate(ORDINARY_SEAT), False)):
        text = page(who, "proposal", proposal.pk)
        assert (DNI in text) is whole
        assert ("951 333 4455" in text) is whole
        assert "8293" in text


def test_the_list_is_filtered_and_downloaded(committee) -> None:
    ask(committee)
    withdraw_proposal(
        Act(committee.titular(6), LATER),
        proposal_id=ask(committee, seat=6, person=somebody(full_name="Retirada Persona")).pk,
    )
    text = page(committee.secretary, "proposals", estado="withdrawn")
    assert "Retirada Persona" in text
    assert "Nadia Nueva" not in text
    response = client_of(committee.secretary).get(reverse("members:proposals"), {"formato": "excel"})
    assert response["Content-Type"].endswith("sheet")
    assert "No hay" not in page(committee.titular(7), "proposals")


def test_the_list_and_my_institution_cost_the_same_for_any_number(committee) -> None:
    def cost(user, name: str) -> int:
        browser = client_of(user)
        browser.get(reverse(f"members:{name}"))
        with CaptureQueriesContext(connection) as asked_for:
            assert browser.get(reverse(f"members:{name}")).status_code == 200
        return len(asked_for)

    proposal = ask(committee)
    small = cost(committee.secretary, "proposals"), cost(committee.titular(ORDINARY_SEAT), "my_institution")
    AccreditationProposal.objects.bulk_create(
        AccreditationProposal(
            seat=committee.seats[ORDINARY_SEAT],
            role="titular",
            kind="accredit",
            state="withdrawn",
            full_name=f"Persona {n}",
            paper_kind="oficio",
            paper_number=str(n),
            paper_date=START,
            paper_issuer="Provías",
            upload=proposal.upload,
            starts_on=START,
            submitted_at=NOW + timedelta(minutes=n),
            submitted_by=committee.titular(ORDINARY_SEAT),
            decided_at=NOW,
            decided_by=committee.titular(ORDINARY_SEAT),
        )
        for n in range(40)
    )
    assert "Página 1 de 2" in page(committee.secretary, "proposals")
    assert (cost(committee.secretary, "proposals"), cost(committee.titular(ORDINARY_SEAT), "my_institution")) == small


# --- Two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_are_one(committee) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks")
    proposal = ask(committee)
    shown: list[str] = []

    def decide(by) -> None:
        try:
            accept(committee, proposal, by=by)
            shown.append("accepted")
        except Refused as refused:
            shown.append(refused.ruling.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(by,)) for by in (committee.secretary, committee.deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(shown) == ["accepted", "wrong_state"]
    assert Accreditation.objects.filter(seat=committee.seats[ORDINARY_SEAT], role="titular").count() == 2
