from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cerx.demo.cast import LOGINS, PASSWORD, make_cast
from cerx.demo.directory import fill_directory
from cerx.demo.institutions import describe_members
from cerx.demo.proposals import make_proposals
from cerx.demo.year import Year
from core.rooms import each
from members.models import Body
from members.selectors import assembly
from sessions_app.models import Meeting


class Command(BaseCommand):
    help = "Personas de demostración y un año de sesiones. Todo o nada; si ya está, no cambia nada."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--show", action="store_true", help="solo mostrar con qué cuentas se entra")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["show"]:
            self._load()
        width = max(len(login.role) for login in LOGINS)
        self.stdout.write(f"Clave de todas las cuentas de demostración: {PASSWORD}")
        for login in LOGINS:
            self.stdout.write(f"  {login.role:<{width}}  {login.email:<28}  {login.what}")

    def _load(self) -> None:
        if not settings.DEMO:
            raise CommandError("Esta instalación no es de demostración: falta CERX_DEMO=1 en el archivo .env.")
        if User.objects.filter(is_demo=True).exists():
            return
        try:
            body = assembly()
        except Body.DoesNotExist as error:
            raise CommandError("Primero cargue el comité: python manage.py load_cerx_puno") from error
        if Meeting.objects.exists():
            raise CommandError("Ya hay sesiones reales en esta base de datos: la demostración no se mezcla con ellas.")
        now = timezone.now()
        with transaction.atomic():
            cast = make_cast(body, timezone.localdate(now))
            Year(body, cast, now).play()
            make_proposals(body, cast, now)
            describe_members(body, cast.secretary, now)
            fill_directory(body, cast.secretary, now)
            for add in [*each("demo")][::-1]:  # the lower rooms first
                add(body, cast.secretary, now)
