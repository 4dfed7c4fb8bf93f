"""Law 8: state, wake-ups and position are written with the results. Kill it anywhere, stop it and let it go on: nothing is doubled.

The yardstick is a second database whose monitor reads the same stream undisturbed.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest
from tests.integration.monitor.conftest import Stage, at_home, away, envelope, now

from bilezik import stream
from bilezik.app.engines.scratch import Database, Scratch
from bilezik.app.settings import Secret
from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.monitor import leases
from bilezik.store import writers
from bilezik.store.writers import Batch, Outcome, Step

PEOPLE = 40
ROUNDS = 60

JUDGED = {
    "fixes": "SELECT person, fixed_at, device, digest, seq, lat, lon, doubt FROM fixes ORDER BY seq",
    "envelopes": "SELECT seq, device, wire FROM envelopes ORDER BY seq",
    "violations": "SELECT id, person, kind, began_at, decided_at, raised_at, certainty, probability, closed_at, state, reason,"
    " evidence FROM violations ORDER BY id",
    "alerts": "SELECT person, kind, certainty, state, count(*) FROM alerts GROUP BY 1, 2, 3, 4 ORDER BY 1, 2",
    "leases": "SELECT count(*) FILTER (WHERE seq > 0) > 0 FROM leases",
}


async def load(stage: Stage, first: int, last: int, begin: Instant) -> None:
    """Everybody says something each round; every fifth person leaves home in the middle, some reports come late or twice."""
    for n in range(first, last):
        at = Instant(begin + n * seconds(30))
        by_partition: dict[int, list[Envelope]] = {}
        for person in range(1, PEOPLE + 1):
            report = away(at, person) if person % 5 == 0 and 20 <= n < 45 else at_home(at, person)
            if person % 7 == 0 and n % 10 == 4:
                report = at_home(Instant(at - minutes(4) - seconds(5)), person)  # kept by the device for a while
            by_partition.setdefault(stream.partition_of(person), []).append(envelope(person, report, at))
            if person % 11 == 0 and n % 9 == 5:
                by_partition[stream.partition_of(person)].append(envelope(person, report, at))  # sent again
        await asyncio.gather(*(stage.publisher.publish(partition, given) for partition, given in by_partition.items()))
        stage.said += sum(map(len, by_partition.values()))


def judged(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.connect("owner") as connection:
        return {what: connection.execute(query).fetchall() for what, query in JUDGED.items()}


def reached(database: Database) -> int:
    with database.connect("owner") as connection:
        return int(str(connection.execute("SELECT count(*) FROM envelopes").fetchall()[0][0]))


@pytest.fixture
def yardstick(engines: Scratch) -> Iterator[Database]:
    with engines.database() as other:
        yield other


async def assert_as_undisturbed(stage: Stage, yardstick: Database) -> None:
    undisturbed = Stage(yardstick, stage.nats_url, stage.publisher)
    undisturbed.register(PEOPLE, stage.recorded_at)
    async with undisturbed.running("yardstick"):
        await undisturbed.until(lambda: reached(yardstick) >= stage.said, 60)
        await undisturbed.until(lambda: undisturbed.count("refolds") == 0, 60)
    undisturbed.owner.close()
    found, expected = judged(stage.database), judged(yardstick)
    assert len(expected["violations"]) >= PEOPLE // 5
    for what in JUDGED:
        assert found[what] == expected[what], what


async def all_stored(stage: Stage) -> None:
    await stage.until(lambda: reached(stage.database) >= stage.said, 60)
    await stage.until(lambda: stage.count("refolds") == 0, 60)


@pytest.mark.parametrize("where", ["before the commit", "after the commit"])
async def test_law_08_a_fault_at_the_commit_doubles_nothing(
    stage: Stage, yardstick: Database, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """The batch that was folded and not committed is folded again; the one that was committed unnoticed is not."""
    stage.register(PEOPLE)
    commit, faults = writers.Writer.commit, 0

    def breaking(self: writers.Writer, batch: Batch, *, first: Step | None = None, last: Step | None = None) -> Outcome:
        nonlocal faults
        faults += 1
        if faults % 3 or faults > 9:
            return commit(self, batch, first=first, last=last)
        if where == "after the commit":
            commit(self, batch, first=first, last=last)
            raise psycopg.OperationalError("the line broke")

        def cut(connection: object) -> None:
            if last is not None:
                last(connection)  # type: ignore[arg-type] # the writer's connection
            raise psycopg.OperationalError("the line broke")

        return commit(self, batch, first=first, last=cut)

    monkeypatch.setattr(writers.Writer, "commit", breaking)
    begin = Instant(now() - minutes(45))
    async with stage.running():
        for n in range(0, ROUNDS, 10):
            await load(stage, n, n + 10, begin)
            await asyncio.sleep(0.1)
        await all_stored(stage)
    assert faults >= 3
    monkeypatch.undo()
    await assert_as_undisturbed(stage, yardstick)


SLEEPER = """
import os, signal, time
from bilezik.cli.monitor import command
from bilezik.store import writers
commit, batches = writers.Writer.commit, 0
def commit_after_a_nap(self, batch, **steps):
    global batches
    batches += batch.reports > 0
    if batches == 3:
        batches += 1
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(0.5)  # the other threads are stopped at once, this one a moment later
    return commit(self, batch, **steps)
writers.Writer.commit = commit_after_a_nap
command(name="sleeper", release=None)
"""
"""A monitor that is stopped with a folded batch in hand, before it commits."""


class Monitors:
    """Monitors as processes of their own."""

    def __init__(self, stage: Stage) -> None:
        settings = msgspec.structs.replace(stage.database.settings, nats_url=Secret(stage.nats_url))
        self._environment = {**os.environ, **settings.environment()}
        self.living: dict[str, asyncio.subprocess.Process] = {}

    async def start(self, name: str, program: str = "") -> asyncio.subprocess.Process:
        words = ("-c", program) if program else ("-m", "bilezik", "monitor", "--name", name)
        self.living[name] = await asyncio.create_subprocess_exec(
            sys.executable, *words, env=self._environment, stdout=asyncio.subprocess.DEVNULL
        )
        return self.living[name]

    async def kill(self, name: str) -> None:
        process = self.living.pop(name)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.fixture
async def monitors(stage: Stage) -> AsyncIterator[Monitors]:
    made = Monitors(stage)
    yield made
    for name in list(made.living):
        await made.kill(name)


async def test_law_08_a_killed_monitor_loses_and_doubles_nothing(stage: Stage, yardstick: Database, monitors: Monitors) -> None:
    stage.register(PEOPLE)
    begin, dice = Instant(now() - minutes(45)), random.Random(8)
    loading = asyncio.create_task(_slowly(stage, begin))
    kills = 0
    while not loading.done():
        before = reached(stage.database)
        await monitors.start("mortal")
        await stage.until(lambda: loading.done() or reached(stage.database) > before)  # noqa: B023 - of this round
        await asyncio.sleep(dice.random() / 5)
        await monitors.kill("mortal")
        kills += 1
    await loading
    assert kills >= 3
    await monitors.start("mortal")
    await all_stored(stage)
    await monitors.kill("mortal")
    await assert_as_undisturbed(stage, yardstick)


async def _slowly(stage: Stage, begin: Instant) -> None:
    for n in range(0, ROUNDS, 2):
        await load(stage, n, n + 2, begin)
        await asyncio.sleep(0.4)


async def test_law_08_a_stopped_monitor_that_goes_on_doubles_nothing(stage: Stage, yardstick: Database, monitors: Monitors) -> None:
    """SIGSTOP between fold and commit; the leases run out, another takes over; then SIGCONT with the batch still in hand."""
    stage.register(PEOPLE)
    begin = Instant(now() - minutes(45))
    sleeper = await monitors.start("sleeper", SLEEPER)
    for n in range(0, 40, 2):
        await load(stage, n, n + 2, begin)
        await asyncio.sleep(0.1)
    await stage.until(lambda: _is_stopped(sleeper.pid))
    assert 0 < reached(stage.database) < stage.said
    await monitors.start("other")
    await stage.until(lambda: stage.count("leases WHERE owner = 'other'") == leases.PARTITIONS, leases.TTL_S + 20)
    await load(stage, 40, 50, begin)
    await stage.until(lambda: reached(stage.database) >= stage.said)
    sleeper.send_signal(signal.SIGCONT)
    await load(stage, 50, ROUNDS, begin)
    await all_stored(stage)
    # It lives on, and gets its share again.
    await stage.until(lambda: stage.count("leases WHERE owner = 'sleeper'") == leases.PARTITIONS // 2, 30)
    assert sleeper.returncode is None
    await assert_as_undisturbed(stage, yardstick)


def _is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_what_is_stored_is_seen_by_the_yardstick(database: Database) -> None:
    """The comparison itself: an envelope too many is a difference."""
    before = judged(database)
    with database.connect("owner") as connection:
        connection.execute(
            "INSERT INTO envelopes (seq, received_at, clock_at, session, decoder, integrity, sealed, protocol, peer, wire)"
            " VALUES (1, now(), now(), 1, 1, 0, false, '', '', '')"
        )
    assert judged(database) != before
