"""The vote that a point of the agenda offers by what it is about (sessions_app.effects)."""

from dataclasses import dataclass

from norms.wording import explain
from regulation.refusal import Refused

from ..effects import matter_of
from ..enums import MotionState
from ..models import AgendaItem


@dataclass(frozen=True, slots=True)
class Offer:
    """The words of its button, or why the vote cannot be taken."""

    button: str
    why_not: str


def offer_of(item: AgendaItem | None) -> Offer | None:
    """What the room that put this point on the agenda asks for; None for an ordinary point, or once it is voted."""
    matter = matter_of(item)
    if item is None or matter is None:
        return None
    if item.motions.filter(subject=item.subject).exclude(state=MotionState.ANNULLED).exists():
        return None
    try:
        matter.check_vote(item=item)
    except Refused as refusal:
        return Offer(matter.button, explain(refusal.ruling))
    return Offer(matter.button, "")
