"""The roll call: who is in the room, from when until when, who presides, and whether that installs the session."""

from ._call import call_roll, second_call_on
from ._chair import designate_chair
from ._presence import add_guest, mark_arrival, mark_departure, open_roll, set_attendance, void_presence

__all__ = [
    "add_guest",
    "call_roll",
    "designate_chair",
    "mark_arrival",
    "mark_departure",
    "open_roll",
    "second_call_on",
    "set_attendance",
    "void_presence",
]
