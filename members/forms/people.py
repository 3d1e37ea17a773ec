"""Who a person is and how they are reached."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from ..enums import IdentityDocument
from ._base import OfficeForm


class ContactForm(OfficeForm):
    """The personal data that the office keeps, corrected (Ley 29733, art. 20)."""

    full_name = forms.CharField(
        label="Nombres y apellidos",
        max_length=160,
        help_text="Como figura en su documento. Solo se corrige; otra persona se acredita aparte.",
        error_messages={"required": "Escriba sus nombres y apellidos."},
    )
    document_kind = forms.ChoiceField(
        label="Documento de identidad",
        choices=[("", "Sin documento registrado"), *IdentityDocument.choices],
        required=False,
    )
    document_number = forms.CharField(
        label="Número", max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    position = forms.CharField(label="Cargo en su institución", max_length=160, required=False)
    email = forms.EmailField(
        label="Correo",
        required=False,
        help_text="Aquí llegan las convocatorias. Un representante entra al sistema con este correo.",
        error_messages={"invalid": "Ese correo no está bien escrito: revíselo."},
    )
    phone = forms.CharField(label="Teléfono", max_length=30, required=False)
    reason = forms.CharField(
        label="Motivo de la corrección",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Hace falta si corrige el nombre o un documento de identidad ya registrado.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as forms.Form takes them
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                "Quién es",
                "full_name",
                Row(Column("document_kind", css_class="col-md-6"), Column("document_number", css_class="col-md-6")),
            ),
            Fieldset(
                "Cómo se la ubica",
                "position",
                Row(Column("email", css_class="col-md-7"), Column("phone", css_class="col-md-5")),
            ),
            Fieldset("Por qué", "reason"),
        )

    def clean_document_number(self) -> str:
        number: str = self.cleaned_data["document_number"]
        if number.strip() and not self.cleaned_data.get("document_kind"):
            raise forms.ValidationError("Elija si es un DNI o un carné de extranjería.")
        return number
