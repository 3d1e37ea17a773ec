"""The Assembly on a day: who was a member, under which name, who spoke for it, and the quorum that the version in force asks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from documents import words
from norms.models import RegulationVersion
from norms.selectors import version_in_force
from norms.wording.parameters import share_in_words
from regulation.params import QuorumBase
from regulation.quorum import base_for, fraction_for, required_for
from regulation.refusal import Refused

from ..enums import Office, Sector
from ..models import Body, SeatHolding, Term
from .offices import expired_on, officers_on
from .padron import MemberRow, members_on


@dataclass(frozen=True, slots=True)
class NameSpan:
    """One holding of a seat: a name and its days."""

    name: str
    starts_on: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class DayRow:
    """A member as it stood that day, with what it was called before and what became of it until today."""

    member: MemberRow
    names: tuple[NameSpan, ...]  # up to that day, the latest first
    now: str  # how the holder of the seat is called today, where it is another
    left_on: date | None  # the last day, where nobody holds the seat today

    @property
    def before(self) -> NameSpan | None:
        """The name before, where the institution of that day came by renaming or succession."""
        return self.names[1] if len(self.names) > 1 else None


@dataclass(frozen=True, slots=True)
class DayQuorum:
    """Art. 13 with its arithmetic: «2/3 de 23 = 15.33 → 16»."""

    version: RegulationVersion
    members: int
    enabled: int
    base: int
    required: int
    fraction: str
    exact: str
    of_all: bool


@dataclass(frozen=True, slots=True)
class SectorShare:
    """One sector of the Assembly, and its bar in the picture."""

    value: str
    label: str
    count: int
    enabled: int
    percent: str
    bar: int  # in the picture's units
    y: int
    fill: str

    @property
    def text_y(self) -> int:
        return self.y + 14

    @property
    def count_x(self) -> int:
        return BAR_LEFT + self.bar + 8


@dataclass(frozen=True, slots=True)
class OfficerOfDay:
    office: Office
    term: Term | None
    expired: bool

    @property
    def label(self) -> str:
        return str(self.office.label)


@dataclass(frozen=True, slots=True)
class AssemblyDay:
    body: Body
    on: date
    rows: tuple[DayRow, ...]
    officers: tuple[OfficerOfDay, ...]
    version: RegulationVersion | None
    quorum: DayQuorum | None

    @property
    def suspended(self) -> tuple[MemberRow, ...]:
        return tuple(row.member for row in self.rows if row.member.suspended)

    @property
    def enabled(self) -> int:
        return len(self.rows) - len(self.suspended)

    @property
    def incomplete(self) -> int:
        """Members without titular or without alterno."""
        return sum(len(row.member.people) < 2 for row in self.rows)

    @property
    def sectors(self) -> tuple[SectorShare, ...]:
        return shares([row.member for row in self.rows])


#: The picture of the sectors: three bars; its units are those of the SVG's viewBox, the same on the screen and on paper.
CHART_WIDTH, BAR_LEFT, BAR_ROOM, BAR_STEP = 360, 84, 236, 28
_FILLS = {Sector.PUBLIC: "#14507c", Sector.PRIVATE: "#c9822b", Sector.ACADEMIC: "#695f55"}


def assembly_on(body: Body, on: date, today: date) -> AssemblyDay:
    """Six queries, whatever the size of the body."""
    rows = members_on(body, on)
    spans = _spans(body)
    try:
        version: RegulationVersion | None = version_in_force(body.rulebook, on)
    except Refused:
        version = None
    enabled = sum(not row.suspended for row in rows)
    serving = officers_on(body, on)
    return AssemblyDay(
        body=body,
        on=on,
        rows=tuple(_day_row(row, spans[row.seat.pk], on, today) for row in rows),
        officers=tuple(
            OfficerOfDay(office, serving.get(office), office in serving and expired_on(serving[office], on))
            for office in body.offices
        ),
        version=version,
        quorum=quorum_of(version, len(rows), enabled) if version and rows else None,
    )


def quorum_of(version: RegulationVersion, members: int, enabled: int) -> DayQuorum:
    rules = version.rules()
    base, fraction = base_for(members, enabled, rules), fraction_for(rules)
    return DayQuorum(
        version=version,
        members=members,
        enabled=enabled,
        base=base,
        required=required_for(base, rules),
        fraction=share_in_words(str(fraction)),
        exact=words.two_decimals(base * fraction) if isinstance(fraction, Fraction) else "",
        of_all=rules.quorum_base is QuorumBase.ALL_MEMBERS,
    )


def shares(rows: list[MemberRow]) -> tuple[SectorShare, ...]:
    """Every sector, even an empty one: that there is none is worth seeing."""
    counts = {sector: [row for row in rows if row.institution.sector == sector] for sector in Sector}
    top = max((len(found) for found in counts.values()), default=0) or 1
    return tuple(
        SectorShare(
            value=sector.value,
            label=str(sector.label),
            count=len(found),
            enabled=sum(not row.suspended for row in found),
            percent=words.two_decimals(Fraction(100 * len(found), len(rows)), places=1) if rows else "0",
            bar=round(len(found) / top * BAR_ROOM),
            y=4 + number * BAR_STEP,
            fill=_FILLS[sector],
        )
        for number, (sector, found) in enumerate(counts.items())
    )


def _spans(body: Body) -> dict[int, list[SeatHolding]]:
    """Every holding of every seat, the earliest first. One query."""
    found: dict[int, list[SeatHolding]] = defaultdict(list)
    for holding in (
        SeatHolding.objects.filter(seat__body=body).select_related("institution").order_by("starts_on", "pk")
    ):
        found[holding.seat_id].append(holding)
    return found


def _day_row(row: MemberRow, holdings: list[SeatHolding], on: date, today: date) -> DayRow:
    known = [holding for holding in holdings if holding.starts_on <= on and holding.starts_on != holding.ends_before]
    now = next((holding for holding in reversed(holdings) if holding.covers(today)), None)
    renamed = now is not None and now.institution_id != row.institution.pk
    last = holdings[-1]
    return DayRow(
        member=row,
        names=tuple(
            # What became of the last one later is not of that day.
            NameSpan(
                holding.institution.name,
                holding.starts_on,
                holding.last_day if holding.last_day and holding.last_day < on else None,
            )
            for holding in reversed(known)
        ),
        now=now.institution.name if now is not None and renamed else "",
        left_on=last.last_day if now is None and last.last_day and last.last_day < today else None,
    )
