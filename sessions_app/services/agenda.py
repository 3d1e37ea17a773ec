"""What happens on an agenda item while the session runs: notes, and items that the Assembly adds (Art. 7)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from accounts.models import User
from core.text import within
from regulation.refusal import Refused
from regulation.ruling import Ruling
from regulation.voting import judge_added_item

from ..enums import MotionForm, MotionPurpose, MotionState, Sense, Station
from ..models import AgendaItem, Motion
from ..richtext import sanitise
from ..selectors.quorum import quorum_of, room
from ._unit import check_manager, check_time, local, locked_meeting, log, touch
from .voting import check_can_vote, check_free, freeze_voters, make_options


@transaction.atomic
def save_notes(*, item_id: int, html: str, version: int, by: User, at: datetime) -> AgendaItem:
    """Deliberation notes of one item, saved as one types. Notes have a version of their own.

    Refused (stale_notes, with the text that is there now) when somebody saved since `version`: nobody overwrites silently.
    """
    meeting_id = AgendaItem.objects.filter(pk=item_id).values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise Http404("No existe ese punto de agenda.")
    meeting = locked_meeting(meeting_id, act="take_notes")
    check_manager(meeting, by, at)
    item = AgendaItem.objects.select_for_update().select_related(None).get(pk=item_id)
    clean = sanitise(html)
    if version != item.notes_version:
        if clean == item.notes:  # the answer to an earlier save was lost on the way
            return item
        facts = {
            "current_html": item.notes,
            "current_version": item.notes_version,
            "by": item.notes_by.full_name if item.notes_by else "",
            "at": local(item.notes_at) if item.notes_at else "",
        }
        raise Refused.because("stale_notes", facts=facts)
    if clean == item.notes:
        return item
    item.notes, item.notes_version = clean, item.notes_version + 1
    item.notes_at, item.notes_by = at, by
    item.save(update_fields=["notes", "notes_version", "notes_at", "notes_by"])
    return item


@transaction.atomic
def give_subject(*, item_id: int, subject: str, by: User, at: datetime) -> AgendaItem:
    """Say what a point that the Assembly added in this session is about, so that its vote can bring it about (Art. 7).

    Refused: wrong_state, not_its_item (one of the convened agenda, or about something already), already_voted.
    """
    meeting_id = AgendaItem.objects.filter(pk=item_id).values_list("meeting_id", flat=True).first()
    if meeting_id is None:
        raise Http404("No existe ese punto de agenda.")
    meeting = locked_meeting(meeting_id, act="add_item")
    check_manager(meeting, by, at)
    item = AgendaItem.objects.get(pk=item_id)
    if item.added_at is None or item.subject:
        raise Refused.because("not_its_item", "Art. 7", {"subject": subject})
    valid = item.motions.exclude(state=MotionState.ANNULLED).exclude(purpose=MotionPurpose.ADDED_ITEM).first()
    if valid is not None:
        raise Refused.because("already_voted", "Art. 13", {"ref": valid.ref})
    item.subject = subject
    item.save(update_fields=["subject"])
    touch(meeting)
    return item


@transaction.atomic
def propose_item(
    *,
    meeting_id: int,
    title: str,
    votes_for: int,
    against: int,
    abstain: int = 0,
    by: User,
    at: datetime,
    now: datetime | None = None,
    ref: str | None = None,
) -> tuple[Motion, AgendaItem | None, Ruling]:
    """Art. 7: the Assembly votes whether to include another point. The vote is kept, and the item if it was added.

    Refused: not_installed, no_quorum, no_chair, vote_open, already_voted, empty_text, text_too_long,
    counts_exceed_voters. A vote
    that does not add it (no_majority, needs_unanimity) is no refusal: it is recorded as rejected.
    """
    now = now or at
    meeting = locked_meeting(meeting_id)
    check_manager(meeting, by, now)
    title = within(title, 300)
    if not title:
        raise Refused.because("empty_text")
    if meeting.installed_at is not None:
        at = check_time(meeting, at, now, not_before=meeting.installed_at)
    rows = room(meeting, None if at == now else at)
    quorum = check_can_vote(meeting, rows)
    ref = ref or f"A{Motion.objects.filter(meeting=meeting, purpose=MotionPurpose.ADDED_ITEM).count() + 1}"
    check_free(meeting, ref)
    voters = sum(row.voting_role is not None for row in rows)
    ruling = judge_added_item(
        votes_for=votes_for,
        against=against,
        abstain=abstain,
        voters=voters,
        present_members=quorum_of(rows, meeting.rules()).number("present"),
        enabled_members=quorum.number("enabled"),
        regulation=meeting.rules(),
    )
    if ruling.code == "counts_exceed_voters":
        raise Refused(ruling)
    motion = Motion.objects.create(
        meeting=meeting,
        ref=ref,
        purpose=MotionPurpose.ADDED_ITEM,
        text=f"Incluir en la agenda: {title}",
        form=MotionForm.SIMPLE,
        state=MotionState.APPROVED if ruling.holds else MotionState.REJECTED,
        makes_acuerdo=False,
        opened_at=at,
        opened_by=by,
        quorum_ruling=quorum,
        closed_at=at,
        closed_by=by,
        ruling=ruling,
        recorded_at=now,
    )
    make_options(motion, {Sense.FOR: votes_for, Sense.AGAINST: against, Sense.ABSTAIN: abstain})
    freeze_voters(motion, rows, {})
    item = None
    if ruling.holds:
        last = meeting.items.aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem.objects.create(
            meeting=meeting,
            station=Station.ORDER_OF_DAY,
            position=last + 1,
            title=title,
            decision_wanted=True,
            added_at=at,
            added_ruling=ruling,
        )
        motion.item = item
        motion.save(update_fields=["item"])
    touch(meeting)
    log(meeting, "item.proposed", by=by, at=at, now=now, subject=motion, ruling=ruling, title=title)
    return motion, item, ruling
