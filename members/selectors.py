"""Reads of the padrón: who is who to a body on a day. Each one costs the same number of queries for any size of body."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from documents.models import Instrument
from regulation.terms import EXPIRING_DAYS

from .enums import AccessLevel, BodyKind, Office, Role, SeatRole
from .models import AccessGrant, Accreditation, Body, Institution, Person, Seat, SeatHolding, Suspension, Term


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
    return term.last_day is not None and 0 <= (term.last_day - on).days <= EXPIRING_DAYS


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


@dataclass(frozen=True, slots=True)
class SeatHistory:
    """Everything that was ever registered of a seat, the latest first."""

    holdings: list[SeatHolding]
    accreditations: list[Accreditation]
    suspensions: list[Suspension]


def history_of(seat: Seat) -> SeatHistory:
    """Three queries."""
    papers = ("instrument__upload",)
    return SeatHistory(
        holdings=list(seat.holdings.select_related("institution", *papers).order_by("-starts_on", "-pk")),
        accreditations=list(seat.accreditations.select_related("person__user", *papers).order_by("-starts_on", "-pk")),
        suspensions=list(seat.suspensions.select_related(*papers).order_by("-starts_on", "-pk")),
    )


def people_of(seat: Seat) -> QuerySet[Person]:
    """Whoever was ever accredited for the seat."""
    return Person.objects.filter(accreditations__seat=seat).distinct().order_by("full_name")


def people_in(body: Body) -> QuerySet[Person]:
    """Whoever the body knows: accredited or in office, now or before."""
    return Person.objects.filter(Q(accreditations__seat__body=body) | Q(terms__body=body)).distinct()


def staff_of(body: Body) -> QuerySet[Person]:
    """Whoever was ever Secretaría Técnica or Adjunta."""
    staff = Q(terms__office__in=(Office.SECRETARY, Office.DEPUTY), terms__body=body)
    return Person.objects.filter(staff).distinct().order_by("full_name")


def accreditations_of(rows: list[MemberRow]) -> QuerySet[Accreditation]:
    """The people in force of these seats, titulares first, to choose from."""
    keys = [accreditation.pk for row in rows for accreditation in row.people]
    return Accreditation.objects.filter(pk__in=keys).select_related("person").order_by("seat__number", "-role")


def terms_of(body: Body) -> list[Term]:
    """Every term of the body's officers, the latest first. One query."""
    return list(
        Term.objects.filter(body=body)
        .select_related("person__user", "seat", "instrument__upload")
        .order_by("-starts_on", "-pk")
    )


def page_of(person: Person, body: Body) -> str:
    """Where the person's data are shown: their latest seat, or the officers' page."""
    seat_id = (
        Accreditation.objects.filter(person=person, seat__body=body)
        .order_by("-starts_on", "-pk")
        .values_list("seat_id", flat=True)
        .first()
    )
    return reverse("members:seat", args=[seat_id]) if seat_id else reverse("members:officers")


def paper_of(body: Body, pk: int) -> tuple[Instrument | None, frozenset[int]]:
    """A paper the padrón of this body cites, and the seats it is about; (None, …) when it cites no such paper."""
    tables = (SeatHolding, Accreditation, Suspension)
    seats = {
        seat_id
        for table in tables
        for seat_id in table.objects.filter(seat__body=body, instrument=pk).values_list("seat_id", flat=True)
    }
    cited = bool(seats) or Term.objects.filter(body=body, instrument=pk).exists()
    instrument = Instrument.objects.select_related("upload").filter(pk=pk).first() if cited else None
    return instrument, frozenset(seats)


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
    def elected(self) -> bool:
        return self.office == Office.PRESIDENT


@dataclass(frozen=True, slots=True)
class GrantRow:
    """An access and what the record says of it. The names are empty where no person gave it (the first
    one, made with the installation) or took it back (it ran out)."""

    grant: AccessGrant
    given_by: str
    taken_by: str
    reason: str
    only_admin: bool


def grants_of(body: Body, on: date) -> tuple[list[GrantRow], list[GrantRow]]:
    """The accesses that hold that day or will, by name; and those that ended, the latest first. Two queries."""
    grants = list(AccessGrant.objects.filter(body=body).select_related("user").order_by("user__full_name", "pk"))
    events = Event.objects.filter(
        subject_type=AccessGrant._meta.model_name,
        subject_id__in=[grant.pk for grant in grants],
        action__in=("access.granted", "access.revoked"),
    )
    told = {(event.action, event.subject_id): event for event in events}
    keepers = [grant.pk for grant in grants if _keeps_system(grant, on)]
    rows = [
        GrantRow(
            grant=grant,
            given_by=given.actor_name if (given := told.get(("access.granted", grant.pk))) and given.actor_id else "",
            taken_by=taken.actor_name if (taken := told.get(("access.revoked", grant.pk))) else "",
            reason=taken.data.get("reason", "") if taken else "",
            only_admin=grant.level == AccessLevel.ADMIN and not set(keepers) - {grant.pk},
        )
        for grant in grants
    ]
    ended = [row for row in rows if row.grant.ends_before is not None and row.grant.ends_before <= on]
    ended.sort(key=lambda row: (row.grant.ends_before, row.grant.pk), reverse=True)
    return [row for row in rows if row not in ended], ended


def is_only_admin(grant: AccessGrant, on: date) -> bool:
    """Whether nobody else is left to administer the system from that day on. An account that cannot enter is nobody, and
    one whose access has its end set will not stay.
    """
    others = AccessGrant.objects.filter(body_id=grant.body_id, level=AccessLevel.ADMIN).exclude(pk=grant.pk)
    return grant.level == AccessLevel.ADMIN and not any(
        _keeps_system(other, on) for other in others.select_related("user")
    )


def _keeps_system(grant: AccessGrant, on: date) -> bool:
    return (
        grant.level == AccessLevel.ADMIN
        and grant.starts_on <= on
        and grant.ends_before is None
        and grant.user.is_active
    )
