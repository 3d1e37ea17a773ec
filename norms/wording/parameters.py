"""The parameters of a regulation in plain Spanish: what each decides, and what its value means."""

from fractions import Fraction

from regulation.params import PARAMETERS, NoticeDays, Parameter, QuorumShare, Regulation

#: What the parameter decides.
LABELS: dict[str, str] = {
    "quorum_fraction": "Parte de los miembros que debe asistir",
    "quorum_base": "Sobre qué miembros se calcula el quórum",
    "second_call": "Segunda convocatoria",
    "majority_base": "Mayoría para aprobar",
    "casting_vote": "Si hay empate",
    "election_tie": "Si empatan dos candidatos",
    "attendance_counts": "Qué se considera haber asistido",
    "receipt": "Cuándo se da por recibida la convocatoria",
    "notice_days": "Anticipación mínima de la convocatoria",
    "notice_waiver": "Si la convocatoria tuvo un defecto",
    "added_item": "Para incluir un punto en plena sesión",
    "ordinary_per_year": "Sesiones ordinarias al año, como mínimo",
    "plenary_per_quarter": "Sesiones en cada trimestre, como mínimo",
    "president_term_years": "Duración del mandato",
    "president_max_consecutive": "Mandatos consecutivos, como máximo",
    "president_sector": "Sector al que pertenece",
    "mesa_min_members": "Miembros de una Mesa, como mínimo",
    "mesa_min_public": "Del sector público, como mínimo",
    "mesa_min_private": "Del sector privado, como mínimo",
    "absences_consecutive": "Inasistencias consecutivas que son infracción",
    "absences_alternate": "Inasistencias alternas que son infracción",
    "absences_window_years": "Plazo dentro del cual se cuentan",
    "absences_count": "Inasistencias a las sesiones de este órgano",
    "failed_session_counts": "Una sesión que no se instaló por falta de quórum",
    "justified_breaks_run": "Una inasistencia justificada",
    "justification_days": "Plazo para justificar una inasistencia",
    "hearing_days": "Plazo de la institución para sus descargos",
    "suspension_months": "Duración de la suspensión",
    "sanction_by": "Quién impone la sanción",
}

#: What a choice means.
CHOICES: dict[str, dict[str, str]] = {
    "quorum_base": {
        "all_members": "sobre la totalidad de los miembros, también los suspendidos",
        "enabled_members": "sobre los miembros habilitados",
    },
    "second_call": {
        "none": "no hay: sin quórum, la sesión no se instala",
        "lpag": "al día hábil siguiente, con la tercera parte de los miembros y no menos de tres",
    },
    "majority_base": {
        "present": "más de la mitad de los votantes presentes",
        "votes_cast": "más votos a favor que en contra",
    },
    "casting_vote": {
        "chair": "decide el voto dirimente de quien preside, en un acto aparte",
        "none": "no se aprueba: no hay voto dirimente",
    },
    "election_tie": {
        "second_round": "segunda vuelta entre los empatados; si persiste, sorteo en la sala",
        "casting_vote": "decide el voto dirimente de quien preside",
    },
    "attendance_counts": {
        "any_moment": "estar presente en cualquier momento de la sesión instalada",
        "orden_del_dia_and_end": "estar presente al iniciar la orden del día y al terminar la sesión",
    },
    "receipt": {
        "presumed": "se presume el día del envío, y así se muestra, hasta que haya una prueba",
        "proof": "solo con prueba de la recepción",
    },
    "notice_waiver": {
        "all_enabled_agree": "se subsana si asisten todas las instituciones habilitadas y todas aceptan iniciar",
        "none": "no se puede subsanar: se reprograma la sesión",
    },
    "added_item": {
        "majority": "por mayoría de los presentes; se advierte si no fue por unanimidad de todos los miembros",
        "unanimous": "por unanimidad, con todos los miembros presentes",
    },
    "president_sector": {
        "private": "sector privado",
        "public": "sector público",
        "academic": "sector académico",
        "any": "cualquier sector",
    },
    "absences_count": {"True": "se computan", "False": "no se computan"},
    "failed_session_counts": {"True": "sí genera inasistencia", "False": "no genera inasistencia"},
    "justified_breaks_run": {
        "True": "corta la racha de consecutivas",
        "False": "no corta la racha de consecutivas",
    },
    "sanction_by": {
        "assembly": "la Asamblea General, por acuerdo; la institución afectada no vota",
        "secretariat": "la Secretaría Técnica",
    },
}

#: Singular and plural of what a number counts; the singular carries its article of number.
UNITS: dict[str, tuple[str, str]] = {
    "calendar days": ("1 día calendario", "días calendario"),
    "business days": ("1 día hábil", "días hábiles"),
    "sessions": ("1 sesión", "sesiones"),
    "years": ("1 año", "años"),
    "terms": ("1 mandato", "mandatos"),
    "members": ("1 miembro", "miembros"),
    "absences": ("1 inasistencia", "inasistencias"),
    "months": ("1 mes", "meses"),
}

_FRACTIONS = {
    Fraction(1, 2): "la mitad",
    Fraction(1, 3): "un tercio",
    Fraction(2, 3): "dos tercios",
    Fraction(3, 4): "tres cuartos",
    Fraction(1): "todos",
}

#: Every parameter, by its name.
BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}


def value_in_words(name: str, rules: Regulation) -> str:
    """«7 días calendario», «dos tercios», «más de la mitad de los votantes presentes»."""
    value = rules.value_of(name)
    if isinstance(value, Fraction):
        return _FRACTIONS.get(value, str(value))
    if isinstance(value, QuorumShare):
        return share_in_words(value)
    if isinstance(value, NoticeDays):
        ordinary, extraordinary = (_counted(days.count, days.unit) for days in (value.ordinary, value.extraordinary))
        return ordinary if ordinary == extraordinary else f"{ordinary}; en las extraordinarias, {extraordinary}"
    if name in CHOICES:
        return CHOICES[name][str(value)]
    return _counted(value, BY_NAME[name].unit)


def share_in_words(share: str) -> str:
    """The part of the base that makes a quorum, beside its figures: «2/3», «la mitad más uno»."""
    return "la mitad más uno" if share == QuorumShare.HALF_PLUS_ONE else share


def _counted(value: object, unit: str) -> str:
    one, many = UNITS[unit]
    return one if value == 1 else f"{value} {many}"
