"""The kinds of table that may come in, as each room names them in `Room.imports`.

A kind says which columns its sheet has (`fields`) and what becomes of one row, or of a group of rows that are one thing
(`play`): it finds what the row means and calls the very services that the pages call, so that the same rules hold.
The engine (`exchange.services`) reads the file, turns cells into values, plays every group in a savepoint, gathers what
happened, and rolls everything back unless it was confirmed and no row is wrong. So a kind never asks whether it is a rehearsal.

The smallest kind:

    class Themes(OfficeKind):                       # members.imports: who may, and the words of a refusal
        slug, title, noun = "themes", "Temas", ("tema", "temas")
        lead = "Los temas del directorio."
        consequence = "Se añaden al directorio."
        fields = (
            Field("name", "Tema", "Como se mostrará.", required=True, example="Fibra de alpaca"),
            Field("since", "Desde", "El día en que empezó a usarse.", kind=DATE, example="01/03/2024"),
        )

        def play(self, rows: Sequence[Row], run: Run) -> None:
            [row] = rows
            if not row.good:                        # some cell could not be read; it is reported already
                return
            name, since = row.text("name"), row.day("since")
            if since and since > run.today:
                row.wrong("since", "Esa fecha todavía no llega: revísela.")     # go on: report all that is wrong with a row
            known = Theme.objects.filter(name__iexact=name).first()
            if known is not None:
                return row.same()
            if row.good:
                add_theme(run.act, name=name)           # a Refused that escapes is reported by the engine,
                row.new()                               # at the column that `columns_of` names

A row ends as new, changed (from what to what), same, or wrong; one that was not settled although nothing is wrong with it is
a mistake of the program. Rows that are one thing (a session with its attendance) come together: override `groups`; if one of
them is wrong, nothing of the group is kept and the good ones are reported as waiting for it. The order of `groups` is the order of
playing (the oldest first where history matters); the report keeps the order of the sheet. What a kind needs to remember from row
to row (who came already, what was looked up) goes into `run.memory`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.utils import timezone

from audit.acts import Act
from core.rooms import each
from regulation.ruling import Ruling

from .enums import CellKind, Fate
from .models import ImportBatch

TEXT, DATE, TIME, NUMBER, CHOICE, FLAG = CellKind
#: The column of a problem that is about the whole row.
WHOLE_ROW = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `also`: other headings that mean it (accents, capitals and marks are never looked at).

    `required`: the column must be there and the cell filled. `digits`: the number of digits it has (a RUC, a DNI), so that a
    zero or a sign that Excel swallowed is reported. `choices`: (value, word) of a CHOICE; `synonyms`: word → value. `long`: line
    breaks are kept.
    """

    name: str
    label: str
    help: str = ""
    required: bool = False
    kind: CellKind = TEXT
    example: str = ""
    also: tuple[str, ...] = ()
    choices: Sequence[tuple[str, str]] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    digits: int = 0
    max_length: int = 0
    long: bool = False


class Row:
    """One row of the sheet: its values, and what became of it."""

    def __init__(self, number: int, values: Mapping[str, Any], columns: Mapping[str, str]) -> None:
        #: As the sheet counts, the heading included.
        self.number = number
        #: field name → str, date, time, int, bool or None. A column that the sheet does not have gives None (or "").
        self.values = dict(values)
        #: field name → heading, of the columns that the sheet has.
        self.columns = columns
        self.fate: Fate | None = None
        #: (heading, what is wrong and what to do). An empty heading is about the whole row.
        self.problems: list[tuple[str, str]] = []
        #: (what, from, to), as the screen says them.
        self.changes: list[tuple[str, str, str]] = []
        #: What the person should know although it is not wrong.
        self.notes: list[str] = []
        #: What the row speaks of, for the report: the kind may set it; by default its first filled cells.
        self.label = ""
        self._unread: set[str] = set()

    # --- what it says
    def filled(self, name: str) -> bool:
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def day(self, name: str) -> date | None:
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def hour(self, name: str) -> time | None:
        value = self.values.get(name)
        return value if isinstance(value, time) else None

    def number_of(self, name: str) -> int | None:
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def readable(self, name: str) -> bool:
        """False when the cell had something that is not what the column asks for; that has been reported."""
        return name not in self._unread

    # --- what became of it
    @property
    def good(self) -> bool:
        return not self.problems

    def wrong(self, name: str, text: str) -> None:
        """Something is wrong with a cell (or with WHOLE_ROW). Say what to do; several may be wrong."""
        problem = (self.columns.get(name, name), text)
        if problem not in self.problems:
            self.problems.append(problem)

    def unread(self, name: str, text: str) -> None:
        """The cell could not be read at all."""
        self._unread.add(name)
        self.wrong(name, text)

    def new(self, note: str = "") -> None:
        self._settle(Fate.NEW, note)

    def same(self, note: str = "") -> None:
        self._settle(Fate.SAME, note)

    def changed(self, what: str, before: Any, after: Any) -> None:
        """One thing that was otherwise until now; call it once for each."""
        self.changes.append((what, _shown(before), _shown(after)))
        self._settle(Fate.CHANGED)

    def note(self, text: str) -> None:
        if text and text not in self.notes:
            self.notes.append(text)

    def _settle(self, fate: Fate, note: str = "") -> None:
        self.fate = fate
        self.note(note)


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)


def _said(item: Field, value: Any) -> str:
    return str(dict(item.choices).get(value, value)) if item.choices else _shown(value)


@dataclass(slots=True)
class Run:
    """One playing of a file: whose act it is, for which batch, and what the kind remembers from row to row."""

    act: Act
    batch: ImportBatch
    memory: dict[Any, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.act.today


class Kind(ABC):
    """One sort of table that may come in."""

    slug: ClassVar[str]
    title: ClassVar[str]
    #: One and many, for counts: ("institución", "instituciones").
    noun: ClassVar[tuple[str, str]]
    #: What it is for, beside its name where one chooses.
    lead: ClassVar[str]
    #: What confirming does and that it stays, on the page where one confirms; the articles it rests on, as "9.3".
    consequence: ClassVar[str]
    articles: ClassVar[Sequence[str]] = ()
    #: What to know before filling the sheet, one sentence each, for the template's page of instructions.
    advice: ClassVar[Sequence[str]] = ()
    fields: ClassVar[Sequence[Field]]
    #: Whether it comes in for each body apart (ImportBatch.series), or for the committee alone.
    of_bodies: ClassVar[bool] = False
    #: Whether its rows name what other kinds bring in: it is offered after them.
    rests_on_others: ClassVar[bool] = False
    #: Refused code → name of the field it is about. Any other is reported of the whole row.
    columns_of: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def allow(self, act: Act) -> Act:
        """The act, in the role in which the person may bring such a table today. PermissionDenied otherwise."""

    @abstractmethod
    def explain(self, ruling: Ruling) -> str:
        """A refusal in the screen's words."""

    def groups(self, rows: Sequence[Row], run: Run) -> Iterable[Sequence[Row]]:
        """The rows in the order of playing, those that are one thing together; by default each alone, as in the sheet."""
        return ([row] for row in rows)

    @abstractmethod
    def play(self, rows: Sequence[Row], run: Run) -> None:
        """Do what one group says, through services; settle or report each row. Called in a savepoint of its own.

        Rows come with their cells already judged one by one (`row.good`, `row.readable`).
        """

    def label(self, row: Row) -> str:
        """What the report calls a row whose `label` was not set."""
        filled = [_said(item, row.values[item.name]) for item in self.fields if row.filled(item.name)]
        return ", ".join(filled[:3])


def kinds() -> list[Kind]:
    """Those of every room (`Room.imports`); what others rest on comes first."""
    return sorted((kind() for kind in each("imports")), key=lambda kind: kind.rests_on_others)


def kind_of(slug: str) -> Kind:
    """A KeyError for one that no room has."""
    found = next((kind for kind in kinds() if kind.slug == slug), None)
    if found is None:
        raise KeyError(slug)
    return found
