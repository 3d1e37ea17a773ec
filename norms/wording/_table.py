"""The one table of the screen's words: for each rule and code, a sentence or what makes it from the figures."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ._speech import Facts

Words: TypeAlias = "str | Callable[[Facts], str]"
Key: TypeAlias = "tuple[str, str]"

#: What a room contributes: (rule, code) → words for its rulings; a code alone for a refusal of the program, which no rule gave.
Table: TypeAlias = "Mapping[str | Key, Words]"

#: Every table, merged.
WORDS: dict[Key, Words] = {}


def contribute(table: Table) -> None:
    """Add a room's words. A key that somebody else has already put into words is a ValueError."""
    keyed = {("", key) if isinstance(key, str) else key: words for key, words in table.items()}
    if twice := WORDS.keys() & keyed.keys():
        raise ValueError(f"these have words already: {sorted(twice)}")
    WORDS.update(keyed)


def say(rule: str, code: str, facts: Facts) -> str:
    """The words without their article; empty where nobody contributed any."""
    words = WORDS.get((rule, code))
    if words is None and code.startswith("bad_upload"):
        words = WORDS[("", "bad_upload")]
    return words(facts) if callable(words) else words or ""
