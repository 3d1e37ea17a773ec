from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.correlation import correlated
from members.services.founding import found_body

#: What `found_body` adds → its name for one and for many.
_NAMES = {
    "version": ("versión del reglamento", "versiones del reglamento"),
    "body": ("órgano", "órganos"),
    "letterhead": ("membrete", "membretes"),
    "days": ("día no laborable", "días no laborables"),
    "years": ("nombre de año", "nombres de años"),
    "seats": ("asiento", "asientos"),
}


class Command(BaseCommand):
    help = (
        "Carga el CERX Puno: reglamento, calendario, membrete y sus 23 instituciones. Se puede repetir: no pisa nada."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR / "data", help="carpeta de los datos")

    @correlated()
    def handle(self, *args: Any, data: Path, **options: Any) -> None:
        try:
            founded = found_body(folder=data, name="cerx-puno", now=timezone.now())
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"No se cargó nada. Revise los datos de {data}: {error}") from error
        new = [f"{count} {_NAMES[what][count > 1]}" for what, count in founded.added.items() if count]
        if new:
            self.stdout.write(f"{founded.body.short_name}, agregado: {', '.join(new)}.")
        else:
            self.stdout.write(f"{founded.body.short_name}: ya estaba cargado; no se cambió nada.")
