"""What a table of the office says of one session, and what may be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from members.enums import SeatRole
from regulation.refusal import Refused

from ...enums import Capacity, MeetingKind
from ...models import Meeting
from ..hours import local


@dataclass(frozen=True, slots=True)
class Attended:
    """How one voice of the roll came. `role` None: nobody came for it; `since` and `until` None: from start to end.

    `excused`: the table says that the absence was justified. It is kept in the history; who decides on it is Art. 15.1.
    """

    role: SeatRole | None
    name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    excused: bool = False


ABSENT = Attended(role=None)


@dataclass(frozen=True, slots=True)
class PastSession:
    """What the table says of one session. `members` by number of seat; a seat that is not named was absent.

    `convened_on` None: nobody knows when it was convened. `installed` None: the quorum decides. `last_acuerdo`: the last number that
    was given to an acuerdo in it.
    """

    kind: MeetingKind
    number: int
    year: int
    held_at: datetime
    ended_at: datetime
    place: str = ""
    convened_on: date | None = None
    installed: bool | None = None
    members: Mapping[int, Attended] = field(default_factory=dict)
    others: Mapping[Capacity, Attended] = field(default_factory=dict)
    last_acuerdo: int | None = None

    @property
    def held_on(self) -> date:
        return timezone.localdate(self.held_at)

    @property
    def voices(self) -> dict[int | Capacity, Attended]:
        """Members and others together."""
        found: dict[int | Capacity, Attended] = dict(self.members.items())
        found.update(self.others.items())
        return found


@dataclass(frozen=True, slots=True)
class Recorded:
    """The session, and whether this act registered it (otherwise it was there already, with the same data)."""

    meeting: Meeting
    new: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a session from being registered; `voice` is the seat's number or the capacity it is about, None: the session."""

    refusal: Refused
    voice: int | Capacity | None = None
    about: str = ""  # which datum of the session: "number", "year", "held_on", "ended_at", "convened_on", "installed"


def clock(moment: datetime) -> str:
    """«10:20»."""
    return local(moment)[11:16]


def day_and_clock(moment: datetime) -> str:
    """«15/03/2024 10:20»."""
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"
