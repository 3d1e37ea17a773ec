"""Art. 8: the Assembly elects its president in a session; a tie goes to a second round, and then to lots (CCR 25)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

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

from .. import wording
from ..enums import MotionPurpose, MotionState
from ..models import Acuerdo, Meeting, Motion, MotionOption
from ..selectors.ballots import ELECTION, votes_of
from ..selectors.elections import elects_president, sat_on, standing, undecided
from ..selectors.quorum import InRoom, quorum_at
from ..states import MEETING, MOTION
from .hours import at_valid_time
from .voting import item_of, put_to_vote, ready_to_vote


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
    item = item_of(meeting, item_id)
    if not elects_president(meeting.body):
        facts: dict[str, JSON] = {"office": Office.PRESIDENT.label, "body": meeting.body.short_name}
        raise Refused.because("no_such_office", "Art. 8", facts)
    act, rows, quorum = ready_to_vote(act, meeting, ref)
    earlier = undecided(meeting.motions.filter(purpose=MotionPurpose.ELECTION))
    if earlier is not None:
        raise Refused.because("election_stands", "Art. 8", {"state": str(earlier.state)})
    return _put_to_vote(
        act,
        meeting,
        rows,
        _stand(meeting, candidates),
        item=item,
        ref=ref,
        text=wording.presidency_question(meeting.body.short_name),
        form=form,
        quorum_ruling=quorum,
    )


def _stand(meeting: Meeting, keys: Sequence[int]) -> list[MotionOption]:
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
    stand = [candidate for key, candidate in found.items() if key in set(keys)]
    names = Counter(_name(candidate) for candidate in stand)
    return [
        MotionOption(label=_name(c, with_role=names[_name(c)] > 1), seat_id=c.accreditation.seat_id, person=c.person)
        for c in stand
    ]


def _name(candidate: Candidate, *, with_role: bool = False) -> str:
    """A candidate as the ballot says it; of two namesakes of one institution, with their role."""
    role = f", {candidate.accreditation.get_role_display().lower()}" if with_role else ""
    return f"{candidate.person.full_name} ({candidate.institution}{role})"[:300]


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
    tied = [MotionOption(label=o.label, seat_id=o.seat_id, person_id=o.person_id) for o in ELECTION.deciding(first)]
    return _put_to_vote(
        act,
        meeting,
        rows,
        tied,
        item=first.item,
        ref=ref,
        text=wording.second_round(first.text),
        form=form,
        round_number=first.round_number + 1,
        previous_round=first,
        quorum_ruling=quorum,
    )


def _put_to_vote(
    act: Act, meeting: Meeting, rows: list[InRoom], candidates: list[MotionOption], **fields: Any
) -> Motion:
    options, purpose = ELECTION.options(candidates), MotionPurpose.ELECTION
    motion, voters = put_to_vote(act, meeting, rows, options, purpose=purpose, **fields)
    record(
        act,
        "election.opened",
        motion,
        round=motion.round_number,
        candidates=[candidate.label for candidate in candidates],
        form=motion.form,
        voters=len(voters),
    )
    return motion


# --- A tie ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def draw_lots(act: Act, *, motion_id: int, option_id: int, note: str) -> Motion:
    """CCR 25: lots were drawn in the room between those tied in the second round; `note` tells how, and before whom.

    Refused: lots_note_required, not_among_tied, not_entitled (a regulation that breaks ties otherwise), wrong_state,
    no_quorum.
    """
    elections = Motion.objects.filter(purpose=MotionPurpose.ELECTION)
    act, motion = begin(act, elections, motion_id, may="sessions.manage", move="draw_lots")
    meeting = motion.meeting
    MEETING.check(meeting, "vote")
    quorum = quorum_at(meeting)
    if not quorum.holds:
        raise Refused(quorum)
    act = at_valid_time(act, meeting, not_before=motion.closed_at)
    if not note.strip():
        raise Refused.because("lots_note_required", "CCR 25", field="note")
    option = motion.options.filter(pk=option_id, sense="").first()
    if option is None:
        raise Http404("Esa persona no es candidata en esta elección.")
    ruling = ELECTION.judge(motion, votes_of(motion), lot=option)
    if not ruling.holds:
        raise Refused(ruling)
    MOTION.move(motion, "draw_lots")
    write(motion, "state", elected=option, ruling=ruling, lots_at=act.at, lots_by=act.by, lots_note=within(note, 500))
    touch(meeting)
    record(act, "election.lots_drawn", motion, ruling=ruling, elected=option.label, note=motion.lots_note)
    return motion


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
