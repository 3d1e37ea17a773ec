"""Reads of the acta: its versions, who attended, who has signed, and whether the facts moved since it was circulated."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from documents.services import canonical_json
from members.enums import SeatRole

from ..enums import ActaState, ActaVerdict, Capacity
from ..models import Acta, ActaObservation, ActaSection, ActaSignature, ActaVersion, Meeting, RollEntry
from . import papers
from .access import own_entries, presences_counted

STEPS = (ActaState.DRAFT, ActaState.OBSERVING, ActaState.APPROVED, ActaState.SIGNED)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person who was in the installed session, for one institution."""

    entry: RollEntry
    role: SeatRole
    name: str

    @property
    def email(self) -> str:
        person = self.entry.titular if self.role == SeatRole.TITULAR else self.entry.alternate
        return person.email if person else ""

    @property
    def required(self) -> bool:
        """Members sign the acta (Art. 7.2); guests and the people of a suspended institution may be in the room only."""
        return self.entry.capacity == Capacity.MEMBER and self.entry.enabled


@dataclass(frozen=True, slots=True)
class SignatureRow:
    attendee: Attendee
    signature: ActaSignature | None

    @property
    def entry(self) -> RollEntry:
        return self.attendee.entry

    @property
    def role(self) -> SeatRole:
        return self.attendee.role

    @property
    def name(self) -> str:
        return self.attendee.name

    @property
    def required(self) -> bool:
        return self.attendee.required


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of Borrador → En observación → Aprobada → Firmada, with who brought it there and when."""

    label: str
    status: str  # "done", "current" or "todo"
    who: str = ""
    at: datetime | None = None
    note: str = ""


def fetch(meeting: Meeting) -> Acta | None:
    return Acta.objects.select_related("document", "approved_by").filter(meeting=meeting).first()


def current_version(acta: Acta) -> ActaVersion | None:
    """The version circulated last; None while nobody has seen any."""
    return acta.versions.select_related("created_by").order_by("-number").first()


def preview_mark(version: ActaVersion) -> str:
    """What is printed across a version that nobody has approved."""
    return f"Versión {version.number} – sin aprobar"


def attendees(meeting: Meeting) -> list[Attendee]:
    """Who attended, once per person, in roll order, the titular before the alterno. One query."""
    people: dict[tuple[int, int, str], Attendee] = {}
    for presence in (
        presences_counted(meeting).select_related("entry__titular", "entry__alternate").order_by("from_at", "pk")
    ):
        role, entry = SeatRole(presence.role), presence.entry
        # The order of the keys is the order of the list.
        key = (entry.position, SeatRole.values.index(role), entry.name)
        people[key] = Attendee(entry, role, presence.name)
    return [people[key] for key in sorted(people)]


def attendee_of(meeting: Meeting, user: User | AnonymousUser) -> Attendee | None:
    """This very person among those who attended."""
    mine = {(entry.pk, role) for entry, role in own_entries(user, meeting)}
    return next((a for a in attendees(meeting) if (a.entry.pk, a.role) in mine), None) if mine else None


def signature_rows(acta: Acta) -> list[SignatureRow]:
    """Everybody who attended, with the valid signature noted or None. Two queries."""
    signatures = acta.signatures.filter(voided_at=None).select_related("upload", "recorded_by")
    noted = {(signature.entry_id, signature.role): signature for signature in signatures}
    return [SignatureRow(a, noted.get((a.entry.pk, a.role))) for a in attendees(acta.meeting)]


def observations(acta: Acta) -> QuerySet[ActaObservation]:
    """Of every version, oldest first: none is lost when a new one is circulated."""
    found = ActaObservation.objects.filter(version__acta=acta)
    return found.select_related("version", "entry", "answered_by").order_by("pk")


def facts_changed(acta: Acta, version: ActaVersion) -> bool:
    """Whether the record was corrected after this version was circulated: it no longer says what happened."""
    return canonical_json(facts_of(papers.acta_payload(acta))) != canonical_json(facts_of(version.payload))


def facts_of(payload: dict[str, Any]) -> dict[str, Any]:
    """What the record says, without what people write around it."""
    return {key: value for key, value in payload.items() if key not in papers.ACTA_PROSE}


@dataclass(frozen=True, slots=True)
class SectionWithFacts:
    """A piece of prose and, beside it, what the record says of its agenda item: None for the opening and closing words."""

    section: ActaSection
    facts: dict[str, Any] | None


def sections_with_facts(acta: Acta, payload: dict[str, Any]) -> list[SectionWithFacts]:
    """The draft as it is edited; `payload` as papers.acta_payload gives it. One query."""
    facts = {item["key"]: item for item in payload["items"]}
    return [SectionWithFacts(s, facts.get(s.key)) for s in acta.sections.select_related("saved_by")]


def steps(acta: Acta) -> list[Step]:
    """The stepper of the acta's page."""
    meeting, version = acta.meeting, current_version(acta)
    approval = _approval(acta)
    reached = STEPS.index(ActaState(acta.state))
    until = acta.observations_until
    details: list[dict[str, Any]] = [
        {"who": meeting.closed_by.full_name if meeting.closed_by else "", "at": acta.created_at},
        {"who": version.created_by.full_name, "at": version.created_at, "note": _version_note(version, until)}
        if version
        else {},
        {"who": approval[0], "at": approval[1], "note": acta.document.label if acta.document else ""}
        if approval
        else {},
        _signed(acta) if acta.state == ActaState.SIGNED else {},
    ]
    if reached == 0 and version:
        details[1] = {}
        details[0]["note"] = f"Se corrige después de la versión {version.number}"
    found = []
    for index, (state, detail) in enumerate(zip(STEPS, details, strict=True)):
        status = "current" if index == reached else "done" if index < reached else "todo"
        if acta.state == ActaState.SIGNED:
            status = "done"
        found.append(Step(label=state.label, status=status, **detail))
    return found


def _version_note(version: ActaVersion, until: date | None) -> str:
    return f"Versión {version.number}" + (f", hasta el {until:%d/%m/%Y}" if until else "")


def _approval(acta: Acta) -> tuple[str, datetime] | None:
    if acta.approved_at is None:
        return None
    decision = acta.versions.filter(decisions__verdict=ActaVerdict.APPROVED).values_list("decisions__by_name").last()
    return (decision[0] if decision else ""), acta.approved_at


def _signed(acta: Acta) -> dict[str, Any]:
    last = acta.signatures.filter(voided_at=None).select_related("recorded_by").order_by("-recorded_at").first()
    return {"who": last.recorded_by.full_name, "at": last.recorded_at} if last else {}
