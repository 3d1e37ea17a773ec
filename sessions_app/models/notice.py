import secrets
from typing import ClassVar

from django.db import models

from audit.append_only import AppendOnly
from core.rows import Streamed
from mailing import models as mailing
from members.enums import SeatRole

from .acta import ActaVersion
from .meeting import Meeting
from .roll import RollEntry


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Dispatch(mailing.Outgoing):
    """The convocatoria to one person of the roll (Art. 7, 9.1)."""

    stream_of = "meeting"
    locked_by = "meeting"
    append_only = AppendOnly("meeting", "entry", "role", "name")

    composer = "sessions_app.mails.convocatoria"
    failed_action = "dispatch.failed"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="dispatches")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="dispatches")
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    token = models.CharField(max_length=40, unique=True, default=new_token)

    class Meta(mailing.Outgoing.Meta):
        verbose_name = "envío"
        ordering: ClassVar[list[str]] = ["entry__position", "-role"]
        constraints = (models.UniqueConstraint(fields=["entry", "role"], name="one_dispatch_per_person"),)


class ActaMail(mailing.Outgoing):
    """To one who attended: there is a version of the acta to read, and until when. A courtesy, not a notice of the law."""

    stream_of = "version__acta__meeting"
    append_only = AppendOnly("version", "name", "email", "queued_at")

    composer = "sessions_app.mails.acta_circulated"
    failed_action = "acta.mail_failed"

    version = models.ForeignKey(ActaVersion, on_delete=models.PROTECT, related_name="mails")

    class Meta(mailing.Outgoing.Meta):
        verbose_name = "aviso del acta"
        verbose_name_plural = "avisos del acta"


class Receipt(Streamed, mailing.Receipt):
    """That an institution received the convocatoria. Without one, dispatch is presumed receipt."""

    stream_of = locked_by = "entry__meeting"
    append_only = AppendOnly("entry", "received_on", "kind", "note", "recorded_at")

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="receipts")

    class Meta(mailing.Receipt.Meta):
        verbose_name = "constancia de recepción"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *mailing.Receipt.Meta.constraints,
            models.UniqueConstraint(
                fields=["entry"], condition=models.Q(voided_at=None), name="one_valid_receipt_per_entry"
            ),
        ]
