"""Envelopes on their way: gathered in a batch, batches queued in the lane of their partition.

1. An envelope is encoded once, into the batch it travels in: the batch's buffer is the message.
2. A lane has at most one batch in flight, so a partition's envelopes are stored in the order they came.
"""

from collections import deque
from typing import Final, Protocol

import msgspec

from bilezik.domain.envelope import Envelope
from bilezik.stream.partition import subject_of

ENVELOPES: Final = 1_000
BYTES: Final = 512_000
REPORTS: Final = 32_768
"""Half of what the 16 bits beside the stream sequence can number."""

_ARRAY16: Final = b"\xdc"  # MessagePack: array of up to 65,535 elements, its length in the next two bytes
_HEAD: Final = 3
_OVERHEAD: Final = 300
"""Bytes of Python objects an envelope costs until it is acknowledged: its waiter, its replies, their places in lists."""

_encode_into: Final = msgspec.msgpack.Encoder().encode_into


class Waiter(Protocol):
    """Who wants to know that an envelope is on disk."""

    def acked(self, count: int, at: float) -> None:
        """The stream has `count` more of the waiter's envelopes since `at` (seconds of the monotonic clock)."""


class Batch:
    """Envelopes of one partition that become one message."""

    __slots__ = ("awaited", "buffer", "count", "due", "lane", "message_id", "reports", "retry_at", "sent_at", "waiters")

    def __init__(self, lane: "Lane") -> None:
        self.lane = lane
        self.buffer = bytearray(_HEAD)
        self.count = 0
        self.reports = 0
        self.waiters: list[Waiter] = []
        self.awaited: list[int] = []  # how many envelopes of the batch each of `waiters` waits for
        self.due = False
        self.message_id = ""
        self.sent_at = 0.0
        self.retry_at = 0.0

    def payload(self) -> bytes:
        """Return the message."""
        self.buffer[:_HEAD] = _ARRAY16 + self.count.to_bytes(2, "big")
        return bytes(self.buffer)

    @property
    def weight(self) -> int:
        """The memory it holds, about."""
        return len(self.buffer) + self.count * _OVERHEAD


class Lane:
    """One partition: the batch that gathers, those that are full, the one in flight."""

    __slots__ = ("flight", "full", "gathering", "partition", "queued", "subject")

    def __init__(self, partition: int) -> None:
        self.partition = partition
        self.subject = subject_of(partition)
        self.gathering: Batch | None = None
        self.full: deque[Batch] = deque()
        self.flight: Batch | None = None
        self.queued = False

    def add(self, envelope: Envelope, waiter: Waiter | None) -> int | None:
        """Encode `envelope` into the gathering batch and return its weight, or None if it is too large for any batch.

        Whatever `msgspec` raises for a value it cannot encode is raised, and the batch is as it was.
        """
        batch = self.gathering
        if batch is None:
            batch = self.gathering = Batch(self)
        buffer = batch.buffer
        before = len(buffer)
        try:
            _encode_into(envelope, buffer, -1)
        except BaseException:
            del buffer[before:]
            raise
        size, reports = len(buffer) - before, len(envelope.reports)
        if len(buffer) > BYTES or batch.reports + reports > REPORTS:
            tail = bytes(buffer[before:])
            del buffer[before:]
            if size > BYTES - _HEAD or reports > REPORTS:
                return None
            self.close()
            batch = self.gathering = Batch(self)
            batch.buffer += tail
        batch.count += 1
        batch.reports += reports
        if waiter is not None:
            waiters = batch.waiters
            if waiters and waiters[-1] is waiter:
                batch.awaited[-1] += 1
            else:
                waiters.append(waiter)
                batch.awaited.append(1)
        if batch.count >= ENVELOPES:
            self.close()
        return size + _OVERHEAD

    def close(self) -> None:
        """The gathering batch is full, or wanted as it is."""
        if self.gathering is not None and self.gathering.count:
            self.full.append(self.gathering)
        self.gathering = None

    def next(self) -> Batch | None:
        """Take the batch to send next, if nothing of this lane is in flight."""
        if self.flight is not None:
            return None
        if not self.full:
            self.close()
        self.flight = self.full.popleft() if self.full else None
        return self.flight
