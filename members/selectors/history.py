"""What happened to a seat, an institution, a person or an office, as sentences. Every act that is recorded has its own."""

from collections.abc import Iterable, Iterator, Mapping

from audit.models import Event
from norms.wording.events import EventWording, History

from .. import ubigeo
from ..enums import (
    AccessLevel,
    EntryBasis,
    ExitBasis,
    IdentityDocument,
    InstitutionKind,
    Office,
    ProposalKind,
    Scope,
    SeatRole,
    Sector,
)
from ..models import Institution, Seat

#: action → what the actor did, with the event's data.
SENTENCES: Mapping[str, str] = {
    # who holds a seat
    "holding.changed": (
        "registró que {institution} ocupa el asiento {seat} desde el {starts_on}{replaces:, en lugar de %}"
        "{basis: (%)}{paper:. Documento: %}{paper_issuer:, de %}"
    ),
    "holding.ended": (
        "registró que {institution} dejó el asiento {seat}; último día, el {last_day}{basis: (%)}"
        "{people:. Cesan con ella: %}{paper:. Documento: %}{paper_issuer:, de %}"
    ),
    # its people
    "accreditation.made": (
        "acreditó a {person} como {role} desde el {starts_on}{valid_until:, hasta el %}{replaces:, en lugar de %}"
        "{paper:. Documento: %}{paper_issuer:, de %}"
    ),
    "accreditation.recorded": (
        "registró que {person} estuvo acreditado como {role} desde el {starts_on} hasta el {last_day}"
        "{paper:. Documento: %}{paper_issuer:, de %}"
    ),
    "accreditation.ended": "terminó la acreditación de {person} ({role}); último día, el {last_day}{reason:. Motivo: %}",
    "accreditation.certified": "emitió la {label}, de {person} ({role})",
    "accreditation.left": "anotó que {person} ({role}) dejó la institución el {left_on}{note:. Nota: %}",
    "person.excluded": "registró la exclusión de {person} desde el {starts_on}{reason:. Motivo: %}{paper:. Documento: %}",
    "exclusion.lifted": "levantó la exclusión de {person} desde el {lifted_on}{paper:. Documento: %}",
    "seat.suspended": "registró la suspensión de la representación desde el {starts_on}{reason:. Motivo: %}{paper:. Documento: %}",
    "suspension.ended": (
        "registró que la representación se habilita desde el {enabled_on}, antes del término de su suspensión"
        "{valid_until:, el %}{reason:. Motivo: %}{paper:. Documento: %}{paper_issuer:, de %}"
    ),
    # the data of an institution
    "institution.registered": "registró a {institution}",
    "institution.updated": "cambió los datos de {institution}{now:: %}{before:. Antes: %}",
    "institution.rectified": "rectificó el nombre: {institution}{short_name: (%)}{before:. Decía: %}{reason:. Motivo: %}",
    "institution.verified": "verificó los datos de {institution}",
    "institution.merged": "reunió en {institution} la ficha repetida{dropped: de %}",
    "institution.merged_away": "dio por repetida la ficha de {institution}: sigue en {into}",
    "institution.told_apart": "anotó que no son la misma institución: {names}",
    "institution.contact_added": "agregó el contacto {contact} de {institution}",
    "institution.contact_changed": "cambió el contacto {contact} de {institution}",
    "institution.contact_removed": "quitó el contacto {contact} de {institution}",
    "theme.renamed": "corrigió el tema «{before}»: «{theme}»",
    "theme.joined": "unió el tema «{before}» a «{theme}»",
    "theme.removed": "quitó el tema «{theme}»",
    # what the institution itself asks
    "proposal.submitted": (
        "presentó una propuesta ({kind}): {person}, {role}, desde el {starts_on}{valid_until:, hasta el %}"
        "{paper:. Documento: %}{paper_issuer:, de %}{note:. Nota: %}"
    ),
    "proposal.resubmitted": (
        "corrigió y presentó otra vez la propuesta: {person}, {role}, desde el {starts_on}{valid_until:, hasta el %}"
        "{paper:. Documento: %}{paper_issuer:, de %}{note:. Nota: %}"
    ),
    "proposal.observed": "observó la propuesta de {person} ({role}): «{observation}»",
    "proposal.accepted": "aceptó la propuesta de {person} ({role})",
    "proposal.mail_failed": "no pudo avisar a {name} de la propuesta{error:: %}",
    "proposal.withdrawn": "retiró la propuesta de {person} ({role})",
    # officers
    "officer.designated": (
        "registró a {person} en el cargo: {office}, desde el {starts_on}{last_day:, hasta el %}{replaces:, en lugar de %}"
        "{paper:. Documento: %}"
    ),
    "officer.ended": "registró que {person} dejó el cargo: {office}; último día, el {last_day}{reason:. Motivo: %}",
    # accounts and accesses
    "account.opened": "abrió la cuenta de {person} ({email})",
    "account.second_factor_reset": "quitó el segundo factor de la cuenta",
    "access.granted": "dio a {user} el acceso de {level} desde el {starts_on}",
    "access.mail_failed": "no pudo avisar a {name} de su acceso{error:: %}",
    "access.revoked": "quitó a {user} el acceso de {level}{reason:. Motivo: %}",
    # persons
    "contact.updated": "cambió los datos de {person}{now:: %}{before:. Antes: %}{reason:. Motivo: %}",
    "person.registered": "registró a {person}",
    "person.viewed": "consultó los datos de {person}",
    "person.printed": "imprimió los datos de {person}",
}

_FIELDS: Mapping[str, str] = {
    **{
        field.name: str(field.verbose_name)
        for field in Institution._meta.get_fields()
        if field.concrete and hasattr(field, "verbose_name")
    },
    "ubigeo": "distrito",
    "logo": "logotipo",
    "full_name": "nombre",
    "document_kind": "documento de identidad",
    "document_number": "número",
    "position": "cargo",
}


def _lower(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {value: str(label)[:1].lower() + str(label)[1:] for value, label in choices}


class _Districts(Mapping[str, str]):
    """The catalogue of districts as words; it is read when a history first names one."""

    def __getitem__(self, code: str) -> str:
        return ubigeo.districts()[code].label

    def __iter__(self) -> Iterator[str]:
        return iter(ubigeo.districts())

    def __len__(self) -> int:
        return len(ubigeo.districts())


_WORDS: Mapping[str, Mapping[str, str]] = {
    "fields": _FIELDS,
    "basis": _lower([*EntryBasis.choices, *ExitBasis.choices]),
    "role": _lower(SeatRole.choices),
    "office": dict(Office.choices),
    "level": _lower(AccessLevel.choices),
    "sector": _lower(Sector.choices),
    "scope": _lower(Scope.choices),
    "kind": _lower([*InstitutionKind.choices, *ProposalKind.choices]),
    "ubigeo": _Districts(),
    "document_kind": dict(IdentityDocument.choices),
}

EVENT_WORDING = EventWording(SENTENCES, _WORDS)


def history_of_seat(seat: Seat) -> History:
    """The seat's events and those of the institutions that held it, the latest first."""
    holders = seat.holdings.values_list("institution_id", flat=True)
    return history_of_streams([f"seat:{seat.pk}", *(f"institution:{pk}" for pk in holders)])


def history_of_streams(streams: Iterable[str]) -> History:
    return History(Event.objects.filter(stream__in=list(streams)).order_by("-pk"))
