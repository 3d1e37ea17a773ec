import uuid
from typing import ClassVar

from django.db import models

from .append_only import AppendOnly
from .fields import RulingField


class Event(models.Model):
    """One event of the history. Append-only and without foreign keys: it outlives what it is about.

    `at` is when it happened, `recorded_at` when it was recorded. `stream` groups the history of one thing
    ("meeting:12"). `ruling` is the judgement as it was given, `data` the figures the sentence needs.
    """

    append_only = AppendOnly()

    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    correlation = models.UUIDField(default=uuid.uuid4, db_index=True)
    stream = models.CharField(max_length=80, db_index=True)
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=160)
    actor_role = models.CharField(max_length=60, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    ruling = RulingField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name = "hecho"
        verbose_name_plural = "historial"
        indexes = (models.Index(fields=["stream", "id"]),)

    def __str__(self) -> str:
        return f"{self.stream} {self.action}"
