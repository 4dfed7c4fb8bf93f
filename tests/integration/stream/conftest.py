"""A NATS server that a test may kill, stop and start again."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from nats.aio.client import Client

from bilezik import stream
from bilezik.app.engines import Nats


class Server:
    """One NATS server and its signals."""

    def __init__(self, nats: Nats) -> None:
        self.nats = nats

    @property
    def url(self) -> str:
        return self.nats.url

    def signal(self, number: signal.Signals) -> None:
        pid = self.nats.pid
        assert pid is not None
        os.kill(pid, number)

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        while self.nats.alive():  # noqa: ASYNC110 - another process tells by dying
            await asyncio.sleep(0.01)

    async def start(self) -> None:
        await asyncio.to_thread(self.nats.start)


@pytest.fixture
def server() -> Iterator[Server]:
    var = Path(tempfile.mkdtemp(prefix="bz", dir="/tmp"))
    var.chmod(0o711)
    nats = Nats(var)
    nats.start()
    try:
        yield Server(nats)
    finally:
        if nats.pid is not None:
            os.kill(nats.pid, signal.SIGCONT)
        nats.stop()
        shutil.rmtree(var, ignore_errors=True)


@pytest_asyncio.fixture
async def nc(server: Server) -> AsyncIterator[Client]:
    client = await stream.connect(server.url, name="test")
    await stream.ensure(client, stream.Limits(max_bytes=100_000_000))
    yield client
    await client.close()
