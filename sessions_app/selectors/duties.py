"""What the year asks of the body: ordinary sessions, a plenary each quarter, MINCETUR once (Art. 7, 12, 14)."""

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from members.models import Body
from regulation.duties import HeldSession

from ..enums import Capacity
from ..models import Meeting, Presence
from .access import presences_counted_filter


def installed_sessions(body: Body) -> list[HeldSession]:
    """Every session of the body that was installed, by the day on which it sat. One query."""
    ministry = Presence.objects.filter(
        presences_counted_filter("entry__meeting__"), entry__meeting=OuterRef("pk"), entry__capacity=Capacity.MINCETUR
    )
    meetings = Meeting.objects.filter(body=body, installed_at__isnull=False).annotate(mincetur=Exists(ministry))
    return [
        HeldSession(
            kind="ordinary" if meeting.kind == "ordinary" else "extraordinary",
            sat_on=localdate(meeting.installed_at),
            mincetur=meeting.mincetur,
        )
        for meeting in meetings.order_by("installed_at")
    ]
