"""What every service does: lock the session, ask whether its state allows the act, write, record, raise the revision."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from audit.services import record
from members.enums import Role
from members.selectors import roles_of
from regulation.refusal import Refused
from regulation.ruling import Ruling

from ..enums import ActaState, MeetingState
from ..models import Acta, Meeting
from ..permissions import check_user
from ..states import MEETING


def day_of(at: datetime) -> date:
    """The day in Lima."""
    return timezone.localdate(at)


def locked_meeting(pk: int, *, act: str | None = None, expected_revision: int | None = None) -> Meeting:
    """The session, locked until the transaction ends. Inside an atomic block only.

    Refused: wrong_state when the table of states has no `act` here; stale when somebody moved it since the form was shown.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("body__rulebook", "regulation_version")
        .filter(pk=pk)
        .first()
    )
    if meeting is None:
        raise Http404("No existe esa sesión.")
    if act is not None:
        MEETING.check(meeting, act)
    if expected_revision is not None and expected_revision != meeting.revision:
        raise Refused.because("stale", facts={"seen": expected_revision, "current": meeting.revision})
    return meeting


def check_manager(meeting: Meeting, by: User, now: datetime) -> None:
    """The Secretaría Técnica or its Adjunta in office on the day it is typed (Art. 9)."""
    check_user("sessions.manage", by, meeting.body, day_of(now))


def check_correctable(meeting: Meeting) -> None:
    """Facts are corrected until the acta that tells them is approved (Art. 7). Refused: wrong_state, acta_approved."""
    MEETING.check(meeting, "correct")
    approved = (ActaState.APPROVED, ActaState.SIGNED)
    if meeting.state == MeetingState.CLOSED and Acta.objects.filter(meeting=meeting, state__in=approved).exists():
        raise Refused.because("acta_approved", "Art. 7", {"meeting": str(meeting)})


def touch(meeting: Meeting, *fields: str) -> None:
    """Save these fields and raise the revision: open pages learn that something moved."""
    meeting.revision += 1
    meeting.save(update_fields=["revision", *fields])


def check_time(meeting: Meeting, at: datetime, now: datetime, *, not_before: datetime | None = None) -> datetime:
    """The moment of an act, which is never in the future, nor before what it depends on (the convening by default).

    Hours are typed to the minute: within the minute of what it depends on, an act comes right after it.
    """
    earliest = not_before or meeting.convened_at
    if earliest is not None and at < earliest and same_minute(at, earliest):
        at = earliest
    if at > now or (earliest is not None and at < earliest):
        facts = {"at": local(at), "from": local(earliest) if earliest else "", "until": local(now)}
        raise Refused.because("time_out_of_range", facts=facts)
    return at


def same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def local(at: datetime) -> str:
    """ISO in Lima, to the minute: how times are kept in rulings and events."""
    return timezone.localtime(at).isoformat(timespec="minutes")


def log(
    meeting: Meeting,
    action: str,
    *,
    by: User | None,
    at: datetime,
    now: datetime | None = None,
    subject: models.Model | None = None,
    ruling: Ruling | None = None,
    **data: Any,
) -> None:
    """One sentence of the session's history."""
    record(
        action=action,
        stream=meeting.stream,
        by=by,
        at=at,
        recorded_at=now or at,
        subject=subject or meeting,
        ruling=ruling,
        data=_plain(data),
        role=_role_of(by, meeting, now or at),
    )


def _role_of(by: User | None, meeting: Meeting, on: datetime) -> str:
    """In what role they acted, for the history: the first of theirs in the order of `Role`."""
    roles = roles_of(by, meeting.body, day_of(on)) if by else frozenset()
    return next((str(role.label) for role in Role if role in roles), "")


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: local(value) if isinstance(value, datetime) else value for key, value in data.items()}
