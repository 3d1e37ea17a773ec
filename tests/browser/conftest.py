"""Pages in a headless Chromium, served by the program itself, as a person sees them."""

from __future__ import annotations

import json
import os
import shutil

import pytest
from django.conf import settings

from tests.conftest import client_of

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

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
    told = "axe.run().then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))])))"

    def run(page) -> list[str]:
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": source})
        answer = session.send("Runtime.evaluate", {"expression": told, "awaitPromise": True, "returnByValue": True})
        session.detach()
        return [f"{rule}: {nodes}" for rule, nodes in json.loads(answer["result"]["value"])]

    return run
