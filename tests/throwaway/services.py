from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import record
from documents import services as documents
from members.permissions import check_user
from members.selectors.letter import letter_of
from regulation.refusal import Refused

from .enums import DocumentKind, SlipState
from .models import Slip
from .states import SLIP


@transaction.atomic
def issue(*, slip_id: int, by: User, at: datetime) -> Slip:
    """Refused: wrong_state, slip_without_reason, no_letterhead."""
    slip = Slip.objects.select_for_update().get(pk=slip_id)
    today = timezone.localdate(at)
    check_user("slips.issue", by, slip.seat.body, today)
    SLIP.move(slip, "issue")
    if not slip.reason:
        raise Refused.because("slip_without_reason", field="reason")
    slip.document = documents.issue(
        series=slip.seat.body.slug,
        kind=DocumentKind.SLIP,
        title=str(slip),
        payload={**letter_of(slip.seat.body, None, today), "seat": slip.seat.number},
        by=by,
        at=at,
    )
    slip.save()
    data = {"label": slip.document.label, "reason": slip.reason}
    record(action="slip.issued", stream=f"seat:{slip.seat_id}", by=by, at=at, recorded_at=at, subject=slip, data=data)
    return slip


def sweep(now: datetime) -> int:
    return Slip.objects.filter(state=SlipState.DRAFT).count()
