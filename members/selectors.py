"""Reads of the padrón: who is who to a body on a day. Each one costs the same number of queries for any size of body."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import User
from regulation.terms import EXPIRING_DAYS

from .enums import BodyKind, Office, Role, SeatRole
from .models import AccessGrant, Accreditation, Body, Institution, Seat, SeatHolding, Suspension, Term


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One seat of a body as it stood on a day. `titular` and `alternate` carry their person and instrument."""

    seat: Seat
    holding: SeatHolding
    titular: Accreditation | None
    alternate: Accreditation | None
    suspension: Suspension | None

    @property
    def number(self) -> int:
        return self.seat.number

    @property
    def institution(self) -> Institution:
        return self.holding.institution

    @property
    def suspended(self) -> bool:
        return self.suspension is not None

    @property
    def people(self) -> tuple[Accreditation, ...]:
        """The accreditations in force, the titular's first."""
        return tuple(a for a in (self.titular, self.alternate) if a is not None)

    def accreditation(self, role: SeatRole) -> Accreditation | None:
        return self.titular if role == SeatRole.TITULAR else self.alternate


def assembly() -> Body:
    """The Assembly: the first body of its kind. Body.DoesNotExist before anything was loaded."""
    body = Body.objects.filter(kind=BodyKind.ASSEMBLY).select_related("rulebook").order_by("pk").first()
    if body is None:
        raise Body.DoesNotExist("no Assembly has been loaded")
    return body


def members_on(body: Body, on: date) -> list[MemberRow]:
    """The seats that somebody held that day, in order of seat; suspended ones included, marked. Four queries."""
    return _rows(Seat.objects.filter(body=body), on)


def member_on(seat: Seat, on: date) -> MemberRow | None:
    """One seat as it stood that day; None when nobody held it."""
    rows = _rows(Seat.objects.filter(pk=seat.pk), on)
    return rows[0] if rows else None


def _rows(seats: QuerySet[Seat], on: date) -> list[MemberRow]:
    seats = seats.order_by("number").prefetch_related(
        Prefetch(
            "holdings",
            SeatHolding.objects.in_force(on).select_related("institution").order_by("-starts_on", "-pk"),
            to_attr="held",
        ),
        Prefetch(
            "accreditations",
            Accreditation.objects.in_force(on).select_related("person", "instrument").order_by("starts_on", "pk"),
            to_attr="accredited",
        ),
        Prefetch("suspensions", Suspension.objects.in_force(on).order_by("starts_on", "pk"), to_attr="suspended"),
    )
    rows = []
    for seat in seats:
        held, accredited, suspended = (_fetched(seat, name) for name in ("held", "accredited", "suspended"))
        if held:
            by_role = {accreditation.role: accreditation for accreditation in accredited}
            rows.append(
                MemberRow(
                    seat=seat,
                    holding=held[0],
                    titular=by_role.get(SeatRole.TITULAR),
                    alternate=by_role.get(SeatRole.ALTERNATE),
                    suspension=suspended[-1] if suspended else None,
                )
            )
    return rows


def _fetched(seat: Seat, name: str) -> list[Any]:
    """What a prefetch left on the seat."""
    found: list[Any] = getattr(seat, name)
    return found


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


def officer_on(body: Body, office: Office, on: date) -> Term | None:
    """Who holds the office that day, with person, seat and instrument; see `serving`."""
    terms = Term.objects.filter(body=body, office=office).select_related("person__user", "seat", "instrument")
    return serving(terms, on).order_by("-starts_on", "-pk").first()


def officers_on(body: Body, on: date) -> dict[Office, Term]:
    """All offices at once, one query."""
    terms = Term.objects.filter(body=body).select_related("person__user", "seat", "instrument")
    return {Office(term.office): term for term in serving(terms, on).order_by("starts_on", "pk")}


def expired_on(term: Term, on: date) -> bool:
    """Whether a term goes on beyond its nominal end («en funciones»)."""
    return term.ends_before is not None and term.ends_before <= on and (term.ended_on is None or on < term.ended_on)


def ends_soon(term: Term, on: date) -> bool:
    """Whether the term's last day is at most 90 days away (regulation.terms.EXPIRING_DAYS)."""
    last_day = last_day_of(term)
    return last_day is not None and 0 <= (last_day - on).days <= EXPIRING_DAYS


def last_day_of(term: Term) -> date | None:
    """The nominal last day in office, the way a certificate says it; None where there is none."""
    return term.ends_before - timedelta(days=1) if term.ends_before else None


def roles_of(user: User | AnonymousUser, body: Body, on: date) -> frozenset[Role]:
    """What the person is to this body on this day; a person may be several at once. One query; none for a stranger."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    offices = serving(Term.objects.filter(body=body, person__user=user), on)
    seats = Accreditation.objects.in_force(on).filter(seat__body=body, person__user=user)
    grants = AccessGrant.objects.in_force(on).filter(body=body, user=user)
    found = _words(offices, F("office")).union(_words(seats, Value(Role.MEMBER.value)), _words(grants, F("level")))
    return frozenset(Role(word) for word in found)


def _words(rows: QuerySet[Any], word: F | Value) -> QuerySet[Any, str]:
    """One word per row. Without an ordering: a union allows none in its parts."""
    cast = Cast(word, CharField(max_length=20))
    return rows.order_by().annotate(word=cast).values_list("word", flat=True)


def seats_of(user: User | AnonymousUser, body: Body, on: date) -> list[tuple[Seat, SeatRole]]:
    """The seats for which the person is accredited that day. One query."""
    if not user.is_authenticated:
        return []
    found = (
        Accreditation.objects.filter(seat__body=body, person__user=user)
        .in_force(on)
        .select_related("seat__body")
        .order_by("seat__number", "pk")
    )
    return [(accreditation.seat, SeatRole(accreditation.role)) for accreditation in found]
