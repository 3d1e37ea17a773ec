"""Tables that come in. What came and what became of it; the rooms above know the columns."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from documents.models import Upload

from .enums import BatchState


class ImportBatch(models.Model):
    """One file that somebody brought: its preview, and whether it was confirmed. Nothing is written before that."""

    kind = models.SlugField("clase", max_length=40)
    #: The body whose table it is, by its slug, where the kind comes in for each body apart; empty: the committee's.
    series = models.SlugField("serie", max_length=60, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("estado", max_length=10, choices=BatchState.choices, default=BatchState.PREVIEWED)
    #: Counts of the last judgement: {"rows", "new", "changed", "same", "wrong", "held"}.
    counts = models.JSONField(default=dict)
    #: Row by row, what the person saw before confirming (exchange.services.report). Read on the batch's own page only.
    report = models.JSONField(default=dict)
    #: When it was last judged: the preview, or a confirmation that found the record changed.
    judged_at = models.DateTimeField(null=True, blank=True)
    previewed_at = models.DateTimeField()
    previewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "importación"
        verbose_name_plural = "importaciones"
        ordering: ClassVar[list[str]] = ["-previewed_at", "-pk"]
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                name="import_decided_paired",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.upload}"

    @property
    def stream(self) -> str:
        return f"import:{self.pk}"
