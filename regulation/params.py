"""Regulation: one dated version of the rules, with what its text leaves open as parameters.

PARAMETERS describes each field once (article, kind, choices, limits); checking, reading and pages all follow it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeAlias

from regulation.ruling import JSON


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


Value: TypeAlias = Fraction | StrEnum | int | bool
Kind: TypeAlias = Literal["fraction", "choice", "number", "flag"]


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
        """The values a choice may have, the words as they are stored; empty for numbers and fractions."""
        return tuple(member.value for member in self.enum) if self.enum else ()

    @property
    def expected(self) -> str:
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "flag":
            return "yes or no"
        if self.kind == "fraction":
            return "a fraction above 0 and at most 1, such as 2/3"
        return f"a whole number of {self.unit} from {self.minimum} to {self.maximum}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """One version of the regulation. The defaults are CERX Puno 2022. A nonsense value is an InvalidParameter."""

    quorum_fraction: Fraction = Fraction(2, 3)
    quorum_base: QuorumBase = QuorumBase.ALL_MEMBERS
    second_call: SecondCall = SecondCall.NONE
    majority_base: MajorityBase = MajorityBase.PRESENT
    casting_vote: CastingVote = CastingVote.CHAIR
    election_tie: ElectionTie = ElectionTie.SECOND_ROUND
    attendance_counts: AttendanceRule = AttendanceRule.ANY_MOMENT
    receipt: ReceiptRule = ReceiptRule.PRESUMED
    notice_days: int = 7
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
    failed_session_counts: bool = True
    justified_breaks_run: bool = True
    justification_days: int = 5
    hearing_days: int = 5
    suspension_months: int = 6
    sanction_by: SanctionBy = SanctionBy.ASSEMBLY

    def __post_init__(self) -> None:
        for parameter in PARAMETERS:
            _check(parameter, self.value_of(parameter.name))

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
        values: dict[str, Value] = {}
        for given, raw in overrides.items():
            for name, value in _spell_out(given, raw):
                if name in values:
                    raise InvalidParameter(given, raw, f"{name} to be given once")
                values[name] = _read(_BY_NAME[name], given, value)
        return cls(**values)  # type: ignore[arg-type]  # each was read by its own kind, and __post_init__ checks it

    def as_overrides(self) -> dict[str, JSON]:
        """Every parameter as JSON says it; `from_overrides` reads it back."""
        return {parameter.name: _plain(self.value_of(parameter.name)) for parameter in PARAMETERS}


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("quorum_fraction", "Art. 13", "fraction", "quorum_fraction"),
    Parameter("quorum_base", "Art. 13", "choice", "quorum_base", QuorumBase),
    Parameter("second_call", "Art. 13; LPAG 110", "choice", "second_call", SecondCall),
    Parameter("majority_base", "Art. 13; LPAG 111; RIC 67.b", "choice", "majority_base", MajorityBase),
    Parameter("casting_vote", "Art. 13", "choice", "casting_vote", CastingVote),
    Parameter("election_tie", "CCR 25", "choice", "election_tie", ElectionTie),
    Parameter("attendance_counts", "Art. 15.1; RIC 32", "choice", "attendance_counts", AttendanceRule),
    Parameter("receipt", "Art. 7; LPAG 20.4", "choice", "receipt", ReceiptRule),
    Parameter("notice_days", "Art. 7; LPAG 145", "number", "notice_days", unit="calendar days", maximum=365),
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
    Parameter("failed_session_counts", "Art. 15.1", "flag", "failed_session_counts"),
    Parameter("justified_breaks_run", "Art. 15.1", "flag", "justified_breaks_run"),
    Parameter("justification_days", "Art. 15.1", "number", "justification_days", unit="business days", maximum=365),
    Parameter("hearing_days", "LPAG 255", "number", "hearing_days", unit="business days", maximum=365),
    Parameter("suspension_months", "Art. 15.1", "number", "suspension_months", unit="months", minimum=1, maximum=1200),
    Parameter("sanction_by", "Art. 15", "choice", "sanction_by", SanctionBy),
)

_BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}


def _check(parameter: Parameter, value: object) -> None:
    """Refuse a value of the wrong kind or without sense, however the Regulation was made."""
    if parameter.kind == "choice":
        fine = parameter.enum is not None and isinstance(value, parameter.enum)
    elif parameter.kind == "flag":
        fine = isinstance(value, bool)
    elif parameter.kind == "fraction":
        fine = isinstance(value, Fraction) and 0 < value <= 1
    else:
        fine = (
            isinstance(value, int) and not isinstance(value, bool) and parameter.minimum <= value <= parameter.maximum
        )
    if not fine:
        raise InvalidParameter(parameter.name, value, parameter.expected)


# ---------------------------------------------------------------------------------------------- reading what people write

_NAMES = {
    "quorum": "quorum_fraction",
    "president_term": "president_term_years",
    "mesa_composition": "mesa_min_members",
    "absences_window": "absences_window_years",
    "window": "absences_window_years",
    "consecutive": "absences_consecutive",
    "alternate": "absences_alternate",
}

# The composite rows of the table may also be given as a mapping of their parts.
_PARTS: dict[str, dict[str, str]] = {
    "president_term": {
        "years": "president_term_years",
        "max_consecutive": "president_max_consecutive",
        "sector": "president_sector",
    },
    "mesa_composition": {
        "members": "mesa_min_members",
        "public": "mesa_min_public",
        "private": "mesa_min_private",
    },
    "absences": {
        "consecutive": "absences_consecutive",
        "alternate": "absences_alternate",
        "window": "absences_window_years",
        "window_years": "absences_window_years",
    },
}

_WORDS: dict[type[StrEnum], dict[str, StrEnum]] = {
    QuorumBase: {
        "all": QuorumBase.ALL_MEMBERS,
        "members": QuorumBase.ALL_MEMBERS,
        "totalidad": QuorumBase.ALL_MEMBERS,
        "enabled": QuorumBase.ENABLED_MEMBERS,
    },
    SecondCall: {"no": SecondCall.NONE, "false": SecondCall.NONE, "lpag_110": SecondCall.LPAG},
    MajorityBase: {
        "voters_present": MajorityBase.PRESENT,
        "majority_of_present": MajorityBase.PRESENT,
        "cast": MajorityBase.VOTES_CAST,
        "votes": MajorityBase.VOTES_CAST,
    },
    CastingVote: {"the_chair": CastingVote.CHAIR, "no": CastingVote.NONE, "false": CastingVote.NONE},
    ElectionTie: {
        "second_round_then_lots": ElectionTie.SECOND_ROUND,
        "second_round_and_lots": ElectionTie.SECOND_ROUND,
        "second_round_between_the_tied": ElectionTie.SECOND_ROUND,
        "lots": ElectionTie.SECOND_ROUND,
        "casting": ElectionTie.CASTING_VOTE,
        "chair": ElectionTie.CASTING_VOTE,
    },
    AttendanceRule: {
        "any": AttendanceRule.ANY_MOMENT,
        "present_at_any_moment": AttendanceRule.ANY_MOMENT,
        "present_at_any_moment_of_the_session": AttendanceRule.ANY_MOMENT,
        "orden_del_dia": AttendanceRule.ORDEN_DEL_DIA_AND_END,
        "orden_del_dia_and_at_the_end": AttendanceRule.ORDEN_DEL_DIA_AND_END,
        "present_at_orden_del_dia_and_end": AttendanceRule.ORDEN_DEL_DIA_AND_END,
        "present_at_the_orden_del_dia_and_at_the_end": AttendanceRule.ORDEN_DEL_DIA_AND_END,
        "ric": AttendanceRule.ORDEN_DEL_DIA_AND_END,
        "ric_32": AttendanceRule.ORDEN_DEL_DIA_AND_END,
    },
    ReceiptRule: {
        "presumption": ReceiptRule.PRESUMED,
        "presumed_on_the_day_of_dispatch": ReceiptRule.PRESUMED,
        "proven": ReceiptRule.PROOF,
        "proof_only": ReceiptRule.PROOF,
        "only_proof": ReceiptRule.PROOF,
        "with_proof": ReceiptRule.PROOF,
        "only_with_proof": ReceiptRule.PROOF,
    },
    NoticeWaiver: {
        "all": NoticeWaiver.ALL_ENABLED_AGREE,
        "all_agree": NoticeWaiver.ALL_ENABLED_AGREE,
        "all_enabled": NoticeWaiver.ALL_ENABLED_AGREE,
        "all_members_agree": NoticeWaiver.ALL_ENABLED_AGREE,
        "lpag": NoticeWaiver.ALL_ENABLED_AGREE,
        "lpag_109_3": NoticeWaiver.ALL_ENABLED_AGREE,
        "yes": NoticeWaiver.ALL_ENABLED_AGREE,
        "true": NoticeWaiver.ALL_ENABLED_AGREE,
        "no": NoticeWaiver.NONE,
        "false": NoticeWaiver.NONE,
    },
    AddedItem: {
        "majority_of_those_present": AddedItem.MAJORITY,
        "majority_of_present": AddedItem.MAJORITY,
        "unanimity": AddedItem.UNANIMOUS,
        "all": AddedItem.UNANIMOUS,
    },
    PresidentSector: {
        "private_sector": PresidentSector.PRIVATE,
        "public_sector": PresidentSector.PUBLIC,
        "none": PresidentSector.ANY,
    },
    SanctionBy: {
        "the_assembly": SanctionBy.ASSEMBLY,
        "acuerdo": SanctionBy.ASSEMBLY,
        "secretaria": SanctionBy.SECRETARIAT,
        "secretariat": SanctionBy.SECRETARIAT,
        "the_secretariat": SanctionBy.SECRETARIAT,
    },
}

_FLAGS = {"yes": True, "true": True, "si": True, "no": False, "false": False}


def _spell_out(given: str, raw: object) -> list[tuple[str, object]]:
    """The full names behind a name as written; a composite row gives several."""
    if given in _PARTS and isinstance(raw, Mapping):
        parts = _PARTS[given]
        unknown = [key for key in raw if key not in parts]
        if unknown or not raw:
            raise InvalidParameter(given, raw, "some of " + ", ".join(parts))
        return [(parts[str(key)], value) for key, value in raw.items()]
    name = _NAMES.get(given, given)
    if name not in _BY_NAME:
        raise InvalidParameter(given, raw, "one of the parameters " + ", ".join(_BY_NAME))
    return [(name, raw)]


def _read(parameter: Parameter, given: str, raw: object) -> Value:
    value: Value | None
    if parameter.kind == "choice" and parameter.enum is not None:
        value = _read_choice(parameter.enum, raw)
    elif parameter.kind == "flag":
        value = raw if isinstance(raw, bool) else _FLAGS.get(_word(raw))
    elif parameter.kind == "fraction":
        value = _read_fraction(raw)
    else:
        value = _read_number(parameter, raw)
    if value is None:
        raise InvalidParameter(given, raw, parameter.expected)
    try:
        _check(parameter, value)
    except InvalidParameter as error:
        raise InvalidParameter(given, raw, parameter.expected) from error
    return value


def _read_choice(enum: type[StrEnum], raw: object) -> StrEnum | None:
    word = "none" if raw is None else _word(raw)
    for member in enum:
        if word == member.value:
            return member
    return _WORDS[enum].get(word)


def _read_fraction(raw: object) -> Fraction | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Fraction):
        return None
    try:
        # Through text, so that 0.6 means three fifths and not its nearest binary number.
        return Fraction(re.sub(r"\s*/\s*", "/", str(raw).strip()))
    except (ValueError, ZeroDivisionError):
        return None


def _read_number(parameter: Parameter, raw: object) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    if not isinstance(raw, str):
        return None
    match = re.fullmatch(r"\s*(-?\d{1,9})\s*([a-z ]*?)\s*", raw.lower())
    if match is None:
        return None
    # "6 months" is fine for months and a mistake for days: a unit, when given, must be the parameter's own.
    written = {word.removesuffix("s") for word in match[2].split()}
    known = {word.removesuffix("s") for word in parameter.unit.split()}
    return int(match[1]) if written <= known else None


def _word(raw: object) -> str:
    """Lower case, without accents, every run of other signs an underscore: «Sí» -> si, "Only with proof" -> only_with_proof."""
    text = unicodedata.normalize("NFKD", str(raw)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


def _plain(value: Value) -> JSON:
    if isinstance(value, Fraction | StrEnum):
        return str(value)
    return value


if {field.name for field in fields(Regulation)} != set(_BY_NAME):  # pragma: no cover - a guard for whoever adds a field
    raise RuntimeError("PARAMETERS and Regulation name different parameters")

PUNO_2022 = Regulation()
