"""Whether the state of a thing allows an act. (Who may do it is `permissions`.)"""

from regulation.refusal import Refused

from .enums import ActaState, MeetingState, MotionState
from .models import Acta, Meeting, Motion
from .states import ACTA, MEETING, MOTION


def can_meeting(meeting: Meeting, act: str) -> bool:
    return act in MEETING[MeetingState(meeting.state)]


def check_meeting(meeting: Meeting, act: str) -> MeetingState:
    """The state the act leads to; Refused (wrong_state) where the table has no such move."""
    if not can_meeting(meeting, act):
        raise Refused.because("wrong_state", facts={"state": meeting.state, "act": act, "of": "meeting"})
    return MEETING[MeetingState(meeting.state)][act]


def can_motion(motion: Motion, act: str) -> bool:
    return act in MOTION[MotionState(motion.state)]


def check_motion(motion: Motion, act: str) -> MotionState:
    if not can_motion(motion, act):
        raise Refused.because("wrong_state", facts={"state": motion.state, "act": act, "of": "motion"})
    return MOTION[MotionState(motion.state)][act]


def can_acta(acta: Acta, act: str) -> bool:
    return act in ACTA[ActaState(acta.state)]


def check_acta(acta: Acta, act: str) -> ActaState:
    if not can_acta(acta, act):
        raise Refused.because("wrong_state", facts={"state": acta.state, "act": act, "of": "acta"})
    return ACTA[ActaState(acta.state)][act]


def check_correctable(meeting: Meeting) -> None:
    """Facts are corrected while the session runs, or after it until the acta is approved."""
    if meeting.state in (MeetingState.CONVOKED, MeetingState.IN_SESSION):
        return
    check_meeting(meeting, "correct")
    acta = Acta.objects.filter(meeting=meeting).first()
    if acta is not None and acta.state in (ActaState.APPROVED, ActaState.SIGNED):
        raise Refused.because("acta_approved", "Art. 7", {"meeting": str(meeting)})
