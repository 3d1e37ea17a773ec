"""What holds from a day until another. Ranges are half-open: [starts_on, ends_before)."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q


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
