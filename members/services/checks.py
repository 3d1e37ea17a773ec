"""Checks of a day and of a reason that most changes of the padrón share."""

from datetime import date

from audit.acts import Act
from core.text import within
from regulation.refusal import Refused

#: Characters of a reason or a short note.
LONGEST_REASON = 300


def check_day(act: Act, day: date, *, field: str = "starts_on") -> None:
    """Refused (future_date): the padrón does not register what has not happened yet."""
    if day > act.today:
        facts = {"date": day, "latest": act.today}
        raise Refused.because("future_date", facts=facts, field=field)


def clean_reason(reason: str) -> str:
    """The reason without spaces around it. Refused: reason_required, text_too_long."""
    if not reason.strip():
        raise Refused.because("reason_required", field="reason")
    return within(reason, LONGEST_REASON)
