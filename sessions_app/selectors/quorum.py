"""Who is in the room, and whether that is enough (Art. 13). Reads the roll and the presences, nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.timezone import localdate

from members.enums import SeatRole
from regulation.params import Regulation, SecondCall
from regulation.quorum import judge_quorum
from regulation.ruling import Ruling
from regulation.voting import judge_entitlement

from ..enums import Capacity
from ..models import Meeting, Presence, RollEntry


@dataclass(slots=True)
class InRoom:
    """One roll entry and its people in the room at the moment asked about."""

    entry: RollEntry
    presences: dict[str, Presence] = field(default_factory=dict)

    @property
    def here(self) -> bool:
        return bool(self.presences)

    @property
    def counts(self) -> bool:
        """Counts for the quorum: once per institution, and nobody of a suspended one."""
        return self.here and self.entry.enabled

    @property
    def voting_role(self) -> SeatRole | None:
        """Whose vote it is: the titular's, the alterno's only while the titular is out; of MINCETUR the one named."""
        for role in (SeatRole.TITULAR, SeatRole.ALTERNATE):
            if self.may_vote_as(role).holds:
                return role
        return None

    def may_vote_as(self, role: SeatRole, *, impeded: bool = False) -> Ruling:
        """Art. 5, 13, 14: whether this person of the institution may vote now."""
        second_of_mincetur = self.entry.capacity == Capacity.MINCETUR and role == SeatRole.ALTERNATE
        return judge_entitlement(
            present=role in self.presences,
            role="titular" if role == SeatRole.TITULAR else "alternate",
            titular_present=SeatRole.TITULAR in self.presences,
            suspended=self.entry.suspended,
            may_vote=self.entry.may_vote and not second_of_mincetur,
            impeded=impeded,
        )


def room(meeting: Meeting, at: datetime | None = None) -> list[InRoom]:
    """The whole roll in order, with who is in at `at` (None: as the record stands now). Two queries."""
    rows = {entry.pk: InRoom(entry) for entry in meeting.roll.all()}
    presences = Presence.objects.filter(entry__meeting=meeting, voided_at=None)
    if at is None:
        presences = presences.filter(until_at=None)
    else:
        presences = presences.filter(from_at__lte=at)
    for presence in presences:
        if at is None or presence.until_at is None or at < presence.until_at:
            rows[presence.entry_id].presences[presence.role] = presence
    return list(rows.values())


def quorum_of(rows: Iterable[InRoom], rules: Regulation, call: int = 1) -> Ruling:
    """Art. 13 over a room already read."""
    members = enabled = present = 0
    for row in rows:
        members += row.entry.in_base
        enabled += row.entry.enabled
        present += row.counts
    return judge_quorum(members=members, enabled=enabled, present=present, regulation=rules, call=call)


def quorum_at(meeting: Meeting, at: datetime | None = None, call: int | None = None) -> Ruling:
    """The quorum at a moment (None: now). `call` None: the one that `call_now` says."""
    return quorum_of(room(meeting, at), meeting.rules(), call or call_now(meeting))


def call_now(meeting: Meeting) -> int:
    """The call that installed the session; before that, the one its roll is open for.

    First calls happen on the session's day: a roll opened after it is taken for the second (LPAG 110).
    """
    if meeting.installed_call is not None:
        return meeting.installed_call
    opened_on = meeting.roll_frozen_on
    later = opened_on is not None and opened_on > localdate(meeting.scheduled_at)
    return 2 if later and meeting.rules().second_call is SecondCall.LPAG else 1


def voters_of(rows: Iterable[InRoom]) -> list[tuple[RollEntry, SeatRole]]:
    """Who may vote in this room, one per institution, in roll order."""
    return [(row.entry, role) for row in rows if (role := row.voting_role) is not None]


@dataclass(frozen=True, slots=True)
class Movement:
    """Somebody came in or went out, and how many members were in the room after it."""

    at: datetime
    name: str
    institution: str
    role: str
    arrives: bool
    present: int


def timeline(meeting: Meeting) -> list[Movement]:
    """Entries and exits in order of time, with the members present after each. One query."""
    events: list[tuple[datetime, int, Presence]] = []
    for presence in Presence.objects.filter(entry__meeting=meeting, voided_at=None).select_related("entry"):
        events.append((presence.from_at, 1, presence))
        if presence.until_at is not None:
            events.append((presence.until_at, 0, presence))
    events.sort(key=lambda event: (event[0], event[1], event[2].pk))
    inside: dict[int, int] = {}
    movements = []
    for at, arrives, presence in events:
        entry = presence.entry
        if entry.enabled:
            inside[entry.pk] = inside.get(entry.pk, 0) + (1 if arrives else -1)
        present = sum(count > 0 for count in inside.values())
        movements.append(Movement(at, presence.name, entry.name, presence.role, bool(arrives), present))
    return movements
