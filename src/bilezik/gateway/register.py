"""The register in memory: which device is whose, and when an order is in force.

1. A snapshot is read whole and replaces the last one in one step. It is read in a thread, in small portions, so that the loop goes
   on; its rows are not tracked by the garbage collector.
2. Without PostgreSQL the last snapshot serves. Before the first one the gateway does not listen.
3. A device's periods are those of its assignments, cut to what their orders are in force for, suspensions cut out (law 10).
   PostgreSQL lets no two assignments of a device overlap.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

import msgspec
import psycopg
import structlog

from bilezik.domain.instant import Instant
from bilezik.store.connection import Connection, connect

_log = structlog.get_logger("gateway")

_PORTION: Final = 500
RETRY_S: Final = 1.0
GATHER_S: Final = 0.05
"""A deed changes several rows and each of them is told: one reading for all."""
REST: Final = 4
"""After a reading, rest four times as long as it took: a storm of changes takes a fifth of one processor."""

_DEVICES: Final = "SELECT id, protocol, identity, model, kind, key_digest FROM devices"
_PERIODS: Final = """
    SELECT a.device, a.person,
           (extract(epoch FROM lower(one)) * 1000000)::bigint, (extract(epoch FROM upper(one)) * 1000000)::bigint
    FROM assignments a JOIN orders o ON o.id = a.order_id
    LEFT JOIN (
        SELECT order_id, range_agg(tstzrange(from_at, to_at)) AS times FROM suspensions GROUP BY order_id
    ) rests ON rests.order_id = o.id
    CROSS JOIN LATERAL unnest(
        tstzmultirange(tstzrange(a.from_at, a.to_at))
        * tstzmultirange(tstzrange(o.starts_at, greatest(o.starts_at, least(o.ends_at, o.ended_at))))
        - coalesce(rests.times, '{}'::tstzmultirange)
    ) AS one
    ORDER BY a.device, 3
"""

Period = tuple[Instant, Instant, int]
"""From, to before, whose."""


class Fitted(msgspec.Struct, frozen=True, gc=False):
    """A device of the register and when it is on whom."""

    id: int
    protocol: str
    identity: str
    periods: tuple[Period, ...] = ()
    model: str = ""
    kind: str = ""
    key: bytes = b""
    """The digest of its key (`gateway.identity`), empty where it has none."""

    def person_at(self, at: Instant) -> int | None:
        """Return on whom the device is at `at` by an order in force then, or None."""
        for from_at, to_at, person in self.periods:
            if from_at <= at < to_at:
                return person
        return None


class Snapshot(msgspec.Struct, frozen=True):
    """The register as it was read at one moment: by protocol and identity, and by id."""

    by_protocol: dict[str, dict[str, Fitted]] = {}
    by_id: dict[int, Fitted] = {}


def read(connection: Connection) -> Snapshot:
    """Read the register, in one transaction of its own."""
    periods: dict[int, tuple[Period, ...]] = {}
    by_protocol: dict[str, dict[str, Fitted]] = {}
    by_id: dict[int, Fitted] = {}
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(_PERIODS)
        while rows := cursor.fetchmany(_PORTION):
            for device, person, from_at, to_at in rows:
                periods[device] = (*periods.get(device, ()), (from_at, to_at, person))
        cursor.execute(_DEVICES)
        while rows := cursor.fetchmany(_PORTION):
            for id_, protocol, identity, model, kind, key in rows:
                fitted = Fitted(id_, protocol, identity, periods.get(id_, ()), model, kind, bytes(key or b""))
                by_protocol.setdefault(protocol, {})[identity] = fitted
                by_id[id_] = fitted
    return Snapshot(by_protocol, by_id)


class Register:
    """Keeps a snapshot fresh. `changed()` is the word that somebody wrote; `on_new` hears of every new snapshot."""

    def __init__(self, dsn: str, *, reload_s: float, on_new: Callable[[Snapshot], None]) -> None:
        self._dsn, self._reload_s, self._on_new = dsn, reload_s, on_new
        self._news = asyncio.Event()
        self._connection: Connection | None = None
        self.loaded = asyncio.Event()
        self.snapshot = Snapshot()
        self.read_at = 0.0

    def changed(self) -> None:
        """Read again soon."""
        self._news.set()

    async def keep(self) -> None:
        """Read now, at every word of a change, and every `reload_s`, until cancelled."""
        try:
            while True:
                started = time.monotonic()
                if await self._reload():
                    await asyncio.sleep(REST * (time.monotonic() - started))
                    await self._wait(self._reload_s)
                else:
                    await asyncio.sleep(RETRY_S)
        finally:
            if self._connection is not None:
                self._connection.close()

    async def _wait(self, longest_s: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), longest_s)
        except TimeoutError:
            return
        await asyncio.sleep(GATHER_S)

    async def _reload(self) -> bool:
        self._news.clear()
        try:
            snapshot = await asyncio.to_thread(self._read)
        except psycopg.Error as error:
            _log.warning("cannot read the register; the last one serves", error=str(error).strip())
            return False
        self.snapshot = snapshot
        self.read_at = time.monotonic()
        self._on_new(snapshot)
        self.loaded.set()
        return True

    def _read(self) -> Snapshot:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._dsn, autocommit=True, application="gateway register")
        return read(self._connection)
