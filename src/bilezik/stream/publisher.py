"""Publishing with group commit: what gathers while a partition's last message is in flight becomes its next one.

1. A partition has at most one message in flight, all together at most `in_flight`: when the disk is slow messages grow instead
   of their number. An envelope waits at most `flush_s` before its partition asks for a turn.
2. A message that is not acknowledged in time is sent again, with the same Nats-Msg-Id, until it is; nothing is ever given up.
3. Memory is bounded from outside: past `high_water` bytes `on_full` is called, and the caller stops taking in; below half of it,
   `on_room`.
4. A waiter hears `acked()` once, after the stream acknowledged the envelope (law 1), in order within a partition.
"""

import asyncio
import contextlib
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from bilezik.domain.envelope import Envelope
from bilezik.stream.batch import BYTES, REPORTS, Batch, Lane, Waiter
from bilezik.stream.partition import PARTITIONS
from bilezik.stream.pieces import pieces

__all__ = ["Publisher", "Refused", "Waiter"]

_log = structlog.get_logger("stream")

FLUSH_S: Final = 0.02
IN_FLIGHT: Final = 12
"""Enough to keep the server's disk busy (it syncs one message after the other), few enough for messages to grow under load."""
ACK_S: Final = 3.0
REFUSED_S: Final = 0.5
_LOOK_S: Final = 0.1


class Refused(msgspec.Struct, frozen=True):
    """JetStream's reason for not storing a message: its error code and words."""

    code: int = 0
    err_code: int = 0
    description: str = ""


class _Ack(msgspec.Struct, frozen=True):
    seq: int = 0
    duplicate: bool = False
    error: Refused | None = None


_read_ack: Final = msgspec.json.Decoder(_Ack).decode


def _nothing() -> None:
    pass


class Publisher:
    """Publishes envelopes over one connection. Made and used in a running event loop; `start` before, `close` after."""

    def __init__(
        self,
        nc: Client,
        *,
        in_flight: int = IN_FLIGHT,
        flush_s: float = FLUSH_S,
        ack_s: float = ACK_S,
        high_water: int = 32_000_000,
        on_full: Callable[[], None] = _nothing,
        on_room: Callable[[], None] = _nothing,
    ) -> None:
        self._nc, self._in_flight, self._flush_s, self._ack_s = nc, in_flight, flush_s, ack_s
        self._high_water, self._on_full, self._on_room = high_water, on_full, on_room
        self._lanes = tuple(Lane(partition) for partition in range(PARTITIONS))
        self._fresh: list[Lane] = []
        self._ready: deque[Lane] = deque()
        self._flights: dict[str, Batch] = {}
        self._ticking = False
        self._wake = asyncio.Event()
        self._run = secrets.token_hex(6)
        self._number = 0
        self._returns = 0
        self._tasks: list[asyncio.Task[None]] = []
        self.inbox = nc.new_inbox()
        self.waiting_bytes = 0
        self.full = False
        self.refused: Refused | None = None
        self.published = self.repeated = self.duplicates = 0

    async def start(self) -> None:
        """Listen for acknowledgements and begin to send."""
        await self._nc.subscribe(f"{self.inbox}.*", cb=self._hear, pending_msgs_limit=-1, pending_bytes_limit=-1)
        self._tasks = [asyncio.create_task(self._send_ready()), asyncio.create_task(self._look_after())]

    def put(self, partition: int, envelope: Envelope, waiter: Waiter | None = None) -> None:
        """Take `envelope`; `waiter.acked` is called when it is on disk. Raises what msgspec raises for what it cannot encode."""
        lane = self._lanes[partition]
        weight = lane.add(envelope, waiter)
        if weight is None:
            self._put_pieces(partition, envelope, waiter)
            return
        self.waiting_bytes += weight
        if lane.full:
            self._want(lane)
        if lane.gathering is not None and lane.gathering.count == 1:
            self._fresh.append(lane)
            if not self._ticking:
                self._ticking = True
                asyncio.get_running_loop().call_later(self._flush_s, self._tick)
        if self.waiting_bytes > self._high_water and not self.full:
            self.full = True
            self._on_full()

    def publish(self, partition: int, envelopes: Iterable[Envelope]) -> "asyncio.Future[None]":
        """Take several envelopes; the future is done when all are on disk."""
        kept = list(envelopes)
        waiter = _Together(len(kept))
        for envelope in kept:
            self.put(partition, envelope, waiter)
        return waiter.future

    async def flush(self) -> None:
        """Wait until everything taken so far is on disk; the caller bounds the wait."""
        while self.waiting_bytes:
            self._tick()
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        """Stop sending; what is not acknowledged stays unanswered."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _put_pieces(self, partition: int, envelope: Envelope, waiter: Waiter | None) -> None:
        parts = pieces(envelope, size=BYTES // 2, reports=REPORTS // 2)
        for part in parts[:-1]:
            self.put(partition, part)
        # The lane keeps order, so the last piece is acknowledged last.
        self.put(partition, parts[-1], waiter)

    def _tick(self) -> None:
        self._ticking = False
        fresh, self._fresh = self._fresh, []
        for lane in fresh:
            if lane.gathering is not None:
                lane.gathering.due = True
                self._want(lane)

    def _want(self, lane: Lane) -> None:
        """Give `lane` a turn, unless it has one or a message of it is in flight: then the acknowledgement will."""
        if not lane.queued and lane.flight is None:
            lane.queued = True
            self._ready.append(lane)
            self._wake.set()

    async def _send_ready(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._ready and len(self._flights) < self._in_flight and self._nc.is_connected:
                lane = self._ready.popleft()
                lane.queued = False
                batch = lane.next()
                if batch is not None:
                    self._number += 1
                    batch.message_id = f"{self._run}{self._number:x}"
                    self._flights[batch.message_id] = batch
                    await self._send(batch)

    async def _send(self, batch: Batch) -> None:
        batch.sent_at = time.monotonic()
        batch.retry_at = batch.sent_at + self._ack_s
        try:
            await self._nc.publish(
                batch.lane.subject,
                batch.payload(),
                reply=f"{self.inbox}.{batch.message_id}",
                headers={"Nats-Msg-Id": batch.message_id},
            )
            self.published += 1
        except (NatsError, OSError) as error:  # gone between the look and the write, or its buffer is full: try again later
            batch.retry_at = batch.sent_at + REFUSED_S
            _log.warning("publish failed, will repeat", error=repr(error))

    async def _hear(self, message: Msg) -> None:
        batch = self._flights.get(message.subject[len(self.inbox) + 1 :])
        if batch is None:
            return  # the answer to a repetition: the first answer settled it
        try:
            ack = _read_ack(message.data)
        except msgspec.DecodeError:  # empty with status 503: JetStream is not up yet, or the stream is not there
            ack = _Ack(error=Refused(503, 0, "no stream answers"))
        if ack.error is not None or not ack.seq:
            batch.retry_at = time.monotonic() + REFUSED_S
            if ack.error != self.refused:
                self.refused = ack.error
                _log.error("the stream refuses; devices wait", reason=ack.error.description if ack.error else "no sequence")
            return
        self.refused = None
        self.duplicates += ack.duplicate
        self._settle(batch)

    def _settle(self, batch: Batch) -> None:
        lane = batch.lane
        del self._flights[batch.message_id]
        lane.flight = None
        self.waiting_bytes -= batch.weight - 3
        at = time.monotonic()
        for waiter, count in zip(batch.waiters, batch.awaited, strict=True):
            waiter.acked(count, at)
        if lane.full or (lane.gathering is not None and lane.gathering.due):
            self._want(lane)
        self._wake.set()  # a place in flight is free
        if self.full and self.waiting_bytes < self._high_water // 2:
            self.full = False
            self._on_room()

    async def _look_after(self) -> None:
        """Repeat what is overdue; after a reconnection everything in flight is, for its acknowledgement went elsewhere."""
        while True:
            await asyncio.sleep(_LOOK_S)
            if not self._nc.is_connected:
                continue
            returns = self._nc.stats["reconnects"]
            back, self._returns = returns != self._returns, returns
            now = time.monotonic()
            for batch in list(self._flights.values()):
                if back or now >= batch.retry_at:
                    self.repeated += 1
                    await self._send(batch)
            self._wake.set()


class _Together:
    """A future that is done after `count` acknowledgements."""

    __slots__ = ("_count", "future")

    def __init__(self, count: int) -> None:
        self._count = count
        self.future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not count:
            self.future.set_result(None)

    def acked(self, count: int, at: float) -> None:  # noqa: ARG002 - when is not asked
        self._count -= count
        if self._count == 0:
            with contextlib.suppress(asyncio.InvalidStateError):  # whoever waited has given up
                self.future.set_result(None)
