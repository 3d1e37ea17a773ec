"""What is typed of an institution: a member, an entry of the directory, an applicant."""

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django_countries import countries

from norms.wording import explain
from regulation.refusal import Refused

from .. import ubigeo
from ..enums import InstitutionKind, Scope, Sector
from ..models import Institution, Theme
from ..services import InstitutionData, institution_data
from ..services.institutions import PERU, fingerprint
from ..words import clean_ruc
from ._base import OfficeForm
from ._ubigeo import UbigeoField

#: What stands in the form as it stands in InstitutionData; the logo, the themes and their like are read apart.
_SAME = frozenset(field.name for field in fields(InstitutionData)) - {"themes", "logo", "remove_logo", "seen"}
_SEPARATORS = re.compile(r"[,;\n]")


def country_choices() -> list[tuple[str, str]]:
    """Peru first, the others by their Spanish name."""
    return [(PERU, countries.name(PERU)), *((code, name) for code, name in countries if code != PERU)]


class InstitutionForm(OfficeForm):
    """The data of an institution. A form that needs less deletes fields: `data` leaves those as they were.

    `fixed_name`: it holds or held a seat, and its name changes with a paper. `sector_required`: it is, or asks to be, a member.
    The layout's parts (`identity_fields`…) are for those who put together another form from these.
    """

    name = forms.CharField(
        label="Nombre",
        max_length=250,
        help_text="Completo, como figura en su ficha RUC o en la norma que la crea.",
        error_messages={"required": "Escriba el nombre de la institución."},
    )
    short_name = forms.CharField(label="Siglas o nombre corto", max_length=80, required=False)
    ruc = forms.CharField(
        label="RUC",
        max_length=20,
        required=False,
        help_text="Once dígitos.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sector = forms.ChoiceField(
        label="Sector",
        choices=[("", "Sin indicar"), *Sector.choices],
        required=False,
        error_messages={"required": "Indique si es pública, privada o académica."},
    )
    kind = forms.ChoiceField(label="Clase", choices=InstitutionKind.choices, initial=InstitutionKind.OTHER)
    scope = forms.ChoiceField(label="Ámbito", choices=[("", "Sin indicar"), *Scope.choices], required=False)
    country = forms.ChoiceField(label="País", choices=country_choices, initial=PERU)
    ubigeo = UbigeoField(required=False)
    city = forms.CharField(
        label="Ciudad", max_length=120, required=False, help_text="Si está en el extranjero, o distinta del distrito."
    )
    address = forms.CharField(label="Dirección", max_length=250, required=False)
    email = forms.EmailField(
        label="Correo institucional",
        required=False,
        help_text="Aquí se escribe cuando nadie está acreditado.",
        error_messages={"invalid": "Ese correo no está bien escrito: revíselo."},
    )
    phone = forms.CharField(label="Teléfono", max_length=60, required=False)
    website = forms.CharField(
        label="Página web",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    authority_name = forms.CharField(label="Nombres y apellidos", max_length=160, required=False)
    authority_position = forms.CharField(
        label="Cargo", max_length=160, required=False, help_text="Por ejemplo: Gerente general, Rector, Alcalde."
    )
    themes = forms.CharField(
        label="Temas",
        required=False,
        max_length=600,
        help_text="Separados por comas: quinua, fibra de alpaca, aduanas.",
    )
    notes = forms.CharField(
        label="Notas", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    logo = forms.FileField(
        label="Logotipo",
        required=False,
        help_text="Imagen PNG, JPG o WebP de hasta 2 MB.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label="Quitar el logotipo actual", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        institution: Institution | None = None,
        fixed_name: bool = False,
        sector_required: bool = False,
        **kwargs: Any,
    ) -> None:
        if institution is not None:
            seen = {"seen": fingerprint(institution)}
            kwargs["initial"] = {**initial_of(institution), **seen, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.institution = institution
        if fixed_name:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = "Cambia con el documento que lo dispone, desde la página del asiento."
        if sector_required:
            self.fields["sector"].required = True
        if institution is None or institution.logo_id is None:
            del self.fields["remove_logo"]
        if institution is None:
            del self.fields["seen"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.render_hidden_fields = True
        self.helper.layout = Layout(
            self.identity_fields(),
            self.place_fields(),
            self.reach_fields(),
            self.authority_fields(),
            self.directory_fields(),
            self.logo_fields(),
        )

    # --- What was typed -------------------------------------------------------------------------------------------
    def data_typed(self) -> InstitutionData:
        """What the form says; of a field that was deleted from it, what the institution already says."""
        cleaned = self.cleaned_data
        before = institution_data(self.institution) if self.institution else InstitutionData(name="")
        given: dict[str, Any] = {name: cleaned[name] for name in _SAME if name in cleaned}
        if "themes" in self.fields:
            given["themes"] = split_themes(cleaned["themes"])
        return replace(
            before,
            **given,
            logo=cleaned.get("logo") or None,
            remove_logo=cleaned.get("remove_logo") or False,
            seen=cleaned.get("seen", ""),
        )

    def show_what_it_says_now(self) -> None:
        """Beside what was typed; saving again overwrites it, knowingly."""
        if self.institution is None:
            return
        now = Institution.objects.get(pk=self.institution.pk)
        self.data = {**self.data.dict(), self.add_prefix("seen"): fingerprint(now)}  # type: ignore[attr-defined]  # of a POST
        for name, value in initial_of(now).items():
            if name not in self.fields or self.cleaned_data.get(name, value) == value:
                continue
            choices = dict(getattr(self.fields[name], "choices", ()))
            said = ubigeo.label(value) if name == "ubigeo" else choices.get(value, value)
            self[name].help_text = f"Ahora dice: «{said or 'vacío'}»."

    def clean_ruc(self) -> str:
        try:
            return clean_ruc(self.cleaned_data["ruc"])
        except Refused as refused:
            raise ValidationError(explain(refused.ruling)) from refused

    def clean_website(self) -> str:
        """«www.ejemplo.pe» is what people type."""
        website: str = self.cleaned_data["website"].strip()
        return website if not website or "://" in website else f"https://{website}"

    def clean_themes(self) -> str:
        typed: str = self.cleaned_data["themes"]
        limit = Theme._meta.get_field("name").max_length or 0
        long = [theme for theme in split_themes(typed) if len(theme) > limit]
        if long:
            raise ValidationError(f"Este tema pasa de {limit} caracteres; sepárelos con comas: «{long[0]}».")
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.files and "logo" in self.fields:
            # A browser forgets a chosen file when the page comes back with an error.
            self["logo"].help_text = "Si corrige algo, vuelva a elegir la imagen: el navegador no la conserva."
        if cleaned.get("ubigeo") and cleaned.get("country", PERU) != PERU:
            self.add_error("ubigeo", "El distrito es solo para el Perú: deje este campo vacío y escriba la ciudad.")
        return cleaned

    # --- The layout's parts ---------------------------------------------------------------------------------------
    def identity_fields(self, legend: str = "La institución") -> Fieldset:
        return self._part(legend, ("name", 12), ("short_name", 6), ("ruc", 6), ("sector", 6), ("kind", 6))

    def place_fields(self, legend: str = "Dónde está") -> Fieldset:
        return self._part(legend, ("country", 6), ("city", 6), ("ubigeo", 12), ("address", 12))

    def reach_fields(self, legend: str = "Cómo se la contacta") -> Fieldset:
        return self._part(legend, ("email", 6), ("phone", 6), ("website", 12))

    def authority_fields(self, legend: str = "Su máxima autoridad") -> Fieldset:
        return self._part(legend, ("authority_name", 6), ("authority_position", 6))

    def directory_fields(self, legend: str = "En el directorio") -> Fieldset:
        return self._part(legend, ("scope", 6), ("themes", 12), ("notes", 12))

    def logo_fields(self, legend: str = "Logotipo") -> Fieldset:
        return self._part(legend, ("logo", 12), ("remove_logo", 12))

    def _part(self, legend: str, *columns: tuple[str, int]) -> Fieldset:
        """The fields that the form still has."""
        kept = [Column(name, css_class=f"col-md-{width}") for name, width in columns if name in self.fields]
        return Fieldset(legend, Row(*kept)) if kept else Fieldset("")


def initial_of(institution: Institution) -> dict[str, Any]:
    data = institution_data(institution)
    return {**{name: getattr(data, name) for name in _SAME}, "themes": ", ".join(data.themes)}


def split_themes(text: str) -> list[str]:
    return _unique(" ".join(part.split()) for part in _SEPARATORS.split(text))


def _unique(names: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for name in names:
        if name:
            kept.setdefault(name.casefold(), name)
    return list(kept.values())
