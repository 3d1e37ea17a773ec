"""Who holds which office on a day (Art. 8, 9)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from regulation.terms import EXPIRING_DAYS

from ..enums import Office
from ..models import Body, Person, Term


def serving(terms: QuerySet[Term], on: date) -> QuerySet[Term]:
    """Those in office that day. `ended_on` is the first day out of office.

    A president whose nominal term expired goes on «en funciones» until a successor or an early end closes the term
    (Art. 8); the other offices end on their day.
    """
    return terms.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on),
        Q(office=Office.PRESIDENT) | Q(ends_before__isnull=True) | Q(ends_before__gt=on),
        starts_on__lte=on,
    )


def officers_on(body: Body, on: date) -> dict[Office, Term]:
    """Who holds each office that day, with person, seat and instrument; the committee's Secretaría serves all its bodies.

    One query; see `serving`.
    """
    own = Q(body=body)
    staff = Q(body=body.parent_id, office__in=(Office.SECRETARY, Office.DEPUTY))
    terms = Term.objects.filter(own | staff if body.parent_id else own)
    found = serving(terms.select_related("person__user", "seat", "instrument"), on).order_by("starts_on", "pk")
    return {Office(term.office): term for term in found}


def officer_on(body: Body, office: Office, on: date) -> Term | None:
    return officers_on(body, on).get(office)


def presiding_on(body: Body, on: date) -> Term | None:
    """Who presides the body that day: the Assembly's president, a Mesa's coordinator."""
    return officers_on(body, on).get(Office(body.presiding_office))


def expired_on(term: Term, on: date) -> bool:
    """Whether a term goes on beyond its nominal end («en funciones»)."""
    return term.ends_before is not None and term.ends_before <= on and (term.ended_on is None or on < term.ended_on)


def ends_soon(term: Term, on: date) -> bool:
    """Whether the term's last day is at most 90 days away (regulation.terms.EXPIRING_DAYS)."""
    return term.last_day is not None and 0 <= (term.last_day - on).days <= EXPIRING_DAYS


def staff_of(body: Body) -> QuerySet[Person]:
    """Everybody who was ever Secretaría Técnica or Adjunta."""
    staff = Q(terms__office__in=(Office.SECRETARY, Office.DEPUTY), terms__body=body)
    return Person.objects.filter(staff).distinct().order_by("full_name")


def terms_of(body: Body) -> list[Term]:
    """Every term of the body's officers, the latest first. One query."""
    return list(
        Term.objects.filter(body=body)
        .select_related("person__user", "seat", "instrument__upload", "end_instrument__upload")
        .order_by("-starts_on", "-pk")
    )


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """What the officers page says of one office."""

    office: Office
    term: Term | None
    history: list[Term]
    today: date
    can_change: bool
    article: str

    @property
    def label(self) -> str:
        return self.office.label

    @property
    def expired(self) -> bool:
        return self.term is not None and expired_on(self.term, self.today)

    @property
    def ends_soon(self) -> bool:
        return self.term is not None and ends_soon(self.term, self.today)

    @property
    def last_day(self) -> date | None:
        return self.term.last_day if self.term else None

    @property
    def leaves_on(self) -> date | None:
        """The last day of an officer who serves today and whose end is registered already (a resignation, say)."""
        return self.term.last_served if self.term else None

    @property
    def elected(self) -> bool:
        return self.office == Office.PRESIDENT
