"""What the election of a president in a session refuses (Art. 8)."""

from ._speech import Facts
from ._table import Table, say


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
    "is_election": "es una elección: se cuentan los votos de cada persona candidata y un empate se resuelve entre ellas",
    "not_election": "esta votación no es una elección: se cuentan los votos a favor, en contra y las abstenciones",
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
