"""What happens to an expediente, from the public form to the first accreditation (Art. 11).

All take the act first and are atomic, lock the expediente, check who may and whether its state allows it, write the step that
its applicant reads, queue the mail and leave an audit event.
"""

from .agenda import put_on_agenda, take_off_agenda
from .decision import settle_admission
from .review import (
    LONGEST_TERM,
    SHORTEST_TERM,
    USUAL_TERM,
    abandon,
    due_day,
    evaluate,
    observe,
    resend,
    settle_accreditation,
    settle_accreditations,
    sweep,
)
from .staging import MAX_FILES, MAX_TOTAL, FileData, stage, staged, sweep_staged, unstage
from .submission import ApplicationData, desist, remedy, submit

__all__ = [
    "LONGEST_TERM",
    "MAX_FILES",
    "MAX_TOTAL",
    "SHORTEST_TERM",
    "USUAL_TERM",
    "ApplicationData",
    "FileData",
    "abandon",
    "desist",
    "due_day",
    "evaluate",
    "observe",
    "put_on_agenda",
    "remedy",
    "resend",
    "settle_accreditation",
    "settle_accreditations",
    "settle_admission",
    "stage",
    "staged",
    "submit",
    "sweep",
    "sweep_staged",
    "take_off_agenda",
    "unstage",
]
