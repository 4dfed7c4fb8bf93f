"""A town, a web process on real engines, and Debian's chromium looking at it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from bilezik.app.engines.scratch import Database, Scratch

HERE = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing"]
"""The last: a page is put together by the processor itself rather than through WebGL drawn in software; a fifth less time."""
BUILD = HERE.parent.parent / "src/bilezik/console/static/build/manifest.json"

expect.set_options(timeout=20_000)  # maps are drawn in software, perhaps beside other tests

SERVE = """
from bilezik.app.settings import Settings
from bilezik.app.web import serve
serve(Settings.load(), on_ready=lambda: print("ready", flush=True))
"""


@dataclass
class Town:
    """What the tests know of the running town."""

    url: str
    database: Database
    password: str
    alerts: dict[str, int]
    people: list[int]

    def raise_alert(self, person: int, kind: str = "strap", priority: int = 1) -> int:
        """Raise an alert as a monitor does: the row and its word on the feed, in one transaction."""
        now = datetime.now(UTC)
        with self.database.connect("monitor", autocommit=False) as connection:
            row = connection.execute(
                "INSERT INTO alerts (person, kind, certainty, priority, event_at, raised_at, escalate_at)"
                " VALUES (%s, %s, 'certain', %s, %s, %s, %s) RETURNING id",
                (person, kind, priority, now - timedelta(seconds=5), now, now + timedelta(minutes=15)),
            ).fetchone()
            assert row is not None
            body = {"alert": str(row[0]), "person": str(person), "kind": kind, "state": "open"}
            connection.execute("INSERT INTO feed (kind, body) VALUES ('alert', %s)", (json.dumps(body),))
        return int(str(row[0]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def town(engines: Scratch) -> Iterator[Town]:
    """A seeded town behind a running web process."""
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: apt-get install chromium")
    if not BUILD.exists():
        pytest.skip("the web assets are not built: make setup")
    with engines.database() as database:
        settings = msgspec.structs.replace(database.settings, web_port=_free_port())
        environment = os.environ | settings.environment()
        seeded = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, str(HERE / "town.py"), "45"], env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert seeded.returncode == 0, seeded.stderr
        told = json.loads(seeded.stdout)
        serving = subprocess.Popen([sys.executable, "-c", SERVE], env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        with serving as web:
            try:
                assert web.stdout is not None
                assert web.stdout.readline() == "ready\n", "the web process did not start"
                url = f"http://127.0.0.1:{settings.web_port}"
                yield Town(url, database, told["password"], told["alerts"], told["people"])
            finally:
                web.terminate()


@pytest.fixture(scope="session")
def playwright_running() -> Iterator[Playwright]:
    """Playwright's own process."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright_running: Playwright, town: Town) -> Iterator[Browser]:
    """Debian's chromium, headless, drawing WebGL in software."""
    del town
    started = playwright_running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield started
    started.close()


class Watch:
    """Everything a page must not do: ask another host, log an error, break the content security policy."""

    def __init__(self, page: Page, url: str) -> None:
        """Begin to watch."""
        self.url = url
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _console(self, message: Any) -> None:
        if message.type == "error" and "status of 409" not in message.text:  # a refusal is an answer, chromium logs it all the same
            self.errors.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.outside.append(request.url)


SignIn = Callable[..., tuple[BrowserContext, Page]]


@pytest.fixture
def signed_in(browser: Browser, town: Town) -> Iterator[SignIn]:
    """Return a function that opens a context of its own, signed in as somebody, on a screen of some size."""
    opened: list[BrowserContext] = []

    def sign_in(username: str = "operator", *, width: int = 1440, height: int = 900, path: str = "/console/", **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{town.url}/sign-in/?next={path}")
        page.fill("#id_username", username)
        page.fill("#id_password", town.password)
        page.click("button.door-go")
        page.wait_for_url(f"{town.url}{path}")
        return context, page

    yield sign_in
    for context in opened:
        context.close()


@pytest.fixture
def page(signed_in: SignIn, town: Town) -> Iterator[Page]:
    """The desk as an operator sees it; whatever the test does, no outside request and no error in the console."""
    context, first = signed_in()
    first.close()
    made = context.new_page()
    watch = Watch(made, town.url)
    made.goto(f"{town.url}/console/")
    yield made
    assert watch.outside == []
    assert watch.errors == []


@pytest.fixture
def demanded(town: Town) -> Iterator[str]:
    """The town asks for a second factor, at an address that passkeys can be for."""
    with town.database.connect("admin", autocommit=True) as admin:
        admin.execute("UPDATE sec.sign_in SET password_alone = false")
        yield town.url.replace("127.0.0.1", "localhost")
        admin.execute("UPDATE sec.sign_in SET password_alone = true")
        admin.execute("DELETE FROM sec.factors")
        admin.execute("DELETE FROM sec.recovery_codes")


def until(happens: Callable[[], bool], seconds: float = 8.0) -> None:
    """Wait until something is so; the content security policy forbids Playwright's own way of evaluating in the page."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Return `until`."""
    return until
