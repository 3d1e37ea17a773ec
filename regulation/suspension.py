"""Art. 15: the sanction: who imposes it, the term to answer, and the six months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from regulation.calendar import BusinessCalendar, add_months
from regulation.params import Regulation, SanctionBy
from regulation.ruling import JSON, Ruling

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SuspensionPeriod:
    """From `starts_on` to `last_day`, both included; enabled again on `enabled_from`, which ends the half-open range."""

    starts_on: date
    last_day: date
    enabled_from: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.enabled_from

    def as_dict(self) -> dict[str, JSON]:
        """{"from", "last_day", "enabled_from"}, dates as ISO text."""
        return {
            "from": self.starts_on.isoformat(),
            "last_day": self.last_day.isoformat(),
            "enabled_from": self.enabled_from.isoformat(),
        }


def suspension_period(notified_on: date, regulation: Regulation, running_until: date | None = None) -> SuspensionPeriod:
    """Art. 15.1: six months, date to date, from the day after notice was received (30 August -> 28 February).

    `running_until`: the last day of a suspension in course; a second one starts after it, as if notified on that day.
    """
    counted_from = notified_on if running_until is None else max(notified_on, running_until)
    last_day = add_months(counted_from, regulation.suspension_months)
    return SuspensionPeriod(starts_on=counted_from + _ONE_DAY, last_day=last_day, enabled_from=last_day + _ONE_DAY)


def hearing_due(notified_on: date, calendar: BusinessCalendar, regulation: Regulation) -> date:
    """LPAG 255: the last day on which the institution may answer (descargos), in business days after notice."""
    return calendar.add_business_days(notified_on, regulation.hearing_days)


def judge_sanction(
    *, decided_by: SanctionBy, acuerdo: bool, affected_voted: bool, heard: bool, regulation: Regulation
) -> Ruling:
    """Art. 15: whether a sanction may be imposed so.

    `heard`: the institution answered, or its term to answer has passed; `acuerdo`: the Assembly approved it;
    `affected_voted`: the institution was among those who voted. Codes: ok, not_heard, not_competent (not whom this
    regulation names), needs_acuerdo, affected_voted.
    """
    assembly = regulation.sanction_by is SanctionBy.ASSEMBLY
    article = "Art. 15"
    if not heard:
        code, article = "not_heard", "LPAG 255"
    elif decided_by is not regulation.sanction_by:
        code = "not_competent"
    elif assembly and not acuerdo:
        code = "needs_acuerdo"
    elif assembly and affected_voted:
        code = "affected_voted"
    else:
        code = "ok"
    return Ruling(
        rule="sanction",
        holds=code == "ok",
        article=article,
        code=code,
        facts={"decided_by": decided_by.value, "required": regulation.sanction_by.value},
    )
