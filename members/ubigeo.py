"""The districts of Peru by their six-digit code (INEI), as words and back. Pure reading of the catalogue `peru-ubigeo`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from .words import searchable, sought

CATALOGUE = "peru-ubigeo/lib/ubigeo.json"
#: Where the committee works: its districts are offered first.
HOME_DEPARTMENT = "21"
#: Created after the catalogue was made: province code → its younger districts (San Miguel: Ley 30492).
_YOUNGER: Mapping[str, tuple[tuple[str, str], ...]] = {"2111": (("211105", "San Miguel"),)}
_CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class District:
    code: str
    name: str
    province: str
    department: str

    @property
    def label(self) -> str:
        """«Juliaca, San Román, Puno»."""
        return f"{self.name}, {self.province}, {self.department}"

    @property
    def at_home(self) -> bool:
        return self.code.startswith(HOME_DEPARTMENT)


@cache
def districts() -> Mapping[str, District]:
    """Every district by code, those of Puno first. Read once per process."""
    departments = json.loads(Path(settings.NODE_MODULES, CATALOGUE).read_text(encoding="utf-8"))
    found = [
        District(code, name, province["name"], department["name"])
        for department in departments
        for province in department["childrens"]
        for code, name in (
            *((district["id"], district["name"]) for district in province["childrens"]),
            *_YOUNGER.get(province["id"], ()),
        )
    ]
    found.sort(key=lambda district: (not district.at_home, district.code))
    return {district.code: district for district in found}


@cache
def _words_of() -> Mapping[str, str]:
    return {code: searchable(district.label) for code, district in districts().items()}


def find(code: str) -> District | None:
    return districts().get(code)


def label(code: str) -> str:
    """«Juliaca, San Román, Puno»; the code itself for one that is not in the catalogue, nothing for none."""
    found = find(code)
    return found.label if found else code


def home() -> tuple[District, ...]:
    """The districts of the committee's own department."""
    return tuple(district for district in districts().values() if district.at_home)


def search(text: str, limit: int = 30) -> tuple[District, ...]:
    """Those whose words, in any order and without accents, begin like the words typed; Puno and exact names first."""
    wanted = sought(text.replace(",", " "))
    if not wanted:
        return ()
    if len(wanted) == 1 and wanted[0].isdecimal():
        return tuple(d for code, d in districts().items() if code.startswith(wanted[0]))[:limit]
    found = []
    for code, words in _words_of().items():
        parts = words.replace(",", " ").split()
        if all(any(part.startswith(word) for part in parts) for word in wanted):
            district = districts()[code]
            name = searchable(district.name)
            exact = name == " ".join(wanted)
            begins = name.startswith(wanted[0])
            found.append((not exact, not district.at_home, not begins, code, district))
    return tuple(row[-1] for row in sorted(found, key=lambda row: row[:-1])[:limit])


def read(text: str) -> tuple[District, ...]:
    """What somebody meant: the one district of a code or of a whole label, or each district with that name; () for none."""
    plain = text.strip()
    if len(plain) == _CODE_DIGITS and plain.isdecimal():
        found = find(plain)
        return (found,) if found else ()
    typed = searchable(", ".join(part.strip() for part in plain.split(",")))
    whole = tuple(districts()[code] for code, words in _words_of().items() if words == typed)
    if whole:
        return whole
    named = tuple(district for district in districts().values() if searchable(district.name) == typed)
    return named or search(plain, limit=6)
