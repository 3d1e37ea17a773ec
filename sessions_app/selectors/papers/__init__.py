"""What each document of a session says, as plain JSON: names copied, dates in words, rulings explained.

A document is printed from this and nothing else, so that it says tomorrow what it said when it was issued. The templates are
in templates/pdf/, one per kind. Every function asks the same number of queries for any size of session.
"""

from ._common import Payload
from .acta import ACTA_PROSE, acta_payload, approved_acta_payload
from .attendance import attendance_payload, not_installed_payload
from .certificate import acuerdo_certificate_payload
from .summons import agenda_payload, convocatoria_payload, roll_sheet_payload

__all__ = [
    "ACTA_PROSE",
    "Payload",
    "acta_payload",
    "acuerdo_certificate_payload",
    "agenda_payload",
    "approved_acta_payload",
    "attendance_payload",
    "convocatoria_payload",
    "not_installed_payload",
    "roll_sheet_payload",
]
