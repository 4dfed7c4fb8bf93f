"""Reading the partitions a monitor owns, in order, from a position that PostgreSQL keeps.

1. One ephemeral pull consumer over all owned partitions, without acknowledgements, starting after the smallest position;
   what a partition has already is skipped here.
2. The consumer's own count must not skip a number; when it does, or nothing is heard for three heartbeats, or the server lost the
   consumer, a new one starts after the last message handed out. A purge below is nothing special.
3. Everything owned up to `reached` has been handed out: a monitor may write `reached` as the position of *all* its partitions,
   also of those that were silent, so that a later reader does not read their silence again.
4. A message that is no list of envelopes becomes an envelope with an error: counted, never a reason to stop (law 5).
5. A message is decoded when it is worked on: the objects of one message fit a processor's cache, those of a turn do not.
"""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Final, NamedTuple

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import ConnectionClosedError
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import Error as JetStreamError

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant
from bilezik.stream.partition import partition_of_subject, subject_of
from bilezik.stream.reports import STREAM

_log = structlog.get_logger("stream")

MESSAGES: Final = 512
BYTES: Final = 8_000_000
"""What one request asks for; twice as much is held at most."""
EXPIRES_S: Final = 5.0
HEARTBEAT_S: Final = 1.0
RETRY_S: Final = 0.25
_NANO: Final = 1_000_000_000

_decode: Final = msgspec.msgpack.Decoder(list[Envelope]).decode


class Delivery(NamedTuple):
    """One message of the stream: its partition, its stream sequence, what it holds."""

    partition: int
    seq: int
    payload: bytes

    @property
    def envelopes(self) -> list[Envelope]:
        """Its envelopes, decoded anew each time."""
        try:
            return _decode(self.payload)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            told = f"not a list of envelopes: {error}"
            return [Envelope(protocol="", received_at=Instant(0), wire=self.payload, decoder=0, error=told)]


class StreamReplacedError(Exception):
    """The stream ends before a position that was stored: it was lost or replaced, and what it held is gone."""


class Reader:
    """Reads `partitions`, a mapping of partition to the last stream sequence already stored. `close` it after use."""

    def __init__(self, nc: Client, partitions: Mapping[int, int]) -> None:
        if not partitions:
            raise ValueError("a reader needs at least one partition")
        self._nc = nc
        self._after = dict(partitions)
        self.reached = min(partitions.values())
        self._held: deque[Msg] = deque()
        self._held_bytes = 0
        self._news = asyncio.Event()
        self._subscription: Subscription | None = None
        self._consumer = ""
        self._inbox = ""
        self._heard_at = 0.0
        self._asked = 0
        self._count = 0
        self._lost = ""
        self._pending = -1

    @property
    def caught_up(self) -> bool:
        """Whether the stream held nothing more when it last spoke, and everything heard was handed out."""
        return self._pending == 0 and not self._held and bool(self._consumer)

    async def batch(self, *, most: int = BYTES, wait_s: float = 1.0) -> list[Delivery]:
        """Return what is there, about `most` bytes at most; an empty list if nothing came within `wait_s`.

        Raises `StreamReplacedError` when the stream ends before a stored position, and `ConnectionClosedError` when the connection
        was given up. Everything else is retried.
        """
        deadline = time.monotonic() + wait_s
        while True:
            await self._keep_asking()
            if self._held:
                found = self._take(most)
                await self._keep_asking()
                if found:
                    return found
                continue
            left = deadline - time.monotonic()
            if left <= 0:
                return []
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), min(left, HEARTBEAT_S))
            except TimeoutError:
                continue

    async def __aiter__(self) -> AsyncIterator[list[Delivery]]:
        """Iterate for ever over batches that are not empty."""
        while True:
            found = await self.batch()
            if found:
                yield found

    async def close(self) -> None:
        """Forget the consumer."""
        await self._forget()

    def _take(self, most: int) -> list[Delivery]:
        found: list[Delivery] = []
        size = 0
        while self._held and size < most:
            message = self._held.popleft()
            payload = message.data
            self._held_bytes -= len(payload)
            partition, seq = partition_of_subject(message.subject), _sequences(message.reply)[0]
            self.reached = seq
            if seq <= self._after.get(partition, seq):
                continue
            found.append(Delivery(partition, seq, payload))
            size += len(payload)
        return found

    async def _keep_asking(self) -> None:
        """Have a consumer, and a request at it while there is room for what it brings."""
        now = time.monotonic()
        if self._nc.is_closed:
            raise ConnectionClosedError  # given up for good (`link`, rule 1)
        if not self._nc.is_connected:
            await asyncio.sleep(0.05)
            return
        if self._consumer and self._asked and now - self._heard_at > 3 * HEARTBEAT_S:
            self._lost = "nothing heard"
        if self._lost or not self._consumer:
            if self._held:
                return  # hand out first what is in order
            try:
                await self._begin()
            except (NatsError, JetStreamError, OSError) as error:
                _log.warning("cannot read the stream yet", error=repr(error))
                await asyncio.sleep(RETRY_S)
                return
        if not self._asked and self._held_bytes < BYTES:
            await self._ask()

    async def _begin(self) -> None:
        if self._lost:
            _log.warning("reading anew", reason=self._lost, after=self.reached)
        await self._forget()
        stream = self._nc.jetstream(timeout=3)
        last = (await stream.stream_info(STREAM)).state.last_seq
        if last < max(self._after.values()):
            raise StreamReplacedError(f"the stream ends at {last}, but {max(self._after.values())} was stored already")
        self._inbox = self._nc.new_inbox()
        self._subscription = await self._nc.subscribe(self._inbox, cb=self._hear, pending_msgs_limit=-1, pending_bytes_limit=-1)
        config = ConsumerConfig(
            name=f"monitor-{secrets.token_hex(6)}",
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=self.reached + 1,
            ack_policy=AckPolicy.NONE,
            filter_subjects=[subject_of(partition) for partition in sorted(self._after)],
            inactive_threshold=300.0,
            mem_storage=True,
            num_replicas=1,
        )
        made = await stream.add_consumer(STREAM, config)
        self._consumer, self._pending = made.name, made.num_pending or 0
        self._count, self._asked, self._lost = 0, 0, ""
        self._heard_at = time.monotonic()

    async def _forget(self) -> None:
        consumer, self._consumer = self._consumer, ""
        if self._subscription is not None and not self._nc.is_closed:
            await self._subscription.unsubscribe()
        self._subscription = None
        if consumer and not self._nc.is_closed and self._nc.is_connected:
            await self._nc.publish(f"$JS.API.CONSUMER.DELETE.{STREAM}.{consumer}")

    async def _ask(self) -> None:
        wanted = {
            "batch": MESSAGES,
            "max_bytes": BYTES,
            "expires": int(EXPIRES_S * _NANO),
            "idle_heartbeat": int(HEARTBEAT_S * _NANO),
        }
        self._asked = MESSAGES
        self._heard_at = time.monotonic()
        await self._nc.publish(
            f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self._consumer}", msgspec.json.encode(wanted), reply=self._inbox
        )

    async def _hear(self, message: Msg) -> None:
        self._heard_at = time.monotonic()
        if not message.reply.startswith("$JS.ACK."):
            self._hear_status(message)
        elif not self._lost:
            _, count, self._pending = _sequences(message.reply)
            self._count += 1
            if count != self._count:
                self._lost = f"message {self._count} of the consumer is missing"
            else:
                self._held.append(message)
                self._held_bytes += len(message.data)
            self._asked -= 1
        if self._asked <= 0 and not self._lost and self._held_bytes < BYTES and self._nc.is_connected:
            await self._ask()  # while the last ones are being worked on
        self._news.set()

    def _hear_status(self, message: Msg) -> None:
        headers = message.headers or {}
        status, text = headers.get("Status", ""), headers.get("Description", "")
        if status == "100":
            return  # a heartbeat
        self._asked = 0
        ends = status in ("404", "408") or (status == "409" and ("MaxBytes" in text or "Batch Completed" in text))
        if not ends:
            self._lost = f"{status} {text}".strip() or "the server says nothing more"
        elif int(headers.get("Nats-Pending-Messages", MESSAGES)) == MESSAGES and status != "409" and not self._held:
            self._pending = 0  # the request ended as it began: there was nothing to bring


def _sequences(reply: str) -> tuple[int, int, int]:
    """Return stream sequence, consumer sequence and pending of a message's acknowledgement subject.

    `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>`, or with domain and account hash
    before the stream and a token at the end (NATS ADR-15).
    """
    tokens = reply.split(".")
    first = 5 if len(tokens) == 9 else 7
    return int(tokens[first]), int(tokens[first + 1]), int(tokens[first + 3])
