"""A district of Peru, typed with suggestions: «Juliaca, San Román, Puno»."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from norms.wording import explain_refusal

from .. import ubigeo
from ._suggest import SuggestInput


class UbigeoInput(SuggestInput):
    """The districts of Puno to choose from; those of all Peru arrive while one types."""

    url_name = "members:districts"

    def format_value(self, value: Any) -> str | None:
        return ubigeo.label(str(value)) if value else None

    def offered(self, value: str) -> Iterable[str]:
        return (district.label for district in ubigeo.read(value) or ubigeo.home())


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
