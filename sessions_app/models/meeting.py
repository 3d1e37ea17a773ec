from typing import ClassVar

from django.db import models

from audit.append_only import AppendOnly
from audit.fields import RulingField
from core.rows import Streamed
from documents.models import IssuedDocument, Upload
from exchange.models import ImportBatch
from members.addresses import body_url
from members.enums import SeatRole
from members.models import Body
from norms.models import RegulationVersion
from regulation.params import Regulation

from ..enums import ChairBasis, MeetingKind, MeetingState, Station
from ..states import MEETING
from ._common import paired, who


class Meeting(Streamed, models.Model):
    """A session of a body, from its draft to its closing (Art. 7, 13)."""

    lock_with = ("body__rulebook", "body__parent", "regulation_version")
    append_only = AppendOnly("body", "created_at", "created_by", "import_batch")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField("clase", max_length=14, choices=MeetingKind.choices)
    machine = MEETING
    state = models.CharField("estado", max_length=14, choices=MeetingState.choices, default=MeetingState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    scheduled_at = models.DateTimeField("fecha y hora")
    place = models.CharField("lugar", max_length=250, blank=True)
    link = models.URLField("enlace de la reunión", max_length=500, blank=True)
    purpose = models.CharField("motivo", max_length=300, blank=True)
    governor_invited = models.BooleanField("se invita al Gobernador Regional", default=True)

    draft_guests = models.JSONField("invitados previstos", default=list)

    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    regulation_version = models.ForeignKey(RegulationVersion, on_delete=models.PROTECT, null=True, related_name="+")
    president_name = models.CharField(max_length=160, blank=True)
    secretary_name = models.CharField(max_length=160, blank=True)
    notice_ruling = RulingField(null=True)

    created_at = models.DateTimeField()
    created_by = who()
    convened_at = models.DateTimeField(null=True)
    convened_by = who(null=True)
    installed_at = models.DateTimeField(null=True)
    installed_by = who(null=True)
    installed_call = models.PositiveSmallIntegerField(null=True)
    roll_frozen_on = models.DateField("lista fijada el", null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = who(null=True)
    ended_at = models.DateTimeField("fin de la sesión", null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = who(null=True)
    cancelled_reason = models.CharField(max_length=500, blank=True)
    #: A past session that was brought in from a table: it has its roll and no acta of ours.
    import_batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        verbose_name = "sesión"
        verbose_name_plural = "sesiones"
        ordering: ClassVar[list[str]] = ["-scheduled_at", "-pk"]
        indexes = (models.Index(fields=["body", "-scheduled_at"]),)
        constraints = (
            models.UniqueConstraint(fields=["body", "kind", "year", "number"], name="one_meeting_per_number"),
            paired("convened", name="meeting_convened_paired"),
            paired("installed", name="meeting_installed_paired"),
            paired("closed", name="meeting_closed_paired"),
            paired("cancelled", name="meeting_cancelled_paired"),
        )

    def __str__(self) -> str:
        kind = f"Sesión {self.get_kind_display()}"
        return f"{kind} N° {self.number:03d}-{self.year}" if self.number else f"{kind} (borrador)"

    def get_absolute_url(self) -> str:
        return self.url("detail", self.pk)

    def url(self, name: str, *args: object) -> str:
        """A page of the sessions of its body, seen from anywhere."""
        return body_url(self.body, f"sessions:{name}", *args)

    def rules(self) -> Regulation:
        """The regulation that judges it: the version frozen at convening."""
        if self.regulation_version is None:
            raise ValueError("A draft has no regulation version yet.")
        return self.regulation_version.rules()


class AgendaItem(models.Model):
    locked_by = "meeting"

    #: Its place in the whole agenda, from 1 on and through the stations. `selectors.meetings.agenda` gives it.
    number: int | None = None

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    station = models.CharField("estación", max_length=14, choices=Station.choices, default=Station.ORDER_OF_DAY)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField("asunto", max_length=300)
    description = models.TextField("sumilla", blank=True)
    proponent = models.CharField("propuesto por", max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField("minutos previstos", null=True, blank=True)
    #: What the point is about, as «application:12»; its vote carries the same. Empty in any other point.
    subject = models.CharField(max_length=60, blank=True)
    decision_wanted = models.BooleanField("requiere acuerdo", default=False)
    notes = models.TextField(blank=True)
    notes_version = models.PositiveIntegerField(default=0)
    notes_at = models.DateTimeField(null=True)
    notes_by = who(null=True)
    added_at = models.DateTimeField(null=True, help_text="Solo si se incluyó durante la sesión (Art. 7).")
    added_ruling = RulingField(null=True)

    class Meta:
        verbose_name = "punto de agenda"
        verbose_name_plural = "puntos de agenda"
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class AgendaFile(models.Model):
    locked_by = "item__meeting"

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="files")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "anexo"

    def __str__(self) -> str:
        return str(self.upload)


def chair_titles(body: Body) -> dict[str, str]:
    """By what somebody presides: «Presidente en ejercicio», «Elegido por la Mesa para esta sesión»."""
    return {
        ChairBasis.PRESIDENT: f"{body.presiding_title.capitalize()} en ejercicio",
        ChairBasis.ELECTED: f"Elegido por {body.called} para esta sesión",
    }


class ChairSpell(Streamed, models.Model):
    """Who presided, from when until when. Without the president the Assembly elects a chair (LPAG 107.3)."""

    stream_of = "meeting"
    append_only = AppendOnly("meeting", "entry", "role", "name", "basis", "from_at")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="chairs")
    entry = models.ForeignKey("RollEntry", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    name = models.CharField(max_length=160)
    basis = models.CharField(max_length=10, choices=ChairBasis.choices)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = who()

    class Meta:
        verbose_name = "presidencia de la sesión"
        ordering: ClassVar[list[str]] = ["from_at", "pk"]
        constraints = (
            models.UniqueConstraint(fields=["meeting"], condition=models.Q(until_at=None), name="one_chair_at_a_time"),
        )

    def __str__(self) -> str:
        return self.name

    def get_basis_display(self) -> str:  # type: ignore[no-redef]  # Django keeps a model's own
        return chair_titles(self.meeting.body)[self.basis]

    @property
    def person_user_id(self) -> int | None:
        """The account of the person who presides; None for somebody without one."""
        person = self.entry.titular if self.role == SeatRole.TITULAR else self.entry.alternate
        return person.user_id if person else None


class MeetingDocument(models.Model):
    """A document issued about a session."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="documents")
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "documento de la sesión"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return str(self.document)
