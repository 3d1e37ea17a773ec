"""Playing a scenario: build its committee, run its steps, compare, and leave no trace."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from . import steps
from .scenario import Scenario
from .world import build


class _Undo(Exception):
    """Ends the transaction of a scenario that has been played."""


def play(scenario: Scenario) -> dict[str, Any]:
    """{"file", "ok", "steps": [{"do", "outcome", "mismatches"}]}; everything it wrote is rolled back."""
    played: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            world = build(scenario)
            for step in scenario.steps:
                outcome = steps.play(world, step)
                played.append({"do": step.do, "outcome": outcome, "mismatches": list(differ(step.expect, outcome))})
            raise _Undo
    except _Undo:
        pass
    return {"file": scenario.file, "ok": not any(step["mismatches"] for step in played), "steps": played}


def differ(expected: Mapping[str, Any], outcome: Mapping[str, Any], path: str = "") -> Iterator[dict[str, Any]]:
    """Where the outcome is not what was expected, key by key; keys that nobody expected are not looked at."""
    for key, value in expected.items():
        where = f"{path}{key}"
        got = outcome.get(key)
        if key not in outcome:
            yield {"key": where, "expected": value, "got": "(no está en el resultado)"}
        elif isinstance(value, Mapping) and isinstance(got, Mapping):
            yield from differ(value, got, f"{where}.")
        elif got != value or isinstance(got, bool) != isinstance(value, bool):
            yield {"key": where, "expected": value, "got": got}
