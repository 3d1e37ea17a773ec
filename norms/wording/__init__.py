"""The screen's words for every ruling: Peruvian Spanish, with the article and the arithmetic.

`explain` never fails: a code it does not know, or a ruling that lacks a figure, still gives a sentence that says what to do.
Tests walk every code that the rules and the services give, so that none stays without its own words.
"""

from regulation.ruling import Ruling

from ._speech import Facts, sentence
from ._table import WORDS, contribute, say
from .admission import ADMISSION
from .elections import ELECTIONS
from .imports import IMPORTS
from .member_rules import MEMBER_RULES
from .padron import PADRON
from .past import PAST
from .refusals import REFUSALS
from .session_rules import SESSION_RULES

__all__ = ["WORDS", "explain", "explain_refusal"]

for _table in (SESSION_RULES, MEMBER_RULES, REFUSALS, PADRON, ADMISSION, IMPORTS, PAST, ELECTIONS):
    contribute(_table)

_UNKNOWN = "el reglamento o el estado actual no permiten hacerlo. Actualice la página y revise los datos"


def explain(ruling: Ruling, *, cite: bool = True) -> str:
    """One or two sentences: «Art. 13: 15 de 16 requeridos; faltan 1.» `cite` off: without the article, which is shown beside."""
    words = say(ruling.rule, ruling.code, Facts(ruling.facts)) or f"{_UNKNOWN} (código: {ruling.code})"
    return sentence(ruling.article if cite else "", words)


def explain_refusal(code: str, **facts: str | int | bool | None) -> str:
    """The words for a refusal that has no ruling at hand, such as one found while a form is checked."""
    return explain(Ruling(holds=False, article="", code=code, facts=facts))
