"""A session played through its services: the demonstration, the bench, the scenarios and the tests play theirs with this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Self

from django.utils import timezone

from accounts.models import User
from audit.acts import Act
from mailing.enums import MailState
from members.enums import SeatRole
from members.models import Body
from sessions_app.enums import MotionForm
from sessions_app.models import AgendaItem, Dispatch, Meeting, Motion, Presence, Receipt, RollCall, RollEntry
from sessions_app.services import agenda, closing, convening, drafts, notice, roll, voting

#: A moment, or the hour «10:05» of the session's day.
Hour = datetime | str
#: A line of the roll, or the number of the seat that has it.
Line = RollEntry | int


def option_of(motion: Motion, sense: str) -> int:
    """The key of the answer «for», «against» or «abstain» to a question."""
    return motion.options.get(sense=sense).pk


def votes_by_option(motion: Motion, counts: Mapping[str, int]) -> dict[int, int]:
    """The counts of a question by the keys of its answers."""
    return {option_of(motion, sense): votes for sense, votes in counts.items()}


@dataclass
class Player:
    """Acts of `by`, typed as they happen or all at `now`. Points of the agenda are kept by a key of the caller's choice."""

    meeting: Meeting
    by: User
    now: datetime | None = None
    items: dict[Any, AgendaItem] = field(default_factory=dict)

    @classmethod
    def draft(cls, body: Body, kind: str, scheduled_at: datetime, *, by: User, at: datetime, **facts: Any) -> Self:
        """`facts` of the session beside those; the others are of the player."""
        mine = {name: facts.pop(name) for name in [*facts] if name in cls.__dataclass_fields__}
        given: dict[str, Any] = {"link": "", "purpose": "", "governor_invited": True} | facts
        meeting = drafts.create_draft(Act(by, at), body=body, kind=kind, scheduled_at=scheduled_at, **given)
        return cls(meeting=meeting, by=by, **mine)

    def hour(self, at: Hour) -> datetime:
        if isinstance(at, datetime):
            return at
        day = timezone.localdate(self.meeting.scheduled_at)
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))

    def entry(self, seat: int) -> RollEntry:
        return self.meeting.roll.get(seat__number=seat)

    def _line(self, line: Line) -> int:
        return (self.entry(line) if isinstance(line, int) else line).pk

    def _act(self, at: Hour, typed: Hour | None = None) -> Act:
        return Act(self.by, self.hour(at), self.hour(typed) if typed else self.now or self.hour(at))

    # --- Convening ---------------------------------------------------------------------------------------------------
    def add_item(self, station: str, title: str, at: Hour, *, key: Any = None, **facts: Any) -> None:
        self.items[len(self.items) if key is None else key] = drafts.add_item(
            Act(self.by, self.hour(at)), meeting_id=self.meeting.pk, station=station, title=title, **facts
        )

    def convene(self, at: Hour, **more: Any) -> None:
        self.meeting = convening.convene(Act(self.by, self.hour(at)), meeting_id=self.meeting.pk, revision=None, **more)

    def pretend_sent(self, at: datetime) -> None:
        """Nobody is behind invented addresses: the mails count as sent and none leaves."""
        Dispatch.objects.filter(meeting=self.meeting, state=MailState.PENDING).update(
            state=MailState.SENT, attempts=1, sent_at=at, tried_at=at
        )

    def receive(self, line: Line, kind: str, on: date, at: Hour, **more: Any) -> Receipt:
        return notice.record_receipt(
            Act(self.by, self.hour(at)), entry_id=self._line(line), received_on=on, kind=kind, **more
        )

    # --- The room ----------------------------------------------------------------------------------------------------
    def arrive(
        self, line: Line, at: Hour, role: str = SeatRole.TITULAR, typed: Hour | None = None, **more: Any
    ) -> Presence:
        return roll.mark_arrival(self._act(at, typed), entry_id=self._line(line), role=role, **more)

    def all_arrive(self, lines: Iterable[Line], at: Hour, **more: Any) -> None:
        for line in lines:
            self.arrive(line, at, **more)

    def leave(self, line: Line, at: Hour, role: str = SeatRole.TITULAR, typed: Hour | None = None) -> Presence:
        return roll.mark_departure(self._act(at, typed), entry_id=self._line(line), role=role)

    def call(self, at: Hour, call: int = 1, **more: Any) -> RollCall:
        return roll.call_roll(self._act(at), meeting_id=self.meeting.pk, call=call, **more)

    def note(self, item: Any, html: str, at: Hour) -> None:
        agenda.save_notes(Act(self.by, self.hour(at)), item_id=self.items[item].pk, html=html, version=0)

    # --- Votes -------------------------------------------------------------------------------------------------------
    def ask(
        self,
        ref: str,
        text: str,
        item: Any,
        at: Hour,
        form: str = MotionForm.SIMPLE,
        typed: Hour | None = None,
        **more: Any,
    ) -> Motion:
        """Open a vote on the point of this key, or on none."""
        point: dict[str, Any] = {} if item is None else {"item_id": self.items[item].pk}
        act = self._act(at, typed)
        return voting.open_motion(act, meeting_id=self.meeting.pk, ref=ref, text=text, form=form, **point, **more)

    def ballot(self, motion: Motion, entry_id: int, sense: str, at: Hour, **more: Any) -> None:
        option = option_of(motion, sense)
        voting.record_ballot(self._act(at), motion_id=motion.pk, entry_id=entry_id, option_id=option, **more)

    def decide(
        self, motion: Motion, at: Hour, counts: Mapping[str, int] | None = None, typed: Hour | None = None, **more: Any
    ) -> Motion:
        """Close a vote: of a nominal one, the ballots say the counts."""
        votes = None if counts is None else votes_by_option(motion, counts)
        return voting.close_motion(self._act(at, typed), motion_id=motion.pk, votes=votes, **more)

    def count(self, motion: Motion, votes_for: int, against: int, abstain: int, at: Hour, **more: Any) -> Motion:
        return self.decide(motion, at, {"for": votes_for, "against": against, "abstain": abstain}, **more)

    def close(self, at: Hour) -> Meeting:
        self.meeting = closing.close(self._act(at), meeting_id=self.meeting.pk)
        return self.meeting
