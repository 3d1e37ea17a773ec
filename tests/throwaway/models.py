from django.db import models

from audit.append_only import AppendOnly

from .enums import SlipState
from .states import SLIP


class Slip(models.Model):
    machine = SLIP
    append_only = AppendOnly("seat")
    locked_by = "seat__body"

    seat = models.ForeignKey("members.Seat", on_delete=models.PROTECT, related_name="slips")
    reason = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=SlipState.choices, default=SlipState.DRAFT)
    document = models.ForeignKey("documents.IssuedDocument", on_delete=models.PROTECT, null=True)

    class Meta:
        app_label = "throwaway"

    def __str__(self) -> str:
        return f"Vale del asiento {self.seat.number}"
