from typing import ClassVar

from django.db import models

from audit.append_only import AppendOnly
from core.rows import Streamed
from documents.models import IssuedDocument, StoredFile, Upload
from members.enums import SeatRole

from ..enums import ActaState, ActaVerdict, SignatureOutcome
from ..states import ACTA
from ._common import paired, who
from .meeting import AgendaItem, Meeting
from .roll import RollEntry


class Acta(Streamed, models.Model):
    """The acta of a closed session. Facts come from the record, prose from `sections`; approval freezes both."""

    stream_of = "meeting"
    locked_by = "meeting"

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="acta")
    machine = ACTA
    state = models.CharField(max_length=10, choices=ActaState.choices, default=ActaState.DRAFT)
    observations_until = models.DateField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = who(null=True)
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "acta"
        constraints = (paired("approved", name="acta_approved_paired"),)

    def __str__(self) -> str:
        return f"Acta de la {self.meeting}"


class ActaSection(models.Model):
    """Prose of the acta for one agenda item, or for the opening and closing words. Editable while in draft."""

    locked_by = "acta__meeting"

    acta = models.ForeignKey(Acta, on_delete=models.PROTECT, related_name="sections")
    key = models.CharField(max_length=40)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    html = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = who(null=True)

    class Meta:
        verbose_name = "sección del acta"
        ordering: ClassVar[list[str]] = ["position"]
        constraints = (models.UniqueConstraint(fields=["acta", "key"], name="one_section_per_key"),)

    def __str__(self) -> str:
        return self.title


class ActaVersion(models.Model):
    """What was circulated: facts and prose together, never changed. Observations and decisions name it."""

    locked_by = "acta__meeting"
    append_only = AppendOnly("acta", "number", "payload", "sha256", "created_at", "created_by")

    acta = models.ForeignKey(Acta, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    payload = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500, blank=True)
    preview = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    created_by = who()

    class Meta:
        verbose_name = "versión del acta"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = (models.UniqueConstraint(fields=["acta", "number"], name="one_acta_version_per_number"),)

    def __str__(self) -> str:
        return f"Versión {self.number}"


class ActaObservation(models.Model):
    locked_by = "version__acta__meeting"
    append_only = AppendOnly("version", "author", "text", "at")

    version = models.ForeignKey(ActaVersion, on_delete=models.PROTECT, related_name="observations")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, null=True, related_name="+")
    author = who()
    author_name = models.CharField(max_length=160)
    text = models.TextField("observación")
    at = models.DateTimeField()
    answer = models.TextField("respuesta", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = who(null=True)

    class Meta:
        verbose_name = "observación"
        verbose_name_plural = "observaciones"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = (paired("answered", name="observation_answered_paired"),)

    def __str__(self) -> str:
        return self.text[:60]


class ActaDecision(models.Model):
    """The president approved this version, or returned it with a reason."""

    append_only = AppendOnly("version", "verdict", "reason", "by", "at")

    version = models.ForeignKey(ActaVersion, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=ActaVerdict.choices)
    reason = models.TextField(blank=True)
    by = who()
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "decisión sobre el acta"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = (
            models.CheckConstraint(
                condition=models.Q(verdict="approved") | ~models.Q(reason=""), name="returning_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.version}"


class ActaSignature(models.Model):
    """An attendee signed the paper (with its scan) or refused with a reason (Art. 7.2)."""

    locked_by = "acta__meeting"
    append_only = AppendOnly("acta", "entry", "role", "outcome", "reason", "upload")

    acta = models.ForeignKey(Acta, on_delete=models.PROTECT, related_name="signatures")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    name = models.CharField(max_length=160)
    outcome = models.CharField(max_length=8, choices=SignatureOutcome.choices)
    reason = models.CharField("motivo", max_length=500, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("fecha")
    recorded_at = models.DateTimeField()
    recorded_by = who()
    voided_at = models.DateTimeField(null=True)
    voided_by = who(null=True)
    voided_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "firma del acta"
        verbose_name_plural = "firmas del acta"
        ordering: ClassVar[list[str]] = ["entry__position"]
        constraints = (
            models.UniqueConstraint(
                fields=["acta", "entry", "role"], condition=models.Q(voided_at=None), name="one_signature_per_person"
            ),
            paired("voided", name="signature_voided_paired"),
            models.CheckConstraint(
                condition=models.Q(outcome="signed", upload__isnull=False)
                | (models.Q(outcome="refused") & ~models.Q(reason="")),
                name="signature_has_scan_or_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.get_outcome_display()}"


class PaperActa(Streamed, models.Model):
    """The acta of a session that was held on paper, scanned. A better scan is another one; the last counts."""

    stream_of = "meeting"
    append_only = AppendOnly("meeting", "upload", "recorded_at", "recorded_by")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="paper_actas")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = who()

    class Meta:
        verbose_name = "acta en papel"
        verbose_name_plural = "actas en papel"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return str(self.upload)
