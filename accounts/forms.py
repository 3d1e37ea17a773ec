"""The library's forms in the words of the office: labels that say what to type, no placeholders instead of labels."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.mail import get_connection

logger = logging.getLogger(__name__)

_EMAIL = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false", "autocapitalize": "none"}
_CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters", "class": "code-input"}


class Worded:
    """Labels, helps and attributes by field; whatever the library gave as a placeholder is dropped."""

    words: dict[str, tuple[str, str]] = {}
    attributes: dict[str, dict[str, str]] = {}

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attributes.get(name, {}))
            if name in self.words:
                field.label, field.help_text = self.words[name]


class NeedsMail(Worded):
    """A form whose answer goes by mail. That the server is down is said to everybody who asks, with an account or without."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()  # type: ignore[misc]  # of the library's form
        try:
            with get_connection(timeout=5):
                pass
        except (OSError, SMTPException) as failure:
            logger.exception("The mail server does not answer")
            raise forms.ValidationError(
                "En este momento no pueden salir correos. Ingrese con su contraseña, o vuelva a intentarlo en unos minutos."
            ) from failure
        return data


class LoginForm(Worded, account.LoginForm):
    words = {
        "login": ("Correo electrónico", ""),
        "password": ("Contraseña", ""),
        "remember": ("Mantener abierta la sesión en este equipo", "No lo marque en un equipo que usan otras personas."),
    }
    attributes = {"login": _EMAIL}


class RequestLoginCodeForm(NeedsMail, account.RequestLoginCodeForm):
    words = {"email": ("Correo electrónico", "El que la Secretaría Técnica tiene registrado para usted.")}
    attributes = {"email": _EMAIL}


class ConfirmLoginCodeForm(Worded, account.ConfirmLoginCodeForm):
    words = {"code": ("Código", "")}
    attributes = {"code": _CODE}


class ResetPasswordForm(NeedsMail, account.ResetPasswordForm):
    words = {"email": ("Correo electrónico", "")}
    attributes = {"email": _EMAIL}


_NEW = "Al menos 10 caracteres; tres o cuatro palabras sueltas sirven bien. No use su nombre ni solo números."


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    words = {"password1": ("Contraseña nueva", _NEW), "password2": ("Repita la contraseña nueva", "")}


class SetPasswordForm(Worded, account.SetPasswordForm):
    words = ResetPasswordKeyForm.words


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    words = {"oldpassword": ("Contraseña actual", ""), **ResetPasswordKeyForm.words}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    words = {"password": ("Contraseña", "")}


class AuthenticateForm(Worded, mfa.AuthenticateForm):
    words = {"code": ("Código", "Los 6 dígitos de la aplicación, o uno de sus códigos de respaldo.")}
    attributes = {"code": _CODE}


class ReauthenticateByCodeForm(Worded, mfa.ReauthenticateForm):
    words = AuthenticateForm.words
    attributes = AuthenticateForm.attributes


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    words = {"code": ("Código de 6 dígitos que muestra la aplicación", "")}
    attributes = {"code": {**_CODE, "inputmode": "numeric"}}
