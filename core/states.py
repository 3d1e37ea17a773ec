"""What may become of a thing: its states, the moves that each one allows, and how the screen says and shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import TextChoices

from regulation.refusal import Refused

from .rooms import each

S = TypeVar("S", bound=TextChoices)


class Stateful(Protocol):
    state: Any


@dataclass(frozen=True, eq=False, kw_only=True)
class StateMachine(Generic[S]):
    """The states of one kind of thing. Whether a person may make a move is the business of `permissions`.

    `key` names it in the facts of a refusal. The first of `states` is where a thing begins. `moves`: state → move → the
    state it leads to. `noun`: with its article, as inside a sentence («el acta»). `phrases`: move → its words after «no se
    puede». `said`: state → its words after the noun and «está», where they are not its label in lower case. `looks`:
    state → icon and tone of its badge. `article`: what a refusal cites.
    """

    key: str
    states: type[S]
    moves: Mapping[S, Mapping[str, S]]
    noun: str
    phrases: Mapping[str, str]
    looks: Mapping[S, tuple[str, str]]
    said: Mapping[S, str] = field(default_factory=dict)
    article: str = ""

    def can(self, thing: Stateful, move: str) -> bool:
        return move in self.moves[self.states(thing.state)]

    def check(self, thing: Stateful, move: str) -> None:
        """Refused (wrong_state) unless its state allows the move."""
        if not self.can(thing, move):
            facts = {"state": str(thing.state), "act": move, "of": self.key}
            raise Refused.because("wrong_state", self.article, facts)

    def move(self, thing: Stateful, move: str) -> None:
        """Take the state that the move leads to; the caller saves it. Refused (wrong_state) as `check`."""
        self.check(thing, move)
        thing.state = self.moves[self.states(thing.state)][move]

    def look(self, state: str) -> tuple[str, str]:
        """Icon and tone of the badge."""
        return self.looks[self.states(state)]

    def why_not(self, state: str, move: str) -> str:
        """The words of wrong_state, whatever the facts name: «no se puede votar: la sesión está cerrada»."""
        known = next((it for it in self.states if it == state), None)
        said = self.said.get(known, str(known.label).lower()) if known else "en otro estado"
        return f"no se puede {self.phrases.get(move, 'hacer esto')}: {self.noun} está {said}"


def machines() -> list[StateMachine[Any]]:
    """Those of every room, in the order of the rooms."""
    return [it for module in each("machines") for it in vars(module).values() if isinstance(it, StateMachine)]


def machine_of(key: str) -> StateMachine[Any] | None:
    return next((machine for machine in machines() if machine.key == key), None)
