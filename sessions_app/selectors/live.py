"""What people in the room see on their phones: one picture of the session per revision, shared by all who ask.

Fifty phones ask every few seconds. A picture is built once for each revision and process and kept in memory; it holds plain
values only, so that showing it asks the database nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db import connection

from norms.wording import explain
from regulation.ruling import Ruling

from ..enums import MeetingState, MotionState
from ..models import Meeting, Motion
from .access import chair_now
from .desk import agenda_with_votes
from .quorum import quorum_at

#: Sessions run one or two at a time; a few revisions of each is plenty.
KEPT = 16


@dataclass(frozen=True, slots=True)
class LiveMotion:
    pk: int
    text: str
    state: str
    state_label: str
    form_label: str
    words: str
    voters: int
    counts: tuple[tuple[str, int], ...]
    annulled_reason: str
    moment: datetime
    #: Of an election: its candidates, whether a tie goes to a second round that was not opened yet, and how it is broken.
    candidates: tuple[str, ...] = ()
    awaits_round: bool = False
    by_lots: bool = False
    lots: str = ""

    @property
    def election(self) -> bool:
        return bool(self.candidates)

    @property
    def open(self) -> bool:
        return self.state == MotionState.OPEN

    @property
    def tied(self) -> bool:
        return self.state == MotionState.TIED


@dataclass(frozen=True, slots=True)
class LiveItem:
    number: int | None
    title: str
    added: bool
    motions: tuple[LiveMotion, ...]


@dataclass(frozen=True, slots=True)
class LiveStation:
    label: str
    first: int | None
    items: tuple[LiveItem, ...]


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """The session as everybody in the room may see it."""

    pk: int
    revision: int
    state: str
    installed_at: datetime | None
    ended_at: datetime | None
    quorum: Ruling | None
    chair_name: str
    chair_user_id: int | None
    stations: tuple[LiveStation, ...]
    other: tuple[LiveMotion, ...]

    @property
    def motions(self) -> list[LiveMotion]:
        inside = [motion for station in self.stations for item in station.items for motion in item.motions]
        return sorted([*inside, *self.other], key=lambda motion: (motion.moment, motion.pk))

    @property
    def voting(self) -> LiveMotion | None:
        return next((motion for motion in self.motions if motion.open), None)

    @property
    def ties(self) -> list[LiveMotion]:
        return [motion for motion in self.motions if motion.tied]

    @property
    def runoffs(self) -> list[LiveMotion]:
        """First rounds that ended in a tie and wait for their second."""
        return [motion for motion in self.motions if motion.awaits_round and self.running]

    @property
    def last_result(self) -> LiveMotion | None:
        decided = [m for m in self.motions if m.state in (MotionState.APPROVED, MotionState.REJECTED)]
        return decided[-1] if decided else None

    @property
    def running(self) -> bool:
        return self.state == MeetingState.IN_SESSION


_kept: OrderedDict[tuple[int, int], LiveRoom] = OrderedDict()
_lock = Lock()


def kept_room(pk: int, revision: int) -> LiveRoom | None:
    """The picture of that revision, when this process has it. No query."""
    if connection.in_atomic_block:  # what may yet be rolled back is never shared
        return None
    with _lock:
        return _kept.get((pk, revision))


def live_room(meeting: Meeting) -> LiveRoom:
    """The picture of the session at the revision read with it; built where nobody has asked yet."""
    known = kept_room(meeting.pk, meeting.revision)
    if known is not None:
        return known
    picture = _build(meeting)
    if not connection.in_atomic_block:
        with _lock:
            _kept[(meeting.pk, meeting.revision)] = picture
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return picture


def _build(meeting: Meeting) -> LiveRoom:
    agenda, chair = agenda_with_votes(meeting), chair_now(meeting)
    stations = tuple(
        LiveStation(
            label=group.label,
            first=group.first,
            items=tuple(
                LiveItem(
                    number=item.number,
                    title=item.title,
                    added=item.added_at is not None,
                    motions=tuple(_motion(motion) for motion in agenda.motions.get(item.pk, [])),
                )
                for item in group.items
            ),
        )
        for group in agenda.groups
    )
    return LiveRoom(
        pk=meeting.pk,
        revision=meeting.revision,
        state=meeting.state,
        installed_at=meeting.installed_at,
        ended_at=meeting.ended_at,
        quorum=quorum_at(meeting) if meeting.regulation_version_id else None,
        chair_name=chair.name if chair else "",
        chair_user_id=chair.person_user_id if chair else None,
        stations=stations,
        other=tuple(_motion(motion) for motion in agenda.loose),
    )


def _motion(motion: Motion) -> LiveMotion:
    closed = motion.closed_at is not None
    return LiveMotion(
        pk=motion.pk,
        text=motion.text,
        state=motion.state,
        state_label=motion.get_state_display(),
        form_label=motion.get_form_display(),
        words=explain(motion.ruling) if motion.ruling else "",
        voters=motion.voters_count,  # type: ignore[attr-defined]  # annotated by motions_of
        counts=tuple((option.counted, option.votes or 0) for option in motion.options.all()) if closed else (),
        annulled_reason=motion.annulled_reason,
        moment=motion.decided_at or motion.opened_at,
        candidates=tuple(o.label for o in motion.options.all() if not o.sense) if motion.is_election else (),
        awaits_round=motion.state == MotionState.RUNOFF and not motion.followed,  # type: ignore[attr-defined]
        by_lots=motion.ruling is not None and motion.ruling.code == "draw_lots",
        lots=motion.lots_note,
    )
