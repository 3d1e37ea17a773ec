"""An act: who does something, when it happened and when it is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from django.utils.timezone import localdate


@dataclass(frozen=True, slots=True)
class Act:
    """`by`: who acts, with a `full_name` and the `pk` of their account, if any; None for the program itself (a worker, a
    deadline). `at` may be earlier than `now`, when it is recorded; by default both are the same.

    `role`: in what role they do it, in words; filled in by `members.acts`, which checks that they may.
    """

    by: Any
    at: datetime
    now: datetime = None  # type: ignore[assignment]  # set below
    role: str = ""

    def __post_init__(self) -> None:
        if cast("datetime | None", self.now) is None:
            object.__setattr__(self, "now", self.at)

    @property
    def user(self) -> Any:
        """`by`, where they have an account."""
        return self.by if self.by is not None and self.by.pk is not None else None

    @property
    def day(self) -> date:
        """The day in Lima on which it happened."""
        return localdate(self.at)

    @property
    def today(self) -> date:
        """The day in Lima on which it is recorded."""
        return localdate(self.now)

    def in_role(self, role: str) -> Act:
        return replace(self, role=role)

    def timed(self, at: datetime) -> Act:
        """The same, at another moment."""
        return replace(self, at=at)

    def recorded_now(self) -> Act:
        """The same, at the moment of recording: for what the recording itself causes, as a paper that is issued then."""
        return replace(self, at=self.now)
