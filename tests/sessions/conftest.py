"""The hour of the pages: tests of what the clock decides set it by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.conftest import Committee, lima
from tests.layers import layer
from tests.sessions.story import DAY, Story


@layer
def electing_story(committee: Committee) -> Story:
    """See tests/sessions/test_elections.py."""
    from tests.sessions.test_elections import electing

    return electing(committee)


class Clock:
    """`clock("10:05")` sets the hour in Lima on the day of the story's session."""

    def __init__(self) -> None:
        self.now: datetime = lima(f"{DAY} 09:55")

    def __call__(self, hour: str) -> None:
        self.now = lima(f"{DAY} {hour}")


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made
