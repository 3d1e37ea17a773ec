"""The sheet somebody brings."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms

from ..models import Body
from ._base import OfficeForm


class ImportForm(OfficeForm):
    file = forms.FileField(
        label="Archivo",
        help_text="Excel (.xlsx) o CSV. Subirlo no guarda nada todavía: primero verá qué haría cada fila.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": "Elija el archivo que quiere subir.", "empty": "Ese archivo está vacío."},
    )

    body = forms.ChoiceField(label="De qué órgano es la tabla")

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        """`bodies`: those of which the table may be; one alone is not asked about."""
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["body"]).choices = [(body.slug, body.name) for body in bodies]
        if len(bodies) < 2:
            del self.fields["body"]
        self.helper = FormHelper()
        self.helper.form_tag = False
