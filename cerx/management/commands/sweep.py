import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from admissions.services import settle_accreditations, sweep_staged
from documents.services import requeue_stale
from mailing.tasks import sweep as sweep_mails


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
            papers, mails = self._sweep()
            self.stdout.write(f"En cola otra vez: {papers} PDF y {mails} correos.")
            return
        while True:
            time.sleep(max(every, 10))
            try:
                self._sweep()
            except DatabaseError as error:  # busy or away: the next round tries again
                self.stderr.write(f"sweep: {error}")
            close_old_connections()

    def _sweep(self) -> tuple[int, int]:
        now = timezone.now()
        sweep_staged(now)
        settle_accreditations(now)
        return requeue_stale(now), sweep_mails(now)
