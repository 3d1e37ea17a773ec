import secrets
import sys
from datetime import date
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from audit.correlation import correlated
from documents.enums import InstrumentKind
from members.models import Body
from members.selectors import assembly
from members.services import PaperData, found_office
from norms.wording import explain
from regulation.refusal import Refused


class Command(BaseCommand):
    help = (
        "Crea a la primera persona: administra el sistema y, si hay un documento que la designa, es Secretaría Técnica."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="correo con el que entrará")
        parser.add_argument("--nombre", default="", help="nombres y apellidos (si falta, se pregunta)")
        parser.add_argument(
            "--documento",
            default="",
            metavar="NÚMERO",
            help="número del documento que la designa Secretaría Técnica, por ejemplo «Memorando 012-2026-DIRCETUR»",
        )
        parser.add_argument("--fecha", default="", metavar="AAAA-MM-DD", help="fecha de ese documento (si falta, hoy)")
        parser.add_argument("--emisor", default="DIRCETUR Puno", help="quién emitió ese documento")
        parser.add_argument("--generar-clave", action="store_true", help="no preguntar la clave: crear una y mostrarla")

    @correlated()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            body = assembly()
        except Body.DoesNotExist as error:
            raise CommandError("Primero cargue el comité: python manage.py load_cerx_puno") from error
        name = options["nombre"] or self._ask("Nombres y apellidos: ")
        made_up = options["generar_clave"] or not sys.stdin.isatty()
        password = secrets.token_urlsafe(12) if made_up else self._ask_password()
        try:
            user = found_office(
                body=body,
                email=options["email"],
                full_name=name,
                password=password,
                at=timezone.now(),
                secretary_paper=self._paper(options),
            )
        except Refused as refused:
            raise CommandError(explain(refused.ruling)) from refused
        except ValidationError as error:
            raise CommandError("La clave no sirve: " + " ".join(error.messages)) from error
        self.stdout.write(f"Listo: {user.full_name} ya puede entrar en {settings.SITE_URL}{reverse('account_login')}")
        self.stdout.write(f"  correo: {user.email}")
        if made_up:
            self.stdout.write(f"  clave:  {password}   (se muestra solo esta vez: cámbiela al entrar)")
        if options["documento"]:
            self.stdout.write("  cargos: administración del sistema y Secretaría Técnica")
        else:
            self.stdout.write(
                "  cargo:  administración del sistema. La Secretaría Técnica se registra en «Autoridades»."
            )

    def _paper(self, options: dict[str, Any]) -> PaperData | None:
        if not options["documento"]:
            return None
        today = timezone.localdate()
        try:
            issued_on = date.fromisoformat(options["fecha"]) if options["fecha"] else today
        except ValueError as error:
            raise CommandError("La fecha se escribe AAAA-MM-DD, por ejemplo 2026-03-15.") from error
        return PaperData(
            kind=InstrumentKind.MEMORANDO, number=options["documento"], date=issued_on, issuer=options["emisor"]
        )

    def _ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Falta el nombre: agregue --nombre «Nombres y apellidos».")
        answer = ""
        while not answer:
            answer = input(question).strip()
        return answer

    def _ask_password(self) -> str:
        while True:
            password = getpass("Clave (10 caracteres o más; no se ve al escribir): ")
            if password == getpass("Repita la clave: "):
                return password
            self.stdout.write("No coinciden. Vuelva a escribirlas.")
