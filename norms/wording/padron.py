"""What the padrón and the directory refuse: data that cannot be right, papers that are missing, persons who may not."""

from collections.abc import Callable

from ._speech import Facts

_FIELDS = {
    "sector": "el sector",
    "kind": "la clase",
    "scope": "el ámbito",
    "country": "el país",
    "basis": "la causa",
    "instrument": "el acuerdo",
}

PADRON: dict[str, str | Callable[[Facts], str]] = {
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
    "bad_choice": lambda f: (
        f"elija {_FIELDS.get(f.text('field'), 'un valor')} de la lista («{f.text('value')}» no figura en ella)"
    ),
    "name_by_paper": lambda f: (
        f"el nombre de {f.text('institution', 'un miembro')} cambia con el documento que lo dispone: regístrelo como cambio de "
        "nombre o sucesión, y quedan ambos nombres con sus fechas"
    ),
    "same_name": lambda f: f"la institución ya se llama {f.text('institution', 'así')}: no hay nada que cambiar",
    "sector_needed": "indique si la institución es pública, privada o académica: de ello dependen las reglas",
    "acuerdo_needed": lambda f: (
        f"hace falta un acuerdo de la Asamblea; el documento citado ({f.text('paper', 'otro')}) no lo es"
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
    "never_in_force": lambda f: (
        f"esa acreditación se reemplazó el mismo día en que empezaba ({f.day('starts_on')}): nunca rigió y no hay qué hacer constar"
    ),
}
