"""What happens on an agenda item while the session runs: notes, and items that the Assembly adds (Art. 7)."""

from django.db import transaction
from django.db.models import Max

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from members.acts import begin, touch
from regulation.refusal import Refused
from regulation.ruling import Ruling
from regulation.voting import judge_added_item

from ..enums import MotionForm, MotionPurpose, MotionState, Station
from ..models import AgendaItem, Meeting, Motion
from ..richtext import sanitise
from ..selectors.ballots import QUESTION
from ..selectors.quorum import quorum_of
from ..words import added_item
from .hours import local
from .voting import put_to_vote, ready_to_vote


@transaction.atomic
def save_notes(act: Act, *, item_id: int, html: str, version: int) -> AgendaItem:
    """Deliberation notes of one item, saved as one types. Notes have a version of their own.

    Refused (stale_notes, with the text that is there now) when somebody saved since `version`: nobody overwrites silently.
    """
    act, item = begin(act, AgendaItem.objects, item_id, may="sessions.manage", move="take_notes")
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
    write(item, notes=clean, notes_version=item.notes_version + 1, notes_at=act.at, notes_by=act.by)
    return item


@transaction.atomic
def give_subject(act: Act, *, item_id: int, subject: str) -> AgendaItem:
    """Say what a point that the Assembly added in this session is about, so that its vote can bring it about (Art. 7).

    Refused: wrong_state, not_its_item (one of the convened agenda, or about something already), already_voted.
    """
    act, item = begin(act, AgendaItem.objects, item_id, may="sessions.manage", move="add_item")
    if item.added_at is None or item.subject:
        raise Refused.because("not_its_item", "Art. 7", {"subject": subject})
    valid = item.motions.exclude(state=MotionState.ANNULLED).exclude(purpose=MotionPurpose.ADDED_ITEM).first()
    if valid is not None:
        raise Refused.because("already_voted", "Art. 13", {"ref": valid.ref})
    write(item, subject=subject)
    touch(item.meeting)
    return item


@transaction.atomic
def propose_item(
    act: Act, *, meeting_id: int, title: str, votes_for: int, against: int, abstain: int = 0, ref: str | None = None
) -> tuple[Motion, AgendaItem | None, Ruling]:
    """Art. 7: the Assembly votes whether to include another point. The vote is kept, and the item if it was added.

    Refused: not_installed, no_quorum, no_chair, vote_open, already_voted, empty_text, text_too_long,
    counts_exceed_voters. A vote
    that does not add it (no_majority, needs_unanimity) is no refusal: it is recorded as rejected.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage")
    title = within(title, 300)
    if not title:
        raise Refused.because("empty_text")
    ref = ref or f"A{Motion.objects.filter(meeting=meeting, purpose=MotionPurpose.ADDED_ITEM).count() + 1}"
    act, rows, quorum = ready_to_vote(act, meeting, ref)
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
    options = QUESTION.options()
    for option, votes in zip(options, (votes_for, against, abstain), strict=True):
        option.votes = votes
    motion, _ = put_to_vote(
        act,
        meeting,
        rows,
        options,
        ref=ref,
        purpose=MotionPurpose.ADDED_ITEM,
        text=added_item(title),
        form=MotionForm.SIMPLE,
        state=MotionState.APPROVED if ruling.holds else MotionState.REJECTED,
        makes_acuerdo=False,
        quorum_ruling=quorum,
        closed_at=act.at,
        closed_by=act.by,
        ruling=ruling,
    )
    item = None
    if ruling.holds:
        last = meeting.items.aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem.objects.create(
            meeting=meeting,
            station=Station.ORDER_OF_DAY,
            position=last + 1,
            title=title,
            decision_wanted=True,
            added_at=act.at,
            added_ruling=ruling,
        )
        write(motion, item=item)
    record(act, "item.proposed", motion, ruling=ruling, title=title)
    return motion, item, ruling
