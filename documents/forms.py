from django import forms


class VerifyForm(forms.Form):
    """The code printed at the foot of a document; spaces, dashes and lower case are forgiven."""

    code = forms.CharField(
        label="Código de verificación",
        max_length=40,
        help_text="Está al pie de cada hoja, por ejemplo K7QM-2FWX-9CHT.",
        error_messages={"required": "Escriba el código que figura al pie del documento."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
