"""What a person types is kept whole or refused with the limit: nothing is cut on the way to the database."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings

from audit.acts import Act
from core.rooms import rooms
from core.text import within
from members.services import note_departure
from norms.wording import explain
from regulation.refusal import Refused
from tests.conftest import ORDINARY_SEAT, lima

ROOMS = [room.label for room in rooms()]
#: Slices that shorten what a log or a title shows, or what a machine said; the whole stands elsewhere.
SHORTENED = {
    "admissions/services/steps.py": 1,  # «… (solicitante)»
    "admissions/services/agenda.py": 1,  # the title that we make
    "admissions/services/decision.py": 1,
    "admissions/tasks.py": 1,
    "mailing/tasks.py": 1,  # what the mail server said
    "members/services/institutions.py": 1,  # a fingerprint
    "sessions_app/services/acta.py": 2,  # the history; the observation is whole
    "sessions_app/services/closing.py": 3,
    "sessions_app/services/convening.py": 1,  # the name of an institution in a person's place
    "sessions_app/services/elections.py": 1,  # the candidate as the ballot says it
    "sessions_app/services/notice.py": 1,  # the name and address of who answered
    "sessions_app/services/past/_writing.py": 1,
    "sessions_app/services/roll/_presence.py": 1,
    "sessions_app/services/voting.py": 1,
    "sessions_app/tasks.py": 1,
}
LEAST = 10


def _cuts(path: Path) -> int:
    """Slices `text[:N]` of a text, N from ten on or the name of a limit (`MAX_REASON`)."""
    return sum(
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and node.slice.lower is None
        and (
            (
                isinstance(node.slice.upper, ast.Constant)
                and isinstance(node.slice.upper.value, int)
                and node.slice.upper.value >= LEAST
            )
            or (
                isinstance(node.slice.upper, ast.Name)
                and node.slice.upper.id.startswith(("MAX_REASON", "MAX_TEXT", "LONGEST"))
            )
        )
        for node in ast.walk(ast.parse(path.read_text()))
    )


def test_nothing_that_is_written_is_cut() -> None:
    found = {}
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            where = path.relative_to(settings.BASE_DIR).as_posix()
            if not {"services", "imports"} & set(path.parts) and path.name not in ("services.py", "tasks.py"):
                continue
            if cuts := _cuts(path):
                found[where] = cuts
    assert {where: n for where, n in found.items() if n > SHORTENED.get(where, 0)} == {}


def test_a_text_within_its_limit_is_kept_and_a_longer_one_refused_with_the_limit() -> None:
    assert within("  " + "a" * 300 + " ", 300) == "a" * 300
    with pytest.raises(Refused) as refused:
        within("a" * 301, 300)
    assert explain(refused.value.ruling) == (
        "El texto tiene 301 caracteres y el máximo es 300. Acórtelo o adjúntelo como archivo."
    )


@pytest.mark.django_db
def test_a_note_of_the_padron_is_whole_or_refused(committee) -> None:
    accreditation = committee.seats[ORDINARY_SEAT].accreditations.get(role="titular")
    given = {"left_on": lima("2026-06-01").date(), "act": Act(committee.secretary, lima("2026-06-02"))}
    with pytest.raises(Refused) as refused:
        note_departure(accreditation_id=accreditation.pk, note="a" * 501, **given)
    assert refused.value.ruling.code == "text_too_long"
    noted = note_departure(accreditation_id=accreditation.pk, note="a" * 500, **given)
    noted.refresh_from_db()
    assert noted.left_note == "a" * 500
