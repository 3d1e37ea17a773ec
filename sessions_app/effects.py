"""What a vote brings about besides its acuerdo: who joins, who presides.

A room above this one registers what its purpose does (in its AppConfig.ready), so that closing a session settles every
vote without knowing who asked for it (docs/adr/0007). Each purpose has one effect; a decision has none.
"""

from datetime import datetime
from typing import Protocol

from accounts.models import User

from .models import Acuerdo, Motion


class Effect(Protocol):
    def settle(self, *, motion: Motion, acuerdo: Acuerdo | None, by: User, at: datetime, now: datetime) -> None:
        """The session closed: the vote stands, approved (with its numbered acuerdo) or not. Inside the closing's transaction."""

    def check_annul(self, *, motion: Motion) -> None:
        """Refused when what the vote brought about can no longer be taken back by annulling it."""


_EFFECTS: dict[str, Effect] = {}


def register(purpose: str, effect: Effect) -> None:
    """Called once per purpose at start-up; a second effect for the same purpose is a mistake of the program."""
    if _EFFECTS.setdefault(purpose, effect) is not effect:
        raise ValueError(f"{purpose} has an effect already")


def effect_of(motion: Motion) -> Effect | None:
    return _EFFECTS.get(motion.purpose)
