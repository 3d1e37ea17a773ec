"""After convening: mails sent again, and the proof of who received the convocatoria and when (Art. 7; LPAG 20.4)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404

from accounts.models import User
from core.text import within
from documents import services as documents
from mailing.enums import MailState, ReceiptKind
from mailing.tasks import queue
from members.enums import SeatRole
from regulation.notice import judge_receipt
from regulation.refusal import Refused

from ..enums import Capacity, Rsvp
from ..models import Dispatch, Meeting, Receipt, RollEntry
from ..models.notice import new_token
from ..selectors.notice import dispatched_on
from ..states import MEETING
from . import _unit


# --- Mails ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def resend(*, dispatch_id: int, by: User, at: datetime, email: str | None = None) -> Dispatch:
    """Put the mail into the queue again, to another address if one is given.

    A new address starts over: the old link stops working (a stranger may hold it) and receipt is presumed from today.
    Pressed twice, it is sent once. One that waits for its next try keeps its day and is tried now. Refused: wrong_state,
    bad_email, no_address.
    """
    dispatch, meeting = _dispatch(dispatch_id)
    _unit.check_manager(meeting, by, at)
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
    dispatch.queued_at = dispatch.queued_at if waiting else at
    dispatch.save()
    queue([dispatch])
    _unit.touch(meeting)
    _unit.log(
        meeting, "dispatch.resent", by=by, at=at, subject=dispatch, name=dispatch.name, email=address, before=before
    )
    return dispatch


@transaction.atomic
def resend_failed(*, meeting_id: int, by: User, at: datetime) -> int:
    """Every mail that failed and has an address, once more. Returns how many."""
    meeting = _unit.locked_meeting(meeting_id, act="notify")
    failed = meeting.dispatches.filter(state=MailState.FAILED).exclude(email="")
    ids = list(failed.values_list("pk", flat=True))
    for dispatch_id in ids:
        resend(dispatch_id=dispatch_id, by=by, at=at)
    return len(ids)


@transaction.atomic
def mark_undeliverable(
    *, entry_id: int, error: str, by: User, at: datetime, dispatch_id: int | None = None
) -> RollEntry:
    """The mails came back: no receipt is presumed from them. All of the voice's, or the one named. Refused: wrong_state."""
    entry, meeting = _entry(entry_id)
    _unit.check_manager(meeting, by, at)
    dispatches = entry.dispatches.all() if dispatch_id is None else entry.dispatches.filter(pk=dispatch_id)
    for dispatch in dispatches.select_for_update():
        if dispatch.state != MailState.NO_ADDRESS:
            dispatch.state = MailState.FAILED
        sent_at, dispatch.sent_at, dispatch.error = dispatch.sent_at, None, within(error, 500) or "Devuelto"
        dispatch.save(update_fields=["state", "sent_at", "error"])
        _unit.log(
            meeting,
            "dispatch.returned",
            by=by,
            at=at,
            subject=dispatch,
            name=dispatch.name,
            email=dispatch.email,
            error=dispatch.error,
            sent_at=sent_at,
        )
    _unit.touch(meeting)
    return entry


# --- Receipts ------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_receipt(
    *,
    entry_id: int,
    received_on: date,
    kind: str,
    by: User,
    at: datetime,
    note: str = "",
    file: UploadedFile | None = None,
) -> Receipt:
    """Note that an institution received the convocatoria that day, with its proof.

    Refused: wrong_state, already_received (void the other first), receipt_before_dispatch, receipt_after_session, and the
    bad_upload_* of the scan.
    """
    entry, meeting = _entry(entry_id)
    _unit.check_manager(meeting, by, at)
    if entry.receipts.filter(voided_at=None).exists():
        raise Refused.because("already_received", article="Art. 7", facts={"institution": entry.name})
    upload = documents.store_upload(file=file, by=by, at=at) if file is not None else None
    receipt = _write_receipt(meeting, entry, received_on=received_on, kind=kind, note=note, at=at, by=by)
    if upload is not None:
        receipt.upload = upload
        receipt.save(update_fields=["upload"])
    _unit.touch(meeting)
    return receipt


@transaction.atomic
def void_receipt(*, receipt_id: int, reason: str, by: User, at: datetime) -> Receipt:
    """A receipt noted wrongly: it stays in sight, with the reason, and counts no longer. Refused: wrong_state,
    reason_required, already_voided.
    """
    entry_id = Receipt.objects.filter(pk=receipt_id).values_list("entry_id", flat=True).first()
    if entry_id is None:
        raise Http404("No existe esa constancia.")
    _entry_row, meeting = _entry(entry_id)
    _unit.check_manager(meeting, by, at)
    if not reason.strip():
        raise Refused.because("reason_required", field="reason")
    receipt = Receipt.objects.select_related("entry").get(pk=receipt_id)
    if receipt.voided_at is not None:
        raise Refused.because("already_voided")
    receipt.voided_at, receipt.voided_by, receipt.voided_reason = at, by, within(reason, 300)
    receipt.save(update_fields=["voided_at", "voided_by", "voided_reason"])
    _unit.touch(meeting)
    _unit.log(
        meeting,
        "receipt.voided",
        by=by,
        at=at,
        subject=receipt,
        institution=receipt.entry.name,
        received_on=receipt.received_on.isoformat(),
        reason=receipt.voided_reason,
    )
    return receipt


@transaction.atomic
def acknowledge(*, token: str, rsvp: str, at: datetime) -> Dispatch:
    """The person of a mail says that it arrived, and what they will do (`rsvp`, or "" to say nothing yet).

    The first word is the proof of receipt; later ones only change the answer. Without login: the token is the person's.
    Http404 for an unknown token. Refused: wrong_state (cancelled, rescheduled or already in session), bad_rsvp,
    receipt_after_session.
    """
    dispatch_id = Dispatch.objects.filter(token=token).values_list("pk", flat=True).first()
    if dispatch_id is None:
        raise Http404("Ese enlace no corresponde a ninguna convocatoria.")
    dispatch, meeting = _dispatch(dispatch_id)
    if dispatch.token != token:
        raise Http404("Ese enlace ya no es válido.")
    MEETING.check(meeting, "summon")
    entry = RollEntry.objects.select_for_update().get(pk=dispatch.entry_id)
    if rsvp and rsvp not in answers_for(dispatch, entry):
        raise Refused.because("bad_rsvp", facts={"rsvp": rsvp}, field="rsvp")
    if not entry.receipts.filter(voided_at=None).exists():
        _write_receipt(
            meeting,
            entry,
            received_on=_unit.day_of(at),
            kind=ReceiptKind.ACKNOWLEDGEMENT,
            note=f"{dispatch.name} ({dispatch.email})"[:300],
            at=at,
            by=None,
        )
    field = _answer_field(dispatch)
    if rsvp and getattr(entry, field) != rsvp:
        setattr(entry, field, rsvp)
        entry.save(update_fields=[field])
        _unit.log(meeting, "notice.answered", by=None, at=at, subject=entry, name=dispatch.name, rsvp=rsvp)
    _unit.touch(meeting)
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


def _write_receipt(
    meeting: Meeting, entry: RollEntry, *, received_on: date, kind: str, note: str, at: datetime, by: User | None
) -> Receipt:
    ruling = judge_receipt(
        received_on=received_on,
        dispatched_on=dispatched_on(meeting),
        session_on=_unit.day_of(meeting.scheduled_at),
    )
    if not ruling.holds:
        raise Refused(ruling, field="received_on")
    receipt = Receipt.objects.create(
        entry=entry,
        received_on=received_on,
        kind=kind,
        note=within(note, 300),
        recorded_at=at,
        recorded_by=by,
    )
    _unit.log(
        meeting,
        "receipt.recorded",
        by=by,
        at=at,
        subject=receipt,
        ruling=ruling,
        institution=entry.name,
        received_on=received_on.isoformat(),
        kind=str(kind),
        note=receipt.note,
    )
    return receipt


def _dispatch(dispatch_id: int) -> tuple[Dispatch, Meeting]:
    """The row as it is once its meeting is locked."""
    meeting_id = Dispatch.objects.filter(pk=dispatch_id).values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise Http404("No existe ese envío.")
    meeting = _unit.locked_meeting(meeting_id, act="notify")
    return Dispatch.objects.select_for_update().get(pk=dispatch_id), meeting


def _entry(entry_id: int) -> tuple[RollEntry, Meeting]:
    meeting_id = RollEntry.objects.filter(pk=entry_id).values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise Http404("No existe esa institución en la lista.")
    meeting = _unit.locked_meeting(meeting_id, act="notify")
    return RollEntry.objects.select_for_update().get(pk=entry_id), meeting


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused.because("bad_email", facts={"email": email}, field="email") from None
    return address
