import base64
import hashlib
import logging
import time
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

logger = logging.getLogger(__name__)


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by the Secretaría from an accreditation; nobody registers alone."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Esta cuenta está desactivada. Escriba a la Secretaría Técnica.",
        "email_password_mismatch": (
            "El correo o la contraseña no coinciden. Revíselos, o pida que le enviemos un código a su correo."
        ),
        "enter_current_password": "Escriba su contraseña actual.",
        "incorrect_code": "El código no es correcto o ya venció. Revíselo o pida otro.",
        "incorrect_password": "La contraseña no es correcta.",
        "invalid_login": "Escriba el correo con el que está registrado.",
        "invalid_password_reset": "El enlace ya se usó o venció. Pida otro.",
        "rate_limited": "Demasiados pedidos seguidos. Espere unos minutos y vuelva a intentarlo.",
        "too_many_login_attempts": "Demasiados intentos fallidos. Espere cinco minutos y vuelva a intentarlo.",
        "unknown_email": "No hay una cuenta con ese correo. Escriba a la Secretaría Técnica.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that cannot leave undoes nothing: who changed their password has changed it."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("A mail of the kind %s could not be sent", template_prefix)
            messages.error(
                self.request,
                "El correo de aviso no pudo salir; lo demás quedó hecho. Si esperaba un código o un enlace, pídalo de nuevo "
                "en unos minutos.",
            )

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Who signed in a moment ago is not asked again: the second factor is set up right after the first sign-in."""
        if not super().is_reauthentication_required(app=app):
            return False
        records = get_authentication_records(self.request, self.request.user)
        fresh_until = records[-1]["at"] + account_settings.REAUTHENTICATION_TIMEOUT if records else 0.0
        return bool(time.time() >= fresh_until)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor's secrets are stored encrypted: a copy of the database alone does not let anybody in."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Su cargo exige el segundo factor: no se puede desactivar.",
        "cannot_generate_recovery_codes": "Active primero el segundo factor.",
        "incorrect_code": "El código no es correcto. Espere a que la aplicación muestre el siguiente y escríbalo.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """Encrypts with the installation's secret key; still reads what an earlier one wrote."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])
