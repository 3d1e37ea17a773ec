from django.db import models


class RenderState(models.TextChoices):
    PENDING = "pending", "Por generar"
    RENDERED = "rendered", "Generado"
    FAILED = "failed", "No se pudo generar"


class InstrumentKind(models.TextChoices):
    """The paper that a legal change cites."""

    OFICIO = "oficio", "Oficio"
    CARTA = "carta", "Carta"
    RESOLUCION = "resolucion", "Resolución"
    MEMORANDO = "memorando", "Memorando"
    ACUERDO = "acuerdo", "Acuerdo de la Asamblea"
    ACTA = "acta", "Acta"
    LEY = "ley", "Ley"
    CORREO = "correo", "Correo electrónico"
    OTRO = "otro", "Otro documento"
