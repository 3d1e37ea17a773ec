"""Who may read or administer."""

from django import forms

from ..enums import AccessLevel
from ._base import OfficeForm


class AccessForm(OfficeForm):
    """Who may read, or administer, without office or seat."""

    email = forms.EmailField(
        label="Correo",
        max_length=254,
        help_text="Con él entra: le llega un código, no necesita contraseña.",
        error_messages={
            "required": "Escriba su correo: con él entra al sistema.",
            "invalid": "Ese correo no está bien escrito: revíselo.",
        },
    )
    full_name = forms.CharField(
        label="Nombres y apellidos",
        max_length=160,
        required=False,
        help_text="Como figura en su DNI. Si ese correo ya tiene cuenta, puede dejarlo en blanco.",
    )
    level = forms.ChoiceField(
        label="Qué podrá hacer",
        choices=[
            (AccessLevel.VIEWER, "Consulta: leer sesiones, actas, acuerdos y padrón. No cambia nada."),
            (
                AccessLevel.ADMIN,
                "Administración del sistema: cuentas, accesos y calendario. No conduce sesiones ni redacta actas.",
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Elija qué podrá hacer."},
    )


class RevokeForm(OfficeForm):
    """Somebody's access is taken back, today."""

    reason = forms.CharField(
        label="Motivo",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Puede dejarlo en blanco. Si lo escribe, queda en la lista de accesos terminados.",
    )
