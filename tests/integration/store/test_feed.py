"""The feed: who reads by cursor misses nothing, whatever commits late."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import errors

from bilezik.app.engines.scratch import Database
from bilezik.store import Connection, connect, feed

pytestmark = pytest.mark.engines


def put(connection: Connection, word: str) -> None:
    connection.execute("INSERT INTO feed (kind, body) VALUES ('test', jsonb_build_object('word', %s::text))", (word,))


def words(items: list[feed.Item]) -> list[str]:
    return [item.body["word"] for item in items]


def test_a_row_that_commits_late_comes_later(database: Database) -> None:
    with (
        connect(database.dsn("monitor")) as slow,
        connect(database.dsn("monitor")) as fast,
        connect(database.dsn("door")) as reader,
    ):
        put(slow, "slow")  # has the smaller id
        put(fast, "fast")
        fast.commit()
        assert feed.sequence(reader) == 1
        assert words(feed.after(reader, 0)) == ["fast"]
        slow.commit()
        assert feed.sequence(reader) == 2
        assert words(feed.after(reader, 1)) == ["slow"]
        assert feed.sequence(reader) == 2


def write(dsn: str, plan: list[tuple[str, float, bool]]) -> None:
    pause = threading.Event()
    with connect(dsn) as connection:
        for word, wait_s, gives_up in plan:
            put(connection, word)
            pause.wait(wait_s)
            connection.rollback() if gives_up else connection.commit()


def sequence_until(dsn: str, done: threading.Event) -> None:
    with connect(dsn) as connection:
        while not done.is_set():
            feed.sequence(connection)


def read_on(reader: Connection, seen: list[feed.Item]) -> bool:
    more = feed.after(reader, seen[-1].cursor if seen else 0, limit=7)
    seen += more
    return bool(more)


def test_a_reader_by_cursor_misses_nothing_among_many_writers_and_sequencers(database: Database) -> None:
    dice = random.Random(4)
    plans = [[(f"{writer}.{number}", dice.random() * 0.01, dice.random() < 0.2) for number in range(60)] for writer in range(5)]
    done, seen = threading.Event(), list[feed.Item]()
    with ThreadPoolExecutor() as pool, connect(database.dsn("door"), autocommit=True) as reader:
        sequencers = [pool.submit(sequence_until, database.dsn("door"), done) for _ in range(2)]
        writers = [pool.submit(write, database.dsn("monitor"), plan) for plan in plans]
        while not all(writer.done() for writer in writers):
            read_on(reader, seen)
        done.set()
        for work in (*writers, *sequencers):
            work.result()
        feed.sequence(reader)
        while read_on(reader, seen):
            pass
    assert [item.cursor for item in seen] == list(range(1, len(seen) + 1))
    assert sorted(words(seen)) == sorted(word for plan in plans for word, _, gives_up in plan if not gives_up)


def test_an_old_snapshot_is_refused(database: Database) -> None:
    with connect(database.dsn("door")) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(errors.RaiseException, match="READ COMMITTED"):
            connection.execute("SELECT sequence_feed()")


def test_the_feed_tells_its_listeners(database: Database) -> None:
    with connect(database.dsn("door"), autocommit=True) as listener, connect(database.dsn("monitor")) as writer:
        listener.execute(f"LISTEN {feed.CHANNEL}")
        put(writer, "x")
        assert list(listener.notifies(timeout=0.1, stop_after=1)) == []
        writer.commit()
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1


def test_nobody_but_the_sequencer_gives_cursors(database: Database) -> None:
    with connect(database.dsn("web"), autocommit=True) as web, connect(database.dsn("gateway"), autocommit=True) as gateway:
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute("UPDATE feed SET cursor = 1")
        with pytest.raises(errors.InsufficientPrivilege):
            web.execute("SELECT sequence_feed()")
        with pytest.raises(errors.InsufficientPrivilege):
            gateway.execute("SELECT sequence_feed()")
