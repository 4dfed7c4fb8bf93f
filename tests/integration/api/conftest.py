"""The API in process, through Django's test client, and the web process itself on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from bilezik.app.engines.scratch import Database
from bilezik.app.supervisor.ready import READY_FD


class Api:
    """Requests as a program makes them."""

    def __init__(self, token: str) -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost")
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, **said: object) -> Any:
        return self.client.post(f"/api/v1/{path}", said, content_type="application/json", headers=self.headers)

    def patch(self, path: str, **said: object) -> Any:
        return self.client.patch(f"/api/v1/{path}", said, content_type="application/json", headers=self.headers)


@pytest.fixture
def token(office: Any) -> str:
    from bilezik.deeds import staff

    return staff.issue_token(office.aliya, office.aliya.user_id, "script", why="tests")


@pytest.fixture
def api(token: str) -> Api:
    return Api(token)


@pytest.fixture
def web(django: Database) -> Iterator[str]:
    """The address of a web process upon the database of this test."""
    yield from run_web(django)


def run_web(database: Database) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    reading, writing = os.pipe()
    environ = {key: value for key, value in os.environ.items() if not key.startswith("BILEZIK_")}
    environ |= msgspec.structs.replace(database.settings, web_port=port).environment() | {READY_FD: str(writing)}
    process = subprocess.Popen([sys.executable, "-m", "bilezik", "web"], env=environ, pass_fds=(writing,))
    os.close(writing)
    try:
        with os.fdopen(reading) as ready:
            assert ready.readline() == "\n", "the web process did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        begin = time.monotonic()
        process.wait(10)
        assert time.monotonic() - begin < 6, "the web process stops slowly"
