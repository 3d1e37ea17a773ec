"""Who holds an office (Art. 8, 9)."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import QuerySet

from documents.enums import InstrumentKind

from ..models import Accreditation, Person
from ..services import PersonData
from ._base import PaperForm, PersonForm, day_input


class OfficerForm(PersonForm):
    """Who was designated Secretaría Técnica or Adjunta (Art. 9)."""

    def __init__(self, *args: Any, known: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = known  # type: ignore[attr-defined]
        self.fields["person"].help_text = "Quienes ya ejercieron un cargo de la Secretaría Técnica."
        self.fields["position"].label = "Cargo en DIRCETUR"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            self.person_fields("La persona"),
            self.paper_fields("El documento que la designa"),
            Fieldset("Desde cuándo", "starts_on"),
        )


class PresidentForm(PaperForm):
    """Who was elected by the Assembly (Art. 8)."""

    person = forms.ModelChoiceField(
        label="Persona elegida",
        queryset=Accreditation.objects.none(),
        empty_label="Elija a la persona",
        help_text="Representantes acreditados de las instituciones que pueden dar presidente.",
        error_messages={"required": "Elija a la persona que eligió la Asamblea."},
    )
    starts_on = forms.DateField(
        label="Fecha de la elección",
        widget=day_input(),
        error_messages={"required": "Indique el día de la elección.", "invalid": "Esa fecha no existe: revísela."},
    )
    early_end_reason = forms.CharField(
        label="Motivo del término anticipado del mandato en curso",
        max_length=300,
        required=False,
        help_text="Solo si el mandato anterior no ha vencido: renuncia o falta grave.",
    )

    def __init__(
        self, *args: Any, eligible: QuerySet[Accreditation], running: bool, names: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = eligible  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.person.full_name} — {names.get(row.seat_id, '')}"  # type: ignore[attr-defined]
        if not running:
            del self.fields["early_end_reason"]
        self.fields["paper_kind"].initial = InstrumentKind.ACTA
        self.helper = FormHelper()
        self.helper.form_tag = False
        rest = ("early_end_reason",) if running else ()
        self.helper.layout = Layout(
            Fieldset("La elección", "person", "starts_on", *rest),
            self.paper_fields("El acta o acuerdo que la registra"),
        )

    def someone(self) -> PersonData:
        return PersonData(person_id=self.cleaned_data["person"].person_id)
