"""Whether a past session is registered already, and whether the table says the same of it as before."""

from collections.abc import Iterator

from django.utils.timezone import localdate

from members.models import Body
from regulation.refusal import Refused

from ... import words
from ...enums import Capacity, MeetingState
from ...models import Meeting, Presence, RollEntry
from ...selectors.past import notice_day, says
from ..hours import local
from ._data import ABSENT, Attended, PastSession, clock, day_and_clock


def registered_before(body: Body, data: PastSession) -> Meeting | None:
    """The session of that number, when it was brought in before with these data. Refused: session_lived_here, session_differs."""
    meeting = Meeting.objects.filter(body=body, kind=data.kind, year=data.year, number=data.number).first()
    if meeting is None:
        _check_hour_free(body, data)
        return None
    title = str(meeting)
    if meeting.import_batch_id is None:
        day = localdate(meeting.convened_at or meeting.created_at).isoformat()
        raise Refused.because("session_lived_here", facts={"title": title, "on": day})
    differs = list(_differences(meeting, data))
    if differs:
        raise Refused.because("session_differs", facts={"title": title, "differs": differs})
    return meeting


def _check_hour_free(body: Body, data: PastSession) -> None:
    """A body holds one session of a kind at a time: a second number for the same hour is a slip. Refused: session_same_hour."""
    other = Meeting.objects.filter(
        body=body,
        kind=data.kind,
        scheduled_at=data.held_at,
        state__in=(MeetingState.CLOSED, MeetingState.NOT_INSTALLED),
    ).first()
    if other is not None:
        raise Refused.because("session_same_hour", facts={"title": str(other), "held_at": local(data.held_at)})


def _differences(meeting: Meeting, data: PastSession) -> Iterator[str]:
    """In words, what the table says otherwise than it did. What the office corrected here since then is not compared."""
    if meeting.scheduled_at != data.held_at:
        yield words.began(day_and_clock(meeting.scheduled_at), day_and_clock(data.held_at))
    if meeting.ended_at is not None and meeting.ended_at != data.ended_at:
        yield words.ended(clock(meeting.ended_at), clock(data.ended_at))
    if meeting.place != data.place.strip():
        yield words.held_at(meeting.place)
    known = notice_day(meeting)
    if known != data.convened_on:
        yield words.convened_on(known)
    if data.installed is not None and data.installed is not (meeting.installed_at is not None):
        yield words.installed(meeting.installed_at is not None)
    first = _first_words(meeting)
    said = data.voices
    for voice in [*first, *(voice for voice in said if voice not in first)]:
        entry, stay = first.get(voice, (None, None))
        if not _same(meeting, stay, said.get(voice, ABSENT)):
            yield entry.name if entry else (str(voice.label) if isinstance(voice, Capacity) else words.seat(voice))


def _first_words(meeting: Meeting) -> dict[int | Capacity, tuple[RollEntry, Presence | None]]:
    """Each voice of the roll with the stay that the table gave it, whatever was noted or voided afterwards. Two queries."""
    brought = {
        stay.entry_id: stay
        for stay in Presence.objects.filter(entry__meeting=meeting, recorded_at=meeting.created_at).order_by("-pk")
    }
    return {
        entry.seat.number if entry.seat else Capacity(entry.capacity): (entry, brought.get(entry.pk))
        for entry in meeting.roll.select_related("seat")
    }


def _same(meeting: Meeting, stay: Presence | None, attended: Attended) -> bool:
    if stay is None or attended.role is None:
        return stay is None and attended.role is None
    corrected = stay.until_recorded_at != meeting.created_at
    return (
        stay.role == attended.role
        and (not attended.name.strip() or says(attended.name, stay.name))
        and stay.from_at == (attended.since or meeting.scheduled_at)
        and (corrected or stay.until_at == (attended.until or meeting.ended_at))
    )
