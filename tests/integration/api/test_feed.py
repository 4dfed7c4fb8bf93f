"""The live feed from a real web process: nothing missed, nothing twice, whatever is torn off or commits late."""

import asyncio
import contextlib
import hashlib
import json
import random
import threading
import time
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from tests.integration.as_web import somebody

pytestmark = pytest.mark.engines


async def events(client: httpx.AsyncClient, address: str, **query: str) -> AsyncGenerator[tuple[int | None, str, Any], None]:
    """Yield (cursor, kind, data) as a browser's EventSource would."""
    headers = {"Last-Event-ID": query.pop("last")} if "last" in query else {}
    async with client.stream("GET", f"{address}/api/v1/feed", params=query, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream"
        cursor, kind, data = None, "message", ""
        async for line in response.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "id":
                cursor = int(value)
            elif name == "event":
                kind = value
            elif name == "data":
                data = value
            elif not line and data:
                yield cursor, kind, json.loads(data)
                cursor, kind, data = None, "message", ""


@pytest.fixture
def client(token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=30)


def write(office: Any, numbers: list[int], pause_s: float) -> None:
    """One writer: every item in a transaction of its own that is held open for a while, so that commits overtake each other."""
    with office.database.connect("monitor", autocommit=False) as connection:
        for number in numbers:
            connection.execute("INSERT INTO feed (kind, body) VALUES ('alert', %s)", (json.dumps({"number": number}),))
            time.sleep(pause_s * random.random())
            connection.commit()


async def test_disconnecting_and_resuming_misses_nothing_among_late_commits(
    office: Any, web: str, client: httpx.AsyncClient
) -> None:
    total, writers = 240, 6
    numbers = [list(range(start, total, writers)) for start in range(writers)]
    threads = [threading.Thread(target=write, args=(office, some, 0.03)) for some in numbers]
    seen: list[tuple[int, int]] = []
    last = "0"
    dice = random.Random(4)
    async with client:
        begun = False
        async with asyncio.timeout(60):
            while len(seen) < total:
                torn_after = dice.randint(1, 40)
                async with contextlib.aclosing(events(client, web, last=last)) as stream:
                    async for cursor, kind, data in stream:
                        if not begun:
                            for thread in threads:
                                thread.start()
                            begun = True
                        assert kind != "reset"
                        if cursor is None:
                            continue
                        last = str(cursor)
                        if "number" in data:
                            seen.append((cursor, data["number"]))
                            torn_after -= 1
                        if torn_after == 0 or len(seen) == total:
                            break
    for thread in threads:
        thread.join(10)
    cursors = [cursor for cursor, _ in seen]
    assert cursors == sorted(cursors)
    assert len(cursors) == len(set(cursors)) == total
    assert {number for _, number in seen} == set(range(total))
    ids = [number for (number,) in office.rows("SELECT id FROM feed WHERE body ? 'number' ORDER BY cursor")]
    assert ids != sorted(ids), "no commit overtook another: the test proved nothing"


async def test_without_a_cursor_it_begins_now_and_a_deed_comes_within_a_second(
    office: Any, web: str, client: httpx.AsyncClient
) -> None:
    from bilezik.deeds import alerts

    alert = await asyncio.to_thread(office.raise_alert)
    async with client, asyncio.timeout(20):
        stream = events(client, web)
        first = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(1.5)
        assert not first.done(), "what was before is not sent"
        begin = time.monotonic()
        await asyncio.to_thread(alerts.take, office.aliya, alert)
        cursor, kind, data = await first
        assert time.monotonic() - begin < 1
        assert kind == "alert"
        assert cursor is not None
        assert (data["alert"], data["state"], data["kind"]) == (str(alert), "taken", "not_home")
        await stream.aclose()


async def test_open_streams_hold_no_database_connection(office: Any, web: str, client: httpx.AsyncClient) -> None:
    from bilezik.app.django_settings import POOL_SIZE

    async with client, asyncio.timeout(60):
        streams = [events(client, web, after="0") for _ in range(POOL_SIZE * 3)]
        await asyncio.gather(*(anext(stream) for stream in streams))
        begin = time.monotonic()
        assert (await client.get(f"{web}/api/v1/alerts")).status_code == 200
        assert time.monotonic() - begin < 2
        ((held,),) = office.rows(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bilezik web' AND datname = current_database()"
        )
        assert held <= POOL_SIZE
        for stream in streams:
            await stream.aclose()


async def test_a_cursor_that_is_no_longer_kept_is_answered_with_reset(office: Any, web: str, client: httpx.AsyncClient) -> None:
    with office.database.connect("owner") as owner:
        owner.execute("SELECT sequence_feed()")
        owner.execute("DELETE FROM feed WHERE cursor <= 3")
    async with client, asyncio.timeout(20):
        found = [await anext(stream) for stream in (events(client, web, after="1"), events(client, web, after="999999999"))]
        assert [kind for _, kind, _ in found] == ["reset", "reset"]


async def test_the_feed_outlives_its_connection(office: Any, web: str, client: httpx.AsyncClient) -> None:
    async with client, asyncio.timeout(40):
        stream = events(client, web, after="0")
        cursor, _, _ = await anext(stream)
        with office.database.connect("admin") as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'bilezik feed' AND datname = current_database()"
            )
        await asyncio.to_thread(write, office, [77], 0)
        async for number, _, data in stream:
            assert cursor is not None
            assert number == cursor + 1
            cursor = number
            if data.get("number") == 77:
                break
        await stream.aclose()


async def test_a_page_drawn_before_the_hub_took_in_the_news_is_not_told_to_read_anew(
    office: Any, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine the hub's thread is a moment behind the table, and a page is drawn from the table."""
    from bilezik.api import feed, hub
    from bilezik.store.feed import after, sequence

    goes_on = threading.Event()

    def slow(connection: Any, position: int, *more: Any) -> Any:
        goes_on.wait(20)
        return after(connection, position, *more)

    monkeypatch.setattr("bilezik.api.hub.after", slow)
    hub.configure(office.database.dsn("door"))
    try:
        await hub.of_process().ready(10)
        with office.database.connect("owner") as connection:
            connection.execute("INSERT INTO feed (kind, body) VALUES ('alert', '{}')")
            drawn_at = sequence(connection)
        assert drawn_at > hub.of_process().head
        async with (
            asyncio.timeout(20),
            contextlib.aclosing(feed.stream(drawn_at, hashlib.sha256(token.encode()).digest())) as stream,
        ):
            heard = [await anext(stream)]  # "retry"
            asyncio.get_running_loop().call_later(0.5, goes_on.set)
            with office.database.connect("owner") as connection:
                connection.execute("INSERT INTO feed (kind, body) VALUES ('alert', '{}')")
            heard.append(await anext(stream))
    finally:
        goes_on.set()
        hub.close()
    assert heard[1].startswith(b"id: %d\nevent: alert\n" % (drawn_at + 1))


async def test_what_comes_while_a_streams_sight_is_asked_is_news_and_no_reset(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bilezik.api import feed, hub
    from bilezik.store.feed import Sight

    token = await asyncio.to_thread(somebody, office.database, "operator", username="watcher")
    digest = hashlib.sha256(token.encode()).digest()
    hub.configure(office.database.dsn("door"))
    try:
        known = hub.of_process()
        assert await known.ready(10)
        asked, look = 0, known.sight

        async def slow(of: bytes) -> Sight | None:
            nonlocal asked
            asked += 1
            before = known.head
            await asyncio.to_thread(write, office, [asked], 0.0)
            while known.head == before:
                await known.news(0.2)
            return await look(of)

        monkeypatch.setattr(known, "sight", slow)
        begin, said = time.monotonic(), b""
        async with asyncio.timeout(8), contextlib.aclosing(feed.stream(known.head, digest)) as stream:
            async for part in stream:
                said += part
                if b'"number":1' in said:
                    break
        assert b"event: reset" not in said
        assert time.monotonic() - begin < 5
    finally:
        hub.close()
