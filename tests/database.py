"""The tests' database, copied from a template that the migrations made once.

On SQLite the template is a file in `.setup`, copied into memory (or into TEST_SQLITE_FILE); on PostgreSQL a database of
the same server. It is made again when a migration, or a module that a migration imports, has changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

STORE = Path(settings.BASE_DIR) / ".setup"


@contextmanager
def prepared(*, anew: bool = False) -> Iterator[None]:
    """Within it, the connection is that of a database as the migrations leave it; `anew`: make the template again."""
    before = connection.settings_dict["NAME"]
    STORE.mkdir(exist_ok=True)
    with (STORE / f"template-{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (_postgresql if connection.vendor == "postgresql" else _sqlite)(anew)
    # What hangs from the models and not from the migrations: permissions, content types.
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    yield
    connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def migrated(app: str, name: str) -> Iterator[StateApps]:
    """Within it, the database is as this migration left it; after it, as the last ones do, with what hangs from them."""
    try:
        yield MigrationExecutor(connection).migrate([(app, name)]).apps
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def _sqlite(anew: bool) -> None:
    template = STORE / f"template-{_fingerprint()}.sqlite3"
    if anew or not template.exists():
        for stale in STORE.glob("template-*.sqlite3*"):
            stale.unlink()
        making = template.with_suffix(".making")
        making.unlink(missing_ok=True)
        _migrate(str(making))
        making.rename(template)
    name = connection.creation._get_test_db_name()
    if Path(name).is_absolute():
        Path(name).unlink(missing_ok=True)
    _point_to(name)
    connection.ensure_connection()
    source = sqlite3.connect(template)
    source.backup(connection.connection)
    source.close()


def _postgresql(anew: bool) -> None:
    quote = connection.ops.quote_name
    name = connection.creation._get_test_db_name()
    template, wanted = f"test_{connection.settings_dict['NAME']}_template", _fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s AND NOT %s",
            [template, anew],
        )
        if cursor.fetchone() != (wanted,):
            _migrate(template)
            cursor.execute(f"COMMENT ON DATABASE {quote(template)} IS '{wanted}'")
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
    _point_to(name)


def _migrate(name: str) -> None:
    """A new database of this name, which the migrations made."""
    asked: dict[str, Any] = connection.settings_dict["TEST"]
    before, connection.settings_dict["TEST"] = connection.settings_dict["NAME"], asked | {"NAME": name}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["TEST"] = asked
    _point_to(before)


def _point_to(name: str) -> None:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _fingerprint() -> str:
    """Changes with the migrations of every app, and with what those of ours import from the house."""
    files = {file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/*.py")}
    ours = [file for file in files if settings.BASE_DIR in file.parents and ".venv" not in file.parts]
    for name in {name for file in ours for name in re.findall(r"^from (\w+(?:\.\w+)*) import", file.read_text(), re.M)}:
        module = settings.BASE_DIR / f"{name.replace('.', '/')}.py"
        files |= {module} if module.exists() else set()
    total = hashlib.sha256(inspect.getsource(_migrate).encode())
    for file in sorted(files):
        total.update(file.read_bytes())
    return total.hexdigest()[:16]
