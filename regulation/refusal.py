"""An act that the rules do not allow."""

from collections.abc import Mapping

from regulation.ruling import JSON, Ruling


class Refused(Exception):
    """Carries the ruling that says why; the screen's words are made from it elsewhere."""

    def __init__(self, ruling: Ruling) -> None:
        super().__init__(ruling.code)
        self.ruling = ruling

    @classmethod
    def because(cls, code: str, article: str = "", facts: Mapping[str, JSON] | None = None) -> "Refused":
        return cls(Ruling(holds=False, article=article, code=code, facts=dict(facts or {})))
