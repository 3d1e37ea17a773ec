"""A slip of the pen in the name of a member is put right; it is not a change of name (LPAG 212.1)."""

from django.db import transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from regulation.refusal import Refused

from ..acts import allow
from ..models import Body, Institution
from .checks import clean_reason
from .institutions import refresh_search_text

ARTICLE = "LPAG 212.1"


@transaction.atomic
def rectify_name(
    act: Act, *, institution_id: int, body_id: int, name: str, short_name: str, reason: str
) -> Institution:
    """Write the name as the papers say it. What was issued before keeps the name it was issued with.

    Refused: reason_required, institution_name_required, same_name (nothing changes).
    """
    act = allow(act, "membership.change", Body.objects.get(pk=body_id))
    row = Institution.objects.select_for_update(of=("self",)).get(pk=institution_id)
    name, short_name = " ".join(name.split()), " ".join(short_name.split())
    if not name:
        raise Refused.because("institution_name_required", field="name")
    if (name, short_name) == (row.name, row.short_name):
        raise Refused.because("same_name", ARTICLE, {"institution": row.name}, field="name")
    reason = clean_reason(reason)
    before = {"name": row.name, "short_name": row.short_name}
    write(row, name=name, short_name=short_name)
    # Its successors are found by this name too.
    ahead: Institution | None = row
    while ahead is not None:
        refresh_search_text(ahead)
        ahead = Institution.objects.filter(predecessor=ahead).first()
    record(act, "institution.rectified", row, "short_name", institution=row.name, before=before, reason=reason)
    return row
