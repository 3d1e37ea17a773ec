"""Writing to a row, and naming the history that has the events about it."""

from typing import Any, ClassVar


class Streamed:
    """Mixin of a model: `stream` is the key of the history that a row belongs to, as «seat:12».

    `stream_of`: the path of foreign keys to the row that has the history; the row itself by default.
    """

    stream_of: ClassVar[str] = ""

    @property
    def stream(self) -> str:
        row: Any = self
        if not self.stream_of:
            return f"{row._meta.model_name}:{row.pk}"
        *way, last = self.stream_of.split("__")
        for name in way:
            row = getattr(row, name)
        return f"{last}:{getattr(row, last + '_id')}"


def write(row: Any, *fields: str, **values: Any) -> None:
    """Give the row these values and save them, with the `fields` that were given theirs before, and nothing else."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*fields, *values])
