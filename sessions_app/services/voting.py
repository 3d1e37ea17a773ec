"""Motions: opened, voted, decided by the rule, and annulled with a reason when they were entered wrongly (Art. 13)."""

from collections.abc import Iterable, Mapping
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
from regulation.voting import RESULTS, judge_vote

from ..effects import effect_of, matter_of
from ..enums import MotionForm, MotionPurpose, MotionState, Sense
from ..models import AgendaItem, Ballot, ChairSpell, Meeting, Motion, MotionOption, MotionVoter
from ..permissions import allow_casting
from ..selectors.access import chair_now
from ..selectors.quorum import InRoom, quorum_at, quorum_of, room
from ..states import MEETING, MOTION
from .corrections import check_correctable
from .hours import at_valid_time

#: A closed vote's code → the act of the table of states.
_CLOSING = {"approved": "close_approved", "rejected": "close_rejected", "tie": "close_tied"}


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


def opened(act: Act) -> dict[str, Any]:
    """By whom and when: fields of a motion."""
    return {"opened_at": act.at, "opened_by": act.by, "recorded_at": act.now}


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
    if purpose == MotionPurpose.ELECTION:
        raise ValueError("an election is opened by services.elections")
    item = AgendaItem.objects.filter(pk=item_id, meeting=meeting).first() if item_id is not None else None
    if item_id is not None and item is None:
        raise Http404("Ese punto no está en la agenda de la sesión.")
    if responsible_id is not None and not Seat.objects.filter(pk=responsible_id, body=meeting.body).exists():
        raise Http404("Esa institución no tiene asiento en este órgano.")
    act, rows, quorum = ready_to_vote(act, meeting, ref)
    if subject:
        _check_matter(item, purpose, subject)
        makes_acuerdo = True  # what it brings about cites a paper
    motion = Motion.objects.create(
        meeting=meeting,
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
        **opened(act),
    )
    make_options(motion)
    voters = freeze_voters(motion, rows, impeded or {})
    touch(meeting)
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


def make_options(motion: Motion, counts: Mapping[str, int] | None = None) -> None:
    """The three answers to a question of yes or no; with their counts where they are known at once."""
    MotionOption.objects.bulk_create(
        MotionOption(motion=motion, position=position, sense=sense, label=sense.label, votes=(counts or {}).get(sense))
        for position, sense in enumerate(Sense)
    )


def freeze_voters(motion: Motion, rows: list[InRoom], impeded: Mapping[int, str]) -> list[MotionVoter]:
    here = {row.entry.pk: role for row in rows if (role := row.voting_role) is not None}
    for row in rows:
        if row.entry.pk in impeded and row.entry.pk not in here:
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
        if (role := here.get(row.entry.pk)) is not None
    )


# --- Voting --------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_ballot(
    act: Act,
    *,
    motion_id: int,
    entry_id: int,
    sense: str = "",
    option_id: int | None = None,
    reason: str = "",
    role: str | None = None,
) -> Ballot:
    """One institution's vote in a nominal motion: its sense, or in an election the candidate's `option_id`. An abstention
    without a reason is taken; the screen warns of it.

    `role`: whose hand it is, when known. Refused: not_entitled, already_voted (see `change_ballot`), not_nominal.
    """
    act, motion = begin(act, Motion.objects, motion_id, may="sessions.manage", move="ballot")
    act = at_valid_time(act, motion.meeting, not_before=motion.opened_at)
    if motion.form != MotionForm.NOMINAL:
        raise Refused.because("not_nominal", facts={"form": motion.form})
    voter = _entitled(motion, entry_id, role)
    if Ballot.objects.filter(motion=motion, entry_id=entry_id).exists():
        raise Refused.because("already_voted", "Art. 13", {"institution": voter.entry.name, "name": voter.name})
    option = _chosen(motion, sense, option_id)
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
    name, said = voter.entry.name, option.sense or option.label
    record(act, "ballot.cast", motion, institution=name, sense=said, reason=reason)
    return ballot


def _chosen(motion: Motion, sense: str, option_id: int | None) -> MotionOption:
    """What the ballot says: a candidate has no sense."""
    wanted = motion.options.filter(sense=sense) if sense else motion.options.filter(pk=option_id or 0)
    option = wanted.first()
    if option is None:
        raise Http404("Esa opción no está en la votación.")
    return option


@transaction.atomic
def change_ballot(
    act: Act, *, motion_id: int, entry_id: int, sense: str = "", option_id: int | None = None, reason: str = ""
) -> Ballot:
    """Correct a ballot while its vote is open; the history keeps both."""
    act, motion = begin(act, Motion.objects, motion_id, may="sessions.manage", move="ballot")
    act = at_valid_time(act, motion.meeting, not_before=motion.opened_at)
    ballot = Ballot.objects.select_related("option", "entry").filter(motion=motion, entry_id=entry_id).first()
    if ballot is None:
        raise Http404("Esa institución todavía no ha votado.")
    before = ballot.option.sense or ballot.option.label
    write(ballot, option=_chosen(motion, sense, option_id), reason=reason.strip(), at=act.at, recorded_by=act.by)
    touch(motion.meeting)
    name, said = ballot.entry.name, ballot.option.sense or ballot.option.label
    record(act, "ballot.changed", motion, institution=name, before=before, sense=said)
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
    told = {**ruling.facts, **facts, "reason": reason}
    raise Refused(replace(ruling, holds=False, code="not_entitled", facts=told))


@transaction.atomic
def close_motion(
    act: Act,
    *,
    motion_id: int,
    counts: Mapping[str, int] | None = None,
    took_part: Iterable[int] | None = None,
    abstention_note: str = "",
) -> Motion:
    """Close the vote; the rule, and nobody else, says what came of it.

    `counts` {"for", "against", "abstain"} in simple and secret votes; a nominal one counts its ballots. `took_part`: the roll
    entries that put a paper in the urn of a secret vote. Refused: no_quorum, counts_exceed_voters,
    counts_differ (more papers than participants), counts_missing.
    """
    act, motion = begin(act, Motion.objects, motion_id, may="sessions.manage", move="close_approved")
    meeting = motion.meeting
    if motion.is_election:
        raise Refused.because("is_election", "Art. 8")
    act = at_valid_time(act, meeting, not_before=motion.opened_at)
    rules = meeting.rules()
    quorum = quorum_at(meeting, None if act.at == act.now else act.at)
    if not quorum.holds:
        raise Refused(quorum)
    tally = _ballots(motion) if motion.form == MotionForm.NOMINAL else _given(counts)
    if motion.form == MotionForm.SECRET:
        note_participants(motion, took_part, papers=sum(tally.values()))
    voters = motion.voters.filter(impeded=False).count()
    ruling = judge_vote(
        votes_for=tally[Sense.FOR],
        against=tally[Sense.AGAINST],
        abstain=tally[Sense.ABSTAIN],
        voters=voters,
        regulation=rules,
    )
    if ruling.code not in RESULTS:
        raise Refused(ruling)
    MOTION.move(motion, _CLOSING[ruling.code])
    write(motion, "state", closed_at=act.at, closed_by=act.by, ruling=ruling, abstention_note=abstention_note.strip())
    for option in motion.options.all():
        write(option, votes=tally[Sense(option.sense)])
    touch(meeting)
    record(act, "motion.closed", motion, ruling=ruling, text=motion.text)
    return motion


def _given(counts: Mapping[str, int] | None) -> dict[Sense, int]:
    if counts is None:
        raise Refused.because("counts_missing")
    tally = {sense: counts.get(sense, 0) for sense in Sense}
    if min(tally.values()) < 0:
        raise Refused.because("counts_missing")
    return tally


def _ballots(motion: Motion) -> dict[Sense, int]:
    cast_ = list(motion.ballots.values_list("option__sense", flat=True))
    return {sense: cast_.count(sense) for sense in Sense}


def note_participants(motion: Motion, took_part: Iterable[int] | None, *, papers: int) -> None:
    """In a secret vote who took part is known, and how many papers of each kind; nothing that joins the two."""
    if took_part is None:
        return
    voters = motion.voters.filter(entry__in=list(took_part), impeded=False)
    taking_part = voters.count()
    if papers != taking_part:
        raise Refused.because("counts_differ", "Art. 13", {"papers": papers, "participants": taking_part})
    voters.update(took_part=True)


@transaction.atomic
def cast_deciding_vote(act: Act, *, motion_id: int, sense: str) -> Motion:
    """Art. 13: after a tie, the chair's casting vote, a separate act by the chair or noted in the chair's name.

    Refused: no_tie, not_entitled (a regulation without casting vote), no_chair, chair_impeded, no_quorum.
    """
    act, motion = begin(act, Motion.objects, motion_id)
    meeting = motion.meeting
    act = allow_casting(act, meeting)
    if motion.is_election:
        raise Refused.because("is_election", "Art. 8")
    figures = motion.figures
    ruling = judge_vote(
        votes_for=figures.get("for", 0),
        against=figures.get("against", 0),
        abstain=figures.get("abstain", 0),
        voters=figures.get("voters", 0),
        regulation=meeting.rules(),
        casting="for" if sense == Sense.FOR else "against",
    )
    if ruling.code not in RESULTS:
        raise Refused(ruling)
    if motion.state != MotionState.TIED:
        raise Refused(replace(ruling, holds=False, code="no_tie", facts={"state": motion.state, **figures}))
    act = at_valid_time(act, meeting, not_before=motion.closed_at)
    chair = chair_who_may_cast(meeting, motion)
    MOTION.move(motion, "cast_approved" if ruling.holds else "cast_rejected")
    motion.casting_sense, motion.casting_entry, motion.casting_name = sense, chair.entry, chair.name
    motion.casting_at, motion.casting_by = act.at, act.by
    motion.ruling = ruling
    motion.save(
        update_fields=["state", "casting_sense", "casting_entry", "casting_name", "casting_at", "casting_by", "ruling"]
    )
    touch(meeting)
    record(act, "motion.casting_vote", motion, ruling=ruling, chair=chair.name, sense=sense, text=motion.text)
    return motion


def chair_who_may_cast(meeting: Meeting, motion: Motion) -> ChairSpell:
    """Whoever presides, when they may decide this tie. Refused: wrong_state, no_quorum, no_chair, chair_impeded."""
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
