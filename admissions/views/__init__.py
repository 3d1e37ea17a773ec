"""The pages of an expediente: those of anybody with its form or its code, and those of the office."""

from .follow import desist, follow, follow_code, remedy
from .office import (
    abandon,
    accredited,
    detail,
    document,
    evaluate,
    index,
    observe,
    put_on_agenda,
    resend,
    take_off_agenda,
)
from .public import apply

__all__ = [
    "abandon",
    "accredited",
    "apply",
    "desist",
    "detail",
    "document",
    "evaluate",
    "follow",
    "follow_code",
    "index",
    "observe",
    "put_on_agenda",
    "remedy",
    "resend",
    "take_off_agenda",
]
