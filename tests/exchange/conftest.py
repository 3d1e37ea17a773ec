"""A kind of table of our own, as small as can be: the themes of the directory."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit.acts import Act
from exchange.kinds import CHOICE, DATE, NUMBER, TIME, Field, Kind, Row, Run
from members.models import Theme
from norms.wording import explain
from regulation.refusal import Refused
from regulation.ruling import Ruling
from tests.conftest import lima


class Themes(Kind):
    slug, title, noun = "themes", "Temas", ("tema", "temas")
    lead = "Los temas del directorio."
    consequence = "Los temas quedan en el directorio."
    fields = (
        Field("name", "Tema", "Como se mostrará.", required=True, also=("asunto",), example="Café", max_length=60),
        Field("since", "Desde", "Cuándo empezó.", kind=DATE, example="01/03/2024"),
        Field("at", "Hora", kind=TIME),
        Field("order", "Orden", kind=NUMBER),
        Field("code", "Código", digits=8),
        Field("sort", "Clase", kind=CHOICE, choices=(("food", "Alimento"), ("fibre", "Fibra textil"))),
        Field("group", "Grupo"),
    )
    columns_of = {"bad_choice": "sort"}

    def allow(self, act: Act) -> Act:
        if act.by.email == "nadie@demo.example":
            raise PermissionDenied
        return act.in_role("Prueba")

    def explain(self, ruling: Ruling) -> str:
        return explain(ruling)

    def groups(self, rows: Sequence[Row], run: Run) -> list[list[Row]]:
        gathered: dict[object, list[Row]] = {}
        for row in rows:
            gathered.setdefault(row.text("group") or row.number, []).append(row)
        return list(gathered.values())

    def play(self, rows: Sequence[Row], run: Run) -> None:
        for row in rows:
            name = row.text("name")
            if name == "malo":
                row.wrong("name", "Ese tema no.")
            if name == "peor":
                row.wrong("name", "Ese tampoco.")
                row.wrong("since", "Ni esa fecha.")
            if name == "rechazado":
                raise Refused.because("bad_choice", facts={"field": "kind", "value": name})
            known = Theme.objects.filter(name__iexact=name).first()
            if not row.good:
                continue
            if known is None:
                Theme.objects.create(name=name)
                row.new()
            elif known.name != name:
                row.changed("Tema", known.name, name)
                known.name = name
                known.save()
            else:
                row.same()


@pytest.fixture(autouse=True)
def themes(monkeypatch: pytest.MonkeyPatch) -> Kind:
    room = apps.get_app_config("exchange")
    monkeypatch.setattr(room, "imports", ("tests.exchange.conftest:Themes",))
    return Themes()


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user(email="rosa@demo.example", full_name="Rosa Ticona")


@pytest.fixture
def at() -> datetime:
    return lima("2026-11-20 10:00")
