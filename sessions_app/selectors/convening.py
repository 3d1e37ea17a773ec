"""What convening would do, before it is done."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from members.selectors import members_on
from norms.selectors import version_in_force
from regulation.choices import DayUnit
from regulation.notice import Receipt, judge_notice
from regulation.ruling import Ruling

from ..models import Meeting
from .notice import notice_calendar


def earliest_day(meeting: Meeting, *, at: datetime) -> date:
    """The first day on which a session convened at `at` would have its notice (Art. 7)."""
    rules = version_in_force(meeting.body.rulebook, localdate(meeting.scheduled_at)).rules()
    notice, sent = rules.notice_days.for_kind(meeting.kind), localdate(at)
    if notice.unit is DayUnit.BUSINESS:
        return notice_calendar(meeting, rules).add_business_days(sent, notice.count)
    return sent + timedelta(days=notice.count)


def preview_notice(meeting: Meeting, *, at: datetime) -> Ruling:
    """Art. 7: what the notice rule would say of this draft if it were sent at `at`, every mail arriving. Writes nothing."""
    session_day = localdate(meeting.scheduled_at)
    rules = version_in_force(meeting.body.rulebook, session_day).rules()
    suspended = {row.seat.pk for row in members_on(meeting.body, session_day) if row.suspended}
    receipts = []
    for row in members_on(meeting.body, localdate(at)):
        if row.seat.pk not in suspended:
            reachable = bool(row.institution.email) or any(a.person.email for a in row.people)
            receipts.append(Receipt(str(row.seat.number), localdate(at) if reachable else None, proven=False))
    return judge_notice(
        kind=meeting.kind,
        session_on=session_day,
        receipts=receipts,
        calendar=notice_calendar(meeting, rules),
        regulation=rules,
    )
