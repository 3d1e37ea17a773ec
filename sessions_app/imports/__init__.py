"""Tables of sessions that may come in: from a row of somebody's sheet, or of a form, to a call of a service."""

from .by_hand import preview_by_hand
from .past import PastSessions

__all__ = ["PastSessions", "preview_by_hand"]
