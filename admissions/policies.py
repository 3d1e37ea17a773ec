"""Whether the state of an expediente allows an act. (Who may do it is `permissions`.)"""

from regulation.refusal import Refused

from .enums import ApplicationState
from .models import Application
from .states import APPLICATION


def can_application(application: Application, act: str) -> bool:
    return act in APPLICATION[ApplicationState(application.state)]


def check_application(application: Application, act: str) -> ApplicationState:
    """The state the act leads to; Refused (wrong_state) where the table has no such move."""
    if not can_application(application, act):
        raise Refused.because("wrong_state", "Art. 11", {"state": application.state, "act": act, "of": "application"})
    return APPLICATION[ApplicationState(application.state)][act]
