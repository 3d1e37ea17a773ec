"""Art. 5: what an institution's own people ask the Secretaría to register: somebody new, or that somebody left.

A proposal changes nothing by itself. Accepting it makes the accreditation through the very service of the office, in the same
transaction and with the file that came; what that service refuses is shown to the person who accepts. A proposal does not
reveal to its author whose an identity document or an address is: that is found when it is accepted.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from documents.models import Upload
from documents.services import store_upload
from mailing.tasks import queue
from regulation.refusal import Refused

from ..acts import begin
from ..enums import Office, ProposalKind, ProposalState, SeatRole
from ..models import Accreditation, AccreditationProposal, Person, ProposalMail, Seat
from ..permissions import WHY
from ..selectors import officers_on, seats_of
from ..selectors.proposals import events_of_proposal, fingerprint, paper_words
from ..states import PROPOSAL
from ..words import clean_identity
from .accreditation import accredit, note_departure
from .checks import check_day
from .papers import PaperData, check_paper
from .people import PersonData, clean_email

_WHOLE = AccreditationProposal.objects.select_related("person", "upload", "seat")


@dataclass(frozen=True, slots=True)
class ProposalData:
    """What a form gives. `starts_on`: from which day; of somebody who left, the day they did (then no paper and nobody new)."""

    starts_on: date
    person: PersonData | None = None
    paper: PaperData | None = None
    valid_until: date | None = None
    note: str = ""


@transaction.atomic
def propose(act: Act, *, seat_id: int, role: SeatRole, kind: ProposalKind, data: ProposalData) -> AccreditationProposal:
    """Ask for it, for one's own seat, with the scanned document. The Secretaría gets a mail.

    Refused: proposal_open (one at a time for each role), nobody_accredited, and what the data lack or cannot be
    (name_required, bad_identity, bad_email, bad_choice, paper_needed, scan_needed, future_date, paper_late, bad_validity,
    before_start, bad_upload_…).
    """
    act, seat = begin(act, Seat.objects, seat_id, may="proposals.make")
    _check_own(act, seat)
    open_ones = AccreditationProposal.objects.filter(
        seat=seat, role=role, state__in=(ProposalState.SUBMITTED, ProposalState.OBSERVED)
    )
    if open_ones.exists():
        raise Refused.because("proposal_open", "Art. 5", {"role": role.value})
    proposal = AccreditationProposal(seat=seat, role=role, kind=kind, submitted_at=act.at, submitted_by=act.by)
    _fill(act, proposal, data)
    proposal.save()
    _log(act, "proposal.submitted", proposal)
    _mail_office(proposal, act.now)
    return proposal


@transaction.atomic
def resubmit_proposal(act: Act, *, proposal_id: int, data: ProposalData) -> AccreditationProposal:
    """Send it again, corrected as the Secretaría asked; the file stays unless a new one comes.

    Either of the two people of the institution may. Refused: wrong_state, and what `propose` refuses of the data.
    """
    act, proposal = begin(act, _WHOLE, proposal_id, may="proposals.make")
    _check_own(act, proposal.seat)
    PROPOSAL.move(proposal, "resubmit")
    _fill(act, proposal, data)
    proposal.decided_at = proposal.decided_by = None
    proposal.save()
    _log(act, "proposal.resubmitted", proposal)
    _mail_office(proposal, act.now)
    return proposal


@transaction.atomic
def withdraw_proposal(act: Act, *, proposal_id: int) -> AccreditationProposal:
    """The institution no longer asks for it. Refused: wrong_state (it was decided already)."""
    act, proposal = begin(act, _WHOLE, proposal_id, may="proposals.make")
    _check_own(act, proposal.seat)
    _decide(act, proposal, "withdraw")
    _log(act, "proposal.withdrawn", proposal)
    return proposal


@transaction.atomic
def observe_proposal(act: Act, *, proposal_id: int, observation: str, seen: str = "") -> AccreditationProposal:
    """Send it back with what is missing or wrong; the proposer gets a mail.

    `seen`: the fingerprint of what was read. Refused: wrong_state, stale_proposal, observation_required.
    """
    act, proposal = _to_decide(act, proposal_id, "observe_proposal", seen)
    text = within(observation, 1000)
    if not text:
        raise Refused.because("observation_required", "Art. 5", field="observation")
    write(proposal, observation=text)
    _decide(act, proposal, "observe_proposal")
    _log(act, "proposal.observed", proposal, observation=text)
    _mail_authors(proposal, act.now)
    return proposal


@transaction.atomic
def accept_proposal(act: Act, *, proposal_id: int, seen: str = "", with_account: bool = False) -> AccreditationProposal:
    """Register what was asked: the accreditation, by the document that came, or that the person left. All or nothing.

    Refused: wrong_state, stale_proposal (it was corrected since it was read), nobody_accredited (who left was replaced
    meanwhile), and everything that `accredit` or `note_departure` refuses.
    """
    act, proposal = _to_decide(act, proposal_id, "accept", seen)
    if proposal.kind == ProposalKind.ACCREDIT:
        proposal.accreditation = accredit(
            act,
            seat_id=proposal.seat_id,
            role=SeatRole(proposal.role),
            person=_person_data(proposal),
            paper=_paper_data(proposal),
            starts_on=proposal.starts_on,
            valid_until=proposal.valid_until,
            with_account=with_account,
        )
        proposal.save(update_fields=["accreditation"])
    else:
        left = _in_place(proposal.seat, SeatRole(proposal.role), act.today)
        if left is None or left.person_id != proposal.person_id:
            raise Refused.because("nobody_accredited", "Art. 5", {"role": proposal.role})
        note_departure(act, accreditation_id=left.pk, left_on=proposal.starts_on, note=proposal.note)
    _decide(act, proposal, "accept")
    _log(act, "proposal.accepted", proposal)
    _mail_authors(proposal, act.now)
    return proposal


# --- Who, and in which state ---------------------------------------------------------------------------------------
def _check_own(act: Act, seat: Seat) -> None:
    if seat.pk not in {own.pk for own, _ in seats_of(act.by, seat.body, act.today)}:
        raise PermissionDenied(WHY["proposals.make"])


def _to_decide(act: Act, proposal_id: int, to: str, seen: str) -> tuple[Act, AccreditationProposal]:
    act, proposal = begin(act, _WHOLE, proposal_id, may="proposals.decide", move=to)
    if seen and seen != fingerprint(proposal):
        raise Refused.because("stale_proposal")
    return act, proposal


# --- Steps of the above, and of the act by which an institution leaves -------------------------------------------------
def withdraw_open(act: Act, seat_id: int) -> None:
    """Nobody decides any more what an institution asked that no longer holds the seat."""
    for proposal in AccreditationProposal.objects.select_related("seat").filter(
        seat=seat_id, state__in=(ProposalState.SUBMITTED, ProposalState.OBSERVED)
    ):
        _decide(act, proposal, "withdraw")
        _log(act, "proposal.withdrawn", proposal)


def _decide(act: Act, proposal: AccreditationProposal, to: str) -> None:
    PROPOSAL.move(proposal, to)
    write(proposal, "state", decided_at=act.at, decided_by=act.by)


# --- What is asked -------------------------------------------------------------------------------------------------
def _fill(act: Act, proposal: AccreditationProposal, data: ProposalData) -> None:
    """Write what the form gave, once it is valid."""
    proposal.note = within(data.note, 500)
    proposal.starts_on, proposal.valid_until = data.starts_on, None
    role = SeatRole(proposal.role)
    if proposal.kind == ProposalKind.LEFT:
        left = _in_place(proposal.seat, role, act.today)
        if left is None:
            raise Refused.because("nobody_accredited", "Art. 5", {"role": role.value})
        check_day(act, data.starts_on, field="left_on")
        if data.starts_on < left.starts_on:
            raise Refused.because("before_start", facts={"starts_on": left.starts_on}, field="left_on")
        proposal.person, proposal.full_name = left.person, left.person.full_name
        return
    _fill_person(proposal, data.person or PersonData())
    _fill_paper(act, proposal, data.paper)
    if data.valid_until is not None and data.valid_until < data.starts_on:
        facts = {"starts_on": data.starts_on, "valid_until": data.valid_until}
        raise Refused.because("bad_validity", "Art. 5", facts, field="valid_until")
    proposal.valid_until = data.valid_until


def _fill_person(proposal: AccreditationProposal, given: PersonData) -> None:
    known: Person | None = None
    if given.person_id is not None:
        # Of the people of this seat only: nobody finds out through a proposal who else is known.
        known = Person.objects.filter(accreditations__seat=proposal.seat, pk=given.person_id).first()
        if known is None:
            raise Refused.because(
                "bad_choice", facts={"field": "person", "value": str(given.person_id)}, field="person"
            )
    name = known.full_name if known else " ".join(given.full_name.split())
    if not name:
        raise Refused.because("name_required", field="full_name")
    proposal.person, proposal.full_name = known, name
    proposal.document_kind, proposal.document_number = clean_identity(given.document_kind, given.document_number)
    proposal.position, proposal.phone = " ".join(given.position.split()), " ".join(given.phone.split())
    proposal.email = clean_email(given.email)


def _fill_paper(act: Act, proposal: AccreditationProposal, paper: PaperData | None) -> None:
    if paper is None:
        raise Refused.because("paper_needed", field="paper_number")
    check_paper(act, paper, starts_on=proposal.starts_on)
    upload: Upload | None = store_upload(act.recorded_now(), file=paper.file) if paper.file else proposal.upload
    if upload is None:
        raise Refused.because("scan_needed", "Art. 5", field="paper_file")
    proposal.upload = upload
    proposal.paper_kind, proposal.paper_number = paper.kind, paper.number.strip()
    proposal.paper_date, proposal.paper_issuer = paper.date, paper.issuer.strip()


def _in_place(seat: Seat, role: SeatRole, on: date) -> Accreditation | None:
    return Accreditation.objects.filter(seat=seat, role=role).in_force(on).select_related("person").first()


def _person_data(proposal: AccreditationProposal) -> PersonData:
    return PersonData(
        person_id=proposal.person_id,
        full_name=proposal.full_name,
        position=proposal.position,
        email=proposal.email,
        phone=proposal.phone,
        document_kind=proposal.document_kind,
        document_number=proposal.document_number,
    )


def _paper_data(proposal: AccreditationProposal) -> PaperData:
    assert proposal.paper_date is not None  # noqa: S101  # an accreditation is proposed with its document
    return PaperData(
        kind=proposal.paper_kind,
        number=proposal.paper_number,
        date=proposal.paper_date,
        issuer=proposal.paper_issuer,
        upload=proposal.upload,
    )


def _mail_office(proposal: AccreditationProposal, now: datetime) -> None:
    """The Secretaría Técnica and its Adjunta."""
    terms = officers_on(proposal.seat.body, timezone.localdate(now))
    people = [terms[office].person for office in (Office.SECRETARY, Office.DEPUTY) if office in terms]
    _mail(proposal, {person.email: person.full_name for person in people}, now)


def _mail_authors(proposal: AccreditationProposal, now: datetime) -> None:
    """Those who presented it, or presented it again."""
    sent = events_of_proposal(proposal).filter(action__in=("proposal.submitted", "proposal.resubmitted"))
    authors = User.objects.filter(pk__in=list(sent.values_list("actor_id", flat=True)), is_active=True)
    _mail(proposal, dict(authors.values_list("email", "full_name")), now)


def _mail(proposal: AccreditationProposal, people: dict[str, str], now: datetime) -> None:
    """One mail to each: nobody learns another's address."""
    about = {"proposal": proposal, "about": proposal.state}
    queue(ProposalMail.addressed(name=name, email=email, at=now, **about) for email, name in people.items())


def _log(act: Act, action: str, proposal: AccreditationProposal, *, observation: str = "") -> None:
    """The event in the history of the seat. Neither the identity document nor the telephone is in it."""
    data: dict[str, Any] = {
        "seat": proposal.seat.number,
        "role": proposal.role,
        "kind": proposal.kind,
        "person": proposal.full_name,
        "starts_on": proposal.starts_on.isoformat(),
        "valid_until": proposal.valid_until.isoformat() if proposal.valid_until else None,
        "note": proposal.note,
        "observation": observation,
    }
    if proposal.kind == ProposalKind.ACCREDIT and proposal.paper_date is not None:
        data |= {
            "paper": paper_words(proposal),
            "paper_date": proposal.paper_date.isoformat(),
            "paper_issuer": proposal.paper_issuer,
            "paper_file": proposal.upload.name if proposal.upload else None,
        }
    record(act, action, proposal, **data)
