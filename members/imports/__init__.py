"""Tables of the padrón that may come in: from a row of somebody's sheet to a call of a service."""

from exchange.kinds import register

from ._base import OfficeKind, body_of
from .accreditations import Accreditations
from .institutions import Institutions
from .people import People

__all__ = ["OfficeKind", "body_of", "register_kinds"]


def register_kinds() -> None:
    """Called once, when the program starts; what others rest on comes first."""
    for kind in (Institutions(), People(), Accreditations()):
        register(kind)
