"""A slip of the pen in the name of a member is put right; it is not a change of name (LPAG 212.1)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from regulation.refusal import Refused

from ..models import Body, Institution
from ._unit import allow, check_reason, log
from .institutions import refresh_search_text

ARTICLE = "LPAG 212.1"


@transaction.atomic
def rectify_name(
    *,
    institution_id: int,
    body_id: int,
    name: str,
    short_name: str,
    reason: str,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Institution:
    """Write the name as the papers say it. What was issued before keeps the name it was issued with.

    Refused: reason_required, institution_name_required, same_name (nothing changes).
    """
    now = now or at
    role = allow("membership.change", by, Body.objects.get(pk=body_id), now)
    row = Institution.objects.select_for_update(of=("self",)).get(pk=institution_id)
    name, short_name = " ".join(name.split()), " ".join(short_name.split())
    if not name:
        raise Refused.because("institution_name_required", field="name")
    if (name, short_name) == (row.name, row.short_name):
        raise Refused.because("same_name", ARTICLE, {"institution": row.name}, field="name")
    reason = check_reason(reason)
    before = {"name": row.name, "short_name": row.short_name}
    row.name, row.short_name = name, short_name
    row.save(update_fields=["name", "short_name"])
    # Whoever came after it is found by this name too.
    ahead: Institution | None = row
    while ahead is not None:
        refresh_search_text(ahead)
        ahead = Institution.objects.filter(predecessor=ahead).first()
    log(
        "institution.rectified",
        f"institution:{row.pk}",
        by=by,
        at=at,
        now=now,
        subject=row,
        role=role,
        data={"institution": row.name, "short_name": row.short_name, "before": before, "reason": reason},
    )
    return row
