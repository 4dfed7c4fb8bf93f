"""A gateway on real engines, people with devices in the register, and devices on real sockets."""

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
import pytest_asyncio
from nats.aio.client import Client
from tests.integration.stream.conftest import Server

from bilezik import gateway, stream
from bilezik.app.engines import Nats
from bilezik.app.engines.scratch import Database
from bilezik.domain.envelope import PULSE, Envelope
from bilezik.domain.instant import Instant, days, to_datetime
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import Protocol
from bilezik.simulate.speak.gt06 import Gt06Talk
from bilezik.simulate.speak.saying import Saying

ASTANA = (51.1280, 71.4304)


def now() -> Instant:
    return Instant(time.time_ns() // 1000)


class House:
    """The register's rows, written as the owner writes them."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.connection = connection
        self._numbers = itertools.count(1)
        self._department = self._id(
            "INSERT INTO departments (name, city, timezone, lat, lon, phone) VALUES ('d', 'Astana', 'Asia/Almaty', 51, 71, '') "
            "RETURNING id"
        )

    def device(self, identity: str, protocol: str = "gt06") -> int:
        return self._id(
            "INSERT INTO devices (identity, protocol, kind) VALUES (%s, %s, 'bracelet') RETURNING id", identity, protocol
        )

    def person(self) -> int:
        return self._id(
            "INSERT INTO people (given_name, family_name, city, timezone, department) "
            "VALUES ('A', 'B', 'Astana', 'Asia/Almaty', %s) RETURNING id",
            self._department,
        )

    def fit(self, device: int, person: int, from_at: datetime, to_at: datetime) -> None:
        """Give the person an order for the time, and the device by it."""
        number = next(self._numbers)
        with self.connection.transaction():
            order = self._id(
                "INSERT INTO orders (person, legal_basis, issuer, number, starts_at, ends_at) "
                "VALUES (%s, 'CPC 137', 'court', %s, %s, %s) RETURNING id",
                person, str(number), from_at, to_at,
            )  # fmt: skip
            condition = self._id(
                "INSERT INTO conditions (order_id, person, kind) VALUES (%s, %s, 'wear_device') RETURNING id", order, person
            )
            self.connection.execute(
                "INSERT INTO assignments (device, person, condition, order_id, from_at, to_at) VALUES (%s, %s, %s, %s, %s, %s)",
                (device, person, condition, order, from_at, to_at),
            )
            self.connection.execute("UPDATE devices SET state = 'fitted' WHERE id = %s", (device,))

    def wearing(self, identity: str, protocol: str = "gt06") -> tuple[int, int]:
        """Return a device in force from ten days ago to ten days hence, and its person."""
        device, person = self.device(identity, protocol), self.person()
        self.fit(device, person, to_datetime(Instant(now() - days(10))), to_datetime(Instant(now() + days(10))))
        return device, person

    def _id(self, statement: str, *values: object) -> int:
        row = self.connection.execute(statement, values).fetchone()
        assert row is not None
        return int(row[0])


class Bracelet:
    """A gt06 device on a socket."""

    def __init__(self, identity: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.talk = Gt06Talk(identity)
        self.reader, self.writer = reader, writer
        self.answered: list[int] = []
        self.sent: list[int] = []

    @classmethod
    async def connect(cls, port: int, identity: str) -> "Bracelet":
        return cls(identity, *await asyncio.open_connection("127.0.0.1", port))

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def login(self) -> bytes:
        """Return the login; it counts as sent."""
        hello = self.talk.hello()
        assert isinstance(hello.key, int)
        self.sent.append(hello.key)
        return hello.data

    def fix(self, at: Instant, place: tuple[float, float] = ASTANA, events: tuple[str, ...] = ()) -> bytes:
        """Return a location or alarm frame; it counts as sent."""
        frame = self.talk.say(
            Saying(at=at, lat=place[0], lon=place[1], satellites=9, battery_pct=80, events=events, replayed=True)
        )[0]
        assert isinstance(frame.key, int)
        self.sent.append(frame.key)
        return frame.data

    async def hear(self, *, within_s: float = 10.0) -> list[int]:
        """Read until everything sent is answered or the time is over; return the answered serials, in order."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while len(self.answered) < len(self.sent):
                    data = await self.reader.read(65_536)
                    if not data:
                        break
                    self.answered += [int(key) for key in self.talk.hear(data).answered]
        return self.answered

    async def close(self) -> None:
        # Not close(): to a gateway that was killed there is nothing left to flush, and the socket would stay open meanwhile.
        self.writer.transport.abort()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()
        await asyncio.sleep(0)


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
    yield client
    await client.close()


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    with database.connect("owner") as connection:
        yield House(connection)


Serve = Callable[..., contextlib.AbstractAsyncContextManager[dict[str, int]]]


@pytest.fixture
def serving(database: Database, server: Server) -> Serve:
    """`async with serving(idle_s=…) as ports`: a gateway in this loop."""

    @contextlib.asynccontextmanager
    async def run(protocols: Mapping[str, Protocol] = PROTOCOLS, **changed: Any) -> AsyncIterator[dict[str, int]]:
        options = gateway.Options(
            dsn=database.dsn("gateway"),
            nats_url=server.url,
            sealing_key=database.settings.secrets().sealing_key,
            ports=dict.fromkeys(protocols, 0),
            stream=stream.Limits(max_bytes=200_000_000),
            drain_s=2.0,
        )
        options = msgspec.structs.replace(options, **changed)
        stop, ready = asyncio.Event(), asyncio.Event()
        ports: dict[str, int] = {}

        def on_ready(bound: Mapping[str, int]) -> None:
            ports.update(bound)
            ready.set()

        task = asyncio.create_task(gateway.serve(options, stop, on_ready, protocols))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait((task, waiting), timeout=20, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            waiting.cancel()
            task.result()
        try:
            yield ports
        finally:
            stop.set()
            await asyncio.wait({task}, timeout=20)
            if not task.done():
                task.cancel()
                raise AssertionError("the gateway does not stop")
            task.result()

    return run


async def stored(nc: Client, count: int = 0, *, within_s: float = 10.0) -> list[tuple[int, Envelope]]:
    """Return (partition, envelope) of all that devices said in the stream, pulses left out, when it is at least `count`."""
    found: list[tuple[int, Envelope]] = []
    reader = stream.Reader(nc, dict.fromkeys(range(stream.PARTITIONS), 0))
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found += [(d.partition, e) for d in await reader.batch(wait_s=0.1) for e in d.envelopes if e.protocol != PULSE]
        if reader.caught_up and len(found) >= count:
            break
    await reader.close()
    return found
