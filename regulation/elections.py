"""A round of an election between several candidates, and what follows a tie (the text is silent; CCR 25)."""

from __future__ import annotations

from collections.abc import Mapping

from regulation.params import ElectionTie, Regulation
from regulation.ruling import Ruling


def judge_round(
    *,
    votes: Mapping[str, int],
    regulation: Regulation,
    second_round: bool = False,
    casting: str | None = None,
    lot: str | None = None,
) -> Ruling:
    """Who of several candidates is elected: the one with most votes, when only one has most.

    A tie leads to a second round between the tied, and a tie in that to lots drawn in the room (`lot` is the name
    drawn); or, where the regulation says so, to the chair's casting vote (`casting`). It holds when somebody is elected.
    Codes: elected; what is still needed: second_round, draw_lots, casting_needed; refusals: no_votes, no_tie (a lot or
    casting vote where nothing was tied), not_among_tied, not_entitled (not the way this regulation breaks ties).
    Facts: votes, top, tied: [candidates], elected, by ("votes", "casting", "lots" or None).
    """
    if any(count < 0 for count in votes.values()):
        raise ValueError("votes are counted from zero")
    top = max(votes.values(), default=0)
    leaders = sorted(candidate for candidate, count in votes.items() if count == top)
    by_casting = regulation.election_tie is ElectionTie.CASTING_VOTE
    chosen = casting if casting is not None else lot
    elected: str | None = None
    by: str | None = None
    if top == 0:
        code = "no_votes"
    elif len(leaders) == 1:
        code = "elected" if chosen is None else "no_tie"
        elected, by = (leaders[0], "votes") if chosen is None else (None, None)
    elif (casting is not None and not by_casting) or (lot is not None and (by_casting or not second_round)):
        code = "not_entitled"
    elif chosen is None:
        code = "casting_needed" if by_casting else "draw_lots" if second_round else "second_round"
    elif chosen not in leaders:
        code = "not_among_tied"
    else:
        code, elected, by = "elected", chosen, "casting" if by_casting else "lots"
    return Ruling(
        rule="round",
        holds=code == "elected",
        article="CCR 25" if by == "lots" or code in ("second_round", "draw_lots") else "Art. 13",
        code=code,
        facts={
            "votes": dict(sorted(votes.items())),
            "top": top,
            "tied": leaders if len(leaders) > 1 and top > 0 else [],
            "elected": elected,
            "by": by,
        },
    )
