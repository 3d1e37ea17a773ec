"""What the padrón and the directory refuse: data that cannot be right, papers that are missing, persons who may not."""

from norms.wording.speech import count
from norms.wording.table import Table

_FIELDS = {
    "sector": "el sector",
    "kind": "la clase",
    "scope": "el ámbito",
    "country": "el país",
    "basis": "la causa",
    "instrument": "el acuerdo",
}

_ROLES = {"titular": "titular", "alternate": "alterno"}

WORDING: Table = {
    "bad_ruc": lambda f: (
        f"el RUC «{f.text('ruc')}» no es válido: son once dígitos y el último comprueba a los demás. Revíselo en la ficha RUC"
    ),
    "ruc_taken": lambda f: (
        f"el RUC {f.text('ruc')} ya lo tiene {f.text('institution', 'otra institución')}: busque esa ficha en el directorio"
    ),
    "institution_name_required": "escriba el nombre de la institución",
    "bad_ubigeo": lambda f: (
        f"ningún distrito del Perú se llama «{f.text('ubigeo')}»: escriba las primeras letras y elija uno de la lista. Si la "
        "institución está en el extranjero, deje vacío el distrito y escriba la ciudad"
    ),
    "which_ubigeo": lambda f: (
        f"hay varios distritos que responden a «{f.text('ubigeo')}». Escriba uno completo: {f.text('names', 'elija de la lista')}"
    ),
    "bad_logo": lambda f: (
        f"la imagen del logotipo pasa de {f.number('limit_mb')} MB: elija una más liviana"
        if "limit_mb" in f
        else "el logotipo debe ser una imagen PNG, JPG o WebP"
    ),
    "bad_identity": lambda f: (
        f"el número «{f.text('number')}» no es válido: un DNI tiene ocho dígitos y un carné de extranjería, nueve a doce "
        "letras o dígitos"
    ),
    "bad_website": lambda f: f"la dirección «{f.text('website')}» no está bien escrita: empieza con http:// o https://",
    "no_such_office": lambda f: f"«{f.text('office')}» no es un cargo de {f.text('body', 'ese órgano')}",
    "no_such_role": lambda f: (
        f"en {f.text('body', 'este órgano')} cada institución acredita a una sola persona: regístrela como titular"
    ),
    "bad_choice": lambda f: (
        f"elija {_FIELDS.get(f.text('field'), 'un valor')} de la lista («{f.text('value')}» no figura en ella)"
    ),
    "name_by_paper": lambda f: (
        f"el nombre de {f.text('institution', 'un miembro')} cambia con el documento que lo dispone: regístrelo como cambio de "
        "nombre o sucesión, y quedan ambos nombres con sus fechas"
    ),
    "same_name": lambda f: f"la institución ya se llama {f.text('institution', 'así')}: no hay nada que cambiar",
    "successor_gone": lambda f: (
        f"{f.text('institution', 'esa institución')} ya no figura con ese nombre: búsquela en el directorio con el que tiene hoy"
    ),
    "sector_needed": "indique si la institución es pública, privada o académica: de ello dependen las reglas",
    "acuerdo_needed": lambda f: (
        f"hace falta un acuerdo de la Asamblea; el documento citado ({f.text('paper', 'otro')}) no lo es"
    ),
    "election_paper": lambda f: (
        f"quien preside es elegido por la Asamblea: cite el acta o el acuerdo de esa sesión; el documento citado ({f.text('paper', 'otro')}) "
        "no prueba la elección"
    ),
    # accreditations and exclusions
    "identity_taken": lambda f: (
        f"ese documento de identidad es de {f.text('person', 'otra persona')}: si es ella, elíjala o escriba su nombre como figura; "
        "si no, revise el número"
    ),
    "identity_differs": lambda f: (
        f"{f.text('person', 'esa persona')} ya figura con otro documento de identidad ({f.text('document')}): revise el número o "
        "corrija antes sus datos personales"
    ),
    "bad_validity": lambda f: (
        f"la vigencia termina el {f.day('valid_until')}, antes de empezar ({f.day('starts_on', 'el día indicado')}): revise ambas "
        "fechas en el documento"
    ),
    "excluded_person": lambda f: (
        f"{f.text('person', 'esa persona')} está excluida desde el {f.day('since')} por conflicto de intereses "
        f"({f.text('paper', 'documento registrado')}, {f.day('paper_date', 'sin fecha')}): acredite a otra persona, o registre antes "
        "el acuerdo de la Asamblea que levanta la exclusión"
    ),
    "already_excluded": lambda f: (
        f"{f.text('person', 'esa persona')} ya está excluida desde el {f.day('since')} ({f.text('paper', 'documento registrado')})"
    ),
    "already_lifted": lambda f: f"esa exclusión ya se levantó el {f.day('on', 'día registrado')}",
    # the directory
    "merged_away": lambda f: (
        f"la ficha «{f.text('institution')}» ya se unió a «{f.text('into', 'otra ficha')}»: trabaje con esa"
    ),
    "superseded": lambda f: (
        f"«{f.text('institution')}» es un nombre anterior, desde el {f.day('on')}: elija la ficha con el nombre de hoy"
    ),
    "same_institution": "elija dos fichas distintas",
    "both_members": lambda f: (
        f"«{f.text('keep')}» y «{f.text('drop')}» integran o integraron el comité: cada una conserva su asiento y su historia, y no se "
        "unen. Si una sucedió a la otra, regístrelo como sucesión en la página del asiento"
    ),
    "member_stays": lambda f: (
        f"«{f.text('institution')}» integra o integró el comité y su ficha es la que queda: una la otra a ella"
    ),
    "contact_name_required": "escriba el nombre de la persona o de la oficina",
    "contact_known": lambda f: (
        f"{f.text('name', 'ese contacto')} ya figura con los mismos datos: no hay nada que añadir"
    ),
    "theme_name_required": "escriba el nombre del tema",
    "theme_taken": lambda f: (
        f"ya hay un tema «{f.text('theme')}»: si es el mismo, marque que quiere unirlos; si no, escriba otro nombre"
    ),
    "theme_in_use": lambda f: (
        f"el tema «{f.text('theme')}» está en {count(f.number('institutions'), 'ficha', 'fichas')}: quítelo de ahí, o únalo a otro"
    ),
    "never_in_force": lambda f: (
        f"esa acreditación se reemplazó el mismo día en que empezaba ({f.day('starts_on')}): nunca rigió y no hay qué hacer constar"
    ),
    # what an institution proposes
    "proposal_open": lambda f: (
        f"ya hay una propuesta sin resolver para el {_ROLES.get(f.text('role'), 'representante')}: corríjala o retírela antes de "
        "presentar otra"
    ),
    "scan_needed": "adjunte el documento escaneado: sin él la Secretaría Técnica no puede registrar la acreditación",
    "nobody_accredited": lambda f: (
        f"la institución no tiene hoy a esa persona como {_ROLES.get(f.text('role'), 'representante')}: no hay nada que comunicar"
    ),
    "observation_required": "escriba qué falta o qué debe corregirse: la institución lo leerá",
    "stale_proposal": "la institución corrigió la propuesta después de que usted la abrió: léala de nuevo antes de decidir",
}
