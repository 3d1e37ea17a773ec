from django.db import models


class BatchState(models.TextChoices):
    PREVIEWED = "previewed", "Revisado, por confirmar"
    CONFIRMED = "confirmed", "Incorporado"
    DISCARDED = "discarded", "Descartado"
