"""The acta, from the draft made at closing to the paper that everybody signed, and certificates of acuerdos (Art. 7, 9)."""

import hashlib
import json
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from documents import services as documents
from documents.models import IssuedDocument
from mailing.tasks import queue
from members.acts import begin, touch
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
from ..permissions import allow_observing
from ..richtext import sanitise
from ..selectors import acta as read
from ..selectors import acuerdos, papers
from ..selectors.meetings import running_order
from ..states import ACTA
from ..words import acta_title, certificate_title

OPENING, CLOSING = "opening", "closing"

#: Business days that attendees have to write observations, unless the Secretaría gives another term.
OBSERVATION_DAYS = 5
MAX_OBSERVATION_DAYS = 60
MAX_REASON, MAX_TEXT = 500, 5_000


def create_draft(act: Act, *, meeting: Meeting) -> Acta:
    """The draft of a session that is being closed: one section per agenda item with the notes taken, and two for words of
    opening and closing. Called inside the transaction that closes, with the meeting locked.
    """
    acta = Acta.objects.create(meeting=meeting, created_at=act.at)
    items = sorted(meeting.items.all(), key=running_order)
    sections = [ActaSection(acta=acta, key=OPENING, title="Apertura")]
    sections += [
        ActaSection(acta=acta, key=f"item-{item.pk}", item=item, title=item.title, html=item.notes) for item in items
    ]
    sections.append(ActaSection(acta=acta, key=CLOSING, title="Cierre"))
    for position, section in enumerate(sections):
        section.position = position
    ActaSection.objects.bulk_create(sections)
    record(act, "acta.drafted", acta, sections=len(items))
    return acta


# --- The Secretaría writes -----------------------------------------------------------------------------------------
@transaction.atomic
def save_section(act: Act, *, section_id: int, html: str, version: int) -> ActaSection:
    """Save the prose of one section. `version` is the one that was on the writer's screen.

    Refused: stale_notes (somebody else saved meanwhile; facts: current_html, current_version, by, at), text_too_long,
    wrong_state. Saving again what is already there is no conflict: an answer that was lost is asked for twice.
    Not audited: a draft has no legal effect; what is circulated is.
    """
    sections = ActaSection.objects.select_related("acta", "saved_by")
    act, section = begin(act, sections, section_id, may="acta.write", move="write_acta")
    ACTA.check(section.acta, "edit")
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
                "at": section.saved_at or "",
            },
        )
    write(section, html=clean, version=section.version + 1, saved_at=act.at, saved_by=act.by)
    return section


@transaction.atomic
def circulate(act: Act, *, acta_id: int, observation_days: int | None = None, reason: str = "") -> ActaVersion:
    """Freeze facts, prose and observations so far as the next version and send it to those who attended.

    `observation_days` are business days (default 5) from the day after. From the second version on a reason is
    needed: those who read the first learn what changed. Refused: reason_required, bad_observation_days, wrong_state.
    """
    act, acta = begin(act, Acta.objects, acta_id, may="acta.write", move="circulate")
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
        created_at=act.at,
        created_by=act.by,
    )
    today = act.day
    acta.observations_until = calendar_for(acta.meeting.body.calendar_territory, today).add_business_days(today, days)
    _move(acta, "circulate")
    record(
        act,
        "acta.circulated",
        acta,
        version=number,
        until=acta.observations_until,
        reason=version.reason,
        sha256=version.sha256,
    )
    # The worker makes the preview and sends the mails; neither may keep the version from being circulated.
    tasks.render_acta_preview.enqueue(version_id=version.pk)
    readers = read.attendees(acta.meeting)
    queue(ActaMail.addressed(name=one.name, email=one.email, at=act.at, version=version) for one in readers)
    return version


@transaction.atomic
def take_back(act: Act, *, acta_id: int, reason: str) -> Acta:
    """Back to draft before anybody approved, to correct it. What was circulated stays. Refused: reason_required, wrong_state."""
    act, acta = begin(act, Acta.objects, acta_id, may="acta.write", move="take_back")
    reason = _required(reason, "reason_required", MAX_REASON)
    latest = read.current_version(acta)
    _move(acta, "take_back")
    record(act, "acta.taken_back", acta, reason=reason, version=latest.number if latest else None)
    return acta


# --- Those who attended observe ------------------------------------------------------------------------------------
@transaction.atomic
def observe(act: Act, *, version_id: int, text: str) -> ActaObservation:
    """Somebody who attended says what is wrong or missing in the version they read.

    Sending the same words again adds nothing. PermissionDenied for who did not attend. Refused: stale_version (another one
    was circulated meanwhile), observations_closed, text_required, text_too_long, wrong_state.
    """
    act, version = begin(act, ActaVersion.objects.select_related("acta"), version_id, move="write_acta")
    acta = version.acta
    ACTA.check(acta, "observe")
    act = allow_observing(act, acta.meeting)
    attendee = read.attendee_of(acta.meeting, act.by)
    if attendee is None:
        raise Refused.because("not_attendee", article="Art. 7")
    _seen_version(acta, version.number)
    if acta.observations_until is None or act.day > acta.observations_until:
        until = acta.observations_until
        raise Refused.because("observations_closed", facts={"until": until or ""})
    text = _required(text, "text_required", MAX_TEXT)
    said = ActaObservation.objects.filter(version=version, author=act.by, text=text).first()
    if said is not None:  # the same form, sent again
        return said
    observation = ActaObservation.objects.create(
        version=version, entry=attendee.entry, author=act.by, author_name=attendee.name, text=text, at=act.at
    )
    name, seen = attendee.entry.name, version.number
    record(act, "acta.observed", acta, institution=name, version=seen, text=observation.text[:300])
    return observation


@transaction.atomic
def answer_observation(act: Act, *, observation_id: int, text: str) -> ActaObservation:
    """The Secretaría answers, once. Refused: already_answered, text_required, text_too_long, wrong_state."""
    observations = ActaObservation.objects.select_related("version__acta")
    act, observation = begin(act, observations, observation_id, may="acta.write", move="write_acta")
    acta = observation.version.acta
    ACTA.check(acta, "answer")
    if observation.answered_at is not None:
        raise Refused.because("already_answered")
    write(observation, answer=_required(text, "text_required", MAX_TEXT), answered_at=act.at, answered_by=act.by)
    record(act, "acta.observation_answered", acta, author=observation.author_name, text=observation.answer[:300])
    return observation


# --- The president decides -----------------------------------------------------------------------------------------
@transaction.atomic
def approve(act: Act, *, acta_id: int, version_number: int) -> Acta:
    """The serving president approves the version read: it gets its number and is frozen (Art. 7, 8).

    Refused: stale_version (another one was circulated meanwhile), facts_changed (the record was corrected after it was
    circulated), wrong_state.
    """
    act, acta = begin(act, Acta.objects, acta_id, may="acta.decide", move="approve")
    version = _seen_version(acta, version_number)
    if read.facts_changed(acta, version):
        raise Refused.because("facts_changed", facts={"version": version.number})
    decision = ActaDecision.objects.create(
        version=version, verdict=ActaVerdict.APPROVED, by=act.by, by_name=act.by.full_name, at=act.at
    )
    meeting = acta.meeting
    acta.approved_at, acta.approved_by = act.at, act.by
    acta.document = documents.issue(
        act,
        series=meeting.body.slug,
        kind=DocumentKind.ACTA,
        title=acta_title(meeting),
        payload=papers.approved_acta_payload(version, decision),
        stream=meeting.stream,
    )
    MeetingDocument.objects.create(meeting=meeting, document=acta.document)
    _move(acta, "approve")
    record(act, "acta.approved", acta, version=version.number, label=acta.document.label)
    return acta


@transaction.atomic
def return_acta(act: Act, *, acta_id: int, version_number: int, reason: str) -> Acta:
    """The serving president returns the version read, with the reason. Refused: reason_required, stale_version, wrong_state."""
    act, acta = begin(act, Acta.objects, acta_id, may="acta.decide", move="return")
    version = _seen_version(acta, version_number)
    reason = _required(reason, "reason_required", MAX_TEXT)
    ActaDecision.objects.create(
        version=version, verdict=ActaVerdict.RETURNED, reason=reason, by=act.by, by_name=act.by.full_name, at=act.at
    )
    _move(acta, "return")
    record(act, "acta.returned", acta, version=version.number, reason=reason)
    return acta


# --- Signatures on the paper ---------------------------------------------------------------------------------------
@transaction.atomic
def note_signature(
    act: Act,
    *,
    acta_id: int,
    entry_id: int,
    role: str,
    outcome: str,
    reason: str = "",
    file: UploadedFile | None = None,
    signed_on: date,
) -> ActaSignature:
    """One who attended signed the printed acta (its scan is `file`), or refused with a reason (Art. 7.2).

    When every member who attended has one, the acta is complete. Refused: not_attendee, already_signed, scan_required,
    reason_required, bad_signature_date, bad_upload_…, wrong_state.
    """
    act, acta = begin(act, Acta.objects, acta_id, may="acta.write", move="note_signature")
    row = next((r for r in read.signature_rows(acta) if (r.entry.pk, r.role) == (entry_id, role)), None)
    if row is None:
        raise Refused.because("not_attendee", article="Art. 7")
    if row.signature is not None:
        raise Refused.because("already_signed", facts={"name": row.name})
    assert acta.approved_at is not None  # noqa: S101  # the state says so, and the database holds it
    approved_on = localdate(acta.approved_at)
    if not approved_on <= signed_on <= act.day:
        facts = {"from": approved_on, "until": act.day}
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
        upload=documents.store_upload(act, file=file) if file else None,
        signed_on=signed_on,
        recorded_at=act.at,
        recorded_by=act.by,
    )
    record(
        act,
        "acta.signature_refused" if refused else "acta.signature_noted",
        acta,
        name=row.name,
        institution=row.entry.name,
        on=signed_on,
        reason=signature.reason,
    )
    if all(r.signature for r in read.signature_rows(acta) if r.required):
        _move(acta, "complete")
        record(act, "acta.completed", acta)
    else:
        _move(acta, "note_signature")
    return signature


@transaction.atomic
def void_signature(act: Act, *, signature_id: int, reason: str) -> ActaSignature:
    """A signature or refusal noted wrongly: voided with a reason, kept with its scan; another may be noted.

    An acta that was complete waits for signatures again. Refused: reason_required, already_annulled, wrong_state.
    """
    signatures = ActaSignature.objects.select_related("acta", "entry")
    act, signature = begin(act, signatures, signature_id, may="acta.write", move="write_acta")
    if signature.voided_at is not None:
        raise Refused.because("already_annulled", facts={"label": signature.name})
    write(signature, voided_reason=_required(reason, "reason_required", MAX_REASON), voided_at=act.at, voided_by=act.by)
    _move(signature.acta, "void_signature")
    record(
        act,
        "acta.signature_voided",
        signature.acta,
        name=signature.name,
        institution=signature.entry.name,
        reason=signature.voided_reason,
    )
    return signature


@transaction.atomic
def issue_certificate(act: Act, *, acuerdo_id: int, known: int | None = None) -> IssuedDocument:
    """A numbered certificate of one acuerdo. `known` is how many the asker's page showed: a double click issues one.

    Refused: acuerdo_annulled, stale.
    """
    acuerdos_ = Acuerdo.objects.select_related("motion", "responsible")
    act, acuerdo = begin(act, acuerdos_, acuerdo_id, may="acuerdos.certify")
    meeting = acuerdo.meeting
    if acuerdo.annulled_at is not None:
        raise Refused.because("acuerdo_annulled", facts={"label": acuerdo.label, "reason": acuerdo.annulled_reason})
    issued = acuerdos.certificates(acuerdo).count()
    if known is not None and known != issued:
        raise Refused.because("stale", facts={"seen": known, "current": issued})
    document = documents.issue(
        act,
        series=meeting.body.slug,
        kind=DocumentKind.CERTIFICATE,
        title=certificate_title(acuerdo.label),
        payload={**papers.acuerdo_certificate_payload(acuerdo, on=act.day), "acuerdo_id": acuerdo.pk},
        stream=meeting.stream,
    )
    MeetingDocument.objects.create(meeting=meeting, document=document)
    touch(meeting)
    record(act, "acuerdo.certified", acuerdo, acuerdo=acuerdo.label, label=document.label)
    return document


# --- What they share -----------------------------------------------------------------------------------------------
def _move(acta: Acta, to: str) -> None:
    ACTA.move(acta, to)
    acta.save(update_fields=["state", "observations_until", "approved_at", "approved_by", "document"])
    touch(acta.meeting)


def _seen_version(acta: Acta, number: int) -> ActaVersion:
    """The version of that number. Refused (stale_version) unless it is still the one in circulation."""
    latest = read.current_version(acta)
    if latest is None or latest.number != number:
        raise Refused.because("stale_version", facts={"seen": number, "current": latest.number if latest else 0})
    return latest


def _required(text: str, code: str, limit: int) -> str:
    text = within(text, limit)
    if not text:
        raise Refused.because(code)
    return text
