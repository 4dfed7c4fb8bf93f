"""The run itself: scratch engines, register, ceiling, roles, sender, counts."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
import psycopg
from numpy.typing import NDArray

from bilezik.app.bench.callers import CALLERS, Callers, issue_token
from bilezik.app.bench.frames import Plan
from bilezik.app.bench.memory import cpu_s, descendants, pss_mb
from bilezik.app.bench.probe import Probe
from bilezik.app.bench.register import fill, person_of
from bilezik.app.bench.sender import LoggedIn, Orders, Said, Sample, Sent
from bilezik.app.engines.scratch import Scratch, scratch
from bilezik.app.migrate import migrate
from bilezik.app.settings import Settings
from bilezik.app.supervisor import Family
from bilezik.app.supervisor.serve import roles_of
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS
from bilezik.store.ceiling import measure

Say = Callable[[str], None]

_FRAMES_A_SECOND: Final = 100_000
"""More than this machine can take: the sender encodes so many before it begins and never runs out."""
_STEP_S: Final = 5.0
_LONGEST_S: Final = 20 * 3600
_SETTLE_S: Final = 2.0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to run. `rate` 0: as fast as it goes."""

    devices: int
    seconds: float
    protocol: str = "gt06"
    rate: float = 0.0
    in_flight: int = 20
    seed: int = 1
    idle: bool = False
    ceiling: bool = True


class Latency(msgspec.Struct, frozen=True):
    """Milliseconds from the frame's last byte written to its row found."""

    p50: float
    p99: float
    samples: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The result, printed as JSON; design section 10 says what each word means."""

    sent: int
    answered: int
    stored: int
    lost: int
    doubled: int
    per_second: float
    latency_ms: Latency | None
    alert_latency_ms: Latency | None
    answer_latency_ms: Latency | None
    alerts_missing: int
    copy_ceiling_per_second: float | None
    share_of_ceiling: float | None
    memory_mb: float
    memory_mb_by_process: dict[str, float]
    cpu_s_by_process: dict[str, float]
    seconds: float
    violations: int
    alerts: int
    reconnects: int
    unanswered: int


async def ingest(wanted: Wanted, say: Say) -> Figures:
    """Run one measurement in scratch engines; raises what the engines and roles raise when they cannot start."""
    with scratch(durable=True) as engines:
        say("engines run")
        settings = engines.settings
        migrate(settings)
        ceiling = None
        if wanted.ceiling:
            ceiling = measure(settings.dsn("owner"))
            say(f"ceiling: {ceiling:,.0f} rows/s by COPY alone")
        return await _Run(wanted, engines, say, ceiling).run()


class _Run:
    def __init__(self, wanted: Wanted, engines: Scratch, say: Say, ceiling: float | None) -> None:
        self.wanted, self.engines, self.say, self.ceiling = wanted, engines, say, ceiling
        most = max(engines.settings.gateway_max_connections, wanted.devices + CALLERS)
        self.settings = msgspec.structs.replace(_with_ports(engines.settings), gateway_max_connections=most)
        # At full speed the contract names gateway and monitor; where alerts are asked for or memory is counted, everything runs.
        names = ("gateway", "steward", "web", "monitor") if wanted.rate or wanted.idle else ("gateway", "monitor")
        self.roles = roles_of(names, self.settings)
        self.frames, self.plan = _plan(wanted)

    async def run(self) -> Figures:
        now = Instant(time.time_ns() // 1000)
        with psycopg.connect(self.settings.dsn("owner"), autocommit=True) as connection:
            self.say(f"fitting {self.wanted.devices:,} devices to people with five conditions each")
            fill(connection, msgspec.structs.replace(self.plan, devices=self.wanted.devices + CALLERS), now)
            token = issue_token(connection)
            self._make_days(now)
        # What the setup wrote goes to the disk now: the system would write it half a minute later, and answers wait for the disk.
        os.sync()
        stop, ready = asyncio.Event(), asyncio.Event()
        family = Family(
            [],
            self.roles,
            folder=self.settings.var / "run",
            say=lambda who, line: self.say(f"{who}: {line}"),
            prepare=lambda: None,
        )
        running = asyncio.create_task(family.run(stop, ready.set))
        try:
            await _first(ready, running)
            return await self._measure(token)
        finally:
            stop.set()
            await running

    def _make_days(self, now: Instant) -> None:
        from datetime import UTC, datetime, timedelta

        from bilezik.store import connect, partitions

        with connect(self.settings.dsn("owner"), autocommit=True) as connection:
            first = datetime.fromtimestamp(min(self.plan.begins_s, now // 1_000_000), UTC).date()
            partitions.ensure(connection, first, datetime.now(UTC).date() + timedelta(days=1))

    async def _measure(self, token: str) -> Figures:
        sender = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bilezik.app.bench.sender",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**28,
        )  # fmt: skip
        assert sender.stdin is not None  # noqa: S101 - a pipe by construction
        assert sender.stdout is not None  # noqa: S101 - the same
        if self.wanted.rate:  # its frames carry the time at which they leave
            self.plan = msgspec.structs.replace(self.plan, begins_s=int(time.time()) + 4 + self.wanted.devices // 2000)
        orders = Orders(
            plan=self.plan,
            host=self.settings.gateway_host,
            port=self.settings.ports["gt06"],
            frames=self.frames,
            seconds=self.wanted.seconds,
            in_flight=self.wanted.in_flight,
            rate=self.wanted.rate,
            sample_every_s=0.01 if self.wanted.rate else 0.1,
        )
        probe = Probe(self.settings.dsn("owner"), self.plan, every_s=0.005 if self.wanted.rate else 0.05)
        probe.start()
        callers = Callers(self.settings, token, self.wanted.devices, every_s=0.5) if self.wanted.rate else None
        sender.stdin.write(msgspec.json.encode(orders) + b"\n")
        sent: Sent | None = None
        before: dict[str, float] = {}
        try:
            while line := await sender.stdout.readline():
                said: Said = msgspec.json.decode(line, type=Said)
                if isinstance(said, LoggedIn):
                    self.say(f"{said.devices:,} devices are connected after {said.seconds:.1f} s")
                    await asyncio.sleep(_SETTLE_S)
                    if self.wanted.idle:
                        await asyncio.sleep(self.wanted.seconds)
                        return self._idle()
                    before = self._cpu()
                    self.say(f"sending for {self.wanted.seconds:g} s")
                    sender.stdin.write(b"go\n")
                    if callers is not None:
                        callers.start()
                elif isinstance(said, Sample):
                    probe.add(said)
                else:
                    sent = said
                    break
            if sent is None:
                raise RuntimeError("the sender ended without a result: see its words above")
            if callers is not None:
                await asyncio.to_thread(callers.finish)
            return await self._count(sent, probe, before, callers)
        finally:
            if sender.returncode is None:
                sender.kill()
            await sender.wait()

    async def _count(self, sent: Sent, probe: Probe, before: dict[str, float], callers: Callers | None) -> Figures:
        answered = sum(sent.answered)
        self.say(f"{answered:,} answered in {sent.last_at - sent.first_at:.1f} s; waiting for the last row")
        with psycopg.connect(self.settings.dsn("owner"), autocommit=True) as connection:
            last_at = await self._await_rows(connection, answered)
            await asyncio.to_thread(probe.finish, within_s=5)
            cpu = {name: round(value - before.get(name, 0.0), 1) for name, value in self._cpu().items()}
            memory = self._memory()
            lost, doubled, stored = compare(connection, self.plan, sent)
            violations, alerts = (
                int(str(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])) for table in ("violations", "alerts")
            )
        took = last_at - sent.first_at
        per_second = stored / took if took > 0 else 0.0
        return Figures(
            sent=sum(sent.sent),
            answered=answered,
            stored=stored,
            lost=lost,
            doubled=doubled,
            per_second=round(per_second, 1),
            latency_ms=_latency(probe.latencies_ms),
            answer_latency_ms=_answers(sent),
            alert_latency_ms=None if callers is None else _latency(callers.latencies_ms),
            alerts_missing=0 if callers is None else callers.missing,
            copy_ceiling_per_second=None if self.ceiling is None else round(self.ceiling, 1),
            share_of_ceiling=None if self.ceiling is None else round(per_second / self.ceiling, 4),
            memory_mb=round(sum(memory.values()), 1),
            memory_mb_by_process=memory,
            cpu_s_by_process=cpu,
            seconds=round(took, 2),
            violations=violations,
            alerts=alerts,
            reconnects=sent.reconnects,
            unanswered=sent.undone,
        )

    async def _await_rows(self, connection: psycopg.Connection[tuple[object, ...]], answered: int) -> float:
        """Return when the last answered row was committed, or when nothing had come for ten seconds.

        The stored position says when something was committed; counting rows all the time would take the processor that is
        measured. When it rests for a second the rows are counted.
        """
        last, last_at, counted_at = "", time.monotonic(), 0.0
        while True:
            now = str(connection.execute("SELECT max(seq) FROM leases").fetchall())
            if now != last:
                last, last_at = now, time.monotonic()
            rests_s = time.monotonic() - last_at
            if rests_s > 1 and time.monotonic() - counted_at > 2:
                found = connection.execute(
                    "SELECT count(*) FROM fixes WHERE device <= %s AND lat IS NOT NULL", (self.wanted.devices,)
                ).fetchall()
                counted_at = time.monotonic()
                if int(str(found[0][0])) >= answered or rests_s > 10:
                    return last_at
            await asyncio.sleep(0.03)

    def _idle(self) -> Figures:
        memory = self._memory()
        return Figures(
            sent=0, answered=0, stored=0, lost=0, doubled=0, per_second=0.0, latency_ms=None, alert_latency_ms=None,
            answer_latency_ms=None, alerts_missing=0,
            copy_ceiling_per_second=None, share_of_ceiling=None, memory_mb=round(sum(memory.values()), 1),
            memory_mb_by_process=memory, cpu_s_by_process=self._cpu(), seconds=self.wanted.seconds, violations=0, alerts=0,
            reconnects=0, unanswered=0,
        )  # fmt: skip

    def _processes(self) -> dict[str, set[int]]:
        found = {}
        for role in self.roles:
            mark = msgspec.json.decode((self.settings.var / "run" / f"{role.name}.role").read_bytes())
            found[role.name] = descendants([mark["pid"]])
        for name, pid in (("postgres", self.engines.postgres.pid), ("nats", self.engines.nats.pid)):
            found[name] = descendants([pid] if pid else [])
        return found

    def _memory(self) -> dict[str, float]:
        return {name: round(sum(map(pss_mb, pids)), 1) for name, pids in self._processes().items()}

    def _cpu(self) -> dict[str, float]:
        return {name: round(sum(map(cpu_s, pids)), 1) for name, pids in self._processes().items()}


def _plan(wanted: Wanted) -> tuple[int, Plan]:
    """Return how many frames a device has, and the plan: a time of its own for each frame, none in the future."""
    if wanted.rate:
        step_s = wanted.devices / wanted.rate
        return int(wanted.seconds / step_s) + 2, Plan(
            devices=wanted.devices, seed=wanted.seed, begins_s=int(time.time()), step_s=step_s
        )
    frames = max(wanted.in_flight, int(wanted.seconds * _FRAMES_A_SECOND / wanted.devices))
    step_s = min(_STEP_S, max(1.0, _LONGEST_S / frames))
    begins_s = int(time.time()) - int(frames * step_s) - 60
    return frames, Plan(devices=wanted.devices, seed=wanted.seed, begins_s=begins_s, step_s=step_s)


def compare(connection: psycopg.Connection[tuple[object, ...]], plan: Plan, sent: Sent) -> tuple[int, int, int]:
    """Return (lost, doubled, stored): every answered (device, time) against every stored one, device by device."""
    lost = doubled = stored = 0
    rows: dict[int, list[int]] = {}
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY (SELECT device, extract(epoch FROM fixed_at)::bigint FROM fixes"
            f" WHERE device <= {plan.devices} AND lat IS NOT NULL) TO STDOUT"  # a login is a row without a place
        ) as copy,
    ):
        copy.set_types(["int8", "int8"])
        for device, at in copy.rows():
            rows.setdefault(device, []).append(at)
    for number, answered in enumerate(sent.answered):
        have = np.array(rows.pop(person_of(number), []), dtype=np.int64)
        stored += len(have)
        times, counts = np.unique(have, return_counts=True)
        expected, wanted_counts = np.unique(plan.times(number, 0, answered), return_counts=True)
        allowed, allowed_counts = np.unique(plan.times(number, 0, sent.sent[number]), return_counts=True)
        lost += int(np.maximum(0, wanted_counts - _counts_at(times, counts, expected)).sum())
        doubled += int(np.maximum(0, counts - _counts_at(allowed, allowed_counts, times)).sum())
    stored += sum(map(len, rows.values()))
    doubled += sum(map(len, rows.values()))  # rows of devices nobody has
    return lost, doubled, stored


def _counts_at(times: NDArray[np.int64], counts: NDArray[np.intp], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the count that each of `wanted` has in the sorted `times`, 0 where it is not there."""
    if not len(times):
        return np.zeros(len(wanted), dtype=np.int64)
    place = np.minimum(np.searchsorted(times, wanted), len(times) - 1)
    return np.where(times[place] == wanted, counts[place], 0).astype(np.int64)


def _latency(found: list[float]) -> Latency | None:
    if not found:
        return None
    return Latency(p50=round(float(np.percentile(found, 50)), 1), p99=round(float(np.percentile(found, 99)), 1), samples=len(found))


def _answers(sent: Sent) -> Latency | None:
    p50, p99, samples = sent.answers_ms
    return Latency(p50=round(p50, 1), p99=round(p99, 1), samples=samples) if samples else None


def _with_ports(settings: Settings) -> Settings:
    ports = {}
    held = []
    for name in PROTOCOLS:
        listener = socket.create_server(("127.0.0.1", 0))
        held.append(listener)
        ports[name] = listener.getsockname()[1]
    held.append(socket.create_server(("127.0.0.1", 0)))
    web_port = held[-1].getsockname()[1]
    for listener in held:
        listener.close()
    return msgspec.structs.replace(settings, ports=ports, web_port=web_port)


async def _first(ready: asyncio.Event, running: "asyncio.Task[None]") -> None:
    """Wait for `ready`; if the family ends first, raise what ended it."""
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait((waiting, running), return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        waiting.cancel()
        running.result()
        raise RuntimeError("the roles ended before they served")
