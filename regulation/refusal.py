"""An act that the rules do not allow."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from regulation.ruling import JSON, Ruling


class Refused(Exception):
    """Carries the ruling that says why; the screen's words are made from it elsewhere.

    `field` is the input that the refusal is about, under the name it has in a form; "" when it is about the whole act.
    """

    def __init__(self, ruling: Ruling, *, field: str = "") -> None:
        super().__init__(ruling.code)
        self.ruling = ruling
        self.field = field

    @classmethod
    def because(
        cls, code: str, article: str = "", facts: Mapping[str, object] | None = None, *, field: str = ""
    ) -> "Refused":
        """A ruling of its own. Of `facts`, a day or a moment is kept as ISO text."""
        plain = {key: it.isoformat() if isinstance(it, date) else cast("JSON", it) for key, it in (facts or {}).items()}
        return cls(Ruling(holds=False, article=article, code=code, facts=plain), field=field)
