"""The sheet somebody brings."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from ._base import OfficeForm


class ImportForm(OfficeForm):
    file = forms.FileField(
        label="Archivo",
        help_text="Excel (.xlsx) o CSV. Subirlo no guarda nada todavía: primero verá qué haría cada fila.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        error_messages={"required": "Elija el archivo que quiere subir.", "empty": "Ese archivo está vacío."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
