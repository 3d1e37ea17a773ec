from core.rooms import Room


class DocumentsConfig(Room):
    name = "documents"
    verbose_name = "Documentos"
    machines = "documents.states"
