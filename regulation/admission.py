"""Art. 11: a new member of the Assembly or of a Mesa."""

from __future__ import annotations

from datetime import datetime

from regulation.ruling import Ruling


def judge_admission(*, already_member: bool, quorum: Ruling, vote: Ruling) -> Ruling:
    """Art. 11: whether the applicant is admitted: by the same majority as any motion, in a session with quorum.

    `quorum` and `vote` are the rulings on the session at the moment of the vote. Codes: admitted, already_member,
    no_quorum, counts_exceed_voters, tie (the casting vote is still to come), no_majority. Facts: those of the vote, quorum.
    """
    if already_member:
        code, article = "already_member", "Art. 11"
    elif not quorum.holds:
        code, article = "no_quorum", quorum.article
    elif vote.holds:
        code, article = "admitted", "Art. 11"
    elif vote.code == "rejected":
        code, article = "no_majority", "Art. 11"
    else:
        code, article = vote.code, vote.article
    return Ruling(
        rule="admission",
        holds=code == "admitted",
        article=article,
        code=code,
        facts={**vote.facts, "accepted": code == "admitted", "quorum": {**quorum.facts, "holds": quorum.holds}},
    )


def counts_in_session(*, admitted_at: datetime, convened_at: datetime) -> bool:
    """Art. 11: a new member counts in the sessions convened after its acuerdo, not in those convened before."""
    return convened_at > admitted_at
