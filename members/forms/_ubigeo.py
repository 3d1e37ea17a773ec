"""A district of Peru, typed with suggestions: «Juliaca, San Román, Puno». Works without JavaScript."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from norms.wording import explain_refusal

from .. import ubigeo


def district_options(districts: tuple[ubigeo.District, ...]) -> SafeString:
    """What the browser offers below the field."""
    return format_html_join("", '<option value="{}"></option>', ((district.label,) for district in districts))


class UbigeoInput(forms.TextInput):
    """A text field with the districts of Puno to choose from; those of all Peru arrive while one types."""

    def format_value(self, value: Any) -> str | None:
        return ubigeo.label(str(value)) if value else None

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        suggestions = f"{(attrs or {}).get('id') or name}-distritos"
        more = {
            "list": suggestions,
            "autocomplete": "off",
            "hx-get": reverse("members:districts"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#{suggestions}",
            "hx-sync": "this:replace",
            "data-quiet": "",
        }
        field = super().render(name, value, {**(attrs or {}), **more}, renderer)
        typed = ubigeo.read(str(value)) if value else ()
        return format_html(
            '{}<datalist id="{}">{}</datalist>', field, suggestions, district_options(typed or ubigeo.home())
        )


class UbigeoField(forms.CharField):
    """Gives the six-digit code. What was typed may be the code, the whole name or a name that only one district has."""

    widget = UbigeoInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Distrito")
        kwargs.setdefault(
            "help_text", "Empiece a escribir y elija: distrito, provincia y departamento. Solo para el Perú."
        )
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        if not typed:
            return ""
        found = ubigeo.read(typed)
        if not found:
            raise ValidationError(explain_refusal("bad_ubigeo", ubigeo=typed))
        if len(found) > 1:
            names = "; ".join(district.label for district in found[:6])
            raise ValidationError(explain_refusal("which_ubigeo", ubigeo=typed, names=names))
        return found[0].code
