"""What an expediente of incorporation refuses (Art. 11)."""

from norms.wording.table import Table

_FIELDS = {
    "authority_name": "el nombre de la máxima autoridad",
    "authority_position": "el cargo de la máxima autoridad",
    "contact_name": "el nombre de la persona de contacto",
    "contact_email": "el correo de la persona de contacto",
    "email": "el correo de la institución",
    "link_text": "cómo se vincula la institución con el comercio exterior o con el producto del PERX",
    "product": "el producto del PERX con el que se vincula",
    "contribution_text": "qué aportaría la institución al comité",
    "observation": "qué debe subsanar la institución",
    "relevance": "la pertinencia de la incorporación",
    "contribution": "la posibilidad de aporte de la institución",
    "evaluators": "quiénes evaluaron la solicitud",
    "remedy": "qué se subsana, o adjunte un documento",
}

WORDING: Table = {
    "not_its_item": (
        "esa votación corresponde a otro punto de la agenda: ábrala desde el punto que trata del asunto. Actualice la página"
    ),
    "field_required": lambda f: f"escriba {_FIELDS.get(f.text('field'), 'lo que falta')}",
    "consent_needed": (
        "sin su autorización no podemos tratar los datos personales que envía (Ley 29733): léala y marque la casilla"
    ),
    "proof_needed": (
        "adjunte al menos un documento que sustente la vinculación con el comercio exterior o con un producto del PERX"
    ),
    "too_many_files": lambda f: (
        f"se admiten hasta {f.number('limit')} archivos por envío: quite los que no sean necesarios"
    ),
    "files_too_big": lambda f: (
        f"los archivos juntos pasan de {f.number('limit_mb')} MB: quite alguno, o envíelo con menos resolución"
    ),
    "no_room": (
        "en este momento no podemos guardar más archivos: vuelva a intentarlo en unas horas, o entregue la solicitud en mesa de partes"
    ),
    "already_applied": lambda f: (
        f"ya hay una solicitud en trámite de esta institución: {f.text('label', 'vea su correo')}. Sígala con el código que se le "
        "envió al presentarla; si lo perdió, pídalo a la Secretaría Técnica"
    ),
    "term_out_of_range": lambda f: f"el plazo va de {f.number('from')} a {f.number('until')} días hábiles",
    "term_still_runs": lambda f: (
        f"la institución puede subsanar hasta el {f.day('due')}: el abandono se declara desde el día siguiente"
    ),
    "voted_already": lambda f: (
        "la Asamblea ya votó esta solicitud: lo que resolvió se registra al cerrar la sesión"
        if f.text("state") != "open"
        else "la votación de esta solicitud está abierta: espere su resultado"
    ),
    "agenda_convened": lambda f: (
        f"el punto está en la agenda de la {f.text('meeting', 'sesión')}, ya convocada: la Asamblea lo vota o lo deja pendiente. "
        "Si la sesión se anula, la solicitud vuelve a quedar evaluada"
    ),
    "no_titular": lambda f: (
        f"la institución todavía no tiene un titular acreditado: registre su acreditación en el asiento {f.text('seat')}"
    ),
    "already_decided": "esta solicitud ya fue resuelta por la Asamblea: el voto que la resolvió no se anula. Registre un acto nuevo",
    "bad_date": lambda f: f"la fecha va del {f.day('from')} al {f.day('until')}",
    "mail_not_failed": "ese aviso ya se envió o está por enviarse: no hace falta repetirlo",
    "not_on_agenda": "la solicitud ya no está en este punto de la agenda: la institución desistió, o el punto pasó a otra sesión",
}
