"""What tests stand on: a committee, a session in this or that state, built once and kept while the next test wants it too.

`@floor` makes a fixture of a function that builds something in the database; its one parameter, if it has one, is the
floor below. Floors stay standing under savepoints, one above the other, and each test works in a transaction of its own
above them; a test that asks for others takes down what it does not ask for. A test with transactions of its own
(`transaction=True`) stands on nothing, and what it asks for is built for it alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

#: Name of the fixture → what builds it, and the floor below.
_FLOORS: dict[str, tuple[Callable[..., Any], str | None]] = {}


def floor(build: Callable[..., Any]) -> Any:
    """A fixture that hands out a copy of what `build` made."""
    name, below = build.__name__, next(iter(inspect.signature(build).parameters), None)
    assert name not in _FLOORS, f"two floors are called {name}"
    _FLOORS[name] = build, below

    def given(request: pytest.FixtureRequest, db: None) -> Any:
        if name not in ground.copies:
            under = [request.getfixturevalue(below)] if below else []
            ground.copies[name] = build(*under)
        return ground.copies[name]

    given.__doc__, given.__module__ = build.__doc__, build.__module__
    return pytest.fixture(name=name)(given)


def _tower(name: str) -> list[str]:
    """This floor and those below, the lowest first."""
    below = _FLOORS[name][1]
    return [*(_tower(below) if below else []), name]


class Ground:
    def __init__(self) -> None:
        #: Each floor with all that was made up to it, in one dict: what is one object in two floors stays one.
        self._standing: list[tuple[str, transaction.Atomic, dict[str, Any]]] = []
        #: What this test is handed out.
        self.copies: dict[str, Any] = {}

    def stand_on(self, names: list[str]) -> None:
        """Have the highest of these floors standing; of two beside each other, the other is the test's own to build."""
        tower = max((_tower(name) for name in names if name in _FLOORS), key=len, default=[])
        while [name for name, *_ in self._standing] != tower[: len(self._standing)]:
            self._take_down()
        for name in tower[len(self._standing) :]:
            self._build(name)
        self.copies = self._copy()

    def _copy(self) -> dict[str, Any]:
        return deepcopy(self._standing[-1][2]) if self._standing else {}

    def _build(self, name: str) -> None:
        build, below = _FLOORS[name]
        made = self._copy()
        atomic = transaction.atomic()
        atomic._from_testcase = True  # a durable block may be inside, as in a TestCase
        atomic.__enter__()
        self._standing.append((name, atomic, made))
        try:
            made[name] = build(made[below]) if below else build()
        except BaseException:
            self._take_down()
            raise

    def _take_down(self) -> None:
        _, atomic, _ = self._standing.pop()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


ground = Ground()


def is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(asked) or (marker is not None and (marker.kwargs.get("transaction", False) or bool(marker.args)))
