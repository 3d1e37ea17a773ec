"""`manage.py simulate`: the regulation as executable cases, played through the real services."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from core.rooms import merged
from sessions_app.simulation import steps
from sessions_app.simulation.scenario import LATER_STEPS

OWN = sorted((Path(__file__).parent / "scenarios").glob("*.json"))
SHARED = sorted((settings.BASE_DIR.parent / "shared" / "scenarios").glob("*.json"))
LATER = LATER_STEPS - merged("steps").keys()
FILES = OWN + [
    path for path in SHARED if not any(step["do"] in LATER for step in json.loads(path.read_text())["steps"])
]
pytestmark = pytest.mark.django_db


def simulate(*paths: Path) -> tuple[int, list[dict], str]:
    out = io.StringIO()
    try:
        call_command("simulate", *map(str, paths), stdout=out)
        code, message = 0, ""
    except SystemExit as stop:
        code, message = stop.code, ""
    except CommandError as error:
        code, message = error.returncode, str(error)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], message


def scenario(tmp_path: Path, name: str = "caso.json", **data: object) -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(data, ensure_ascii=False))
    return path


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_scenario_goes_as_the_regulation_says_and_leaves_no_trace(path: Path) -> None:
    before = counts()
    code, results, message = simulate(path)
    assert message == ""
    wrong = [(s["do"], s["mismatches"], s["outcome"]) for s in results[0]["steps"] if s["mismatches"]]
    assert wrong == []
    assert (code, results[0]["ok"], results[0]["file"]) == (0, True, path.name)
    assert counts() == before


def test_several_scenarios_are_played_one_after_the_other() -> None:
    code, results, _ = simulate(*OWN[:2])
    assert (code, [result["file"] for result in results]) == (0, [path.name for path in OWN[:2]])


def test_an_expectation_that_does_not_hold_exits_with_1_and_says_where(tmp_path: Path) -> None:
    step = {
        "on": "2026-07-17",
        "do": "deadline",
        "from": "2026-07-17",
        "business_days": 5,
        "expect": {"due": "2026-07-24"},
    }
    code, results, _ = simulate(scenario(tmp_path, steps=[step]))
    assert code == 1
    assert results[0]["ok"] is False
    assert results[0]["steps"][0]["mismatches"] == [{"key": "due", "expected": "2026-07-24", "got": "2026-07-30"}]


def test_a_true_is_not_a_1(tmp_path: Path) -> None:
    step = {"on": "2026-01-05", "do": "status", "expect": {"year": {"mincetur_attended": 0}}}
    assert simulate(scenario(tmp_path, steps=[step]))[0] == 1


CONVOKE = {"on": "2026-03-02", "do": "convoke", "session": "S1", "kind": "ordinary", "held_at": "2026-03-12T09:00"}
ELECT = {"on": "2026-03-02", "do": "elect_president", "who": "I16", "person": "Rosa Quispe"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "falta «steps»"),
        ({"steps": {}}, "debe ser una lista"),
        ({"steps": [{"on": "2026-01-01", "do": "dance"}]}, "paso 1 (dance): no existe"),
        ({"steps": [{"on": "2026-01-01", "do": "justify", "session": "S1", "who": "I01"}]}, "todavía no lo juega"),
        ({"steps": [CONVOKE, {"on": "hoy", "do": "close", "session": "S1"}]}, "paso 2 (close): «on»"),
        ({"steps": [CONVOKE, {"on": "2026-03-12", "do": "close", "session": "S2"}]}, "S2 no fue convocada"),
        ({"steps": [CONVOKE, CONVOKE]}, "ya fue convocada"),
        ({"steps": [CONVOKE, {"on": "2026-03-12", "do": "call_roll", "session": "S1", "present": ["I24"]}]}, "'I24'"),
        ({"steps": [CONVOKE, {"on": "2026-03-12", "do": "call_roll", "session": "S1", "presnt": []}]}, "«presnt»"),
        ({"steps": [], "members": 0}, "«members» va de"),
        ({"steps": [], "regulation": {"quorum_fraction": "3/2"}}, "quorum_fraction"),
        ({"steps": [], "regulation": {"quorums": "2/3"}}, "quorums"),
        ({"steps": [], "regulation": {"quorum": "2/3"}}, "quorum no puede"),
        ({"steps": [], "regulation": {"majority_base": ["present"]}}, "majority_base"),
        ({"steps": [], "regulation": {"president_sector": "church"}}, "es uno de: private, public, academic, any"),
        ({"steps": [], "regulation": {"president_term": "2 days"}}, "número entero de años, de 1 a 100"),
        ({"steps": [], "regulation": {"quorum_fraction": "3/2"}}, "una fracción mayor que 0"),
        ({"steps": [], "regulation": {"failed_session_counts": 3}}, "es true o false"),
        ({"steps": [], "regulation": {"president": 2}}, "los parámetros son: quorum_fraction"),
        ({"steps": [], "suspended": ["X"]}, "'X' no es miembro"),
        ({"steps": [], "members": [{"id": "GUEST", "sector": "public"}]}, "nombre reservado"),
        ({"steps": [], "members": [{"id": "x" * 81, "sector": "public"}]}, "pasa de 80"),
        ({"steps": [{"on": "2026-W10-1", "do": "status"}]}, "paso 1 (status): «on»"),
        ({"steps": [{"on": "1850-01-01", "do": "status"}]}, "el año va de 1900"),
        (
            {"steps": [{"on": "2026-01-05", "do": "deadline", "from": "2026-01-05", "business_days": 10**9}]},
            "llega hasta",
        ),
        ({"steps": [ELECT | {"person": " "}]}, "paso 1 (elect_president): falta «person»"),
        ({"steps": [{k: v for k, v in ELECT.items() if k != "person"}]}, "falta «person»"),
        ({"steps": [ELECT | {"who": ["I16"]}]}, "falta «who»"),
        ({"steps": [ELECT | {"person": "R" * 161}]}, "pasa de 160"),
        ({"steps": [ELECT | {"session": "S1"}]}, "«session»"),
        ({"steps": [CONVOKE | {"session": "S\0"}]}, "paso 1 (convoke): «session» tiene signos"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name_and_nothing_runs(tmp_path: Path, data: dict, words: str) -> None:
    good = scenario(tmp_path, "bueno.json", steps=[CONVOKE])
    code, results, message = simulate(good, scenario(tmp_path, **data))
    assert (code, results) == (2, [])
    assert "caso.json" in message
    assert words in message


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"steps": [NaN]}', '{"steps": [' + "9" * 5000 + "]}"])
def test_a_file_that_is_not_json_is_invalid(tmp_path: Path, text: str) -> None:
    broken = tmp_path / "roto.json"
    broken.write_text(text)
    code, results, message = simulate(scenario(tmp_path, steps=[CONVOKE]), broken)
    assert (code, results) == (2, [])
    assert message.startswith("roto.json: no es JSON válido")


def test_signs_that_nothing_can_write_make_a_file_invalid(tmp_path: Path) -> None:
    step = {"on": "2026-01-05", "do": "status", "expect": {"members": "\ud800"}}
    path = tmp_path / "signo.json"
    path.write_text(json.dumps({"steps": [step]}))
    assert simulate(path)[0] == 2


def test_a_database_without_tables_is_reported_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    code, results, message = simulate(scenario(tmp_path, steps=[]))
    assert (code, results) == (3, [])
    assert "manage.py migrate" in message


def test_a_file_that_is_not_there_is_invalid(tmp_path: Path) -> None:
    assert simulate(tmp_path / "no-esta.json")[0] == 2


def test_of_two_ballots_of_one_person_none_is_lost_in_silence(tmp_path: Path) -> None:
    twice = tmp_path / "dos.json"
    vote = '{"on": "2026-03-12", "do": "vote", "session": "S1", "motion": "M", "ballots": {"I01": "for", "I01": "against"}}'
    twice.write_text(f'{{"steps": [{json.dumps(CONVOKE)}, {vote}]}}')
    code, _, message = simulate(twice)
    assert code == 2
    assert message.startswith("dos.json: paso 2 (vote): «I01» está dos veces")


def test_a_scenario_that_goes_otherwise_or_breaks_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counts()
    other = scenario(tmp_path, steps=[CONVOKE | {"expect": {"notice": {"days": 3}}}])
    assert simulate(other)[0] == 1
    assert counts() == before

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of the program")

    monkeypatch.setitem(steps.STEPS, "close", replace(steps.STEPS["close"], play=broken))
    close = {"on": "2026-03-12", "do": "close", "session": "S1"}
    with pytest.raises(RuntimeError):
        simulate(scenario(tmp_path, steps=[CONVOKE, close]))
    assert counts() == before
