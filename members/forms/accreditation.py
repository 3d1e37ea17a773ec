"""Who speaks for a seat."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import QuerySet

from ..models import Person
from ._base import OfficeForm, PersonForm, day_input


class DayForm(forms.Form):
    """The day as of which a list is shown."""

    fecha = forms.DateField(
        label="A la fecha",
        required=False,
        widget=day_input(),
        error_messages={"invalid": "Escriba la fecha como día, mes y año; por ejemplo 15/03/2026."},
    )


class AccreditForm(PersonForm):
    """A titular or an alterno, by an official document (Art. 5)."""

    def __init__(self, *args: Any, known: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = known  # type: ignore[attr-defined]  # a ModelChoiceField
        field.help_text = "Quienes ya estuvieron acreditados por esta institución."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            self.person_fields("La persona"),
            self.paper_fields("El documento que la acredita"),
            Fieldset("Desde cuándo", "starts_on"),
        )


class EndForm(OfficeForm):
    """Something ends, on a last day and for a reason."""

    last_day = forms.DateField(
        label="Último día",
        widget=day_input(),
        error_messages={"required": "Indique el último día.", "invalid": "Esa fecha no existe: revísela."},
    )
    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba el motivo: quedará en el historial."},
    )


class ContactForm(OfficeForm):
    """How a person is reached."""

    position = forms.CharField(label="Cargo en su institución", max_length=160, required=False)
    email = forms.EmailField(
        label="Correo",
        required=False,
        help_text="Aquí llegan las convocatorias. Un representante entra al sistema con este correo.",
        error_messages={"invalid": "Ese correo no está bien escrito: revíselo."},
    )
    phone = forms.CharField(label="Teléfono", max_length=30, required=False)
