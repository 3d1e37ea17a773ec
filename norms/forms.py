from django import forms


class DayForm(forms.Form):
    """The day on which the regulation is asked about."""

    fecha = forms.DateField(
        label="Vigente el",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Escriba la fecha como día, mes y año; por ejemplo 15/03/2026."},
    )
