"""Art. 10: who makes up a Mesa Técnica, and who may lead it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from regulation.params import Regulation
from regulation.ruling import Ruling

Sector = Literal["public", "private", "academic"]

COORDINATOR_KINDS = frozenset({"producer", "producers_org", "exporter"})


@dataclass(frozen=True, slots=True)
class MesaMember:
    """One institution in a Mesa. A suspended one does not count towards its composition."""

    member: str
    sector: Sector
    suspended: bool = False


def judge_composition(*, members: Iterable[MesaMember], regulation: Regulation) -> Ruling:
    """Art. 10: whether a Mesa can be formed so, or is still regular after a member has left.

    Codes, in the order in which they are named: duplicate_member, too_few_members, needs_public, needs_private, ok.
    Academic members are neither public nor private. Facts: members, public, private, academic (without the suspended
    ones), suspended, required, required_public, required_private, duplicates: [ids], state ("regular" or "irregular").
    """
    listed = list(members)
    counting = [member for member in listed if not member.suspended]
    sectors = Counter(member.sector for member in counting)
    duplicates = sorted(name for name, times in Counter(member.member for member in listed).items() if times > 1)
    if duplicates:
        code = "duplicate_member"
    elif len(counting) < regulation.mesa_min_members:
        code = "too_few_members"
    elif sectors["public"] < regulation.mesa_min_public:
        code = "needs_public"
    elif sectors["private"] < regulation.mesa_min_private:
        code = "needs_private"
    else:
        code = "ok"
    return Ruling(
        rule="mesa_composition",
        holds=code == "ok",
        article="Art. 10",
        code=code,
        facts={
            "members": len(counting),
            "public": sectors["public"],
            "private": sectors["private"],
            "academic": sectors["academic"],
            "suspended": len(listed) - len(counting),
            "required": regulation.mesa_min_members,
            "required_public": regulation.mesa_min_public,
            "required_private": regulation.mesa_min_private,
            "duplicates": duplicates,
            "state": "regular" if code == "ok" else "irregular",
        },
    )


def judge_coordinator(*, in_mesa: bool, kind: str, votes_for: int, against: int) -> Ruling:
    """Art. 10: whether this institution's person leads the Mesa, elected by more than half of the votes cast.

    `kind`: producer, producers_org and exporter may lead; any other may not. Codes: ok, not_in_mesa, not_eligible,
    no_majority. Facts: kind, for, against, needed.
    """
    if min(votes_for, against) < 0:
        raise ValueError("votes are counted from zero")
    needed = (votes_for + against) // 2 + 1
    if not in_mesa:
        code = "not_in_mesa"
    elif kind not in COORDINATOR_KINDS:
        code = "not_eligible"
    elif votes_for < needed:
        code = "no_majority"
    else:
        code = "ok"
    return Ruling(
        rule="coordinator",
        holds=code == "ok",
        article="Art. 10",
        code=code,
        facts={"kind": kind, "for": votes_for, "against": against, "needed": needed},
    )


def judge_eligibility(*, in_mesa: bool, kind: str) -> Ruling:
    """Art. 10: whether this institution's person may lead the Mesa, elected or designated.

    Codes: ok, not_in_mesa, not_eligible. Facts: kind.
    """
    code = "not_in_mesa" if not in_mesa else "ok" if kind in COORDINATOR_KINDS else "not_eligible"
    return Ruling(rule="coordinator", holds=code == "ok", article="Art. 10", code=code, facts={"kind": kind})
