from django.db import models

#: The purpose of the vote that admits (`sessions_app.effects`).
PURPOSE = "admission"


class ApplicationState(models.TextChoices):
    """The life of an expediente (Art. 11)."""

    RECEIVED = "received", "Recibida"
    OBSERVED = "observed", "Observada"
    EVALUATED = "evaluated", "Evaluada"
    ON_AGENDA = "on_agenda", "En agenda"
    ADMITTED = "admitted", "Admitida"
    DENIED = "denied", "Denegada"
    ACCREDITED = "accredited", "Acreditada"
    WITHDRAWN = "withdrawn", "Desistida"
    ABANDONED = "abandoned", "En abandono"


class LinkKind(models.TextChoices):
    """What the applicant must prove (Art. 11): one of the two is enough."""

    FOREIGN_TRADE = "foreign_trade", "Actividad de comercio exterior"
    PERX_PRODUCT = "perx_product", "Producto priorizado en el PERX"
    BOTH = "both", "Ambas"


class FileKind(models.TextChoices):
    REQUEST = "request", "Solicitud"
    PROOF = "proof", "Sustento de la vinculación"
    ACCREDITATION = "accreditation", "Acreditación de representantes"
    REMEDY = "remedy", "Subsanación"
    OTHER = "other", "Otro"


class Advice(models.TextChoices):
    """What the evaluation concludes; the Assembly decides."""

    FAVOURABLE = "favourable", "Favorable"
    UNFAVOURABLE = "unfavourable", "Desfavorable"
