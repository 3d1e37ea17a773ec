"""Reads of the padrón: who is who to a body on a day. Each one costs the same number of queries for any size of body."""

from .access import GrantRow, grants_of, is_only_admin
from .alerts import Alert, alerts_at, alerts_of
from .exclusions import acuerdo_papers, exclusions_of, offices_of
from .letter import letter_of, letterhead_of
from .offices import (
    OfficeCard,
    ends_soon,
    expired_on,
    officer_on,
    officers_on,
    presiding_on,
    serving,
    staff_of,
    terms_of,
)
from .padron import (
    MemberRow,
    SeatHistory,
    assembly,
    cited_instrument,
    history_of,
    member_on,
    members_on,
    people_in,
    people_of,
    person_url,
)
from .representation import Representation, representation_of
from .roles import all_bodies, bodies_of, last_seat_of, roles_in, roles_of, seats_of

__all__ = [
    "Alert",
    "GrantRow",
    "MemberRow",
    "OfficeCard",
    "Representation",
    "SeatHistory",
    "acuerdo_papers",
    "alerts_at",
    "alerts_of",
    "all_bodies",
    "assembly",
    "bodies_of",
    "cited_instrument",
    "ends_soon",
    "exclusions_of",
    "expired_on",
    "grants_of",
    "history_of",
    "is_only_admin",
    "last_seat_of",
    "letter_of",
    "letterhead_of",
    "member_on",
    "members_on",
    "officer_on",
    "officers_on",
    "offices_of",
    "people_in",
    "people_of",
    "person_url",
    "presiding_on",
    "representation_of",
    "roles_in",
    "roles_of",
    "seats_of",
    "serving",
    "staff_of",
    "terms_of",
]
