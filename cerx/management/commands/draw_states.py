from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.states import machines

FILE = settings.BASE_DIR / "docs" / "states.md"


def drawing() -> str:
    """docs/states.md, made from the state machines of every room."""
    parts = ["# States\n\nDrawn from each room's `states.py` by `manage.py draw_states`; a test keeps them equal.\n"]
    for machine in machines():
        lines = [f"\n## `{machine.states.__name__}`: {machine.noun}\n", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {state.value}: {state.label} ({state.value})" for state in machine.states]
        lines += [
            f"    {state.value} --> {target.value}: {move}"
            for state, moves in machine.moves.items()
            for move, target in moves.items()
        ]
        parts.append("\n".join([*lines, "```\n"]))
    return "".join(parts)


class Command(BaseCommand):
    help = "Dibuja las tablas de estados en docs/states.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].write_text(drawing(), encoding="utf-8")
