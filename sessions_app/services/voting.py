"""Motions: opened, voted, decided by the rule, and annulled with a reason when they were entered wrongly (Art. 13)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal, cast

from django.db import transaction
from django.http import Http404

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from members.acts import begin, touch
from members.models import Seat
from regulation.refusal import Refused
from regulation.ruling import Ruling

from ..effects import effect_of, matter_of
from ..enums import MotionForm, MotionPurpose, MotionState, Sense
from ..models import AgendaItem, Ballot, ChairSpell, Meeting, Motion, MotionOption, MotionVoter
from ..permissions import allow_casting
from ..selectors.access import chair_now
from ..selectors.ballots import kind_of, kind_of_purpose
from ..selectors.quorum import InRoom, quorum_at, quorum_of, room
from ..states import MEETING, MOTION
from .corrections import check_correctable
from .hours import at_valid_time


def ready_to_vote(
    act: Act, meeting: Meeting, ref: str, *, not_before: datetime | None = None
) -> tuple[Act, list[InRoom], Ruling]:
    """The act at its moment, who is in the room then, and the ruling on their quorum.

    Refused: not_installed, wrong_state, no_quorum, no_chair, already_voted (a question has one valid vote), vote_open (one is
    voted at a time), time_out_of_range.
    """
    if meeting.installed_at is not None:
        act = at_valid_time(act, meeting, not_before=not_before or meeting.installed_at)
    rows = room(meeting, None if act.at == act.now else act.at)
    if meeting.installed_at is None:
        raise Refused.because("not_installed", "Art. 13", {"state": meeting.state})
    MEETING.check(meeting, "vote")
    quorum = quorum_of(rows, meeting.rules(), meeting.installed_call or 1)
    if not quorum.holds:
        raise Refused(quorum)
    if not ChairSpell.objects.filter(meeting=meeting, until_at=None).exists():
        raise Refused.because("no_chair", "LPAG 107.3")
    valid = Motion.objects.filter(meeting=meeting).exclude(state=MotionState.ANNULLED)
    if valid.filter(ref=ref).exists():
        raise Refused.because("already_voted", "Art. 13", {"ref": ref})
    current = valid.filter(state=MotionState.OPEN).first()
    if current is not None:
        raise Refused.because("vote_open", facts={"text": current.text[:120]})
    return act, rows, quorum


# --- Opening -------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_motion(
    act: Act,
    *,
    meeting_id: int,
    ref: str,
    text: str,
    form: str,
    item_id: int | None = None,
    impeded: Mapping[int, str] | None = None,
    makes_acuerdo: bool = True,
    responsible_id: int | None = None,
    due_on: date | None = None,
    purpose: str = MotionPurpose.DECISION,
    subject: str = "",
) -> Motion:
    """Put a question to the vote and freeze who may vote on it: those in the room at that moment, one per institution.

    `purpose` and `subject` say what the vote brings about besides its acuerdo (sessions_app.effects).

    `ref` names the question; `impeded` maps roll entries to the reason of their recusal: they stay in the quorum and are
    not among the voters. Refused: not_installed, no_quorum, no_chair, vote_open, already_voted, not_entitled (an impeded
    institution that is not in the room), empty_text, time_out_of_range.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage")
    if not text.strip():
        raise Refused.because("empty_text")
    item = item_of(meeting, item_id)
    if responsible_id is not None and not Seat.objects.filter(pk=responsible_id, body=meeting.body).exists():
        raise Http404("Esa institución no tiene asiento en este órgano.")
    act, rows, quorum = ready_to_vote(act, meeting, ref)
    if subject:
        _check_matter(item, purpose, subject)
        makes_acuerdo = True  # what it brings about cites a paper
    motion, voters = put_to_vote(
        act,
        meeting,
        rows,
        kind_of_purpose(purpose).options(),
        impeded=impeded,
        item_id=item_id,
        ref=ref,
        text=text.strip(),
        form=form,
        purpose=purpose,
        subject=subject,
        makes_acuerdo=makes_acuerdo,
        responsible_id=responsible_id,
        due_on=due_on,
        quorum_ruling=quorum,
    )
    record(
        act,
        "motion.opened",
        motion,
        "text",
        "form",
        ruling=quorum,
        voters=sum(not voter.impeded for voter in voters),
        impeded=[{"name": voter.entry.name, "reason": voter.impeded_reason} for voter in voters if voter.impeded],
    )
    return motion


def _check_matter(item: AgendaItem | None, purpose: str, subject: str) -> None:
    """A vote that brings something about is taken on the point that is about it, and where its room agrees.

    Refused: not_its_item, already_voted (on another question of the same point), and what the room refuses.
    """
    matter = matter_of(item)
    if item is None or matter is None or item.subject != subject or matter.purpose != purpose:
        raise Refused.because("not_its_item", "Art. 7", {"subject": subject})
    valid = Motion.objects.filter(meeting=item.meeting_id, subject=subject).exclude(state=MotionState.ANNULLED).first()
    if valid is not None:
        raise Refused.because("already_voted", "Art. 13", {"ref": valid.ref})
    matter.check_vote(item=item)


def item_of(meeting: Meeting, item_id: int | None) -> AgendaItem | None:
    """The point that a vote is about, where it is about one."""
    item = AgendaItem.objects.filter(pk=item_id, meeting=meeting).first() if item_id is not None else None
    if item_id is not None and item is None:
        raise Http404("Ese punto no está en la agenda de la sesión.")
    return item


def put_to_vote(
    act: Act,
    meeting: Meeting,
    rows: list[InRoom],
    options: Sequence[MotionOption],
    *,
    impeded: Mapping[int, str] | None = None,
    **fields: Any,
) -> tuple[Motion, list[MotionVoter]]:
    """The motion of these fields, its options in this order, and who may vote on it, frozen; the event is the caller's."""
    motion = Motion.objects.create(meeting=meeting, opened_at=act.at, opened_by=act.by, recorded_at=act.now, **fields)
    for position, option in enumerate(options):
        option.motion, option.position = motion, position
    MotionOption.objects.bulk_create(options)
    voters = _freeze_voters(motion, rows, impeded or {})
    touch(meeting)
    return motion, voters


def _freeze_voters(motion: Motion, rows: list[InRoom], impeded: Mapping[int, str]) -> list[MotionVoter]:
    roles = {row.entry.pk: role for row in rows if (role := row.voting_role) is not None}
    for row in rows:
        if row.entry.pk in impeded and row.entry.pk not in roles:
            refusal = Ruling(
                rule="entitlement",
                holds=False,
                article="Art. 13",
                code="not_entitled",
                facts={"reason": "absent", "role": "titular", "institution": row.entry.name},
            )
            raise Refused(refusal)
    return MotionVoter.objects.bulk_create(
        MotionVoter(
            motion=motion,
            entry=row.entry,
            role=role,
            name=row.presences[role].name,
            impeded=row.entry.pk in impeded,
            impeded_reason=within(impeded.get(row.entry.pk, ""), 300),
        )
        for row in rows
        if (role := roles.get(row.entry.pk)) is not None
    )


# --- Voting --------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_ballot(
    act: Act,
    *,
    motion_id: int,
    entry_id: int,
    option_id: int,
    reason: str = "",
    role: str | None = None,
) -> Ballot:
    """One institution's vote in a nominal motion. An abstention without a reason is taken; the screen warns of it.

    `role`: whose hand it is, when known. Refused: not_entitled, already_voted (see `change_ballot`), not_nominal.
    """
    act, motion = begin(act, Motion.objects, motion_id, may="sessions.manage", move="ballot")
    act = at_valid_time(act, motion.meeting, not_before=motion.opened_at)
    if motion.form != MotionForm.NOMINAL:
        raise Refused.because("not_nominal", facts={"form": motion.form})
    voter = _entitled(motion, entry_id, role)
    if Ballot.objects.filter(motion=motion, entry_id=entry_id).exists():
        raise Refused.because("already_voted", "Art. 13", {"institution": voter.entry.name, "name": voter.name})
    option = _option(motion, option_id)
    ballot = Ballot.objects.create(
        motion=motion,
        entry=voter.entry,
        option=option,
        name=voter.name,
        reason=reason.strip(),
        at=act.at,
        recorded_by=act.by,
    )
    write(voter, took_part=True)
    touch(motion.meeting)
    record(act, "ballot.cast", motion, institution=voter.entry.name, sense=_named(option), reason=reason)
    return ballot


def _option(motion: Motion, option_id: int, *, deciding: bool = False) -> MotionOption:
    """One of its options; of those that can decide a tie, where it is to decide one."""
    options = motion.options.exclude(sense=Sense.ABSTAIN) if deciding else motion.options
    option = options.filter(pk=option_id).first()
    if option is None:
        raise Http404("Esa opción no está en la votación.")
    return option


def _named(option: MotionOption) -> str:
    """How the history names it: a candidate has no sense."""
    return option.sense or option.label


@transaction.atomic
def change_ballot(act: Act, *, motion_id: int, entry_id: int, option_id: int, reason: str = "") -> Ballot:
    """Correct a ballot while its vote is open; the history keeps both."""
    act, motion = begin(act, Motion.objects, motion_id, may="sessions.manage", move="ballot")
    act = at_valid_time(act, motion.meeting, not_before=motion.opened_at)
    ballot = Ballot.objects.select_related("option", "entry").filter(motion=motion, entry_id=entry_id).first()
    if ballot is None:
        raise Http404("Esa institución todavía no ha votado.")
    before, option = _named(ballot.option), _option(motion, option_id)
    write(ballot, option=option, reason=reason.strip(), at=act.at, recorded_by=act.by)
    touch(motion.meeting)
    record(act, "ballot.changed", motion, institution=ballot.entry.name, before=before, sense=_named(option))
    return ballot


def _entitled(motion: Motion, entry_id: int, role: str | None) -> MotionVoter:
    """The frozen voter, or the ruling that says why there is none (Art. 5, 13, 14)."""
    voter = MotionVoter.objects.select_related("entry").filter(motion=motion, entry_id=entry_id).first()
    if voter is not None and not voter.impeded and role in (None, voter.role):
        return voter
    row = next((row for row in room(motion.meeting, motion.opened_at) if row.entry.pk == entry_id), None)
    if row is None:
        raise Http404("Esa institución no está en la lista de la sesión.")
    asked = cast("Literal['titular', 'alternate']", role or (voter.role if voter else "titular"))
    facts = {"institution": row.entry.name, "impeded_reason": voter.impeded_reason if voter else ""}
    ruling = row.may_vote_as(asked, impeded=voter is not None and voter.impeded)  # type: ignore[arg-type]
    reason = ruling.facts.get("reason") or "arrived_later"
    raise Refused(replace(ruling, holds=False, code="not_entitled", facts={**ruling.facts, **facts, "reason": reason}))


@transaction.atomic
def close_motion(
    act: Act,
    *,
    motion_id: int,
    votes: Mapping[int, int] | None = None,
    took_part: Iterable[int] | None = None,
    abstention_note: str = "",
) -> Motion:
    """Close the vote; the rule, and nobody else, says what came of it: who is elected, in an election, or what is still needed.

    `votes`: option → how many, in simple and secret votes; a nominal one counts its ballots. `took_part`: the roll entries
    that put a paper in the urn of a secret vote. Refused: no_quorum, counts_exceed_voters, counts_differ (more papers than
    participants), counts_missing.
    """
    act, motion = begin(act, Motion.objects, motion_id, may="sessions.manage", move="close_approved")
    meeting, kind = motion.meeting, kind_of(motion)
    act = at_valid_time(act, meeting, not_before=motion.opened_at)
    quorum = quorum_at(meeting, None if act.at == act.now else act.at)
    if not quorum.holds:
        raise Refused(quorum)
    options = list(motion.options.all())
    if motion.form == MotionForm.NOMINAL:
        votes = Counter(motion.ballots.values_list("option_id", flat=True))
    elif votes is None or min(votes.values(), default=0) < 0 or not votes.keys() <= {option.pk for option in options}:
        raise Refused.because("counts_missing")
    for option in options:
        option.votes = votes.get(option.pk, 0)
    if motion.form == MotionForm.SECRET and took_part is not None:
        _note_participants(motion, took_part, papers=sum(votes.values()))
    ruling = kind.judge(motion, votes)
    if ruling.code not in kind.results:
        raise Refused(ruling)
    MotionOption.objects.bulk_update(options, ["votes"])
    MOTION.move(motion, f"close_{kind.results[ruling.code]}")
    elected = next((option for option in options if option.label == ruling.facts.get("elected")), None)
    note = abstention_note.strip()
    write(motion, "state", closed_at=act.at, closed_by=act.by, ruling=ruling, abstention_note=note, elected=elected)
    touch(meeting)
    event = kind.closed(motion)
    record(act, event.action, motion, ruling=ruling, **event.facts)
    return motion


def _note_participants(motion: Motion, took_part: Iterable[int], *, papers: int) -> None:
    """In a secret vote who took part is known, and how many papers of each kind; nothing that joins the two."""
    voters = motion.voters.filter(entry__in=list(took_part), impeded=False)
    taking_part = voters.count()
    if papers != taking_part:
        raise Refused.because("counts_differ", "Art. 13", {"papers": papers, "participants": taking_part})
    voters.update(took_part=True)


@transaction.atomic
def cast_deciding_vote(act: Act, *, motion_id: int, option_id: int) -> Motion:
    """Art. 13: after a tie, the chair's casting vote, a separate act by the chair or noted in the chair's name.

    Refused: no_tie or, of an election, wrong_state; not_among_tied; not_entitled (a regulation without it), no_chair,
    chair_impeded, no_quorum.
    """
    act, motion = begin(act, Motion.objects, motion_id)
    meeting, kind = motion.meeting, kind_of(motion)
    act = allow_casting(act, meeting)
    option = _option(motion, option_id, deciding=True)
    ruling = kind.judge_casting(motion, option)
    if ruling.code not in kind.results:
        raise Refused(ruling)
    act = at_valid_time(act, meeting, not_before=motion.closed_at)
    chair = _chair_who_may_cast(meeting, motion)
    MOTION.move(motion, f"cast_{kind.results[ruling.code]}")
    write(
        motion,
        "state",
        ruling=ruling,
        casting_sense=option.sense,
        elected=None if option.sense else option,
        casting_entry=chair.entry,
        casting_name=chair.name,
        casting_at=act.at,
        casting_by=act.by,
    )
    touch(meeting)
    event = kind.casting(motion, option)
    record(act, event.action, motion, ruling=ruling, chair=chair.name, **event.facts)
    return motion


def _chair_who_may_cast(meeting: Meeting, motion: Motion) -> ChairSpell:
    """The person who presides, where they may decide this tie. Refused: wrong_state, no_quorum, no_chair, chair_impeded."""
    MEETING.check(meeting, "vote")
    quorum = quorum_at(meeting)
    if not quorum.holds:
        raise Refused(quorum)
    chair = chair_now(meeting)
    if chair is None:
        raise Refused.because("no_chair", "LPAG 107.3")
    if motion.voters.filter(entry=chair.entry, impeded=True).exists():
        raise Refused.because("chair_impeded", "Art. 13; LPAG 99", {"name": chair.name})
    return chair


@transaction.atomic
def annul_motion(act: Act, *, motion_id: int, reason: str) -> Motion:
    """A vote entered wrongly loses its effect and stays on the record with the reason; its question may be voted again.

    After the closing, and until the acta is approved, it annuls the acuerdo as well: its number stays visible.
    """
    act, motion = begin(act, Motion.objects, motion_id, may="sessions.manage", move="annul")
    meeting = motion.meeting
    check_correctable(meeting)
    effect = effect_of(motion)
    if effect is not None:
        effect.check_annul(motion=motion)
    if motion.next_rounds.exclude(state=MotionState.ANNULLED).exists():
        raise Refused.because("next_round_stands", "CCR 25")
    reason = within(reason, 500)
    if not reason:
        raise Refused.because("reason_required", field="reason")
    MOTION.move(motion, "annul")
    write(motion, "state", annulled_at=act.at, annulled_by=act.by, annulled_reason=reason)
    acuerdo = getattr(motion, "acuerdo", None)
    if acuerdo is not None:
        write(acuerdo, annulled_at=act.at, annulled_by=act.by, annulled_reason=reason)
    touch(meeting)
    label = acuerdo.label if acuerdo else ""
    record(act, "motion.annulled", motion, text=motion.text, reason=reason, acuerdo=label)
    return motion
