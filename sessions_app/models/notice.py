import secrets
from typing import ClassVar

from django.db import models

from documents.models import Upload
from members.enums import SeatRole

from ..enums import DispatchState, ReceiptKind
from ._common import paired, who
from .meeting import Meeting
from .roll import RollEntry


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Dispatch(models.Model):
    """One e-mail to one person of the roll: the office's proof of having sent it (Art. 7, 9.1)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="dispatches")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="dispatches")
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=DispatchState.choices, default=DispatchState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "envío"
        ordering: ClassVar[list[str]] = ["entry__position", "-role"]
        constraints = (models.UniqueConstraint(fields=["entry", "role"], name="one_dispatch_per_person"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"


class Receipt(models.Model):
    """Proof that an institution received the convocatoria, and on which day. Without one, dispatch is presumed receipt."""

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="receipts")
    received_on = models.DateField("recibido el")
    kind = models.CharField("prueba", max_length=16, choices=ReceiptKind.choices)
    note = models.CharField("detalle", max_length=300, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = who(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = who(null=True)
    voided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "constancia de recepción"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = (
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(voided_at=None), name="one_valid_receipt_per_entry"
            ),
            paired("voided", name="receipt_voided_paired"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_on:%d/%m/%Y}"
