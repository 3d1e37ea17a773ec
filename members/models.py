"""Who the committee is, and who it was on any past day. Ranges are half-open: [starts_on, ends_before)."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from documents.models import Instrument
from norms.models import Rulebook

from .enums import AccessLevel, BodyKind, InstitutionKind, Office, SeatRole, Sector


class DatedQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on)


class Dated(models.Model):
    starts_on = models.DateField("desde")
    ends_before = models.DateField("hasta antes de", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")), name="%(class)s_range"
            )
        ]

    def covers(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_before is None or on < self.ends_before)

    @property
    def last_day(self) -> date | None:
        """The last day of the range, the way a certificate says it; None while it has no end."""
        return self.ends_before - timedelta(days=1) if self.ends_before else None


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


class Institution(models.Model):
    name = models.CharField("nombre", max_length=250)
    short_name = models.CharField("nombre corto", max_length=80, blank=True)
    sector = models.CharField("sector", max_length=10, choices=Sector.choices)
    kind = models.CharField("clase", max_length=20, choices=InstitutionKind.choices, default=InstitutionKind.OTHER)
    email = models.EmailField("correo institucional", blank=True)

    class Meta:
        verbose_name = "institución"
        verbose_name_plural = "instituciones"
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    full_name = models.CharField("nombre completo", max_length=160)
    position = models.CharField("cargo", max_length=160, blank=True)
    email = models.EmailField("correo", blank=True)
    phone = models.CharField("teléfono", max_length=30, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )

    class Meta:
        verbose_name = "persona"
        ordering: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name


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


class SeatHolding(Dated):
    """Which institution holds the seat, from when until when, and by which paper (Art. 5, 7, 11)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="holdings")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")

    class Meta(Dated.Meta):
        verbose_name = "titularidad de asiento"
        ordering: ClassVar[list[str]] = ["seat", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["seat"], condition=Q(ends_before=None), name="one_open_holding_per_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.institution}"


class Accreditation(Dated):
    """A person speaks for a seat as titular or alterno, by an official paper (Art. 5)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="accreditations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accreditations")
    role = models.CharField("calidad", max_length=10, choices=SeatRole.choices)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")

    class Meta(Dated.Meta):
        verbose_name = "acreditación"
        verbose_name_plural = "acreditaciones"
        ordering: ClassVar[list[str]] = ["seat", "role", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["seat", "role"], condition=Q(ends_before=None), name="one_open_accreditation_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class Term(Dated):
    """Someone holds an office of the body (Art. 8, 9). `ends_before` is the nominal end; `ended_on` an early one."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    office = models.CharField("cargo", max_length=10, choices=Office.choices)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField("terminó el", null=True, blank=True)
    ended_reason = models.CharField("motivo del término", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "mandato"
        ordering: ClassVar[list[str]] = ["body", "office", "-starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["body", "office"], condition=Q(ended_on=None), name="one_serving_officer_per_office"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_reason=""), name="early_end_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}: {self.person}"

    @property
    def last_served(self) -> date | None:
        """The last day in office: of an early end, or of one who stayed «en funciones»; None while they serve."""
        return self.ended_on - timedelta(days=1) if self.ended_on else None


class Suspension(Dated):
    """The institution's representation is suspended (Art. 15.1)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="suspensions")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("motivo", max_length=300)

    class Meta(Dated.Meta):
        verbose_name = "suspensión"
        verbose_name_plural = "suspensiones"
        ordering: ClassVar[list[str]] = ["seat", "starts_on"]

    def __str__(self) -> str:
        return f"{self.seat}: {self.starts_on:%d/%m/%Y}"


class AccessGrant(Dated):
    """Someone who is neither officer nor representative may read, or may administer the system."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    level = models.CharField("nivel", max_length=10, choices=AccessLevel.choices)

    class Meta(Dated.Meta):
        verbose_name = "acceso"

    def __str__(self) -> str:
        return f"{self.user}: {self.get_level_display()}"
