"""Who speaks for one seat, in each role, and what there is to do about it (Art. 5, 15.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..enums import SeatRole
from ..models import Accreditation, AccreditationDocument, Exclusion, Seat
from .alerts import EXPIRING_DAYS
from .exclusions import exclusions_at


@dataclass(frozen=True, slots=True)
class Place:
    """One of the two places of a seat on a day. `expired`: whose accreditation ran out, where nobody is there since."""

    role: SeatRole
    current: Accreditation | None
    expired: Accreditation | None
    days_left: int | None

    @property
    def expires_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= EXPIRING_DAYS

    @property
    def when(self) -> str:
        """«hoy», «mañana», «en 12 días»."""
        return (
            "" if self.days_left is None else {0: "hoy", 1: "mañana"}.get(self.days_left, f"en {self.days_left} días")
        )


@dataclass(frozen=True, slots=True)
class Representation:
    places: list[Place]
    accreditations: Sequence[Accreditation]
    constancias: list[AccreditationDocument]
    exclusions: list[Exclusion]


def representation_of(seat: Seat, accreditations: Sequence[Accreditation], on: date) -> Representation:
    """`accreditations`: all of the seat, the latest first (see `history_of`). Two queries."""
    issued = AccreditationDocument.objects.filter(accreditation__seat=seat)
    return Representation(
        places=[_place(role, [row for row in accreditations if row.role == role], on) for role in SeatRole],
        accreditations=accreditations,
        constancias=list(
            issued.select_related("document__issued_by", "accreditation__person").defer("document__payload")
        ),
        exclusions=exclusions_at(seat),
    )


def _place(role: SeatRole, latest_first: list[Accreditation], on: date) -> Place:
    current = next((row for row in latest_first if row.covers(on)), None)
    begun = next((row for row in latest_first if row.starts_on <= on), None)
    expired = begun if current is None and begun is not None and begun.ends_as_written else None
    last = current.last_day if current else None
    return Place(role, current, expired, (last - on).days if last else None)
