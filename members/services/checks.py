"""What nearly every change of the padrón asks of a day and of a reason."""

from datetime import date

from audit.acts import Act
from core.text import within
from regulation.refusal import Refused

#: Characters of a reason or a short note.
LONGEST_REASON = 300


def check_day(act: Act, day: date, *, field: str = "starts_on") -> None:
    """Nothing of the padrón is registered for a day that has not come."""
    if day > act.today:
        facts = {"date": day, "latest": act.today}
        raise Refused.because("future_date", facts=facts, field=field)


def check_reason(reason: str) -> str:
    """Refused: reason_required, text_too_long."""
    if not reason.strip():
        raise Refused.because("reason_required", field="reason")
    return within(reason, LONGEST_REASON)
