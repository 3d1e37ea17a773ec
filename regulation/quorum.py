"""Art. 13: the quorum, in whole numbers."""

from __future__ import annotations

from fractions import Fraction

from regulation.params import QuorumBase, QuorumShare, Regulation, SecondCall
from regulation.ruling import Ruling

# LPAG 110: the second call of a collegiate body.
SECOND_CALL_FRACTION = Fraction(1, 3)
SECOND_CALL_MINIMUM = 3


def fraction_for(regulation: Regulation, call: int = 1) -> Fraction | QuorumShare:
    """The part of the base that must be present at this call. Without a second call of its own, the ordinary one."""
    if call not in (1, 2):
        raise ValueError("a session has a first call and a second one")
    if call == 2 and regulation.second_call is SecondCall.LPAG:
        return SECOND_CALL_FRACTION
    return regulation.quorum_fraction


def base_for(members: int, enabled: int, regulation: Regulation) -> int:
    """The number the fraction is taken of: all members (suspended ones included) or the enabled ones."""
    return members if regulation.quorum_base is QuorumBase.ALL_MEMBERS else enabled


def required_for(base: int, regulation: Regulation, call: int = 1) -> int:
    """How many members must be present: the fraction of the base, rounded up (23 -> 16), or half_plus_one (18 -> 10).

    Never fewer than one. A second call under LPAG 110 needs a third, rounded up, and at least three.
    """
    if base < 0:
        raise ValueError("a body has no negative number of members")
    fraction = fraction_for(regulation, call)
    if isinstance(fraction, QuorumShare):
        return base // 2 + 1
    required = -(-base * fraction.numerator // fraction.denominator)
    if call == 2 and regulation.second_call is SecondCall.LPAG:
        return max(required, SECOND_CALL_MINIMUM)
    return max(required, 1)


def judge_quorum(*, members: int, enabled: int, present: int, regulation: Regulation, call: int = 1) -> Ruling:
    """Art. 13: whether those present are enough to install, to go on, and to vote.

    `members` are all of the body; `enabled` those not suspended; `present` the enabled members represented in the room, one
    per institution: no guest, no MINCETUR, nobody of a suspended institution. Codes: ok, no_quorum.
    Facts: base, required, present, missing, enabled, reachable (all enabled together would do), call, fraction
    ("2/3", "half_plus_one").
    """
    if not 0 <= enabled <= members:
        raise ValueError("the enabled members are some of the members")
    if not 0 <= present <= enabled:
        raise ValueError("those who count as present are some of the enabled members")
    base = base_for(members, enabled, regulation)
    required = required_for(base, regulation, call)
    holds = present >= required
    return Ruling(
        rule="quorum",
        holds=holds,
        article="LPAG 110" if call == 2 and regulation.second_call is SecondCall.LPAG else "Art. 13",
        code="ok" if holds else "no_quorum",
        facts={
            "base": base,
            "required": required,
            "present": present,
            "missing": max(required - present, 0),
            "members": members,
            "enabled": enabled,
            "reachable": enabled >= required,
            "call": call,
            "fraction": str(fraction_for(regulation, call)),
            "minimum": SECOND_CALL_MINIMUM if call == 2 and regulation.second_call is SecondCall.LPAG else 1,
        },
    )
