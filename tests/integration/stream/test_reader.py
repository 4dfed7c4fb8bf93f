"""Reading from a real NATS: from a given position, in order, through restarts and purges."""

import asyncio
import gc

import pytest
from nats.aio.client import Client
from nats.errors import ConnectionClosedError
from tests.integration.stream.conftest import Server

from bilezik import stream
from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import Instant
from bilezik.domain.report import Report


async def publish(nc: Client, plan: list[tuple[int, int]], *, reports: int = 0) -> None:
    """Publish one message for every (partition, number), one after the other."""
    publisher = stream.Publisher(nc, flush_s=0)
    await publisher.start()
    for partition, number in plan:
        made = Envelope(
            protocol="gt06", received_at=Instant(number), wire=b"w", decoder=1, reports=tuple(Report() for _ in range(reports))
        )
        await asyncio.wait_for(publisher.publish(partition, [made]), 10)
    await publisher.close()


async def read(reader: stream.Reader, count: int, **options: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            for delivery in await reader.batch(**options):
                found += [(delivery.partition, delivery.seq, e.received_at) for e in delivery.envelopes]
    return found


async def test_only_owned_partitions_in_order_after_their_own_position(nc: Client) -> None:
    await publish(nc, [(1, 10), (2, 20), (3, 30), (1, 11), (2, 21), (3, 31)])
    reader = stream.Reader(nc, {1: 0, 3: 3})
    assert await read(reader, 3) == [(1, 1, 10), (1, 4, 11), (3, 6, 31)]
    assert reader.reached == 6
    assert reader.caught_up
    await reader.close()


async def test_an_empty_stream_is_caught_up_and_gives_nothing(nc: Client) -> None:
    reader = stream.Reader(nc, {0: 0})
    assert not reader.caught_up
    assert await reader.batch(wait_s=0.1) == []
    assert reader.caught_up
    await publish(nc, [(0, 1)])
    assert await read(reader, 1) == [(0, 1, 1)]
    await reader.close()


async def test_a_batch_is_about_as_large_as_asked(nc: Client) -> None:
    await publish(nc, [(0, number) for number in range(10)], reports=100)
    reader = stream.Reader(nc, {0: 0})
    batches: list[list[stream.Delivery]] = []
    while sum(map(len, batches)) < 10:
        batches.append(await reader.batch(most=400))
    sizes = {len(delivery.payload) for batch in batches for delivery in batch}
    assert len(sizes) == 1
    assert max(map(len, batches)) == -(-400 // sizes.pop())
    await reader.close()


async def test_more_messages_than_one_request_asks_for(nc: Client) -> None:
    publisher = stream.Publisher(nc, flush_s=0, in_flight=64)
    await publisher.start()
    for number in range(1_500):
        publisher.put(number % 64, Envelope(protocol="x", received_at=Instant(number), wire=bytes(20_000), decoder=1))
        if number % 64 == 63:
            await asyncio.wait_for(publisher.flush(), 10)
    await asyncio.wait_for(publisher.flush(), 10)
    await publisher.close()
    reader = stream.Reader(nc, dict.fromkeys(range(64), 0))
    found = await read(reader, 1_500)
    assert [seq for _, seq, _ in found] == sorted(seq for _, seq, _ in found)
    assert sorted(number for _, _, number in found) == list(range(1_500))
    await reader.close()


async def test_a_reader_goes_on_after_nats_was_killed(nc: Client, server: Server) -> None:
    await publish(nc, [(0, 1), (0, 2)])
    reader = stream.Reader(nc, {0: 0})
    assert await read(reader, 2) == [(0, 1, 1), (0, 2, 2)]
    await server.kill()
    assert await reader.batch(wait_s=0.1) == []
    await server.start()
    await publish(nc, [(0, 3)])
    assert await read(reader, 1) == [(0, 3, 3)]
    await reader.close()


async def test_a_lost_consumer_is_made_again(nc: Client) -> None:
    await publish(nc, [(0, 1)])
    reader = stream.Reader(nc, {0: 0})
    assert await read(reader, 1) == [(0, 1, 1)]
    await nc.jetstream().delete_consumer(stream.STREAM, reader._consumer)
    await publish(nc, [(0, 2)])
    assert await read(reader, 1) == [(0, 2, 2)]
    await reader.close()


async def test_a_missing_message_of_the_consumer_is_read_again(nc: Client) -> None:
    await publish(nc, [(0, 1), (0, 2), (0, 3)])
    reader = stream.Reader(nc, {0: 0})
    await reader._begin()
    reader._count = 1  # as if one had been lost on the way
    assert await read(reader, 3) == [(0, 1, 1), (0, 2, 2), (0, 3, 3)]
    await reader.close()


async def test_a_purge_below_the_reader_changes_nothing_and_one_above_is_skipped(nc: Client) -> None:
    await publish(nc, [(0, number) for number in range(1, 5)])
    reader = stream.Reader(nc, {0: 2})
    await stream.purge_before(nc, 3)
    assert await read(reader, 2) == [(0, 3, 3), (0, 4, 4)]
    await publish(nc, [(0, 5)])
    await stream.purge_before(nc, 6)
    await publish(nc, [(0, 6)])
    found = await read(reader, 1)  # 5 may have been under way already
    assert (found if found[-1][1] == 6 else await read(reader, 1))[-1] == (0, 6, 6)
    await reader.close()


async def test_a_stream_that_ends_before_what_was_stored_is_said_aloud(nc: Client) -> None:
    await publish(nc, [(0, 1)])
    reader = stream.Reader(nc, {0: 0, 1: 2})
    with pytest.raises(stream.StreamReplacedError, match="ends at 1, but 2 was stored"):
        await reader.batch()
    await reader.close()


async def test_a_message_that_is_no_list_of_envelopes_is_kept_as_an_error(nc: Client) -> None:
    await nc.jetstream().publish(stream.subject_of(4), b"\xc1rubbish")
    await publish(nc, [(4, 1)])
    reader = stream.Reader(nc, {4: 0})
    found: list[stream.Delivery] = []
    async with asyncio.timeout(10):
        async for batch in reader:
            found += batch
            if len(found) == 2:
                break
    wrong = found[0].envelopes[0]
    assert wrong.wire == b"\xc1rubbish"
    assert wrong.error is not None
    assert wrong.error.startswith("not a list of envelopes")
    await reader.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # nats-py leaves a transport open there
async def test_a_connection_given_up_is_said_aloud(server: Server) -> None:
    nc = await stream.connect(server.url, name="rude")
    reader = stream.Reader(nc, {0: 0})
    assert nc._transport is not None
    nc._transport.write(b"RUDE\r\n")  # NATS answers -ERR, and nats-py closes for good
    with pytest.raises(ConnectionClosedError):
        await asyncio.wait_for(stream.stands(nc), 5)
    with pytest.raises(ConnectionClosedError):
        await reader.batch()
    del nc, reader
    gc.collect()


async def test_a_reader_of_nothing_is_refused(nc: Client) -> None:
    with pytest.raises(ValueError, match="at least one partition"):
        stream.Reader(nc, {})
