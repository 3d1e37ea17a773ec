from django.db import models


class MeetingKind(models.TextChoices):
    ORDINARY = "ordinary", "Ordinaria"
    EXTRAORDINARY = "extraordinary", "Extraordinaria"


class MeetingState(models.TextChoices):
    DRAFT = "draft", "Borrador"
    CONVOKED = "convoked", "Convocada"
    IN_SESSION = "in_session", "En curso"
    CLOSED = "closed", "Cerrada"
    NOT_INSTALLED = "not_installed", "No instalada"
    RESCHEDULED = "rescheduled", "Reprogramada"
    CANCELLED = "cancelled", "Anulada"


class DocumentKind(models.TextChoices):
    """The papers of a session, each with its own yearly number; an acuerdo has the number alone."""

    CONVOCATORIA = "convocatoria", "Convocatoria"
    AGENDA = "agenda", "Agenda"
    ROLL_SHEET = "lista-firmas", "Lista de asistencia para firmar"
    ATTENDANCE = "lista-asistencia", "Lista de asistencia"
    ACTA = "acta", "Acta"
    NOT_INSTALLED = "constancia-no-instalacion", "Constancia de no instalación"
    ACUERDO = "acuerdo", "Acuerdo"
    CERTIFICATE = "certificado-acuerdo", "Certificado de acuerdo"


class Station(models.TextChoices):
    """The stations of a session, in the order in which they run."""

    PREVIOUS_ACTA = "previous_acta", "Lectura del acta anterior"
    DISPATCH = "dispatch", "Despacho"
    REPORTS = "reports", "Informes"
    REQUESTS = "requests", "Pedidos"
    ORDER_OF_DAY = "order_of_day", "Orden del día"


class Capacity(models.TextChoices):
    """In what capacity somebody was summoned or is in the room."""

    MEMBER = "member", "Miembro"
    MINCETUR = "mincetur", "MINCETUR"
    GOVERNOR = "governor", "Gobernador Regional"
    GUEST = "guest", "Invitado"


class Mode(models.TextChoices):
    IN_PERSON = "in_person", "Presencial"
    REMOTE = "remote", "Virtual"


class Rsvp(models.TextChoices):
    ATTENDS = "attends", "Asistiré"
    ALTERNATE = "alternate", "Irá el alterno"
    DECLINES = "declines", "No asistiré"


class ChairBasis(models.TextChoices):
    PRESIDENT = "president", "Presidente en ejercicio"  # who holds the presiding office of the body
    ELECTED = "elected", "Elegido por la Asamblea para esta sesión"


class MotionForm(models.TextChoices):
    SIMPLE = "simple", "Simple (a mano alzada)"
    NOMINAL = "nominal", "Nominal (uno por uno)"
    SECRET = "secret", "Secreta"


class MotionPurpose(models.TextChoices):
    """What the votes of this room bring about; other rooms have purposes of their own (`Room.effects`)."""

    DECISION = "decision", "Decisión"
    ADDED_ITEM = "added_item", "Inclusión de un punto"
    ELECTION = "election", "Elección de presidente"


class MotionState(models.TextChoices):
    OPEN = "open", "En votación"
    TIED = "tied", "Empate por resolver"
    RUNOFF = "runoff", "Empate: va a segunda vuelta"
    APPROVED = "approved", "Aprobada"
    REJECTED = "rejected", "No aprobada"
    ANNULLED = "annulled", "Anulada"


class Sense(models.TextChoices):
    FOR = "for", "A favor"
    AGAINST = "against", "En contra"
    ABSTAIN = "abstain", "Abstención"


class ActaState(models.TextChoices):
    DRAFT = "draft", "Borrador"
    OBSERVING = "observing", "En observación"
    APPROVED = "approved", "Aprobada"
    SIGNED = "signed", "Firmada"


class ActaVerdict(models.TextChoices):
    APPROVED = "approved", "Aprobada"
    RETURNED = "returned", "Devuelta"


class SignatureOutcome(models.TextChoices):
    SIGNED = "signed", "Firmó"
    REFUSED = "refused", "Se negó a firmar"
