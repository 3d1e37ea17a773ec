"""Every ruling is said in Spanish with its figures; a test walks every code that the program uses."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from admissions.states import APPLICATION
from members.states import PROPOSAL
from norms.wording import KNOWN_CODES, explain, explain_refusal
from norms.wording.refusals import ACTS, STATES
from regulation.notice import Receipt, judge_notice
from regulation.params import PUNO_2022
from regulation.quorum import judge_quorum
from regulation.ruling import Ruling
from regulation.terms import PastTerm, judge_election
from regulation.voting import judge_entitlement, judge_vote
from sessions_app import states

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cerx", "sessions_app", "members", "norms", "exchange", "mailing", "documents", "audit", "accounts")


def _texts(node: ast.expr) -> Iterator[str]:
    """The strings an expression may give: itself, or either branch of a conditional."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _codes_of_the_regulation() -> set[str]:
    """What is ever assigned to `code`, alone or beside its article, or passed as `code=`."""
    found: set[str] = set()
    for path in (ROOT / "regulation").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name) and target.id == "code":
                        found.update(_texts(node.value))
                    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                        pairs = zip(target.elts, node.value.elts, strict=True)
                        found.update(t for n, v in pairs if getattr(n, "id", "") == "code" for t in _texts(v))
            elif isinstance(node, ast.keyword) and node.arg == "code":
                found.update(_texts(node.value))
    return found


def _codes_of_the_services() -> set[str]:
    found: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            found.update(re.findall(r'(?:\.because|explain_refusal|_refused)\(\s*"([a-z_]+)"', path.read_text()))
            found.update(re.findall(r'_required\([^"()]*"([a-z_]+)"', path.read_text()))
            if app != "norms":
                found.update(
                    re.findall(r'\bcode="([a-z_]+)"', path.read_text()) if "Ruling(" in path.read_text() else []
                )
    return found


def test_the_walk_finds_the_codes_it_should() -> None:
    assert {
        "no_quorum",
        "ok",
        "installed",
        "notice_defect",
        "tie",
        "term_limit",
        "not_entitled",
    } <= _codes_of_the_regulation()
    assert {"no_regulation", "no_letterhead"} <= _codes_of_the_services()


@pytest.mark.parametrize("code", sorted(_codes_of_the_regulation() | _codes_of_the_services()))
def test_every_code_has_its_own_words(code: str) -> None:
    assert code in KNOWN_CODES or code.startswith("bad_upload")


@pytest.mark.parametrize("code", sorted(KNOWN_CODES))
def test_a_sentence_never_fails_for_want_of_a_figure(code: str) -> None:
    said = explain(Ruling(holds=False, article="", code=code, facts={}))
    assert said[0].isupper() or not said[0].isalpha()
    assert said.endswith((".", "?"))
    assert "None" not in said


@pytest.mark.parametrize(
    ("table", "acts"),
    [
        (table, acts)
        for table in (states.MEETING, states.MOTION, states.ACTA, PROPOSAL, APPLICATION)
        for acts in [table]
    ],
)
def test_every_state_and_act_of_the_tables_can_be_said(table, acts) -> None:  # type: ignore[no-untyped-def]
    assert {state.value for state in table} <= STATES.keys()
    assert {act for moves in acts.values() for act in moves} <= ACTS.keys()


def test_a_quorum_that_lacks_one_says_its_arithmetic() -> None:
    ruling = judge_quorum(members=23, enabled=23, present=15, regulation=PUNO_2022)
    assert explain(ruling) == "Art. 13: 15 de 16 requeridos; faltan 1."


def test_a_quorum_out_of_reach_says_so() -> None:
    ruling = judge_quorum(members=23, enabled=15, present=15, regulation=PUNO_2022)
    assert "15 instituciones habilitadas no se alcanza" in explain(ruling)


def test_six_days_of_notice_are_six_of_seven() -> None:
    receipts = [Receipt("A", date(2026, 3, 4), proven=True)]
    ruling = judge_notice(session_on=date(2026, 3, 10), receipts=receipts, regulation=PUNO_2022)
    assert explain(ruling).startswith("Art. 7: 6 días de anticipación de 7 requeridos")


def test_an_approved_motion_says_for_voters_and_needed() -> None:
    ruling = judge_vote(votes_for=9, against=4, abstain=3, voters=16, regulation=PUNO_2022)
    assert explain(ruling) == "Art. 13: aprobada: 9 a favor de 16 votantes (se necesitan 9)."


def test_a_casting_vote_shows_in_the_arithmetic() -> None:
    ruling = judge_vote(votes_for=8, against=8, abstain=0, voters=16, regulation=PUNO_2022, casting="for")
    assert (
        explain(ruling) == "Art. 13: aprobada: 8 a favor de 16 votantes más el voto dirimente a favor (se necesitan 9)."
    )


def test_an_alternate_beside_the_titular_is_told_why_it_does_not_vote() -> None:
    ruling = judge_entitlement(
        present=True, role="alternate", titular_present=True, suspended=False, may_vote=True, impeded=False
    )
    assert explain(ruling) == "Art. 5: el alterno solo vota cuando el titular no está en la sala."


def test_a_running_term_says_when_it_ends() -> None:
    ruling = judge_election(
        on=date(2026, 5, 1),
        person="Ana",
        sector="private",
        member=True,
        suspended=False,
        terms=[PastTerm("Luis", date(2025, 5, 1))],
        regulation=PUNO_2022,
    )
    assert "01/05/2027" in explain(ruling)


def test_a_refused_act_names_the_state() -> None:
    said = explain_refusal("wrong_state", state="closed", act="mark_presence", of="meeting")
    assert said.startswith("No se puede marcar asistencia: la sesión está cerrada.")


def test_an_unknown_code_still_says_what_to_do() -> None:
    said = explain(Ruling(holds=False, article="Art. 99", code="never_heard_of", facts={}))
    assert said.startswith("Art. 99: el reglamento")
    assert "never_heard_of" in said
