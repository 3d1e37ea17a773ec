from core.rooms import Room


class AuditConfig(Room):
    name = "audit"
    verbose_name = "Historial"
