"""Entries of the directory that may be one institution twice (Art. 9.3). These are proposals; somebody who knows them decides."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil

from audit.selectors import events_of

from ..models import Institution, SeatHolding
from ..words import searchable
from .directory import entries

#: Names that share this part of their trigrams are alike.
ALIKE = 0.65
#: As many as somebody goes through in one sitting.
SHOWN = 100
#: More entries than this with the same siglas or domain say nothing of any two of them.
CROWD = 10
#: One office and its neighbour may share a domain and a city; a whole crowd that does is a provider's clients.
HOUSEHOLD = 3

#: A second or two of work; a directory of thousands stays below it unless all its names are made of the same words.
COMPARED = 1_000_000

SAME_NAME, SAME_SHORT, SAME_EMAIL, SAME_HOUSE, LIKE_NAME = (
    "el mismo nombre",
    "las mismas siglas",
    "el mismo correo",
    "el mismo dominio de correo y la misma ciudad",
    "un nombre parecido",
)
_WEIGHT = {SAME_NAME: 1.0, SAME_EMAIL: 0.95, SAME_SHORT: 0.9, SAME_HOUSE: 0.5}
#: Anybody may have an address there.
_PUBLIC_MAIL = frozenset({"gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.es", "live.com", "icloud.com"})
#: What does not distinguish one name from another: articles, and the form of a company.
_ARTICLES = {"a", "al", "de", "del", "e", "el", "en", "la", "las", "los", "o", "para", "por", "y"}
_FORMS = {"sa", "sac", "saa", "srl", "eirl", "ltda", "limitada", "sociedad", "anonima", "cerrada"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is compared of an entry."""

    pk: int
    name: str
    short_name: str = ""
    ruc: str = ""
    email: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one, and why; the one to keep first: a member, else the older entry."""

    keep: int
    drop: int
    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)


def likely_duplicates() -> list[Pair]:
    """Likeliest first. Three queries; the time grows with the entries, not with the pairs of them."""
    rows = [Entry(*row) for row in entries().values_list("pk", "name", "short_name", "ruc", "email", "city")]
    members = set(SeatHolding.objects.values_list("institution_id", flat=True))
    apart = {
        frozenset(pair)
        for pair in events_of("directory").filter(action="institution.told_apart").values_list("data__pair", flat=True)
    }
    pairs = []
    for (one, other), found in compare(rows).items():
        if frozenset((one, other)) in apart or {one, other} <= members:
            continue
        keep, drop = sorted((one, other), key=lambda pk: (pk not in members, pk))
        pairs.append(Pair(keep, drop, found.score, tuple(found.reasons)))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.keep, pair.drop))


def likely_twins(name: str, short_name: str = "", but: int | None = None) -> list[Institution]:
    """Entries that what somebody is about to add may be already."""
    mine = Entry(0, name, short_name)
    others = entries() if but is None else entries().exclude(pk=but)
    rows = [Entry(*row) for row in others.values_list("pk", "name", "short_name")]
    own_key, own_short, own = plain(name), searchable(short_name), trigrams(name)
    keys = [
        row.pk
        for row in rows
        if plain(row.name) == own_key
        or (own_short and own_short in (searchable(row.short_name), searchable(row.name)))
        or (row.short_name and searchable(row.short_name) == searchable(mine.name))
        or likeness(own, trigrams(row.name)) >= ALIKE
    ]
    return list(Institution.objects.filter(pk__in=keys[:CROWD]).order_by("search_text"))


# --- The comparison: plain values ------------------------------------------------------------------------------------
def compare(rows: Sequence[Entry]) -> dict[tuple[int, int], _Found]:
    """Each likely pair (lower key first) with its score and reasons."""
    by_pk = {row.pk: row for row in rows}
    found: dict[tuple[int, int], _Found] = defaultdict(_Found)

    def note(one: int, other: int, reason: str, score: float) -> None:
        pair = found[min(one, other), max(one, other)]
        pair.reasons.append(reason)
        pair.score = max(pair.score, score)

    for reason, crowd, keys in (
        (SAME_NAME, None, {row.pk: {plain(row.name)} for row in rows}),
        (SAME_SHORT, CROWD, {row.pk: _short_keys(row) for row in rows}),
        (SAME_EMAIL, CROWD, {row.pk: {row.email.casefold()} for row in rows}),
        (SAME_HOUSE, HOUSEHOLD, {row.pk: {_house(row)} for row in rows}),
    ):
        for one, other in _sharing(keys, crowd):
            if reason == SAME_SHORT and (one, other) in found:
                continue  # a name that is its own siglas was already said to be the same
            if reason != SAME_HOUSE or not _two_firms(by_pk[one], by_pk[other]):
                note(one, other, reason, _WEIGHT[reason])
    for one, other, score in alike({row.pk: trigrams(row.name) for row in rows}):
        reasons = found[one, other].reasons if (one, other) in found else []
        if SAME_NAME not in reasons and (reasons or not _two_firms(by_pk[one], by_pk[other])):
            note(one, other, LIKE_NAME, score * 0.9)
    return dict(found)


def plain(name: str) -> str:
    """A name without what does not distinguish it from another."""
    words = re.sub(r"[^\w ]+", " ", searchable(name).replace(".", "")).split()
    return " ".join(word for word in words if word not in _ARTICLES | _FORMS) or searchable(name)


def trigrams(name: str) -> frozenset[str]:
    """The three-letter parts of its words, so that the order of the words does not matter."""
    return frozenset(
        padded[start : start + 3]
        for word in plain(name).split()
        for padded in [f"  {word} "]
        for start in range(len(padded) - 2)
    )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The part of all their trigrams that both have (Jaccard)."""
    return len(one & other) / len(one | other) if one or other else 0.0


def alike(sets: Mapping[int, frozenset[str]], least: float = ALIKE) -> Iterator[tuple[int, int, float]]:
    """Every pair whose likeness is at least `least`, without comparing each with each.

    Two sets that are alike enough share one of their rarest parts (the prefix filter of set joins) and are of like size: only
    those are compared, as bits of one number each. Thousands of names made of the same few words would still be compared each with
    each: after `COMPARED` of them, only what few names share is followed.
    """
    often = Counter(part for parts in sets.values() for part in parts)
    place = {part: bit for bit, (part, _) in enumerate(often.most_common())}
    bits = {key: sum(1 << place[part] for part in parts) for key, parts in sets.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    left = COMPARED
    for key in sorted(sets, key=lambda key: (len(sets[key]), key)):
        parts, own, size = sets[key], bits[key], len(sets[key])
        rare = sorted(parts, key=lambda part: place[part], reverse=True)[: size - ceil(least * size) + 1]
        near = {other for part in rare if left > 0 or len(holders[part]) <= CROWD for other in holders[part]}
        left -= len(near)
        for other in sorted(near):
            both = (own & bits[other]).bit_count()
            score = both / (size + len(sets[other]) - both)
            if score >= least:
                yield min(key, other), max(key, other), score
        for part in rare:
            holders[part].append(key)


def _sharing(keys: Mapping[int, Iterable[str]], crowd: int | None) -> Iterator[tuple[int, int]]:
    """The pairs that share a key; a key that a crowd shares means nothing."""
    holders: dict[str, list[int]] = defaultdict(list)
    for pk, own in keys.items():
        for key in own:
            if key:
                holders[key].append(pk)
    pairs = set()
    for sharing in holders.values():
        if crowd is None or len(sharing) <= crowd:
            pairs |= set(combinations(sorted(sharing), 2))
    yield from sorted(pairs)


def _short_keys(row: Entry) -> set[str]:
    """Its siglas, and its name where that is all there is: «PROMPERÚ»."""
    return {searchable(row.short_name), plain(row.name)} if row.short_name else {plain(row.name)}


def _house(row: Entry) -> str:
    domain = row.email.rpartition("@")[2].casefold()
    city = searchable(row.city)
    return f"{domain} {city}" if domain and city and domain not in _PUBLIC_MAIL else ""


def _two_firms(one: Entry, other: Entry) -> bool:
    """Two RUC are two legal persons, however alike their names."""
    return bool(one.ruc and other.ruc and one.ruc != other.ruc)
