"""What holds the house up: no key points upward, tables of states are whole, records with legal effect stay as written."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from admissions.enums import ApplicationState
from admissions.states import APPLICATION
from members.enums import ProposalState
from members.states import PROPOSAL
from sessions_app.enums import ActaState, MeetingState, MotionState
from sessions_app.states import ACTA, MEETING, MOTION

ORDER = [
    "accounts",
    "audit",
    "documents",
    "mailing",
    "exchange",
    "norms",
    "members",
    "sessions_app",
    "admissions",
    "cerx",
]

TABLES = [
    (MEETING, MeetingState),
    (MOTION, MotionState),
    (ACTA, ActaState),
    (PROPOSAL, ProposalState),
    (APPLICATION, ApplicationState),
]


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


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_a_table_of_states_names_every_state_and_leads_only_to_known_ones(table, states) -> None:
    assert set(table) == set(states)
    assert {target for moves in table.values() for target in moves.values()} <= set(states)


@pytest.mark.parametrize(
    ("table", "first"),
    [
        (MEETING, MeetingState.DRAFT),
        (MOTION, MotionState.OPEN),
        (ACTA, ActaState.DRAFT),
        (PROPOSAL, ProposalState.SUBMITTED),
        (APPLICATION, ApplicationState.RECEIVED),
    ],
)
def test_every_state_can_be_reached(table, first) -> None:
    reached, frontier = {first}, [first]
    while frontier:
        for target in table[frontier.pop()].values():
            if target not in reached:
                reached.add(target)
                frontier.append(target)
    assert reached == set(table)


def test_nothing_revives_an_annulled_motion_and_a_signed_acta_is_never_rewritten() -> None:
    assert MOTION[MotionState.ANNULLED] == {}
    assert set(ACTA[ActaState.SIGNED]) == {"void_signature"}
    assert not {"edit", "circulate", "return", "take_back"} & set(ACTA[ActaState.APPROVED])


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
