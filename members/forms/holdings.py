"""How a seat passes on, and how an institution leaves: its acts, each with its paper (Art. 5, 7)."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from documents.enums import InstrumentKind

from ..enums import ExitBasis
from ..models import Body, Institution
from ..selectors.successors import successor_label, successors_like, successors_named
from ..services import InstitutionData
from ._base import OfficeForm, PaperForm, day_input
from ._suggest import SuggestInput
from .exclusions import DecisionForm
from .institutions import InstitutionForm

_SINCE = {"required": "Indique desde qué día rige.", "invalid": "Esa fecha no existe: revísela."}


class RenameForm(InstitutionForm, PaperForm):
    """The same institution, called otherwise from a day on. What it does not ask stays as it is registered."""

    starts_on = forms.DateField(
        label="Se llama así desde", widget=day_input(), error_messages=_SINCE, help_text="El día que dice el documento."
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, institution=institution, **kwargs)
        asked = {"name", "short_name", "ruc", "starts_on", *PaperForm.base_fields}
        for name in set(self.fields) - asked:
            del self.fields[name]
        self.fields["name"].label = "Nombre nuevo"
        self.fields["ruc"].help_text = "Si no cambió, déjelo como está."
        self.helper.layout = Layout(
            Fieldset("Cómo se llama ahora", "name", Row(Column("short_name"), Column("ruc")), "starts_on"),
            self.paper_fields("El documento que lo dispone"),
        )


class SuccessorInput(SuggestInput):
    url_name = "members:successors"

    def __init__(self, body: Body, on: date) -> None:
        super().__init__()
        self.body, self.on = body, on

    def offered(self, value: str) -> list[str]:
        return successors_like(self.body, self.on, value)


class SuccessionForm(InstitutionForm, PaperForm):
    """Another institution takes the member's place: one of the directory, or a new one whose data are typed."""

    successor = forms.CharField(
        label="Institución del directorio",
        required=False,
        max_length=300,
        help_text="Si ya figura en el directorio, escriba parte de su nombre o su RUC y elíjala. Si no, deje este campo vacío.",
    )
    starts_on = forms.DateField(
        label="Ocupa el asiento desde",
        widget=day_input(),
        error_messages=_SINCE,
        help_text="El día que dice el documento.",
    )

    def __init__(self, *args: Any, body: Body, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body, self.on = body, on
        self.found: Institution | None = None
        self.fields["successor"].widget = SuccessorInput(body, on)
        for name in ("themes", "notes", "scope", "logo"):
            del self.fields[name]
        self.fields["name"].required = False
        self.helper.layout = Layout(
            Fieldset("Quién le sucede", "successor", "starts_on"),
            self.identity_fields("O una institución nueva"),
            self.place_fields(),
            self.reach_fields(),
            self.authority_fields(),
            self.paper_fields("El documento que lo dispone"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("successor", "").strip()
        if typed:
            self._find(typed)
        elif not cleaned.get("name"):
            self.add_error("successor", "Elija la institución del directorio, o escriba abajo el nombre de la nueva.")
        elif not cleaned.get("sector"):
            self.add_error("sector", "Indique si es pública, privada o académica.")
        return cleaned

    def _find(self, typed: str) -> None:
        found = successors_named(self.body, self.on, typed)
        if len(found) == 1:
            self.found = found[0]
        elif found:
            names = "; ".join(successor_label(row) for row in found[:5])
            self.add_error(
                "successor",
                f"Hay varias que responden a «{typed}». Escriba el RUC, o el nombre completo de una: {names}.",
            )
        else:
            self.add_error(
                "successor",
                f"Ninguna institución del directorio que no sea miembro responde a «{typed}». Revise el nombre, o deje este "
                "campo vacío y escriba abajo sus datos.",
            )

    def institution_id(self) -> int | None:
        return self.found.pk if self.found else None

    def data_if_new(self) -> InstitutionData | None:
        return None if self.found else self.data_typed()


class LeaveForm(DecisionForm):
    """A member withdraws, is excluded, or no longer exists."""

    basis = forms.ChoiceField(
        label="Causa",
        choices=[(b.value, b.label) for b in (ExitBasis.WITHDRAWAL, ExitBasis.EXCLUSION, ExitBasis.DISSOLUTION)],
        help_text="La exclusión la decide la Asamblea: cita su acuerdo.",
    )
    last_day = forms.DateField(
        label="Último día como miembro",
        widget=day_input(),
        error_messages={"required": "Indique el último día.", "invalid": "Esa fecha no existe: revísela."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper_kind"].initial = InstrumentKind.CARTA
        self.helper.layout = Layout(
            Fieldset("La salida", Row(Column("basis"), Column("last_day"))),
            Fieldset("El acuerdo o documento que la sustenta", "acuerdo"),
            self.paper_fields("Otro documento"),
        )


class RectifyForm(OfficeForm):
    """A slip of the pen in a name."""

    name = forms.CharField(
        label="Nombre correcto",
        max_length=250,
        error_messages={"required": "Escriba el nombre de la institución."},
    )
    short_name = forms.CharField(label="Siglas o nombre corto", max_length=80, required=False)
    reason = forms.CharField(
        label="Qué se corrige y según qué documento",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba el motivo: quedará en el historial."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
