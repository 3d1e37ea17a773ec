"""Reading parameters as people write them: "2/3", "sí", "no", "7 days", "only with proof"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
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

_NAMES = {
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
    QuorumShare: {"half_and_one": QuorumShare.HALF_PLUS_ONE, "mitad_mas_uno": QuorumShare.HALF_PLUS_ONE},
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


def read_overrides(overrides: Mapping[str, object], by_name: Mapping[str, Parameter]) -> dict[str, Value]:
    """Full names and true values of what was written; an InvalidParameter names what was not understood."""
    values: dict[str, Value] = {}
    for given, raw in overrides.items():
        for name, value in _spell_out(given, raw, by_name):
            if name in values:
                raise InvalidParameter(given, raw, f"{name} to be given once")
            values[name] = _read(by_name[name], given, value)
    return values


def _spell_out(given: str, raw: object, by_name: Mapping[str, Parameter]) -> list[tuple[str, object]]:
    """The full names behind a name as written; a composite row gives several."""
    if given in _PARTS and isinstance(raw, Mapping):
        parts = _PARTS[given]
        unknown = [key for key in raw if key not in parts]
        if unknown or not raw:
            raise InvalidParameter(given, raw, "some of " + ", ".join(parts))
        return [(parts[str(key)], value) for key, value in raw.items()]
    name = _NAMES.get(given, given)
    if name not in by_name:
        raise InvalidParameter(given, raw, "one of the parameters " + ", ".join(by_name))
    return [(name, raw)]


def _read(parameter: Parameter, given: str, raw: object) -> Value:
    value: Value | None
    if parameter.kind == "choice" and parameter.enum is not None:
        value = _read_choice(parameter.enum, raw)
    elif parameter.kind == "flag":
        value = raw if isinstance(raw, bool) else _FLAGS.get(_word(raw)) if isinstance(raw, str) else None
    elif parameter.kind == "fraction":
        value = _read_fraction(raw)
        if value is None and parameter.enum is not None and isinstance(raw, str):
            value = _read_choice(parameter.enum, raw)
    elif parameter.kind == "notice":
        value = _read_notice(raw)
    else:
        value = _read_number(parameter.unit, raw)
    if value is None:
        raise InvalidParameter(given, raw, parameter.expected)
    try:
        check(parameter, value)
    except InvalidParameter as error:
        raise InvalidParameter(given, raw, parameter.expected) from error
    return value


def _read_choice(enum: type[StrEnum], raw: object) -> StrEnum | None:
    if not isinstance(raw, str | bool | None):
        return None
    word = "none" if raw is None else _word(raw)
    for member in enum:
        if word == member.value:
            return member
    return _WORDS[enum].get(word)


def _read_fraction(raw: object) -> Fraction | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Fraction):
        return None
    # Through text, so that 0.6 means three fifths and not its nearest binary number; short, so that nothing can explode.
    text = re.sub(r"\s*/\s*", "/", str(raw).strip())
    if not re.fullmatch(r"-?\d{1,6}(/0*[1-9]\d{0,5}|\.\d{1,9})?", text, re.ASCII):
        return None
    return Fraction(text)


def _read_notice(raw: object) -> NoticeDays | None:
    """One term for both kinds of session, or a mapping with one for each."""
    if not isinstance(raw, Mapping):
        days = _read_days(raw)
        return NoticeDays(days, days) if days else None
    if raw.keys() != {"ordinary", "extraordinary"}:
        return None
    ordinary, extraordinary = _read_days(raw["ordinary"]), _read_days(raw["extraordinary"])
    return NoticeDays(ordinary, extraordinary) if ordinary and extraordinary else None


def _read_days(raw: object) -> Days | None:
    """A number alone, or with calendar days as its unit, is of calendar days."""
    for unit in DayUnit:
        if (count := _read_number(unit, raw)) is not None:
            return Days(count, unit)
    return None


def _read_number(unit: str, raw: object) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    if not isinstance(raw, str):
        return None
    match = re.fullmatch(r"\s*(-?\d{1,9})\s*([a-z ]*?)\s*", raw.lower(), re.ASCII)
    if match is None:
        return None
    # "6 months" is fine for months and a mistake for days: a unit, when given, must be the parameter's own.
    written = {word.removesuffix("s") for word in match[2].split()}
    known = {word.removesuffix("s") for word in unit.split()}
    return int(match[1]) if written <= known else None


def _word(raw: object) -> str:
    """Lower case, without accents, every run of other signs an underscore: «Sí» -> si, "Only with proof" -> only_with_proof."""
    text = unicodedata.normalize("NFKD", str(raw)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")
