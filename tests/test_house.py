"""What holds the house up: no key points upward, tables of states are whole, records with legal effect stay as written."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.template.loader import get_template

from core.rooms import Room, each, joined, load, merged, rooms
from core.states import machine_of, machines
from documents.papers import labels
from norms.wording.events import event_wordings
from sessions_app.enums import ActaState, MotionState
from sessions_app.states import ACTA, MOTION

ORDER = [room.label for room in rooms()][::-1]


def test_no_foreign_key_points_upward() -> None:
    upward = []
    for model in apps.get_models():
        if model._meta.app_label not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or target._meta.app_label not in ORDER:
                continue
            if ORDER.index(target._meta.app_label) > ORDER.index(model._meta.app_label):
                upward.append(str(field))
    assert upward == []


def test_history_is_protected() -> None:
    """Nothing with legal effect disappears because something it names was deleted."""
    may_cascade = {"sessions_app.AgendaFile.item"}  # an attachment of a draft's item
    cascading = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    }
    assert cascading <= may_cascade


TOOLS = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]


def test_the_rooms_are_those_of_the_project_from_the_lowest_to_the_highest() -> None:
    layers = TOOLS["importlinter"]["contracts"][0]
    assert [*ORDER[::-1], "core", "regulation"] == layers["layers"]


def test_every_tool_looks_at_every_room() -> None:
    contracts = {contract["id"]: contract for contract in TOOLS["importlinter"]["contracts"]}
    everything = {*ORDER, "core", "regulation"}
    for listed in (
        TOOLS["mypy"]["files"],
        TOOLS["coverage"]["run"]["source"],
        TOOLS["importlinter"]["root_packages"],
        [*contracts["inside"]["containers"], "cerx", "core", "regulation"],
        [*contracts["law"]["forbidden_modules"], "regulation"],
        [*contracts["pdf"]["source_modules"], "documents", "regulation"],
    ):
        assert everything <= set(listed)


def test_the_page_on_architecture_explains_each_attribute_of_a_room() -> None:
    page = (settings.BASE_DIR / "docs" / "ARCHITECTURE.md").read_text()
    assert [name for name in Room.__annotations__ if f"`{name}`" not in page] == []


def test_what_a_room_names_exists() -> None:
    """A name that is wrong fails here, and not where a person first opens the page."""
    for room in rooms():
        for attribute in (
            "machines",
            "permits",
            "wording",
            "history",
            "papers",
            "todo",
            "person",
            "sweep",
            "steps",
            "demo",
        ):
            if name := getattr(room, attribute):
                load(name)
        for names in (room.effects.values(), room.matters.values(), room.panels.values(), room.imports):
            for name in names:
                load(name)


def test_what_two_rooms_could_both_claim_is_claimed_once() -> None:
    for attribute in ("areas", "icons", "effects", "matters", "steps"):
        merged(attribute)
    joined((permits.MATRIX for permits in each("permits")), "permits")
    joined((dict(papers.choices) for papers in each("papers")), "papers")


def test_every_paper_has_its_template() -> None:
    for kind in labels():
        if kind != "acuerdo":  # it has the number alone
            get_template(f"pdf/{kind}.html")


def test_every_event_is_of_an_area() -> None:
    assert {action.partition(".")[0] for action in event_wordings()} <= set(merged("areas"))


def _sources() -> str:
    """What the program says, its permissions apart."""
    folders = [Path(room.path) for room in rooms()]
    code = [path for folder in folders for path in folder.rglob("*.py") if path.name != "permissions.py"]
    pages = [path for folder in [settings.BASE_DIR / "templates", *folders] for path in folder.rglob("*.html")]
    return "\n".join(path.read_text() for path in [*code, *pages])


def test_every_permit_is_asked_for_and_every_refusal_is_of_a_permit() -> None:
    said = _sources()
    for permits in each("permits"):
        assert set(permits.WHY) <= set(permits.MATRIX)
        unused = {permit for permit in permits.MATRIX if f'"{permit}"' not in said}
        assert unused == set(), permits.__name__


def test_every_permit_that_is_asked_for_has_a_row() -> None:
    asked = re.findall(r'\b(?:can|check|can_user|check_user|allow)\(\s*"([a-z]+\.[a-z_]+)"', _sources())
    rows = {permit for permits in each("permits") for permit in permits.MATRIX}
    assert len(asked) > 50
    assert set(asked) <= rows


def test_a_machine_has_one_key_and_names_the_states_of_a_model() -> None:
    keys = [machine.key for machine in machines()]
    assert {"acta", "application", "document", "meeting", "motion", "proposal"} <= set(keys)
    assert len(keys) == len(set(keys))
    owners = {id(model.machine): model for model in apps.get_models() if hasattr(model, "machine")}
    for machine in machines():
        assert owners[id(machine)]._meta.get_field("state").choices == machine.states.choices
        assert machine_of(machine.key) is machine


every_machine = pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.key)


@every_machine
def test_a_table_of_states_names_every_state_and_leads_only_to_known_ones(machine) -> None:
    assert set(machine.moves) == set(machine.states)
    assert {target for moves in machine.moves.values() for target in moves.values()} <= set(machine.states)


@every_machine
def test_every_state_can_be_reached(machine) -> None:
    first = next(iter(machine.states))
    reached, frontier = {first}, [first]
    while frontier:
        for target in machine.moves[frontier.pop()].values():
            if target not in reached:
                reached.add(target)
                frontier.append(target)
    assert reached == set(machine.moves)


@every_machine
def test_every_state_and_act_of_a_machine_can_be_said_and_shown(machine) -> None:
    assert {move for moves in machine.moves.values() for move in moves} == set(machine.phrases)
    assert set(machine.looks) == set(machine.states)
    assert {tone for _, tone in machine.looks.values()} <= {"neutral", "info", "ok", "warn", "bad"}
    assert machine.noun.split()[0] in ("el", "la")


def test_nothing_revives_an_annulled_motion_and_a_signed_acta_is_never_rewritten() -> None:
    assert MOTION.moves[MotionState.ANNULLED] == {}
    assert set(ACTA.moves[ActaState.SIGNED]) == {"void_signature"}
    assert not {"edit", "circulate", "return", "take_back"} & set(ACTA.moves[ActaState.APPROVED])


@pytest.mark.django_db
def test_an_event_of_the_history_cannot_be_rewritten(committee) -> None:
    from audit.models import Event

    event = Event.objects.create(
        at="2026-03-02T14:00Z", recorded_at="2026-03-02T14:00Z", stream="x:1", action="x", actor_name="x"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(action="y")
    with pytest.raises(IntegrityError), transaction.atomic():
        event.delete()


def test_the_drawn_states_are_those_of_the_tables() -> None:
    from cerx.management.commands.draw_states import FILE, drawing

    assert FILE.read_text(encoding="utf-8") == drawing(), "run manage.py draw_states"
