"""The feed's hub: one thread a process that listens, sequences and reads; everybody streams from what it has read.

1. A reader has a position, not a queue: a slow one costs nothing, and what has left the memory is read from the table again.
2. The hub sequences whenever it is told of a commit, so a row that commits late has a later cursor; it also looks by itself every
   `POLL_S`, should a notification be lost with its connection.
3. It reads as the role of the door, everything; what a stream carries is filtered by the sight of its reader (`sight`), which is
   asked for again when `changes` has moved.
4. While PostgreSQL is away the streams stay open and silent but for their heartbeat; afterwards they go on where they were.
"""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Final

import psycopg
import structlog

from bilezik.store import Connection, connect
from bilezik.store.feed import CHANNEL, SIGHT_CHANNEL, Item, Sight, after, sequence, sight

_log = structlog.get_logger("feed")

KEPT: Final = 5_000
"""Items in memory: some minutes of a busy night."""
POLL_S: Final = 2.0
_RETRY_S: Final = 1.0
_CATCHING_UP: Final = 4
"""Streams that read the table at the same time; the others wait their turn."""


class Hub:
    """What the process knows of the feed. Made and read in an event loop; its thread runs from the first `start` to `close`."""

    def __init__(self, dsn: str) -> None:
        """Know where the feed is; nothing is opened yet."""
        self._dsn = dsn
        self._recent: deque[Item] = deque(maxlen=KEPT)
        self._head = 0
        self._floor = 0
        self.changes = 0
        self._news = asyncio.Event()
        self._ready = asyncio.Event()
        self._turns = asyncio.Semaphore(_CATCHING_UP)
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking = threading.Lock()
        self._eye: Connection | None = None
        self.closing = threading.Event()

    def start(self) -> None:
        """Begin to listen, once."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._listen, name="feed hub", daemon=True)
            self._thread.start()

    async def ready(self, timeout_s: float) -> bool:
        """Wait until the end of the feed is known; False while PostgreSQL is away."""
        try:
            await asyncio.wait_for(self._ready.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    @property
    def head(self) -> int:
        """The newest cursor known."""
        return self._head

    async def since(self, position: int, *, limit: int = 500) -> list[Item]:
        """Return what comes after `position`, from memory or, further back, from the table; empty: nothing yet."""
        if position >= self._head:
            return []
        if position >= self._floor:
            skipped = position - self._floor  # cursors have no gaps
            return list(islice(self._recent, skipped, skipped + limit))
        async with self._turns:
            return await asyncio.to_thread(self._read, position, limit)

    async def newest(self) -> int:
        """Return the newest cursor of the table: a page may have been drawn at one that this hub has not taken in yet."""
        async with self._turns:
            return await asyncio.to_thread(self._newest)

    async def sight(self, digest: bytes) -> Sight | None:
        """Return what the holder of a token may see now; None where it is nobody's any more."""
        async with self._turns:
            return await asyncio.to_thread(self._sight, digest)

    async def news(self, timeout_s: float) -> bool:
        """Wait for something new; False when nothing came in time."""
        try:
            await asyncio.wait_for(self._news.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """End all streams and the thread."""
        self.closing.set()
        with self._looking:
            if self._eye is not None:
                self._eye.close()
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is gone already
                self._loop.call_soon_threadsafe(self._wake)

    def _listen(self) -> None:
        while not self.closing.is_set():
            try:
                with connect(self._dsn, autocommit=True, application="bilezik feed") as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    connection.execute(f"LISTEN {SIGHT_CHANNEL}")
                    self._on_loop(self._look_again)  # what was said while nobody listened
                    self._begin(sequence(connection))
                    while not self.closing.is_set():
                        for told in connection.notifies(timeout=POLL_S, stop_after=1):
                            if told.channel == SIGHT_CHANNEL:
                                self._on_loop(self._look_again)
                        sequence(connection)
                        while found := after(connection, self._head):
                            self._deliver(found)
            except psycopg.Error as error:
                _log.warning("waiting for PostgreSQL", error=(str(error).splitlines() or [type(error).__name__])[0])
                self.closing.wait(_RETRY_S)

    def _begin(self, head: int) -> None:
        if not self._ready.is_set():
            self._on_loop(lambda: self._start_at(head))

    def _deliver(self, found: list[Item]) -> None:
        self._on_loop(lambda: self._take(found))

    def _on_loop(self, act: Callable[[], None]) -> None:
        """Do something in the loop, where all the state is changed, and wait for it: the next read depends on it."""
        done = threading.Event()

        def do() -> None:
            try:
                act()
            finally:
                done.set()

        if self._loop is None:
            raise AssertionError("the thread runs after `start`")
        try:
            self._loop.call_soon_threadsafe(do)
        except RuntimeError:  # the loop is gone: nobody reads any more
            self.closing.set()
            return
        while not done.wait(_RETRY_S) and not self.closing.is_set():
            pass

    def _start_at(self, head: int) -> None:
        self._head = self._floor = head
        self._ready.set()

    def _take(self, found: list[Item]) -> None:
        self._recent.extend(found)
        self._head = found[-1].cursor
        self._floor = self._recent[0].cursor - 1
        self._wake()

    def _look_again(self) -> None:
        self.changes += 1
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def _sight(self, digest: bytes) -> Sight | None:
        with self._looking:
            if self._eye is None or self._eye.closed:
                self._eye = connect(self._dsn, autocommit=True, application="bilezik sight")
            return sight(self._eye, digest)

    def _newest(self) -> int:
        with connect(self._dsn, autocommit=True, application="bilezik feed") as connection:
            ((newest,),) = connection.execute("SELECT coalesce(max(cursor), 0) FROM feed").fetchall()
            return int(newest)

    def _read(self, position: int, limit: int) -> list[Item]:
        with connect(self._dsn, autocommit=True, application="bilezik feed") as connection:
            return after(connection, position, limit)


_hub: Hub | None = None
_dsn: str | None = None


def configure(dsn: str) -> None:
    """Say where the feed is, before the first stream; a second call ends the streams of the first."""
    global _dsn  # noqa: PLW0603 - one hub a process is the point
    close()
    _dsn = dsn


def of_process() -> Hub:
    """Return this process's hub, listening; called in the event loop."""
    global _hub  # noqa: PLW0603 - the same
    if _hub is None:
        if _dsn is None:
            raise RuntimeError("the feed was not configured")
        _hub = Hub(_dsn)
    _hub.start()
    return _hub


def close() -> None:
    """End the hub and its streams, if there is one."""
    global _hub  # noqa: PLW0603 - the same
    if _hub is not None:
        _hub.close()
        _hub = None
