from .acta import Acta, ActaDecision, ActaObservation, ActaSection, ActaSignature, ActaVersion, PaperActa
from .meeting import AgendaFile, AgendaItem, ChairSpell, Meeting, MeetingDocument
from .notice import ActaMail, Dispatch, Receipt
from .roll import Presence, RollCall, RollEntry
from .votes import Acuerdo, Ballot, Motion, MotionOption, MotionVoter

__all__ = [
    "Acta",
    "ActaDecision",
    "ActaMail",
    "ActaObservation",
    "ActaSection",
    "ActaSignature",
    "ActaVersion",
    "Acuerdo",
    "AgendaFile",
    "AgendaItem",
    "Ballot",
    "ChairSpell",
    "Dispatch",
    "Meeting",
    "MeetingDocument",
    "Motion",
    "MotionOption",
    "MotionVoter",
    "PaperActa",
    "Presence",
    "Receipt",
    "RollCall",
    "RollEntry",
]
