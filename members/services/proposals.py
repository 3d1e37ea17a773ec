"""Art. 5: what an institution's own people ask the Secretaría to register: somebody new, or that somebody left.

A proposal changes nothing by itself. Accepting it makes the accreditation through the very service of the office, in the same
transaction and with the file that came; whatever that service refuses is shown to whoever accepts. To its author no
proposal tells whose an identity document or an address is: that is found when it is accepted.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.text import within
from documents.models import Upload
from documents.services import store_upload
from mailing.tasks import queue
from regulation.refusal import Refused

from ..enums import Office, ProposalKind, ProposalState, SeatRole
from ..models import Accreditation, AccreditationProposal, Person, ProposalMail, Seat
from ..selectors import officers_on, seats_of
from ..selectors.proposals import events_of_proposal, fingerprint, paper_words
from ..states import PROPOSAL
from ..words import clean_identity
from ._unit import PaperData, PersonData, allow, check_day, check_paper, clean_email, locked_seat, log
from .accreditation import accredit, note_departure


@dataclass(frozen=True, slots=True)
class ProposalData:
    """What is typed. `starts_on`: from which day; of somebody who left, the day they did (then no paper and nobody new)."""

    starts_on: date
    person: PersonData | None = None
    paper: PaperData | None = None
    valid_until: date | None = None
    note: str = ""


@transaction.atomic
def propose(
    *,
    seat_id: int,
    role: SeatRole,
    kind: ProposalKind,
    data: ProposalData,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> AccreditationProposal:
    """Ask for it, for one's own seat, with the scanned document. The Secretaría is told by mail.

    Refused: proposal_open (one at a time for each role), nobody_accredited, and what the data lack or cannot be
    (name_required, bad_identity, bad_email, bad_choice, paper_needed, scan_needed, future_date, paper_late, bad_validity,
    before_start, bad_upload_…).
    """
    now = now or at
    seat = locked_seat(seat_id)
    title = _own(seat, by, now)
    open_ones = AccreditationProposal.objects.filter(
        seat=seat, role=role, state__in=(ProposalState.SUBMITTED, ProposalState.OBSERVED)
    )
    if open_ones.exists():
        raise Refused.because("proposal_open", "Art. 5", {"role": role.value})
    proposal = AccreditationProposal(seat=seat, role=role, kind=kind, submitted_at=at, submitted_by=by)
    _fill(proposal, data, by=by, now=now)
    proposal.save()
    _tell("proposal.submitted", proposal, by=by, at=at, now=now, role=title)
    _mail_office(proposal, now)
    return proposal


@transaction.atomic
def resubmit_proposal(
    *, proposal_id: int, data: ProposalData, by: User, at: datetime, now: datetime | None = None
) -> AccreditationProposal:
    """Send it again, corrected as the Secretaría asked; the file stays unless a new one comes.

    Either of the two people of the institution may. Refused: wrong_state, and what `propose` refuses of the data.
    """
    now = now or at
    proposal = _locked(proposal_id)
    title = _own(proposal.seat, by, now)
    PROPOSAL.move(proposal, "resubmit")
    _fill(proposal, data, by=by, now=now)
    proposal.decided_at = proposal.decided_by = None
    proposal.save()
    _tell("proposal.resubmitted", proposal, by=by, at=at, now=now, role=title)
    _mail_office(proposal, now)
    return proposal


@transaction.atomic
def withdraw_proposal(
    *, proposal_id: int, by: User, at: datetime, now: datetime | None = None
) -> AccreditationProposal:
    """The institution no longer asks for it. Refused: wrong_state (it was decided already)."""
    now = now or at
    proposal = _locked(proposal_id)
    title = _own(proposal.seat, by, now)
    _decide(proposal, "withdraw", by=by, at=at)
    _tell("proposal.withdrawn", proposal, by=by, at=at, now=now, role=title)
    return proposal


@transaction.atomic
def observe_proposal(
    *, proposal_id: int, observation: str, seen: str = "", by: User, at: datetime, now: datetime | None = None
) -> AccreditationProposal:
    """Send it back with what is missing or wrong; the proposer is told by mail.

    `seen`: the fingerprint of what was read. Refused: wrong_state, stale_proposal, observation_required.
    """
    now = now or at
    proposal, title = _to_decide(proposal_id, "observe_proposal", seen, by, now)
    text = within(observation, 1000)
    if not text:
        raise Refused.because("observation_required", "Art. 5", field="observation")
    proposal.observation = text
    proposal.save(update_fields=["observation"])
    _decide(proposal, "observe_proposal", by=by, at=at)
    _tell("proposal.observed", proposal, by=by, at=at, now=now, role=title, observation=text)
    _mail_authors(proposal, now)
    return proposal


@transaction.atomic
def accept_proposal(
    *,
    proposal_id: int,
    seen: str = "",
    with_account: bool = False,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> AccreditationProposal:
    """Register what was asked: the accreditation, by the document that came, or that the person left. All or nothing.

    Refused: wrong_state, stale_proposal (it was corrected since it was read), nobody_accredited (who left was replaced
    meanwhile), and everything that `accredit` or `note_departure` refuses.
    """
    now = now or at
    proposal, title = _to_decide(proposal_id, "accept", seen, by, now)
    if proposal.kind == ProposalKind.ACCREDIT:
        proposal.accreditation = accredit(
            seat_id=proposal.seat_id,
            role=SeatRole(proposal.role),
            person=_person_data(proposal),
            paper=_paper_data(proposal),
            starts_on=proposal.starts_on,
            valid_until=proposal.valid_until,
            with_account=with_account,
            by=by,
            at=at,
            now=now,
        )
        proposal.save(update_fields=["accreditation"])
    else:
        left = _in_place(proposal.seat, SeatRole(proposal.role), timezone.localdate(now))
        if left is None or left.person_id != proposal.person_id:
            raise Refused.because("nobody_accredited", "Art. 5", {"role": proposal.role})
        note_departure(accreditation_id=left.pk, left_on=proposal.starts_on, note=proposal.note, by=by, at=at, now=now)
    _decide(proposal, "accept", by=by, at=at)
    _tell("proposal.accepted", proposal, by=by, at=at, now=now, role=title)
    _mail_authors(proposal, now)
    return proposal


# --- Who, and in which state ---------------------------------------------------------------------------------------
def _locked(proposal_id: int) -> AccreditationProposal:
    """The proposal, with its body's row locked: a second decision waits and then finds it decided."""
    seat_id = AccreditationProposal.objects.values_list("seat_id", flat=True).get(pk=proposal_id)
    seat = locked_seat(seat_id)
    proposal = AccreditationProposal.objects.select_related("person", "upload").get(pk=proposal_id)
    proposal.seat = seat
    return proposal


def _own(seat: Seat, by: User, now: datetime) -> str:
    title = allow("proposals.make", by, seat.body, now)
    if seat.pk not in {own.pk for own, _ in seats_of(by, seat.body, timezone.localdate(now))}:
        raise PermissionDenied(
            "Solo los representantes de la institución proponen cambios de sus acreditaciones (Art. 5)."
        )
    return title


def _to_decide(proposal_id: int, act: str, seen: str, by: User, now: datetime) -> tuple[AccreditationProposal, str]:
    proposal = _locked(proposal_id)
    title = allow("proposals.decide", by, proposal.seat.body, now)
    PROPOSAL.check(proposal, act)
    if seen and seen != fingerprint(proposal):
        raise Refused.because("stale_proposal")
    return proposal, title


# --- Steps of the above, and of the act by which an institution leaves -------------------------------------------------
def withdraw_open(seat_id: int, *, by: User, at: datetime, now: datetime, role: str) -> None:
    """Nobody decides any more what an institution asked that no longer holds the seat."""
    for proposal in AccreditationProposal.objects.select_related("seat").filter(
        seat=seat_id, state__in=(ProposalState.SUBMITTED, ProposalState.OBSERVED)
    ):
        _decide(proposal, "withdraw", by=by, at=at)
        _tell("proposal.withdrawn", proposal, by=by, at=at, now=now, role=role)


def _decide(proposal: AccreditationProposal, act: str, *, by: User, at: datetime) -> None:
    PROPOSAL.move(proposal, act)
    proposal.decided_at, proposal.decided_by = at, by
    proposal.save(update_fields=["state", "decided_at", "decided_by"])


# --- What is asked -------------------------------------------------------------------------------------------------
def _fill(proposal: AccreditationProposal, data: ProposalData, *, by: User, now: datetime) -> None:
    """Write what was typed, once it may be right."""
    proposal.note = within(data.note, 500)
    proposal.starts_on, proposal.valid_until = data.starts_on, None
    role = SeatRole(proposal.role)
    if proposal.kind == ProposalKind.LEFT:
        left = _in_place(proposal.seat, role, timezone.localdate(now))
        if left is None:
            raise Refused.because("nobody_accredited", "Art. 5", {"role": role.value})
        check_day(data.starts_on, now, field="left_on")
        if data.starts_on < left.starts_on:
            raise Refused.because("before_start", facts={"starts_on": left.starts_on.isoformat()}, field="left_on")
        proposal.person, proposal.full_name = left.person, left.person.full_name
        return
    _fill_person(proposal, data.person or PersonData())
    _fill_paper(proposal, data.paper, by=by, now=now)
    if data.valid_until is not None and data.valid_until < data.starts_on:
        facts = {"starts_on": data.starts_on.isoformat(), "valid_until": data.valid_until.isoformat()}
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


def _fill_paper(proposal: AccreditationProposal, paper: PaperData | None, *, by: User, now: datetime) -> None:
    if paper is None:
        raise Refused.because("paper_needed", field="paper_number")
    check_paper(paper, starts_on=proposal.starts_on, now=now)
    upload: Upload | None = store_upload(file=paper.file, by=by, at=now) if paper.file else proposal.upload
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


def _tell(
    action: str,
    proposal: AccreditationProposal,
    *,
    by: User,
    at: datetime,
    now: datetime,
    role: str,
    observation: str = "",
) -> None:
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
    log(action, f"seat:{proposal.seat_id}", by=by, at=at, now=now, subject=proposal, data=data, role=role)
