"""What an applicant types after presenting: number and code, a remedy, a desistance."""

from typing import Any

from django import forms

from members.forms import OfficeForm

from ._files import FilesField


class FollowForm(forms.Form):
    """Both are needed. The answer is one and the same for a number that does not exist and a code that is not its."""

    number = forms.CharField(
        label="Número de expediente",
        max_length=80,
        help_text="Por ejemplo 003-2026.",
        error_messages={"required": "Escriba el número de su expediente."},
    )
    code = forms.CharField(
        label="Código",
        max_length=40,
        help_text="Dieciséis letras y cifras, en el correo que recibió al presentarla.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Escriba el código que recibió por correo."},
    )

    def not_found(self) -> None:
        self.add_error(
            None,
            "No hay un expediente con ese número y ese código. Cópielos del correo que recibió al presentar la solicitud.",
        )


class RemedyForm(OfficeForm):
    text = forms.CharField(
        label="Qué subsana",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Responda a lo observado. Puede bastar con adjuntar el documento.",
    )
    remedy_files = FilesField(label="Documentos")


class DesistForm(OfficeForm):
    reason = forms.CharField(label="Motivo (si desea indicarlo)", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = forms.Textarea(attrs={"rows": 2})
