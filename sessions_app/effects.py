"""What a vote brings about besides its acuerdo: who joins, who presides.

A room above this one says what its purpose does (`Room.effects`), so that closing a session settles every vote without
knowing who asked for it (docs/adr/0007). Each purpose has one effect; a decision has none.
"""

from typing import Protocol

from audit.acts import Act
from core.rooms import named

from .models import Acuerdo, AgendaItem, Motion


class Effect(Protocol):
    def settle(self, act: Act, *, motion: Motion, acuerdo: Acuerdo | None) -> None:
        """The session closed: the vote stands, approved (with its numbered acuerdo) or not. Inside the closing's transaction."""

    def check_annul(self, *, motion: Motion) -> None:
        """Refused when what the vote brought about can no longer be taken back by annulling it."""


def effect_of(motion: Motion) -> Effect | None:
    found: Effect | None = named("effects", motion.purpose)
    return found


class Matter(Protocol):
    """What the room that put a point on the agenda says of it: its vote, and where it goes when its session does not take place.

    A point belongs to it by its `subject` («application:12»); the word before the colon is its kind in `Room.matters`.
    """

    #: The purpose of its vote, and the words of the button that opens it.
    purpose: str
    button: str

    def question(self, *, item: AgendaItem) -> str:
        """The text that is put to the vote."""

    def check_vote(self, *, item: AgendaItem) -> None:
        """Refused when this point may not be voted now."""

    def waits(self, *, item: AgendaItem) -> bool:
        """Whether it still waits for its vote on this very point."""

    def moved(self, act: Act, *, item: AgendaItem, to: AgendaItem) -> None:
        """The point is now on the agenda of another session. Inside the transaction that moved it."""

    def dropped(self, act: Act, *, item: AgendaItem) -> None:
        """The point is on no agenda any more. Inside the transaction that took it off, before it is gone."""


def matter_of(item: AgendaItem | None) -> Matter | None:
    """Whose point it is; None for an ordinary one."""
    if item is None or not item.subject:
        return None
    found: Matter | None = named("matters", item.subject.partition(":")[0])
    return found
