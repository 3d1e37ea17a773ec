"""What the rules of a session say: quorum, calls, notice, votes, added points, elections (Art. 5, 7, 13)."""

from regulation.choices import DayUnit, QuorumShare

from .parameters import share_in_words
from .speech import Facts, count
from .table import Table, say


# ------------------------------------------------------------------------------------------------- Art. 13: quorum, calls
def quorum(f: Facts) -> str:
    present, missing = f.number("present"), f.number("missing")
    words = f"{present} de {f.number('required')} requeridos"
    if f.text("fraction") == QuorumShare.HALF_PLUS_ONE:
        words += f" ({share_in_words(f.text('fraction'))} de {f.number('base')})"
    if missing == 0:
        return f"{words}; hay quórum"
    words += f"; faltan {missing}"
    if "reachable" in f and not f.flag("reachable"):
        words += f". Con {count(f.number('enabled'), 'institución habilitada', 'instituciones habilitadas')} no se alcanza el quórum"
    return words


def its_quorum(f: Facts) -> str:
    return quorum(f.within("quorum"))


def _installed(f: Facts) -> str:
    words = f"la sesión queda instalada: {quorum(f.within('quorum'))}"
    if f.flag("cured"):
        words += ". El defecto de la convocatoria queda subsanado: todos asisten y aceptan iniciar (LPAG 109.3)"
    return words


def _notice_defect(f: Facts) -> str:
    words = _notice(f.within("notice"))
    waiver = f.within("waiver")
    if "code" in waiver:
        why = say("waiver", waiver.text("code"), waiver) or _NOT_AGREED
        return f"{words}. {why[:1].upper()}{why[1:]}"
    return f"{words}. Solo se puede instalar si asisten todas las instituciones habilitadas y todas aceptan iniciar (LPAG 109.3)"


def _wrong_day(f: Facts) -> str:
    return f"esta llamada corresponde al {f.day('call_day')}, no al {f.day('called_on')}. Corrija la fecha o reprograme la sesión"


# ------------------------------------------------------------------------------------------------- Art. 7: notice
def _notice(f: Facts) -> str:
    business = f.text("unit") == DayUnit.BUSINESS
    one, many = ("día hábil", "días hábiles") if business else ("día", "días")
    required = f.number("required")
    unnotified = f.count("unnotified")
    if unnotified or "days" not in f:
        if unnotified == 0:
            return "no hay a quién convocar: registre primero a las instituciones"
        who = count(unnotified, "institución no tiene", "instituciones no tienen")
        return f"{who} constancia de haber recibido la convocatoria; se requieren {count(required, one, many)} de anticipación"
    words = f"{count(f.number('days'), one, many)} de anticipación de {required} requeridos"
    late = f.count("late")
    if late:
        words += f"; {count(late, 'institución la recibió', 'instituciones la recibieron')} tarde"
    return words


def _receipt_before(f: Facts) -> str:
    return (
        f"la recepción ({f.day('received_on')}) no puede ser anterior al envío ({f.day('dispatched_on')}). "
        "Revise la fecha del cargo"
    )


def _receipt_after(f: Facts) -> str:
    return (
        f"la recepción ({f.day('received_on')}) no puede ser posterior a la sesión ({f.day('session_on')}). "
        "Revise la fecha del cargo"
    )


def _not_all_present(f: Facts) -> str:
    return (
        f"asisten {f.number('enabled_present')} de {f.number('enabled')} instituciones habilitadas; "
        f"para iniciar pese al defecto deben asistir todas: faltan {f.number('missing')}"
    )


_NOT_AGREED = "no todas las instituciones presentes aceptan iniciar la sesión pese al defecto de la convocatoria"


def _waived(f: Facts) -> str:
    return f"las {f.number('enabled')} instituciones habilitadas asisten y aceptan iniciar: el defecto queda subsanado"


# ------------------------------------------------------------------------------------------------- Art. 13: votes
def votes(f: Facts) -> str:
    """«9 a favor de 16 votantes (se necesitan 9)»"""
    votes_for, needed = f.number("for"), f.number("needed")
    words = f"{votes_for} a favor de {count(f.number('voters'), 'votante', 'votantes')}"
    casting = f.text("casting")
    if casting == "for":
        words += " más el voto dirimente a favor"
    elif casting == "against":
        words += ", con el voto dirimente en contra"
    if f.text("majority_base") == "votes_cast":
        words += f" y {f.number('against')} en contra"
    return f"{words} (se {'necesita' if needed == 1 else 'necesitan'} {needed})"


def _approved(f: Facts) -> str:
    return f"aprobada: {votes(f)}"


def _rejected(f: Facts) -> str:
    if f.number("for") == 0 and f.number("against") == 0:
        return f"no aprobada: nadie votó a favor ni en contra, de {count(f.number('voters'), 'votante', 'votantes')}"
    return f"no aprobada: {votes(f)}"


def tie(f: Facts) -> str:
    return f"empate: {f.number('for')} a favor y {f.number('against')} en contra. Decide el voto dirimente de quien preside"


def counts_exceed(f: Facts) -> str:
    total = f.number("for") + f.number("against") + f.number("abstain")
    return (
        f"se cuentan {count(total, 'voto', 'votos')} ({f.number('for')} a favor, {f.number('against')} en contra, "
        f"{f.number('abstain')} abstenciones) y solo hay {count(f.number('voters'), 'votante', 'votantes')}. Corrija las cantidades"
    )


def _no_tie(f: Facts) -> str:
    return (
        f"no hay empate ({f.number('for')} a favor, {f.number('against')} en contra): no corresponde el voto dirimente"
    )


_ENTITLEMENT = {
    "voice_only": "tiene voz, pero no voto",
    "suspended": "su institución está suspendida y no vota",
    "absent": "no está en la sala: registre primero su llegada",
    "alternate_while_titular": "el alterno solo vota cuando el titular no está en la sala",
    "impeded": "está impedido de votar en este asunto por conflicto de interés",
}


def _not_entitled(f: Facts) -> str:
    if "reason" not in f:
        return "no tiene derecho a votar en este asunto"
    return _ENTITLEMENT.get(f.text("reason"), f"no puede votar: {f.text('reason')}")


def _added(f: Facts) -> str:
    words = f"el punto se incluye en la agenda: {votes(f)}"
    if f.flag("warning"):
        words += ". Atención: no fue por unanimidad de todos los miembros, como pide LPAG 109.4"
    return words


def _needs_unanimity(f: Facts) -> str:
    return (
        f"para incluir el punto deben asistir y votar a favor todas las instituciones habilitadas: hubo {f.number('for')} "
        f"a favor de {f.number('needed')}"
    )


# ------------------------------------------------------------------------------------------------- elections between several
def _elected(f: Facts) -> str:
    how = {"lots": " por sorteo", "casting": " con el voto dirimente"}.get(f.text("by"), "")
    of = f" de {count(f.number('voters'), 'votante', 'votantes')}" if "voters" in f else ""
    return f"gana la elección {f.text('elected')}{how}, con {count(f.number('top'), 'voto', 'votos')}{of}"


def _more_votes_than_voters(f: Facts) -> str:
    voters = count(f.number("voters"), "votante", "votantes")
    return f"se cuentan {count(f.number('total'), 'voto', 'votos')} y solo hay {voters}. Corrija las cantidades"


def _tied(f: Facts) -> str:
    """«Rosa y Juan, con 8 votos cada uno»"""
    return f"{f.names('tied', 12)}, con {count(f.number('top'), 'voto', 'votos')} cada uno"


def _second_round(f: Facts) -> str:
    return f"empate entre {_tied(f)}: corresponde una segunda vuelta entre ellos"


def _draw_lots(f: Facts) -> str:
    return f"persiste el empate entre {_tied(f)}: se decide por sorteo en la sala, que consta en acta"


def _casting_needed(f: Facts) -> str:
    return f"empate entre {_tied(f)}: decide el voto dirimente de quien preside"


SESSION_RULES: Table = {
    ("quorum", "ok"): quorum,
    ("quorum", "no_quorum"): quorum,
    # calls
    ("installation", "installed"): _installed,
    ("installation", "no_quorum"): its_quorum,
    ("installation", "notice_defect"): _notice_defect,
    ("installation", "no_first_call"): "no consta una primera convocatoria fallida: no corresponde la segunda",
    ("installation", "wrong_day"): _wrong_day,
    "wrong_day": _wrong_day,
    # notice
    ("notice", "ok"): _notice,
    ("notice", "notice_short"): _notice,
    ("notice", "not_notified"): _notice,
    ("receipt", "ok"): lambda f: f"recepción el {f.day('received_on')}, entre el envío y la sesión",
    ("receipt", "receipt_before_dispatch"): _receipt_before,
    ("receipt", "receipt_after_session"): _receipt_after,
    ("waiver", "waived"): _waived,
    ("waiver", "not_all_present"): _not_all_present,
    ("waiver", "not_agreed"): _NOT_AGREED,
    (
        "waiver",
        "no_waiver",
    ): "el reglamento vigente no permite subsanar un defecto de la convocatoria: reprograme la sesión",
    # votes
    ("vote", "approved"): _approved,
    ("vote", "rejected"): _rejected,
    ("vote", "tie"): tie,
    ("vote", "counts_exceed_voters"): counts_exceed,
    ("vote", "no_tie"): _no_tie,
    ("vote", "not_entitled"): "el reglamento vigente no da voto dirimente a quien preside",
    "no_tie": "no hay empate: no corresponde el voto dirimente",
    ("entitlement", "ok"): "puede votar",
    ("entitlement", "not_entitled"): _not_entitled,
    "not_entitled": _not_entitled,
    # points added in the session
    ("added_item", "added"): _added,
    ("added_item", "no_majority"): lambda f: f"el punto no se incluye en la agenda: {votes(f)}",
    ("added_item", "needs_unanimity"): _needs_unanimity,
    ("added_item", "counts_exceed_voters"): counts_exceed,
    # a round between several candidates
    ("round", "elected"): _elected,
    ("round", "second_round"): _second_round,
    ("round", "draw_lots"): _draw_lots,
    ("round", "casting_needed"): _casting_needed,
    ("round", "no_votes"): "ningún candidato obtuvo votos",
    ("round", "not_among_tied"): "solo se decide entre los candidatos empatados",
    ("round", "no_tie"): "no hubo empate entre los candidatos: no corresponde sorteo ni voto dirimente",
    ("round", "not_entitled"): "este reglamento no resuelve así el empate entre candidatos",
    ("round", "counts_exceed_voters"): _more_votes_than_voters,
}
