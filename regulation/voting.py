"""Art. 13: majority, tie and casting vote. Art. 5: who may vote. Art. 7: points added in the session."""

from __future__ import annotations

from typing import Literal

from regulation.params import AddedItem, CastingVote, MajorityBase, Regulation
from regulation.ruling import Ruling

Sense = Literal["for", "against"]
Role = Literal["titular", "alternate"]

# The codes of a vote that was taken; any other code of judge_vote means that it was refused.
RESULTS = frozenset({"approved", "rejected", "tie"})


def needed_for(voters: int, against: int, regulation: Regulation) -> int:
    """The least number in favour that approves: more than half of the voters present, or one more than those against."""
    if regulation.majority_base is MajorityBase.PRESENT:
        return voters // 2 + 1
    return against + 1


def judge_vote(
    *,
    votes_for: int,
    against: int,
    abstain: int,
    voters: int,
    regulation: Regulation,
    casting: Sense | None = None,
) -> Ruling:
    """Art. 13: the result of one vote; it holds when approved.

    `voters` are those present who may vote and are not impeded, MINCETUR's one included; who abstains or stays silent is
    among them. `casting` is the chair's separate act after a tie. Codes of a result: approved, rejected, tie; of a refusal:
    counts_exceed_voters, no_tie (a casting vote without a tie), not_entitled (a casting vote where there is none).
    Facts: accepted, result (None when refused), for, against, abstain, not_voting, voters, needed (the least `for` that
    approves), tied, casting, for_with_casting, majority_base. Nobody for and nobody against is no tie: rejected.
    """
    _refuse_negative(votes_for, against, abstain, voters)
    tied = votes_for == against and votes_for > 0
    in_favour = votes_for + (casting == "for")
    needed = needed_for(voters, against, regulation)
    if votes_for + against + abstain > voters:
        code = "counts_exceed_voters"
    elif casting is not None and regulation.casting_vote is CastingVote.NONE:
        code = "not_entitled"
    elif casting is not None and not tied:
        code = "no_tie"
    elif tied and casting is None and regulation.casting_vote is CastingVote.CHAIR:
        code = "tie"
    elif in_favour >= needed and casting != "against":
        code = "approved"
    else:
        code = "rejected"
    accepted = code in RESULTS
    return Ruling(
        rule="vote",
        holds=code == "approved",
        article="Art. 13",
        code=code,
        facts={
            "accepted": accepted,
            "result": code if accepted else None,
            "for": votes_for,
            "against": against,
            "abstain": abstain,
            "not_voting": max(voters - votes_for - against - abstain, 0),
            "voters": voters,
            "needed": needed,
            "tied": tied,
            "casting": casting,
            "for_with_casting": in_favour,
            "majority_base": regulation.majority_base.value,
        },
    )


def judge_entitlement(
    *,
    present: bool,
    role: Role,
    titular_present: bool,
    suspended: bool,
    may_vote: bool,
    impeded: bool,
) -> Ruling:
    """Art. 5, 13, 14, 15: whether this person may vote on this motion now.

    `may_vote`: the seat carries a vote (a member, or the one named of MINCETUR); guests have voice only. Codes: ok,
    not_entitled; facts.reason: voice_only, suspended, absent, alternate_while_titular, impeded, or None.
    """
    refusals = (
        (not may_vote, "voice_only", "Art. 14"),
        (suspended, "suspended", "Art. 15.1"),
        (not present, "absent", "Art. 13"),
        (role == "alternate" and titular_present, "alternate_while_titular", "Art. 5"),
        (impeded, "impeded", "Art. 15.2"),
    )
    for refused, reason, article in refusals:
        if refused:
            return Ruling(
                rule="entitlement",
                holds=False,
                article=article,
                code="not_entitled",
                facts={"reason": reason, "role": role},
            )
    return Ruling(rule="entitlement", holds=True, article="Art. 13", code="ok", facts={"reason": None, "role": role})


def judge_added_item(
    *,
    votes_for: int,
    against: int,
    voters: int,
    present_members: int,
    enabled_members: int,
    regulation: Regulation,
    abstain: int = 0,
) -> Ruling:
    """Art. 7; LPAG 109.4: whether a point enters the agenda during the session.

    By majority, the same as any motion's (a tie does not add it), or unanimously: every enabled member is present and
    every voter is in favour. Codes: added, no_majority, needs_unanimity, counts_exceed_voters. Facts: accepted, for,
    against, abstain, voters, needed, unanimous, warning (added by majority, yet not as LPAG 109.4 asks).
    """
    vote = judge_vote(votes_for=votes_for, against=against, abstain=abstain, voters=voters, regulation=regulation)
    unanimous = 0 < enabled_members <= min(present_members, votes_for) and votes_for == voters
    by_unanimity = regulation.added_item is AddedItem.UNANIMOUS
    if vote.code == "counts_exceed_voters":
        code = vote.code
    elif by_unanimity:
        code = "added" if unanimous else "needs_unanimity"
    else:
        code = "added" if vote.holds else "no_majority"
    return Ruling(
        rule="added_item",
        holds=code == "added",
        article="LPAG 109.4" if by_unanimity else "Art. 7",
        code=code,
        facts={
            "accepted": code == "added",
            "for": votes_for,
            "against": against,
            "abstain": abstain,
            "voters": voters,
            "needed": max(voters, enabled_members) if by_unanimity else vote.facts["needed"],
            "present_members": present_members,
            "enabled_members": enabled_members,
            "unanimous": unanimous,
            "warning": code == "added" and not unanimous,
        },
    )


def _refuse_negative(*counts: int) -> None:
    if min(counts) < 0:
        raise ValueError("votes are counted from zero")
