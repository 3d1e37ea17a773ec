"""Regulation: one dated version of the rules, with what its text leaves open as parameters.

PARAMETERS describes each field once (article, kind, choices, limits); checking, reading and pages all follow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction

from regulation.choices import (
    AddedItem,
    AttendanceRule,
    CastingVote,
    Days,
    DayUnit,
    ElectionTie,
    InvalidParameter,
    MajorityBase,
    NoticeDays,
    NoticeWaiver,
    Parameter,
    PresidentSector,
    QuorumBase,
    QuorumShare,
    ReceiptRule,
    SanctionBy,
    SecondCall,
    Value,
    check,
)
from regulation.ruling import JSON
from regulation.spelling import read_overrides

__all__ = [
    "PARAMETERS",
    "PUNO_2022",
    "AddedItem",
    "AttendanceRule",
    "CastingVote",
    "ElectionTie",
    "InvalidParameter",
    "MajorityBase",
    "NoticeDays",
    "NoticeWaiver",
    "Parameter",
    "PresidentSector",
    "QuorumBase",
    "QuorumShare",
    "ReceiptRule",
    "Regulation",
    "SanctionBy",
    "SecondCall",
    "Value",
]


_A_WEEK = NoticeDays.of(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One version of the regulation. The defaults are CERX Puno 2022. A nonsense value is an InvalidParameter."""

    quorum_fraction: Fraction | QuorumShare = Fraction(2, 3)
    quorum_base: QuorumBase = QuorumBase.ALL_MEMBERS
    second_call: SecondCall = SecondCall.NONE
    majority_base: MajorityBase = MajorityBase.PRESENT
    casting_vote: CastingVote = CastingVote.CHAIR
    election_tie: ElectionTie = ElectionTie.SECOND_ROUND
    attendance_counts: AttendanceRule = AttendanceRule.ANY_MOMENT
    receipt: ReceiptRule = ReceiptRule.PRESUMED
    notice_days: NoticeDays = _A_WEEK
    notice_waiver: NoticeWaiver = NoticeWaiver.ALL_ENABLED_AGREE
    added_item: AddedItem = AddedItem.MAJORITY
    ordinary_per_year: int = 4
    plenary_per_quarter: int = 1
    president_term_years: int = 2
    president_max_consecutive: int = 2
    president_sector: PresidentSector = PresidentSector.PRIVATE
    mesa_min_members: int = 3
    mesa_min_public: int = 1
    mesa_min_private: int = 1
    absences_consecutive: int = 3
    absences_alternate: int = 5
    absences_window_years: int = 1
    absences_count: bool = True
    failed_session_counts: bool = True
    justified_breaks_run: bool = True
    justification_days: int = 5
    hearing_days: int = 5
    suspension_months: int = 6
    sanction_by: SanctionBy = SanctionBy.ASSEMBLY

    def __post_init__(self) -> None:
        for parameter in PARAMETERS:
            check(parameter, self.value_of(parameter.name))

    def value_of(self, name: str) -> Value:
        """The value in force of the parameter with this name."""
        if name not in _BY_NAME:
            raise InvalidParameter(name, None, "one of the parameters " + ", ".join(_BY_NAME))
        value: Value = getattr(self, name)
        return value

    @classmethod
    def from_overrides(cls, overrides: Mapping[str, object]) -> Regulation:
        """Puno 2022 but for these. Strict about names and sense, lenient in spelling ("2/3", "sí", "no", "7 days").

        president_term, mesa_composition, window, consecutive and alternate are understood as the table abbreviates them.
        Raises InvalidParameter.
        """
        # Each value was read by its own kind, and __post_init__ checks it.
        return cls(**read_overrides(overrides, _BY_NAME))  # type: ignore[arg-type]

    def as_overrides(self) -> dict[str, JSON]:
        """Every parameter as JSON says it; `from_overrides` reads it back."""
        return {parameter.name: _plain(self.value_of(parameter.name)) for parameter in PARAMETERS}


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("quorum_fraction", "Art. 13", "fraction", "quorum_fraction", QuorumShare),
    Parameter("quorum_base", "Art. 13", "choice", "quorum_base", QuorumBase),
    Parameter("second_call", "Art. 13; LPAG 110", "choice", "second_call", SecondCall),
    Parameter("majority_base", "Art. 13; LPAG 111; RIC 67.b", "choice", "majority_base", MajorityBase),
    Parameter("casting_vote", "Art. 13", "choice", "casting_vote", CastingVote),
    Parameter("election_tie", "CCR 25", "choice", "election_tie", ElectionTie),
    Parameter("attendance_counts", "Art. 15.1; RIC 32", "choice", "attendance_counts", AttendanceRule),
    Parameter("receipt", "Art. 7; LPAG 20.4", "choice", "receipt", ReceiptRule),
    Parameter("notice_days", "Art. 7; LPAG 145", "notice", "notice_days", maximum=365),
    Parameter("notice_waiver", "LPAG 109.3", "choice", "notice_waiver", NoticeWaiver),
    Parameter("added_item", "Art. 7; LPAG 109.4", "choice", "added_item", AddedItem),
    Parameter("ordinary_per_year", "Art. 7", "number", "ordinary_per_year", unit="sessions", maximum=366),
    Parameter("plenary_per_quarter", "Art. 12", "number", "plenary_per_quarter", unit="sessions", maximum=92),
    Parameter("president_term_years", "Art. 8", "number", "president_term", unit="years", minimum=1, maximum=100),
    Parameter("president_max_consecutive", "Art. 8", "number", "president_term", unit="terms", minimum=1),
    Parameter("president_sector", "Art. 8", "choice", "president_term", PresidentSector),
    Parameter("mesa_min_members", "Art. 10", "number", "mesa_composition", unit="members", minimum=1),
    Parameter("mesa_min_public", "Art. 10", "number", "mesa_composition", unit="members"),
    Parameter("mesa_min_private", "Art. 10", "number", "mesa_composition", unit="members"),
    Parameter("absences_consecutive", "Art. 15.1", "number", "absences", unit="absences", minimum=1),
    Parameter("absences_alternate", "Art. 15.1", "number", "absences", unit="absences", minimum=1),
    Parameter("absences_window_years", "Art. 15.1", "number", "absences", unit="years", minimum=1, maximum=100),
    Parameter("absences_count", "Art. 15.1", "flag", "absences_count"),
    Parameter("failed_session_counts", "Art. 15.1", "flag", "failed_session_counts"),
    Parameter("justified_breaks_run", "Art. 15.1", "flag", "justified_breaks_run"),
    Parameter("justification_days", "Art. 15.1", "number", "justification_days", unit="business days", maximum=365),
    Parameter("hearing_days", "LPAG 255", "number", "hearing_days", unit="business days", maximum=365),
    Parameter("suspension_months", "Art. 15.1", "number", "suspension_months", unit="months", minimum=1, maximum=1200),
    Parameter("sanction_by", "Art. 15", "choice", "sanction_by", SanctionBy),
)

_BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}


def _plain(value: Value) -> JSON:
    if isinstance(value, Fraction | StrEnum):
        return str(value)
    if isinstance(value, NoticeDays):
        ordinary, extraordinary = _days(value.ordinary), _days(value.extraordinary)
        return ordinary if ordinary == extraordinary else {"ordinary": ordinary, "extraordinary": extraordinary}
    return value


def _days(days: Days) -> JSON:
    return days.count if days.unit is DayUnit.CALENDAR else f"{days.count} {days.unit}"


if {field.name for field in fields(Regulation)} != set(_BY_NAME):  # pragma: no cover - a guard when a field is added
    raise RuntimeError("PARAMETERS and Regulation name different parameters")

PUNO_2022 = Regulation()
