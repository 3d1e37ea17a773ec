"""Abstract models of a mail that the office has to account for, and of a proof of receipt; each room has its own tables."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.rows import Streamed
from documents.models import Upload

from .enums import MailState, ReceiptKind


class Outgoing(Streamed, models.Model):
    """One mail to one person. The row is the office's proof of having sent it; a job carries only which row.

    A concrete class names the function that composes its message and the event of its failure.
    """

    #: Dotted name of a function: the row → its EmailMessage. It raises `letters.CannotSend` where nothing is to be sent.
    composer: ClassVar[str]
    #: The event recorded when the mail is given up.
    failed_action: ClassVar[str]
    address_refused: ClassVar[str] = "El servidor de correo rechazó la dirección. Corríjala y reenvíe."

    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"

    @classmethod
    def addressed(cls, *, name: str, email: str, at: datetime, **facts: Any) -> Self:
        """A mail to this person, not saved yet. An institution's name may be longer than a person's: it is cut."""
        state = MailState.PENDING if email else MailState.NO_ADDRESS
        return cls(name=name[:160], email=email, state=state, queued_at=at, **facts)

    @property
    def subject(self) -> models.Model:
        """The record that the event of its failure names."""
        return self

    def start_over(self) -> None:
        """Pending again with all its tries; the caller saves and queues it."""
        self.state, self.error, self.attempts, self.tried_at = MailState.PENDING, "", 0, None


class Receipt(models.Model):
    """Proof that something sent was received, and on which day. One noted wrongly is voided and stays."""

    received_on = models.DateField("recibido el")
    kind = models.CharField("prueba", max_length=16, choices=ReceiptKind.choices)
    note = models.CharField("detalle", max_length=300, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    #: Nobody where the addressee acknowledged it.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    voided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True)
                | Q(voided_at__isnull=False, voided_by__isnull=False),
                name="%(class)s_voided_paired",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_on:%d/%m/%Y}"


def outgoing_models() -> list[type[Outgoing]]:
    """Every kind of mail of the installed apps."""
    return [model for model in apps.get_models() if issubclass(model, Outgoing)]
