"""Signing in and one's own account. Listed one by one: the library's own list would let people change their login address."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from . import views

urlpatterns = [
    path("", views.profile, name="account_profile"),
    path("ingresar/", account.login, name="account_login"),
    path("ingresar/codigo/", account.request_login_code, name="account_request_login_code"),
    path("ingresar/codigo/confirmar/", account.confirm_login_code, name="account_confirm_login_code"),
    path("salir/", account.logout, name="account_logout"),
    path("inactiva/", account.account_inactive, name="account_inactive"),
    path("confirmar-identidad/", account.reauthenticate, name="account_reauthenticate"),
    path("clave/", account.password_change, name="account_change_password"),
    path("clave/crear/", account.password_set, name="account_set_password"),
    path("clave/recuperar/", account.password_reset, name="account_reset_password"),
    path("clave/recuperar/enviado/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^clave/recuperar/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("clave/recuperar/lista/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("segundo-factor/", mfa.index, name="mfa_index"),
    path("segundo-factor/ingresar/", mfa.authenticate, name="mfa_authenticate"),
    path("segundo-factor/confirmar-identidad/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("segundo-factor/activar/", totp.activate_totp, name="mfa_activate_totp"),
    path("segundo-factor/desactivar/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("segundo-factor/codigos/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("segundo-factor/codigos/nuevos/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("segundo-factor/codigos/descargar/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
