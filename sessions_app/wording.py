"""What the sessions refuse: of an election (Art. 8), and of a session that is brought in from a table (Art. 7, 12, 13, 15.1).

And what is voted, in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from norms.wording.speech import Facts
from norms.wording.table import Table, say

_ROLES = {"titular": "el titular", "alternate": "el alterno"}


def _unknown_institution(f: Facts) -> str:
    guess = f" ¿Quiso decir «{f.text('guess')}»?" if "guess" in f else ""
    return (
        f"«{f.text('text')}» no figura en el padrón.{guess} Escriba el número de asiento, el RUC o el nombre con que está "
        "registrada, de hoy o de entonces"
    )


def _person_elsewhere_then(f: Facts) -> str:
    return (
        f"{f.text('person', 'esa persona')} representaba ese día a {f.text('institution', 'otra institución')}: corrija el nombre o "
        "la institución de la fila"
    )


def _not_accredited_then(f: Facts) -> str:
    return (
        f"ese día {_ROLES.get(f.text('role'), 'quien estaba acreditado')} acreditado era {f.text('accredited', 'otra persona')}, no "
        f"«{f.text('name')}»: corrija el nombre, déjelo vacío, o registre antes la acreditación que falta"
    )


def _quorum_missing_then(f: Facts) -> str:
    return (
        f"la hoja dice que se instaló, pero a las {f.text('hour', 'de inicio')} estaban {f.number('present')} de "
        f"{f.number('required')} requeridos. Revise las asistencias y las horas de llegada; la hora de inicio es aquella en que se "
        "alcanzó el quórum. Si no lo hubo, escriba «no» en «Instalada»"
    )


def _quorum_met_then(f: Facts) -> str:
    return (
        f"la hoja dice que no se instaló, pero a las {f.text('hour', 'de inicio')} estaban {f.number('present')} de "
        f"{f.number('required')} requeridos: había quórum. Revise las asistencias, o escriba «sí» en «Instalada»"
    )


PAST: Table = {
    "unknown_institution": _unknown_institution,
    "ambiguous_institution": lambda f: (
        f"«{f.text('text')}» es el nombre de más de una institución ({f.names('institutions')}): escriba el número de asiento o el RUC"
    ),
    "no_seat": lambda f: f"no hay un asiento {f.text('number')} en el padrón: revise el número",
    "not_summoned_then": lambda f: (
        f"{f.text('institution', 'la institución')} aún no era miembro el {f.day('on', 'día de la convocatoria')}, cuando se convocó: "
        "cuenta desde la sesión siguiente. Quite la fila"
    ),
    "no_person_then": lambda f: (
        f"ese día {f.text('institution', 'la institución')} no tenía acreditado a su {'alterno' if f.text('role') == 'alternate' else 'titular'}: "
        "escriba el nombre de quien asistió, o registre antes su acreditación"
    ),
    "person_elsewhere_then": _person_elsewhere_then,
    "other_role_then": lambda f: (
        f"{f.text('person', 'esa persona')} era ese día {_ROLES.get(f.text('role'), 'otro representante')} de la institución: corrija "
        "«Asistió» o el nombre"
    ),
    "not_accredited_then": _not_accredited_then,
    "ambiguous_person": lambda f: (
        f"«{f.text('name')}» puede ser {f.names('people')}: escriba los nombres y apellidos completos"
    ),
    "absent_with_details": (
        "la institución figura ausente, pero la fila trae un nombre o una hora: corrija «Asistió», o deje vacíos el nombre y las horas"
    ),
    "bad_session_number": "el número de la sesión empieza en 1: escríbalo con dígitos, sin el año",
    "bad_session_year": lambda f: (
        f"el año de la numeración es {f.text('year')}, y la sesión se convocó y realizó en {f.text('years', 'otro')}: corrija el año o "
        "las fechas"
    ),
    "ended_before_start": lambda f: (
        f"la hora de fin ({f.text('end')}) es anterior a la de inicio ({f.text('start')}): corríjalas"
    ),
    "convened_after_session": lambda f: (
        f"la convocatoria ({f.day('convened_on')}) es posterior a la sesión ({f.day('held_on')}): corrija una de las dos fechas"
    ),
    "left_before_arriving": lambda f: (
        f"la hora de salida ({f.text('until')}) es anterior a la de llegada ({f.text('since')}): corríjalas"
    ),
    "outside_session": lambda f: (
        f"la sesión fue de {f.text('start')} a {f.text('end')} y la fila dice {f.text('since')} a {f.text('until')}: nadie llega después "
        "del fin ni se va antes del inicio. Corrija las horas"
    ),
    "quorum_missing_then": _quorum_missing_then,
    "quorum_met_then": _quorum_met_then,
    "session_differs": lambda f: (
        f"la {f.text('title', 'sesión')} ya está registrada con otros datos ({f.names('differs')}), y lo registrado no se cambia desde una "
        "hoja. Si es otra sesión, corrija su número; si la hoja tiene razón, corrija la asistencia en la página de la sesión"
    ),
    "acta_not_on_paper": (
        "el acta de esta sesión se lleva en el sistema: se redacta, se observa y se aprueba en su página, y el papel firmado se "
        "adjunta con cada firma"
    ),
    "session_same_hour": lambda f: (
        f"la {f.text('title', 'otra sesión')} ya está registrada con esa fecha y hora ({f.day('held_at', 'la misma')}): corrija el "
        "número o la hora"
    ),
    "session_lived_here": lambda f: (
        f"la {f.text('title', 'sesión')} se convocó en este sistema el {f.day('on')} y ya tiene su propio registro: quite sus filas"
    ),
}


# --- The election of a president in a session -----------------------------------------------------------------------
def _why(f: Facts) -> str:
    """The reason of a ruling inside this one."""
    why = f.ruling("why")
    return say(why.rule, why.code, Facts(why.facts)) if why and why.rule else "ya no corresponde"


ELECTIONS: Table = {
    "no_candidates": "elija al menos a una persona candidata",
    "election_stands": lambda f: (
        "en esta sesión ya hay una elección "
        + ("con resultado" if f.text("state") == "approved" else "por concluir")
        + ": conclúyala, o anúlela con su motivo antes de abrir otra"
    ),
    "lots_note_required": "escriba cómo se hizo el sorteo y quiénes lo presenciaron: constará en el acta",
    "next_round_stands": "hay una segunda vuelta que salió de esta votación: anule primero la segunda vuelta",
    "election_in_effect": lambda f: (
        f"la elección ya surtió efecto: {f.text('person', 'quien fue elegido')} ejerce la presidencia desde el {f.day('starts_on')}. "
        "Un mandato termina antes solo por renuncia o falta grave, que se registran en «Autoridades»"
    ),
    "cannot_take_office": lambda f: (
        f"la sesión no se puede cerrar con la elección de {f.text('person', 'esa persona')}: {_why(f)}. Anule esa votación con su "
        "motivo y, si corresponde, repita la elección"
    ),
}

WORDING: Table = {**PAST, **ELECTIONS}


# --- What is voted -------------------------------------------------------------------------------------------------
ELECTION_TITLE = "Elección de la presidencia"
#: What a ballot of an election says that names nobody.
BLANK = "Abstención o voto en blanco"


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotWords:
    """What the pages say otherwise of each kind of ballot."""

    abstentions: str
    note_hint: str
    casting_title: str
    casting_field: str
    casting_missing: str
    casting_effect: str
    #: Of the paper of its acuerdo; empty: its text.
    title: str = ""


QUESTION = BallotWords(
    abstentions="Abstenciones",
    note_hint="Se pide, y su falta queda anotada; no impide cerrar la votación (Art. 13).",
    casting_title="Voto dirimente",
    casting_field="Voto dirimente",
    casting_missing="Elija a favor o en contra.",
    casting_effect="Es un acto aparte de la votación y decide el empate. El resultado lo calcula el reglamento y queda en el acta con el "
    "nombre de quien preside.",
)
ELECTION = BallotWords(
    abstentions=BLANK,
    note_hint="Si alguien lo expresó.",
    casting_title="Voto dirimente de la elección",
    casting_field="Voto dirimente por",
    casting_missing="Elija a una de las personas empatadas.",
    casting_effect="Es un acto aparte de la votación y decide la elección. Queda en el acta con el nombre de quien preside.",
    title=ELECTION_TITLE,
)


def presidency_question(body: str) -> str:
    return f"Elegir a quien ejercerá la presidencia del {body}"


def second_round(question: str) -> str:
    return f"{question}, en segunda vuelta"


def tied_question(text: str, figures: Mapping[str, Any]) -> str:
    abstain = figures.get("abstain", 0)
    return (
        f"«{text}»: {figures.get('for', 0)} a favor, {figures.get('against', 0)} en contra, {abstain} "
        f"{'abstención' if abstain == 1 else 'abstenciones'}, de {figures.get('voters', 0)} votantes."
    )


def tied_candidates(names: Iterable[str]) -> str:
    return f"Empate entre {listed(names)}."


def listed(names: Iterable[str]) -> str:
    *others, last = [*names] or [""]
    return f"{', '.join(others)} y {last}" if others else last
