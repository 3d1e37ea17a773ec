"""What a person may see. Somebody else's record does not exist for them: a 404, not a 403."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.http import Http404

from accounts.models import User
from members.enums import OFFICE, READERS, SeatRole
from members.models import Body
from members.selectors import roles_of, seats_of

from ..enums import MeetingState
from ..models import ChairSpell, Meeting, Presence, RollEntry


def visible_meetings(user: User | AnonymousUser, body: Body, on: date) -> QuerySet[Meeting]:
    """Staff and readers see all of the body's sessions; a representative those convened with their seat on the roll."""
    meetings = Meeting.objects.filter(body=body).select_related("body__parent", "body__rulebook", "regulation_version")
    roles = roles_of(user, body, on)
    if roles & OFFICE:
        return meetings
    convened = meetings.exclude(state=MeetingState.DRAFT).filter(convened_at__isnull=False)
    if roles & READERS:
        return convened
    seats = [seat.pk for seat, _ in seats_of(user, body, on)]
    return convened.filter(roll__seat__in=seats).distinct() if seats else convened.none()


def fetch_meeting(user: User | AnonymousUser, body: Body, pk: int, on: date) -> Meeting:
    """The session of this body if this person may see it; Http404 otherwise, and for one of another body."""
    meeting = visible_meetings(user, body, on).filter(pk=pk).first()
    if meeting is None:
        raise Http404("No existe esa sesión, o no le corresponde verla.")
    return meeting


def own_entries(user: User | AnonymousUser, meeting: Meeting) -> list[tuple[RollEntry, SeatRole]]:
    """The roll entries in which this person is titular or alterno, as the roll was frozen. One query."""
    if not user.is_authenticated:
        return []
    rows = RollEntry.objects.filter(meeting=meeting).filter(Q(titular__user=user) | Q(alternate__user=user))
    found = []
    for entry in rows.select_related("titular", "alternate"):
        mine = entry.titular is not None and entry.titular.user_id == user.pk
        found.append((entry, SeatRole.TITULAR if mine else SeatRole.ALTERNATE))
    return found


def attended(user: User | AnonymousUser, meeting: Meeting) -> bool:
    """Whether this very person was in the room at some moment of the installed session."""
    return any(
        presences_counted(meeting).filter(entry=entry, role=role).exists() for entry, role in own_entries(user, meeting)
    )


def presences_counted(meeting: Meeting) -> QuerySet[Presence]:
    """Presences of one session that are attendance; none of a session that was not installed."""
    return Presence.objects.filter(presences_counted_filter("entry__meeting__"), entry__meeting=meeting)


def presences_counted_filter(meeting: str) -> Q:
    """What makes a presence attendance: not voided, and not over before the session was installed (Art. 15.1).

    `meeting` is the path from the presence to its session, ending in "__".
    """
    installed_at = f"{meeting}installed_at"
    lasted = Q(until_at=None) | Q(until_at__gte=F(installed_at))
    return Q(voided_at=None, **{f"{installed_at}__isnull": False}) & lasted


def chair_now(meeting: Meeting) -> ChairSpell | None:
    """Who presides now, with the person's user at hand. One query."""
    return (
        ChairSpell.objects.filter(meeting=meeting, until_at=None)
        .select_related("entry__titular", "entry__alternate")
        .first()
    )
