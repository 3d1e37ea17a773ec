"""What the rules on members and offices say: the year, the president, Mesas, admission, absences, measures (Art. 7 to 15)."""

from collections.abc import Callable

from .session_rules import counts_exceed, its_quorum, tie, votes
from .speech import Facts, count
from .table import Table

SECTORS = {"public": "público", "private": "privado", "academic": "académico", "any": "cualquier sector"}


# ------------------------------------------------------------------------------------------------- Art. 7, 12, 14: the year
def _quarter_missed(f: Facts) -> str:
    return f"en {f.number('year')} no hubo sesión instalada en el trimestre {f.names('quarters_missed')}"


def _ordinary_missing(f: Facts) -> str:
    return f"en {f.number('year')} se instalaron {f.number('ordinary')} sesiones ordinarias de {f.number('ordinary_required')} requeridas"


def _mincetur_missing(f: Facts) -> str:
    return f"MINCETUR no asistió a ninguna sesión de {f.number('year')}; debe asistir al menos a una"


# ------------------------------------------------------------------------------------------------- Art. 8: the president
def _term_running(f: Facts) -> str:
    return (
        f"el mandato en curso termina el {f.day('running_until')}. Para elegir antes, registre primero el término anticipado "
        "(renuncia o falta grave)"
    )


def _term_limit(f: Facts) -> str:
    many = f.number("max_consecutive")
    return (
        f"sería su mandato consecutivo número {f.number('consecutive')} y el máximo es {many}. Puede volver después de que "
        "ejerza otra persona"
    )


def _term_status(f: Facts, words: str) -> str:
    return f"{words} (termina el {f.day('ends_on')})"


def _not_private(f: Facts) -> str:
    return f"la presidencia corresponde al sector privado; esta institución es del sector {SECTORS.get(f.text('sector'), f.text('sector'))}"


def _wrong_sector(f: Facts) -> str:
    required = SECTORS.get(f.text("sector_required"), f.text("sector_required"))
    return f"la presidencia corresponde al sector {required}; esta institución es del sector {SECTORS.get(f.text('sector'), f.text('sector'))}"


def _eligible(f: Facts) -> str:
    words = f"puede ejercer la presidencia hasta el {f.day('ends_on')}"
    return f"{words}. Atención: vuelve después de otro presidente" if f.flag("warning") else words


# ------------------------------------------------------------------------------------------------- Art. 10: Mesas
def _too_few(f: Facts) -> str:
    return f"la Mesa tiene {count(f.number('members'), 'miembro', 'miembros')} de {f.number('required')} requeridos"


def _needs_sector(sector: str) -> Callable[[Facts], str]:
    def words(f: Facts) -> str:
        return f"la Mesa necesita al menos {f.number(f'required_{sector}')} del sector {SECTORS[sector]}; tiene {f.number(sector)}"

    return words


# ------------------------------------------------------------------------------------------------- Art. 15: absences
def _late(f: Facts) -> str:
    return f"el plazo para justificar venció el {f.day('due')}; se presentó el {f.day('filed_on')}"


def _rejected(f: Facts) -> str:
    if f.flag("repeated"):
        return "esta justificación ya fue rechazada y no se presenta de nuevo; corresponde interponer un recurso"
    return "justificación rechazada: la inasistencia es injustificada"


def _filed(f: Facts) -> str:
    return f"justificación presentada en plazo (vence el {f.day('due')}); falta decidirla"


def _consecutive(f: Facts) -> str:
    return f"inasistencias consecutivas sin justificar; la infracción se completó el {f.day('reached_on')} y es definitiva desde el {f.day('definite_on')}"


def _alternate(f: Facts) -> str:
    return f"inasistencias alternas sin justificar en un año; la infracción se completó el {f.day('reached_on')} y es definitiva desde el {f.day('definite_on')}"


def _warning(f: Facts) -> str:
    return (
        f"una inasistencia más puede completar una infracción: {f.number('run')} seguidas y {f.number('in_window')} en el año, "
        "sin justificar"
    )


def _not_competent(f: Facts) -> str:
    who = {"assembly": "la Asamblea General", "secretariat": "la Secretaría Técnica"}
    return f"la sanción corresponde a {who.get(f.text('required'), f.text('required'))}"


_NOT_MEMBER = "la persona no representa a ninguna institución miembro en esa fecha"
_ALREADY_MEMBER = "la institución ya es miembro"


MEMBER_RULES: Table = {
    # the year
    ("duties", "ok"): lambda f: (
        f"{f.number('ordinary')} de {f.number('ordinary_required')} sesiones ordinarias en {f.number('year')}; nada vencido"
    ),
    ("duties", "quarter_missed"): _quarter_missed,
    ("duties", "ordinary_missing"): _ordinary_missing,
    ("duties", "mincetur_missing"): _mincetur_missing,
    # the president
    ("election", "ok"): _eligible,
    ("election", "not_member"): _NOT_MEMBER,
    "not_member": _NOT_MEMBER,
    ("election", "suspended"): "una institución suspendida no puede dar presidente",
    ("election", "not_private"): _not_private,
    ("election", "wrong_sector"): _wrong_sector,
    ("election", "term_running"): _term_running,
    ("election", "term_limit"): _term_limit,
    ("term_status", "future"): lambda f: _term_status(f, "el mandato aún no empieza"),
    ("term_status", "in_force"): lambda f: _term_status(f, "mandato vigente"),
    ("term_status", "expiring"): lambda f: (
        f"al mandato le quedan {count(f.number('days_left'), 'día', 'días')} (termina el {f.day('ends_on')}): convoque a elección"
    ),
    ("term_status", "expired"): lambda f: (
        f"mandato vencido el {f.day('ends_on')}: continúa «en funciones» hasta que se elija sucesor"
    ),
    ("term_status", "ended"): "el mandato terminó antes de su fecha",
    # admission
    ("admission", "admitted"): lambda f: f"admitida: {votes(f)}. Cuenta en las sesiones que se convoquen desde ahora",
    ("admission", "already_member"): _ALREADY_MEMBER,
    "already_member": _ALREADY_MEMBER,
    ("admission", "no_quorum"): its_quorum,
    ("admission", "no_majority"): lambda f: f"no alcanza la mayoría: {votes(f)}",
    ("admission", "tie"): tie,
    ("admission", "counts_exceed_voters"): counts_exceed,
    # Mesas
    ("mesa_composition", "ok"): lambda f: (
        f"la Mesa está completa: {count(f.number('members'), 'miembro', 'miembros')} de {f.number('required')} requeridos"
    ),
    ("mesa_composition", "duplicate_member"): lambda f: f"hay instituciones repetidas: {f.names('duplicates')}",
    ("mesa_composition", "too_few_members"): _too_few,
    ("mesa_composition", "needs_public"): _needs_sector("public"),
    ("mesa_composition", "needs_private"): _needs_sector("private"),
    ("coordinator", "ok"): lambda f: f"gana la elección: {f.number('for')} a favor (se necesitan {f.number('needed')})",
    ("coordinator", "not_in_mesa"): "la institución no integra esta Mesa",
    ("coordinator", "not_eligible"): (
        "coordina un productor, una organización de productores o una empresa exportadora; esta institución no lo es"
    ),
    ("coordinator", "no_majority"): lambda f: (
        f"no alcanza mayoría simple: {f.number('for')} a favor y {f.number('against')} en contra (se necesitan {f.number('needed')})"
    ),
    # absences
    ("attendance", "attended"): "asistió",
    ("attendance", "absent"): "no asistió",
    ("computed", "computed"): "la sesión se computa para la asistencia",
    ("computed", "not_counted"): (
        "en las sesiones de este órgano no se computan inasistencias: solo en las de la Asamblea General"
    ),
    ("computed", "cancelled"): "la sesión fue anulada: no se computa inasistencia",
    ("computed", "rescheduled"): "la sesión fue reprogramada: no se computa inasistencia",
    ("computed", "notice_defect"): (
        "la sesión no se instaló por un defecto de la convocatoria: no se computa inasistencia a nadie"
    ),
    ("computed", "no_quorum"): (
        "la sesión no se instaló por falta de quórum y este reglamento no la computa como inasistencia"
    ),
    ("computed", "left"): "la institución ya no era miembro ese día: no se computa inasistencia",
    ("computed", "suspended"): "la institución estaba suspendida: no se le computa inasistencia",
    ("computed", "not_notified"): "la institución no fue convocada válidamente: no se le computa inasistencia",
    ("justification", "filed"): _filed,
    ("justification", "accepted"): "justificación aceptada",
    ("justification", "late"): _late,
    ("justification", "rejected"): _rejected,
    ("ledger", "ok"): lambda f: (
        f"sin infracción: {f.number('run')} seguidas y {f.number('in_window')} en el año, sin justificar"
    ),
    ("ledger", "warning"): _warning,
    ("ledger", "consecutive"): _consecutive,
    ("ledger", "alternate"): _alternate,
    # sanction
    ("sanction", "ok"): "conforme",
    ("sanction", "not_heard"): "la institución aún no presenta sus descargos y su plazo no ha vencido",
    ("sanction", "not_competent"): _not_competent,
    ("sanction", "needs_acuerdo"): "la sanción requiere un acuerdo de la Asamblea General",
    ("sanction", "affected_voted"): "la institución afectada votó su propia sanción: el acuerdo no vale",
}
