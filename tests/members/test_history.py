"""The history of the padrón in plain words: every act has its sentence, and nothing is said in codes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mailing.models import outgoing_models
from members import services
from members.selectors import history

SOURCES = Path(services.__file__).parent
RECORDERS = {"log", "_log", "_tell", "record"}


def recorded_actions() -> set[str]:
    """Every action that is passed to a function that records: `log("x.y", …)`, `_tell("x.y" if … else "x.z", …)`."""
    found: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDERS and node.args:
                found.update(
                    leaf.value
                    for leaf in ast.walk(node.args[0])
                    if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                )
    found |= {model.failed_action for model in outgoing_models() if model._meta.app_label == "members"}
    return {text for text in found if text.partition(".")[2].isidentifier()}


def test_the_walk_finds_the_actions_it_should() -> None:
    assert {
        "holding.changed",
        "holding.ended",
        "institution.rectified",
        "accreditation.made",
        "proposal.withdrawn",
        "person.viewed",
        "person.printed",
    } <= recorded_actions()


@pytest.mark.parametrize("action", sorted(recorded_actions()))
def test_every_act_that_is_recorded_has_its_sentence(action: str) -> None:
    assert action in history.SENTENCES


def test_a_change_of_data_is_said_in_the_words_of_the_screen() -> None:
    said = history.TELLING.sentence_of(
        "institution.updated",
        {
            "institution": "Qhana",
            "now": {"ruc": "20131312955", "ubigeo": "211101", "sector": "private", "phone": ""},
            "before": {"ruc": "", "ubigeo": "210101", "sector": "public", "phone": "051 35"},
        },
    )
    assert said == (
        "cambió los datos de Qhana: RUC «20131312955», distrito «Juliaca, San Román, Puno», sector «privado», "
        "teléfono «vacío». Antes: RUC «vacío», distrito «Puno, Puno, Puno», sector «público», teléfono «051 35»"
    )


def test_an_act_without_a_sentence_is_named_and_not_hidden() -> None:
    assert history.TELLING.sentence_of("thing.done", {}) == "registró «thing.done»"
