from typing import ClassVar

from django.db import models

from documents.models import IssuedDocument
from norms.models import Rulebook

from ..enums import BodyKind


class Body(models.Model):
    """An órgano colegiado: seats, officers and a regulation. The Assembly is the first, each Mesa another."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nombre", max_length=200)
    short_name = models.CharField("nombre corto", max_length=80)
    kind = models.CharField("clase", max_length=12, choices=BodyKind.choices)
    rulebook = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="+")
    territory = models.CharField("ámbito del calendario", max_length=60, blank=True)
    default_place = models.CharField("lugar habitual", max_length=250, blank=True)

    class Meta:
        verbose_name = "órgano"
        verbose_name_plural = "órganos"

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A permanent place in a body. It votes; who sits in it changes."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField("asiento")

    class Meta:
        verbose_name = "asiento"
        ordering: ClassVar[list[str]] = ["body", "number"]
        constraints = (models.UniqueConstraint(fields=["body", "number"], name="one_seat_per_number"),)

    def __str__(self) -> str:
        return f"Asiento {self.number}"


class BodyDocument(models.Model):
    """A document issued about a body as a whole: its padrón on a day."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="documents")
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField("a la fecha")

    class Meta:
        verbose_name = "documento del órgano"
        verbose_name_plural = "documentos del órgano"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return str(self.document)
