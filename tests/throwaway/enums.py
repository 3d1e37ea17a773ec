from django.db import models


class SlipState(models.TextChoices):
    DRAFT = "draft", "Borrador"
    ISSUED = "issued", "Emitido"


class DocumentKind(models.TextChoices):
    SLIP = "vale", "Vale"
