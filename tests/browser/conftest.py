"""Pages in a headless Chromium, served by the program itself, as a person sees them."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.conftest import client_of, lima

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

#: A phone asks every four seconds, and the machine may be busy.
expect.set_options(timeout=20_000)

#: Playwright's own loop runs in this thread, and Django would take the tests for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium, quiet: nothing leaves the machine."""
    found = os.environ.get("CERX_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    flags = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    return {**browser_type_launch_args, "executable_path": found, "args": flags.split()}


@pytest.fixture
def browser_context_args(browser_context_args, live_server):
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "viewport": DESK,
        "locale": "es-PE",
        "timezone_id": "America/Lima",
    }


@pytest.fixture
def enter(live_server):
    """`enter(page, user)`: this browser is theirs from now on, without passing through the login page."""

    def enter(page, user) -> None:
        cookie = client_of(user).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter


@pytest.fixture(scope="session")
def axe():
    """`axe(page)`: what axe finds wrong with the page, as short lines. Not a script of the page: the CSP forbids those."""
    source = (settings.NODE_MODULES / "axe-core" / "axe.min.js").read_text()
    script = (
        "axe.run().then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))])))"
    )

    def run(page) -> list[str]:
        session = page.context.new_cdp_session(page)
        there = session.send("Runtime.evaluate", {"expression": "typeof axe"})
        if there["result"]["value"] == "undefined":
            session.send("Runtime.evaluate", {"expression": source})
        answer = session.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
        session.detach()
        return [f"{rule}: {nodes}" for rule, nodes in json.loads(answer["result"]["value"])]

    return run


class Look:
    """`look(page, "its name")`: axe, and no wider than the screen, at desk and phone; `faults` says what was found."""

    def __init__(self, axe: Callable[[Page], list[str]]) -> None:
        self.axe = axe
        self.faults: dict[str, list[str]] = {}

    def __call__(self, page: Page, name: str) -> None:
        before = page.viewport_size
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            found = self.axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                found.append(f"{wide} px wide")
            if found:
                self.faults[f"{name} ({size['width']} px)"] = found
        page.set_viewport_size(before)


@pytest.fixture
def look(axe) -> Look:
    return Look(axe)


class Clock:
    """The server's clock: `clock("2026-05-20 09:50")` sets it to that hour in Lima, and it runs on from there."""

    def __init__(self) -> None:
        self("2026-05-11 09:00")

    def __call__(self, moment: str) -> None:
        self.set_to, self.set_at = lima(moment), time.monotonic()

    def now(self) -> datetime:
        return self.set_to + timedelta(seconds=time.monotonic() - self.set_at)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


def work_the_queue() -> None:
    """What the worker does beside the server, until nothing is left to do."""
    call_command("db_worker", batch=True, interval=0.0, startup_delay=False, reload=False, verbosity=0)
