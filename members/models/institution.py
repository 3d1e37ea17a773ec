"""Institutions: those that are members, and all those of the directory (Art. 5, 7, 9.3)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_countries.fields import CountryField

from audit.append_only import AppendOnly
from core.rows import Streamed
from documents.models import Instrument, Upload

from ..enums import EntryBasis, ExitBasis, InstitutionKind, Scope, Sector
from ._dated import Dated
from .body import Seat


class Theme(models.Model):
    """What an institution of the directory deals with: quinua, fibra de alpaca, aduanas, financiamiento…"""

    stream = "directory"

    name = models.CharField("tema", max_length=60, unique=True)

    class Meta:
        verbose_name = "tema"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Institution(Streamed, models.Model):
    """One institution under one name. A new name (renaming, succession) is a new row that names its `predecessor`."""

    name = models.CharField("nombre", max_length=250)
    short_name = models.CharField("siglas o nombre corto", max_length=80, blank=True)
    ruc = models.CharField("RUC", max_length=11, blank=True)
    sector = models.CharField("sector", max_length=10, choices=Sector.choices, blank=True)
    kind = models.CharField("clase", max_length=20, choices=InstitutionKind.choices, default=InstitutionKind.OTHER)
    scope = models.CharField("ámbito", max_length=15, choices=Scope.choices, blank=True)
    country = CountryField("país", default="PE")
    city = models.CharField("ciudad", max_length=120, blank=True)
    address = models.CharField("dirección", max_length=250, blank=True)
    ubigeo = models.CharField("ubigeo", max_length=6, blank=True)
    email = models.EmailField("correo institucional", blank=True)
    phone = models.CharField("teléfono", max_length=60, blank=True)
    website = models.URLField("página web", max_length=300, blank=True)
    authority_name = models.CharField("máxima autoridad", max_length=160, blank=True)
    authority_position = models.CharField("cargo de la máxima autoridad", max_length=160, blank=True)
    logo = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    themes = models.ManyToManyField(
        Theme, through="InstitutionTheme", related_name="institutions", verbose_name="temas"
    )
    notes = models.TextField("notas", blank=True)

    predecessor = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="antes"
    )
    superseded_on = models.DateField("dejó de llamarse así el", null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    verified_on = models.DateField("verificada el", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: Lower case and without accents: what a search looks into. `members.services.institutions` keeps it.
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "institución"
        verbose_name_plural = "instituciones"
        ordering: ClassVar[list[str]] = ["name"]
        constraints = (
            models.UniqueConstraint(
                fields=["ruc"],
                condition=~Q(ruc="") & Q(superseded_on__isnull=True, merged_into__isnull=True),
                name="one_institution_per_ruc",
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by__isnull=True)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="institution_verified_paired",
            ),
        )

    def __str__(self) -> str:
        return self.name


class InstitutionTheme(models.Model):
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="theme_links")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="institution_links")

    class Meta:
        verbose_name = "tema de una institución"
        constraints = (models.UniqueConstraint(fields=["institution", "theme"], name="one_theme_per_institution"),)

    def __str__(self) -> str:
        return f"{self.institution}: {self.theme}"


class InstitutionContact(Streamed, models.Model):
    """Somebody or some office through which an institution is reached; not a representative of the committee."""

    stream_of = "institution"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField("nombre", max_length=160)
    position = models.CharField("cargo", max_length=160, blank=True)
    email = models.EmailField("correo", blank=True)
    phone = models.CharField("teléfono", max_length=60, blank=True)
    note = models.CharField("nota", max_length=300, blank=True)

    class Meta:
        verbose_name = "contacto"
        ordering: ClassVar[list[str]] = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class SeatHolding(Streamed, Dated):
    """Which institution holds the seat, from when until when, and by which paper (Art. 5, 7, 11)."""

    stream_of = "seat"
    locked_by = "seat__body"
    append_only = AppendOnly("seat", "institution", "instrument", "starts_on", "basis")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="holdings")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")

    basis = models.CharField("cómo entró", max_length=12, choices=EntryBasis.choices, blank=True)
    end_basis = models.CharField("cómo terminó", max_length=12, choices=ExitBasis.choices, blank=True)
    end_instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Dated.Meta):
        verbose_name = "titularidad de asiento"
        ordering: ClassVar[list[str]] = ["seat", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["seat"], condition=Q(ends_before=None), name="one_open_holding_per_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.institution}"
