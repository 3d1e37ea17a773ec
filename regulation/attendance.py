"""Art. 15.1: who attended a session, and which sessions are computed for absences at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from regulation.params import AttendanceRule, Regulation
from regulation.ruling import Ruling

Outcome = Literal["held", "no_quorum", "notice_defect", "cancelled", "rescheduled"]


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody of the institution, titular or alterno, was in the room from `since`; `until` None: to the end."""

    since: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError("nobody leaves before arriving")

    def covers(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


def judge_attendance(
    *,
    stays: Iterable[Stay],
    installed_at: datetime | None,
    closed_at: datetime,
    orden_del_dia_at: datetime | None = None,
    regulation: Regulation,
) -> Ruling:
    """Art. 15.1; RIC 32: whether an institution attended, from the stays of all its people.

    any_moment: somebody was in between installation and close; who left before the session was installed was not there.
    orden_del_dia_and_end: somebody was in when the orden del día began and somebody at the close (at the close alone when
    the orden del día was never reached). `installed_at` None: the session failed, and those who answered a roll attended.
    Times of one session, all aware or all naive. Codes: attended, absent. Facts: rule, at_orden_del_dia, at_end.
    """
    stayed = list(stays)
    # Who leaves as the session closes was there at the end; who leaves as it is installed saw it installed.
    at_end = any(stay.since <= closed_at and (stay.until is None or stay.until >= closed_at) for stay in stayed)
    at_orden = None if orden_del_dia_at is None else any(stay.covers(orden_del_dia_at) for stay in stayed)
    if installed_at is None:
        attended = bool(stayed)
    elif regulation.attendance_counts is AttendanceRule.ANY_MOMENT:
        attended = any(
            stay.since <= closed_at and (stay.until is None or stay.until >= installed_at) for stay in stayed
        )
    else:
        attended = at_end and at_orden is not False
    return Ruling(
        rule="attendance",
        holds=attended,
        article="Art. 15.1",
        code="attended" if attended else "absent",
        facts={
            "rule": regulation.attendance_counts.value,
            "at_orden_del_dia": at_orden,
            "at_end": at_end,
        },
    )


def judge_computed(
    *, outcome: Outcome, notified: bool, suspended: bool, regulation: Regulation, member: bool = True
) -> Ruling:
    """Art. 15.1: whether a closed session is computed for an institution, so that not attending it is an absence.

    `notified`: validly, as judge_notice says of its own receipt alone; `suspended` and `member`: on the session's day (it may
    have left since it was summoned). Codes: computed; not_counted (the sessions of this body give no absences: Art. 15.1
    speaks of the Assembly's); cancelled, rescheduled, notice_defect (not installed because of its
    notice), no_quorum (where failed sessions do not count), not_notified, suspended, left.
    """
    if not regulation.absences_count:
        code: str = "not_counted"
    elif outcome in ("cancelled", "rescheduled", "notice_defect"):
        code = outcome
    elif outcome == "no_quorum" and not regulation.failed_session_counts:
        code = "no_quorum"
    elif not member:
        code = "left"
    elif suspended:
        code = "suspended"
    elif not notified:
        code = "not_notified"
    else:
        code = "computed"
    return Ruling(
        rule="computed",
        holds=code == "computed",
        article="Art. 15.1",
        code=code,
        facts={"outcome": outcome, "notified": notified},
    )
