"""The public form: an institution asks to join the Assembly or a Mesa (Art. 11)."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.core.validators import RegexValidator

from members.forms import InstitutionForm
from members.models import Body

from ..enums import FileKind, LinkKind
from ..services import ApplicationData
from ._files import FilesField

#: Field → what its files are.
FILE_FIELDS: Mapping[str, FileKind] = {
    "proof_files": FileKind.PROOF,
    "request_files": FileKind.REQUEST,
    "other_files": FileKind.OTHER,
}
_NOT_ASKED = ("scope", "city", "themes", "notes", "logo")


#: These go into a mail to whatever address was typed: nobody sends an advertisement with the office's signature.
_NO_ADDRESS = RegexValidator(
    r"://|www\.|@",
    message="Escriba solo el nombre, sin direcciones de Internet ni correos.",
    inverse_match=True,
    flags=re.IGNORECASE,
)


class TargetField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ApplicationForm(InstitutionForm):
    """The institution's data as the padrón asks them, who answers for it, its link to foreign trade, and its papers.

    `key` names this very form: sent twice, it makes one expediente, and the files chosen wait under it.
    """

    target = TargetField(
        label="¿A qué pide incorporarse?",
        queryset=Body.objects.none(),
        empty_label=None,
        help_text="La Asamblea decide también sobre las Mesas Técnicas.",
    )
    contact_name = forms.CharField(
        label="Persona de contacto",
        max_length=160,
        help_text="Quien sigue el trámite. Puede ser la misma máxima autoridad.",
        error_messages={"required": "Escriba con quién nos comunicamos."},
    )
    contact_email = forms.EmailField(
        label="Su correo",
        help_text="Aquí llegan el número, el código y los avisos.",
        error_messages={
            "required": "Escriba el correo al que llegarán los avisos.",
            "invalid": "Ese correo no está bien escrito: revíselo.",
        },
    )
    contact_phone = forms.CharField(label="Su teléfono", max_length=30, required=False)
    link_kind = forms.ChoiceField(
        label="¿Qué vinculación acredita? Basta una",
        choices=LinkKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Elija qué vinculación acredita."},
    )
    product = forms.CharField(
        label="Producto del PERX",
        max_length=160,
        required=False,
        help_text="Si eligió un producto priorizado en el Plan Regional de Exportación: quinua, café, fibra de alpaca, trucha…",
    )
    link_text = forms.CharField(
        label="Explique esa vinculación",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Qué produce, exporta, investiga o promueve, desde cuándo y con quiénes.",
        error_messages={"required": "Explique cómo se vincula la institución."},
    )
    contribution_text = forms.CharField(
        label="¿Qué aportaría al comité?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La Asamblea evalúa la pertinencia y la posibilidad de aporte.",
        error_messages={"required": "Cuente qué aportaría la institución."},
    )
    proof_files = FilesField(
        label="Sustento de la vinculación (al menos un documento)",
        help_text="Por ejemplo: ficha RUC, declaraciones de exportación, certificaciones, convenios.",
    )
    request_files = FilesField(
        label="Solicitud firmada por la máxima autoridad",
        help_text="Si ya la tiene. Si falta, la Secretaría Técnica se la puede pedir.",
    )
    other_files = FilesField(label="Otros documentos", help_text="Estatutos, vigencia de poder, presentaciones.")
    consent = forms.BooleanField(
        label="He leído y autorizo este tratamiento de los datos personales que envío.",
        error_messages={"required": "Sin esta autorización no podemos recibir la solicitud (Ley 29733)."},
    )
    #: People never see it; programs that fill every field do.
    fax = forms.CharField(label="No llene este campo", required=False, max_length=200)
    field_order = ("target",)

    def __init__(self, *args: Any, targets: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, sector_required=True, **kwargs)
        for name in _NOT_ASKED:
            del self.fields[name]
        self.targets = targets
        target = self.fields["target"]
        if len(targets) > 1 and isinstance(target, forms.ModelChoiceField):
            target.queryset = Body.objects.filter(pk__in=[body.pk for body in targets])
            target.initial = targets[0].pk
        else:  # while there is no Mesa there is nothing to choose
            del self.fields["target"]
        for name, words in (
            ("email", "Escriba el correo de la institución."),
            ("authority_name", "Escriba el nombre de la máxima autoridad."),
            ("authority_position", "Escriba su cargo."),
        ):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words
        for name in ("name", "contact_name"):
            self.fields[name].validators.append(_NO_ADDRESS)
        self.fields["email"].help_text = "El de la institución, no el de una persona."
        self.fields[
            "ruc"
        ].help_text = "Once dígitos. Déjelo vacío si la institución no es peruana o todavía no lo tiene."
        self.fields["fax"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        self.helper.layout = Layout(
            *(["target"] if "target" in self.fields else []),
            self.identity_fields("1. La institución"),
            self.place_fields("2. Dónde está"),
            self.reach_fields("3. Cómo se la contacta"),
            self.authority_fields("4. Su máxima autoridad"),
            Fieldset(
                "5. Quién sigue este trámite",
                "contact_name",
                Row(Column("contact_email", css_class="col-md-7"), Column("contact_phone", css_class="col-md-5")),
            ),
            Fieldset(
                "6. Su vinculación y su aporte", HTML(_WHY), "link_kind", "product", "link_text", "contribution_text"
            ),
        )

    @property
    def body(self) -> Body:
        return self.cleaned_data.get("target") or self.targets[0]

    def application_data(self) -> ApplicationData:
        cleaned = self.cleaned_data
        known = [field.name for field in fields(ApplicationData)]
        return ApplicationData(**{name: cleaned[name] for name in known if name in cleaned})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("fax"):
            self.add_error(
                None, "Deje vacío el campo «No llene este campo» y envíe otra vez: así sabemos que no es un programa."
            )
        if cleaned.get("link_kind") in (LinkKind.PERX_PRODUCT, LinkKind.BOTH) and not cleaned.get("product"):
            self.add_error("product", "Escriba con qué producto del PERX se vincula.")
        return cleaned


_WHY = (
    '<p class="form-text">El Reglamento pide demostrar una de dos cosas: actividad de comercio exterior, o vínculo con un '
    "producto priorizado en el Plan Regional de Exportación (Art. 11).</p>"
)
