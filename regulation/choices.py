"""What a parameter may say: its choices as enums, its limits, and the refusal of anything else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeAlias


class QuorumShare(StrEnum):
    """A part of the base that is no fraction: n // 2 + 1 (18 → 10, 19 → 10)."""

    HALF_PLUS_ONE = "half_plus_one"


class QuorumBase(StrEnum):
    ALL_MEMBERS = "all_members"
    ENABLED_MEMBERS = "enabled_members"


class SecondCall(StrEnum):
    NONE = "none"
    LPAG = "lpag"


class MajorityBase(StrEnum):
    PRESENT = "present"
    VOTES_CAST = "votes_cast"


class CastingVote(StrEnum):
    CHAIR = "chair"
    NONE = "none"


class ElectionTie(StrEnum):
    SECOND_ROUND = "second_round"
    CASTING_VOTE = "casting_vote"


class AttendanceRule(StrEnum):
    ANY_MOMENT = "any_moment"
    ORDEN_DEL_DIA_AND_END = "orden_del_dia_and_end"


class ReceiptRule(StrEnum):
    PRESUMED = "presumed"
    PROOF = "proof"


class NoticeWaiver(StrEnum):
    ALL_ENABLED_AGREE = "all_enabled_agree"
    NONE = "none"


class AddedItem(StrEnum):
    MAJORITY = "majority"
    UNANIMOUS = "unanimous"


class PresidentSector(StrEnum):
    PRIVATE = "private"
    PUBLIC = "public"
    ACADEMIC = "academic"
    ANY = "any"


class SanctionBy(StrEnum):
    ASSEMBLY = "assembly"
    SECRETARIAT = "secretariat"


class DayUnit(StrEnum):
    CALENDAR = "calendar days"
    BUSINESS = "business days"


@dataclass(frozen=True, slots=True)
class Days:
    """A term in days of one kind."""

    count: int
    unit: DayUnit = DayUnit.CALENDAR


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """The notice that each kind of session needs."""

    ordinary: Days
    extraordinary: Days

    @classmethod
    def of(cls, count: int, unit: DayUnit = DayUnit.CALENDAR) -> NoticeDays:
        """The same notice for both kinds."""
        return cls(Days(count, unit), Days(count, unit))

    def for_kind(self, kind: str) -> Days:
        """`kind` as the session has it: "extraordinary", or any other."""
        return self.extraordinary if kind == "extraordinary" else self.ordinary

    @property
    def in_business_days(self) -> bool:
        """Whether a calendar is needed to count it."""
        return DayUnit.BUSINESS in (self.ordinary.unit, self.extraordinary.unit)


Value: TypeAlias = Fraction | StrEnum | NoticeDays | int | bool
Kind: TypeAlias = Literal["fraction", "choice", "notice", "number", "flag"]


class InvalidParameter(ValueError):
    """A parameter that does not exist, or a value it cannot have. `expected` says in words what would do."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name}: {value!r} is not valid; expected {expected}")
        self.name = name
        self.value = value
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row for pages and tests: `row` is its name in the table of the regulation, `unit` what a number counts."""

    name: str
    article: str
    kind: Kind
    row: str
    enum: type[StrEnum] | None = None
    unit: str = ""
    minimum: int = 0
    maximum: int = 1000

    @property
    def choices(self) -> tuple[str, ...]:
        """The values a choice may have, or a share besides any fraction, as they are stored; empty for numbers."""
        return tuple(member.value for member in self.enum) if self.enum else ()

    @property
    def expected(self) -> str:
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "flag":
            return "yes or no"
        if self.kind == "fraction":
            return ", or ".join(("a fraction above 0 and at most 1, such as 2/3", *self.choices))
        if self.kind == "notice":
            return (
                f'a whole number of days from {self.minimum} to {self.maximum}, such as 7 or "2 business days", '
                "or one for each of ordinary and extraordinary"
            )
        return f"a whole number of {self.unit} from {self.minimum} to {self.maximum}"


def check(parameter: Parameter, value: object) -> None:
    """Refuse a value of the wrong kind or without sense, however the Regulation was made."""
    if parameter.enum is not None and isinstance(value, parameter.enum):
        fine = True
    elif parameter.kind == "flag":
        fine = isinstance(value, bool)
    elif parameter.kind == "fraction":
        fine = isinstance(value, Fraction) and 0 < value <= 1
    elif parameter.kind == "notice":
        fine = isinstance(value, NoticeDays) and all(
            _is_number(parameter, days.count) for days in (value.ordinary, value.extraordinary)
        )
    else:
        fine = parameter.kind == "number" and _is_number(parameter, value)
    if not fine:
        raise InvalidParameter(parameter.name, value, parameter.expected)


def _is_number(parameter: Parameter, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and parameter.minimum <= value <= parameter.maximum
