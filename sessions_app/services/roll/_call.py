"""The call that installs the session, or says why it cannot sit (Art. 7, 13; LPAG 109.3, 110)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from audit.acts import Act
from audit.services import record
from members.acts import begin, touch
from norms.selectors import calendar_for
from regulation.calls import judge_installation
from regulation.notice import judge_waiver

from ...models import Meeting, RollCall
from ...selectors.notice import judge_notice_now
from ...selectors.quorum import quorum_of, room
from ...states import MEETING
from ..hours import at_valid_time
from ._chair import president_in_room, seat_chair
from ._presence import open_day


@transaction.atomic
def call_roll(
    act: Act, *, meeting_id: int, call: int, waiver_agreed: bool = False, chair: tuple[int, str] | None = None
) -> RollCall:
    """Art. 13: judge who is in the room, and install the session or leave it convoked; either way the call is kept.

    `waiver_agreed`: every enabled member is here and agrees to start in spite of a defect of notice (LPAG 109.3).
    `chair`: (roll entry, role) elected for this session; otherwise the president, when present, presides.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="install")
    at_valid_time(act, meeting)
    open_day(act, meeting)
    rules = meeting.rules()
    rows = room(meeting)
    quorum = quorum_of(rows, rules, call)
    notice = judge_notice_now(meeting)
    waiver = None
    if waiver_agreed and not notice.holds:
        enabled, present = quorum.number("enabled"), quorum.number("present")
        waiver = judge_waiver(enabled=enabled, enabled_present=present, agreed=True, regulation=rules)
    session_on = localdate(meeting.scheduled_at)
    ruling = judge_installation(
        quorum=quorum,
        notice=notice,
        waiver=waiver,
        call=call,
        called_on=act.day,
        session_on=session_on,
        first_call_failed=_first_call_failed(meeting, session_on),
        calendar=calendar_for(meeting.body.calendar_territory, session_on),
        regulation=rules,
    )
    roll_call = RollCall.objects.create(
        meeting=meeting,
        call=call,
        at=act.at,
        installed=ruling.holds,
        code=ruling.code,
        waiver_agreed=waiver_agreed,
        ruling=ruling,
        recorded_at=act.now,
        recorded_by=act.by,
    )
    record(act, "roll.called", roll_call, ruling=ruling, call=call)
    if ruling.holds:
        MEETING.move(meeting, "install")
        meeting.installed_at, meeting.installed_by, meeting.installed_call = act.at, act.by, call
        meeting.notice_ruling = notice
        seat = chair or president_in_room(meeting, act.at)
        if seat is not None:
            seat_chair(act, meeting, *seat)
    touch(meeting, "state", "installed_at", "installed_by", "installed_call", "notice_ruling")
    return roll_call


def _first_call_failed(meeting: Meeting, session_on: date) -> bool:
    """First calls happen on the session's day: one made on another was none."""
    failed = meeting.calls.filter(call=1, installed=False).values_list("at", flat=True)
    return any(localdate(at) == session_on for at in failed)


def second_call_on(meeting: Meeting) -> datetime:
    """When a second call may be made: the same hour of the next business day (LPAG 110)."""
    session_on = localdate(meeting.scheduled_at)
    day = calendar_for(meeting.body.calendar_territory, session_on).next_business_day(session_on)
    return meeting.scheduled_at + timedelta(days=(day - session_on).days)
