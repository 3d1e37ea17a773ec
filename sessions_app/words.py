"""The texts that services write: points of the agenda, titles of papers, causes of a flag, differences from a table."""

from datetime import date

from .enums import Station

SECRETARIAT = "Secretaría Técnica"
PENDING_FROM = "Pendiente de la"
#: The agenda of the very first session, when there is none to start from.
FIRST_AGENDA = (
    (Station.DISPATCH, "Documentos recibidos y remitidos"),
    (Station.REPORTS, "Informes de la {presiding} y de la Secretaría Técnica"),
    (Station.REQUESTS, "Pedidos de los miembros"),
)


def reading_of(session: str) -> str:
    return f"Lectura del acta de la {session}"


def acuerdo_due(label: str, responsible: str, due_on: date | None) -> str:
    return f"{label}: {responsible or 'sin responsable'}, plazo {due_on:%d/%m/%Y}."


def added_item(title: str) -> str:
    return f"Incluir en la agenda: {title}"


def acta_title(session: object) -> str:
    return f"Acta de la {session}"


def certificate_title(acuerdo: str) -> str:
    return f"Certificado del {acuerdo}"


def yes_or_no(value: bool) -> str:
    return "sí" if value else "no"


# --- Why the votes held since are flagged ------------------------------------------------------------------------------
def presence_voided(name: str, reason: str) -> str:
    return f"Se anuló la presencia de {name}: {reason}"


def arrival_noted(name: str, hour: str) -> str:
    return f"Ingreso de {name} a las {hour}, anotado después"


def departure_noted(name: str, hour: str) -> str:
    return f"Retiro de {name} a las {hour}, anotado después"


# --- What a past session says otherwise than a table that comes in -----------------------------------------------------
def began(registered: str, brought: str) -> str:
    return f"inicio: {registered}, no {brought}"


def ended(registered: str, brought: str) -> str:
    return f"fin: {registered}, no {brought}"


def held_at(place: str) -> str:
    return f"lugar: «{place}»"


def convened_on(day: date | None) -> str:
    return f"convocada el {day:%d/%m/%Y}" if day else "sin fecha de convocatoria"


def installed(yes: bool) -> str:
    return "instalada" if yes else "no instalada"


def seat(number: int) -> str:
    return f"asiento {number}"
