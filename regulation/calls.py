"""Art. 13; LPAG 110: whether a call installs the session."""

from __future__ import annotations

from datetime import date

from regulation.calendar import BusinessCalendar
from regulation.params import Regulation, SecondCall
from regulation.ruling import Ruling


def call_day(*, session_on: date, call: int, calendar: BusinessCalendar, regulation: Regulation) -> date:
    """The day on which this call may be made: the session's, or for a second call under LPAG 110 the next business day."""
    if call == 2 and regulation.second_call is SecondCall.LPAG:
        return calendar.next_business_day(session_on)
    return session_on


def judge_installation(
    *,
    quorum: Ruling,
    notice: Ruling,
    waiver: Ruling | None,
    call: int,
    called_on: date,
    session_on: date,
    first_call_failed: bool,
    calendar: BusinessCalendar,
    regulation: Regulation,
) -> Ruling:
    """Art. 7, 13; LPAG 109.3, 110: whether the session is installed by this call.

    `quorum`, `notice` and `waiver` are the rulings on this call's own roll. The first reason that applies is given:
    notice_defect (not cured by a waiver that holds); for a second call under LPAG 110 no_first_call and wrong_day; no_quorum;
    wrong_day; otherwise installed. Without a second call in the regulation, call 2 is the roll taken again on the
    session's day with the ordinary quorum. Facts: call, called_on, call_day, first_call_failed, cured, and the figures of quorum,
    notice and waiver, each with its holds.
    """
    if call not in (1, 2):
        raise ValueError("a session has a first call and a second one")
    expected = call_day(session_on=session_on, call=call, calendar=calendar, regulation=regulation)
    cured = not notice.holds and waiver is not None and waiver.holds
    second = call == 2 and regulation.second_call is SecondCall.LPAG
    if not (notice.holds or cured):
        code, article = "notice_defect", notice.article
    elif second and not first_call_failed:
        code, article = "no_first_call", "LPAG 110"
    elif second and called_on != expected:
        code, article = "wrong_day", "LPAG 110"
    elif not quorum.holds:
        code, article = "no_quorum", quorum.article
    elif called_on != expected:
        code, article = "wrong_day", "Art. 7"
    else:
        code, article = "installed", quorum.article
    return Ruling(
        rule="installation",
        holds=code == "installed",
        article=article,
        code=code,
        facts={
            "call": call,
            "called_on": called_on.isoformat(),
            "call_day": expected.isoformat(),
            "first_call_failed": first_call_failed,
            "cured": cured,
            "quorum": {**quorum.facts, "holds": quorum.holds},
            "notice": {**notice.facts, "holds": notice.holds},
            "waiver": None if waiver is None else {**waiver.facts, "holds": waiver.holds, "code": waiver.code},
        },
    )
