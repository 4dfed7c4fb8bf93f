"""The long test: under load each part is killed in its turn; then nothing is lost, nothing doubled, nothing judged otherwise.

The supervisor is the real one with gateway, monitor and both engines; the load is the bench's sender with real gt06 frames
over TCP, which re-sends what was not answered, as a device does.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path

import msgspec
import psycopg
import pytest

from bilezik.app.bench.frames import Plan
from bilezik.app.bench.ingest import compare
from bilezik.app.bench.register import fill
from bilezik.app.bench.sender import LoggedIn, Orders, Said, Sent
from bilezik.app.engines import place
from bilezik.app.settings import Settings
from bilezik.app.supervisor.leftovers import Mark, mark_of
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS

DEVICES = 300
FRAMES = 40
BREAKER_EVERY = 6
RATE = 300.0
"""Frames a second while parts are killed: forty seconds of load, or until the last kill, then the rest at once."""

SERVE = """
import asyncio, sys
from bilezik.app.settings import Settings
from bilezik.app.supervisor.serve import serve
asyncio.run(serve(Settings.load(), commands={"gateway", "monitor"}, on_ready=lambda: print("serving", flush=True), colour=False))
"""
JUDGED = (
    "SELECT id, person, condition, kind, began_at, decided_at, certainty, probability, closed_at, state FROM violations"
    " WHERE condition_kind <> 'keep_contact' ORDER BY id"
)


class House:
    """One installation in a folder of its own, under a supervisor that can be killed and started again."""

    def __init__(self, var: Path, plan: Plan) -> None:
        with contextlib.ExitStack() as held:
            listeners = {name: held.enter_context(socket.create_server(("127.0.0.1", 0))) for name in PROTOCOLS}
            ports = {name: listener.getsockname()[1] for name, listener in listeners.items()}
        self.settings = Settings(var=var, ports=ports, monitors=2)
        self.plan = plan
        self.supervisor: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the supervisor and wait until everything serves."""
        self.supervisor = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SERVE, env={**os.environ, **self.settings.environment()}, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert self.supervisor.stdout is not None
        line = await asyncio.wait_for(self.supervisor.stdout.readline(), 60)
        assert line == b"serving\n", (self.settings.var / "log" / "serve.log").read_text()

    async def stop(self) -> None:
        """Stop it as an operator would."""
        assert self.supervisor is not None
        self.supervisor.terminate()
        assert await asyncio.wait_for(self.supervisor.wait(), 40) == 0

    def pid_of(self, name: str) -> int:
        """Return the process of a role, an engine or the supervisor."""
        if name == "supervisor":
            assert self.supervisor is not None
            return self.supervisor.pid
        if name in ("gateway", "monitor", "monitor-2"):
            return msgspec.json.decode((self.settings.var / "run" / f"{name}.role").read_bytes(), type=Mark).pid
        root = place.find(self.settings.var, None).root
        file = root / "postgres" / "postmaster.pid" if name == "postgres" else root / "nats" / "nats.pid"
        return int(file.read_text().split()[0])

    async def kill(self, name: str) -> None:
        """Kill it and wait until another runs in its place; a supervisor is started by hand."""
        pid = self.pid_of(name)
        os.kill(pid, signal.SIGKILL)
        if name == "supervisor":
            assert self.supervisor is not None
            await self.supervisor.wait()
            await self.start()
        await until(lambda: self.runs_again(name, pid), 40)

    def runs_again(self, name: str, old: int) -> bool:
        with contextlib.suppress(OSError, ValueError, IndexError, msgspec.DecodeError):
            pid = self.pid_of(name)
            return pid != old and mark_of(pid) is not None
        return False

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.settings.dsn("owner"), autocommit=True)


async def until(what: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.1)


def folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="bz", dir="/tmp"))
    made.chmod(0o711)  # as root the engines run as another user, who must get through
    return made


@contextlib.asynccontextmanager
async def house(plan: Plan) -> AsyncIterator[House]:
    made = House(folder(), plan)
    try:
        await made.start()
        with made.connect() as connection:
            fill(connection, plan, Instant(time.time_ns() // 1000))
        await asyncio.sleep(1.0)  # the gateway looks at its register when told
        yield made
    finally:
        if made.supervisor is not None and made.supervisor.returncode is None:
            await made.stop()
        shutil.rmtree(made.settings.var, ignore_errors=True)


async def send(made: House, rate: float, trouble: Callable[[], Coroutine[None, None, None]]) -> Sent:
    """Let every device send its frames while `trouble` is made; what is left after it is sent at once."""
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bilezik.app.bench.sender", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        limit=2**26,
    )  # fmt: skip
    stdin, stdout = sender.stdin, sender.stdout
    assert stdin is not None
    assert stdout is not None
    orders = Orders(
        plan=made.plan, host="127.0.0.1", port=made.settings.ports["gt06"], frames=FRAMES, seconds=150.0, in_flight=FRAMES,
        rate=rate, sample_every_s=1.0,
    )  # fmt: skip
    stdin.write(msgspec.json.encode(orders) + b"\n")

    async def trouble_then_hurry() -> None:
        await trouble()
        stdin.write(b"hurry\n")

    troubling: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(150):
            while True:
                said: Said = msgspec.json.decode(await stdout.readline(), type=Said)
                if isinstance(said, LoggedIn):
                    stdin.write(b"go\n")
                    troubling = asyncio.create_task(trouble_then_hurry())
                elif isinstance(said, Sent):
                    assert troubling is not None
                    assert troubling.done(), "the load ended before the last kill"
                    troubling.result()
                    return said
    finally:
        if sender.returncode is None:
            sender.kill()
        await sender.wait()


async def settled(made: House, sent: Sent) -> list[tuple[object, ...]]:
    """Wait until everything answered is judged; return the event-time violations."""
    answered = sum(sent.answered)
    with made.connect() as connection:

        def stored() -> bool:
            with contextlib.suppress(psycopg.OperationalError):
                found = connection.execute("SELECT count(*) FROM fixes WHERE lat IS NOT NULL").fetchone()
                return found is not None and int(str(found[0])) >= answered
            return False

        await until(stored, 60)
        await until(lambda: connection.execute("SELECT count(*) FROM refolds").fetchone() == (0,), 60)
        lost, doubled, _ = compare(connection, made.plan, sent)
        assert (lost, doubled) == (0, 0)
        return connection.execute(JUDGED).fetchall()


async def _nothing() -> None:
    await asyncio.sleep(0.2)


@pytest.mark.timeout(300)
async def test_killing_each_part_under_load_loses_and_doubles_nothing() -> None:
    plan = Plan(devices=DEVICES, seed=7, begins_s=int(time.time()) - 3600, step_s=30.0, breaker_every=BREAKER_EVERY)
    async with house(plan) as calm:
        sent = await send(calm, RATE, _nothing)
        assert sent.answered == [FRAMES] * DEVICES
        expected = await settled(calm, sent)
    assert len(expected) == DEVICES // BREAKER_EVERY

    async with house(plan) as struck:

        async def strike() -> None:
            for name in ("monitor", "monitor-2", "gateway", "nats", "postgres", "supervisor"):
                await asyncio.sleep(1.0)
                await struck.kill(name)

        sent = await send(struck, RATE, strike)
        assert sent.reconnects > 0
        assert sent.answered == [FRAMES] * DEVICES
        assert await settled(struck, sent) == expected
