"""Registering a past session: once, whole, and in the order of the numbers."""

from django.db import transaction

from audit.acts import Act
from documents.services import number_in_use
from exchange.models import ImportBatch
from members.acts import allow
from members.models import Body

from ...enums import DocumentKind
from ...selectors.past import CommitteeThen
from ._data import PastSession, Recorded
from ._earlier import registered_before
from ._judging import problems_of
from ._writing import write


@transaction.atomic
def record_past_session(act: Act, *, body: Body, data: PastSession, import_batch: ImportBatch | None) -> Recorded:
    """Register a session that was held on paper, judged by the regulation in force on its day.

    The base is that of the day of convening, the people those accredited on the session's day. Somebody without hours was there
    from start to end. The next session that is convened takes the number after the highest one. Registered already with
    the same data: nothing changes. Refused: whatever `problems_of` finds, session_differs, session_lived_here,
    session_same_hour.
    """
    # Not its key: a convening that commits meanwhile checks that the body exists, and must not wait for us.
    body = Body.objects.select_for_update(of=("self",), no_key=True).select_related("rulebook").get(pk=body.pk)
    act = allow(act, "sessions.manage", body)
    # The counter is locked before one looks: a convening that takes this very number is either seen or still waits.
    number_in_use(series=body.slug, kind=f"sesion-{data.kind.value}", year=data.year, number=data.number)
    then = CommitteeThen(body, data.held_on, data.convened_on)
    for problem in problems_of(data, then, now=act.now):
        raise problem.refusal
    existing = registered_before(body, data)
    if existing is not None:
        return Recorded(existing, new=False)
    if data.last_acuerdo is not None:
        number_in_use(series=body.slug, kind=DocumentKind.ACUERDO, year=data.held_on.year, number=data.last_acuerdo)
    return Recorded(write(act, body, data, then, import_batch), new=True)
