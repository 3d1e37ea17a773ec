from django.db import models


class Sector(models.TextChoices):
    PUBLIC = "public", "Público"
    PRIVATE = "private", "Privado"
    ACADEMIC = "academic", "Académico"


class InstitutionKind(models.TextChoices):
    PRODUCER = "producer", "Productor"
    PRODUCERS_ORG = "producers_org", "Organización de productores"
    EXPORTER = "exporter", "Empresa exportadora"
    PUBLIC_ENTITY = "public_entity", "Entidad pública"
    UNIVERSITY = "university", "Universidad o instituto"
    CHAMBER = "chamber", "Cámara o gremio"
    BUYER = "buyer", "Comprador"
    EMBASSY = "embassy", "Embajada"
    CONSULATE = "consulate", "Consulado"
    COOPERATION = "cooperation", "Agencia de cooperación"
    FINANCE = "finance", "Entidad financiera"
    LOGISTICS = "logistics", "Operador logístico o aduanero"
    OTHER = "other", "Otra entidad"


class Scope(models.TextChoices):
    """How far an institution of the directory reaches (Art. 9.3)."""

    REGIONAL = "regional", "Regional"
    NATIONAL = "national", "Nacional"
    INTERNATIONAL = "international", "Internacional"


class EntryBasis(models.TextChoices):
    """How an institution came to hold a seat."""

    FOUNDING = "founding", "Reglamento"
    ADMISSION = "admission", "Incorporación"
    SUCCESSION = "succession", "Sucesión"
    RENAMING = "renaming", "Cambio de nombre"


class ExitBasis(models.TextChoices):
    """How an institution ceased to hold a seat."""

    WITHDRAWAL = "withdrawal", "Retiro voluntario"
    EXCLUSION = "exclusion", "Exclusión"
    DISSOLUTION = "dissolution", "Extinción"
    SUCCESSION = "succession", "Sucesión"
    RENAMING = "renaming", "Cambio de nombre"


class BodyKind(models.TextChoices):
    ASSEMBLY = "assembly", "Asamblea General"
    MESA = "mesa", "Mesa Técnica"


class SeatRole(models.TextChoices):
    """The two people of one institution."""

    TITULAR = "titular", "Titular"
    ALTERNATE = "alternate", "Alterno"


class IdentityDocument(models.TextChoices):
    DNI = "dni", "DNI"
    FOREIGNER_CARD = "ce", "Carné de extranjería"


class AlertKind(models.TextChoices):
    """What the representation of an institution lacks."""

    VACANT = "vacant", "Sin acreditar"
    EXPIRED = "expired", "Acreditación vencida"
    EXPIRING = "expiring", "Acreditación por vencer"
    LEFT = "left", "Dejó la institución"
    NO_EMAIL = "no_email", "Sin correo"


class ProposalKind(models.TextChoices):
    """What an institution's own people may ask of the Secretaría."""

    ACCREDIT = "accredit", "Acreditar a una persona"
    LEFT = "left", "Comunicar que la persona dejó la institución"


class ProposalState(models.TextChoices):
    SUBMITTED = "submitted", "Presentada"
    OBSERVED = "observed", "Observada"
    ACCEPTED = "accepted", "Aceptada"
    WITHDRAWN = "withdrawn", "Retirada"


class Office(models.TextChoices):
    PRESIDENT = "president", "Presidencia"
    SECRETARY = "secretary", "Secretaría Técnica"
    DEPUTY = "deputy", "Secretaría Técnica Adjunta"
    COORDINATOR = "coordinator", "Coordinación"


class TermEnd(models.TextChoices):
    """How a term ended (Art. 8, 9)."""

    EXPIRED = "expired", "Vencimiento"
    RESIGNATION = "resignation", "Renuncia"
    GRAVE_FAULT = "grave_fault", "Falta grave"
    REPLACED = "replaced", "Nueva designación"
    OTHER = "other", "Otra causa"


class DocumentKind(models.TextChoices):
    """The papers of the padrón, each with its own yearly number."""

    PADRON = "padron", "Padrón"
    ACCREDITATION = "constancia-acreditacion", "Constancia de acreditación"


class AccessLevel(models.TextChoices):
    VIEWER = "viewer", "Consulta"
    ADMIN = "admin", "Administración del sistema"


class Role(models.TextChoices):
    """What a person is to a body on a day; a person may be several at once."""

    SECRETARY = "secretary", "Secretaría Técnica"
    DEPUTY = "deputy", "Secretaría Técnica Adjunta"
    PRESIDENT = "president", "Presidencia"
    COORDINATOR = "coordinator", "Coordinación"
    MEMBER = "member", "Representante"
    VIEWER = "viewer", "Consulta"
    ADMIN = "admin", "Administración"


#: The Secretaría Técnica and its Adjunta keep the office (Art. 9).
OFFICE = frozenset({Role.SECRETARY, Role.DEPUTY})
#: Who presides a body: the Assembly's president, a Mesa's coordinator (Art. 8, 10). Nobody is both of one body.
PRESIDING = frozenset({Role.PRESIDENT, Role.COORDINATOR})
#: They read all that a body has; a representative reads what concerns their institution.
READERS = OFFICE | PRESIDING | {Role.VIEWER, Role.ADMIN}
EVERYBODY = frozenset(Role)
