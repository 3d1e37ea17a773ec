"""Tables of the padrón that may come in: from a row of somebody's sheet to a call of a service."""

from ._base import OfficeKind, body_of

__all__ = ["OfficeKind", "body_of"]
