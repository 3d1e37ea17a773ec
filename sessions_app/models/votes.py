from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from audit.append_only import AppendOnly
from audit.fields import RulingField
from core.rows import Streamed
from documents.models import Instrument
from members.enums import SeatRole
from members.models import Body, Person, Seat

from ..enums import MotionForm, MotionPurpose, MotionState, Sense
from ..states import MOTION
from ._common import paired, who
from .meeting import AgendaItem, Meeting
from .roll import RollEntry


class Motion(Streamed, models.Model):
    """A question put to the vote. `ref` names the question: a wrong vote is annulled and the same `ref` voted again."""

    stream_of = "meeting"
    locked_by = "meeting"
    append_only = AppendOnly(
        "meeting", "ref", "text", "form", "purpose", "subject", "round_number", "previous_round", "opened_at",
        "quorum_ruling",
    )  # fmt: skip

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="motions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="motions")
    ref = models.CharField(max_length=40)
    purpose = models.CharField(max_length=12, default=MotionPurpose.DECISION)
    text = models.TextField("texto que se vota")
    form = models.CharField("forma", max_length=10, choices=MotionForm.choices)
    machine = MOTION
    state = models.CharField(max_length=10, choices=MotionState.choices, default=MotionState.OPEN)
    #: What the vote is about beyond its text, as «application:12»: who registered an effect for its purpose reads it.
    subject = models.CharField(max_length=60, blank=True)
    round_number = models.PositiveSmallIntegerField("vuelta", default=1)
    previous_round = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_rounds"
    )
    makes_acuerdo = models.BooleanField("si se aprueba es un acuerdo", default=True)
    responsible = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("vence", null=True)

    opened_at = models.DateTimeField()
    opened_by = who()
    quorum_ruling = RulingField()
    closed_at = models.DateTimeField(null=True)
    closed_by = who(null=True)
    ruling = RulingField(null=True)
    abstention_note = models.TextField("motivo de las abstenciones", blank=True)
    casting_sense = models.CharField(max_length=8, choices=Sense.choices, blank=True)
    casting_entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, null=True, related_name="+")
    casting_name = models.CharField(max_length=160, blank=True)
    casting_at = models.DateTimeField(null=True)
    casting_by = who(null=True)
    elected = models.ForeignKey("MotionOption", on_delete=models.PROTECT, null=True, related_name="+")
    lots_at = models.DateTimeField(null=True)
    lots_by = who(null=True)
    lots_note = models.CharField("cómo se hizo el sorteo", max_length=500, blank=True)
    annulled_at = models.DateTimeField(null=True)
    annulled_by = who(null=True)
    annulled_reason = models.CharField(max_length=500, blank=True)
    flags = models.JSONField("advertencias por correcciones posteriores", default=list)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "moción"
        verbose_name_plural = "mociones"
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "ref"], condition=~Q(state="annulled"), name="one_valid_vote_per_motion"
            ),
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="open"), name="one_open_vote_at_a_time"),
            # A second round entered wrongly is annulled and held again.
            models.UniqueConstraint(
                fields=["previous_round"], condition=~Q(state="annulled"), name="one_valid_next_round"
            ),
            paired("closed", name="motion_closed_paired"),
            paired("casting", name="motion_casting_paired"),
            paired("annulled", name="motion_annulled_paired"),
            paired("lots", name="motion_lots_paired"),
        )

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_election(self) -> bool:
        return self.purpose == MotionPurpose.ELECTION

    @property
    def figures(self) -> Mapping[str, Any]:
        """The figures of its ruling; none while it has not been judged."""
        return self.ruling.facts if self.ruling else {}

    @property
    def decided_at(self) -> datetime | None:
        """When its result came about: at its closing, or by the lots or the casting vote after it."""
        return self.lots_at or self.casting_at or self.closed_at

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django keeps a model's own
        """The state in words: an election is not approved, it elects somebody or nobody."""
        state = MotionState(self.state)
        return str(_OF_ELECTION.get(state, state.label) if self.is_election else state.label)


#: How an election ends, said otherwise than of a question.
_OF_ELECTION = {MotionState.APPROVED: "Presidencia elegida", MotionState.REJECTED: "Nadie resultó elegido"}


class MotionOption(models.Model):
    """What can be chosen; `votes` holds the count once it is closed.

    For, against or abstain in a yes-or-no motion. In an election each candidate, with no sense, and the abstention.
    """

    append_only = AppendOnly("motion", "position", "sense", "label", "seat", "person")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField()
    sense = models.CharField(max_length=8, choices=Sense.choices, blank=True)
    label = models.CharField(max_length=300)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    votes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = "opción"
        verbose_name_plural = "opciones"
        ordering: ClassVar[list[str]] = ["position"]
        constraints = (models.UniqueConstraint(fields=["motion", "position"], name="one_option_per_position"),)

    def __str__(self) -> str:
        return self.label

    @property
    def counted(self) -> str:
        """What its votes are called after their number: one abstención, two abstenciones; a candidate's name as it is."""
        if not self.sense:
            return self.label
        if self.sense == Sense.ABSTAIN and self.votes != 1:
            return "abstenciones" if self.label == Sense.ABSTAIN.label else "abstenciones o votos en blanco"
        return self.label.lower()


class MotionVoter(models.Model):
    """Who could vote on a motion, frozen when it was opened: the denominator of its majority (Art. 13).

    Impeded members are listed with the reason and are not voters. In a secret vote this is all that is kept of a
    person: that they took part.
    """

    append_only = AppendOnly("motion", "entry", "role", "name", "impeded", "impeded_reason")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="voters")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    name = models.CharField(max_length=160)
    impeded_reason = models.CharField(max_length=300, blank=True)
    impeded = models.BooleanField(default=False)
    took_part = models.BooleanField(default=False)

    class Meta:
        verbose_name = "votante"
        ordering: ClassVar[list[str]] = ["entry__position"]
        constraints = (models.UniqueConstraint(fields=["motion", "entry"], name="one_voter_per_institution"),)

    def __str__(self) -> str:
        return self.name


class Ballot(models.Model):
    """A nominal vote. Secret and simple votes have none."""

    append_only = AppendOnly("motion", "entry", "name")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="ballots")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(MotionOption, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    reason = models.CharField("motivo", max_length=500, blank=True)
    at = models.DateTimeField()
    recorded_by = who()

    class Meta:
        verbose_name = "voto"
        ordering: ClassVar[list[str]] = ["entry__position"]
        constraints = (models.UniqueConstraint(fields=["motion", "entry"], name="one_ballot_per_institution"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.option}"


class Acuerdo(Streamed, models.Model):
    """What the body agreed. Numbered per year at closing; from then on it is a paper that others may cite."""

    stream_of = "meeting"
    locked_by = "meeting"
    append_only = AppendOnly("body", "meeting", "motion", "year", "number", "label", "text")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="acuerdos")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="acuerdos")
    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="acuerdo")
    year = models.PositiveSmallIntegerField("año")
    number = models.PositiveIntegerField("número")
    label = models.CharField(max_length=80)
    text = models.TextField("texto")
    responsible = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="acuerdos")
    responsible_name = models.CharField("responsable", max_length=250, blank=True)
    due_on = models.DateField("vence", null=True)
    agreed_at = models.DateTimeField()
    numbered_at = models.DateTimeField()
    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, related_name="+")
    annulled_at = models.DateTimeField(null=True)
    annulled_by = who(null=True)
    annulled_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "acuerdo"
        ordering: ClassVar[list[str]] = ["-year", "-number"]
        constraints = (
            models.UniqueConstraint(fields=["body", "year", "number"], name="one_acuerdo_per_number"),
            paired("annulled", name="acuerdo_annulled_paired"),
        )

    def __str__(self) -> str:
        return self.label
