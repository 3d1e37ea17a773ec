"""What the demo knows of the member institutions: where they are, their class, who heads them. No real person, no real telephone."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from audit.acts import Act
from members.enums import InstitutionKind as Kind
from members.enums import Scope, Sector
from members.models import Body
from members.selectors import members_on
from members.services import institution_data, issue_padron, update_institution

from .cast import DOMAIN

#: Seat → district; the others are in the city of Puno.
_DISTRICTS = {
    10: "210402",
    14: "211101",
    17: "211101",
    18: "211207",
    19: "211102",
    20: "210106",
    21: "211101",
    22: "211201",
}
_PUNO = "210101"
#: Seat → class, where its sector does not give it.
_KINDS = {15: Kind.PRODUCERS_ORG, 16: Kind.CHAMBER, 17: Kind.PRODUCERS_ORG, 18: Kind.PRODUCERS_ORG, 19: Kind.PRODUCERS_ORG, 20: Kind.EXPORTER, 21: Kind.EXPORTER, 23: Kind.UNIVERSITY}  # fmt: skip
_HEADS = {
    Kind.PUBLIC_ENTITY: "Titular de la entidad",
    Kind.PRODUCERS_ORG: "Presidencia del Consejo de Administración",
    Kind.CHAMBER: "Presidencia",
    Kind.EXPORTER: "Gerencia general",
    Kind.UNIVERSITY: "Rectorado",
}


def describe_members(body: Body, secretary: User, now: datetime) -> None:
    """Their data through the service, and the padrón of the day with its number."""
    today = timezone.localdate(now)
    for row in members_on(body, today):
        kind = _KINDS.get(row.number, Kind.PUBLIC_ENTITY if row.institution.sector == Sector.PUBLIC else Kind.OTHER)
        data = replace(
            institution_data(row.institution),
            kind=kind,
            scope=Scope.REGIONAL,
            ubigeo=_DISTRICTS.get(row.number, _PUNO),
            address=f"Jr. Demostración {100 + row.number}",
            email=f"mesadepartes{row.number:02d}@{DOMAIN}",
            authority_name=f"Autoridad del asiento {row.number} (demo)",
            authority_position=_HEADS.get(kind, "Titular"),
        )
        update_institution(Act(secretary, now), institution_id=row.institution.pk, body_id=body.pk, data=data)
    issue_padron(Act(secretary, now), body_id=body.pk, as_of=today)
