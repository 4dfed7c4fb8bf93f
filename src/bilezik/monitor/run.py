"""The loop of a monitor: reads the stream, gives turns to a session, begins anew after every fault.

1. Reading goes on while a turn folds and writes in a thread of its own; what piles up meanwhile is the next batch.
2. Time passes for people only up to a moment at which everything the stream had was folded. After a pause of this process or of the
   connection to the stream, that has to be seen anew (`_Trust`): a lost link must not look like silent people (law 2).
3. PostgreSQL or NATS away: wait, longer each time, and begin again from what is stored. Nothing is held that could be lost.
"""

import asyncio
import gc
import time
from collections.abc import Callable
from typing import Final

import psycopg
import structlog
from nats.aio.client import Client

from bilezik import stream
from bilezik.domain.instant import Instant
from bilezik.monitor.leases import TenureOver
from bilezik.monitor.library import Library
from bilezik.monitor.session import Session
from bilezik.stream import Reader, StreamReplacedError

_log = structlog.get_logger("monitor")

MOST: Final = 8_000_000
"""Bytes of one batch, about, at most: forty thousand reports, a turn of a second or two. A state is written once a batch, so larger
is cheaper."""
GATHER_S: Final = 0.02
"""The least time between two batches: below it a batch is hardly worth its commit."""
IDLE_S: Final = 0.25
SETTLE_S: Final = 5.0
"""After a pause: the reader's heartbeats need three seconds to find that a consumer is gone, and one to make another."""
PAUSE_S: Final = 2.0
_FIRST_RETRY_S: Final = 0.2
_LAST_RETRY_S: Final = 5.0
_SUMMARY_S: Final = 30.0


class _Trust:
    """Whether the reader's word that nothing more is there can be believed."""

    def __init__(self, nc: Client) -> None:
        self._nc = nc
        self._reconnects = -1
        self._seen_at = 0.0
        self._since = time.monotonic()

    def caught_up_at(self, reader: Reader, began_at: Instant) -> Instant | None:
        """Return `began_at`, the moment before the reader was last asked, if all of the stream until then was folded."""
        now = time.monotonic()
        reconnects = self._nc.stats["reconnects"]
        if not self._nc.is_connected or reconnects != self._reconnects or now - self._seen_at > PAUSE_S:
            self._since, self._reconnects = now, reconnects
        self._seen_at = now
        return began_at if reader.caught_up and now - self._since >= SETTLE_S else None

    def busy(self) -> None:
        """A turn took its time: that was no pause."""
        self._seen_at = time.monotonic()


async def run(dsn: str, nats_url: str, *, owner: str, stop: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
    """Judge what the stream brings until `stop` is set. `on_ready` is called once PostgreSQL and the stream were reached."""
    nc = await _connect(nats_url, owner, stop)
    if nc is None:
        return
    library = Library()
    retry_s = _FIRST_RETRY_S
    try:
        while not stop.is_set():
            began = time.monotonic()
            try:
                await _tenure(dsn, nc, owner, library, stop, on_ready)
            except TenureOver as over:
                _log.warning("beginning anew", reason=str(over))
            except psycopg.Error as error:
                _log.warning("beginning anew", reason=f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
            except StreamReplacedError as error:
                _log.error("the stream is not the one that was read; waiting", reason=str(error))
            if stop.is_set():
                break
            retry_s = _FIRST_RETRY_S if time.monotonic() - began > _LAST_RETRY_S else min(_LAST_RETRY_S, retry_s * 2)
            await _sleep(retry_s, stop)
    finally:
        await nc.close()


async def _tenure(dsn: str, nc: Client, owner: str, library: Library, stop: asyncio.Event, on_ready: Callable[[], None]) -> None:
    """Hold partitions and judge them until something breaks or `stop` is set."""
    with await asyncio.to_thread(Session, dsn, owner, library) as session:
        await asyncio.to_thread(session.begin)
        on_ready()
        reader: Reader | None = None
        trust = _Trust(nc)
        next_at = summary_at = time.monotonic()
        try:
            while not stop.is_set():
                if await asyncio.to_thread(session.keep_house) and reader is not None:
                    await reader.close()
                    reader = None
                if not session.holdings:
                    await _sleep(IDLE_S, stop)
                    continue
                if reader is None:
                    positions = {partition: holding.lease.seq for partition, holding in session.holdings.items()}
                    reader = Reader(nc, positions)
                await asyncio.sleep(max(0.0, next_at - time.monotonic()))
                began_at = _now()
                deliveries = await reader.batch(most=MOST, wait_s=IDLE_S)
                caught_up_at = trust.caught_up_at(reader, began_at)
                next_at = time.monotonic() + GATHER_S
                await asyncio.to_thread(session.turn, deliveries, reader.reached, caught_up_at, _now())
                trust.busy()
                summary_at = _summarise(session, summary_at)
            await asyncio.to_thread(session.give_all)
        finally:
            if reader is not None:
                await reader.close()


def _summarise(session: Session, since: float) -> float:
    now = time.monotonic()
    if now - since < _SUMMARY_S:
        return since
    if not gc.isenabled():  # a process of our own (`bilezik monitor`): what reference counts left behind is collected here
        gc.collect(1)
    _log.info("judged", reports=session.reports, seconds=round(now - since), partitions=len(session.holdings))
    session.reports = 0
    return now


async def _connect(url: str, owner: str, stop: asyncio.Event) -> Client | None:
    """Connect to NATS, however long that takes; None if told to stop meanwhile."""
    connecting = asyncio.create_task(stream.connect(url, name=f"monitor {owner}"))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((connecting, stopped), return_when=asyncio.FIRST_COMPLETED)
    if connecting.done():
        stopped.cancel()
        return connecting.result()
    connecting.cancel()
    return None


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def _now() -> Instant:
    return Instant(time.time_ns() // 1000)
