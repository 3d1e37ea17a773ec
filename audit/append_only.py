"""Database triggers that refuse to rewrite or delete what a model declares append-only.

A model declares what of it stays as first written; the triggers are made anew after each migration (`audit.apps`), so a
table that SQLite remakes, or a fact that is declared later, needs no migration of its own:

    class Receipt(models.Model):
        append_only = AppendOnly("entry", "received_on", "kind")

UPDATE of these facts, DELETE of a row and, on PostgreSQL, TRUNCATE are refused. A table that may be corrected says
`append_only = None`, and why nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

KINDS = ("update", "delete", "truncate")


class AppendOnly:
    """The fields of a row that stay as first written; all of them where none is named."""

    def __init__(self, *frozen: str) -> None:
        self.frozen = frozen

    def fields(self, model: type[models.Model]) -> list[models.Field[Any, Any]]:
        if not self.frozen:
            return [field for field in model._meta.concrete_fields if not field.primary_key]
        found = [model._meta.get_field(name) for name in self.frozen]
        return [field for field in found if isinstance(field, models.Field)]


def declared(app: AppConfig | None = None) -> Iterator[tuple[type[models.Model], AppendOnly]]:
    """The models that declare it, of one app or of all."""
    for model in (app or installed).get_models():
        declaration = getattr(model, "append_only", None)
        if isinstance(declaration, AppendOnly) and not model._meta.proxy:
            yield model, declaration


def install(app_config: AppConfig, using: str, plan: Any = None, apps: Apps = installed, **signal: Any) -> None:
    """After `migrate`: the triggers of this app's models, made anew. A flush, which sends the same signal, has no plan.

    A migration backwards may stop where a table or a column does not exist yet: `apps` are the models as they stand then.
    """
    if plan is None:
        return
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for model, declaration in declared(app_config):
            try:
                there = apps.get_model(model._meta.label)._meta
            except LookupError:
                continue
            columns = {field.column for field in there.concrete_fields}
            frozen = [field.column for field in declaration.fields(model) if field.column and field.column in columns]
            drop = drop_statements(connection.vendor, there.db_table)
            for statement in [*drop, *create_statements(connection.vendor, there.db_table, frozen)]:
                cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Take the triggers of one table away, for a migration that must correct it. The next `migrate` makes them anew."""
    with connection.cursor() as cursor:
        for statement in drop_statements(connection.vendor, model._meta.db_table):
            cursor.execute(statement)


def create_statements(vendor: str, table: str, columns: list[str]) -> list[str]:
    if vendor == "postgresql":
        changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
        refuse = f"EXECUTE FUNCTION {table}_append_only()"
        return [
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}) {refuse}',
            f'CREATE TRIGGER {table}_no_delete BEFORE DELETE ON "{table}" FOR EACH ROW {refuse}',
            f'CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refuse}',
        ]
    if vendor == "sqlite":
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        return [
            f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN {changed} {refuse}',
            f'CREATE TRIGGER {table}_no_delete BEFORE DELETE ON "{table}" FOR EACH ROW {refuse}',
        ]
    return []


def drop_statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        drops = [f'DROP TRIGGER IF EXISTS {table}_no_{kind} ON "{table}"' for kind in KINDS]
        return [*drops, f"DROP FUNCTION IF EXISTS {table}_append_only()"]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{kind}" for kind in KINDS] if vendor == "sqlite" else []
