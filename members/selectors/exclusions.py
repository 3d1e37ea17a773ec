"""Who may not represent anybody, and by which paper (Art. 15.2)."""

from datetime import date

from django.db.models import F, QuerySet

from documents.enums import InstrumentKind
from documents.models import Instrument

from ..models import Body, Exclusion, Person, Seat, Term
from .offices import serving


def exclusions_of(body: Body) -> QuerySet[Exclusion]:
    """Every exclusion of the body, those that stand first and then the latest."""
    return (
        Exclusion.objects.filter(body=body)
        .select_related("person", "seat", "instrument__upload", "lift_instrument__upload")
        .order_by(F("ends_before").desc(nulls_first=True), "-starts_on", "-pk")
    )


def exclusions_at(seat: Seat) -> list[Exclusion]:
    """Those of the people who ever represented this seat. One query."""
    return list(exclusions_of(seat.body).filter(seat=seat))


def acuerdo_papers(body: Body) -> QuerySet[Instrument]:
    """The numbered acuerdos of the body, the latest first: the papers among which a decision of its own is chosen."""
    return Instrument.objects.filter(kind=InstrumentKind.ACUERDO, issuer=body.name).order_by("-date", "-pk")


def offices_of(person: Person, body: Body, on: date) -> list[Term]:
    """The offices the person holds that day. One query."""
    return list(serving(Term.objects.filter(body=body, person=person), on).order_by("pk"))
