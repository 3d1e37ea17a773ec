"""The padrón of a day on paper, and the numbered ones that were issued."""

from datetime import date

from django.db.models import QuerySet

from documents import words

from ..enums import Office, SeatRole
from ..models import Accreditation, Body, BodyDocument
from .assembly_day import CHART_WIDTH, AssemblyDay, DayRow
from .letter import Payload, letter_of
from .offices import officers_on


def padrones_of(body: Body) -> QuerySet[BodyDocument]:
    """Those issued with a number, the latest first; what they say and their bytes stay unread."""
    return BodyDocument.objects.filter(body=body).select_related("document").defer("document__payload")


def padron_payload(day: AssemblyDay, *, issued_on: date) -> Payload:
    """Plain JSON, whole: names, quorum, sectors, officers, members with their people and papers. No identity document, no telephone.

    The regulation is the one in force on the day of the padrón; the head is that of the day on which it is issued.
    """
    if day.version is None or day.quorum is None:
        raise ValueError("a padrón needs a regulation in force and members")
    signers = officers_on(day.body, issued_on)
    signer = signers.get(Office.SECRETARY) or signers.get(Office.DEPUTY)
    quorum = day.quorum
    return {
        **letter_of(day.body, day.version, issued_on),
        "body": day.body.name,
        "as_of": {
            "short": words.short_date(day.on),
            "words": words.date_in_words(day.on),
            "iso": day.on.isoformat(),
        },
        "quorum": {
            "members": quorum.members,
            "enabled": quorum.enabled,
            "base": quorum.base,
            "required": quorum.required,
            "fraction": quorum.fraction,
            "exact": quorum.exact,
            "of_all": quorum.of_all,
        },
        "chart": {"width": CHART_WIDTH},
        "sectors": [
            {
                "label": share.label,
                "count": share.count,
                "enabled": share.enabled,
                "percent": share.percent,
                "bar": share.bar,
                "y": share.y,
                "text_y": share.text_y,
                "count_x": share.count_x,
                "fill": share.fill,
            }
            for share in day.sectors
        ],
        "officers": [
            {
                "office": officer.label,
                "name": officer.term.person.full_name if officer.term else "",
                "since": words.short_date(officer.term.starts_on) if officer.term else "",
                "until": words.short_date(officer.term.last_day) if officer.term and officer.term.last_day else "",
                "expired": officer.expired,
                "paper": str(officer.term.instrument) if officer.term else "",
            }
            for officer in day.officers
        ],
        "members": [_member(row) for row in day.rows],
        "incomplete": day.incomplete,
        "signer": signer.person.full_name if signer else "",
    }


def _member(row: DayRow) -> Payload:
    member, suspension = row.member, row.member.suspension
    return {
        "number": member.number,
        "name": member.institution.name,
        "short_name": member.institution.short_name,
        "sector": member.institution.get_sector_display(),
        "since": words.short_date(member.holding.starts_on),
        "basis": member.holding.get_basis_display(),
        "former": [
            {
                "name": span.name,
                "from": words.short_date(span.starts_on),
                "until": words.short_date(span.last_day) if span.last_day else "",
            }
            for span in row.names[1:]
        ],
        "people": [_person(member.accreditation(role)) for role in (SeatRole.TITULAR, SeatRole.ALTERNATE)],
        "suspended": suspension is not None,
        "suspended_until": (words.short_date(suspension.last_day) if suspension and suspension.last_day else ""),
    }


def _person(accreditation: Accreditation | None) -> Payload | None:
    if accreditation is None:
        return None
    return {
        "name": accreditation.person.full_name,
        "paper": f"{accreditation.instrument}, {words.short_date(accreditation.instrument.date)}",
    }
