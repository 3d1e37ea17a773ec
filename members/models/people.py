"""People and for whom they speak (Art. 5, 15.2)."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.append_only import AppendOnly
from core.rows import Streamed
from documents.models import Instrument, IssuedDocument, Upload

from ..enums import IdentityDocument, ProposalKind, ProposalState, SeatRole
from ..states import PROPOSAL
from ._dated import Dated
from .body import Body, Seat


class Person(Streamed, models.Model):
    full_name = models.CharField("nombre completo", max_length=160)
    document_kind = models.CharField(
        "documento de identidad", max_length=3, choices=IdentityDocument.choices, blank=True
    )
    document_number = models.CharField("número de documento", max_length=12, blank=True)
    position = models.CharField("cargo", max_length=160, blank=True)
    email = models.EmailField("correo", blank=True)
    phone = models.CharField("teléfono", max_length=30, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )

    class Meta:
        verbose_name = "persona"
        ordering: ClassVar[list[str]] = ["full_name"]
        constraints = (
            models.UniqueConstraint(
                fields=["document_kind", "document_number"],
                condition=~Q(document_number=""),
                name="one_person_per_identity_document",
            ),
            models.CheckConstraint(
                condition=Q(document_number="", document_kind="") | (~Q(document_number="") & ~Q(document_kind="")),
                name="identity_document_has_kind",
            ),
        )

    def __str__(self) -> str:
        return self.full_name


class Accreditation(Streamed, Dated):
    """A person speaks for a seat as titular or alterno, by an official paper (Art. 5)."""

    stream_of = "seat"
    locked_by = "seat__body"
    append_only = AppendOnly("seat", "person", "role", "instrument", "starts_on", "valid_until")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="accreditations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accreditations")
    role = models.CharField("calidad", max_length=10, choices=SeatRole.choices)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    #: The last day that the document itself sets, if it does. `ends_before` says when it really ended.
    valid_until = models.DateField("vigencia hasta", null=True, blank=True)
    #: Noted when the person left the institution; the accreditation goes on until it is ended or replaced.
    left_on = models.DateField("dejó la institución el", null=True, blank=True)
    left_note = models.CharField(max_length=500, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "acreditación"
        verbose_name_plural = "acreditaciones"
        ordering: ClassVar[list[str]] = ["seat", "role", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["seat", "role"], condition=Q(ends_before=None), name="one_open_accreditation_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    @property
    def ends_as_written(self) -> bool:
        """Whether its end is the one its own document set: nobody ended it nor took its place before."""
        return self.valid_until is not None and self.ends_before == self.valid_until + timedelta(days=1)

    @property
    def never_in_force(self) -> bool:
        """Replaced or ended on the very day it began."""
        return self.ends_before is not None and self.ends_before <= self.starts_on


class AccreditationDocument(models.Model):
    """A constancia de acreditación that was issued."""

    locked_by = "accreditation__seat__body"

    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="documents")
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "constancia de acreditación"
        verbose_name_plural = "constancias de acreditación"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return str(self.document)


class AccreditationProposal(Streamed, models.Model):
    """What an institution's own people ask the Secretaría to register: somebody new, or that somebody left.

    It changes nothing by itself: accepting it makes the accreditation, observing it sends it back with the reason.
    """

    stream_of = "seat"
    locked_by = "seat__body"
    append_only = AppendOnly("seat", "role", "kind", "submitted_at", "submitted_by")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="proposals")
    role = models.CharField("calidad", max_length=10, choices=SeatRole.choices)
    kind = models.CharField("pedido", max_length=10, choices=ProposalKind.choices)
    machine = PROPOSAL
    state = models.CharField("estado", max_length=10, choices=ProposalState.choices, default=ProposalState.SUBMITTED)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    full_name = models.CharField("nombres y apellidos", max_length=160, blank=True)
    document_kind = models.CharField(max_length=3, choices=IdentityDocument.choices, blank=True)
    document_number = models.CharField(max_length=12, blank=True)
    position = models.CharField("cargo", max_length=160, blank=True)
    email = models.EmailField("correo", blank=True)
    phone = models.CharField("teléfono", max_length=30, blank=True)
    paper_kind = models.CharField(max_length=20, blank=True)
    paper_number = models.CharField(max_length=80, blank=True)
    paper_date = models.DateField(null=True, blank=True)
    paper_issuer = models.CharField(max_length=200, blank=True)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField("desde")
    valid_until = models.DateField("vigencia hasta", null=True, blank=True)
    note = models.CharField("nota", max_length=500, blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    observation = models.CharField("observación", max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accreditation = models.OneToOneField(
        Accreditation, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    class Meta:
        verbose_name = "propuesta de acreditación"
        verbose_name_plural = "propuestas de acreditación"
        ordering: ClassVar[list[str]] = ["-submitted_at", "-pk"]
        constraints = (
            models.UniqueConstraint(
                fields=["seat", "role"],
                condition=Q(state__in=["submitted", "observed"]),
                name="one_open_proposal_per_role",
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat}: {self.full_name or self.person}"


class Exclusion(Dated):
    """A person with a proven conflict of interest may not represent anybody (Art. 15.2) until an acuerdo lifts it."""

    locked_by = "body"
    append_only = AppendOnly("body", "person", "seat", "reason", "instrument", "starts_on")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="exclusions")
    reason = models.CharField("motivo", max_length=500)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    lift_instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Dated.Meta):
        verbose_name = "exclusión"
        verbose_name_plural = "exclusiones"
        ordering: ClassVar[list[str]] = ["-starts_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True, lift_instrument__isnull=True)
                | Q(ends_before__isnull=False, lift_instrument__isnull=False),
                name="exclusion_lifted_by_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.starts_on:%d/%m/%Y}"

    @property
    def stream(self) -> str:
        """The seat's, whose history it is part of; the body's where the person represented none."""
        return f"seat:{self.seat_id}" if self.seat_id else f"body:{self.body_id}:exclusions"
