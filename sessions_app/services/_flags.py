"""A correction typed later never recomputes a vote: it flags it, with the figures then and now."""

from datetime import datetime

from ..enums import MotionState
from ..models import Meeting, Motion
from ..selectors.quorum import quorum_of, room, voters_of
from ._unit import local


def flag_votes_since(meeting: Meeting, since: datetime, *, now: datetime, cause: str) -> list[Motion]:
    """Flag every valid vote opened after `since` whose quorum or number of voters the corrected record changes."""
    rules = meeting.rules()
    flagged = []
    votes = Motion.objects.filter(meeting=meeting, opened_at__gte=since).exclude(state=MotionState.ANNULLED)
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
                "noted_at": local(now),
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
