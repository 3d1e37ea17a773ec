"""What strangers and the office type of an expediente."""

from .application import FILE_FIELDS, ApplicationForm
from .follow import DesistForm, FollowForm, RemedyForm
from .office import AgendaForm, EvaluateForm, ObserveForm, RevisionForm

__all__ = [
    "FILE_FIELDS",
    "AgendaForm",
    "ApplicationForm",
    "DesistForm",
    "EvaluateForm",
    "FollowForm",
    "ObserveForm",
    "RemedyForm",
    "RevisionForm",
]
