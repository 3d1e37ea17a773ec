"""Two databases behind the one name the program knows, so that one process measures both in turn."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.test import Client

from accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class World:
    """One committee in a database of its own. `keys` names the rows that the pages are asked for."""

    name: str
    connection: BaseDatabaseWrapper
    fresh: bool
    keys: dict[str, int | str] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def enter(self) -> World:
        """From now on the program works here."""
        connections[DEFAULT_DB_ALIAS] = self.connection
        return self

    def sign_in(self, who: str, user: User) -> None:
        client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        client.force_login(user, backend=BACKEND)
        self.clients[who] = client


@contextmanager
def open_worlds(names: list[str], *, keep: Path | None = None) -> Iterator[list[World]]:
    """A migrated database for each name; gone afterwards, unless they are SQLite files in `keep`."""
    before = connections[DEFAULT_DB_ALIAS]
    with contextlib.ExitStack() as stack:
        stack.callback(connections.__setitem__, DEFAULT_DB_ALIAS, before)
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        worlds: list[World] = []
        for name in names:
            if before.vendor == "sqlite":
                database, fresh = _sqlite_file(folder / f"{name}.sqlite3")
            else:
                database, fresh = stack.enter_context(_temporary_postgres(before, name)), True
            world = World(name, _connection(database), fresh=fresh)
            stack.callback(world.connection.close)
            world.enter()
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            ContentType.objects.clear_cache()
            worlds.append(world)
        yield worlds


def _sqlite_file(file: Path) -> tuple[str, bool]:
    file.parent.mkdir(parents=True, exist_ok=True)
    return str(file), not file.exists()


def _connection(database: str) -> BaseDatabaseWrapper:
    settings = {**connections.settings[DEFAULT_DB_ALIAS], "NAME": database}
    return load_backend(settings["ENGINE"]).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)


@contextmanager
def _temporary_postgres(server: BaseDatabaseWrapper, name: str) -> Iterator[str]:
    database = f"{server.settings_dict['NAME']}_bench_{name}_{os.getpid()}"
    quoted = server.ops.quote_name(database)
    with server._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted}")
    try:
        yield database
    finally:
        with server._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")
