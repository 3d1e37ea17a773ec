"""A step `admit` that cannot be understood makes the file invalid; one that the regulation refuses is an outcome."""

import pytest

from tests.test_simulate import scenario, simulate

pytestmark = pytest.mark.django_db
CONVOKE = {"on": "2026-03-02", "do": "convoke", "session": "S1", "kind": "ordinary", "held_at": "2026-03-12T09:00"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"institution": None}, "«institution» debe ser un objeto"),
        ({"institution": {"id": "N1"}}, "sector es uno de"),
        ({"institution": {"id": "N1", "sector": "mixto"}}, "sector es uno de"),
        ({"institution": {"id": "MINCETUR", "sector": "public"}}, "nombre reservado"),
        ({"institution": {"id": "N1:alternate", "sector": "public"}}, "nombre reservado"),
        ({"institution": {"id": "N1", "sector": "public", "ruc": "1"}}, "no se entiende «ruc»"),
        ({"institution": {"id": "N1", "sector": "public", "kind": "bank"}}, "kind es uno de"),
        ({"for": -1}, "«for»"),
        ({"session": "S9"}, "no fue convocada"),
        ({"casting": "for"}, "no se entiende «casting»"),
    ],
)
def test_what_cannot_be_understood_runs_nothing(tmp_path, changes, words) -> None:
    step = {
        "on": "2026-03-12",
        "do": "admit",
        "session": "S1",
        "institution": {"id": "N1", "sector": "public"},
        "for": 3,
    }
    code, results, message = simulate(scenario(tmp_path, steps=[CONVOKE, step | changes]))
    assert (code, results) == (2, [])
    assert "paso 2" in message
    assert words in message


def test_a_later_step_may_name_only_who_was_to_be_admitted(tmp_path) -> None:
    vote = {"on": "2026-03-12", "do": "arrive", "session": "S1", "who": "N2"}
    step = {
        "on": "2026-03-12",
        "do": "admit",
        "session": "S1",
        "institution": {"id": "N1", "sector": "public"},
        "for": 3,
    }
    code, _, message = simulate(scenario(tmp_path, steps=[CONVOKE, step, vote]))
    assert code == 2
    assert "'N2' no es miembro" in message
