"""Dated data: which regulation was in force, which days are not working days, how the year is called."""

from typing import Any, ClassVar

from django.db import models

from documents.models import Upload
from regulation.params import Regulation


class Rulebook(models.Model):
    """A body of rules that has versions: the regulation of the CERX of one region."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nombre", max_length=200)

    class Meta:
        verbose_name = "reglamento"

    def __str__(self) -> str:
        return self.name


class RegulationVersion(models.Model):
    """What the rules said from a day on. A session keeps the version that judged it."""

    rulebook = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="versions")
    code = models.SlugField("código", max_length=60, unique=True)
    name = models.CharField("nombre", max_length=200)
    norm = models.CharField("norma que la aprueba", max_length=200)
    starts_on = models.DateField("vigente desde")
    parameters = models.JSONField("parámetros", default=dict)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "versión del reglamento"
        verbose_name_plural = "versiones del reglamento"
        ordering: ClassVar[list[str]] = ["-starts_on"]
        constraints = (models.UniqueConstraint(fields=["rulebook", "starts_on"], name="one_version_per_day"),)

    def __str__(self) -> str:
        return self.name

    def rules(self) -> Regulation:
        return Regulation.from_overrides(self.parameters)


class NonWorkingDay(models.Model):
    """A day on which no term runs. National ones come from the `holidays` library; the office edits the rest."""

    date = models.DateField("fecha")
    name = models.CharField("motivo", max_length=120)
    territory = models.CharField("ámbito", max_length=60, blank=True, help_text="Vacío: todo el país.")
    norm = models.CharField("norma", max_length=120, blank=True)
    every_year = models.BooleanField("se repite cada año", default=False)

    class Meta:
        verbose_name = "día no laborable"
        verbose_name_plural = "días no laborables"
        ordering: ClassVar[list[str]] = ["date"]
        constraints = (models.UniqueConstraint(fields=["date", "territory"], name="one_reason_per_day_and_territory"),)

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"


class OfficialYear(models.Model):
    """The name the State gives to a year, printed on every document."""

    year = models.PositiveSmallIntegerField("año", unique=True)
    name = models.CharField("denominación oficial", max_length=250)
    norm = models.CharField("norma", max_length=120, blank=True)

    class Meta:
        verbose_name = "nombre oficial del año"
        verbose_name_plural = "nombres oficiales de los años"
        ordering: ClassVar[list[str]] = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}: {self.name}"


class Letterhead(models.Model):
    """Who speaks at the head of a document, and from which day."""

    series = models.SlugField(max_length=60)
    starts_on = models.DateField("vigente desde")
    institution = models.CharField("institución", max_length=200)
    unit = models.CharField("unidad", max_length=200, blank=True)
    committee = models.CharField("órgano", max_length=200)
    address = models.CharField("dirección", max_length=250, blank=True)
    contact = models.CharField("contacto", max_length=250, blank=True)
    city = models.CharField("ciudad", max_length=80)
    suffix = models.CharField("sufijo de numeración", max_length=60, help_text="Por ejemplo CERX-PUNO.")
    legal_basis = models.JSONField("base legal", default=list)

    class Meta:
        verbose_name = "membrete"
        ordering: ClassVar[list[str]] = ["-starts_on"]
        constraints = (models.UniqueConstraint(fields=["series", "starts_on"], name="one_letterhead_per_day"),)

    def __str__(self) -> str:
        return self.committee

    def as_payload(self) -> dict[str, Any]:
        fields = ("institution", "unit", "committee", "address", "contact", "city", "suffix", "legal_basis")
        return {field: getattr(self, field) for field in fields}
