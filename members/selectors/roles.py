"""What a person is to a body."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import User

from ..enums import Role, SeatRole
from ..models import AccessGrant, Accreditation, Body, Seat, Term
from .offices import serving

#: The office and the readers of a committee are those of its other bodies too.
_PASSED_ON = frozenset({Role.SECRETARY, Role.DEPUTY, Role.VIEWER, Role.ADMIN})


def roles_of(user: User | AnonymousUser, body: Body, on: date) -> frozenset[Role]:
    """What the person is to this body on this day; a person may be several at once. One query; none for a stranger."""
    return roles_in(user, [body], on).get(body.pk, frozenset())


def roles_in(user: User | AnonymousUser, bodies: Iterable[Body], on: date) -> dict[int, frozenset[Role]]:
    """The same for several bodies, by their keys; those to which the person is nothing are left out. One query."""
    if not user.is_authenticated or not user.is_active:
        return {}
    bodies = list(bodies)
    asked = {body.pk for body in bodies} | {body.parent_id for body in bodies if body.parent_id}
    offices = serving(Term.objects.filter(body__in=asked, person__user=user), on)
    seats = Accreditation.objects.in_force(on).filter(seat__body__in=asked, person__user=user)
    grants = AccessGrant.objects.in_force(on).filter(body__in=asked, user=user)
    held: dict[int | None, set[Role]] = defaultdict(set)
    for pk, word in _words(offices, "body", F("office")).union(
        _words(seats, "seat__body", Value(Role.MEMBER.value)), _words(grants, "body", F("level"))
    ):
        held[pk].add(Role(word))
    roles = {body.pk: frozenset(held[body.pk] | (held[body.parent_id] & _PASSED_ON)) for body in bodies}
    return {pk: found for pk, found in roles.items() if found}


def _words(rows: QuerySet[Any], body: str, word: F | Value) -> QuerySet[Any, tuple[int, str]]:
    """(body, word) per row. Without an ordering: a union allows none in its parts."""
    cast = Cast(word, CharField(max_length=20))
    return rows.order_by().annotate(of=F(body), word=cast).values_list("of", "word")


def all_bodies() -> list[Body]:
    """The committee first, then its other bodies by name. One query."""
    return list(Body.objects.whole().order_by(F("parent").asc(nulls_first=True), "name", "pk"))


def bodies_of(user: User | AnonymousUser, on: date) -> list[Body]:
    """The bodies to which the person is something that day, in the order of `all_bodies`. Two queries."""
    bodies = all_bodies()
    roles = roles_in(user, bodies, on)
    return [body for body in bodies if body.pk in roles]


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


def last_seat_of(user: User, body: Body, on: date) -> Accreditation | None:
    """The accreditation that ended last before that day: shown to somebody who represents nobody any more. One query."""
    ended = Accreditation.objects.filter(seat__body=body, person__user=user, ends_before__lte=on)
    return ended.select_related("seat").order_by("-ends_before", "-pk").first()
