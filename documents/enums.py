from django.db import models


class DocumentKind(models.TextChoices):
    """What the office issues, each with its own yearly number."""

    CONVOCATORIA = "convocatoria", "Convocatoria"
    AGENDA = "agenda", "Agenda"
    ROLL_SHEET = "lista-firmas", "Lista de asistencia para firmar"
    ATTENDANCE = "lista-asistencia", "Lista de asistencia"
    ACTA = "acta", "Acta"
    NOT_INSTALLED = "constancia-no-instalacion", "Constancia de no instalación"
    ACUERDO = "acuerdo", "Acuerdo"
    CERTIFICATE = "certificado-acuerdo", "Certificado de acuerdo"
    PADRON = "padron", "Padrón"
    ACCREDITATION = "constancia-acreditacion", "Constancia de acreditación"


class RenderState(models.TextChoices):
    PENDING = "pending", "Por generar"
    RENDERED = "rendered", "Generado"
    FAILED = "failed", "No se pudo generar"


class InstrumentKind(models.TextChoices):
    """The paper that a legal change cites."""

    OFICIO = "oficio", "Oficio"
    CARTA = "carta", "Carta"
    RESOLUCION = "resolucion", "Resolución"
    MEMORANDO = "memorando", "Memorando"
    ACUERDO = "acuerdo", "Acuerdo de la Asamblea"
    ACTA = "acta", "Acta"
    LEY = "ley", "Ley"
    CORREO = "correo", "Correo electrónico"
    OTRO = "otro", "Otro documento"
