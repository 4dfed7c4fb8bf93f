"""The steward: each task on the real engines, and the loop that keeps them going."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from bilezik.app.settings import Secret
from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant
from bilezik.stream import Limits, Publisher, connect, ensure

pytestmark = pytest.mark.engines


def do(office: Any, name: str, **changes: Any) -> str:
    from bilezik.app.steward import tasks

    (task,) = [task for task in tasks(msgspec.structs.replace(office.database.settings, **changes)) if task.name == name]
    return task.act()


def test_days_ahead_are_made(office: Any) -> None:
    do(office, "partitions")  # the database of the tests may be of yesterday
    with office.database.connect("owner") as owner:
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y%m%d")
        owner.execute(f"DROP TABLE fixes_{tomorrow}")
    assert do(office, "partitions") == "made 1 tables of days"
    assert do(office, "partitions") == ""


def test_the_log_is_sealed_and_the_feed_is_sequenced(office: Any) -> None:
    do(office, "audit")
    do(office, "feed")
    assert office.rows("SELECT (SELECT count(*) FROM audit) - (SELECT count(*) FROM audit_seals)") == [(0,)]
    assert office.rows("SELECT count(*) FROM feed WHERE cursor IS NULL") == [(0,)]


def test_escalation_notices_and_commands_run_by_the_clock(office: Any) -> None:
    from bilezik.deeds import commands
    from bilezik.domain.instant import seconds

    office.raise_alert(at=Instant(office.now - seconds(400)))
    commands.locate_now(office.aliya, office.device, why="w")
    with office.database.connect("owner") as owner:
        owner.execute("UPDATE commands SET expires_at = now() - interval '1 second'")
    assert do(office, "escalation") == "sent on 1 alerts"
    assert do(office, "notices") == ""
    assert do(office, "commands") == "ended 1 commands without an answer"


def test_sealed_frames_and_old_words_are_forgotten_in_their_time(office: Any) -> None:
    insert = (
        "INSERT INTO envelopes (seq, received_at, clock_at, session, decoder, integrity, sealed, protocol, peer, wire)"
        " VALUES (%s, now() - make_interval(days => %s), now(), 1, 1, 0, %s, 'gt06', 'x', '')"
    )
    with office.database.connect("owner") as owner:
        for seq, (age, sealed) in enumerate([(1, True), (8, True), (8, False), (20, True)]):
            owner.execute(insert, (seq, age, sealed))
        owner.execute("SELECT sequence_feed()")
        owner.execute("UPDATE feed SET at = now() - interval '9 days' WHERE cursor <= 2")
        owner.execute(
            "INSERT INTO django_session VALUES ('a', 'b', now() - interval '1 hour'), ('c', 'd', now() + interval '1 hour')"
        )
    assert do(office, "sealed frames") == "removed 2 sealed frames"
    assert office.rows("SELECT seq FROM envelopes ORDER BY seq") == [(0,), (2,)]
    assert do(office, "old feed") == "removed 2 items of the feed"
    do(office, "sessions")
    assert office.rows("SELECT session_key FROM django_session") == [("c",)]


async def publish(url: str, partition: int, count: int) -> None:
    nc = await connect(url, name="test")
    publisher = Publisher(nc)
    await publisher.start()
    for _ in range(count):  # one message each
        await publisher.publish(partition, [Envelope(protocol="gt06", received_at=Instant(0), wire=b"x", decoder=1)])
    await publisher.close()
    await nc.close()


async def messages(url: str) -> tuple[int, int]:
    nc = await connect(url, name="test")
    state = (await nc.jetstream().stream_info("REPORTS")).state
    await nc.close()
    return state.first_seq, state.messages


async def test_only_what_every_monitor_has_stored_leaves_the_stream(office: Any, nats_url: str) -> None:
    nc = await connect(nats_url, name="test")
    await ensure(nc, Limits(max_bytes=10_000_000))
    await nc.close()
    await publish(nats_url, 3, 5)  # sequences 1 to 5
    await publish(nats_url, 7, 5)  # 6 to 10
    secret = {"nats_url": Secret(nats_url)}

    def stored(partition: int, seq: int) -> str:
        with office.database.connect("owner") as owner:
            owner.execute("UPDATE leases SET seq = %s WHERE partition = %s", (seq, partition))
        return do(office, "stream", **secret)

    assert await asyncio.to_thread(stored, 7, 10) == ""  # of partition 3 nothing is stored
    assert await asyncio.to_thread(stored, 3, 2) == "removed 2 stored messages from the stream"
    assert await messages(nats_url) == (3, 8)
    assert await asyncio.to_thread(stored, 3, 5) == "removed 8 stored messages from the stream"
    await publish(nats_url, 9, 1)
    assert await asyncio.to_thread(stored, 3, 5) == ""  # the new one is not stored, though every lease looks settled
    assert (await messages(nats_url))[1] == 1


async def test_a_task_that_fails_is_tried_again_and_keeps_no_other_waiting(office: Any) -> None:
    from bilezik.app.steward import Task, run

    assert office
    done: list[str] = []
    failures = [OSError("away"), OSError("away")]

    def failing() -> str:
        if failures:
            raise failures.pop()
        done.append("failing")
        return ""

    def slow() -> str:
        time.sleep(0.5)
        return ""

    def quick() -> str:
        done.append("quick")
        if "failing" in done and done.count("quick") >= 20:
            loop.call_soon_threadsafe(settled.set)
        return "did it"

    stop, settled, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
    ready: list[float] = []
    tasks = [Task("failing", 0.01, failing), Task("slow", 0.01, slow), Task("quick", 0.01, quick)]
    running = asyncio.create_task(run(tasks, stop, on_ready=lambda: ready.append(time.monotonic())))
    async with asyncio.timeout(20):
        await settled.wait()
    assert len(ready) == 1
    stop.set()
    begin = time.monotonic()
    await running
    assert time.monotonic() - begin < 3
