"""What institutions ask the Secretaría to register, and where each request stands (Art. 5)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from audit.models import Event
from documents.enums import InstrumentKind
from norms.wording.events import sentence_of

from ..enums import ProposalState
from ..models import AccreditationProposal, Body, Seat, SeatHolding

#: What the Secretaría reads before it decides; the decision names which of these were read.
_READ = (
    "role", "kind", "person_id", "full_name", "document_kind", "document_number", "position", "email", "phone",
    "paper_kind", "paper_number", "paper_date", "paper_issuer", "upload_id", "starts_on", "valid_until", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str
    who: str = ""
    at: datetime | None = None
    detail: str = ""


def fingerprint(proposal: AccreditationProposal) -> str:
    """Changes when anything that was proposed does."""
    read = [str(getattr(proposal, name)) for name in _READ]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()[:16]


def paper_words(proposal: AccreditationProposal) -> str:
    """«Oficio N° 045-2026», the way the paper will be cited; empty for a departure."""
    if not proposal.paper_number:
        return ""
    return f"{InstrumentKind(proposal.paper_kind).label} N° {proposal.paper_number}"


def proposals_of(body: Body, on: date) -> "QuerySet[AccreditationProposal]":
    """All of them, the latest first, with the name the institution of the seat has that day. One query."""
    holders = SeatHolding.objects.filter(seat=OuterRef("seat")).in_force(on).order_by("-starts_on", "-pk")
    return (
        AccreditationProposal.objects.filter(seat__body=body)
        .select_related("seat", "person", "upload", "submitted_by", "decided_by", "accreditation")
        .annotate(institution=Subquery(holders.values("institution__name")[:1]))
        .order_by("-submitted_at", "-pk")
    )


def proposals_of_seats(body: Body, seats: Iterable[Seat], on: date) -> "QuerySet[AccreditationProposal]":
    return proposals_of(body, on).filter(seat__in=list(seats))


def events_of_proposal(proposal: AccreditationProposal) -> "QuerySet[Event]":
    return Event.objects.filter(
        stream=f"seat:{proposal.seat_id}",
        subject_type=AccreditationProposal._meta.model_name,
        subject_id=proposal.pk,
    ).order_by("pk")


def story_of(proposal: AccreditationProposal) -> tuple[list[Step], list[tuple[datetime, str, str]]]:
    """Where it stands, for the stepper; and what happened, oldest first, as (when, who, what). One query."""
    events = list(events_of_proposal(proposal))
    lines = [(event.at, event.actor_name, sentence_of(event.action, event.data)) for event in events]
    sent = [event for event in events if event.action in ("proposal.submitted", "proposal.resubmitted")]
    decided = events[-1] if events and events[-1] not in sent else None
    last = sent[-1] if sent else None
    state = ProposalState(proposal.state)
    steps = [
        Step(
            "Presentada" if len(sent) < 2 else "Presentada otra vez",
            "done",
            last.actor_name if last else proposal.submitted_by.full_name,
            last.at if last else proposal.submitted_at,
        )
    ]
    if state == ProposalState.SUBMITTED:
        steps += [
            Step("En revisión", "current", detail="La revisa la Secretaría Técnica"),
            Step("Registrada en el padrón", "todo"),
        ]
    elif state == ProposalState.OBSERVED:
        steps += [
            Step("Observada", "current", *_by(decided), detail="La corrige la institución"),
            Step("Registrada en el padrón", "todo"),
        ]
    elif state == ProposalState.ACCEPTED:
        steps += [Step("Aceptada", "done", *_by(decided)), Step("Registrada en el padrón", "done")]
    else:
        steps += [Step("Retirada", "stopped", *_by(decided), detail="La institución ya no la pide")]
    return steps, lines


def _by(event: Event | None) -> tuple[str, datetime | None]:
    return (event.actor_name, event.at) if event else ("", None)
