"""Whether the session can have been as the table says, by the regulation of its day (Art. 5, 7, 13)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate

from norms.selectors import calendar_for, version_in_force
from regulation.calendar import BusinessCalendar
from regulation.notice import Receipt, judge_notice
from regulation.params import Regulation
from regulation.quorum import judge_quorum
from regulation.refusal import Refused
from regulation.ruling import JSON, Ruling

from ...selectors.past import CommitteeThen
from ._data import ABSENT, Attended, PastSession, Problem, clock


def problems_of(data: PastSession, then: CommitteeThen, *, now: datetime) -> Iterator[Problem]:
    """Everything that keeps the session from being registered, all of it, so that a table is corrected once."""
    dates = list(_dates(data, then, now))
    yield from dates
    voices: list[Problem] = []
    for number, attended in data.members.items():
        try:
            seat = then.seat(number)
            if attended.role is not None:
                then.person(seat, attended.role, attended.name)
        except Refused as refusal:
            voices.append(Problem(refusal, number))
        voices += [Problem(refusal, number) for refusal in _hours(data, attended)]
    for capacity, attended in data.others.items():
        voices += [Problem(refusal, capacity) for refusal in _hours(data, attended)]
    yield from voices
    if not (dates or voices):  # the quorum is counted over a roll that can be right
        yield from _installation(data, then)


def _dates(data: PastSession, then: CommitteeThen, now: datetime) -> Iterator[Problem]:
    held_on, today = data.held_on, localdate(now)
    if data.number < 1:
        yield Problem(Refused.because("bad_session_number"), about="number")
    years = {held_on.year, data.convened_on.year if data.convened_on else held_on.year}
    if data.year not in years:
        facts: dict[str, JSON] = {"year": str(data.year), "years": " y ".join(str(year) for year in sorted(years))}
        yield Problem(Refused.because("bad_session_year", facts=facts), about="year")
    if data.held_at > now or data.ended_at > now:
        days = {"date": held_on, "latest": today}
        yield Problem(Refused.because("future_date", facts=days), about="held_on")
    if then.first_day is None or held_on < then.first_day:
        starts_on = then.first_day.isoformat() if then.first_day else None
        yield Problem(Refused.because("before_regulation", facts={"starts_on": starts_on}), about="held_on")
    elif not then.summoned:
        yield Problem(Refused.because("no_members", "Art. 5", {"body": then.body.name}), about="held_on")
    if data.ended_at < data.held_at:
        facts = {"start": clock(data.held_at), "end": clock(data.ended_at)}
        yield Problem(Refused.because("ended_before_start", facts=facts), about="ended_at")
    if data.convened_on is not None and data.convened_on > held_on:
        days = {"convened_on": data.convened_on, "held_on": held_on}
        yield Problem(Refused.because("convened_after_session", "Art. 7", days), about="convened_on")


def _hours(data: PastSession, attended: Attended) -> Iterator[Refused]:
    if attended.role is None:
        if attended.name.strip() or attended.since is not None or attended.until is not None:
            yield Refused.because("absent_with_details")
        return
    since, until = attended.since or data.held_at, attended.until or data.ended_at
    facts: dict[str, JSON] = {"since": clock(since), "until": clock(until)}
    if attended.since is not None and attended.until is not None and attended.until < attended.since:
        yield Refused.because("left_before_arriving", facts=facts)
    elif data.ended_at >= data.held_at and (since > data.ended_at or until < data.held_at):
        facts |= {"start": clock(data.held_at), "end": clock(data.ended_at)}
        yield Refused.because("outside_session", facts=facts)


def _installation(data: PastSession, then: CommitteeThen) -> Iterator[Problem]:
    """The table's word against the arithmetic: neither is changed silently."""
    rules = rules_on(then)
    quorum, notice = judge_quorum_then(data, then, rules), judge_notice_then(data, then, rules)
    facts = {**quorum.facts, "hour": clock(data.held_at)}
    if data.installed is True and not quorum.holds:
        yield Problem(Refused.because("quorum_missing_then", quorum.article, facts), about="installed")
    if data.installed is False and quorum.holds and notice.holds:
        yield Problem(Refused.because("quorum_met_then", quorum.article, facts), about="installed")


def rules_on(then: CommitteeThen) -> Regulation:
    """The regulation that judges the session: that of its day."""
    return version_in_force(then.body.rulebook, then.held_on).rules()


def judge_quorum_then(data: PastSession, then: CommitteeThen, rules: Regulation) -> Ruling:
    """Art. 13, over those who were in when the session began."""
    enabled = [seat for seat in then.summoned.values() if not seat.suspended]
    present = sum(_in_at_start(data, data.members.get(seat.seat.number, ABSENT)) for seat in enabled)
    return judge_quorum(members=len(then.summoned), enabled=len(enabled), present=present, regulation=rules)


def judge_notice_then(data: PastSession, then: CommitteeThen, rules: Regulation) -> Ruling:
    """Art. 7, everybody presumed to have been called on the day of convening (LPAG 20.4); nobody, where it is unknown."""
    receipts = [
        Receipt(member=str(number), received_on=data.convened_on, proven=False)
        for number, seat in then.summoned.items()
        if not seat.suspended
    ]
    return judge_notice(
        kind=data.kind,
        session_on=data.held_on,
        receipts=receipts,
        calendar=calendar_for(then.body.calendar_territory, data.held_on)
        if rules.notice_days.in_business_days
        else BusinessCalendar(),
        regulation=rules,
    )


def _in_at_start(data: PastSession, attended: Attended) -> bool:
    return attended.role is not None and (attended.since is None or attended.since <= data.held_at)


def sat(data: PastSession, quorum: Ruling) -> bool:
    """Whether the session was installed. A defect of its notice is kept beside it: what it gives is no absences (Art. 15.1)."""
    return quorum.holds if data.installed is None else data.installed
