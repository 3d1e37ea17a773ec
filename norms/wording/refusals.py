"""What the office itself refuses: states, stale forms, dates that make no sense, papers that cannot be read."""

from core.states import machine_of

from .speech import Facts, count
from .table import Table


def _wrong_state(f: Facts) -> str:
    machine = machine_of(f.text("of"))
    why = machine.why_not(f.text("state"), f.text("act")) if machine else "no se puede hacer esto en el estado actual"
    return f"{why}. Actualice la página para ver qué se puede hacer ahora"


def _stale(f: Facts) -> str:
    who = f" ({f.text('by')})" if "by" in f else ""
    return (
        f"alguien{who} hizo un cambio mientras usted tenía abierta esta página. Lo que escribió sigue aquí: revise lo nuevo y "
        "vuelva a guardar"
    )


def _time_out_of_range(f: Facts) -> str:
    earliest, latest = f.text("from"), f.text("until")
    if earliest and latest:
        return f"la hora debe estar entre {f.day('from')} y {f.day('until')}"
    if earliest:
        return f"la hora no puede ser anterior a {f.day('from')}"
    if latest:
        return f"la hora no puede ser posterior a {f.day('until')}"
    return "la hora indicada no corresponde a esta sesión. Revísela"


def _future_date(f: Facts) -> str:
    latest = f" (a más tardar {f.day('latest')})" if "latest" in f else ""
    return f"la fecha {f.day('date', 'indicada')} todavía no llega{latest}. Revísela"


def _person_elsewhere(f: Facts) -> str:
    who = f.text("person", "esa persona")
    where = f" ya representa a {f.text('institution')}" if "institution" in f else " ya representa a otra institución"
    return f"{who}{where}: una persona representa a una sola institución. Termine primero esa acreditación o acredite a otra persona"


def _text_too_long(f: Facts) -> str:
    if "limit" in f:
        return f"el texto tiene {f.number('length')} caracteres y el máximo es {f.number('limit')}. Acórtelo o adjúntelo como archivo"
    return "el texto es demasiado largo. Acórtelo o adjúntelo como archivo"


def _too_big(f: Facts) -> str:
    if "limit" not in f:
        return "el archivo es demasiado grande. Escanéelo con menor resolución"
    mega = max(1, f.number("limit") // (1024 * 1024))
    return f"el archivo pesa más de {mega} MB, que es el máximo. Escanéelo con menor resolución"


def _bad_image(f: Facts) -> str:
    if "width" not in f:
        return "la imagen es demasiado grande. Escanéela con menor resolución"
    return (
        f"la imagen mide {f.number('width')} × {f.number('height')} puntos, más de lo que se puede abrir. Escanéela con menor "
        "resolución"
    )


def _bad_extension(f: Facts) -> str:
    return (
        f"el nombre «{f.text('name')}» dice ser {f.text('extension') or 'otra cosa'}, pero el contenido es {f.text('content')}. "
        "Corrija la terminación del nombre o elija otro archivo"
    )


def _no_regulation(f: Facts) -> str:
    return f"no hay un reglamento vigente al {f.day('on')}. Elija una fecha posterior o cargue la versión que regía entonces"


REFUSALS: Table = {
    # states and simultaneous work
    "wrong_state": _wrong_state,
    "stale": _stale,
    "stale_notes": _stale,
    "stale_version": (
        "hay una versión más reciente del acta que la que usted está viendo. Léala antes de aprobar u observar"
    ),
    "busy": "otra persona está guardando en este momento. Vuelva a intentarlo",
    # the room
    "already_present": lambda f: f"{f.text('name', 'esa persona')} ya figura como presente",
    "not_present": lambda f: f"{f.text('name', 'esa persona')} no figura como presente: registre primero su llegada",
    "not_installed": "la sesión todavía no está instalada",
    "already_installed": "la sesión ya está instalada",
    "already_voided": "ese registro ya fue anulado",
    "already_annulled": "ya estaba anulada",
    "no_chair": "nadie preside la sesión: designe a quien preside antes de continuar",
    "chair_impeded": lambda f: (
        f"{f.text('name', 'quien preside')} preside y está impedido en este asunto: designe a otra persona para presidir"
    ),
    "chair_must_be_present": lambda f: (
        f"quien preside debe estar presente ({f.text('institution', 'su institución')} no lo está): registre su llegada o designe a "
        "otra persona"
    ),
    "no_person": lambda f: (
        f"{f.text('institution', 'la institución')} no tiene acreditado a su {'alterno' if f.text('role') == 'alternate' else 'titular'}: "
        "acredítelo en el padrón o marque a la otra persona"
    ),
    "no_president": "no hay presidente en ejercicio: registre la elección en «Autoridades»",
    "no_secretary": "no hay Secretaría Técnica designada: regístrela en «Autoridades»",
    # votes
    "already_voted": lambda f: (
        f"{f.text('institution')} ya votó. Para cambiar su voto use «Corregir», mientras la votación siga abierta"
        if "institution" in f
        else "ya se votó. Para repetir la votación, anule primero la anterior con su motivo"
    ),
    "not_nominal": "esta votación no es nominal: se registran las cantidades, no el voto de cada institución",
    "counts_missing": "indique cuántos votos hubo a favor, en contra y en abstención (cero si no hubo)",
    "counts_differ": lambda f: (
        f"se contaron {f.number('papers')} votos y participaron {f.number('participants')} personas: deben coincidir. "
        "Vuelva a contar"
    ),
    "no_roll_call": "aún no se llamó lista. Llame lista antes de cerrar, o anule la sesión con su motivo",
    "not_summoned": "esa persona no figura en la lista de esta sesión",
    "vote_open": lambda f: (
        "hay una votación abierta"
        + (f" («{f.text('text')}»)" if "text" in f else "")
        + ": ciérrela o anúlela antes de continuar"
    ),
    "needs_counts": "indique cuántos votos hubo a favor, en contra y en abstención",
    "needs_ballots": "en una votación nominal se registra el voto de cada institución",
    "nobody_can_vote": "nadie de los presentes puede votar este asunto",
    # times and dates
    "time_out_of_range": _time_out_of_range,
    "bad_time": _time_out_of_range,
    "past_date": lambda f: f"la fecha {f.day('scheduled_at', 'indicada')} ya pasó. Elija una posterior",
    "future_date": _future_date,
    "future_time": "la hora indicada todavía no llega. Revísela",
    "bad_dates": "las fechas no son coherentes: el inicio debe ser anterior al término",
    "before_start": lambda f: f"la fecha no puede ser anterior al inicio ({f.day('starts_on', 'registrado')})",
    "before_earlier": lambda f: (
        f"no puede empezar antes del {f.day('starts_on', 'inicio de lo ya registrado')}: lo registrado no se modifica"
    ),
    "before_holding": lambda f: (
        f"la institución ocupa este asiento desde el {f.day('starts_on', 'día registrado')}: indique una fecha igual o posterior"
    ),
    "before_regulation": lambda f: (
        f"el reglamento rige desde el {f.day('starts_on')}: indique una fecha igual o posterior"
    ),
    # convening
    "empty_agenda": "la agenda está vacía: agregue al menos un punto antes de convocar",
    "no_place": "indique el lugar o el enlace de la sesión antes de convocar",
    "no_address": lambda f: (
        f"{f.text('name', 'esa persona')} no tiene un correo registrado: agréguelo en el padrón o entregue la convocatoria con "
        "cargo firmado"
    ),
    "already_received": lambda f: (
        f"ya consta que {f.text('institution', 'la institución')} recibió la convocatoria. Si ese registro está mal, anúlelo "
        "primero con su motivo"
    ),
    "bad_email": lambda f: (
        f"el correo «{f.text('email')}» no está bien escrito: revíselo (por ejemplo, nombre@institucion.gob.pe)"
    ),
    "bad_rsvp": "elija si asistirá, si irá el alterno o si no asistirá",
    "no_members": "no hay instituciones en el padrón a esa fecha",
    "no_regulation": _no_regulation,
    "no_letterhead": "falta el membrete de los documentos: agréguelo en la administración antes de emitir",
    "guest_without_name": "escriba el nombre de cada invitado, o quite la fila",
    "bad_capacity": "elija si es invitado, MINCETUR o Gobernador Regional",
    # the acta
    "acta_approved": "el acta ya fue aprobada: los hechos no se corrigen en ella. Una corrección posterior es un acto nuevo que la cita",
    "facts_changed": lambda f: (
        f"los hechos de la sesión cambiaron después de la versión {f.number('version')}: ponga en observación una versión nueva "
        "antes de aprobar"
    ),
    "observations_closed": lambda f: (
        f"el plazo para observar esta versión venció el {f.day('until')}"
        if f.text("until")
        else "esta versión no admite observaciones"
    ),
    "already_answered": "esa observación ya fue respondida",
    "bad_observation_days": lambda f: (
        f"el plazo para observar va de 1 a {f.number('limit')} días hábiles; indicó {f.number('days')}"
    ),
    "not_attendee": "firman el acta quienes asistieron a la sesión: esa persona no figura como asistente",
    "already_signed": lambda f: f"ya consta la firma o la negativa de {f.text('name', 'esa persona')}",
    "bad_signature_date": lambda f: f"la firma debe tener fecha entre el {f.day('from')} y el {f.day('until')}",
    "acuerdo_annulled": lambda f: f"el {f.text('label', 'acuerdo')} está anulado ({f.text('reason')}): no se certifica",
    # text and papers
    "reason_required": "escriba el motivo: quedará en el historial",
    "empty_text": "el texto está vacío: escríbalo antes de guardar",
    "text_required": "el texto está vacío: escríbalo antes de guardar",
    "title_required": "escriba el asunto del punto de agenda",
    "purpose_required": "una sesión extraordinaria indica su motivo: escríbalo",
    "paper_needed": "indique el documento que lo sustenta: clase, número, fecha y quién lo emite",
    "paper_late": lambda f: (
        f"el documento tiene fecha {f.day('date', 'posterior')}, posterior al día desde el que rige ({f.day('starts_on', 'indicado')})"
    ),
    "text_too_long": _text_too_long,
    "bad_upload": "no se puede guardar ese archivo: elija un PDF o una imagen (JPG o PNG)",
    "bad_upload_type": "ese tipo de archivo no se acepta. Escanee el documento o guárdelo como PDF",
    "bad_upload_size": _too_big,
    "bad_upload_empty": "el archivo está vacío. Vuelva a elegirlo",
    "bad_upload_extension": _bad_extension,
    "bad_upload_damaged": "el archivo está dañado y no se puede abrir. Vuelva a escanearlo o guárdelo otra vez",
    "bad_upload_password": "el archivo está protegido con clave. Guarde una copia sin clave y vuelva a elegirla",
    "bad_upload_active": "el archivo contiene programas o macros y no se acepta. Guárdelo como PDF sin ellos",
    "bad_upload_image": _bad_image,
    "scan_required": lambda f: (
        f"adjunte el acta escaneada con la firma de {f.text('name', 'quien firmó')}: sin ella no consta que firmó"
    ),
    "pdf_failed": "no se pudo generar el PDF. El documento conserva su número: vuelva a intentarlo con «Generar de nuevo»",
    # the padrón
    "person_elsewhere": _person_elsewhere,
    "same_person": "esa persona ya está acreditada en esta calidad: no hay nada que cambiar",
    "both_roles": "una persona no puede ser titular y alterno a la vez: acredite a otra o termine la otra acreditación",
    "no_holder": lambda f: f"ninguna institución ocupaba este asiento el {f.day('on')}",
    "already_ended": "ya estaba terminada",
    "same_last_day": lambda f: f"su último día ya es el {f.day('last_day', 'registrado')}: no hay nada que cambiar",
    "office_vacant": "nadie ejerce ese cargo en esa fecha",
    "office_taken": lambda f: (
        f"el cargo lo ejerce {f.text('person', 'otra persona')}. Indique el motivo por el que termina para registrar a la nueva persona"
    ),
    "same_officer": "esa persona ya ejerce el cargo",
    "name_required": "escriba los nombres y apellidos de la persona",
    "no_email": "la persona no tiene correo: escríbalo para abrirle una cuenta",
    "email_taken": lambda f: f"el correo {f.text('email')} ya lo usa la cuenta de otra persona",
    "has_account": "la persona ya tiene una cuenta",
    "already_suspended": lambda f: f"la institución ya está suspendida hasta el {f.day('until', 'término registrado')}",
    "acuerdo_missing": lambda f: (
        f"la votación «{f.text('text')}» fue aprobada y no dio lugar a un acuerdo, en el que se sustenta su efecto. Anúlela y vuelva a votar"
    ),
    "suspension_over": lambda f: (
        f"ese día la suspensión ya no rige: su último día es el {f.day('last_day', 'registrado')}"
    ),
    "has_access": "esa cuenta ya tiene ese acceso",
    "last_admin": (
        "nadie más administra el sistema, y nadie podría dar accesos ni abrir cuentas: dé antes la administración a otra persona"
    ),
    "account_of_other": lambda f: (
        f"con el correo {f.text('email')} entra {f.text('person', 'otra persona')}. Si es ella, deje el nombre en blanco; si no, "
        "revise el correo"
    ),
    "account_inactive": lambda f: (
        f"la cuenta de {f.text('person', 'esa persona')} está desactivada: actívela primero en «Calendario y cuentas → Usuarios»"
    ),
    "seats_missing": lambda f: f"faltan {count(f.number('missing'), 'asiento', 'asientos')} en el padrón",
}
