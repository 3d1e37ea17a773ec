"""Hours as Peru writes them, typed by hand: a browser's own time field shows AM and PM where the machine does."""

import re
from datetime import time
from typing import Any

from django import forms

#: 9:05, 09:05, 9.05, 0905 and 905; seconds may follow. A phone's number pad has no colon.
_HOUR = re.compile(r"(\d{1,2})[:.]?(\d{2})(?:[:.]\d{2})?", re.ASCII)


class HourInput(forms.TimeInput):
    """A text field with the pattern of an hour, of which the browser says the same as the form."""

    input_type = "text"

    def __init__(self, **attrs: str) -> None:
        hints = {
            "inputmode": "numeric",
            "pattern": r"([01]?\d|2[0-3])[:.]?[0-5]\d",
            "title": "Hora de 24 horas: 09:05 o 0905",
            "placeholder": "09:05",
            "maxlength": "8",
            "autocomplete": "off",
            "class": "form-control hour",
        }
        super().__init__(attrs=hints | attrs, format="%H:%M")


class HourField(forms.TimeField):
    """An hour of the day, 24 hours. Refused with how to write it: anything that is no hour."""

    widget = HourInput
    default_error_messages = {"invalid": "Escriba la hora de 24 horas, así: 09:05 (por la tarde, 15:30)."}

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        found = _HOUR.fullmatch(str(value).strip())
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return time(int(found[1]), int(found[2]))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
