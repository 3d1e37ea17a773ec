"""Times of acts: typed to the minute, in Lima, and not in the future (Art. 7.2)."""

from datetime import datetime

from django.utils import timezone

from audit.acts import Act
from regulation.refusal import Refused

from ..models import Meeting


def at_valid_time(act: Act, meeting: Meeting, *, not_before: datetime | None = None) -> Act:
    """The act at a time that is not in the future, nor before what it depends on (the convening by default).

    Within the minute of what it depends on, an act comes right after it. Refused: time_out_of_range.
    """
    earliest = not_before or meeting.convened_at
    act = right_after(act, earliest)
    if act.at > act.now or (earliest is not None and act.at < earliest):
        raise out_of_range(act.at, earliest, act.now)
    return act


def right_after(act: Act, earlier: datetime | None) -> Act:
    """The act, moved to `earlier` where its time is of that very minute."""
    same = earlier is not None and act.at < earlier and _minute(act.at) == _minute(earlier)
    return act.timed(earlier) if earlier is not None and same else act


def out_of_range(at: datetime, since: datetime | None, until: datetime) -> Refused:
    facts = {"at": local(at), "from": local(since) if since else "", "until": local(until)}
    return Refused.because("time_out_of_range", facts=facts)


def local(at: datetime) -> str:
    """ISO in Lima, to the minute: how times are kept in rulings and events."""
    return timezone.localtime(at).isoformat(timespec="minutes")


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
