"""Who may read or administer without office or seat."""

from dataclasses import dataclass
from datetime import date

from audit.models import Event

from ..enums import AccessLevel
from ..models import AccessGrant, Body


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
    recorded = {(event.action, event.subject_id): event for event in events}
    keepers = [grant.pk for grant in grants if _keeps_system(grant, on)]
    rows = [
        GrantRow(
            grant=grant,
            given_by=given.actor_name
            if (given := recorded.get(("access.granted", grant.pk))) and given.actor_id
            else "",
            taken_by=taken.actor_name if (taken := recorded.get(("access.revoked", grant.pk))) else "",
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
