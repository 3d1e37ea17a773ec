"""The scan of an acta that was signed on paper."""

from django import forms


class PaperActaForm(forms.Form):
    file = forms.FileField(
        label="Acta escaneada",
        help_text="PDF o imagen, con las firmas.",
        error_messages={"required": "Elija el archivo del acta escaneada."},
    )
