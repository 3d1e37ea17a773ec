"""What the desk pages of a running session show: the roll with its movements, the agenda with its votes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q

from members.enums import SeatRole
from members.selectors import presiding_on
from regulation.ruling import Ruling
from regulation.voting import judge_added_item

from ..enums import Capacity, Mode, MotionState
from ..models import AgendaItem, Meeting, Motion, MotionOption, Presence
from .meetings import StationGroup, agenda_by_station
from .quorum import InRoom, call_now, quorum_of, room, voters_of

_STATE_WORDS = {
    "titular": "Titular presente",
    "alternate": "Alterno presente",
    "both": "Titular y alterno presentes",
    "left": "Se retiró",
    "absent": "Ausente",
}


# --- The roll ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RollRow:
    """One summoned voice: who of it is in the room now, and all its movements, voided ones included."""

    in_room: InRoom
    spells: list[Presence]

    @property
    def entry_id(self) -> int:
        return self.in_room.entry.pk

    @property
    def state(self) -> str:
        """titular, alternate or both while in the room; left when they were in and went; absent otherwise."""
        here = set(self.in_room.presences)
        if len(here) > 1:
            return "both"
        if here:
            return str(next(iter(here)))
        return "left" if any(spell.voided_at is None for spell in self.spells) else "absent"

    @property
    def state_words(self) -> str:
        return _STATE_WORDS[self.state]

    @property
    def both_roles(self) -> list[tuple[str, bool, str]]:
        """Of MINCETUR, whose two people come and go each on their own: (role, is here, words)."""
        words = {SeatRole.TITULAR: "Con voto", SeatRole.ALTERNATE: "Sin voto"}
        return [(role.value, role in self.in_room.presences, word) for role, word in words.items()]

    @property
    def alone(self) -> bool:
        """One person of it is in the room: the row can say whether on the screen or in person."""
        return len(self.in_room.presences) == 1 and self.in_room.entry.capacity != Capacity.MINCETUR

    @property
    def remote(self) -> bool:
        return any(presence.mode == Mode.REMOTE for presence in self.in_room.presences.values())

    @property
    def titular(self) -> Presence | None:
        return self.in_room.presences.get(SeatRole.TITULAR)

    @property
    def alternate(self) -> Presence | None:
        return self.in_room.presences.get(SeatRole.ALTERNATE)

    @property
    def last(self) -> Presence | None:
        """The latest movement that stands, for the time shown in the row."""
        standing = [spell for spell in self.spells if spell.voided_at is None]
        return max(standing, key=lambda spell: spell.until_at or spell.from_at) if standing else None

    @property
    def moment(self) -> datetime | None:
        """When that was."""
        last = self.last
        return (last.until_at or last.from_at) if last else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Institutions of the base in the room, by who represents them; and the others."""

    titulars: int
    alternates: int
    absent: int
    suspended: int
    guests: int

    @property
    def represented(self) -> int:
        return self.titulars + self.alternates


@dataclass(frozen=True, slots=True)
class Roll:
    """The whole roll as it stands, read once."""

    rows: list[RollRow]
    quorum: Ruling

    @property
    def members(self) -> list[RollRow]:
        return [row for row in self.rows if row.in_room.entry.capacity == Capacity.MEMBER]

    @property
    def others(self) -> list[RollRow]:
        return [row for row in self.rows if row.in_room.entry.capacity != Capacity.MEMBER]

    @property
    def totals(self) -> Totals:
        enabled = [row.in_room for row in self.members if row.in_room.entry.enabled]
        titulars = sum(SeatRole.TITULAR in row.presences for row in enabled)
        represented = sum(row.here for row in enabled)
        return Totals(
            titulars=titulars,
            alternates=represented - titulars,
            absent=len(enabled) - represented,
            suspended=sum(row.in_room.entry.suspended for row in self.members),
            guests=sum(row.in_room.here for row in self.others),
        )

    @property
    def people(self) -> list[tuple[InRoom, str]]:
        """Those of the base in the room, one by one: who may be elected to preside."""
        return [(row.in_room, role) for row in self.members for role in row.in_room.presences]

    @property
    def voters(self) -> int:
        return len(voters_of(row.in_room for row in self.rows))


def roll_of(meeting: Meeting, *, call: int | None = None) -> Roll:
    """The roll with its movements and the quorum as they stand now. Three queries."""
    spells: dict[int, list[Presence]] = defaultdict(list)
    for presence in Presence.objects.filter(entry__meeting=meeting).order_by("from_at", "pk"):
        spells[presence.entry_id].append(presence)
    rooms = room(meeting)
    rows = [RollRow(in_room=in_room, spells=spells[in_room.entry.pk]) for in_room in rooms]
    return Roll(rows=rows, quorum=quorum_of(rooms, meeting.rules(), call or call_now(meeting)))


def president_here(meeting: Meeting, roll: Roll, on: date) -> Presence | None:
    """The serving president's presence, when in the room; without it the Assembly elects a chair (LPAG 107.3)."""
    term = presiding_on(meeting.body, on)
    if term is None:
        return None
    for in_room, role in roll.people:
        entry = in_room.entry
        person_id = entry.titular_id if role == SeatRole.TITULAR else entry.alternate_id
        if person_id == term.person_id and entry.enabled:
            return in_room.presences[role]
    return None


# --- The agenda and its votes --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Agenda:
    """The agenda by stations; `motions` by item (None: of no item), annulled ones included."""

    groups: list[StationGroup]
    motions: Mapping[int | None, list[Motion]] = field(default_factory=dict)

    @property
    def items(self) -> list[AgendaItem]:
        return [item for group in self.groups for item in group.items]

    @property
    def open_motion(self) -> Motion | None:
        """The one being voted now; there is never a second."""
        return next((m for m in self._all if m.state == MotionState.OPEN), None)

    @property
    def tied(self) -> list[Motion]:
        return [m for m in self._all if m.state == MotionState.TIED]

    @property
    def elections(self) -> list[Motion]:
        """Every round of an election, annulled ones included."""
        return [m for m in self._all if m.is_election]

    @property
    def loose(self) -> list[Motion]:
        return self.motions.get(None, [])

    @property
    def _all(self) -> Iterable[Motion]:
        return (motion for motions in self.motions.values() for motion in motions)


def motions_of(meeting: Meeting) -> list[Motion]:
    """Every motion in order of opening, with its options, `voters_count` and `impeded_count`. Two queries."""
    return list(
        meeting.motions.select_related("item", "responsible", "casting_entry", "elected")
        .annotate(
            voters_count=Count("voters", filter=Q(voters__impeded=False)),
            impeded_count=Count("voters", filter=Q(voters__impeded=True)),
        )
        .prefetch_related(Prefetch("options", MotionOption.objects.order_by("position")))
        .order_by("opened_at", "pk")
    )


def agenda_with_votes(meeting: Meeting) -> Agenda:
    """Agenda, motions and their counts: the same number of queries for any number of points."""
    motions: dict[int | None, list[Motion]] = defaultdict(list)
    found = motions_of(meeting)
    valid = {motion.ref for motion in found if motion.state != MotionState.ANNULLED}
    followed = {motion.previous_round_id for motion in found if motion.state != MotionState.ANNULLED}
    for motion in found:
        motion.followed = motion.pk in followed  # type: ignore[attr-defined]  # by its second round
        motion.voted_again = motion.ref in valid  # type: ignore[attr-defined]  # of an annulled one: no second time
        motions[motion.item_id].append(motion)
    groups = agenda_by_station(meeting)
    for group in groups:
        for item in group.items:
            item.motion_list = motions.get(item.pk, [])  # type: ignore[attr-defined]  # for the page's list
    return Agenda(groups=groups, motions=dict(motions))


def added_item_rule(meeting: Meeting) -> Ruling:
    """What Art. 7 asks for adding a point now."""
    rows = room(meeting)
    quorum = quorum_of(rows, meeting.rules(), meeting.installed_call or 1)
    return judge_added_item(
        votes_for=0,
        against=0,
        voters=len(voters_of(rows)),
        present_members=quorum.number("present"),
        enabled_members=quorum.number("enabled"),
        regulation=meeting.rules(),
    )
