"""`bilezik gateway` as a process: its line, its ports, SIGTERM, SIGKILL."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Mapping

import pytest
from nats.aio.client import Client
from tests.integration.gateway.conftest import Bracelet, House, now, stored
from tests.integration.stream.conftest import Server

from bilezik.app.engines.scratch import Database
from bilezik.domain.instant import Instant, seconds
from bilezik.protocols import PROTOCOLS

IMEI = "860000000000001"
_START = "from bilezik.cli.gateway import command; from bilezik.cli.refusal import Refusal\ntry: command(metrics_port=None)\n"
_START += "except Refusal as refusal: raise SystemExit(f'bilezik: {refusal}')"


@pytest.fixture
def environment(database: Database, server: Server) -> dict[str, str]:
    ports = ",".join(f"{name}=0" for name in PROTOCOLS)
    own = database.settings.environment()
    return {**os.environ, **own, "BILEZIK_NATS_URL": server.url, "BILEZIK_PORTS": ports}


class Process:
    def __init__(self, process: asyncio.subprocess.Process, ports: dict[str, int]) -> None:
        self.process, self.ports = process, ports

    @classmethod
    async def start(cls, environment: Mapping[str, str]) -> "Process":
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _START, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        assert process.stdout is not None
        said = ""
        async with asyncio.timeout(20):
            while line := (await process.stdout.readline()).decode():
                said += line
                if line.startswith("listening on "):
                    pairs = line.split(": ", 1)[1].split()
                    return cls(process, {name: int(port) for name, _, port in (pair.partition("=") for pair in pairs)})
        raise AssertionError(f"ended with {await process.wait()} before it listened: {said}")

    async def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        async with asyncio.timeout(20):
            return await self.process.wait()


async def test_sigkill_under_load_loses_no_answered_frame(house: House, environment: dict[str, str], nc: Client) -> None:
    for n in range(10):
        house.wearing(f"86000000000{n:04d}")
    answered: dict[tuple[str, int], bytes] = {}
    begun = now()
    for round_ in range(3):
        process = await Process.start(environment)
        bracelets = [await Bracelet.connect(process.ports["gt06"], f"86000000000{n:04d}") for n in range(10)]
        frames: dict[tuple[str, int], bytes] = {}
        for n, bracelet in enumerate(bracelets):
            bracelet.send(bracelet.login())
            for i in range(300):
                data = bracelet.fix(Instant(begun - seconds(i + 1_000 * round_)))
                frames[f"{n}", bracelet.sent[-1]] = data
                bracelet.send(data)
        # Killed in the midst of answering: as soon as somebody was answered, or the machine is too slow for the round to matter.
        with contextlib.suppress(TimeoutError):
            data = await asyncio.wait_for(bracelets[round_].reader.read(65_536), 10)
            bracelets[round_].answered += [int(key) for key in bracelets[round_].talk.hear(data).answered]
        await process.end(signal.SIGKILL)
        for n, bracelet in enumerate(bracelets):
            try:
                heard = await bracelet.hear(within_s=1)
            except ConnectionError:
                heard = bracelet.answered
            answered |= {
                (f"{n}", serial + 10_000 * round_): frames[f"{n}", serial] for serial in heard if (f"{n}", serial) in frames
            }
            await bracelet.close()
    process = await Process.start(environment)
    counts = Counter(e.wire for _, e in await stored(nc, within_s=5))
    assert await process.end(signal.SIGTERM) == 0
    assert answered
    assert all(counts[wire] >= 1 for wire in answered.values())


async def test_sigterm_answers_what_was_taken_and_closes(house: House, environment: dict[str, str], nc: Client) -> None:
    house.wearing(IMEI)
    process = await Process.start(environment)
    bracelet = await Bracelet.connect(process.ports["gt06"], IMEI)
    bracelet.send(bracelet.login())
    await bracelet.hear()
    for n in range(500):
        bracelet.send(bracelet.fix(Instant(now() - seconds(n))))
    await asyncio.sleep(0.01)
    assert await process.end(signal.SIGTERM) == 0
    heard = await bracelet.hear(within_s=2)
    await bracelet.close()
    assert len(await stored(nc)) == len(heard)


async def test_a_taken_port_is_one_line_that_says_what_to_do(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _START, env={**environment, "BILEZIK_PORTS": f"gt06={port}"},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    (line,) = said.decode().splitlines()
    assert f"port {port} on 127.0.0.1 for gt06 is taken" in line
    assert "BILEZIK_PORTS=gt06=PORT" in line


async def test_a_misspelt_protocol_is_refused(environment: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _START, env={**environment, "BILEZIK_PORTS": "gt60=1"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert "names gt60, which is no protocol" in said.decode()
