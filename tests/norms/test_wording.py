"""Every ruling is said in Spanish with its figures; a test walks every code that the program uses."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from django.apps import apps

from core.rooms import rooms
from core.states import machines
from norms.wording import explain, explain_refusal, words
from regulation.absences import Kind
from regulation.calendar import BusinessCalendar
from regulation.notice import Receipt, judge_notice
from regulation.params import PUNO_2022, Regulation
from regulation.quorum import judge_quorum
from regulation.ruling import STATED_BY, Ruling
from regulation.terms import PastTerm, judge_election
from regulation.voting import judge_entitlement, judge_vote

ROOT = Path(__file__).resolve().parents[2]
APPS = tuple(room.label for room in rooms())

#: Rulings as they were stored before they named their rule, with the sentence they had.
EARLIER = json.loads((Path(__file__).parent / "earlier_rulings.json").read_text())


#: What a rule says with another's code: the expression in its source → the codes it can give.
PASSED_ON = {
    ("added_item", "vote.code"): ("counts_exceed_voters",),
    ("admission", "vote.code"): ("counts_exceed_voters", "tie"),
    ("computed", "outcome"): ("cancelled", "rescheduled", "notice_defect"),
    ("ledger", "self.infraction.kind"): get_args(Kind),
}


def _texts(rule: str, node: ast.expr) -> Iterator[str]:
    """The codes an expression may give: itself, either branch of a conditional, or what another rule said."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(rule, node.body)
        yield from _texts(rule, node.orelse)
    elif ast.unparse(node) != "code":
        yield from PASSED_ON[rule, ast.unparse(node)]


def _codes_of_a_rule(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """(rule, code) of each ruling a function makes: what it passes as `code=`, or ever assigns to `code`."""
    made = [node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Ruling"]
    for call in made:
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        rule = ast.literal_eval(given["rule"])
        yield from ((rule, code) for code in _texts(rule, given["code"]))
        for node in ast.walk(function):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                for name, value in pairs:
                    if ast.unparse(name) == "code":
                        yield from ((rule, code) for code in _texts(rule, value))


def _codes_of_the_regulation() -> set[tuple[str, str]]:
    modules = (path for path in (ROOT / "regulation").glob("*.py") if path.stem not in ("ruling", "refusal"))
    functions = (
        node for path in modules for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
    )
    return {pair for function in functions for pair in _codes_of_a_rule(function)}


def _codes_of_the_services() -> set[tuple[str, str]]:
    """Refusals without a rule; and the rulings that a service makes or changes itself, where it names both."""
    found: set[tuple[str, str]] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text()
            found.update(
                ("", code) for code in re.findall(r'(?:\.because|explain_refusal|_refused)\(\s*"([a-z_]+)"', text)
            )
            found.update(("", code) for code in re.findall(r'_required\([^"()]*"([a-z_]+)"', text))
            found.update(re.findall(r'\brule="([a-z_]+)"[^()]*\bcode="([a-z_]+)"', text))
    return found


def test_the_walk_finds_the_codes_it_should() -> None:
    assert {
        ("quorum", "no_quorum"),
        ("mesa_composition", "ok"),
        ("installation", "installed"),
        ("installation", "notice_defect"),
        ("admission", "tie"),
        ("computed", "rescheduled"),
        ("ledger", "alternate"),
        ("election", "term_limit"),
        ("entitlement", "not_entitled"),
    } <= _codes_of_the_regulation()
    found = _codes_of_the_services()
    assert {("", "no_regulation"), ("", "no_letterhead"), ("round", "counts_exceed_voters")} <= found


@pytest.mark.parametrize(("rule", "code"), sorted(_codes_of_the_regulation() | _codes_of_the_services()))
def test_every_code_of_every_rule_has_its_own_words(rule: str, code: str) -> None:
    assert (rule, code) in words() or code.startswith("bad_upload")


def test_no_rule_has_words_for_a_code_it_never_gives() -> None:
    ruled = {key for key in words() if key[0]}
    assert ruled <= _codes_of_the_regulation() | _codes_of_the_services()


@pytest.mark.parametrize(("rule", "code"), sorted(words()))
def test_a_sentence_never_fails_for_want_of_a_figure(rule: str, code: str) -> None:
    said = explain(Ruling(rule=rule, holds=False, article="", code=code, facts={}))
    assert said[0].isupper() or not said[0].isalpha()
    assert said.endswith((".", "?"))
    assert "None" not in said


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.key)
def test_every_state_and_act_of_the_tables_can_be_said(machine) -> None:  # type: ignore[no-untyped-def]
    for state in machine.states:
        for act in {act for moves in machine.moves.values() for act in moves}:
            said = explain_refusal("wrong_state", state=state.value, act=act, of=machine.key)
            assert said.startswith(f"No se puede {machine.phrases[act]}: {machine.noun} está ")
            assert "otro estado" not in said


def test_two_rooms_cannot_word_the_same_code(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(apps.get_app_config("exchange"), "wording", "norms.wording.session_rules:SESSION_RULES")
    with pytest.raises(ValueError, match="no_quorum"):
        words.__wrapped__()


@pytest.mark.parametrize("stored", EARLIER, ids=lambda stored: stored["words"][:60])
def test_a_ruling_stored_before_rulings_named_their_rule_is_read_and_worded_as_it_was(stored) -> None:  # type: ignore[no-untyped-def]
    ruling = Ruling.from_dict(stored["ruling"])
    assert explain(ruling) == stored["words"]
    assert (ruling.rule, ruling.code) in words()
    assert ruling.as_dict() == {"rule": ruling.rule, **stored["ruling"]}


def test_the_earlier_rulings_are_of_every_kind() -> None:
    assert {Ruling.from_dict(stored["ruling"]).rule for stored in EARLIER} == {rule for _, rule in STATED_BY}


def test_a_ruling_inside_another_is_worded_by_its_own_rule() -> None:
    why = {"holds": False, "article": "Art. 15.1", "code": "suspended", "facts": {"sector_required": "private"}}
    facts = {"person": "Ana Quispe", "why": why}
    said = explain(Ruling(holds=False, article="", code="cannot_take_office", facts=facts))
    assert "Ana Quispe: una institución suspendida no puede dar presidente." in said
    named = {**facts, "why": {**why, "rule": "election"}}
    assert explain(Ruling(holds=False, article="", code="cannot_take_office", facts=named)) == said


def test_a_quorum_that_lacks_one_says_its_arithmetic() -> None:
    ruling = judge_quorum(members=23, enabled=23, present=15, regulation=PUNO_2022)
    assert explain(ruling) == "Art. 13: 15 de 16 requeridos; faltan 1."


def test_a_quorum_out_of_reach_says_so() -> None:
    ruling = judge_quorum(members=23, enabled=15, present=15, regulation=PUNO_2022)
    assert "15 instituciones habilitadas no se alcanza" in explain(ruling)


def test_six_days_of_notice_are_six_of_seven() -> None:
    receipts = [Receipt("A", date(2026, 3, 4), proven=True)]
    ruling = judge_notice(
        kind="ordinary",
        session_on=date(2026, 3, 10),
        receipts=receipts,
        calendar=BusinessCalendar(),
        regulation=PUNO_2022,
    )
    assert explain(ruling).startswith("Art. 7: 6 días de anticipación de 7 requeridos")


@pytest.mark.parametrize(
    ("received_on", "words"),
    [
        (date(2026, 3, 9), "Art. 7: 1 día hábil de anticipación de 2 requeridos; 1 institución la recibió tarde."),
        (date(2026, 3, 6), "Art. 7: 2 días hábiles de anticipación de 2 requeridos."),
        (
            None,
            "Art. 7: 1 institución no tiene constancia de haber recibido la convocatoria; se requieren 2 días hábiles de anticipación.",
        ),
    ],
)
def test_notice_in_business_days_says_so(received_on, words) -> None:  # type: ignore[no-untyped-def]
    ruling = judge_notice(
        kind="ordinary",
        session_on=date(2026, 3, 10),
        receipts=[Receipt("A", received_on, proven=True)],
        calendar=BusinessCalendar(),
        regulation=Regulation.from_overrides({"notice_days": "2 business days"}),
    )
    assert explain(ruling) == words


def test_a_quorum_of_half_plus_one_says_so() -> None:
    rules = Regulation.from_overrides({"quorum_fraction": "half_plus_one"})
    lacking = judge_quorum(members=18, enabled=18, present=9, regulation=rules)
    assert explain(lacking) == "Art. 13: 9 de 10 requeridos (la mitad más uno de 18); faltan 1."
    enough = judge_quorum(members=18, enabled=18, present=10, regulation=rules)
    assert explain(enough) == "Art. 13: 10 de 10 requeridos (la mitad más uno de 18); hay quórum."


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


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "signed", "act": "approve", "of": "acta"}, "No se puede aprobar el acta: el acta está firmada."),
        (
            {"state": "rendered", "act": "retry", "of": "document"},
            "No se puede generar de nuevo: el documento está generado.",
        ),
        ({"state": "gone", "act": "fly", "of": "acta"}, "No se puede hacer esto: el acta está en otro estado."),
        ({"state": "rendered", "act": "retry"}, "No se puede hacer esto en el estado actual."),
    ],
)
def test_a_wrong_state_agrees_with_its_noun_and_is_said_even_of_what_is_unknown(facts, words) -> None:
    assert explain_refusal("wrong_state", **facts).startswith(words)


def test_an_unknown_code_still_says_what_to_do() -> None:
    said = explain(Ruling(holds=False, article="Art. 99", code="never_heard_of", facts={}))
    assert said.startswith("Art. 99: el reglamento")
    assert "never_heard_of" in said
