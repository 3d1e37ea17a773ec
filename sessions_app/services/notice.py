"""After convening: mails sent again, and the proof of who received the convocatoria and when (Art. 7; LPAG 20.4)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from documents import services as documents
from mailing.enums import MailState, ReceiptKind
from mailing.tasks import queue
from members.acts import begin, touch
from members.enums import SeatRole
from regulation.notice import judge_receipt
from regulation.refusal import Refused

from ..enums import Capacity, Rsvp
from ..models import Dispatch, Meeting, Receipt, RollEntry
from ..models.notice import new_token
from ..selectors.notice import dispatched_on
from ..states import MEETING


# --- Mails ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def resend(act: Act, *, dispatch_id: int, email: str | None = None) -> Dispatch:
    """Put the mail into the queue again, to another address if one is given.

    A new address starts over: the old link stops working (a stranger may hold it) and receipt is presumed from today.
    Pressed twice, it is sent once. One that waits for its next try keeps its day and is tried now. Refused: wrong_state,
    bad_email, no_address.
    """
    act, dispatch = begin(act, Dispatch.objects.select_for_update(), dispatch_id, may="sessions.manage", move="notify")
    meeting = dispatch.meeting
    MEETING.check(meeting, "summon")
    address = _address(email) if email is not None else dispatch.email
    if not address:
        raise Refused.because("no_address", facts={"name": dispatch.name})
    moved = address != dispatch.email
    waiting = dispatch.state == MailState.PENDING and not moved
    if waiting and not dispatch.error:
        return dispatch
    before = {"email": dispatch.email, "state": dispatch.state, "error": dispatch.error}
    if moved:
        dispatch.email, dispatch.token, dispatch.sent_at = address, new_token(), None
    dispatch.start_over()
    dispatch.queued_at = dispatch.queued_at if waiting else act.at
    dispatch.save()
    queue([dispatch])
    touch(meeting)
    record(act, "dispatch.resent", dispatch, name=dispatch.name, email=address, before=before)
    return dispatch


@transaction.atomic
def resend_failed(act: Act, *, meeting_id: int) -> int:
    """Every mail that failed and has an address, once more. Returns how many."""
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="notify")
    failed = meeting.dispatches.filter(state=MailState.FAILED).exclude(email="")
    ids = list(failed.values_list("pk", flat=True))
    for dispatch_id in ids:
        resend(act, dispatch_id=dispatch_id)
    return len(ids)


@transaction.atomic
def mark_undeliverable(act: Act, *, entry_id: int, error: str, dispatch_id: int | None = None) -> RollEntry:
    """The mails came back: no receipt is presumed from them. All of the voice's, or the one named. Refused: wrong_state."""
    act, entry = begin(act, RollEntry.objects, entry_id, may="sessions.manage", move="notify")
    dispatches = entry.dispatches.all() if dispatch_id is None else entry.dispatches.filter(pk=dispatch_id)
    for dispatch in dispatches.select_for_update():
        if dispatch.state != MailState.NO_ADDRESS:
            dispatch.state = MailState.FAILED
        sent_at, dispatch.sent_at, dispatch.error = dispatch.sent_at, None, within(error, 500) or "Devuelto"
        dispatch.save(update_fields=["state", "sent_at", "error"])
        record(act, "dispatch.returned", dispatch, "name", "email", "error", sent_at=sent_at)
    touch(entry.meeting)
    return entry


# --- Receipts ------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_receipt(
    act: Act, *, entry_id: int, received_on: date, kind: str, note: str = "", file: UploadedFile | None = None
) -> Receipt:
    """Note that an institution received the convocatoria that day, with its proof.

    Refused: wrong_state, already_received (void the other first), receipt_before_dispatch, receipt_after_session, and the
    bad_upload_* of the scan.
    """
    act, entry = begin(act, RollEntry.objects, entry_id, may="sessions.manage", move="notify")
    if entry.receipts.filter(voided_at=None).exists():
        raise Refused.because("already_received", article="Art. 7", facts={"institution": entry.name})
    upload = documents.store_upload(act, file=file) if file is not None else None
    receipt = _write_receipt(act, entry, received_on=received_on, kind=kind, note=note)
    if upload is not None:
        write(receipt, upload=upload)
    touch(entry.meeting)
    return receipt


@transaction.atomic
def void_receipt(act: Act, *, receipt_id: int, reason: str) -> Receipt:
    """A receipt noted wrongly: it stays in sight, with the reason, and counts no longer. Refused: wrong_state,
    reason_required, already_voided.
    """
    act, receipt = begin(act, Receipt.objects.select_related("entry"), receipt_id, may="sessions.manage", move="notify")
    if not reason.strip():
        raise Refused.because("reason_required", field="reason")
    if receipt.voided_at is not None:
        raise Refused.because("already_voided")
    write(receipt, voided_at=act.at, voided_by=act.by, voided_reason=within(reason, 300))
    touch(receipt.entry.meeting)
    record(act, "receipt.voided", receipt, "received_on", institution=receipt.entry.name, reason=receipt.voided_reason)
    return receipt


@transaction.atomic
def acknowledge(act: Act, *, token: str, rsvp: str) -> Dispatch:
    """The person of a mail says that it arrived, and what they will do (`rsvp`, or "" to say nothing yet).

    The first word is the proof of receipt; later ones only change the answer. Without login: the token is the person's.
    Http404 for an unknown token. Refused: wrong_state (cancelled, rescheduled or already in session), bad_rsvp,
    receipt_after_session.
    """
    dispatch_id = Dispatch.objects.filter(token=token).values_list("pk", flat=True).first()
    if dispatch_id is None:
        raise Http404("Ese enlace no corresponde a ninguna convocatoria.")
    act, dispatch = begin(act, Dispatch.objects.select_related("entry"), dispatch_id, move="notify")
    if dispatch.token != token:
        raise Http404("Ese enlace ya no es válido.")
    meeting, entry = dispatch.meeting, dispatch.entry
    entry.meeting = meeting
    MEETING.check(meeting, "summon")
    if rsvp and rsvp not in answers_for(dispatch, entry):
        raise Refused.because("bad_rsvp", facts={"rsvp": rsvp}, field="rsvp")
    if not entry.receipts.filter(voided_at=None).exists():
        _write_receipt(
            act,
            entry,
            received_on=act.day,
            kind=ReceiptKind.ACKNOWLEDGEMENT,
            note=f"{dispatch.name} ({dispatch.email})"[:300],
        )
    field = _answer_field(dispatch)
    if rsvp and getattr(entry, field) != rsvp:
        setattr(entry, field, rsvp)
        entry.save(update_fields=[field])
        record(act, "notice.answered", entry, name=dispatch.name, rsvp=rsvp)
    touch(meeting)
    return dispatch


def answers_for(dispatch: Dispatch, entry: RollEntry) -> list[Rsvp]:
    """What this person may answer: only a member's titular can send the alterno."""
    titular = dispatch.role == SeatRole.TITULAR and entry.capacity == Capacity.MEMBER
    return (
        [Rsvp.ATTENDS, Rsvp.ALTERNATE, Rsvp.DECLINES]
        if titular and dispatch.meeting.body.has_alternates
        else [Rsvp.ATTENDS, Rsvp.DECLINES]
    )


def answer_of(dispatch: Dispatch) -> str:
    """What this person last said; empty before the first word."""
    return str(getattr(dispatch.entry, _answer_field(dispatch)))


# --- Steps of the above --------------------------------------------------------------------------------------------
def _answer_field(dispatch: Dispatch) -> str:
    return "rsvp_titular" if dispatch.role == SeatRole.TITULAR else "rsvp_alternate"


def _write_receipt(act: Act, entry: RollEntry, *, received_on: date, kind: str, note: str) -> Receipt:
    ruling = judge_receipt(
        received_on=received_on,
        dispatched_on=dispatched_on(entry.meeting),
        session_on=localdate(entry.meeting.scheduled_at),
    )
    if not ruling.holds:
        raise Refused(ruling, field="received_on")
    receipt = Receipt.objects.create(
        entry=entry, received_on=received_on, kind=kind, note=within(note, 300), recorded_at=act.at, recorded_by=act.by
    )
    record(
        act, "receipt.recorded", receipt, "received_on", "note", ruling=ruling, institution=entry.name, kind=str(kind)
    )
    return receipt


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused.because("bad_email", facts={"email": email}, field="email") from None
    return address
