"""Stored bytes, the papers that legal changes cite, and what the office issues with a number."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from audit.append_only import AppendOnly

from .enums import InstrumentKind, RenderState
from .papers import label_of
from .states import DOCUMENT


class StoredFile(models.Model):
    """Bytes, once per content. Read only to be served: never join it in a list."""

    append_only = AppendOnly("sha256", "content_type", "size", "data")

    sha256 = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "archivo"

    def __str__(self) -> str:
        return self.sha256[:12]


class Upload(models.Model):
    """A file somebody handed in, under the name they gave it. Who may see it is decided by the record that it belongs to."""

    append_only = AppendOnly("stored", "name", "content_type", "size", "uploaded_at")

    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("nombre", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = "archivo adjunto"

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """The last number given per (series, kind, year in Lima). Locked by the transaction that issues."""

    series = models.SlugField(max_length=60)
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "correlativo"
        constraints = (
            models.UniqueConstraint(fields=["series", "kind", "year"], name="one_counter_per_series_kind_year"),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.kind} {self.year}: {self.last}"


class IssuedDocument(models.Model):
    """A document with a number. The transaction freezes number and payload; the bytes are rendered after it, once."""

    append_only = AppendOnly(
        "series", "kind", "year", "number", "label", "title", "issued_at", "payload", "payload_sha256",
        "verification_code",
    )  # fmt: skip

    series = models.SlugField(max_length=60)
    kind = models.CharField("clase", max_length=40)
    year = models.PositiveSmallIntegerField("año")
    number = models.PositiveIntegerField("número")
    label = models.CharField("numeración", max_length=80)
    title = models.CharField("título", max_length=250)
    issued_at = models.DateTimeField("emitido")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    payload = models.JSONField()
    payload_sha256 = models.CharField(max_length=64)
    verification_code = models.CharField("código de verificación", max_length=20, unique=True)
    machine = DOCUMENT
    state = models.CharField(max_length=10, choices=RenderState.choices, default=RenderState.PENDING)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    annulled_at = models.DateTimeField(null=True)
    annulled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    annulled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "documento emitido"
        verbose_name_plural = "documentos emitidos"
        ordering: ClassVar[list[str]] = ["-issued_at", "-pk"]
        # Without it, finding the few that wait or failed reads past the payload of every document ever issued.
        indexes = (models.Index(fields=["state"], name="documents_by_state"),)
        constraints = (
            models.UniqueConstraint(fields=["series", "kind", "year", "number"], name="one_document_per_number"),
            models.CheckConstraint(
                condition=models.Q(annulled_at__isnull=True, annulled_by__isnull=True)
                | models.Q(annulled_at__isnull=False, annulled_by__isnull=False),
                name="document_annulled_paired",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rendered") | models.Q(stored__isnull=False),
                name="rendered_document_has_bytes",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def stream(self) -> str:
        return f"document:{self.pk}"

    def get_kind_display(self) -> str:
        return label_of(self.kind)


class Instrument(models.Model):
    """The paper by which something legal changed: an oficio, a resolución, an acuerdo of ours."""

    append_only = AppendOnly("kind", "number", "date", "issuer")

    kind = models.CharField("clase", max_length=20, choices=InstrumentKind.choices)
    number = models.CharField("número", max_length=80)
    date = models.DateField("fecha")
    issuer = models.CharField("emitido por", max_length=200)
    title = models.CharField("asunto", max_length=300, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "documento sustentatorio"
        verbose_name_plural = "documentos sustentatorios"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} N° {self.number}"
