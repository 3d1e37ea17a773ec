"""History as sentences: who did what, when it happened and, where they differ, when it was recorded.

A room gives an `EventWording` (`Room.history`): its actions with their sentences, and the words of the values that these name.
A history finds the sentence of an event in the room that has it, so that a seat's history may show what a higher room did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from string import Formatter
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from audit.models import Event
from core.rooms import cached_by_rooms, each, joined

from . import explain


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event. `typed_at` is there when it was typed a minute or more after it happened; `ruling` in words, or ""."""

    at: datetime
    typed_at: datetime | None
    actor: str
    role: str
    sentence: str
    ruling: str
    article: str
    correlation: str

    @property
    def act(self) -> tuple[str, datetime, str]:
        """What one person did with one click at one time: lines with the same value are shown together."""
        return self.correlation, self.at, self.actor


#: data key → the words of its values.
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class EventWording:
    """action → what the actor did, with the event's data; data key → the words of its values.

    Under the key "fields", the words of the keys of a value that is itself a mapping: «RUC «20…», teléfono «vacío»».
    `{name}` says a value, "—" where there is none; `{name:, por %}` says the rest only where there is one, with it at %.
    """

    sentences: Mapping[str, str]
    words: Words = field(default_factory=dict)


#: What happens in the rooms below, whose events any history may hold.
BELOW = EventWording(
    {
        "document.issued": "emitió: {label}",
        "document.retried": "volvió a generar el PDF de: {label}",
        "document.annulled": "anuló el documento {label}{reason:. Motivo: %}",
        "import.previewed": "revisó la tabla «{file}»",
        "import.confirmed": "incorporó los datos de la tabla «{file}»",
        "import.discarded": "descartó la tabla «{file}»",
    }
)


@cached_by_rooms
def event_wordings() -> Mapping[str, EventWording]:
    """Action → the wording of the room that has its sentence."""
    return joined((dict.fromkeys(it.sentences, it) for it in each("history")), "history")


def sentence_of(action: str, data: Mapping[str, Any], words: Words = MappingProxyType({})) -> str:
    """What happened, in words. An action without its sentence is named by its code.

    `words` are said instead of those of the room, as a body calls who presides it.
    """
    wording = event_wordings().get(action)
    if wording is None:
        return f"registró «{action}»"
    # What was voted ends with a full stop of its own, and the page puts the sentence's.
    return (
        _Speech({**wording.words, **words}).vformat(wording.sentences[action], (), data).replace(".»", "»").rstrip(".")
    )


def _line_of(event: Event, words: Words) -> HistoryLine:
    ruling = event.ruling
    late = (event.recorded_at - event.at).total_seconds() >= 60
    return HistoryLine(
        at=event.at,
        typed_at=event.recorded_at if late else None,
        actor=event.actor_name,
        role=event.actor_role,
        sentence=sentence_of(event.action, event.data, words),
        ruling=explain(ruling) if ruling else "",
        article=ruling.article if ruling else "",
        correlation=str(event.correlation),
    )


class History(Sequence[HistoryLine]):
    """Events as lines, in the order given, read page by page: a long story has hundreds. `words` as in `sentence_of`."""

    def __init__(self, events: QuerySet[Event], words: Words = MappingProxyType({})) -> None:
        self._events, self._words = events, words

    def __len__(self) -> int:
        return self._events.count()

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [_line_of(event, self._words) for event in self._events[index]]
        return _line_of(self._events[index], self._words)


class _Speech(Formatter):
    def __init__(self, words: Mapping[str, Mapping[str, str]]) -> None:
        self._words = words

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> tuple[str, Any]:
        return str(key), kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        key, raw = value
        said = self._say(key, raw)
        if not format_spec:
            return said or "—"
        return format_spec.replace("%", said) if said else ""

    def _say(self, key: str, value: Any) -> str:
        if value is None or value is False or value in ("", [], {}):
            return ""
        if value is True:
            return "sí"
        if isinstance(value, list):
            return ", ".join(self._say(key, item) for item in value)
        if isinstance(value, Mapping):
            named = self._words.get("fields", {})
            return ", ".join(
                f"{named.get(name, name)} «{self._say(name, item) or 'vacío'}»" for name, item in value.items()
            )
        text = str(value)
        if key in self._words:
            return self._words[key].get(text, text)
        return _moment(text) or text


def _moment(text: str) -> str:
    """A date or a time kept in ISO form, as it is said in Peru."""
    try:
        return (
            f"{date.fromisoformat(text):%d/%m/%Y}"
            if len(text) == 10
            else f"{localtime(datetime.fromisoformat(text)):%d/%m/%Y %H:%M}"
        )
    except ValueError:
        return ""
