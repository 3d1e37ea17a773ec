"""The regulation article by article, in the words of somebody who explains it at the counter.

The values that a version may change are not in the prose: they are the chapter's parameters, shown with what is in force.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """One article. `cites` are other ways in which a ruling names it: anchors that lead here."""

    number: str
    title: str
    text: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "1",
        "Qué es el CERX",
        (
            "El Comité Ejecutivo Regional Exportador es un espacio donde el sector público, el privado y el académico apoyan al "
            "Gobierno Regional en el desarrollo del comercio exterior de la región.",
        ),
        cites=("Art. 2", "Art. 3", "Art. 4", "Art. 6"),
    ),
    Chapter(
        "5",
        "Integrantes y representantes",
        (
            "Cada institución acredita, con un documento oficial, a un titular y a un alterno. Cuando acredita a otra persona, la "
            "anterior deja de representarla y queda en el historial.",
            "El asiento es de la institución y tiene un solo voto. El alterno tiene voz, y vota y cuenta para el quórum solo "
            "mientras el titular no está en la sala. Una persona representa a una sola institución.",
        ),
        cites=("Art. 5, 7", "LPAG 212.1"),
    ),
    Chapter(
        "7",
        "Asamblea General: convocatoria y agenda",
        (
            "Es el máximo órgano del comité. El presidente convoca y la Secretaría Técnica emite la convocatoria: figuran ambos "
            "nombres. Una nueva fecha necesita una nueva convocatoria.",
            "Los días calendario se cuentan entre la recepción por cada institución y la sesión; los hábiles, desde el día siguiente "
            "a la recepción, incluido el de la sesión. A las suspendidas se les informa, pero su "
            "recepción no decide. La recepción no puede ser anterior al envío ni posterior a la sesión.",
            "Los miembros siguen la agenda propuesta y pueden incluir otros puntos. Firman el acta para dar validez a los acuerdos.",
            "Las sesiones extraordinarias se convocan a pedido del presidente e indican su motivo.",
        ),
        ("notice_days", "receipt", "notice_waiver", "added_item", "ordinary_per_year"),
        (
            "Art. 7.2",
            "Art. 7; LPAG 145",
            "Art. 7; LPAG 20.4",
            "Art. 7; LPAG 109.4",
            "LPAG 109.3",
            "LPAG 109.4",
            "LPAG 145",
            "LPAG 20.4",
        ),
    ),
    Chapter(
        "8",
        "Presidencia",
        (
            "La Asamblea elige al presidente entre los representantes de las instituciones del sector que corresponde. El mandato "
            "corre de fecha a fecha y se puede repetir de manera consecutiva hasta el máximo; después de que ejerza otra persona "
            "puede volver, con una advertencia.",
            "Termina antes por renuncia o falta grave: el reemplazo ejerce un mandato completo, que cuenta. Vencido el mandato, "
            "quien preside continúa «en funciones» hasta que se elija sucesor.",
            "Si el presidente no asiste, la Asamblea elige a quien conduce esa sesión, que tiene entonces el voto dirimente.",
        ),
        ("president_sector", "president_term_years", "president_max_consecutive", "election_tie"),
        ("Art. 8, 9", "LPAG 107.3", "CCR 25"),
    ),
    Chapter(
        "9",
        "Secretaría Técnica",
        (
            "Está a cargo de la DIRCETUR Puno, con una Secretaría Técnica Adjunta. Convoca y organiza la agenda, lleva la "
            "asistencia, elabora y difunde las actas, y sigue los compromisos de cada Mesa Técnica.",
            "Elabora el directorio de instituciones nacionales e internacionales vinculadas al comercio exterior, integren o no el "
            "comité. El sistema recuerda verificar cada ficha una vez al año.",
        ),
        cites=("Art. 9.1", "Art. 9.2", "Art. 9.3"),
    ),
    Chapter(
        "10",
        "Mesas Técnicas",
        (
            "Una por cada negocio o cadena exportadora. Su composición se verifica al formarla y cada vez que un miembro se va: si "
            "ya no cumple, queda irregular, pero no se disuelve. Las instituciones académicas no cuentan como públicas ni como "
            "privadas, y las suspendidas no cuentan.",
            "La coordina un productor, una organización de productores o una empresa exportadora, elegido por más de la mitad de "
            "los votos emitidos.",
        ),
        ("mesa_min_members", "mesa_min_public", "mesa_min_private"),
    ),
    Chapter(
        "11",
        "Admisión de miembros",
        (
            "La institución demuestra su vínculo con el comercio exterior o con un producto priorizado. La Asamblea evalúa su "
            "aporte y decide por mayoría, en una sesión con quórum. Cuenta como miembro en las sesiones que se convoquen después.",
            "Se solicita en el formulario público, con su sustento. Lo que falte se observa con un plazo en días hábiles para "
            "subsanarlo; si vence sin respuesta, la Secretaría Técnica puede declarar el abandono. La institución puede desistir "
            "hasta que se vote.",
        ),
        cites=("LPAG 200", "LPAG 202"),
    ),
    Chapter(
        "12",
        "Funcionamiento",
        (
            "El comité se reúne en plenaria cada trimestre, con el Gobernador Regional invitado. Solo cuentan las sesiones que se "
            "instalaron, ordinarias o extraordinarias.",
            "Cada semestre se presentan al Gobierno Regional los avances del PERX.",
        ),
        ("plenary_per_quarter",),
        ("Art. 7, 12, 14",),
    ),
    Chapter(
        "13",
        "Quórum y acuerdos",
        (
            "Solo cuentan los miembros, uno por institución. Los representantes de una institución suspendida no cuentan como "
            "presentes; tampoco MINCETUR, el Gobernador Regional ni los invitados. El quórum se verifica al instalar la sesión y "
            "otra vez en cada votación: lo acordado antes de perderlo vale.",
            "Cada institución tiene un voto. Quien se abstiene o no vota sigue entre los votantes presentes. Quien está impedido "
            "por conflicto de interés no es votante en ese asunto, pero sigue en el quórum.",
            "El voto dirimente solo existe si hay empate, y se registra aparte. Un empate que no se resuelve antes de cerrar la "
            "sesión no aprueba nada. Una votación mal registrada se anula con su motivo y se repite: ambas quedan.",
        ),
        ("quorum_fraction", "quorum_base", "second_call", "majority_base", "casting_vote"),
        (
            "Art. 13; LPAG 110",
            "Art. 13; LPAG 111; RIC 67.b",
            "Art. 13; LPAG 99",
            "LPAG 99",
            "LPAG 110",
            "LPAG 111",
            "RIC 67.b",
        ),
    ),
    Chapter(
        "14",
        "MINCETUR e invitados",
        (
            "MINCETUR puede enviar a una o dos personas; solo una vota, y nunca cuenta para el quórum. Debe asistir al menos a una "
            "sesión al año: desde octubre se avisa si aún no lo hizo. Los ponentes y expertos tienen voz, sin voto.",
        ),
    ),
    Chapter(
        "15",
        "Infracciones y sanciones",
        (
            "Se cuenta una inasistencia por institución y sesión de la Asamblea; las de una Mesa Técnica no se computan. No la generan las sesiones anuladas o "
            "reprogramadas, aquellas a las que la institución no fue bien convocada, ni los días en que estuvo suspendida.",
            "Mientras corre el plazo para justificar, la inasistencia está pendiente. Es definitiva cuando vence el plazo o se "
            "rechaza la justificación. Una justificación rechazada no se presenta de nuevo.",
            "Las inasistencias consecutivas o alternas se cuentan dentro del mismo plazo, de fecha a fecha. Antes de llegar a la "
            "infracción se avisa. Las que formaron una infracción quedan consumidas.",
            "La institución presenta sus descargos antes de la decisión. La suspensión corre de fecha a fecha desde el día "
            "siguiente a la notificación; al terminar, queda habilitada otra vez.",
            "Quien incurre en un conflicto de intereses comprobado es excluido, y la institución acredita a otra persona.",
        ),
        (
            "absences_consecutive",
            "absences_alternate",
            "absences_window_years",
            "attendance_counts",
            "absences_count",
            "failed_session_counts",
            "justified_breaks_run",
            "justification_days",
            "hearing_days",
            "suspension_months",
            "sanction_by",
        ),
        ("Art. 15.1", "Art. 15.2", "Art. 15.1; RIC 32", "RIC 32", "LPAG 255"),
    ),
    Chapter(
        "16",
        "Financiamiento",
        (
            "Las actividades se financian con recursos de cada miembro. Si hay cooperación externa o fondos de terceros, su destino "
            "y administración se aprueban por acuerdo de la Asamblea General.",
        ),
    ),
)

#: What the regulation leaves to the general law.
TERMS = Chapter(
    "plazos",
    "Cómo se cuentan los plazos",
    (
        "En días hábiles no se cuentan sábados, domingos, feriados nacionales, días no laborables del sector público ni los "
        "feriados del lugar. El día en que se recibe no se cuenta. Un plazo ya notificado no se mueve.",
        "En meses y años se cuenta de fecha a fecha; si ese día no existe en el mes, vence el último del mes (del 30 de agosto, "
        "seis meses son hasta el 28 de febrero).",
        "Las siglas: LPAG es la Ley del Procedimiento Administrativo General (TUO de la Ley N° 27444), que completa lo que el "
        "reglamento no dice. RIC y CCR son los reglamentos del Consejo Regional de Puno y del Consejo de Coordinación Regional de "
        "Arequipa, que se citan como referencia.",
    ),
    cites=("LPAG 144", "LPAG 146", "LPAG 147"),
)
