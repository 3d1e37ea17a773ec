"""Who sits where on a day, and what is known of each seat."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from documents.models import Instrument

from ..enums import BodyKind, SeatRole
from ..models import Accreditation, Body, Exclusion, Institution, Person, Seat, SeatHolding, Suspension, Term


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
    body = Body.objects.whole().filter(kind=BodyKind.ASSEMBLY).order_by("pk").first()
    if body is None:
        raise Body.DoesNotExist("no Assembly has been loaded")
    return body


def members_on(body: Body, on: date) -> list[MemberRow]:
    """The seats that somebody held that day, in order of seat; suspended ones included, marked. Four queries.

    An institution suspended in the committee is so in its other bodies; one query more for those.
    """
    return _rows(Seat.objects.filter(body=body), body.parent_id, on)


def member_on(seat: Seat, on: date) -> MemberRow | None:
    """One seat as it stood that day; None when nobody held it."""
    rows = _rows(Seat.objects.filter(pk=seat.pk), seat.body.parent_id, on)
    return rows[0] if rows else None


def suspended_in(body_id: int | None, on: date) -> dict[int, Suspension]:
    """Institution → its suspension in force in this body that day. One query; none without a body."""
    if body_id is None:
        return {}
    found = Suspension.objects.in_force(on).filter(seat__body=body_id).order_by("starts_on", "pk")
    held = SeatHolding.objects.in_force(on).filter(seat=OuterRef("seat")).order_by("-starts_on", "-pk")
    return {row.institution: row for row in found.annotate(institution=Subquery(held.values("institution")[:1]))}


def _rows(seats: QuerySet[Seat], parent_id: int | None, on: date) -> list[MemberRow]:
    passed_on = suspended_in(parent_id, on)
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
                    suspension=suspended[-1] if suspended else passed_on.get(held[0].institution_id),
                )
            )
    return rows


def _fetched(seat: Seat, name: str) -> list[Any]:
    """What a prefetch left on the seat."""
    found: list[Any] = getattr(seat, name)
    return found


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
        holdings=list(
            seat.holdings.select_related("institution", "end_instrument__upload", *papers).order_by("-starts_on", "-pk")
        ),
        accreditations=list(seat.accreditations.select_related("person__user", *papers).order_by("-starts_on", "-pk")),
        suspensions=list(seat.suspensions.select_related("end_instrument", *papers).order_by("-starts_on", "-pk")),
    )


def people_of(seat: Seat) -> QuerySet[Person]:
    """Everybody who was ever accredited for the seat."""
    return Person.objects.filter(accreditations__seat=seat).distinct().order_by("full_name")


def people_in(body: Body) -> QuerySet[Person]:
    """Everybody accredited or in office, now or before."""
    return Person.objects.filter(Q(accreditations__seat__body=body) | Q(terms__body=body)).distinct()


def person_url(person: Person, body: Body) -> str:
    """The page that shows the person: their latest seat, or the officers' page."""
    seat_id = (
        Accreditation.objects.filter(person=person, seat__body=body)
        .order_by("-starts_on", "-pk")
        .values_list("seat_id", flat=True)
        .first()
    )
    return reverse("members:seat", args=[seat_id]) if seat_id else reverse("members:officers")


def cited_instrument(body: Body, pk: int) -> tuple[Instrument | None, frozenset[int]]:
    """A paper that the padrón of this body cites, and the seats it is about; None where it does not cite it."""
    tables = (SeatHolding, Accreditation, Suspension)
    seats = {
        seat_id
        for table in tables
        for seat_id in table.objects.filter(seat__body=body, instrument=pk).values_list("seat_id", flat=True)
    }
    ended = SeatHolding.objects.filter(seat__body=body, end_instrument=pk)
    seats |= set(ended.values_list("seat_id", flat=True))
    cited = bool(seats) or Term.objects.filter(Q(instrument=pk) | Q(end_instrument=pk), body=body).exists()
    exclusions = Exclusion.objects.filter(Q(instrument=pk) | Q(lift_instrument=pk), body=body)
    cited = cited or exclusions.exists()
    seats |= set(exclusions.filter(seat__isnull=False).values_list("seat_id", flat=True))
    instrument = Instrument.objects.select_related("upload").filter(pk=pk).first() if cited else None
    return instrument, frozenset(seats)


def last_accreditation(seat: Seat, role: SeatRole) -> int:
    """The key of the last one of that role that was registered, whether it runs or not; 0 for none."""
    registered = Accreditation.objects.filter(seat=seat, role=role).order_by("pk")
    return registered.values_list("pk", flat=True).last() or 0
