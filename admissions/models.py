"""Applications to join the Assembly or a Mesa: an expediente from the public form to the first accreditation (Art. 11)."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_countries.fields import CountryField

from audit.append_only import AppendOnly
from core.rows import Streamed
from documents.models import Instrument, Upload
from mailing.models import Outgoing
from members.enums import InstitutionKind, Sector
from members.models import Body, Institution, Seat
from sessions_app.models import AgendaItem, Motion

from .enums import Advice, ApplicationState, FileKind, LinkKind
from .states import APPLICATION

#: Read aloud and typed from a mail: no 0/O, 1/I/L or U/V.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_code() -> str:
    """The applicant's key to their file: 16 letters, about 77 bits."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _user_field() -> Any:
    """A foreign key to the user who did it; nobody where the applicant did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Application(Streamed, models.Model):
    """One expediente. What the applicant declared stays as declared; a remedy adds to it, in its history."""

    lock_with = ("body__parent",)
    append_only = AppendOnly(
        "body", "year", "number", "label", "code", "submitted_at", "name", "ruc", "link_kind", "link_text",
        "contribution_text",
    )  # fmt: skip

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="applications")
    year = models.PositiveSmallIntegerField("año")
    number = models.PositiveIntegerField("número")
    label = models.CharField("expediente", max_length=80)
    code = models.CharField("código de seguimiento", max_length=20, unique=True, default=new_code)
    machine = APPLICATION
    state = models.CharField(
        "estado", max_length=12, choices=ApplicationState.choices, default=ApplicationState.RECEIVED
    )
    #: Rises with every act: a stale form is refused.
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField("presentada")

    name = models.CharField("institución", max_length=250)
    short_name = models.CharField("siglas o nombre corto", max_length=80, blank=True)
    ruc = models.CharField("RUC", max_length=11, blank=True)
    sector = models.CharField("sector", max_length=10, choices=Sector.choices)
    kind = models.CharField("clase", max_length=20, choices=InstitutionKind.choices)
    country = CountryField("país", default="PE")
    address = models.CharField("dirección", max_length=250, blank=True)
    ubigeo = models.CharField("ubigeo", max_length=6, blank=True)
    email = models.EmailField("correo de la institución")
    phone = models.CharField("teléfono", max_length=60, blank=True)
    website = models.URLField("página web", max_length=300, blank=True)
    authority_name = models.CharField("máxima autoridad", max_length=160)
    authority_position = models.CharField("cargo", max_length=160)
    contact_name = models.CharField("persona de contacto", max_length=160)
    contact_email = models.EmailField("correo de contacto")
    contact_phone = models.CharField("teléfono de contacto", max_length=30, blank=True)
    link_kind = models.CharField("vinculación que acredita", max_length=15, choices=LinkKind.choices)
    product = models.CharField("producto del PERX", max_length=160, blank=True)
    link_text = models.TextField("cómo se vincula")
    contribution_text = models.TextField("qué aportaría")
    #: Lower case and without accents: what the office's search looks into.
    search_text = models.TextField(blank=True, editable=False)

    observation = models.TextField("observación", blank=True)
    remedy_due = models.DateField("plazo para subsanar", null=True, blank=True)

    relevance = models.TextField("pertinencia", blank=True)
    contribution = models.TextField("posibilidad de aporte", blank=True)
    advice = models.CharField("conclusión", max_length=12, choices=Advice.choices, blank=True)
    evaluated_on = models.DateField("evaluada el", null=True, blank=True)
    evaluators = models.CharField("quiénes evaluaron", max_length=500, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    evaluated_by = _user_field()

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, null=True, blank=True, related_name="application")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("resuelta", null=True, blank=True)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "expediente de incorporación"
        verbose_name_plural = "expedientes de incorporación"
        ordering: ClassVar[list[str]] = ["-year", "-number"]
        constraints = (
            models.UniqueConstraint(fields=["body", "year", "number"], name="one_application_per_number"),
            models.CheckConstraint(
                condition=~Q(state="observed") | (~Q(observation="") & Q(remedy_due__isnull=False)),
                name="observed_application_has_term",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["evaluated", "on_agenda", "admitted", "denied", "accredited"])
                | (~Q(advice="") & Q(evaluated_at__isnull=False)),
                name="decided_application_was_evaluated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["admitted", "accredited"])
                | Q(institution__isnull=False, seat__isnull=False, instrument__isnull=False),
                name="admitted_application_has_seat",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.name}"

    @property
    def subject(self) -> str:
        """What its agenda point and its vote carry."""
        return f"application:{self.pk}"


class ApplicationFile(models.Model):
    """What the applicant handed in, at first or when remedying."""

    append_only = AppendOnly("application", "kind", "upload", "added_at")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField("clase", max_length=15, choices=FileKind.choices)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "documento del expediente"
        verbose_name_plural = "documentos del expediente"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return str(self.upload)


class ApplicationStep(models.Model):
    """What happened to an expediente, as its applicant may read it. Append-only; the audit knows more."""

    append_only = AppendOnly("application", "act", "state", "text", "due_on", "at")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=30)
    state = models.CharField("estado", max_length=12, choices=ApplicationState.choices)
    text = models.TextField("detalle", blank=True)
    due_on = models.DateField("plazo", null=True, blank=True)
    at = models.DateTimeField()
    by = _user_field()

    class Meta:
        verbose_name = "paso del expediente"
        verbose_name_plural = "pasos del expediente"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.act}: {self.get_state_display()}"


class ApplicationMail(Outgoing):
    """The notification of one step to the applicant."""

    stream_of = "application"
    locked_by = "application"
    append_only = AppendOnly("application", "step", "name", "email", "queued_at")

    composer = "admissions.mails.step_notice"
    failed_action = "application.mail_failed"
    address_refused = "El servidor de correo rechazó la dirección: avise por otro medio."

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="mails")
    step = models.OneToOneField(ApplicationStep, on_delete=models.PROTECT, related_name="mail")

    class Meta(Outgoing.Meta):
        verbose_name = "notificación del expediente"
        verbose_name_plural = "notificaciones del expediente"

    @property
    def subject(self) -> Application:
        return self.application


class StagedFile(models.Model):
    """A file chosen in the public form before the expediente exists: it survives an error elsewhere in the form.

    It is nobody's record: it becomes an `ApplicationFile` when the form is sent, or it is swept away a day later.
    `key` is the code that the expediente will have, which only that form knows.
    """

    key = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=15, choices=FileKind.choices)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    staged_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "archivo por presentar"
        verbose_name_plural = "archivos por presentar"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.name
