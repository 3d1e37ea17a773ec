"""What each code of the regulation says. One code may come from several rules: the figures tell which."""

from collections.abc import Callable

from ._speech import Facts, count

SECTORS = {"public": "público", "private": "privado", "academic": "académico", "any": "cualquier sector"}
ORDINALS = ("", "primer", "segundo", "tercer", "cuarto")


# ------------------------------------------------------------------------------------------------- Art. 13: quorum, calls
def _quorum(f: Facts) -> str:
    present, required, missing = f.number("present"), f.number("required"), f.number("missing")
    if missing == 0:
        return f"{present} de {required} requeridos; hay quórum"
    words = f"{present} de {required} requeridos; faltan {missing}"
    if "reachable" in f and not f.flag("reachable"):
        words += f". Con {count(f.number('enabled'), 'institución habilitada', 'instituciones habilitadas')} no se alcanza el quórum"
    return words


def _no_quorum(f: Facts) -> str:
    if "quorum" in f:
        return _quorum(f.within("quorum"))
    if "outcome" in f:
        return "la sesión no se instaló por falta de quórum y este reglamento no la computa como inasistencia"
    return _quorum(f)


def _installed(f: Facts) -> str:
    words = f"la sesión queda instalada: {_quorum(f.within('quorum'))}"
    if f.flag("cured"):
        words += ". El defecto de la convocatoria queda subsanado: todos asisten y aceptan iniciar (LPAG 109.3)"
    return words


def _notice_defect(f: Facts) -> str:
    if "outcome" in f:
        return "la sesión no se instaló por un defecto de la convocatoria: no se computa inasistencia a nadie"
    words = _notice(f.within("notice"))
    waiver = f.within("waiver")
    if "code" in waiver:
        why = _WAIVERS.get(waiver.text("code"), _not_agreed)(waiver)
        return f"{words}. {why[:1].upper()}{why[1:]}"
    return f"{words}. Solo se puede instalar si asisten todas las instituciones habilitadas y todas aceptan iniciar (LPAG 109.3)"


def _wrong_day(f: Facts) -> str:
    return f"esta llamada corresponde al {f.day('call_day')}, no al {f.day('called_on')}. Corrija la fecha o reprograme la sesión"


# ------------------------------------------------------------------------------------------------- Art. 7: notice
def _notice(f: Facts) -> str:
    required = f.number("required")
    unnotified = f.count("unnotified")
    if unnotified or "days" not in f:
        if unnotified == 0:
            return "no hay a quién convocar: registre primero a las instituciones"
        who = count(unnotified, "institución no tiene", "instituciones no tienen")
        return f"{who} constancia de haber recibido la convocatoria; se requieren {count(required, 'día', 'días')} de anticipación"
    words = f"{count(f.number('days'), 'día', 'días')} de anticipación de {required} requeridos"
    late = f.count("late")
    if late:
        words += f"; {count(late, 'institución la recibió', 'instituciones la recibieron')} tarde"
    return words


def _not_notified(f: Facts) -> str:
    if "outcome" in f:
        return "la institución no fue convocada válidamente: no se le computa inasistencia"
    return _notice(f)


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


def _not_agreed(f: Facts) -> str:
    return "no todas las instituciones presentes aceptan iniciar la sesión pese al defecto de la convocatoria"


def _no_waiver(f: Facts) -> str:
    return "el reglamento vigente no permite subsanar un defecto de la convocatoria: reprograme la sesión"


def _waived(f: Facts) -> str:
    return f"las {f.number('enabled')} instituciones habilitadas asisten y aceptan iniciar: el defecto queda subsanado"


_WAIVERS: dict[str, Callable[[Facts], str]] = {
    "not_all_present": _not_all_present,
    "not_agreed": _not_agreed,
    "no_waiver": _no_waiver,
    "waived": _waived,
}


# ------------------------------------------------------------------------------------------------- Art. 13: votes
def _votes(f: Facts) -> str:
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
    return f"aprobada: {_votes(f)}"


def _rejected(f: Facts) -> str:
    if "due" in f:
        if f.flag("repeated"):
            return "esta justificación ya fue rechazada y no se presenta de nuevo; corresponde interponer un recurso"
        return "justificación rechazada: la inasistencia es injustificada"
    if f.number("for") == 0 and f.number("against") == 0:
        return f"no aprobada: nadie votó a favor ni en contra, de {count(f.number('voters'), 'votante', 'votantes')}"
    return f"no aprobada: {_votes(f)}"


def _tie(f: Facts) -> str:
    return f"empate: {f.number('for')} a favor y {f.number('against')} en contra. Decide el voto dirimente de quien preside"


def _counts_exceed(f: Facts) -> str:
    if "total" in f:
        voters = count(f.number("voters"), "votante", "votantes")
        return f"se cuentan {count(f.number('total'), 'voto', 'votos')} y solo hay {voters}. Corrija las cantidades"
    total = f.number("for") + f.number("against") + f.number("abstain")
    return (
        f"se cuentan {count(total, 'voto', 'votos')} ({f.number('for')} a favor, {f.number('against')} en contra, "
        f"{f.number('abstain')} abstenciones) y solo hay {count(f.number('voters'), 'votante', 'votantes')}. Corrija las cantidades"
    )


def _no_tie(f: Facts) -> str:
    if "tied" in f and "votes" in f:
        return "no hubo empate entre los candidatos: no corresponde sorteo ni voto dirimente"
    if "for" in f:
        return f"no hay empate ({f.number('for')} a favor, {f.number('against')} en contra): no corresponde el voto dirimente"
    return "no hay empate: no corresponde el voto dirimente"


_ENTITLEMENT = {
    "voice_only": "tiene voz, pero no voto",
    "suspended": "su institución está suspendida y no vota",
    "absent": "no está en la sala: registre primero su llegada",
    "alternate_while_titular": "el alterno solo vota cuando el titular no está en la sala",
    "impeded": "está impedido de votar en este asunto por conflicto de interés",
}


def _not_entitled(f: Facts) -> str:
    if "reason" in f:
        return _ENTITLEMENT.get(f.text("reason"), f"no puede votar: {f.text('reason')}")
    if "votes" in f:
        return "este reglamento no resuelve así el empate entre candidatos"
    if "majority_base" in f:
        return "el reglamento vigente no da voto dirimente a quien preside"
    return "no tiene derecho a votar en este asunto"


def _added(f: Facts) -> str:
    words = f"el punto se incluye en la agenda: {_votes(f)}"
    if f.flag("warning"):
        words += ". Atención: no fue por unanimidad de todos los miembros, como pide LPAG 109.4"
    return words


def _no_majority(f: Facts) -> str:
    if "kind" in f:
        return f"no alcanza mayoría simple: {f.number('for')} a favor y {f.number('against')} en contra (se necesitan {f.number('needed')})"
    if "unanimous" in f:
        return f"el punto no se incluye en la agenda: {_votes(f)}"
    return f"no alcanza la mayoría: {_votes(f)}"


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


def _tied(f: Facts) -> str:
    """«Rosa y Juan, con 8 votos cada uno»"""
    return f"{f.names('tied', 12)}, con {count(f.number('top'), 'voto', 'votos')} cada uno"


def _second_round(f: Facts) -> str:
    return f"empate entre {_tied(f)}: corresponde una segunda vuelta entre ellos"


def _draw_lots(f: Facts) -> str:
    return f"persiste el empate entre {_tied(f)}: se decide por sorteo en la sala, que consta en acta"


def _casting_needed(f: Facts) -> str:
    return f"empate entre {_tied(f)}: decide el voto dirimente de quien preside"


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


def _suspended(f: Facts) -> str:
    if "outcome" in f:
        return "la institución estaba suspendida: no se le computa inasistencia"
    if "sector_required" in f:
        return "una institución suspendida no puede dar presidente"
    return "la institución está suspendida"


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


def _ok(f: Facts) -> str:
    if "base" in f:
        return _quorum(f)
    if "unnotified" in f or "days" in f:
        return _notice(f)
    if "received_on" in f:
        return f"recepción el {f.day('received_on')}, entre el envío y la sesión"
    if "role" in f:
        return "puede votar"
    if "ordinary_required" in f:
        return f"{f.number('ordinary')} de {f.number('ordinary_required')} sesiones ordinarias en {f.number('year')}; nada vencido"
    if "sector_required" in f:
        words = f"puede ejercer la presidencia hasta el {f.day('ends_on')}"
        return f"{words}. Atención: vuelve después de otro presidente" if f.flag("warning") else words
    if "required_public" in f:
        return f"la Mesa está completa: {count(f.number('members'), 'miembro', 'miembros')} de {f.number('required')} requeridos"
    if "kind" in f:
        return f"gana la elección: {f.number('for')} a favor (se necesitan {f.number('needed')})"
    if "left_consecutive" in f:
        return f"sin infracción: {f.number('run')} seguidas y {f.number('in_window')} en el año, sin justificar"
    return "conforme"


def _fixed(words: str) -> Callable[[Facts], str]:
    return lambda _f: words


RULES: dict[str, Callable[[Facts], str]] = {
    "ok": _ok,
    # calls
    "installed": _installed,
    "no_quorum": _no_quorum,
    "notice_defect": _notice_defect,
    "no_first_call": _fixed("no consta una primera convocatoria fallida: no corresponde la segunda"),
    "wrong_day": _wrong_day,
    # notice
    "notice_short": _notice,
    "not_notified": _not_notified,
    "receipt_before_dispatch": _receipt_before,
    "receipt_after_session": _receipt_after,
    **_WAIVERS,
    # votes
    "approved": _approved,
    "rejected": _rejected,
    "tie": _tie,
    "counts_exceed_voters": _counts_exceed,
    "no_tie": _no_tie,
    "not_entitled": _not_entitled,
    "added": _added,
    "no_majority": _no_majority,
    "needs_unanimity": _needs_unanimity,
    "elected": _elected,
    "second_round": _second_round,
    "draw_lots": _draw_lots,
    "casting_needed": _casting_needed,
    "no_votes": _fixed("ningún candidato obtuvo votos"),
    "not_among_tied": _fixed("solo se decide entre los candidatos empatados"),
    # the year
    "quarter_missed": _quarter_missed,
    "ordinary_missing": _ordinary_missing,
    "mincetur_missing": _mincetur_missing,
    # the president
    "not_member": _fixed("la persona no representa a ninguna institución miembro en esa fecha"),
    "suspended": _suspended,
    "not_private": _not_private,
    "wrong_sector": _wrong_sector,
    "term_running": _term_running,
    "term_limit": _term_limit,
    "future": lambda f: _term_status(f, "el mandato aún no empieza"),
    "in_force": lambda f: _term_status(f, "mandato vigente"),
    "expiring": lambda f: (
        f"al mandato le quedan {count(f.number('days_left'), 'día', 'días')} (termina el {f.day('ends_on')}): convoque a elección"
    ),
    "expired": lambda f: f"mandato vencido el {f.day('ends_on')}: continúa «en funciones» hasta que se elija sucesor",
    "ended": _fixed("el mandato terminó antes de su fecha"),
    # admission
    "admitted": lambda f: f"admitida: {_votes(f)}. Cuenta en las sesiones que se convoquen desde ahora",
    "already_member": _fixed("la institución ya es miembro"),
    # Mesas
    "duplicate_member": lambda f: f"hay instituciones repetidas: {f.names('duplicates')}",
    "too_few_members": _too_few,
    "needs_public": _needs_sector("public"),
    "needs_private": _needs_sector("private"),
    "not_in_mesa": _fixed("la institución no integra esta Mesa"),
    "not_eligible": _fixed(
        "coordina un productor, una organización de productores o una empresa exportadora; esta institución no lo es"
    ),
    # absences
    "attended": _fixed("asistió"),
    "absent": _fixed("no asistió"),
    "computed": _fixed("la sesión se computa para la asistencia"),
    "cancelled": _fixed("la sesión fue anulada: no se computa inasistencia"),
    "left": _fixed("la institución ya no era miembro ese día: no se computa inasistencia"),
    "rescheduled": _fixed("la sesión fue reprogramada: no se computa inasistencia"),
    "filed": _filed,
    "accepted": _fixed("justificación aceptada"),
    "late": _late,
    "warning": _warning,
    "consecutive": _consecutive,
    "alternate": _alternate,
    # sanction
    "not_heard": _fixed("la institución aún no presenta sus descargos y su plazo no ha vencido"),
    "not_competent": _not_competent,
    "needs_acuerdo": _fixed("la sanción requiere un acuerdo de la Asamblea General"),
    "affected_voted": _fixed("la institución afectada votó su propia sanción: el acuerdo no vale"),
}
