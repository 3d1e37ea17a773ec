"""The screen's words for every ruling: Peruvian Spanish, with the article and the arithmetic.

`explain` never fails: a code it does not know, or a ruling that lacks a figure, still gives a sentence that says what to do.
Tests walk every code that the rules and the services give, so that none stays without its own words.
"""

from regulation.ruling import Ruling

from .imports import IMPORTS
from .member_rules import MEMBER_RULES
from .refusals import REFUSALS
from .session_rules import SESSION_RULES
from .speech import Facts, sentence
from .table import Table, say, words

__all__ = ["WORDING", "explain", "explain_refusal", "words"]

#: The words of the rules themselves, and of what any room refuses; each room has those of its own refusals.
WORDING: Table = {**SESSION_RULES, **MEMBER_RULES, **REFUSALS, **IMPORTS}

_UNKNOWN = "el reglamento o el estado actual no permiten hacerlo. Actualice la página y revise los datos"


def explain(ruling: Ruling, *, cite: bool = True) -> str:
    """One or two sentences: «Art. 13: 15 de 16 requeridos; faltan 1.» `cite` off: without the article, which is shown beside."""
    said = say(ruling.rule, ruling.code, Facts(ruling.facts)) or f"{_UNKNOWN} (código: {ruling.code})"
    return sentence(ruling.article if cite else "", said)


def explain_refusal(code: str, **facts: str | int | bool | None) -> str:
    """The words for a refusal that has no ruling at hand, such as one found while a form is checked."""
    return explain(Ruling(holds=False, article="", code=code, facts=facts))
