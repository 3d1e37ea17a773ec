"""What a person is to a body."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import User

from ..enums import Role, SeatRole
from ..models import AccessGrant, Accreditation, Body, Seat, Term
from .offices import serving


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


def last_seat_of(user: User, body: Body, on: date) -> Accreditation | None:
    """The accreditation that ended last before that day: what somebody who represents nobody any more is told. One query."""
    ended = Accreditation.objects.filter(seat__body=body, person__user=user, ends_before__lte=on)
    return ended.select_related("seat").order_by("-ends_before", "-pk").first()
