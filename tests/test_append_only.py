"""Each record with legal effect is kept by the database itself: what its model declares cannot be undone by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from audit.append_only import AppendOnly, declared, lift
from audit.models import Event
from mailing.models import Outgoing
from mailing.models import Receipt as AnyReceipt
from tests.test_house import ORDER

MODELS = {model._meta.label: (model, declaration) for model, declaration in declared()}

#: Tables that may be corrected, and why nothing is lost by it.
FREE = {
    # people and things as they are today; each change is an event of the history
    "accounts.User", "members.Body", "members.Institution", "members.InstitutionContact", "members.InstitutionTheme",
    "members.Person", "members.Seat", "members.Theme", "members.AccessGrant",
    # dated data of the office, and counters
    "documents.Counter", "norms.Letterhead", "norms.NonWorkingDay", "norms.OfficialYear", "norms.RegulationVersion",
    "norms.Rulebook",
    # what is being written: a draft's agenda, the notes, a form that nobody sent, a table that is read
    "admissions.StagedFile", "exchange.ImportBatch", "sessions_app.Acta", "sessions_app.ActaSection",
    "sessions_app.AgendaFile", "sessions_app.AgendaItem",
    # which document belongs to what: the document itself is kept
    "members.AccreditationDocument", "members.BodyDocument", "sessions_app.MeetingDocument",
}  # fmt: skip


def value(field: models.Field[Any, Any], n: int) -> Any:
    """Some value of the field's type: another for another n."""
    if isinstance(field, models.ForeignKey):
        return n
    if field.choices:
        return [key for key, _ in field.flatchoices][n % len(field.flatchoices)]
    made = {
        models.BooleanField: bool(n % 2),
        models.BinaryField: bytes([n]),
        models.DateTimeField: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n),
        models.DateField: date(2026, 1, 1) + timedelta(days=n),
        models.JSONField: {"n": n},
        models.UUIDField: UUID(int=n),
        models.IntegerField: n,
        models.BigIntegerField: n,
    }
    return next((made[kind] for kind in type(field).__mro__ if kind in made), f"t{n}")


@pytest.fixture
def row(request: pytest.FixtureRequest, db: None) -> Iterator[models.Model]:
    """A row that no rule but the type of its columns has judged; nothing of it is left afterwards.

    Foreign keys are checked at the end of a transaction, and this one has none; the other checks are put aside.
    """
    model = MODELS[request.param][0]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint) and connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{constraint.name}"')
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        made = model(**{field.attname: value(field, 1) for field in fields})
        models.Model.save_base(made, raw=True, force_insert=True)
        yield made
        transaction.set_rollback(True)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize("row", MODELS, indirect=True)
def test_each_declared_fact_stays_as_written_and_no_row_disappears(row: models.Model) -> None:
    model, declaration = MODELS[row._meta.label]
    this = models.QuerySet(model).filter(pk=row.pk)
    for field in declaration.fields(model):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            this.update(**{field.name: value(field, 2)})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        this._raw_delete("default")


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("label", MODELS)
def test_no_table_is_emptied(label: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    table = MODELS[label][0]._meta.db_table
    refused = pytest.raises(IntegrityError, match=f"{table} is append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.parametrize("row", ["sessions_app.Dispatch", "sessions_app.Presence"], indirect=True)
def test_what_is_not_declared_may_go_on(row: models.Model) -> None:
    field = "state" if row._meta.model_name == "dispatch" else "until_at"
    assert type(row).objects.filter(pk=row.pk).update(**{field: value(row._meta.get_field(field), 3)}) == 1


def test_every_table_declares_what_of_it_stays_or_is_named_free() -> None:
    ours = {model._meta.label for model in apps.get_models() if model._meta.app_label in ORDER}
    said_free = {model._meta.label for model in apps.get_models() if vars(model).get("append_only", "") is None}
    assert ours - set(MODELS) - FREE - said_free == set()
    assert not FREE & set(MODELS)
    assert not FREE - ours
    kept = [model for model in apps.get_models() if issubclass(model, Outgoing | AnyReceipt)]
    assert {model._meta.label for model in kept} <= set(MODELS)


def test_the_history_keeps_every_fact() -> None:
    frozen = {field.name for field in Event.append_only.fields(Event)}
    assert frozen == {field.name for field in Event._meta.concrete_fields} - {"id"}


def test_a_fact_that_does_not_exist_cannot_be_declared() -> None:
    with pytest.raises(Exception, match="no field named 'actr'"):
        AppendOnly("actr").fields(Event)


# --- Installing ----------------------------------------------------------------------------------------------------
def triggers() -> list[tuple[str, str]]:
    """Every trigger of the database with its table."""
    found = {
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1, 2",
    }
    with connection.cursor() as cursor:
        cursor.execute(found[connection.vendor])
        return [(name, table) for name, table in cursor.fetchall()]


def wanted() -> list[tuple[str, str]]:
    kinds = ["update", "delete"] + ["truncate"] * (connection.vendor == "postgresql")
    tables = [model._meta.db_table for model, _ in MODELS.values()]
    return sorted((f"{table}_no_{kind}", table) for table in tables for kind in kinds)


@pytest.mark.django_db
def test_there_is_no_trigger_but_the_declared_and_none_twice() -> None:
    assert sorted(triggers()) == wanted()


@pytest.mark.django_db(transaction=True)
def test_what_a_migration_took_away_the_next_migrate_makes_again_and_a_flush_leaves_it() -> None:
    lift(connection, Event)
    assert sorted(triggers()) != wanted()
    call_command("migrate", "audit", verbosity=0)
    assert sorted(triggers()) == wanted()
    Event.objects.create(
        at="2026-03-02T14:00Z", recorded_at="2026-03-02T14:00Z", stream="x:1", action="x", actor_name="x"
    )
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()
    assert sorted(triggers()) == wanted()
