from core.rooms import Room


class DocumentsConfig(Room):
    name = "documents"
    verbose_name = "Documentos"
    urls = ("documentos/", "documents.urls")
    machines = "documents.states"
    areas = {"document": "Documentos emitidos"}
    sweep = "documents.services:requeue_stale"
