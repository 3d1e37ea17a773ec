"""Test data that several tests share: a committee, a session in some state, built once and kept while the next test uses it.

`@layer` makes a fixture of a function that builds something in the database; its one parameter, if it has one, is the
layer below. Layers are kept under savepoints, one above the other, and each test works in a transaction of its own
above them; a test that asks for other layers rolls back those it does not use. A test with transactions of its own
(`transaction=True`) uses none, and what it asks for is built for it alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

#: Name of the fixture → what builds it, and the layer below.
_LAYERS: dict[str, tuple[Callable[..., Any], str | None]] = {}


def layer(build: Callable[..., Any]) -> Any:
    """A fixture that hands out a copy of what `build` made."""
    name, below = build.__name__, next(iter(inspect.signature(build).parameters), None)
    assert name not in _LAYERS, f"two layers are called {name}"
    _LAYERS[name] = build, below

    def given(request: pytest.FixtureRequest, db: None) -> Any:
        if name not in layers.copies:
            under = [request.getfixturevalue(below)] if below else []
            layers.copies[name] = build(*under)
        return layers.copies[name]

    given.__doc__, given.__module__ = build.__doc__, build.__module__
    return pytest.fixture(name=name)(given)


def _stack(name: str) -> list[str]:
    """This layer and those below, the lowest first."""
    below = _LAYERS[name][1]
    return [*(_stack(below) if below else []), name]


class Layers:
    def __init__(self) -> None:
        #: Each layer with all that was made up to it, in one dict: what is one object in two layers stays one.
        self._built: list[tuple[str, transaction.Atomic, dict[str, Any]]] = []
        #: What this test is handed out.
        self.copies: dict[str, Any] = {}

    def use(self, names: list[str]) -> None:
        """Build the highest of these layers; of two beside each other, the test builds the other itself."""
        stack = max((_stack(name) for name in names if name in _LAYERS), key=len, default=[])
        while [name for name, *_ in self._built] != stack[: len(self._built)]:
            self._roll_back()
        for name in stack[len(self._built) :]:
            self._build(name)
        self.copies = self._copy()

    def _copy(self) -> dict[str, Any]:
        return deepcopy(self._built[-1][2]) if self._built else {}

    def _build(self, name: str) -> None:
        build, below = _LAYERS[name]
        made = self._copy()
        atomic = transaction.atomic()
        atomic._from_testcase = True  # a durable block may be inside, as in a TestCase
        atomic.__enter__()
        self._built.append((name, atomic, made))
        try:
            made[name] = build(made[below]) if below else build()
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        _, atomic, _ = self._built.pop()
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


layers = Layers()


def is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(asked) or (marker is not None and (marker.kwargs.get("transaction", False) or bool(marker.args)))
