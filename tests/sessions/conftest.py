"""The hour of the pages: tests of what the clock decides set it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime

import pytest
from django.db import transaction

from tests.conftest import lima, make_committee
from tests.sessions.story import DAY, Story, closed


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


@pytest.fixture(scope="module")
def _played_once(django_db_setup: None, django_db_blocker) -> Iterator[Story]:
    """A whole session, played once for all tests of a module: each of them works in a savepoint above it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield closed(make_committee())
        transaction.set_rollback(True)


@pytest.fixture
def closed_story(_played_once: Story, db: None) -> Story:
    """The story of a closed session. Not for tests with transactions of their own: they would not see it."""
    return deepcopy(_played_once)
