"""What two entries of the directory would give together, before and while they become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django_countries import countries

from .. import ubigeo
from ..enums import InstitutionKind
from ..models import Institution, SeatHolding
from ..words import masked

#: What is chosen together, in the order of the entry's page: half an address of each would be no address at all.
UNITS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "short_name": ("short_name",),
    "ruc": ("ruc",),
    "sector": ("sector",),
    "kind": ("kind",),
    "scope": ("scope",),
    "place": ("country", "city", "address", "ubigeo"),
    "email": ("email",),
    "phone": ("phone",),
    "website": ("website",),
    "authority": ("authority_name", "authority_position"),
    "logo": ("logo",),
}
LABELS: Mapping[str, str] = {"place": "ubicación", "authority": "máxima autoridad", "logo": "logotipo"}
#: What papers and rules hang from: a member's own stays (Art. 5, 7).
OF_A_MEMBER = frozenset({"name", "sector"})
PERU = "PE"
FIELDS = tuple(field for unit in UNITS.values() for field in unit)


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit on which two entries differ, in the words of the screen. `choice`: both say something, and not the same."""

    unit: str
    label: str
    keep: str
    drop: str
    choice: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """What would stay of each field, and what would give way to it: (label, words), to be noted down."""

    values: Mapping[str, Any]
    given_way: tuple[tuple[str, str], ...]


def members_among(*rows: Institution) -> frozenset[int]:
    """Those that hold or ever held a seat of any body."""
    found = SeatHolding.objects.filter(institution__in=rows).values_list("institution_id", flat=True)
    return frozenset(found)


def differences(keep: Institution, drop: Institution, *, member: bool) -> list[Difference]:
    """`member`: `keep` holds or held a seat, and its name and sector are not chosen here."""
    found = []
    for unit, fields in UNITS.items():
        if all(value_of(keep, field) == value_of(drop, field) for field in fields):
            continue
        choice = _conflict(keep, drop, unit) and not (member and unit in OF_A_MEMBER)
        found.append(Difference(unit, label_of(unit), unit_words(keep, unit), unit_words(drop, unit), choice))
    return found


def merged(keep: Institution, drop: Institution, taken: frozenset[str]) -> Merged:
    """Of each unit: what fills the other's blanks; where both say something else, `keep`'s, or `drop`'s if `taken`."""
    values: dict[str, Any] = {}
    given_way = []
    for unit, fields in UNITS.items():
        if _conflict(keep, drop, unit):
            stays, goes = (drop, keep) if unit in taken else (keep, drop)
            given_way.append((label_of(unit), unit_words(goes, unit)))
            values |= {field: value_of(stays, field) for field in fields}
        else:
            values |= {
                field: value_of(drop if is_blank(field, value_of(keep, field)) else keep, field) for field in fields
            }
    return Merged(values, tuple(given_way))


def value_of(row: Institution, field: str) -> Any:
    value = getattr(row, field)
    return str(value) if field == "country" else value


def country_name(row: Institution) -> str:
    return str(countries.name(str(row.country)))


def is_blank(field: str, value: Any) -> bool:
    """Whether it says nothing: Peru and «Otra entidad» are what every entry begins with."""
    return not value or value == {"kind": InstitutionKind.OTHER, "country": PERU}.get(field)


def label_of(unit: str) -> str:
    return LABELS.get(unit) or str(getattr(Institution._meta.get_field(unit), "verbose_name", unit))


def unit_words(row: Institution, unit: str) -> str:
    """What the entry says there, as the screen says it; empty where it says nothing."""
    if _empty(row, unit):
        return ""
    words = [_field_words(row, field) for field in UNITS[unit]]
    if unit == "place":
        words.reverse()  # the street first, the country last
    return ", ".join(word for word in words if word)


def described(row: Institution) -> dict[str, Any]:
    """All that an entry says, plain, for its history. Contacts are rows of their own; of their telephones, the last digits."""
    contacts = row.contacts.order_by("pk").values("name", "position", "email", "phone", "note")
    return {
        **{field: value_of(row, field) for field in FIELDS if field != "logo"},
        "logo": row.logo.name if row.logo else "",
        "notes": row.notes,
        "themes": sorted(row.themes.values_list("name", flat=True)),
        "contacts": [{**contact, "phone": masked(contact["phone"])} for contact in contacts],
        "verified_on": row.verified_on.isoformat() if row.verified_on else None,
        "verified_by": row.verified_by.full_name if row.verified_by else None,
    }


# --- Steps of the above --------------------------------------------------------------------------------------------
def _empty(row: Institution, unit: str) -> bool:
    return all(is_blank(field, value_of(row, field)) for field in UNITS[unit])


def _conflict(keep: Institution, drop: Institution, unit: str) -> bool:
    """Both say something, and one could not simply fill the other's blanks."""
    if _empty(keep, unit) or _empty(drop, unit):
        return False
    pairs = {field: (value_of(keep, field), value_of(drop, field)) for field in UNITS[unit]}
    if "country" in pairs and pairs["country"][0] != pairs["country"][1]:
        return True
    return any(
        one != other and not is_blank(field, one) and not is_blank(field, other)
        for field, (one, other) in pairs.items()
    )


def _field_words(row: Institution, field: str) -> str:
    if field == "country":
        return country_name(row)
    if field == "ubigeo":
        return ubigeo.label(row.ubigeo)
    if field in ("sector", "kind", "scope"):
        return str(getattr(row, f"get_{field}_display")())
    return str(value_of(row, field) or "")
