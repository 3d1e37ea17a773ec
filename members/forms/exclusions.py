"""Who is excluded for a conflict of interest, and who may come back (Art. 15.2)."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import QuerySet

from documents.enums import InstrumentKind
from documents.models import Instrument

from ..services import PaperData
from ._base import PaperForm, day_input


class DecisionForm(PaperForm):
    """The paper of a decision on a person: an acuerdo of the body already numbered, or one that is typed."""

    acuerdo = forms.ModelChoiceField(
        label="Acuerdo numerado en el sistema",
        queryset=Instrument.objects.none(),
        required=False,
        empty_label="Otro documento (escriba sus datos)",
    )
    _TYPED = ("paper_number", "paper_date", "paper_issuer")

    def __init__(self, *args: Any, acuerdos: QuerySet[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["acuerdo"]
        field.queryset = acuerdos  # type: ignore[attr-defined]  # a ModelChoiceField
        field.label_from_instance = lambda row: f"N° {row.number}, {row.date:%d/%m/%Y}: {row.title[:80]}"  # type: ignore[attr-defined]
        self.fields["paper_kind"].initial = InstrumentKind.ACUERDO
        if self.is_bound and self.data.get("acuerdo"):
            for name in self._TYPED:
                self.fields[name].required = False
        self.helper = FormHelper()
        self.helper.form_tag = False

    def instrument_id(self) -> int | None:
        chosen = self.cleaned_data["acuerdo"]
        return chosen.pk if chosen else None

    def paper_if_typed(self) -> PaperData | None:
        return None if self.cleaned_data["acuerdo"] else self.paper()


class ExcludeForm(DecisionForm):
    """A person with a proven conflict of interest (Art. 15.2)."""

    starts_on = forms.DateField(
        label="Excluida desde",
        widget=day_input(),
        help_text="Desde este día ya no representa a la institución.",
        error_messages={"required": "Indique desde qué día.", "invalid": "Esa fecha no existe: revísela."},
    )
    reason = forms.CharField(
        label="Conflicto de intereses comprobado",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba el motivo: quedará en el historial."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            Fieldset("La exclusión", "starts_on", "reason"),
            Fieldset("El acuerdo o documento que la dispone", "acuerdo"),
            self.paper_fields("Otro documento"),
        )


class LiftForm(DecisionForm):
    """The Assembly lets an excluded person be accredited again."""

    lifted_on = forms.DateField(
        label="Desde",
        widget=day_input(),
        help_text="Desde este día puede volver a ser acreditada.",
        error_messages={"required": "Indique desde qué día.", "invalid": "Esa fecha no existe: revísela."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acuerdo"].empty_label = "Otro acuerdo (escriba sus datos)"  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            Fieldset("Desde cuándo", "lifted_on"),
            Fieldset("El acuerdo de la Asamblea que la levanta", "acuerdo"),
            self.paper_fields("Otro acuerdo"),
        )
