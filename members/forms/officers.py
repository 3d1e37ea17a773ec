"""Who holds an office (Art. 8, 9)."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import QuerySet

from documents.enums import InstrumentKind

from ..enums import Office, TermEnd
from ..models import Accreditation, Person
from ..services import PersonData
from ..services.officers import ELECTION_PAPERS, ENDS
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
        help_text="Representantes, de hoy y de antes, de las instituciones que pueden dar presidente. Deben estar acreditados el día "
        "de la elección.",
        error_messages={"required": "Elija a la persona que eligió la Asamblea."},
    )
    starts_on = forms.DateField(
        label="Fecha de la elección",
        widget=day_input(),
        error_messages={"required": "Indique el día de la elección.", "invalid": "Esa fecha no existe: revísela."},
    )

    def __init__(self, *args: Any, nominees: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.ModelChoiceField[Accreditation] = self.fields["person"]  # type: ignore[assignment]
        field.queryset = Accreditation.objects.filter(pk__in=nominees).select_related("person")
        field.choices = [("", field.empty_label), *nominees.items()]
        if not nominees:
            field.help_text = "Ninguna institución que pueda dar presidente tiene representantes acreditados: acredítelos primero, desde el padrón."
        kinds = [(kind.value, kind.label) for kind in ELECTION_PAPERS]
        self.fields["paper_kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["paper_kind"].initial = InstrumentKind.ACTA
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset("La elección", "person", "starts_on"),
            self.paper_fields("El acta o acuerdo que la registra"),
        )

    def someone(self) -> PersonData:
        return PersonData(person_id=self.cleaned_data["person"].person_id)


class EndTermForm(PaperForm):
    """An officer leaves before a successor is there: how, from when, and by which paper (Art. 8, 9)."""

    basis = forms.ChoiceField(
        label="Cómo termina",
        choices=TermEnd.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Elija cómo termina el cargo."},
    )
    last_day = forms.DateField(
        label="Último día en el cargo",
        widget=day_input(),
        error_messages={"required": "Indique el último día.", "invalid": "Esa fecha no existe: revísela."},
    )
    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Quedará en el historial. Indispensable si es otra causa.",
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis = self.fields["basis"]
        basis.choices = [(end.value, end.label) for end in ENDS[office]]  # type: ignore[attr-defined]
        if TermEnd.GRAVE_FAULT in ENDS[office]:
            basis.help_text = "La falta grave la declara un acuerdo de la Asamblea; la renuncia consta en una carta."
        self.fields["paper_kind"].initial = InstrumentKind.CARTA
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset("El término", "basis", "last_day", "reason"),
            self.paper_fields("El documento que lo sustenta"),
        )
