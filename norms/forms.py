from datetime import datetime
from typing import Any

from django import forms

from audit.acts import Act


class DayForm(forms.Form):
    """The day on which the regulation is asked about."""

    fecha = forms.DateField(
        label="Vigente el",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Escriba la fecha como día, mes y año; por ejemplo 15/03/2026."},
    )


class TimedForm(forms.Form):
    """A form that says when its act happened (`moment`, once it is valid) besides when it was typed (`now`)."""

    moment: datetime
    now: datetime

    def act(self, by: Any) -> Act:
        return Act(by, self.moment, self.now)
