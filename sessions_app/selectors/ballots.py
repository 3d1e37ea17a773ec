"""The two kinds of ballot, a question of yes or no and an election between candidates: what differs between them (docs/adr/0020)."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, cast

from regulation.elections import judge_round
from regulation.ruling import JSON, Ruling
from regulation.voting import judge_vote

from .. import wording
from ..enums import MotionPurpose, MotionState, Sense
from ..models import Ballot, Motion, MotionOption, MotionVoter
from ..states import MOTION

#: How many for each option, by its key.
Votes = Mapping[int, int]
Option = MotionOption | None


class Recorded(NamedTuple):
    """The event of an act, and its facts."""

    action: str
    facts: Mapping[str, Any]


class BallotKind(ABC):
    """How one kind of motion is voted. Votes are counted by the key of their option."""

    #: Names its templates.
    key: str
    words: wording.BallotWords
    #: Code of a ruling on a vote that was taken → what becomes of the motion: its move is «close_…», or «cast_…» by the casting
    #: vote. Any other code refuses.
    results: Mapping[str, str]
    #: Whether an abstention is asked for its reason.
    asks_reason: bool
    #: The event of a tie that nobody decided before the session closed, and the flag that it leaves.
    lapsed: Recorded
    lapse_flag: str

    @abstractmethod
    def options(self, candidates: Sequence[MotionOption] = ()) -> list[MotionOption]:
        """What can be chosen, in order."""

    @abstractmethod
    def judge(self, motion: Motion, votes: Votes, *, voters: int | None = None, casting: Option = None) -> Ruling:
        """What the regulation says of these votes; `voters` where they were counted already."""

    @abstractmethod
    def judge_casting(self, motion: Motion, option: MotionOption) -> Ruling:
        """What it says of the casting vote for an option. Refused (wrong_state), or a code that is none of its `results`."""

    @abstractmethod
    def deciding(self, motion: Motion) -> list[MotionOption]:
        """The options between which a tie is decided, in their order."""

    @abstractmethod
    def tie_in_words(self, motion: Motion) -> str:
        """What the casting vote is about."""

    @abstractmethod
    def closed(self, motion: Motion) -> Recorded: ...

    @abstractmethod
    def casting(self, motion: Motion, option: MotionOption) -> Recorded: ...

    def count_label(self, option: MotionOption) -> str:
        """What a number of votes for it is called."""
        return self.words.abstentions if option.sense == Sense.ABSTAIN else option.label


class Question(BallotKind):
    """For, against or abstaining (Art. 13)."""

    key = "motion"
    words = wording.QUESTION
    results = {"approved": "approved", "rejected": "rejected", "tie": "tied"}
    asks_reason = True
    lapsed = Recorded(action="motion.lapsed", facts={})
    lapse_flag = "tie_lapsed"

    def options(self, candidates: Sequence[MotionOption] = ()) -> list[MotionOption]:
        return [MotionOption(sense=sense, label=sense.label) for sense in Sense]

    def judge(self, motion: Motion, votes: Votes, *, voters: int | None = None, casting: Option = None) -> Ruling:
        by_sense = Counter({option.sense: votes.get(option.pk, 0) for option in motion.options.all()})
        return judge_vote(
            votes_for=by_sense[Sense.FOR],
            against=by_sense[Sense.AGAINST],
            abstain=by_sense[Sense.ABSTAIN],
            voters=_voters(motion) if voters is None else voters,
            regulation=motion.meeting.rules(),
            casting=cast("Literal['for', 'against']", casting.sense) if casting else None,
        )

    def judge_casting(self, motion: Motion, option: MotionOption) -> Ruling:
        ruling = self.judge(motion, votes_of(motion), casting=option)
        if ruling.code in self.results and motion.state != MotionState.TIED:  # it was decided
            return replace(ruling, holds=False, code="no_tie", facts={"state": motion.state, **motion.figures})
        return ruling

    def deciding(self, motion: Motion) -> list[MotionOption]:
        return [option for option in motion.options.all() if option.sense != Sense.ABSTAIN]

    def tie_in_words(self, motion: Motion) -> str:
        return wording.tied_question(motion.text, motion.figures)

    def closed(self, motion: Motion) -> Recorded:
        return Recorded(action="motion.closed", facts={"text": motion.text})

    def casting(self, motion: Motion, option: MotionOption) -> Recorded:
        return Recorded(action="motion.casting_vote", facts={"sense": option.sense, "text": motion.text})


class Election(BallotKind):
    """Between candidates, or for none of them (Art. 8; CCR 25)."""

    key = "election"
    words = wording.ELECTION
    results = {
        "elected": "approved",
        "second_round": "runoff",
        "draw_lots": "tied",
        "casting_needed": "tied",
        "no_votes": "rejected",
    }
    asks_reason = False
    lapsed = Recorded(action="election.lapsed", facts={})
    lapse_flag = "election_lapsed"

    def options(self, candidates: Sequence[MotionOption] = ()) -> list[MotionOption]:
        if not candidates:
            raise ValueError("an election has candidates: services.elections opens it")
        return [*candidates, MotionOption(sense=Sense.ABSTAIN, label=wording.BLANK)]

    def judge(
        self,
        motion: Motion,
        votes: Votes,
        *,
        voters: int | None = None,
        casting: Option = None,
        lot: Option = None,
    ) -> Ruling:
        """Besides judge_round's, the facts say round, voters, abstain (blank ones among them) and not_voting. Code
        counts_exceed_voters where there are more votes than voters.
        """
        options = list(motion.options.all())
        abstain = sum(votes.get(option.pk, 0) for option in options if option.sense)
        by_name = {option.label: votes.get(option.pk, 0) for option in options if not option.sense}
        voters = _voters(motion) if voters is None else voters
        total = sum(by_name.values()) + abstain
        more: dict[str, JSON] = {
            "round": motion.round_number,
            "voters": voters,
            "abstain": abstain,
            "not_voting": max(voters - total, 0),
            "total": total,
        }
        if total > voters:
            facts: dict[str, JSON] = {"votes": dict(by_name), **more}
            return Ruling(rule="round", holds=False, article="Art. 13", code="counts_exceed_voters", facts=facts)
        ruling = judge_round(
            votes=by_name,
            regulation=motion.meeting.rules(),
            second_round=motion.round_number > 1,
            casting=casting.label if casting else None,
            lot=lot.label if lot else None,
        )
        return replace(ruling, facts={**ruling.facts, **more})

    def judge_casting(self, motion: Motion, option: MotionOption) -> Ruling:
        MOTION.check(motion, "cast_approved")
        return self.judge(motion, votes_of(motion), casting=option)

    def deciding(self, motion: Motion) -> list[MotionOption]:
        tied = motion.figures.get("tied") or []
        return [option for option in motion.options.all() if option.label in tied and not option.sense]

    def tie_in_words(self, motion: Motion) -> str:
        return wording.tied_candidates(option.label for option in self.deciding(motion))

    def closed(self, motion: Motion) -> Recorded:
        return Recorded(action="election.closed", facts={"round": motion.round_number})

    def casting(self, motion: Motion, option: MotionOption) -> Recorded:
        return Recorded(action="election.casting_vote", facts={"elected": option.label})


QUESTION, ELECTION = Question(), Election()


def kind_of(motion: Motion) -> BallotKind:
    return kind_of_purpose(motion.purpose)


def kind_of_purpose(purpose: str) -> BallotKind:
    return ELECTION if purpose == MotionPurpose.ELECTION else QUESTION


# --- Its votes -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class VoterRow:
    """One who may vote on a motion, and in a nominal vote how."""

    voter: MotionVoter
    ballot: Ballot | None

    @property
    def sense(self) -> str:
        return self.ballot.option.sense if self.ballot else ""


def voters(motion: Motion) -> list[VoterRow]:
    """In roll order, the impeded among them. Two queries."""
    ballots = {ballot.entry_id: ballot for ballot in motion.ballots.select_related("option")}
    rows = motion.voters.select_related("entry").order_by("entry__position", "pk")
    return [VoterRow(voter=row, ballot=ballots.get(row.entry_id)) for row in rows]


def ballots_counted(rows: Iterable[VoterRow]) -> Votes:
    """Votes so far in a nominal vote, by option."""
    return Counter(row.ballot.option_id for row in rows if row.ballot)


def votes_of(motion: Motion) -> Votes:
    """The counts of a closed vote, by option."""
    return {option.pk: option.votes or 0 for option in motion.options.all()}


def _voters(motion: Motion) -> int:
    return motion.voters.filter(impeded=False).count()
