"""What is typed into the directory (Art. 9.3)."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms

from ..models import InstitutionContact, Theme
from ..selectors.merging import Difference
from ..services.directory import ContactData
from ._base import OfficeForm
from .institutions import InstitutionForm


class EntryForm(InstitutionForm):
    """An entry, and whether the person who typed it has checked all of it."""

    verified = forms.BooleanField(
        label="Revisé todos los datos: marcar como verificada hoy",
        required=False,
        help_text="Por ejemplo, llamó o vio su página web y lo escrito está vigente.",
    )
    #: Asked only where an entry that looks the same is known.
    different = forms.BooleanField(label="No es ninguna de estas: registrarla de todos modos", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.append("verified")


class EntryContactForm(OfficeForm):
    name = forms.CharField(
        label="Persona u oficina",
        max_length=160,
        help_text="Por ejemplo: Oficina Comercial, Mesa de Partes, o nombres y apellidos.",
        error_messages={"required": "Escriba el nombre de la persona o de la oficina."},
    )
    position = forms.CharField(label="Cargo", max_length=160, required=False)
    email = forms.EmailField(
        label="Correo", required=False, error_messages={"invalid": "Ese correo no está bien escrito: revíselo."}
    )
    phone = forms.CharField(
        label="Teléfono",
        max_length=60,
        required=False,
        help_text="Completo lo ve solo la Secretaría Técnica (Ley 29733).",
    )
    note = forms.CharField(
        label="Nota", max_length=300, required=False, help_text="Por ejemplo, en qué horario atiende."
    )

    def __init__(self, *args: Any, contact: InstitutionContact | None = None, **kwargs: Any) -> None:
        if contact is not None:
            fields = ("name", "position", "email", "phone", "note")
            kwargs["initial"] = {field: getattr(contact, field) for field in fields}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("name", css_class="col-md-6"), Column("position", css_class="col-md-6")),
            Row(Column("email", css_class="col-md-6"), Column("phone", css_class="col-md-6")),
            "note",
        )

    def contact(self) -> ContactData:
        return ContactData(**self.cleaned_data)


class ThemeForm(OfficeForm):
    name = forms.CharField(
        label="Nombre del tema", max_length=60, error_messages={"required": "Escriba el nombre del tema."}
    )
    join = forms.BooleanField(
        label="Si ya hay un tema con ese nombre, unirlos",
        required=False,
        help_text="Las instituciones de ambos quedan con uno solo. No se puede deshacer.",
    )

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": theme.name}
        super().__init__(*args, **kwargs)


class MergeForm(OfficeForm):
    """Which of two values stays, for each unit on which both entries say something else."""

    verified = forms.BooleanField(
        label="Revisé los datos que quedan: marcar como verificada hoy",
        required=False,
    )

    def __init__(self, *args: Any, found: list[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices_needed = [difference for difference in found if difference.choice]
        for difference in self.choices_needed:
            self.fields[f"de_{difference.unit}"] = forms.ChoiceField(
                label=difference.label[:1].upper() + difference.label[1:],
                choices=[("keep", difference.keep), ("drop", difference.drop)],
                initial="keep",
                required=False,
                widget=forms.RadioSelect,
            )

    def taken(self) -> frozenset[str]:
        """The units of which the other entry's value stays."""
        return frozenset(
            difference.unit
            for difference in self.choices_needed
            if self.cleaned_data.get(f"de_{difference.unit}") == "drop"
        )

    def choice_rows(self) -> list[tuple[Difference, forms.BoundField, str]]:
        """Each choice with what is chosen now, for the page."""
        return [
            (difference, self[f"de_{difference.unit}"], self.data.get(f"de_{difference.unit}") or "keep")
            for difference in self.choices_needed
        ]
