from django.db.models.signals import post_migrate

from core.rooms import Room

from .append_only import install


class AuditConfig(Room):
    name = "audit"
    verbose_name = "Historial"

    def ready(self) -> None:
        post_migrate.connect(install, dispatch_uid="append_only")
