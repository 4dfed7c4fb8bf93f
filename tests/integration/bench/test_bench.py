"""The bench measures what it says: its frames are real, its counts find what is lost or doubled."""

import asyncio
import json
import sys
from collections.abc import Sequence

import pytest

from bilezik.app.bench.frames import BREAKER_EVERY, Plan, frames, identity, login, positions
from bilezik.app.bench.ingest import compare
from bilezik.app.bench.sender import Sent
from bilezik.app.engines.scratch import Database
from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant, parse, to_datetime
from bilezik.protocols import PROTOCOLS

PLAN = Plan(devices=6, seed=3, begins_s=1_790_000_000, step_s=2.5)
NOW = parse("2026-09-21T14:30:00Z")


def test_frames_are_what_the_decoder_reads_and_replies_what_it_answers() -> None:
    gt06 = PROTOCOLS["gt06"]
    sent, replies = frames(PLAN, 0, 300)
    lat, lon = positions(PLAN, 0, 300)
    for device in range(PLAN.devices):
        session = gt06.decode(login(device), Session(), NOW).session
        assert session.device == identity(device)
        for number in (0, 1, 255, 256, 299):
            decoded = gt06.decode(sent[device, number].tobytes(), session, NOW)
            assert (decoded.error, decoded.integrity) == (None, "ok")
            (report,) = decoded.reports
            assert report.at == int(PLAN.times(device, number, number + 1)[0]) * 1_000_000
            assert report.lat == pytest.approx(lat[device, number], abs=1e-6)
            assert report.lon == pytest.approx(lon[device, number], abs=1e-6)
            assert decoded.replies == (replies[device, number].tobytes(),)


def test_everybody_stays_near_home_but_each_hundredth() -> None:
    plan = Plan(devices=2 * BREAKER_EVERY, seed=3, begins_s=0, step_s=5.0)
    lat, _ = positions(plan, 0, 100)
    strayed = [device for device in range(plan.devices) if abs(lat[device, -1] - lat[device, 0]) > 0.005]
    assert strayed == [BREAKER_EVERY - 1, 2 * BREAKER_EVERY - 1]


def sent(answered: Sequence[int]) -> Sent:
    return Sent(
        sent=[10] * 6,
        answered=list(answered),
        first_at=0,
        last_at=1,
        reconnects=0,
        answers_ms=(0.0, 0.0, 0),
        ran_out=False,
        undone=0,
    )


def store(database: Database, rows: Sequence[tuple[int, int, int]]) -> None:
    with database.connect("owner") as connection:
        for device, at, digest in rows:
            connection.execute(
                "INSERT INTO fixes"
                " (person, fixed_at, digest, seq, device, received_at, clock_at, lat, lon, source, doubt, integrity, sealed, rest)"
                " VALUES (%s, %s, %s, 1, %s, now(), now(), 51.1, 71.4, 0, 0, 0, false, '')",
                (device, to_datetime(Instant(at * 1_000_000)), digest, device),
            )


def test_what_is_lost_and_what_is_doubled_is_found(database: Database) -> None:
    every = [(device + 1, int(at), 1) for device in range(6) for at in PLAN.times(device, 0, 5)]
    store(database, every[:-1])
    with database.connect("owner") as connection:
        assert compare(connection, PLAN, sent([5] * 6)) == (1, 0, 29)
        assert compare(connection, PLAN, sent([5] * 5 + [4])) == (0, 0, 29)
        store(database, [(1, int(PLAN.times(0, 2, 3)[0]), 2), (1, int(PLAN.times(0, 50, 51)[0]), 1)])
        assert compare(connection, PLAN, sent([5] * 6)) == (1, 2, 31)  # a second row of one time, and a row nobody sent


@pytest.mark.timeout(120)
async def test_bench_ingest_prints_its_figures() -> None:
    words = ("bench", "ingest", "--devices", "60", "--seconds", "2", "--in-flight", "5")
    bench = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bilezik", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await bench.communicate()
    assert bench.returncode == 0, err.decode()
    found = json.loads(out)
    assert found["sent"] == found["answered"] == found["stored"] > 60
    assert (found["lost"], found["doubled"], found["unanswered"]) == (0, 0, 0)
    assert found["per_second"] > 0
    assert found["copy_ceiling_per_second"] > found["per_second"]
    assert 0 < found["share_of_ceiling"] < 1
    assert found["latency_ms"]["p50"] <= found["latency_ms"]["p99"]
    assert found["memory_mb"] == pytest.approx(sum(found["memory_mb_by_process"].values()), abs=1)


async def test_a_protocol_the_bench_does_not_speak_is_refused() -> None:
    bench = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bilezik", "bench", "ingest", "--protocol", "watch", stderr=asyncio.subprocess.PIPE
    )
    _, err = await bench.communicate()
    assert bench.returncode == 2
    assert err.decode() == "bilezik: bench ingest speaks gt06, not watch\n"
