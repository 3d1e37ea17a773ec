import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from audit.correlation import correlated
from core.rooms import load, rooms


class Command(BaseCommand):
    help = (
        "Vuelve a poner en cola los correos y los PDF que un trabajador interrumpido dejó a medias, olvida los archivos de "
        "formularios que nadie envió y termina los expedientes de quienes ya acreditaron a su titular."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, metavar="SEGUNDOS", help="repetirlo mientras el programa esté abierto")

    def handle(self, *args: Any, **options: Any) -> None:
        every: int | None = options["every"]
        if every is None:
            again = self._sweep()
            self.stdout.write(f"En cola otra vez: {again['documents']} PDF y {again['mailing']} correos.")
            return
        while True:
            time.sleep(max(every, 10))
            try:
                self._sweep()
            except DatabaseError as error:  # busy or away: the next round tries again
                self.stderr.write(f"sweep: {error}")
            close_old_connections()

    @correlated()
    def _sweep(self) -> dict[str, int]:
        now = timezone.now()
        return {room.label: load(room.sweep)(now) for room in rooms() if room.sweep}
