"""Publishing to a real NATS: group commit, retries, bounded memory."""

import asyncio
import contextlib
import signal
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client
from tests.integration.stream.conftest import Server

from bilezik import stream
from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant
from bilezik.domain.report import Cell, Network, Report


def envelope(number: int, *, wire: bytes = b"", reports: tuple[Report, ...] = ()) -> Envelope:
    return Envelope(protocol="gt06", received_at=Instant(number), wire=wire or b"%d" % number, decoder=1, reports=reports)


class Heard:
    """A waiter that writes its number into a list."""

    def __init__(self, number: int, into: list[int]) -> None:
        self._number, self._into = number, into

    def acked(self, count: int, at: float) -> None:  # noqa: ARG002 - as the real one
        self._into += [self._number] * count


@contextlib.asynccontextmanager
async def publishing(nc: Client, **options: object) -> AsyncIterator[stream.Publisher]:
    publisher = stream.Publisher(nc, **options)  # type: ignore[arg-type]
    await publisher.start()
    try:
        yield publisher
    finally:
        await publisher.close()


async def read_all(nc: Client, partitions: tuple[int, ...] = tuple(range(stream.PARTITIONS))) -> list[stream.Delivery]:
    reader = stream.Reader(nc, dict.fromkeys(partitions, 0))
    found: list[stream.Delivery] = []
    async with asyncio.timeout(20):
        while True:
            found += await reader.batch(wait_s=0.2)
            if reader.caught_up:
                break
    await reader.close()
    return found


async def test_many_envelopes_travel_in_few_messages(nc: Client) -> None:
    heard: list[int] = []
    async with publishing(nc) as publisher, asyncio.timeout(10):
        for number in range(2_500):
            publisher.put(7, envelope(number), Heard(number, heard))
        await publisher.flush()
    assert heard == list(range(2_500))  # in order within a partition
    found = await read_all(nc, (7,))
    assert [len(delivery.envelopes) for delivery in found] == [1_000, 1_000, 500]
    assert [e.received_at for delivery in found for e in delivery.envelopes] == heard


async def test_what_follows_a_full_message_gets_its_turn_too(nc: Client, server: Server) -> None:
    async with publishing(nc) as publisher:
        await publisher.publish(7, [envelope(0)])
        server.signal(signal.SIGSTOP)
        for number in range(1, 2_001):  # one full message in flight, another waiting behind it
            publisher.put(7, envelope(number))
        await asyncio.sleep(0.1)
        publisher.put(7, envelope(2_001))
        server.signal(signal.SIGCONT)
        await asyncio.sleep(1)
        assert publisher.waiting_bytes == 0


async def test_an_envelope_alone_waits_no_longer_than_the_flush(nc: Client) -> None:
    async with publishing(nc, flush_s=0.02) as publisher, asyncio.timeout(2):
        await publisher.publish(1, [envelope(1)])


async def test_nothing_to_publish_is_done_at_once(nc: Client) -> None:
    async with publishing(nc) as publisher, asyncio.timeout(1):
        await publisher.publish(1, [])


async def test_a_partition_has_one_message_in_flight_and_the_others_are_bounded(nc: Client, server: Server) -> None:
    async with publishing(nc, in_flight=3) as publisher:
        await publisher.publish(0, [envelope(0)])
        server.signal(signal.SIGSTOP)
        for number in range(20):
            publisher.put(number % 10, envelope(number))
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)
        assert publisher.published == 1 + 3
        server.signal(signal.SIGCONT)
        async with asyncio.timeout(10):
            await publisher.flush()
    assert sum(len(delivery.envelopes) for delivery in await read_all(nc)) == 21


async def test_a_repetition_doubles_nothing(nc: Client, server: Server) -> None:
    heard: list[int] = []
    async with publishing(nc, ack_s=0.15) as publisher:
        await publisher.publish(3, [envelope(0)])
        server.signal(signal.SIGSTOP)
        for number in range(1, 6):
            publisher.put(3, envelope(number), Heard(number, heard))
        await asyncio.sleep(1)
        assert heard == []
        server.signal(signal.SIGCONT)
        async with asyncio.timeout(15):
            await publisher.flush()
        assert publisher.repeated >= 1
    assert heard == [1, 2, 3, 4, 5]
    assert [e.received_at for d in await read_all(nc, (3,)) for e in d.envelopes] == [0, 1, 2, 3, 4, 5]


async def test_sigkill_of_nats_under_load_keeps_every_acknowledged_envelope_exactly_once(nc: Client, server: Server) -> None:
    heard: list[int] = []
    sent = 0
    async with publishing(nc, ack_s=1.0) as publisher:
        for _ in range(3):
            for _ in range(30):
                for _ in range(50):
                    publisher.put(sent % 64, envelope(sent), Heard(sent, heard))
                    sent += 1
                await asyncio.sleep(0.01)
            await server.kill()
            await asyncio.sleep(0.1)
            await server.start()
        async with asyncio.timeout(30):
            await publisher.flush()
    stored = Counter(e.received_at for d in await read_all(nc) for e in d.envelopes)
    assert sorted(heard) == list(range(sent))
    assert set(heard) <= set(stored)
    assert set(stored.values()) == {1}


async def test_a_full_stream_refuses_the_new_and_the_publisher_waits(nc: Client) -> None:
    await stream.ensure(nc, stream.Limits(max_bytes=300_000))
    heard: list[int] = []
    async with publishing(nc) as publisher, asyncio.timeout(20):
        for number in range(8):
            publisher.put(number, envelope(number, wire=bytes(50_000)), Heard(number, heard))
        await asyncio.sleep(1)
        assert publisher.refused is not None
        assert len(heard) < 8
        await stream.purge_before(nc, 5)
        await publisher.flush()
        assert publisher.refused is None
    assert sorted(heard) == list(range(8))


async def test_memory_is_bounded_by_asking_the_caller_to_stop(nc: Client, server: Server) -> None:
    asked: list[str] = []
    async with publishing(
        nc, high_water=1_000_000, on_full=lambda: asked.append("full"), on_room=lambda: asked.append("room")
    ) as publisher:
        await publisher.publish(0, [envelope(0)])
        server.signal(signal.SIGSTOP)
        number = 0
        while not publisher.full:
            publisher.put(number % 64, envelope(number, wire=bytes(1_000)))
            number += 1
        assert 600 < number < 1_100
        assert asked == ["full"]
        server.signal(signal.SIGCONT)
        async with asyncio.timeout(15):
            await publisher.flush()
        assert publisher.waiting_bytes == 0
    assert asked == ["full", "room"]


async def test_an_envelope_that_cannot_be_encoded_harms_no_other(nc: Client) -> None:
    async with publishing(nc) as publisher, asyncio.timeout(10):
        first = publisher.publish(5, [envelope(1)])
        with pytest.raises(UnicodeEncodeError):
            publisher.put(5, Envelope(protocol="gt06", received_at=Instant(2), wire=b"2", decoder=1, claimed="\ud800"))
        await publisher.publish(5, [envelope(3)])
        await first
    assert [e.received_at for d in await read_all(nc, (5,)) for e in d.envelopes] == [1, 3]


async def test_an_envelope_larger_than_a_message_arrives_in_pieces(nc: Client) -> None:
    wire = bytes(range(256)) * 4_000
    monster = Report(at=Instant(-1), network=Network(cells=tuple(Cell(cid=n, lac=n, mcc=n) for n in range(30_000))))
    reports = (*(Report(at=Instant(n), lat=51.1, lon=71.4) for n in range(40_000)), monster)
    async with publishing(nc) as publisher, asyncio.timeout(20):
        await publisher.publish(5, [envelope(1, wire=wire, reports=reports), envelope(2)])
    found = await read_all(nc, (5,))
    big = [e for d in found for e in d.envelopes if e.received_at == 1]
    assert b"".join(e.wire for e in big) == wire
    assert [r.at for e in big for r in e.reports] == [*range(40_000), -1]
    assert big[-1].reports[-1].network is None
    assert all(sum(len(e.reports) for e in d.envelopes) <= 32_768 for d in found)
