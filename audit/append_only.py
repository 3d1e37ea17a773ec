"""Triggers that hold in the database what the services promise: a record with legal effect is never rewritten.

On PostgreSQL they refuse UPDATE of the named columns and DELETE; on SQLite only UPDATE, because a DELETE trigger would
stop the flush between tests. SQLite remakes a table that is altered and forgets its triggers: a migration that alters such a
table repeats the operation after it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def append_only(table: str, columns: Sequence[str]) -> migrations.RunPython:
    """A migration operation: `columns` of `table` keep their first value, and no row is deleted."""

    def create(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        for statement in [*_drop(vendor, table), *_create(vendor, table, columns)]:
            editor.execute(statement)

    def drop(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _drop(editor.connection.vendor, table):
            editor.execute(statement)

    return migrations.RunPython(create, drop)


def _create(vendor: str, table: str, columns: Sequence[str]) -> list[str]:
    message = f"{table} is append-only"
    if vendor == "postgresql":
        changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
        function = f"{table}_append_only"
        return [
            f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}) '
            f"EXECUTE FUNCTION {function}()",
            f'CREATE TRIGGER {table}_no_delete BEFORE DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {function}()',
        ]
    if vendor == "sqlite":
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
        return [
            f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN {changed} '
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    return []


def _drop(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f'DROP TRIGGER IF EXISTS {table}_no_update ON "{table}"',
            f'DROP TRIGGER IF EXISTS {table}_no_delete ON "{table}"',
            f"DROP FUNCTION IF EXISTS {table}_append_only()",
        ]
    return [f"DROP TRIGGER IF EXISTS {table}_no_update"] if vendor == "sqlite" else []
