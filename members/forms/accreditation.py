"""Who speaks for a seat."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.db.models import QuerySet

from ..enums import AlertKind
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

    identity_needed = True

    #: The last accreditation of the place when the page was opened.
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    valid_until = forms.DateField(
        label="Hasta",
        required=False,
        widget=day_input(),
        help_text="El último día, solo si el documento lo fija. En blanco: hasta que se acredite a otra persona.",
        error_messages={"invalid": "Esa fecha no existe: revísela."},
    )

    def __init__(self, *args: Any, known: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = known  # type: ignore[attr-defined]  # a ModelChoiceField
        field.help_text = "Quienes ya estuvieron acreditados por esta institución."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.render_hidden_fields = True
        self.helper.layout = Layout(
            self.person_fields("La persona"),
            self.paper_fields("El documento que la acredita"),
            Fieldset(
                "Vigencia", Row(Column("starts_on", css_class="col-md-6"), Column("valid_until", css_class="col-md-6"))
            ),
        )

    def now_seen(self, last: int) -> None:
        """The page comes back with what changed meanwhile: to save again is to know of it."""
        self.data = {**self.data.dict(), self.add_prefix("seen"): str(last)}  # type: ignore[attr-defined]  # of a POST


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


class DepartureForm(OfficeForm):
    """The person left the institution, which has not accredited another yet."""

    left_on = forms.DateField(
        label="Dejó la institución el",
        widget=day_input(),
        error_messages={"required": "Indique desde qué día ya no está.", "invalid": "Esa fecha no existe: revísela."},
    )
    note = forms.CharField(
        label="Cómo se supo",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Por ejemplo: lo comunicó la institución por teléfono.",
    )


class ConstanciaForm(OfficeForm):
    """How many constancias the page showed: sent twice, one is issued."""

    known = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AlertFilterForm(forms.Form):
    tipo = forms.ChoiceField(label="Alerta", required=False, choices=[("", "Todas"), *AlertKind.choices])
