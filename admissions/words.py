"""The texts of an expediente: for its applicant, for its point on the agenda, and for what the vote decided."""

from collections.abc import Mapping
from datetime import date
from typing import Any

#: Act → the sentence of its step.
STEPS: Mapping[str, str] = {
    "submit": "La solicitud fue recibida",
    "observe_application": "La Secretaría Técnica observó la solicitud",
    "remedy": "La institución subsanó la observación",
    "remedy_late": "La institución subsanó la observación fuera del plazo",
    "evaluate": "Se evaluó la pertinencia y la posibilidad de aporte",
    "put_on_agenda": "Se incluyó en la agenda de una sesión de la Asamblea",
    "take_off_agenda": "Se retiró de la agenda; se incluirá en otra sesión",
    "admit": "La Asamblea General admitió a la institución",
    "deny": "La Asamblea General no admitió a la institución",
    "accredit": "La institución acreditó a su titular",
    "desist": "La institución desistió de su solicitud",
    "abandon": "Se declaró el abandono, por no haberse subsanado la observación en el plazo",
}

#: Acts that the applicant is mailed about → its subject.
SUBJECTS: Mapping[str, str] = {
    "submit": "Recibimos su solicitud de incorporación",
    "observe_application": "Su solicitud de incorporación tiene una observación",
    "remedy": "Recibimos su subsanación",
    "remedy_late": "Recibimos su subsanación fuera de plazo",
    "admit": "La Asamblea admitió a su institución",
    "deny": "La Asamblea resolvió su solicitud de incorporación",
    "desist": "Registramos su desistimiento",
    "abandon": "Se declaró el abandono de su solicitud de incorporación",
}

# --- The point of the agenda and its vote ------------------------------------------------------------------------------
VOTE_BUTTON = "Votar la admisión"


def item_title(institution: str, mesa: str) -> str:
    return f"Solicitud de incorporación de {institution}{f' a la {mesa}' if mesa else ''}"


def item_description(label: str, advice: str, relevance: str, contribution: str) -> str:
    return f"{label}. Evaluación: {advice.lower()}. Pertinencia: {relevance} Aporte: {contribution}"


def question(institution: str, sector: str, body: str, label: str) -> str:
    return f"Admitir a {institution} (sector {sector}) como miembro de: {body} ({label})."


def overdue(due: date) -> str:
    return f"El plazo para subsanar venció el {due:%d/%m/%Y}."


def admitted(paper: object, figures: Mapping[str, Any], seat: int) -> str:
    return f"{paper}. {arithmetic(figures)} Asiento {seat}."


def no_effect(member: str) -> str:
    return f" No tuvo efecto: al cerrar la sesión, {member} ya era miembro."


def arithmetic(figures: Mapping[str, Any]) -> str:
    """«15 a favor, 2 en contra y 1 abstención, de 18 votantes; se requerían 10.» The vote's own figures, and how its tie ended."""
    abstain = figures.get("abstain", 0)
    return (
        f"Votación: {figures.get('for', 0)} a favor, {figures.get('against', 0)} en contra y {abstain} "
        f"{'abstención' if abstain == 1 else 'abstenciones'}, de {figures.get('voters', 0)} votantes; "
        f"se requerían {figures.get('needed', 0)} a favor.{_tie(figures)}"
    )


def _tie(figures: Mapping[str, Any]) -> str:
    """Without it an admission by the casting vote would read as one that had too few votes."""
    if figures.get("casting"):
        sense = "a favor" if figures["casting"] == "for" else "en contra"
        return f" Hubo empate; quien presidía emitió su voto dirimente {sense}."
    return " Hubo empate y nadie lo resolvió antes de cerrar la sesión." if figures.get("tied") else ""
