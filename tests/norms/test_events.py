"""Every act that a room records has its sentence, in whatever history it is shown."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from core.rooms import rooms
from mailing.models import outgoing_models
from norms.wording.events import event_wordings, sentence_of

#: The functions that record an act, beside what takes `action=`.
RECORDERS = {"log", "_log", "record", "_withdraw"}


def recorded_actions() -> set[str]:
    """Every action passed to a function that records: `log(meeting, "x.y", …)`, `_log("x.y" if … else "x.z", …)`, `action="x.y"`.

    Where a room's own says `action=f"x.{action}"`, what is passed to it is the second word.
    """
    found = {model.failed_action for model in outgoing_models()}
    for room in rooms():
        texts, subjects = set(), set()
        for path in Path(room.path).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call):
                    continue
                named = [keyword.value for keyword in node.keywords if keyword.arg == "action"]
                given = node.args if getattr(node.func, "attr", getattr(node.func, "id", "")) in RECORDERS else []
                texts.update(text for value in [*given, *named] for text in _texts(value))
                subjects.update(text for value in named if isinstance(value, ast.JoinedStr) for text in _texts(value))
        found |= {text for text in texts if _is_action(text)}
        found |= {subject + text for subject in subjects for text in texts if _is_action(subject + text)}
    return found


def _texts(value: ast.expr) -> set[str]:
    leaves = (leaf.value for leaf in ast.walk(value) if isinstance(leaf, ast.Constant))
    return {leaf for leaf in leaves if isinstance(leaf, str)}


def _is_action(text: str) -> bool:
    subject, dot, act = text.partition(".")
    return bool(dot) and subject.isidentifier() and act.isidentifier()


def test_the_walk_finds_the_actions_it_should() -> None:
    assert {
        "meeting.convened",
        "acta.approved",
        "motion.closed",
        "document.issued",
        "dispatch.failed",
        "holding.changed",
        "holding.ended",
        "institution.rectified",
        "accreditation.made",
        "proposal.withdrawn",
        "person.viewed",
        "person.printed",
        "application.submitted",
        "import.confirmed",
    } <= recorded_actions()


@pytest.mark.parametrize("action", sorted(recorded_actions()))
def test_every_act_that_is_recorded_has_its_sentence(action: str) -> None:
    assert action in event_wordings()


def test_an_act_without_a_sentence_is_named_and_not_hidden() -> None:
    assert sentence_of("thing.done", {}) == "registró «thing.done»"


def test_two_rooms_cannot_word_the_same_action(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(apps.get_app_config("exchange"), "history", "members.selectors.history:EVENT_WORDING")
    with pytest.raises(ValueError, match=r"seat\.suspended"):
        event_wordings.__wrapped__()
