"""The one table of the screen's words: for each rule and code, a sentence or what makes it from the figures."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from core.rooms import cached_by_rooms, each, joined

from .speech import Facts

Words: TypeAlias = "str | Callable[[Facts], str]"
Key: TypeAlias = "tuple[str, str]"

#: What a room contributes: (rule, code) → words for its rulings; a code alone for a refusal of the program, which no rule gave.
Table: TypeAlias = "Mapping[str | Key, Words]"


@cached_by_rooms
def words() -> Mapping[Key, Words]:
    """Every room's table as one (`Room.wording`). A key that two rooms put into words is a ValueError."""
    keyed = ({("", key) if isinstance(key, str) else key: said for key, said in it.items()} for it in each("wording"))
    return joined(keyed, "wording")


def say(rule: str, code: str, facts: Facts) -> str:
    """The words without their article; empty where no room has any."""
    said = words().get((rule, code))
    if said is None and code.startswith("bad_upload"):
        said = words()["", "bad_upload"]
    return said(facts) if callable(said) else said or ""
