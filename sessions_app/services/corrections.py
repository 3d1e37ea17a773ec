"""Corrections of the record of the day: until when they are allowed, and the votes that they flag."""

from audit.acts import Act
from regulation.refusal import Refused

from ..enums import ActaState, MeetingState, MotionState
from ..models import Acta, Meeting, Motion
from ..selectors.quorum import quorum_of, room, voters_of
from ..states import MEETING
from .hours import local


def check_correctable(meeting: Meeting) -> None:
    """Facts are corrected until the acta that states them is approved (Art. 7). Refused: wrong_state, acta_approved."""
    MEETING.check(meeting, "correct")
    approved = (ActaState.APPROVED, ActaState.SIGNED)
    if meeting.state == MeetingState.CLOSED and Acta.objects.filter(meeting=meeting, state__in=approved).exists():
        raise Refused.because("acta_approved", "Art. 7", {"meeting": str(meeting)})


def flag_votes_since(act: Act, meeting: Meeting, cause: str) -> list[Motion]:
    """Flag every valid vote opened since the act happened whose quorum or number of voters the corrected record changes.

    None is recomputed: the flag keeps the figures then and now.
    """
    rules = meeting.rules()
    flagged = []
    votes = Motion.objects.filter(meeting=meeting, opened_at__gte=act.at).exclude(state=MotionState.ANNULLED)
    for motion in votes.prefetch_related("voters"):
        rows = room(meeting, motion.opened_at)
        quorum = quorum_of(rows, rules, meeting.installed_call or 1)
        # Impeded members are in the room, yet not among the voters.
        impeded = {voter.entry_id for voter in motion.voters.all() if voter.impeded}
        voters = sum(entry.pk not in impeded for entry, _ in voters_of(rows))
        judged_with = sum(not voter.impeded for voter in motion.voters.all())
        before = motion.quorum_ruling.facts
        if before["present"] == quorum.facts["present"] and judged_with == voters:
            continue
        motion.flags = [
            *motion.flags,
            {
                "code": "room_corrected",
                "cause": cause,
                "noted_at": local(act.now),
                "present_before": before["present"],
                "present_now": quorum.facts["present"],
                "required": quorum.facts["required"],
                "quorum_now": quorum.holds,
                "voters_before": judged_with,
                "voters_now": voters,
            },
        ]
        motion.save(update_fields=["flags"])
        flagged.append(motion)
    return flagged
