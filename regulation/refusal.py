"""An act that the rules do not allow."""

from collections.abc import Mapping

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
        cls, code: str, article: str = "", facts: Mapping[str, JSON] | None = None, *, field: str = ""
    ) -> "Refused":
        return cls(Ruling(holds=False, article=article, code=code, facts=dict(facts or {})), field=field)
