"""What changes when a member leaves or passes its seat on: offices, a suspension, other seats, the quorum."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from norms.selectors import version_in_force
from regulation.refusal import Refused

from ..models import Accreditation, Seat, SeatHolding, Suspension, Term
from .assembly_day import DayQuorum, quorum_of
from .offices import serving
from .padron import MemberRow, members_on


@dataclass(frozen=True, slots=True)
class Affected:
    offices: tuple[Term, ...]
    suspension: Suspension | None
    others: tuple[SeatHolding, ...]
    people: tuple[Accreditation, ...]
    before: DayQuorum | None
    after: DayQuorum | None


def affected_by_leaving(seat: Seat, row: MemberRow, today: date) -> Affected:
    """As of today; the quorum before and after it leaves."""
    people = tuple(row.people)
    offices = Term.objects.filter(body=seat.body).filter(Q(seat=seat) | Q(person__in=[a.person_id for a in people]))
    rows = members_on(seat.body, today)
    enabled = sum(not other.suspended for other in rows)
    try:
        version = version_in_force(seat.body.rulebook, today)
    except Refused:
        before = after = None
    else:
        before = quorum_of(version, len(rows), enabled)
        after = quorum_of(version, len(rows) - 1, enabled - (not row.suspended)) if len(rows) > 1 else None
    others = SeatHolding.objects.filter(institution=row.institution, ends_before=None).exclude(seat=seat)
    return Affected(
        offices=tuple(serving(offices, today).select_related("person").order_by("pk")),
        suspension=row.suspension,
        others=tuple(others.select_related("seat__body").order_by("pk")),
        people=people,
        before=before,
        after=after,
    )
