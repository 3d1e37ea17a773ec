"""A state machine by itself: what it allows, refuses and says."""

import sys
from types import ModuleType, SimpleNamespace

import pytest
from django.apps import AppConfig
from django.db.models import TextChoices

from core.rooms import Room, load, rooms
from core.states import StateMachine
from regulation.refusal import Refused


class PlanState(TextChoices):
    DRAFT = "draft", "Borrador"
    APPROVED = "approved", "Aprobado"


PLAN = StateMachine(
    key="plan",
    noun="el plan",
    article="Art. 20",
    states=PlanState,
    moves={PlanState.DRAFT: {"approve": PlanState.APPROVED}, PlanState.APPROVED: {}},
    phrases={"approve": "aprobar"},
    looks={PlanState.DRAFT: ("pencil", "neutral"), PlanState.APPROVED: ("check-circle", "ok")},
)


def test_an_act_moves_a_thing_once() -> None:
    plan = SimpleNamespace(state="draft")
    assert PLAN.can(plan, "approve")
    PLAN.check(plan, "approve")
    assert plan.state == "draft"
    PLAN.move(plan, "approve")
    assert plan.state == PlanState.APPROVED
    assert not PLAN.can(plan, "approve")
    with pytest.raises(Refused) as refusal:
        PLAN.move(plan, "approve")
    ruling = refusal.value.ruling
    assert (ruling.code, ruling.article) == ("wrong_state", "Art. 20")
    assert ruling.facts == {"state": "approved", "act": "approve", "of": "plan"}
    assert plan.state == PlanState.APPROVED


def test_a_refusal_is_said_in_the_gender_of_the_thing() -> None:
    assert PLAN.why_not("approved", "approve") == "no se puede aprobar: el plan está aprobado"
    assert PLAN.why_not("burnt", "sell") == "no se puede hacer esto: el plan está en otro estado"


def test_the_rooms_come_in_the_order_in_which_they_are_installed() -> None:
    labels = [room.label for room in rooms()]
    assert labels[0] == "cerx"
    assert labels[-1] == "accounts"
    assert load("core.states") is sys.modules["core.states"]
    assert load("core.states:StateMachine") is StateMachine


def test_django_finds_the_room_of_an_app_that_is_installed_by_its_name(monkeypatch) -> None:
    class ShelfConfig(Room):
        name = "shelf"

    shelf, config = ModuleType("shelf"), ModuleType("shelf.apps")
    shelf.__path__, config.Room, config.ShelfConfig = ["shelf"], Room, ShelfConfig
    shelf.apps = config
    monkeypatch.setitem(sys.modules, "shelf", shelf)
    monkeypatch.setitem(sys.modules, "shelf.apps", config)
    monkeypatch.setattr("django.apps.config.module_has_submodule", lambda *_: True)
    assert type(AppConfig.create("shelf")) is ShelfConfig
