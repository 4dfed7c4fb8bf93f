"""The pulse: this gateway says in every partition that it listens, so that our own silence is not taken for the devices'.

1. A pulse is given only while frames are taken in: not before the ports listen, not while a full stream holds the doors shut.
2. It travels like a frame. Where the stream cannot be reached it is not heard, and the monitors know that nobody was.
3. At most one of a partition waits: an hour without the stream is one pulse later, not seven hundred.
"""

import asyncio
import time

from bilezik.domain.envelope import PULSE_S, pulse
from bilezik.domain.instant import Instant
from bilezik.stream import PARTITIONS, Publisher


class _Beat:
    """The pulse of one partition: whether the last one is on disk."""

    __slots__ = ("is_waiting",)

    def __init__(self) -> None:
        self.is_waiting = False

    def acked(self, count: int, at: float) -> None:  # noqa: ARG002 - one is waited for, however long
        self.is_waiting = False


async def keep(publisher: Publisher, every_s: float = PULSE_S) -> None:
    """Give the pulse every `every_s` seconds until cancelled."""
    beats = [_Beat() for _ in range(PARTITIONS)]
    while True:
        if not publisher.full:
            now = Instant(time.time_ns() // 1000)
            for partition, beat in enumerate(beats):
                if not beat.is_waiting:
                    beat.is_waiting = True
                    publisher.put(partition, pulse(now), beat)
        await asyncio.sleep(every_s)
