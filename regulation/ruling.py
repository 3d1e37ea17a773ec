"""Ruling: the answer of every rule, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | float | bool | None"

_KEYS = frozenset({"rule", "holds", "article", "code", "facts"})
#: Rulings stored before rulings named theirs: a figure that only one rule states → the rule. The order matters where one rule
#: repeats the figures of another, as an admission those of its vote. No row is added: rulings name their rule now.
STATED_BY = (
    ("call_day", "installation"),
    ("quorum", "admission"),
    ("unanimous", "added_item"),
    ("votes", "round"),
    ("not_voting", "vote"),
    ("base", "quorum"),
    ("unnotified", "notice"),
    ("dispatched_on", "receipt"),
    ("agreed", "waiver"),
    ("role", "entitlement"),
    ("sector_required", "election"),
    ("days_left", "term_status"),
    ("required_public", "mesa_composition"),
    ("kind", "coordinator"),
    ("at_end", "attendance"),
    ("outcome", "computed"),
    ("repeated", "justification"),
    ("left_consecutive", "ledger"),
    ("decided_by", "sanction"),
    ("ordinary_required", "duties"),
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a rule holds, the article that says so, a stable code, and the figures used.

    `rule` names the rule that gave it ("quorum", "vote"); it is "" for a refusal of the program itself. `facts` holds JSON
    values only (dates as ISO text, fractions as "2/3"), so that a ruling is stored as it was given. Rules and codes never
    change their meaning: words, pages and tests are written against them.
    """

    holds: bool
    article: str
    code: str
    facts: Mapping[str, JSON] = field(default_factory=dict)
    rule: str = ""

    def as_dict(self) -> dict[str, JSON]:
        """A JSON-safe copy: {"rule", "holds", "article", "code", "facts"}."""
        return {
            "rule": self.rule,
            "holds": self.holds,
            "article": self.article,
            "code": self.code,
            "facts": _copy(self.facts),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, JSON]) -> Ruling:
        """The ruling that `as_dict` described; its rule is inferred where it was stored before rulings named theirs.

        Anything else is a ValueError: a ruling is evidence.
        """
        if data.keys() | {"rule"} != _KEYS:
            raise ValueError(f"a ruling has the keys {sorted(_KEYS)}, not {sorted(data)}")
        holds, article, code, facts = data["holds"], data["article"], data["code"], data["facts"]
        if not (
            isinstance(holds, bool)
            and isinstance(article, str)
            and isinstance(code, str)
            and isinstance(facts, Mapping)
        ):
            raise ValueError("a ruling is a truth value, two texts and a mapping of facts")
        rule = data.get("rule", next((rule for fact, rule in STATED_BY if fact in facts), ""))
        if not isinstance(rule, str):
            raise ValueError("the rule that gave a ruling is named by a text")
        copied = {key: _copy(value) for key, value in facts.items()}
        return cls(rule=rule, holds=holds, article=article, code=code, facts=copied)

    def number(self, fact: str) -> int:
        """A fact that is a whole number; a KeyError or TypeError when this ruling has no such figure."""
        value = self.facts[fact]
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"fact {fact!r} of {self.code} is not a whole number: {value!r}")
        return value

    def flag(self, fact: str) -> bool:
        """A fact that is true or false."""
        value = self.facts[fact]
        if not isinstance(value, bool):
            raise TypeError(f"fact {fact!r} of {self.code} is not true or false: {value!r}")
        return value

    def text(self, fact: str) -> str:
        """A fact that is text: an identifier, a reason, or a date in ISO form."""
        value = self.facts[fact]
        if not isinstance(value, str):
            raise TypeError(f"fact {fact!r} of {self.code} is not text: {value!r}")
        return value


def _copy(value: JSON) -> JSON:
    """Plain dicts and lists all the way down; a value JSON cannot say is a TypeError at once, not when it is stored."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): _copy(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_copy(item) for item in value]
    raise TypeError(f"not a JSON value: {value!r}")
