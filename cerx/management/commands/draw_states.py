from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import TextChoices

from admissions.enums import ApplicationState
from admissions.states import APPLICATION
from members.enums import ProposalState
from members.states import PROPOSAL
from sessions_app.enums import ActaState, MeetingState, MotionState
from sessions_app.states import ACTA, MEETING, MOTION

FILE = settings.BASE_DIR / "docs" / "states.md"
TABLES: tuple[tuple[str, type[TextChoices], Mapping[Any, Mapping[str, Any]]], ...] = (
    ("Session (`Meeting`)", MeetingState, MEETING),
    ("Vote (`Motion`)", MotionState, MOTION),
    ("Acta", ActaState, ACTA),
    ("Proposal of an accreditation (`AccreditationProposal`)", ProposalState, PROPOSAL),
    ("Expediente (`Application`)", ApplicationState, APPLICATION),
)


def drawing() -> str:
    """docs/states.md, made from the tables in each room's states.py."""
    parts = ["# States\n\nDrawn from each room's `states.py` by `manage.py draw_states`; a test keeps them equal.\n"]
    for title, states, table in TABLES:
        lines = [f"\n## {title}\n", "```mermaid", "stateDiagram-v2"]
        lines += [f"    {state.value}: {state.label} ({state.value})" for state in states]
        lines += [
            f"    {state.value} --> {target.value}: {act}" for state in states for act, target in table[state].items()
        ]
        parts.append("\n".join([*lines, "```\n"]))
    return "".join(parts)


class Command(BaseCommand):
    help = "Dibuja las tablas de estados en docs/states.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        options["to"].write_text(drawing(), encoding="utf-8")
