"""Small things every sentence needs: figures that may be missing, dates as Peru writes them, one or many."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from regulation.ruling import JSON, Ruling

_LIMA = ZoneInfo("America/Lima")


class Facts:
    """The figures of a ruling, with a blank where one is missing, so that a message does not fail."""

    def __init__(self, facts: Mapping[str, JSON]) -> None:
        self._facts = facts

    def __contains__(self, name: str) -> bool:
        return self._facts.get(name) is not None

    def number(self, name: str) -> int:
        value = self._facts.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def text(self, name: str, blank: str = "") -> str:
        value = self._facts.get(name)
        return blank if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self._facts.get(name) is True

    def count(self, name: str) -> int:
        """How many a list names."""
        value = self._facts.get(name)
        return len(value) if isinstance(value, list | tuple) else 0

    def names(self, name: str, limit: int = 5) -> str:
        """«A, B y C», the rest counted."""
        value = self._facts.get(name)
        items = [str(item) for item in value] if isinstance(value, list | tuple) else []
        if len(items) > limit:
            items = [*items[:limit], f"{len(items) - limit} más"]
        return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} y {items[-1]}" if items else ""

    def day(self, name: str, blank: str = "la fecha indicada") -> str:
        """A date as dd/mm/yyyy, a moment as dd/mm/yyyy HH:MM in Lima."""
        value = self._facts.get(name)
        if not isinstance(value, str):
            return blank
        try:
            if len(value) == 10:
                return f"{date.fromisoformat(value):%d/%m/%Y}"
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        if moment.tzinfo is not None:
            moment = moment.astimezone(_LIMA)
        return f"{moment:%d/%m/%Y %H:%M}"

    def ruling(self, name: str) -> Ruling | None:
        """A whole ruling inside this one."""
        value = self._facts.get(name)
        return Ruling.from_dict(value) if isinstance(value, Mapping) else None

    def within(self, name: str) -> "Facts":
        """The figures alone of a ruling inside this one."""
        value = self._facts.get(name)
        return Facts(value if isinstance(value, Mapping) else {})


def count(number: int, one: str, many: str) -> str:
    """«1 día», «3 días»."""
    return f"{number} {one if number == 1 else many}"


def sentence(article: str, words: str) -> str:
    """The article first where there is one, a capital otherwise, and one full stop."""
    words = words.strip()
    if not article:
        words = words[:1].upper() + words[1:]
    if words[-1:] not in (".", "?", "!"):
        words += "."
    return f"{article}: {words}" if article else words
