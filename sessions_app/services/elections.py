"""Art. 8: the Assembly elects its president in a session; a tie goes to a second round, and then to lots (CCR 25)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.http import Http404

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from members.acts import begin, touch
from members.enums import Office
from members.models import Term
from members.selectors.candidates import Candidate
from members.services.officers import seat_president
from regulation.refusal import Refused
from regulation.ruling import JSON

from ..enums import MotionForm, MotionPurpose, MotionState, Sense
from ..models import Acuerdo, AgendaItem, Meeting, Motion, MotionOption
from ..permissions import allow_casting
from ..selectors.elections import elects_president, judge_counts, sat_on, standing, tied_of, undecided, votes_of
from ..selectors.quorum import quorum_at
from ..states import MEETING, MOTION
from .hours import at_valid_time
from .voting import chair_who_may_cast, freeze_voters, note_participants, opened, ready_to_vote

#: What a round's ruling makes of it, in the words of the table of states.
_CLOSING = {
    "elected": "close_approved",
    "second_round": "close_runoff",
    "draw_lots": "close_tied",
    "casting_needed": "close_tied",
    "no_votes": "close_rejected",
}
#: What a ballot says that names nobody.
BLANK = "Abstención o voto en blanco"


# --- Opening -------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_election(
    act: Act, *, meeting_id: int, ref: str, candidates: Sequence[int], form: str, item_id: int | None = None
) -> Motion:
    """Put the candidates (keys of accreditations) to the vote, each of them judged as of the session's day.

    Who may vote is frozen as in any motion; candidates vote. Refused: what opening a vote refuses; no_candidates; not_member,
    suspended, not_private, wrong_sector, term_running, term_limit of a candidate; no_such_office (a Mesa); election_stands (another one of this
    session holds or awaits a result).
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage")
    if item_id is not None and not AgendaItem.objects.filter(pk=item_id, meeting=meeting).exists():
        raise Http404("Ese punto no está en la agenda de la sesión.")
    if not elects_president(meeting.body):
        facts: dict[str, JSON] = {"office": Office.PRESIDENT.label, "body": meeting.body.short_name}
        raise Refused.because("no_such_office", "Art. 8", facts)
    act, rows, quorum = ready_to_vote(act, meeting, ref)
    earlier = undecided(meeting.motions.filter(purpose=MotionPurpose.ELECTION))
    if earlier is not None:
        raise Refused.because("election_stands", "Art. 8", {"state": str(earlier.state)})
    stand = _stand(meeting, candidates)
    motion = Motion.objects.create(
        meeting=meeting,
        item_id=item_id,
        ref=ref,
        text=f"Elegir a quien ejercerá la presidencia del {meeting.body.short_name}",
        form=form,
        purpose=MotionPurpose.ELECTION,
        quorum_ruling=quorum,
        **opened(act),
    )
    names = Counter(_name(candidate) for candidate in stand)
    _make_options(
        motion,
        [
            MotionOption(
                label=_name(c, told_apart=names[_name(c)] > 1), seat_id=c.accreditation.seat_id, person=c.person
            )
            for c in stand
        ],
    )
    voters = freeze_voters(motion, rows, {})
    _log_opened(act, motion, len(voters))
    return motion


def _stand(meeting: Meeting, keys: Sequence[int]) -> list[Candidate]:
    """The candidates, in order of seat. Refused with the ruling of the first who may not be elected."""
    if not keys:
        raise Refused.because("no_candidates", "Art. 8")
    found = {candidate.accreditation.pk: candidate for candidate in standing(meeting)}
    for key in keys:
        candidate = found.get(key)
        if candidate is None:
            raise Refused.because("not_member", "Art. 8")
        if not candidate.eligible:
            facts = {**candidate.ruling.facts, "person": candidate.person.full_name}
            raise Refused(replace(candidate.ruling, facts=facts))
    return [candidate for key, candidate in found.items() if key in set(keys)]


def _name(candidate: Candidate, *, told_apart: bool = False) -> str:
    """A candidate as the ballot says it; of two namesakes of one institution, with their role."""
    role = f", {candidate.accreditation.get_role_display().lower()}" if told_apart else ""
    return f"{candidate.person.full_name} ({candidate.institution}{role})"[:300]


def _make_options(motion: Motion, candidates: list[MotionOption]) -> None:
    options = [*candidates, MotionOption(sense=Sense.ABSTAIN, label=BLANK)]
    for position, option in enumerate(options):
        option.motion, option.position = motion, position
    MotionOption.objects.bulk_create(options)


@transaction.atomic
def open_second_round(act: Act, *, motion_id: int, ref: str, form: str) -> Motion:
    """CCR 25: between the tied alone; who may vote is frozen anew. Refused: wrong_state, already_voted (it was opened), and
    what opening a vote refuses.
    """
    act, first = begin(act, Motion.objects, motion_id, may="sessions.manage", move="second_round")
    meeting = first.meeting
    if first.next_rounds.exclude(state=MotionState.ANNULLED).exists():
        raise Refused.because("already_voted", "CCR 25", {"ref": first.ref})
    act, rows, quorum = ready_to_vote(act, meeting, ref, not_before=first.closed_at)
    motion = Motion.objects.create(
        meeting=meeting,
        item_id=first.item_id,
        ref=ref,
        text=f"{first.text}, en segunda vuelta",
        form=form,
        purpose=MotionPurpose.ELECTION,
        round_number=first.round_number + 1,
        previous_round=first,
        quorum_ruling=quorum,
        **opened(act),
    )
    tied = [MotionOption(label=o.label, seat_id=o.seat_id, person_id=o.person_id) for o in tied_of(first)]
    _make_options(motion, tied)
    voters = freeze_voters(motion, rows, {})
    _log_opened(act, motion, len(voters))
    return motion


def _log_opened(act: Act, motion: Motion, voters: int) -> None:
    touch(motion.meeting)
    names = list(motion.options.filter(sense="").values_list("label", flat=True))
    record(act, "election.opened", motion, round=motion.round_number, candidates=names, form=motion.form, voters=voters)


# --- The result ----------------------------------------------------------------------------------------------------
@transaction.atomic
def close_election(
    act: Act,
    *,
    motion_id: int,
    counts: Mapping[int, int] | None = None,
    took_part: Iterable[int] | None = None,
    abstention_note: str = "",
) -> Motion:
    """Close a round; the rule says who is elected or what is still needed.

    `counts`: option → votes in simple and secret rounds; a nominal one counts its ballots. Refused: no_quorum,
    counts_exceed_voters, counts_differ, counts_missing, not_election.
    """
    act, motion = _election(act, motion_id, "close_approved", may="sessions.manage")
    meeting = motion.meeting
    act = at_valid_time(act, meeting, not_before=motion.opened_at)
    quorum = quorum_at(meeting, None if act.at == act.now else act.at)
    if not quorum.holds:
        raise Refused(quorum)
    options = list(motion.options.all())
    if motion.form == MotionForm.NOMINAL:
        cast = Counter(motion.ballots.values_list("option_id", flat=True))
        votes = {option.pk: cast[option.pk] for option in options}
    else:
        votes = _given(options, counts)
    if motion.form == MotionForm.SECRET:
        note_participants(motion, took_part, papers=sum(votes.values()))
    ruling = judge_counts(motion, votes)
    if ruling.code not in _CLOSING:
        raise Refused(ruling)
    for option in options:
        option.votes = votes[option.pk]
    MotionOption.objects.bulk_update(options, ["votes"])
    MOTION.move(motion, _CLOSING[ruling.code])
    motion.closed_at, motion.closed_by, motion.ruling = act.at, act.by, ruling
    motion.abstention_note = abstention_note.strip()
    motion.elected = next((o for o in options if ruling.holds and o.label == ruling.facts["elected"]), None)
    motion.save(update_fields=["state", "closed_at", "closed_by", "ruling", "abstention_note", "elected"])
    touch(meeting)
    record(act, "election.closed", motion, ruling=ruling, round=motion.round_number)
    return motion


def _given(options: list[MotionOption], counts: Mapping[int, int] | None) -> dict[int, int]:
    if counts is None or min(counts.values(), default=0) < 0 or not set(counts) <= {option.pk for option in options}:
        raise Refused.because("counts_missing")
    return {option.pk: counts.get(option.pk, 0) for option in options}


@transaction.atomic
def draw_lots(act: Act, *, motion_id: int, option_id: int, note: str) -> Motion:
    """CCR 25: lots were drawn in the room between those tied in the second round; `note` tells how, and before whom.

    Refused: lots_note_required, not_among_tied, not_entitled (a regulation that breaks ties otherwise), wrong_state,
    no_quorum, not_election.
    """
    act, motion = _election(act, motion_id, "draw_lots", may="sessions.manage")
    meeting = motion.meeting
    MEETING.check(meeting, "vote")
    quorum = quorum_at(meeting)
    if not quorum.holds:
        raise Refused(quorum)
    act = at_valid_time(act, meeting, not_before=motion.closed_at)
    if not note.strip():
        raise Refused.because("lots_note_required", "CCR 25", field="note")
    option = _candidate(motion, option_id)
    ruling = judge_counts(motion, votes_of(motion), lot=option)
    if not ruling.holds:
        raise Refused(ruling)
    MOTION.move(motion, "draw_lots")
    write(motion, "state", elected=option, ruling=ruling, lots_at=act.at, lots_by=act.by, lots_note=within(note, 500))
    touch(meeting)
    record(act, "election.lots_drawn", motion, ruling=ruling, elected=option.label, note=motion.lots_note)
    return motion


@transaction.atomic
def cast_for_candidate(act: Act, *, motion_id: int, option_id: int) -> Motion:
    """Where the regulation breaks an election's tie by the casting vote: the chair's, for one of the tied.

    Refused: not_entitled, not_among_tied, wrong_state, no_chair, no_quorum, not_election.
    """
    act, motion = _election(act, motion_id, "cast_approved")
    meeting = motion.meeting
    act = allow_casting(act, meeting)
    act = at_valid_time(act, meeting, not_before=motion.closed_at)
    chair = chair_who_may_cast(meeting, motion)
    option = _candidate(motion, option_id)
    ruling = judge_counts(motion, votes_of(motion), casting=option)
    if not ruling.holds:
        raise Refused(ruling)
    MOTION.move(motion, "cast_approved")
    motion.elected, motion.ruling = option, ruling
    motion.casting_entry, motion.casting_name = chair.entry, chair.name
    motion.casting_at, motion.casting_by = act.at, act.by
    motion.save(
        update_fields=["state", "elected", "ruling", "casting_entry", "casting_name", "casting_at", "casting_by"]
    )
    touch(meeting)
    record(act, "election.casting_vote", motion, ruling=ruling, chair=chair.name, elected=option.label)
    return motion


def _election(act: Act, motion_id: int, to: str, *, may: str = "") -> tuple[Act, Motion]:
    act, motion = begin(act, Motion.objects, motion_id, may=may, move=to)
    if not motion.is_election:
        raise Refused.because("not_election", "Art. 8")
    return act, motion


def _candidate(motion: Motion, option_id: int) -> MotionOption:
    option = motion.options.filter(pk=option_id, sense="").first()
    if option is None:
        raise Http404("Esa persona no es candidata en esta elección.")
    return option


# --- What it brings about ------------------------------------------------------------------------------------------
class Presidency:
    """The effect of an election when its session closes (docs/adr/0007): whom it elected presides from the session's day."""

    def settle(self, act: Act, *, motion: Motion, acuerdo: Acuerdo | None) -> None:
        """Refused (cannot_take_office) when by now somebody else presides, or the elected may not: then the session does not
        close until the election is annulled.
        """
        elected = motion.elected
        if acuerdo is None or elected is None or elected.person_id is None or elected.seat_id is None:
            return
        meeting = motion.meeting
        try:
            term = seat_president(
                act,
                body_id=meeting.body_id,
                person_id=elected.person_id,
                seat_id=elected.seat_id,
                instrument=acuerdo.instrument,
                starts_on=sat_on(meeting),
            )
        except Refused as refused:
            why = refused.ruling
            facts: dict[str, JSON] = {"person": elected.label, "why": why.as_dict()}
            raise Refused.because("cannot_take_office", why.article, facts) from refused
        record(
            act,
            "presidency.began",
            term,
            stream=meeting.stream,
            name=term.person.full_name,
            on=term.starts_on,
            until=term.last_day or "",
        )

    def check_annul(self, *, motion: Motion) -> None:
        """Refused (election_in_effect) once the elected presides: that ends by resignation or grave fault alone."""
        acuerdo = getattr(motion, "acuerdo", None)
        term = (
            Term.objects.filter(instrument=acuerdo.instrument_id).select_related("person").first() if acuerdo else None
        )
        if term is not None:
            facts = {"person": term.person.full_name, "starts_on": term.starts_on}
            raise Refused.because("election_in_effect", "Art. 8", facts)


PRESIDENCY = Presidency()
