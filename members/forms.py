"""What the Secretaría types into the padrón. What the services refuse comes back beside the field it is about."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.db.models import QuerySet

from documents.enums import InstrumentKind
from norms.wording import explain
from regulation.ruling import Ruling

from .enums import AccessLevel
from .models import Accreditation, Person
from .services import PaperData, PersonData

#: Refused code → the field it is about; any other is shown above the form.
_FIELD_OF = {
    "before_earlier": "starts_on",
    "before_holding": "starts_on",
    "no_holder": "starts_on",
    "before_start": "last_day",
    "paper_late": "paper_date",
    "paper_needed": "paper_number",
    "person_elsewhere": "person",
    "same_person": "person",
    "same_officer": "person",
    "both_roles": "person",
    "name_required": "full_name",
    "no_email": "email",
    "bad_email": "email",
    "email_taken": "email",
    "account_inactive": "email",
    "account_of_other": "full_name",
    "has_access": "level",
    "not_member": "person",
    "not_private": "person",
    "wrong_sector": "person",
    "suspended": "person",
    "term_limit": "person",
    "term_running": "early_end_reason",
    "reason_required": "reason",
}


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OfficeForm(forms.Form):
    """A form that can take a ruling as an error."""

    def refuse(self, ruling: Ruling) -> None:
        """Show why, beside its field; what was typed stays."""
        field = _FIELD_OF.get(ruling.code)
        if ruling.code == "future_date":
            field = next((name for name in ("starts_on", "last_day") if name in self.fields), None)
            if self.cleaned_data.get("paper_date") and field and ruling.text("date") != str(self.cleaned_data[field]):
                field = "paper_date"
        elif ruling.code.startswith("bad_upload"):
            field = "paper_file"
        self.add_error(field if field in self.fields else None, explain(ruling))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "paper_file" in self.fields and self.files:
            # A browser forgets a chosen file when the page comes back with an error.
            self.fields[
                "paper_file"
            ].help_text = "Si corrige algo, vuelva a elegir el archivo: el navegador no lo conserva."
        return cleaned


class DayForm(forms.Form):
    """The day as of which a list is shown."""

    fecha = forms.DateField(
        label="A la fecha",
        required=False,
        widget=day_input(),
        error_messages={"invalid": "Escriba la fecha como día, mes y año; por ejemplo 15/03/2026."},
    )


class _Paper(OfficeForm):
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


class _Someone(_Paper):
    person = forms.ModelChoiceField(
        label="Persona",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Otra persona (escriba sus datos)",
    )
    full_name = forms.CharField(
        label="Nombres y apellidos", max_length=160, required=False, help_text="Como figura en su DNI."
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
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("person") and not cleaned.get("full_name"):
            self.add_error("full_name", "Elija a la persona de la lista o escriba sus nombres y apellidos.")
        return cleaned

    @staticmethod
    def person_fields(legend: str) -> Fieldset:
        return Fieldset(
            legend,
            "person",
            "full_name",
            Row(Column("position", css_class="col-md-6"), Column("phone", css_class="col-md-6")),
            "email",
            "with_account",
        )


class AccreditForm(_Someone):
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


class OfficerForm(_Someone):
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


class PresidentForm(_Paper):
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


class AccessForm(OfficeForm):
    """Who may read, or administer, without office or seat."""

    email = forms.EmailField(
        label="Correo",
        max_length=254,
        help_text="Con él entra: le llega un código, no necesita contraseña.",
        error_messages={
            "required": "Escriba su correo: con él entra al sistema.",
            "invalid": "Ese correo no está bien escrito: revíselo.",
        },
    )
    full_name = forms.CharField(
        label="Nombres y apellidos",
        max_length=160,
        required=False,
        help_text="Como figura en su DNI. Si ese correo ya tiene cuenta, puede dejarlo en blanco.",
    )
    level = forms.ChoiceField(
        label="Qué podrá hacer",
        choices=[
            (AccessLevel.VIEWER, "Consulta: leer sesiones, actas, acuerdos y padrón. No cambia nada."),
            (
                AccessLevel.ADMIN,
                "Administración del sistema: cuentas, accesos y calendario. No conduce sesiones ni redacta actas.",
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Elija qué podrá hacer."},
    )


class RevokeForm(OfficeForm):
    """Somebody's access is taken back, today."""

    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Puede dejarlo en blanco. Si lo escribe, queda en la lista de accesos terminados.",
    )
