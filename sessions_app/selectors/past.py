"""The committee on the day of a past session, as somebody's table names it: which seat is meant, and who sat in it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from django.db.models import Prefetch
from django.utils.timezone import localdate

from core.text import within
from exchange.words import folded
from members.enums import SeatRole
from members.models import Body, Institution, Person, Seat, SeatHolding
from members.selectors import members_on
from members.words import clean_ruc
from norms.models import RegulationVersion
from regulation.refusal import Refused
from regulation.ruling import JSON, Ruling

from ..enums import Capacity
from ..models import Meeting, Presence, RollEntry

#: How a table calls those who come without being members (Art. 12, 14).
_OTHERS: Mapping[str, Capacity] = {
    "mincetur": Capacity.MINCETUR,
    "ministerio de comercio exterior y turismo": Capacity.MINCETUR,
    "ministerio de comercio exterior y turismo mincetur": Capacity.MINCETUR,
    "gobernador": Capacity.GOVERNOR,
    "gobernador regional": Capacity.GOVERNOR,
    "gobernador regional de puno": Capacity.GOVERNOR,
}
_SEAT = re.compile(r"(?:asiento )?(?:n |no |nro )?(\d{1,4})")
_RUC_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Summoned:
    """One seat of the base, under the name it had when the session was convened, with its people on the session's day."""

    seat: Seat
    institution: Institution
    suspended: bool
    people: Mapping[SeatRole, Person] = field(default_factory=dict)


class CommitteeThen:
    """Who had to be called to a session held on `held_on`, and convened on `convened_on` where that is known.

    The base is that of the day of convening (Art. 11), people and suspensions are those of the session's day. Three times
    the queries of one padrón, for any number of rows.
    """

    def __init__(self, body: Body, held_on: date, convened_on: date | None = None) -> None:
        self.body, self.held_on = body, held_on
        self.first_day = first_day_of_rules(body)
        governed = convened_on is not None and self.first_day is not None and convened_on >= self.first_day
        self.base_on = convened_on if governed and convened_on is not None and convened_on <= held_on else held_on
        base = members_on(body, self.base_on)
        then = base if self.base_on == held_on else members_on(body, held_on)
        present = {row.seat.pk: row for row in then}
        self.summoned: dict[int, Summoned] = {}
        for row in base:
            now = present.get(row.seat.pk)
            self.summoned[row.seat.number] = Summoned(
                seat=row.seat,
                institution=row.institution,
                suspended=now is not None and now.suspended,
                people={SeatRole(a.role): a.person for a in (now.people if now else ())},
            )
        self._later = {row.seat.number: row.institution.name for row in then if row.seat.number not in self.summoned}

    # --- Which seat ------------------------------------------------------------------------------------------------
    def find(self, text: str, names: "Names") -> Summoned | Capacity:
        """Whom a cell means: a seat by its number, RUC or any name it ever had; MINCETUR; the Gobernador.

        Refused: bad_ruc, unknown_institution, ambiguous_institution, no_seat, no_holder, not_summoned_then.
        """
        voice = names.voice(text)
        return voice if isinstance(voice, Capacity) else self.seat(voice)

    def seat(self, number: int) -> Summoned:
        """Refused: no_holder, not_summoned_then."""
        if number in self.summoned:
            return self.summoned[number]
        facts: dict[str, JSON] = {"on": self.base_on.isoformat()}
        if number in self._later:
            raise Refused.because("not_summoned_then", "Art. 11", {**facts, "institution": self._later[number]})
        raise Refused.because("no_holder", "Art. 7", {**facts, "number": number})

    # --- Who came --------------------------------------------------------------------------------------------------
    def person(self, seat: Summoned, role: SeatRole, name: str) -> tuple[Person | None, str]:
        """Who came for the seat in that role, and their name as it is kept.

        Without a name, the person accredited. A name that is a part of the accredited person's is theirs. Where nobody was
        accredited in the role the name typed stands. Refused: no_person_then, ambiguous_person, other_role_then,
        person_elsewhere_then, not_accredited_then.
        """
        name = " ".join(name.split())
        accredited = seat.people.get(role)
        if not name:
            if accredited is None:
                facts: dict[str, JSON] = {"institution": seat.institution.name, "role": role.value}
                raise Refused.because("no_person_then", "Art. 5", facts)
            return accredited, accredited.full_name
        here = [(r, person) for r, person in seat.people.items() if says(name, person.full_name)]
        exact = [(r, person) for r, person in here if folded(name) == folded(person.full_name)]
        if len(here) > 1 and len(exact) != 1:
            people = [person.full_name for _, person in here]
            raise Refused.because("ambiguous_person", facts={"name": name, "people": people})
        for found, person in exact or here:
            if found != role:
                facts = {"person": person.full_name, "role": found.value}
                raise Refused.because("other_role_then", "Art. 5", facts)
            return person, person.full_name
        for elsewhere in self.summoned.values():
            for person in elsewhere.people.values():
                if elsewhere.seat.pk != seat.seat.pk and says(name, person.full_name) and len(folded(name).split()) > 1:
                    facts = {"person": person.full_name, "institution": elsewhere.institution.name}
                    raise Refused.because("person_elsewhere_then", "Art. 5", facts)
        if accredited is not None:
            facts = {"name": name, "accredited": accredited.full_name, "role": role.value}
            raise Refused.because("not_accredited_then", "Art. 5", facts)
        return None, within(name, 160)


def says(typed: str, full_name: str) -> bool:
    """Whether every word that was typed is in the full name, in any order: «Quispe Ana» says «Ana María Quispe Mamani»."""
    words, whole = folded(typed).split(), folded(full_name).split()
    return bool(words) and all(word in whole for word in words)


class Names:
    """Every name a seat of the body ever had. One query for the whole table that is read."""

    def __init__(self, body: Body) -> None:
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self._by_ruc: dict[str, set[int]] = defaultdict(set)
        self._shown: dict[str, str] = {}
        self._institutions: dict[int, str] = {}
        held = SeatHolding.objects.filter(seat__body=body).select_related("seat", "institution").order_by("starts_on")
        for holding in held:
            number, institution = holding.seat.number, holding.institution
            self._institutions[number] = institution.name
            for name in (institution.name, institution.short_name):
                if name:
                    self._numbers[folded(name)].add(number)
                    self._shown[folded(name)] = name
            if institution.ruc:
                self._by_ruc[institution.ruc].add(number)
        self._known = {*self._institutions, *body.seats.values_list("number", flat=True)}

    def voice(self, text: str) -> int | Capacity:
        """The seat meant, under any of its holders; or MINCETUR, or the Gobernador. Refused as `number`."""
        other = _OTHERS.get(folded(text))
        return self.number(text) if other is None else other

    def number(self, text: str) -> int:
        """The seat meant. Refused: bad_ruc, unknown_institution, ambiguous_institution, no_seat."""
        plain = folded(text)
        digits = plain.removeprefix("ruc").replace(" ", "")
        if digits.isdecimal() and len(digits) >= _RUC_DIGITS - 1:
            return self._one(self._by_ruc.get(clean_ruc(digits), set()), text, "")
        by_number = _SEAT.fullmatch(plain)
        if by_number:
            number = int(by_number[1])
            if number not in self._known:
                raise Refused.because("no_seat", "Art. 5", {"number": number})
            return number
        guess = next(iter(get_close_matches(plain, list(self._numbers), n=1, cutoff=0.75)), "")
        return self._one(self._numbers.get(plain, set()), text, self._shown.get(guess, ""))

    def _one(self, found: set[int], text: str, guess: str) -> int:
        if len(found) > 1:
            institutions = [f"asiento {number}, {self._institutions[number]}" for number in sorted(found)]
            facts: dict[str, JSON] = {"text": text.strip(), "institutions": institutions}
            raise Refused.because("ambiguous_institution", facts=facts)
        if not found:
            raise Refused.because("unknown_institution", facts={"text": text.strip(), "guess": guess or None})
        return next(iter(found))


def first_day_of_rules(body: Body) -> date | None:
    """The first day on which the body's regulation was in force."""
    versions = RegulationVersion.objects.filter(rulebook_id=body.rulebook_id).order_by("starts_on")
    return versions.values_list("starts_on", flat=True).first()


def is_past(meeting: Meeting) -> bool:
    """Whether it was brought in from a table: it has its roll, no mails and no acta of ours."""
    return meeting.import_batch_id is not None


def notice_day(meeting: Meeting) -> date | None:
    """The day on which a past session was convened, as its table says; None where the table does not know.

    Without a mail of ours this is when everybody is presumed to have been called (LPAG 20.4).
    """
    known = meeting.notice_ruling is None or meeting.notice_ruling.code != "not_notified"
    return localdate(meeting.convened_at) if known and meeting.convened_at is not None else None


# --- The page of a past session ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Voice:
    """One line of the attendance: an entry of the roll and the stays that stand."""

    entry: RollEntry
    presences: list[Presence]

    @property
    def came(self) -> bool:
        return bool(self.presences)


@dataclass(frozen=True, slots=True)
class PaperRoll:
    """The attendance of a session held on paper, with what the regulation of its day said of the quorum and the notice."""

    voices: list[Voice]
    quorum: Ruling
    notice: Ruling | None

    @property
    def members(self) -> list[Voice]:
        return [voice for voice in self.voices if voice.entry.capacity == Capacity.MEMBER]

    @property
    def came(self) -> int:
        return sum(voice.came for voice in self.members)


def paper_roll(meeting: Meeting) -> PaperRoll:
    """Three queries for any number of institutions."""
    valid = Presence.objects.filter(voided_at=None).order_by("from_at", "pk")
    entries = meeting.roll.select_related("seat").prefetch_related(Prefetch("presences", valid))
    voices = [Voice(entry, list(entry.presences.all())) for entry in entries]
    call = meeting.calls.get()
    facts = call.ruling.facts["quorum"]
    code = "ok" if facts["holds"] else "no_quorum"
    quorum = Ruling(rule="quorum", holds=facts["holds"], article="Art. 13", code=code, facts=facts)
    return PaperRoll(voices, quorum, meeting.notice_ruling)
