from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from audit.correlation import correlated
from members.services.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Quita el segundo factor de una cuenta, cuando la persona perdió su teléfono y sus códigos. Compruebe antes quién es."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="correo con el que entra la persona")
        parser.add_argument("--motivo", default="", help="por qué, y cómo se comprobó quién es: queda en el registro")

    @correlated()
    def handle(self, *args: Any, email: str, motivo: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email.strip()).first()
        if user is None:
            raise CommandError(f"No hay ninguna cuenta con el correo {email}.")
        if not reset_second_factor(user=user, reason=motivo, at=timezone.now()):
            raise CommandError(f"{user.full_name} no tiene un segundo factor: puede entrar con su correo.")
        self.stdout.write(f"Listo: se quitó el segundo factor de {user.full_name}, y quedó registrado.")
        self.stdout.write("  Si su cargo lo exige, al entrar se le pedirá poner otro.")
