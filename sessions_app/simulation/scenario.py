"""Reading a scenario file. Everything is checked before anything is played: what cannot be understood is InvalidScenario."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from core.rooms import merged
from norms.wording.parameters import UNITS
from regulation.params import PARAMETERS, InvalidParameter, Regulation

#: A step's date without a time means this hour in Lima.
DEFAULT_TIME = time(9)
#: The committee of a scenario is there from 1900 on; the far end keeps every term inside the calendar.
FIRST_YEAR, LAST_YEAR = 1900, 2999
#: Forty years of business days.
LONGEST_TERM = 10_000
LONGEST_TEXT = 2000
#: As much of an institution's id or a guest's name as the registers hold.
LONGEST_NAME = 80
#: As much of a person's name.
LONGEST_PERSON = 160
SECTORS = ("public", "private", "academic")
KINDS = ("producer", "producers_org", "exporter", "other")
SENSES = ("for", "against", "abstain")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: Keys that are for the reader only.
REMARKS = {"note", "comment", "title", "source"}
#: Known steps whose models come with later parts of the program.
LATER_STEPS = frozenset({"justify", "ledger", "suspend", "form_mesa", "elect_coordinator", "leave_mesa"})


class InvalidScenario(Exception):
    """The file is not a valid scenario; the message names the file and the step, in Spanish."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person of a scenario: an institution's titular or alterno, MINCETUR, the Gobernador, or a guest by name."""

    id: str
    role: str = "titular"
    guest: str = ""


@dataclass(frozen=True, slots=True)
class MemberSpec:
    id: str
    name: str
    sector: str
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    do: str
    at: datetime
    on: date
    args: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepKind:
    """One word of `do` (`Room.steps`): the keys it has, how they are read into `Step.args`, and what playing it does.

    `prepare` (world, step, draft, at) puts what the step will need on the agenda of its session, before this is convened.
    """

    keys: Collection[str]
    read: "Callable[[Reader, Mapping[str, Any]], dict[str, Any]]"
    play: Callable[..., dict[str, Any]]
    prepare: Callable[..., None] | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    file: str
    title: str
    parameters: Mapping[str, Any]
    members: tuple[MemberSpec, ...]
    suspended: tuple[str, ...]
    holidays: tuple[date, ...]
    steps: tuple[Step, ...]


def load(path: Path, real_list: Callable[[], tuple[MemberSpec, ...]]) -> Scenario:
    """The scenario in the file. `real_list` gives the 23 institutions when the file does not bring its own."""
    reader = Reader(path.name)
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = json.loads(text, object_pairs_hook=_Object, parse_constant=_no_number)
    except OSError as error:
        raise reader.wrong(f"no se puede leer ({error.strerror})") from error
    except ValueError as error:
        raise reader.wrong(f"no es JSON válido ({error})") from error
    except RecursionError as error:
        raise reader.wrong("no es JSON válido (demasiados niveles)") from error
    scenario = reader.read(data, real_list)
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InvalidScenario(f"{path.name}: tiene signos que no se pueden escribir ({error.reason})") from error
    return scenario


class _Object(dict[str, Any]):
    """A JSON object that knows which of its keys was given twice, where JSON would keep the last and forget the first."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.twice = next((key for key in keys if keys.count(key) > 1), None) if len(self) < len(keys) else None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} no es un número")


def _would_do(error: InvalidParameter) -> str:
    """In Spanish, what the regulation expected in its place."""
    parameter = next((parameter for parameter in PARAMETERS if parameter.expected == error.expected), None)
    if parameter is None:
        return "los parámetros son: " + ", ".join(parameter.name for parameter in PARAMETERS)
    if parameter.kind == "choice":
        return "es uno de: " + ", ".join(parameter.choices)
    if parameter.kind == "flag":
        return "es true o false"
    if parameter.kind == "fraction":
        return "es una fracción mayor que 0 y no mayor que 1, como 2/3, o half_plus_one"
    if parameter.kind == "notice":
        return (
            f"es un número entero de días, de {parameter.minimum} a {parameter.maximum}, como 7 o «2 business days», "
            "o uno para cada clase: ordinary y extraordinary"
        )
    return f"es un número entero de {UNITS[parameter.unit][1]}, de {parameter.minimum} a {parameter.maximum}"


class Reader:
    """Reads one file. Each of its methods takes what stands in the file and gives the value, or raises InvalidScenario."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.where = ""
        self.kinds: Mapping[str, StepKind] = merged("steps")
        self.ids: set[str] = set()
        self.sessions: set[str] = set()
        self.latest: datetime | None = None

    def wrong(self, message: str) -> InvalidScenario:
        return InvalidScenario(f"{self.file}: {self.where}{message}")

    # --- the file --------------------------------------------------------------------------------------------------
    def read(self, data: Any, real_list: Callable[[], tuple[MemberSpec, ...]]) -> Scenario:
        data = self.mapping(data, "el archivo")
        self.known(data, {"title", "source", "regulation", "members", "suspended", "holidays", "steps"} | REMARKS)
        try:
            overrides = self.mapping(data.get("regulation", {}), "«regulation»")
            parameters = Regulation.from_overrides(overrides).as_overrides()
        except InvalidParameter as error:
            raise self.wrong(
                f"«regulation»: {error.name} no puede valer {error.value!r}; {_would_do(error)}"
            ) from error
        members = self.members(data.get("members", 23), real_list)
        self.ids = {member.id for member in members}
        suspended = tuple(self.institution(who) for who in self.sequence(data.get("suspended", []), "«suspended»"))
        holidays = tuple(self.day(day, "«holidays»") for day in self.sequence(data.get("holidays", []), "«holidays»"))
        if "steps" not in data:
            raise self.wrong("falta «steps», la lista de pasos")
        steps = self.sequence(data["steps"], "«steps»")
        read = tuple(self.step(number, step) for number, step in enumerate(steps, start=1))
        title = str(data.get("title", "")).replace("\0", "")
        return Scenario(self.file, title, parameters, members, suspended, holidays, read)

    def members(self, value: Any, real_list: Callable[[], tuple[MemberSpec, ...]]) -> tuple[MemberSpec, ...]:
        if isinstance(value, int) and not isinstance(value, bool):
            if not 1 <= value <= 2000:
                raise self.wrong("«members» va de 1 a 2000")
            if value == 23:
                return real_list()
            return tuple(MemberSpec(f"I{n:02d}", f"Institución {n}", "private", "other") for n in range(1, value + 1))
        specs: list[MemberSpec] = []
        for row in self.sequence(value, "«members»"):
            row = self.mapping(row, "cada miembro")
            self.known(row, {"id", "sector", "kind", "name"})
            who = self.text(row.get("id"), "el «id» de un miembro", LONGEST_NAME)
            if who in {spec.id for spec in specs} or ":" in who or who in {"MINCETUR", "GOBERNADOR", "GUEST"}:
                raise self.wrong(f"el miembro {who!r} está repetido o usa un nombre reservado")
            sector = self.one_of(row.get("sector", "private"), SECTORS, "sector")
            kind = self.one_of(row.get("kind", "other"), KINDS, "kind")
            specs.append(MemberSpec(who, self.text(row.get("name", who), "el «name» de un miembro", 250), sector, kind))
        if not specs:
            raise self.wrong("«members» está vacío")
        return tuple(specs)

    # --- a step ----------------------------------------------------------------------------------------------------
    def step(self, number: int, value: Any) -> Step:
        self.where = f"paso {number}: "
        value = self.mapping(value, "el paso")
        do = self.text(value.get("do"), "«do»")
        self.where = f"paso {number} ({do}): "
        kind = self.kinds.get(do)
        if kind is None and do in LATER_STEPS:
            raise self.wrong("este paso se reconocerá cuando existan sus registros; esta versión todavía no lo juega")
        if kind is None:
            raise self.wrong(f"no existe el paso «{do}»; los que hay: {', '.join(sorted(self.kinds))}")
        self.known(value, {"on", "do", "expect", *kind.keys} | REMARKS)
        on = self.moment_of_step(value.get("on"))
        expect = self.mapping(value.get("expect", {}), "«expect»")
        args = kind.read(self, value)
        return Step(number, do, on, timezone.localdate(on), args, expect)

    def convoke(self, value: Mapping[str, Any]) -> dict[str, Any]:
        session = self.text(value.get("session"), "«session»")
        if session in self.sessions:
            raise self.wrong(f"la sesión {session} ya fue convocada en un paso anterior")
        self.sessions.add(session)
        received = self.mapping(value.get("received", {}), "«received»")
        return {
            "session": session,
            "kind": self.one_of(value.get("kind"), ("ordinary", "extraordinary"), "kind"),
            "held_at": self.moment(value.get("held_at"), "«held_at»"),
            "received": {self.institution(who): self.day(day, "«received»") for who, day in received.items()},
            "unnotified": [self.institution(w) for w in self.sequence(value.get("unnotified", []), "«unnotified»")],
        }

    def call_roll(self, value: Mapping[str, Any]) -> dict[str, Any]:
        present = value.get("present")
        if isinstance(present, Mapping):
            self.known(present, {"first"})
            people: Any = {"first": self.count(present.get("first"), "«first»")}
        else:
            people = [self.person(who) for who in self.sequence(present, "«present»")]
        call = value.get("call", 1)
        if call not in (1, 2) or isinstance(call, bool):
            raise self.wrong("«call» es 1 o 2")
        return {
            "session": self.session(value),
            "present": people,
            "call": call,
            "waiver": self.flag(value.get("waiver", False), "«waiver»"),
        }

    def movement(self, value: Mapping[str, Any]) -> dict[str, Any]:
        who = value.get("who")
        people = [self.person(w) for w in (who if isinstance(who, list) else [who])]
        return {"session": self.session(value), "who": people}

    def vote(self, value: Mapping[str, Any]) -> dict[str, Any]:
        counts, ballots, casting = value.get("counts"), value.get("ballots"), value.get("casting")
        if counts is not None and ballots is not None:
            raise self.wrong("lleva «counts» o «ballots», no ambos")
        if counts is None and ballots is None and casting is None:
            raise self.wrong("falta «counts» o «ballots»")
        if counts is not None:
            counts = self.mapping(counts, "«counts»")
            self.known(counts, set(SENSES))
            counts = {sense: self.count(counts.get(sense, 0), f"«{sense}»") for sense in SENSES}
        if ballots is not None:
            ballots = [
                (self.person(who), self.one_of(sense, SENSES, "el voto"))
                for who, sense in self.mapping(ballots, "«ballots»").items()
            ]
        impeded = [self.person(who) for who in self.sequence(value.get("impeded", []), "«impeded»")]
        return {
            "session": self.session(value),
            "motion": self.text(value.get("motion"), "«motion»"),
            "counts": counts,
            "ballots": ballots,
            "impeded": impeded,
            "casting": None if casting is None else self.one_of(casting, SENSES[:2], "casting"),
        }

    def add_item(self, value: Mapping[str, Any]) -> dict[str, Any]:
        counts = {sense: self.count(value.get(sense, 0), f"«{sense}»") for sense in SENSES}
        return {"session": self.session(value), "title": self.text(value.get("title"), "«title»"), **counts}

    def new_id(self, value: Any, what: str) -> str:
        who = self.text(value, what, LONGEST_NAME)
        if ":" in who or who in {"MINCETUR", "GOBERNADOR", "GUEST"}:
            raise self.wrong(f"{what} ({who!r}) usa un nombre reservado")
        return who

    def only_session(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"session": self.session(value)}

    def nothing(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def elect_president(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Who is no member of the file is a refusal of the regulation, not a mistake of the file."""
        return {
            "who": self.text(value.get("who"), "«who»"),
            "person": self.text(value.get("person"), "«person»", LONGEST_PERSON),
        }

    def deadline(self, value: Mapping[str, Any]) -> dict[str, Any]:
        days = self.count(value.get("business_days"), "«business_days»")
        if days > LONGEST_TERM:
            raise self.wrong(f"«business_days» llega hasta {LONGEST_TERM}")
        return {"from": self.day(value.get("from"), "«from»"), "business_days": days}

    # --- words -----------------------------------------------------------------------------------------------------
    def known(self, value: Mapping[str, Any], keys: set[str]) -> None:
        if strange := sorted(set(value) - keys):
            raise self.wrong(f"no se entiende «{strange[0]}»")

    def mapping(self, value: Any, what: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self.wrong(f"{what} debe ser un objeto")
        if isinstance(value, _Object) and value.twice is not None:
            raise self.wrong(f"«{value.twice}» está dos veces en un mismo objeto")
        return value

    def sequence(self, value: Any, what: str) -> list[Any]:
        if not isinstance(value, list):
            raise self.wrong(f"{what} debe ser una lista")
        return value

    def text(self, value: Any, what: str, longest: int = LONGEST_TEXT) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"falta {what}, o no es un texto")
        if len(value) > longest:
            raise self.wrong(f"{what} pasa de {longest} caracteres")
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
            raise self.wrong(f"{what} tiene signos que no se pueden guardar")
        return value

    def count(self, value: Any, what: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(f"{what} debe ser un número entero desde 0")
        return value

    def flag(self, value: Any, what: str) -> bool:
        if not isinstance(value, bool):
            raise self.wrong(f"{what} es true o false")
        return value

    def one_of(self, value: Any, choices: tuple[str, ...], what: str) -> str:
        if value not in choices:
            raise self.wrong(f"{what} es uno de: {', '.join(choices)}")
        return str(value)

    def day(self, value: Any, what: str) -> date:
        text = self.text(value, what)
        try:
            if not _DAY.fullmatch(text):
                raise ValueError(text)
            day = date.fromisoformat(text)
        except ValueError as error:
            raise self.wrong(f"{what}: {value!r} no es una fecha (AAAA-MM-DD)") from error
        self.in_range(day, what)
        return day

    def in_range(self, day: date, what: str) -> None:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise self.wrong(f"{what}: el año va de {FIRST_YEAR} a {LAST_YEAR}")

    def moment_of_step(self, value: Any) -> datetime:
        """«on». Steps are in order: a date without a time is not before the steps above it on that same day."""
        on = self.moment(value, "«on»")
        before = self.latest
        if (
            before is not None
            and _DAY.fullmatch(value)
            and on < before
            and timezone.localdate(before) == timezone.localdate(on)
        ):
            on = before
        self.latest = on
        return on

    def moment(self, value: Any, what: str) -> datetime:
        """A date and time in Lima; a date alone means 09:00."""
        text = self.text(value, what)
        try:
            if _DAY.fullmatch(text):
                moment = datetime.combine(date.fromisoformat(text), DEFAULT_TIME)
            elif _DAY.match(text):
                moment = datetime.fromisoformat(text)
            else:
                raise ValueError(text)
        except ValueError as error:
            raise self.wrong(f"{what}: {value!r} no es una fecha, ni fecha y hora (AAAA-MM-DDTHH:MM)") from error
        self.in_range(moment, what)
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)

    def institution(self, value: Any) -> str:
        who = self.text(value, "una institución")
        if who not in self.ids:
            raise self.wrong(f"{who!r} no es miembro de este escenario")
        return who

    def person(self, value: Any) -> Who:
        text = self.text(value, "una persona")
        name, _, rest = text.partition(":")
        if name == "GUEST" and rest.strip():
            self.text(rest, "el nombre de un invitado", LONGEST_NAME)
            return Who("GUEST", guest=rest.strip())
        if text == "GOBERNADOR" or text == "MINCETUR":
            return Who(text)
        if text == "MINCETUR:2":
            return Who("MINCETUR", "alternate")
        if rest not in ("", "alternate") or (":" in text and not rest):
            raise self.wrong(
                f"{text!r} no es una persona: I05, I05:alternate, MINCETUR, MINCETUR:2, GOBERNADOR o GUEST:nombre"
            )
        return Who(self.institution(name), rest or "titular")

    def session(self, value: Mapping[str, Any]) -> str:
        session = self.text(value.get("session"), "«session»")
        if session not in self.sessions:
            raise self.wrong(f"la sesión {session} no fue convocada en un paso anterior")
        return session
