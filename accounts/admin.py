from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from .models import User


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("email", "full_name", "is_active")
        help_texts: ClassVar[dict[str, str]] = {
            "email": "Con él ingresa y a él llegan las convocatorias.",
            "is_active": "Desmárquelo en vez de borrar: lo que la persona hizo queda en el registro.",
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts only. What a person may do comes from their accreditation or office, with its paper, in the padrón."""

    form = UserForm
    list_display = ("full_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("full_name", "email")
    ordering = ("full_name",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            # They sign in with a code by e-mail and make a password if they want one.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody guesses at a password's hash by filtering the list with it."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False
