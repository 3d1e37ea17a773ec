"""What the forms of the padrón share: the paper and the person."""

from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms

from documents.enums import InstrumentKind

from ..enums import IdentityDocument
from ..models import Person
from ..services import PaperData, PersonData


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OfficeForm(forms.Form):
    """A form of the office, with or without a file."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "paper_file" in self.fields and self.files:
            # A browser forgets a chosen file when the page comes back with an error. The field is bound by now: it has its own words.
            self["paper_file"].help_text = "Si corrige algo, vuelva a elegir el archivo: el navegador no lo conserva."
        return cleaned


class PaperForm(OfficeForm):
    paper_kind = forms.ChoiceField(label="Clase", choices=InstrumentKind.choices, initial=InstrumentKind.OFICIO)
    paper_number = forms.CharField(
        label="Número",
        max_length=80,
        help_text="Como figura en el documento, por ejemplo 045-2026-GRP/DRA.",
        error_messages={"required": "Escriba el número del documento."},
    )
    paper_date = forms.DateField(
        label="Fecha del documento",
        widget=day_input(),
        error_messages={"required": "Indique la fecha del documento.", "invalid": "Esa fecha no existe: revísela."},
    )
    paper_issuer = forms.CharField(
        label="Emitido por", max_length=200, error_messages={"required": "Escriba quién emite el documento."}
    )
    paper_file = forms.FileField(
        label="Documento escaneado",
        required=False,
        help_text="PDF o imagen. Conviene adjuntarlo; puede registrarse sin él.",
    )

    def paper(self) -> PaperData:
        data = self.cleaned_data
        return PaperData(
            kind=data["paper_kind"],
            number=data["paper_number"],
            date=data["paper_date"],
            issuer=data["paper_issuer"],
            file=data["paper_file"],
        )

    @staticmethod
    def paper_fields(legend: str) -> Fieldset:
        return Fieldset(
            legend,
            Row(Column("paper_kind", css_class="col-md-4"), Column("paper_number", css_class="col-md-8")),
            Row(Column("paper_date", css_class="col-md-4"), Column("paper_issuer", css_class="col-md-8")),
            "paper_file",
        )


class PersonForm(PaperForm):
    #: Whether a person who is not known yet comes with their identity document.
    identity_needed = False

    person = forms.ModelChoiceField(
        label="Persona",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Otra persona (escriba sus datos)",
    )
    full_name = forms.CharField(
        label="Nombres y apellidos", max_length=160, required=False, help_text="Como figura en su DNI."
    )
    document_kind = forms.ChoiceField(
        label="Documento de identidad",
        choices=IdentityDocument.choices,
        initial=IdentityDocument.DNI,
        required=False,
    )
    document_number = forms.CharField(
        label="Número del documento",
        max_length=20,
        required=False,
        help_text="Ocho dígitos si es DNI. Lo ve solo la Secretaría Técnica (Ley 29733).",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    position = forms.CharField(label="Cargo en su institución", max_length=160, required=False)
    email = forms.EmailField(
        label="Correo", required=False, error_messages={"invalid": "Ese correo no está bien escrito: revíselo."}
    )
    phone = forms.CharField(label="Teléfono", max_length=30, required=False)
    with_account = forms.BooleanField(
        label="Abrirle una cuenta para entrar al sistema",
        required=False,
        initial=True,
        help_text="Entra con su correo y un código que le llega; necesita un correo.",
    )
    starts_on = forms.DateField(
        label="Desde",
        widget=day_input(),
        error_messages={"required": "Indique desde qué día rige.", "invalid": "Esa fecha no existe: revísela."},
    )

    def someone(self) -> PersonData:
        data = self.cleaned_data
        return PersonData(
            person_id=data["person"].pk if data["person"] else None,
            full_name=data["full_name"],
            position=data["position"],
            email=data["email"],
            phone=data["phone"],
            document_kind=data["document_kind"] or IdentityDocument.DNI,
            document_number=data["document_number"],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("person") and not cleaned.get("full_name"):
            self.add_error("full_name", "Elija a la persona de la lista o escriba sus nombres y apellidos.")
        elif self.identity_needed and not cleaned.get("person") and not cleaned.get("document_number"):
            self.add_error("document_number", "Escriba el número de su DNI o de su carné de extranjería.")
        return cleaned

    @staticmethod
    def person_fields(legend: str) -> Fieldset:
        return Fieldset(
            legend,
            "person",
            "full_name",
            Row(Column("document_kind", css_class="col-md-6"), Column("document_number", css_class="col-md-6")),
            Row(Column("position", css_class="col-md-6"), Column("phone", css_class="col-md-6")),
            "email",
            "with_account",
        )
