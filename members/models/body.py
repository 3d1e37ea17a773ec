from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from core.rows import Streamed
from documents.models import IssuedDocument
from norms.models import Rulebook

from ..enums import BodyKind, Office, SeatRole


def both_roles() -> list[str]:
    return list(SeatRole.values)


class BodyQuerySet(models.QuerySet):
    def whole(self) -> Self:
        """With what nearly every reader asks of a body: its rulebook and its parent."""
        return self.select_related("rulebook", "parent")


class Body(models.Model):
    """An órgano colegiado: seats, officers and a regulation. The Assembly is the first; a Mesa has it as its parent.

    What differs between bodies is data of this row or a parameter of its regulation version. The parent's Secretaría,
    Adjunta, readers and administrators have the same roles here (`selectors.roles_of`); its letterhead and its calendar
    hold where the body has none of its own.
    """

    lock_with = ("rulebook", "parent")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField("nombre", max_length=200)
    short_name = models.CharField("nombre corto", max_length=80)
    kind = models.CharField("clase", max_length=12, choices=BodyKind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    rulebook = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="+")
    territory = models.CharField("ámbito del calendario", max_length=60, blank=True)
    default_place = models.CharField("lugar habitual", max_length=250, blank=True)

    presiding_office = models.CharField(
        "cargo que preside", max_length=12, choices=Office.choices, default=Office.PRESIDENT
    )
    #: The two people of an institution, or only the one who attends (`SeatRole`).
    seat_roles = models.JSONField("representantes por asiento", default=both_roles)
    #: Kinds of session, stations of the agenda and guests summoned to each session, by the names that `sessions_app.enums`
    #: gives them. An empty list of kinds or stations is all of them.
    session_kinds = models.JSONField("clases de sesión", default=list, blank=True)
    stations = models.JSONField("estaciones de la agenda", default=list, blank=True)
    standing_guests = models.JSONField("invitados permanentes", default=list, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "órgano"
        verbose_name_plural = "órganos"
        constraints = (
            models.CheckConstraint(condition=~Q(kind=BodyKind.MESA) | Q(parent__isnull=False), name="mesa_has_parent"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def committee(self) -> "Body":
        """The body that decides for this one, whose office serves it: its parent, or itself."""
        return self.parent or self

    @property
    def offices(self) -> tuple[Office, ...]:
        """Those that somebody holds in this very body; the Secretaría and its Adjunta are the committee's (Art. 9)."""
        presiding = Office(self.presiding_office)
        return (presiding,) if self.parent_id else (presiding, Office.SECRETARY, Office.DEPUTY)

    @property
    def has_alternates(self) -> bool:
        return SeatRole.ALTERNATE in self.seat_roles

    @property
    def calendar_territory(self) -> str:
        return self.territory or self.committee.territory

    @property
    def usual_place(self) -> str:
        return self.default_place or self.committee.default_place

    @property
    def presiding_title(self) -> str:
        return {Office.PRESIDENT: "presidente", Office.COORDINATOR: "coordinador"}[Office(self.presiding_office)]

    @property
    def called(self) -> str:
        """How a sentence names it: «la Asamblea», «la Mesa»."""
        return {BodyKind.ASSEMBLY: "la Asamblea", BodyKind.MESA: "la Mesa"}[BodyKind(self.kind)]


class Seat(Streamed, models.Model):
    """A permanent place in a body. It votes; who sits in it changes."""

    locked_by = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField("asiento")

    class Meta:
        verbose_name = "asiento"
        ordering: ClassVar[list[str]] = ["body", "number"]
        constraints = (models.UniqueConstraint(fields=["body", "number"], name="one_seat_per_number"),)

    def __str__(self) -> str:
        return f"Asiento {self.number}"


class BodyDocument(models.Model):
    """A document issued about a body as a whole: its padrón on a day."""

    locked_by = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="documents")
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField("a la fecha")

    class Meta:
        verbose_name = "documento del órgano"
        verbose_name_plural = "documentos del órgano"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return str(self.document)
