from django.db import models


class Sector(models.TextChoices):
    PUBLIC = "public", "Público"
    PRIVATE = "private", "Privado"
    ACADEMIC = "academic", "Académico"


class InstitutionKind(models.TextChoices):
    PRODUCER = "producer", "Productor"
    PRODUCERS_ORG = "producers_org", "Organización de productores"
    EXPORTER = "exporter", "Empresa exportadora"
    OTHER = "other", "Otra entidad"


class BodyKind(models.TextChoices):
    ASSEMBLY = "assembly", "Asamblea General"
    MESA = "mesa", "Mesa Técnica"


class SeatRole(models.TextChoices):
    """The two people of one institution."""

    TITULAR = "titular", "Titular"
    ALTERNATE = "alternate", "Alterno"


class Office(models.TextChoices):
    PRESIDENT = "president", "Presidencia"
    SECRETARY = "secretary", "Secretaría Técnica"
    DEPUTY = "deputy", "Secretaría Técnica Adjunta"


class AccessLevel(models.TextChoices):
    VIEWER = "viewer", "Consulta"
    ADMIN = "admin", "Administración del sistema"


class Role(models.TextChoices):
    """What a person is to a body on a day; a person may be several at once."""

    SECRETARY = "secretary", "Secretaría Técnica"
    DEPUTY = "deputy", "Secretaría Técnica Adjunta"
    PRESIDENT = "president", "Presidencia"
    MEMBER = "member", "Representante"
    VIEWER = "viewer", "Consulta"
    ADMIN = "admin", "Administración"
