"""Who came: the filled attendance list, and the constancia of a session that could not be installed (Art. 13)."""

from django.utils.timezone import localdate

from documents import words

from ...models import Meeting
from ._common import Payload, head, hour, said
from ._record import (
    Record,
    absentees,
    attendees,
    calls_of,
    chairs_of,
    movements_of,
    notice_of,
    quorum_figures,
    read,
    represented,
    steps_of,
)
from .summons import agenda_stations


def attendance_payload(meeting: Meeting) -> Payload:
    """Everybody who attended with quality, mode and hours, the absent members by state, the movements."""
    record = read(meeting)
    return {**head(meeting, localdate(meeting.ended_at or meeting.scheduled_at)), **_attendance(record)}


def not_installed_payload(meeting: Meeting) -> Payload:
    """The short acta of a session without quorum or with defective notice: calls, arithmetic, present and absent."""
    record = read(meeting)
    closed = meeting.closed_at or (record.calls[-1].at if record.calls else meeting.scheduled_at)
    return {
        **head(meeting, localdate(closed)),
        **_attendance(record),
        "agenda": agenda_stations(meeting),
        "notice": notice_of(record),
        "ruling": said(record.calls[-1].ruling) if record.calls else None,
        "reason": record.calls[-1].code if record.calls else "no_call",
        "closed": {"at": hour(closed, record.day), "words": words.moment_in_words(closed)},
    }


def _attendance(record: Record) -> Payload:
    meeting, rows, steps = record.meeting, attendees(record), steps_of(record)
    calls = calls_of(record)
    return {
        "session": {
            "installed": hour(meeting.installed_at, record.day) if meeting.installed_at else "",
            "ended": hour(meeting.ended_at, record.day) if meeting.ended_at else "",
        },
        "calls": calls,
        "quorum": next((call["quorum"] for call in reversed(calls)), quorum_figures(None)),
        "chairs": chairs_of(record),
        "members": [row for row in rows if row["member"]],
        "guests": [row for row in rows if not row["member"]],
        "totals": represented(rows),
        "absent": absentees(record),
        "movements": movements_of(record, steps),
    }
