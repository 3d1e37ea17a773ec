"""What an institution's own people ask for, and what the Secretaría answers (Art. 5)."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from ..enums import ProposalState
from ..models import AccreditationProposal
from ..services import PersonData, ProposalData
from ._base import OfficeForm, day_input
from .accreditation import AccreditForm

NOTE = forms.CharField(
    label="Nota para la Secretaría Técnica",
    max_length=500,
    required=False,
    widget=forms.Textarea(attrs={"rows": 2}),
)


class ProposalFilterForm(forms.Form):
    """Of which state the list is shown; the parameter is in the address."""

    estado = forms.ChoiceField(
        label="Estado",
        required=False,
        choices=[("", "Todas"), *ProposalState.choices],
    )


class ProposalForm(AccreditForm):
    """Somebody new, by a document that is attached. `kept`: the name of the file that came before, if one did."""

    note = NOTE

    def __init__(self, *args: Any, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["with_account"]  # the Secretaría decides it
        self.kept = kept
        file = self.fields["paper_file"]
        file.required = not kept
        file.help_text = (
            f"Ya se guardó «{kept}». Elija otro solo si lo reemplaza."
            if kept
            else "PDF o foto del documento firmado. Sin él no se puede registrar."
        )
        file.error_messages["required"] = "Adjunte el documento escaneado: PDF o foto."
        self.fields["starts_on"].help_text = "Si es un día que aún no llega, se registrará cuando llegue."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                "La persona",
                "person",
                "full_name",
                Row(Column("document_kind", css_class="col-md-6"), Column("document_number", css_class="col-md-6")),
                Row(Column("position", css_class="col-md-6"), Column("phone", css_class="col-md-6")),
                "email",
            ),
            self.paper_fields("El documento de su institución que la acredita"),
            Fieldset(
                "Vigencia",
                Row(Column("starts_on", css_class="col-md-6"), Column("valid_until", css_class="col-md-6")),
                "note",
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.kept and self.files:
            # Nothing is lost here: without another file the one that was kept stays.
            self["paper_file"].help_text = f"Si quería reemplazar «{self.kept}», vuelva a elegir el archivo."
        return cleaned

    def proposal(self) -> ProposalData:
        data = self.cleaned_data
        return ProposalData(
            starts_on=data["starts_on"],
            valid_until=data["valid_until"],
            person=self.someone(),
            paper=self.paper(),
            note=data["note"],
        )


class LeftProposalForm(OfficeForm):
    """That somebody left: the day, and what there is to say."""

    left_on = forms.DateField(
        label="Dejó la institución el",
        widget=day_input(),
        error_messages={"required": "Indique desde qué día ya no está.", "invalid": "Esa fecha no existe: revísela."},
    )
    note = NOTE

    def proposal(self) -> ProposalData:
        data = self.cleaned_data
        return ProposalData(starts_on=data["left_on"], person=PersonData(), note=data["note"])


class ObserveForm(OfficeForm):
    observation = forms.CharField(
        label="Qué falta o qué debe corregirse",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class AcceptForm(OfficeForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    with_account = forms.BooleanField(
        label="Abrirle una cuenta para entrar al sistema",
        required=False,
        initial=True,
        help_text="Entra con su correo y un código que le llega.",
    )

    def __init__(self, *args: Any, account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not account:
            del self.fields["with_account"]


def initial_of(proposal: AccreditationProposal) -> dict[str, Any]:
    """What was typed, for the form that corrects it."""
    names = (
        "full_name", "document_number", "position", "email", "phone", "paper_kind", "paper_number", "paper_date",
        "paper_issuer", "starts_on", "valid_until", "note",
    )  # fmt: skip
    given = {name: getattr(proposal, name) for name in names}
    given["left_on"] = proposal.starts_on
    given["person"] = proposal.person_id
    if proposal.document_kind:
        given["document_kind"] = proposal.document_kind
    if proposal.person_id is not None:
        given["full_name"] = ""
    return given
