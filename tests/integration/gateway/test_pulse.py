"""The pulse: in every partition as soon as devices may connect, and not while the doors are shut."""

import asyncio
from typing import cast

from nats.aio.client import Client
from tests.integration.gateway.conftest import Serve

from bilezik import stream
from bilezik.domain.envelope import PULSE, Envelope
from bilezik.gateway import pulsing
from bilezik.stream import PARTITIONS, Publisher, Waiter


async def test_every_partition_hears_the_pulse(serving: Serve, nc: Client) -> None:
    async with serving():
        reader = stream.Reader(nc, dict.fromkeys(range(PARTITIONS), 0))
        heard: set[int] = set()
        async with asyncio.timeout(10):
            while len(heard) < PARTITIONS:
                heard |= {d.partition for d in await reader.batch(wait_s=0.1) for e in d.envelopes if e.protocol == PULSE}
        await reader.close()


class FakeStream:
    """A publisher that keeps what it is given and acknowledges nothing by itself."""

    def __init__(self) -> None:
        self.full = False
        self.taken: list[tuple[int, Waiter]] = []

    def put(self, partition: int, _envelope: Envelope, waiter: Waiter) -> None:
        self.taken.append((partition, waiter))


async def test_no_pulse_while_full_and_one_at_most_waits() -> None:
    fake = FakeStream()
    fake.full = True
    task = asyncio.create_task(pulsing.keep(cast("Publisher", fake), every_s=0.01))
    try:
        await asyncio.sleep(0.05)
        assert fake.taken == []
        fake.full = False
        await asyncio.sleep(0.05)
        assert [partition for partition, _ in fake.taken] == list(range(PARTITIONS))
        fake.taken[5][1].acked(1, 0.0)
        await asyncio.sleep(0.05)
        assert [partition for partition, _ in fake.taken[PARTITIONS:]] == [5]
    finally:
        task.cancel()
