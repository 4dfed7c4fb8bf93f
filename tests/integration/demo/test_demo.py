"""`bilezik demo` as a script starts it: the ready file opens the API, people live, and it leaves nothing behind."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bilezik.protocols import PROTOCOLS

pytestmark = pytest.mark.engines


@pytest.fixture
def var() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="bz", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def environment(var: Path) -> dict[str, str]:
    with contextlib.ExitStack() as held:
        ports = [held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(len(PROTOCOLS) + 1)]
    pairs = ",".join(f"{name}={port}" for name, port in zip(PROTOCOLS, ports, strict=False))
    return {**os.environ, "BILEZIK_VAR": str(var), "BILEZIK_PORTS": pairs, "BILEZIK_WEB_PORT": str(ports[-1])}


@pytest.mark.timeout(180)
async def test_the_demo_serves_people_who_live_and_stops_cleanly(var: Path) -> None:
    ready = var / "ready.json"
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bilezik", "demo", "--people", "12", "--ready-file", str(ready), env=environment(var),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(90), httpx.AsyncClient(timeout=20) as client:
            while not ready.exists():
                assert demo.returncode is None
                await asyncio.sleep(0.1)
            assert stat.S_IMODE(ready.stat().st_mode) == 0o600
            sign = json.loads(ready.read_text())
            assert set(sign) == {"url", "username", "password", "api_token"}

            async def ask(path: str) -> Any:
                answer = await client.get(sign["url"] + path, headers={"Authorization": f"Bearer {sign['api_token']}"})
                assert answer.status_code == 200, answer.text
                return answer.json()

            people = (await ask("/api/v1/people?limit=100"))["items"]
            assert len(people) == 12
            living: set[str] = set()  # a day of history takes the slowest telephone a minute: half of them are enough
            while len(living) < 6:
                living |= {one["id"] for one in people if (await ask(f"/api/v1/people/{one['id']}/fixes?limit=1"))["items"]}
    finally:
        if demo.returncode is None:
            demo.terminate()
        said = (await demo.communicate())[0].decode()
    assert sign["password"] in said
    assert demo.returncode == 0
    assert not ready.exists()
