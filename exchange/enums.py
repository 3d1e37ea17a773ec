from django.db import models


class BatchState(models.TextChoices):
    PREVIEWED = "previewed", "Revisado, por confirmar"
    CONFIRMED = "confirmed", "Incorporado"
    DISCARDED = "discarded", "Descartado"


class CellKind(models.TextChoices):
    """What a column holds."""

    TEXT = "text", "Texto"
    DATE = "date", "Fecha"
    TIME = "time", "Hora"
    NUMBER = "number", "Número"
    CHOICE = "choice", "Una de la lista"
    FLAG = "flag", "Sí o no"


class Fate(models.TextChoices):
    """What becomes of a row."""

    WRONG = "wrong", "Con errores"
    HELD = "held", "Espera a otra fila"
    NEW = "new", "Nueva"
    CHANGED = "changed", "Con cambios"
    SAME = "same", "Sin cambios"
