"""The acta, from the draft made at closing to the paper that everybody signed, and certificates of acuerdos (Art. 7, 9)."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from core.text import within
from documents import services as documents
from documents.models import IssuedDocument
from mailing.tasks import queue
from norms.selectors import calendar_for
from regulation.refusal import Refused

from .. import tasks
from ..enums import ActaVerdict, DocumentKind, SignatureOutcome
from ..models import (
    Acta,
    ActaDecision,
    ActaMail,
    ActaObservation,
    ActaSection,
    ActaSignature,
    ActaVersion,
    Acuerdo,
    Meeting,
    MeetingDocument,
)
from ..permissions import check_observe, check_user
from ..richtext import sanitise
from ..selectors import acta as read
from ..selectors import acuerdos, papers
from ..selectors.meetings import running_order
from ..states import ACTA
from . import _unit

OPENING, CLOSING = "opening", "closing"

#: Business days that attendees have to write observations, unless the Secretaría gives another term.
OBSERVATION_DAYS = 5
MAX_OBSERVATION_DAYS = 60
MAX_REASON, MAX_TEXT = 500, 5_000


def create_draft(*, meeting: Meeting, by: User, at: datetime) -> Acta:
    """The draft of a session that is being closed: one section per agenda item with the notes taken, and two for words of
    opening and closing. Called inside the transaction that closes, with the meeting locked.
    """
    acta = Acta.objects.create(meeting=meeting, created_at=at)
    items = sorted(meeting.items.all(), key=running_order)
    sections = [ActaSection(acta=acta, key=OPENING, title="Apertura")]
    sections += [
        ActaSection(acta=acta, key=f"item-{item.pk}", item=item, title=item.title, html=item.notes) for item in items
    ]
    sections.append(ActaSection(acta=acta, key=CLOSING, title="Cierre"))
    for position, section in enumerate(sections):
        section.position = position
    ActaSection.objects.bulk_create(sections)
    _tell("acta.drafted", acta, by, at, sections=len(items))
    return acta


# --- The Secretaría writes -----------------------------------------------------------------------------------------
@transaction.atomic
def save_section(*, section_id: int, html: str, version: int, by: User, at: datetime) -> ActaSection:
    """Save the prose of one section. `version` is the one that was on the writer's screen.

    Refused: stale_notes (somebody else saved meanwhile; facts: current_html, current_version, by, at), text_too_long,
    wrong_state. Saving again what is already there is no conflict: an answer that was lost is asked for twice.
    Not audited: a draft has no legal effect; what is circulated is.
    """
    section = ActaSection.objects.get(pk=section_id)
    acta = _locked(section.acta_id, "edit")
    check_user("acta.write", by, acta.meeting.body, localdate(at))
    section = ActaSection.objects.select_related("saved_by").get(pk=section_id)
    clean = sanitise(html)
    if clean == section.html:
        return section
    if version != section.version:
        raise Refused.because(
            "stale_notes",
            facts={
                "current_html": section.html,
                "current_version": section.version,
                "by": section.saved_by.full_name if section.saved_by else "",
                "at": section.saved_at.isoformat() if section.saved_at else "",
            },
        )
    section.html, section.version, section.saved_at, section.saved_by = clean, section.version + 1, at, by
    section.save(update_fields=["html", "version", "saved_at", "saved_by"])
    return section


@transaction.atomic
def circulate(
    *, acta_id: int, by: User, at: datetime, observation_days: int | None = None, reason: str = ""
) -> ActaVersion:
    """Freeze facts, prose and observations so far as the next version and send it to those who attended.

    `observation_days` are business days (default 5) from the day after `at`. From the second version on a reason is
    needed: those who read the first are told what changed. Refused: reason_required, bad_observation_days, wrong_state.
    """
    acta = _locked(acta_id, "circulate")
    check_user("acta.write", by, acta.meeting.body, localdate(at))
    days = OBSERVATION_DAYS if observation_days is None else observation_days
    if not 1 <= days <= MAX_OBSERVATION_DAYS:
        raise Refused.because(
            "bad_observation_days", facts={"days": days, "limit": MAX_OBSERVATION_DAYS}, field="observation_days"
        )
    latest = read.current_version(acta)
    number = latest.number + 1 if latest else 1
    if number > 1:
        reason = _required(reason, "reason_required", MAX_REASON)
    text = documents.canonical_json(papers.acta_payload(acta))
    version = ActaVersion.objects.create(
        acta=acta,
        number=number,
        payload=json.loads(text),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        reason=within(reason, MAX_REASON),
        created_at=at,
        created_by=by,
    )
    today = localdate(at)
    acta.observations_until = calendar_for(acta.meeting.body.calendar_territory, today).add_business_days(today, days)
    _move(acta, "circulate")
    _tell(
        "acta.circulated",
        acta,
        by,
        at,
        version=number,
        until=acta.observations_until.isoformat(),
        reason=version.reason,
        sha256=version.sha256,
    )
    # The worker makes the preview and sends the mails; neither may keep the version from being circulated.
    tasks.render_acta_preview.enqueue(version_id=version.pk)
    readers = read.attendees(acta.meeting)
    queue(ActaMail.addressed(name=one.name, email=one.email, at=at, version=version) for one in readers)
    return version


@transaction.atomic
def take_back(*, acta_id: int, reason: str, by: User, at: datetime) -> Acta:
    """Back to draft before anybody approved, to correct it. What was circulated stays. Refused: reason_required, wrong_state."""
    acta = _locked(acta_id, "take_back")
    check_user("acta.write", by, acta.meeting.body, localdate(at))
    reason = _required(reason, "reason_required", MAX_REASON)
    latest = read.current_version(acta)
    _move(acta, "take_back")
    _tell("acta.taken_back", acta, by, at, reason=reason, version=latest.number if latest else None)
    return acta


# --- Those who attended observe ------------------------------------------------------------------------------------
@transaction.atomic
def observe(*, version_id: int, text: str, by: User, at: datetime) -> ActaObservation:
    """Somebody who attended says what is wrong or missing in the version they read.

    Sending the same words again adds nothing. PermissionDenied for who did not attend. Refused: stale_version (another one
    was circulated meanwhile), observations_closed, text_required, text_too_long, wrong_state.
    """
    version = ActaVersion.objects.get(pk=version_id)
    acta = _locked(version.acta_id, "observe")
    check_observe(by, acta.meeting)
    attendee = read.attendee_of(acta.meeting, by)
    if attendee is None:
        raise Refused.because("not_attendee", article="Art. 7")
    _check_seen(acta, version.number)
    if acta.observations_until is None or localdate(at) > acta.observations_until:
        until = acta.observations_until
        raise Refused.because("observations_closed", facts={"until": until.isoformat() if until else ""})
    text = _required(text, "text_required", MAX_TEXT)
    said = ActaObservation.objects.filter(version=version, author=by, text=text).first()
    if said is not None:  # the same form, sent again
        return said
    observation = ActaObservation.objects.create(
        version=version, entry=attendee.entry, author=by, author_name=attendee.name, text=text, at=at
    )
    told = {"institution": attendee.entry.name, "version": version.number, "text": observation.text[:300]}
    _tell("acta.observed", acta, by, at, **told)
    return observation


@transaction.atomic
def answer_observation(*, observation_id: int, text: str, by: User, at: datetime) -> ActaObservation:
    """The Secretaría answers, once. Refused: already_answered, text_required, text_too_long, wrong_state."""
    observation = ActaObservation.objects.select_related("version").get(pk=observation_id)
    acta = _locked(observation.version.acta_id, "answer")
    check_user("acta.write", by, acta.meeting.body, localdate(at))
    observation = ActaObservation.objects.select_related("version").get(pk=observation_id)
    if observation.answered_at is not None:
        raise Refused.because("already_answered")
    observation.answer = _required(text, "text_required", MAX_TEXT)
    observation.answered_at, observation.answered_by = at, by
    observation.save(update_fields=["answer", "answered_at", "answered_by"])
    _tell("acta.observation_answered", acta, by, at, author=observation.author_name, text=observation.answer[:300])
    return observation


# --- The president decides -----------------------------------------------------------------------------------------
@transaction.atomic
def approve(*, acta_id: int, version_number: int, by: User, at: datetime) -> Acta:
    """The serving president approves the version read: it gets its number and is frozen (Art. 7, 8).

    Refused: stale_version (another one was circulated meanwhile), facts_changed (the record was corrected after it was
    circulated), wrong_state.
    """
    acta = _locked(acta_id, "approve")
    check_user("acta.decide", by, acta.meeting.body, localdate(at))
    version = _check_seen(acta, version_number)
    if read.facts_changed(acta, version):
        raise Refused.because("facts_changed", facts={"version": version.number})
    decision = ActaDecision.objects.create(
        version=version, verdict=ActaVerdict.APPROVED, by=by, by_name=by.full_name, at=at
    )
    meeting = acta.meeting
    acta.approved_at, acta.approved_by = at, by
    acta.document = documents.issue(
        series=meeting.body.slug,
        kind=DocumentKind.ACTA,
        title=f"Acta de la {meeting}",
        payload=papers.approved_acta_payload(version, decision),
        by=by,
        at=at,
        stream=meeting.stream,
    )
    MeetingDocument.objects.create(meeting=meeting, document=acta.document)
    _move(acta, "approve")
    _tell("acta.approved", acta, by, at, version=version.number, label=acta.document.label)
    return acta


@transaction.atomic
def return_acta(*, acta_id: int, version_number: int, reason: str, by: User, at: datetime) -> Acta:
    """The serving president returns the version read, with the reason. Refused: reason_required, stale_version, wrong_state."""
    acta = _locked(acta_id, "return")
    check_user("acta.decide", by, acta.meeting.body, localdate(at))
    version = _check_seen(acta, version_number)
    reason = _required(reason, "reason_required", MAX_TEXT)
    ActaDecision.objects.create(
        version=version, verdict=ActaVerdict.RETURNED, reason=reason, by=by, by_name=by.full_name, at=at
    )
    _move(acta, "return")
    _tell("acta.returned", acta, by, at, version=version.number, reason=reason)
    return acta


# --- Signatures on the paper ---------------------------------------------------------------------------------------
@transaction.atomic
def note_signature(
    *,
    acta_id: int,
    entry_id: int,
    role: str,
    outcome: str,
    reason: str = "",
    file: UploadedFile | None = None,
    signed_on: date,
    by: User,
    at: datetime,
) -> ActaSignature:
    """One who attended signed the printed acta (its scan is `file`), or refused with a reason (Art. 7.2).

    When every member who attended has one, the acta is complete. Refused: not_attendee, already_signed, scan_required,
    reason_required, bad_signature_date, bad_upload_…, wrong_state.
    """
    acta = _locked(acta_id, "note_signature")
    check_user("acta.write", by, acta.meeting.body, localdate(at))
    row = next((r for r in read.signature_rows(acta) if (r.entry.pk, r.role) == (entry_id, role)), None)
    if row is None:
        raise Refused.because("not_attendee", article="Art. 7")
    if row.signature is not None:
        raise Refused.because("already_signed", facts={"name": row.name})
    assert acta.approved_at is not None  # noqa: S101  # the state says so, and the database holds it
    approved_on = localdate(acta.approved_at)
    if not approved_on <= signed_on <= localdate(at):
        facts = {"from": approved_on.isoformat(), "until": localdate(at).isoformat()}
        raise Refused.because("bad_signature_date", facts=facts, field="signed_on")
    refused = SignatureOutcome(outcome) == SignatureOutcome.REFUSED
    if refused:
        reason = _required(reason, "reason_required", MAX_REASON)
    elif file is None:
        raise Refused.because("scan_required", article="Art. 7", facts={"name": row.name}, field="file")
    signature = ActaSignature.objects.create(
        acta=acta,
        entry=row.entry,
        role=role,
        name=row.name,
        outcome=outcome,
        reason=within(reason, MAX_REASON),
        upload=documents.store_upload(file=file, by=by, at=at) if file else None,
        signed_on=signed_on,
        recorded_at=at,
        recorded_by=by,
    )
    _tell(
        "acta.signature_refused" if refused else "acta.signature_noted",
        acta,
        by,
        at,
        name=row.name,
        institution=row.entry.name,
        on=signed_on.isoformat(),
        reason=signature.reason,
    )
    if all(r.signature for r in read.signature_rows(acta) if r.required):
        _move(acta, "complete")
        _tell("acta.completed", acta, by, at)
    else:
        _move(acta, "note_signature")
    return signature


@transaction.atomic
def void_signature(*, signature_id: int, reason: str, by: User, at: datetime) -> ActaSignature:
    """A signature or refusal noted wrongly: voided with a reason, kept with its scan; another may be noted.

    An acta that was complete waits for signatures again. Refused: reason_required, already_annulled, wrong_state.
    """
    acta = _locked(ActaSignature.objects.values_list("acta_id", flat=True).get(pk=signature_id), "void_signature")
    check_user("acta.write", by, acta.meeting.body, localdate(at))
    signature = ActaSignature.objects.select_related("entry").get(pk=signature_id)
    if signature.voided_at is not None:
        raise Refused.because("already_annulled", facts={"label": signature.name})
    signature.voided_reason = _required(reason, "reason_required", MAX_REASON)
    signature.voided_at, signature.voided_by = at, by
    signature.save(update_fields=["voided_at", "voided_by", "voided_reason"])
    _move(acta, "void_signature")
    _tell(
        "acta.signature_voided",
        acta,
        by,
        at,
        name=signature.name,
        institution=signature.entry.name,
        reason=signature.voided_reason,
    )
    return signature


@transaction.atomic
def issue_certificate(*, acuerdo_id: int, by: User, at: datetime, known: int | None = None) -> IssuedDocument:
    """A numbered certificate of one acuerdo. `known` is how many the asker's page showed: a double click issues one.

    Refused: acuerdo_annulled, stale.
    """
    acuerdo = Acuerdo.objects.select_related("meeting__body").get(pk=acuerdo_id)
    meeting = _unit.locked_meeting(acuerdo.meeting_id)
    check_user("acuerdos.certify", by, meeting.body, localdate(at))
    acuerdo = Acuerdo.objects.select_related("meeting__body", "motion", "responsible").get(pk=acuerdo_id)
    if acuerdo.annulled_at is not None:
        raise Refused.because("acuerdo_annulled", facts={"label": acuerdo.label, "reason": acuerdo.annulled_reason})
    issued = acuerdos.certificates(acuerdo).count()
    if known is not None and known != issued:
        raise Refused.because("stale", facts={"seen": known, "current": issued})
    document = documents.issue(
        series=meeting.body.slug,
        kind=DocumentKind.CERTIFICATE,
        title=f"Certificado del {acuerdo.label}",
        payload={**papers.acuerdo_certificate_payload(acuerdo, on=localdate(at)), "acuerdo_id": acuerdo.pk},
        by=by,
        at=at,
        stream=meeting.stream,
    )
    MeetingDocument.objects.create(meeting=meeting, document=document)
    _unit.touch(meeting)
    _unit.log(meeting, "acuerdo.certified", by=by, at=at, subject=acuerdo, acuerdo=acuerdo.label, label=document.label)
    return document


# --- What they share -----------------------------------------------------------------------------------------------
def _locked(acta_id: int, act: str) -> Acta:
    """The acta as it stands once its meeting is locked; Refused (wrong_state) where the table has no `act`."""
    meeting_id = Acta.objects.values_list("meeting_id", flat=True).get(pk=acta_id)
    meeting = _unit.locked_meeting(meeting_id, act="write_acta")
    acta = Acta.objects.get(pk=acta_id)
    acta.meeting = meeting
    ACTA.check(acta, act)
    return acta


def _move(acta: Acta, act: str) -> None:
    ACTA.move(acta, act)
    acta.save(update_fields=["state", "observations_until", "approved_at", "approved_by", "document"])
    _unit.touch(acta.meeting)


def _check_seen(acta: Acta, number: int) -> ActaVersion:
    """The version they name, which must still be the one in circulation: nobody decides on what they have not read."""
    latest = read.current_version(acta)
    if latest is None or latest.number != number:
        raise Refused.because("stale_version", facts={"seen": number, "current": latest.number if latest else 0})
    return latest


def _required(text: str, code: str, limit: int) -> str:
    text = within(text, limit)
    if not text:
        raise Refused.because(code)
    return text


def _tell(action: str, acta: Acta, by: User, at: datetime, **data: Any) -> None:
    _unit.log(acta.meeting, action, by=by, at=at, subject=acta, **data)
