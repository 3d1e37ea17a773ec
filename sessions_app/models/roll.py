from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from audit.append_only import AppendOnly
from audit.fields import RulingField
from core.rows import Streamed
from members.enums import SeatRole, Sector
from members.models import Person, Seat

from ..enums import Capacity, Mode
from ._common import paired, who
from .meeting import Meeting


class RollEntry(Streamed, models.Model):
    """One summoned voice, copied at convening and frozen at opening. Quorum, votes and absences read only this.

    For a member the two people are titular and alterno; for MINCETUR the `titular` is the one named to vote and the
    `alternate` the second person, who never does (Art. 14).
    """

    stream_of = "meeting"
    locked_by = "meeting"
    append_only = AppendOnly("meeting", "seat", "capacity", "position", "name")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="roll")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="roll_entries")
    capacity = models.CharField("calidad", max_length=10, choices=Capacity.choices)
    position = models.PositiveSmallIntegerField()
    name = models.CharField("institución", max_length=250)
    short_name = models.CharField(max_length=80, blank=True)
    sector = models.CharField(max_length=10, choices=Sector.choices, blank=True)
    in_base = models.BooleanField("cuenta para el quórum")
    may_vote = models.BooleanField("tiene voto")
    suspended = models.BooleanField("suspendida", default=False)
    titular = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    titular_name = models.CharField(max_length=160, blank=True)
    alternate = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    alternate_name = models.CharField(max_length=160, blank=True)
    differences = models.JSONField("cambios entre convocatoria e instalación", default=list)
    rsvp_titular = models.CharField(max_length=10, blank=True)
    rsvp_alternate = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = "convocado"
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints = (
            models.UniqueConstraint(fields=["meeting", "seat"], name="one_roll_entry_per_seat"),
            models.UniqueConstraint(fields=["meeting", "position"], name="one_roll_entry_per_position"),
            models.CheckConstraint(
                condition=Q(capacity="member", seat__isnull=False) | (~Q(capacity="member") & Q(seat__isnull=True)),
                name="members_have_a_seat",
            ),
            models.CheckConstraint(condition=Q(in_base=False) | Q(capacity="member"), name="only_members_in_base"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def enabled(self) -> bool:
        """Counts towards quorum when present: a member that is not suspended, nor has left since it was summoned."""
        return self.in_base and not self.suspended and not self.left

    @property
    def left(self) -> bool:
        """Summoned as a member, and none any more when the roll of the day was opened: it has no vote left."""
        return self.in_base and not self.may_vote

    def person_name(self, role: str) -> str:
        return self.titular_name if role == SeatRole.TITULAR else self.alternate_name


class Presence(Streamed, models.Model):
    """Somebody was in the room during [from_at, until_at). Wrong rows are voided with a reason, never deleted."""

    stream_of = locked_by = "entry__meeting"
    append_only = AppendOnly("entry", "role", "name", "from_at", "recorded_at")

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="presences")
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    name = models.CharField(max_length=160)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = who()
    until_recorded_at = models.DateTimeField(null=True)
    until_recorded_by = who(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_by = who(null=True)
    voided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "presencia"
        ordering: ClassVar[list[str]] = ["from_at", "pk"]
        constraints = (
            models.UniqueConstraint(
                fields=["entry", "role"], condition=Q(until_at=None, voided_at=None), name="in_the_room_once"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="presence_leaves_after_arriving",
            ),
            paired("voided", name="presence_voided_paired"),
        )

    def __str__(self) -> str:
        return f"{self.name} desde {self.from_at:%H:%M}"


class RollCall(Streamed, models.Model):
    """A call to install the session and what the regulation said of it (Art. 13)."""

    stream_of = "meeting"
    append_only = AppendOnly("meeting", "call", "at", "installed", "code", "waiver_agreed", "ruling")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="calls")
    call = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    installed = models.BooleanField()
    code = models.CharField(max_length=30)
    waiver_agreed = models.BooleanField(default=False)
    ruling = RulingField()
    recorded_at = models.DateTimeField()
    recorded_by = who()

    class Meta:
        verbose_name = "llamada de lista"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = (models.UniqueConstraint(fields=["meeting"], condition=Q(installed=True), name="installed_once"),)

    def __str__(self) -> str:
        return f"Llamada {self.call}: {self.code}"
