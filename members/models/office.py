"""Who holds an office, who is suspended, who may read or administer (Art. 8, 9, 15.1)."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.append_only import AppendOnly
from core.rows import Streamed
from documents.models import Instrument

from ..enums import AccessLevel, Office, TermEnd
from ._dated import Dated
from .body import Body, Seat
from .people import Person


class Term(Dated):
    """Someone holds an office of the body (Art. 8, 9). `ends_before` is the nominal end; `ended_on` an early one."""

    locked_by = "body"
    append_only = AppendOnly("body", "person", "seat", "office", "instrument", "starts_on")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    office = models.CharField("cargo", max_length=12, choices=Office.choices)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField("terminó el", null=True, blank=True)
    ended_reason = models.CharField("motivo del término", max_length=300, blank=True)
    end_basis = models.CharField("cómo terminó", max_length=12, choices=TermEnd.choices, blank=True)
    end_instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

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
    def stream(self) -> str:
        return f"body:{self.body_id}:officers"

    @property
    def last_served(self) -> date | None:
        """The last day in office: of an early end, or of one who stayed «en funciones»; None while they serve."""
        return self.ended_on - timedelta(days=1) if self.ended_on else None


class Suspension(Streamed, Dated):
    """The institution's representation is suspended by a document (Art. 15.1), and may be enabled early by another."""

    stream_of = "seat"
    locked_by = "seat__body"
    append_only = AppendOnly("seat", "instrument", "starts_on", "reason", "valid_until")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="suspensions")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("motivo", max_length=300)
    #: The last day that the measure set, if it did. `ends_before` says when it really ended.
    valid_until = models.DateField("vigencia hasta", null=True, blank=True)
    end_instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField("motivo del término", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "suspensión"
        verbose_name_plural = "suspensiones"
        ordering: ClassVar[list[str]] = ["seat", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(end_instrument__isnull=True, end_reason="")
                | (Q(end_instrument__isnull=False, ends_before__isnull=False) & ~Q(end_reason="")),
                name="suspension_ended_early_by_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.starts_on:%d/%m/%Y}"


class AccessGrant(Streamed, Dated):
    """Someone who is neither officer nor representative may read, or may administer the system."""

    stream_of = "user"
    locked_by = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    level = models.CharField("nivel", max_length=10, choices=AccessLevel.choices)

    class Meta(Dated.Meta):
        verbose_name = "acceso"

    def __str__(self) -> str:
        return f"{self.user}: {self.get_level_display()}"
