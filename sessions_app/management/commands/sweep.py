from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.services import requeue_stale
from sessions_app.tasks import sweep_stale


class Command(BaseCommand):
    help = "Vuelve a poner en cola los correos y los PDF que un trabajador interrumpido dejó a medias."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        papers, mails = requeue_stale(now), sweep_stale(now)
        self.stdout.write(f"En cola otra vez: {papers} PDF y {mails} correos.")
