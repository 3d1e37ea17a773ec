"""Whether the president still is who Art. 8 asks for: of a member, enabled, of the private sector."""

from dataclasses import dataclass
from datetime import date

from regulation.ruling import Ruling

from ..models import Body, Term
from .candidates import judge_person

#: What an election would refuse of the person who presides, besides their own term: it may change while the term runs.
_CHANGED = frozenset({"not_member", "suspended", "not_private", "wrong_sector"})


@dataclass(frozen=True, slots=True)
class Lack:
    """What the president no longer is, and what follows. The term goes on (docs/adr/0011)."""

    ruling: Ruling
    title: str
    text: str


def lack_of(body: Body, term: Term, on: date) -> Lack | None:
    """Of the president in office that day; None while nothing has changed. The same few queries for any size of body."""
    ruling, _ = judge_person(body, term.person, on)
    if ruling.code not in _CHANGED:
        return None
    name = term.person.full_name
    if ruling.code == "not_member":
        title = f"{name} preside y no representa a ninguna institución miembro"
        then = (
            "No está en la lista de las sesiones: en cada una la Asamblea elige a quien la conduce (LPAG 107.3). Acredítelo "
            "si una institución lo designa, o lleve el asunto a la Asamblea."
        )
    elif ruling.code == "suspended":
        title = f"La representación de {name}, que preside, está suspendida"
        then = "Mientras dure no conduce sesiones: en cada una la Asamblea elige a quien preside (LPAG 107.3)."
    else:
        title = f"La institución de {name}, que preside, no es del sector que pide el Reglamento"
        then = "Sigue conduciendo las sesiones. Lleve el asunto a la Asamblea."
    return Lack(
        ruling,
        title,
        f"{then} El mandato no termina por ello: termina por renuncia, falta grave o vencimiento (Art. 8).",
    )
