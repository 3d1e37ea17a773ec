"""A new room shows up everywhere, and no file of the house was touched but the list of installed apps and the layers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module, reload
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.urls import clear_url_caches, reverse
from django.utils import timezone

import cerx.urls
from audit.acts import Act
from cerx.management.commands import sweep
from cerx.management.commands.draw_states import drawing
from core.rooms import merged, rooms
from documents.papers import label_of
from documents.services import render
from members.addresses import taken_words
from norms.wording import explain
from regulation.refusal import Refused
from tests import test_access, test_house
from tests.conftest import Committee, client_of
from tests.throwaway import access

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(transactional_db: None) -> Iterator[Any]:
    """The throw-away room, installed below cerx; its services."""
    with override_settings(INSTALLED_APPS=[settings.INSTALLED_APPS[0], access.APP, *settings.INSTALLED_APPS[1:]]):
        mount()
        models = import_module("tests.throwaway.models")
        with connection.schema_editor() as editor:
            editor.create_model(models.Slip)
        yield import_module("tests.throwaway.services")
        with connection.schema_editor() as editor:
            editor.delete_model(models.Slip)
    mount()


def mount() -> None:
    """The addresses of the rooms that are installed now: a server reads them once, when it starts."""
    reload(cerx.urls)
    clear_url_caches()


@pytest.fixture
def slip(room: Any, committee: Committee) -> int:
    return access.world(committee)["slip"]


def page(user: Any, name: str, *args: Any) -> str:
    return client_of(user).get(reverse(name, args=args)).content.decode()


def test_it_is_in_the_menu_at_home_and_on_the_page_of_a_seat(slip: int, committee: Committee) -> None:
    home = page(committee.secretary, "home")
    assert f'href="{reverse("throwaway:list")}"' in home
    assert "Emitir: Vale del asiento 9" in home
    member = page(committee.titular(9), "home")
    assert reverse("throwaway:list") not in member
    assert "Emitir: Vale" not in member
    seat = page(committee.secretary, "members:seat", committee.seats[9].pk)
    assert "<li>Vale del asiento 9</li>" in seat


def test_its_pages_open_to_those_of_its_rows(slip: int, committee: Committee) -> None:
    assert {name for name in test_access.names() if name.startswith("throwaway:")} == set(access.PAGES)
    for name, row in ((name, test_access.Row(*row)) for name, row in access.PAGES.items()):
        url = reverse(name, args=[slip] if row.args else [])
        for role, user in committee.everybody.items():
            got = test_access.outcome(client_of(user), url, post=row.post)
            expected = {"in"} if role in row.who.split() else {"login"} if user is None else {"refused", "hidden"}
            assert got in expected, f"{name} as {role}: {got}"
    assert "vales" in taken_words()


@pytest.mark.usefixtures("papers_as_markup")
def test_its_act_gives_a_paper_and_is_in_the_history_of_the_seat(slip: int, committee: Committee) -> None:
    answer = client_of(committee.secretary).post(reverse("throwaway:issue", args=[slip]), follow=True)
    assert "Se emitió: Vale N° 001-" in answer.content.decode()
    assert "Emitido" in answer.content.decode()
    issued = import_module("tests.throwaway.models").Slip.objects.get(pk=slip).document
    assert (issued.kind, label_of("vale")) == ("vale", "Vale")
    assert "Vale para un viaje." in bytes(render(issued.pk).stored.data).decode()
    shown = page(committee.secretary, "members:seat", committee.seats[9].pk)
    assert f"emitió el {issued.label}, por viaje" in shown
    assert merged("areas")["slip"] == "Vales"


def test_what_it_refuses_is_said_in_its_words(room: Any, slip: int, committee: Committee) -> None:
    models = import_module("tests.throwaway.models")
    now = timezone.now()
    empty = models.Slip.objects.create(seat=committee.seats[9])
    with pytest.raises(Refused) as refusal:
        room.issue(Act(committee.secretary, now), slip_id=empty.pk)
    assert explain(refusal.value.ruling) == "Escriba para qué es el vale."
    room.issue(Act(committee.secretary, now), slip_id=slip)
    with pytest.raises(Refused) as refusal:
        room.issue(Act(committee.secretary, now + timedelta(minutes=1)), slip_id=slip)
    assert explain(refusal.value.ruling).startswith("No se puede emitir el vale: el vale está emitido.")


def test_it_is_drawn_swept_and_held_to_what_holds_for_every_room(slip: int) -> None:
    assert "## `SlipState`: el vale" in drawing()
    assert sweep.Command()._sweep()["throwaway"] == 1
    call_command("check")
    test_house.test_what_a_room_names_exists()
    test_house.test_what_two_rooms_could_both_claim_is_claimed_once()
    test_house.test_every_paper_has_its_template()
    test_house.test_every_event_is_of_an_area()
    test_house.test_every_permit_is_asked_for_and_every_refusal_is_of_a_permit()
    test_house.test_a_machine_has_one_key_and_names_the_states_of_a_model()


def test_a_room_that_the_layers_do_not_name_fails(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_house, "ORDER", [room.label for room in rooms()][::-1])
    for test in (
        test_house.test_the_rooms_are_those_of_the_project_from_the_lowest_to_the_highest,
        test_house.test_every_tool_looks_at_every_room,
    ):
        with pytest.raises(AssertionError):
            test()
