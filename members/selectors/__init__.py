"""Reads of the padrón: who is who to a body on a day. Each one costs the same number of queries for any size of body."""

from .access import GrantRow, grants_of, is_only_admin
from .offices import OfficeCard, ends_soon, expired_on, officer_on, officers_on, serving, staff_of, terms_of
from .padron import (
    MemberRow,
    SeatHistory,
    accreditations_of,
    assembly,
    history_of,
    member_on,
    members_on,
    page_of,
    paper_of,
    people_in,
    people_of,
)
from .roles import roles_of, seats_of

__all__ = [
    "GrantRow",
    "MemberRow",
    "OfficeCard",
    "SeatHistory",
    "accreditations_of",
    "assembly",
    "ends_soon",
    "expired_on",
    "grants_of",
    "history_of",
    "is_only_admin",
    "member_on",
    "members_on",
    "officer_on",
    "officers_on",
    "page_of",
    "paper_of",
    "people_in",
    "people_of",
    "roles_of",
    "seats_of",
    "serving",
    "staff_of",
    "terms_of",
]
