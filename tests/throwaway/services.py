from datetime import datetime

from django.db import transaction

from audit.acts import Act
from audit.services import record
from documents import services as documents
from members.acts import begin
from members.selectors.letter import letter_of
from regulation.refusal import Refused

from .enums import DocumentKind, SlipState
from .models import Slip
from .states import SLIP


@transaction.atomic
def issue(act: Act, *, slip_id: int) -> Slip:
    """Refused: wrong_state, slip_without_reason, no_letterhead."""
    act, slip = begin(act, Slip.objects.select_related("seat__body"), slip_id, may="slips.issue", move="issue")
    if not slip.reason:
        raise Refused.because("slip_without_reason", field="reason")
    SLIP.move(slip, "issue")
    slip.document = documents.issue(
        act,
        series=slip.seat.body.slug,
        kind=DocumentKind.SLIP,
        title=str(slip),
        payload={**letter_of(slip.seat.body, None, act.today), "seat": slip.seat.number},
    )
    slip.save()
    record(act, "slip.issued", slip, "reason", stream=slip.seat.stream, label=slip.document.label)
    return slip


def sweep(now: datetime) -> int:
    return Slip.objects.filter(state=SlipState.DRAFT).count()
