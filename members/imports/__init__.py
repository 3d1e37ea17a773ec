"""Tables of the padrón that may come in: from a row of somebody's sheet to a call of a service."""

from ._base import OfficeKind

__all__ = ["OfficeKind"]
