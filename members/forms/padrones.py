"""Issuing the padrón of a day, and annulling one."""

from django import forms

from ._base import OfficeForm, day_input


class IssuePadronForm(OfficeForm):
    as_of = forms.DateField(
        label="A la fecha",
        widget=day_input(),
        help_text="El padrón dice quiénes eran miembros y sus representantes ese día.",
        error_messages={"required": "Indique a qué fecha.", "invalid": "Esa fecha no existe: revísela."},
    )


class ReasonForm(OfficeForm):
    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba el motivo: quedará en el historial."},
    )
