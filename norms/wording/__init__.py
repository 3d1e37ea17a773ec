"""The screen's words for every ruling: Peruvian Spanish, with the article and the arithmetic.

`explain` never fails: a code it does not know, or a ruling that lacks a figure, still gives a sentence that says what to do.
A test walks every code that the regulation and the services use, so that none stays without its own words.
"""

from regulation.ruling import Ruling

from ._speech import Facts, sentence
from .admission import ADMISSION
from .elections import ELECTIONS
from .imports import IMPORTS
from .padron import PADRON
from .past import PAST
from .refusals import REFUSALS as OF_THE_OFFICE
from .rules import RULES

__all__ = ["KNOWN_CODES", "explain", "explain_refusal"]

REFUSALS = OF_THE_OFFICE | PADRON | ADMISSION | IMPORTS | PAST | ELECTIONS
KNOWN_CODES = frozenset(RULES) | frozenset(REFUSALS)

_UNKNOWN = "el reglamento o el estado actual no permiten hacerlo. Actualice la página y revise los datos"


def explain(ruling: Ruling, *, cite: bool = True) -> str:
    """One or two sentences: «Art. 13: 15 de 16 requeridos; faltan 1.» `cite` off: without the article, which is shown beside."""
    facts = Facts(ruling.facts)
    words = RULES[ruling.code](facts) if ruling.code in RULES else _refusal(ruling.code, facts)
    return sentence(ruling.article if cite else "", words)


def explain_refusal(code: str, **facts: str | int | bool | None) -> str:
    """The words for a refusal that has no ruling at hand, such as one found while a form is checked."""
    return explain(Ruling(holds=False, article="", code=code, facts=facts))


def _refusal(code: str, facts: Facts) -> str:
    words = REFUSALS.get(code)
    if words is None and code.startswith("bad_upload"):
        words = REFUSALS["bad_upload"]
    if words is None:
        return f"{_UNKNOWN} (código: {code})"
    return words if isinstance(words, str) else words(facts)
