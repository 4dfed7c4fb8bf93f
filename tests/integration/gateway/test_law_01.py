"""Law 1: evidence first. No reply before the stream's acknowledgement, and what was answered is there, once."""

import asyncio
import gc
import signal
from collections import Counter

import pytest
from nats.aio.client import Client
from nats.errors import ConnectionClosedError
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored
from tests.integration.stream.conftest import Server

from bilezik import stream
from bilezik.domain.instant import Instant, seconds, to_datetime

IMEI = "860000000000001"


async def test_law_01_no_reply_precedes_the_acknowledgement_of_the_stream(
    house: House, serving: Serve, server: Server, nc: Client
) -> None:
    house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        assert await bracelet.hear() == bracelet.sent
        server.signal(signal.SIGSTOP)
        for n in range(10):
            bracelet.send(bracelet.fix(Instant(now() - seconds(60 * n))))
        assert len(await bracelet.hear(within_s=1.5)) == 1
        server.signal(signal.SIGCONT)
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        envelopes = await stored(nc, 11)
    assert Counter(e.wire for _, e in envelopes) == Counter({e.wire: 1 for _, e in envelopes})
    assert len(envelopes) == 11


async def test_law_01_a_killed_stream_loses_and_doubles_nothing_that_was_answered(
    house: House, serving: Serve, server: Server, nc: Client
) -> None:
    for n in range(20):
        house.wearing(f"86000000000{n:04d}")
    async with serving(drain_s=10.0) as ports:
        bracelets = [await Bracelet.connect(ports["gt06"], f"86000000000{n:04d}") for n in range(20)]
        for bracelet in bracelets:
            bracelet.send(bracelet.login())
        begun = now()
        for round_ in range(3):
            for n in range(40):
                for bracelet in bracelets:
                    bracelet.send(bracelet.fix(Instant(begun - seconds(n + 100 * round_))))
                await asyncio.sleep(0.005)
            await server.kill()
            await asyncio.sleep(0.2)
            answered = sum([len(await bracelet.hear(within_s=0.02)) for bracelet in bracelets])
            assert answered < 20 * (1 + 40 * (round_ + 1)) + 1
            await server.start()
        for bracelet in bracelets:
            assert await bracelet.hear(within_s=20) == bracelet.sent
            await bracelet.close()
        envelopes = await stored(nc, 20 * 121)
    counts = Counter((e.claimed, e.wire) for _, e in envelopes)
    assert len(counts) == 20 * 121
    assert set(counts.values()) == {1}


async def test_law_01_replies_leave_in_the_order_of_the_frames_though_partitions_answer_in_another(
    house: House, serving: Serve, nc: Client
) -> None:
    """A connection whose device changes hands between two reports of it: they go to two partitions."""
    device, first, second = house.device(IMEI), house.person(), house.person()
    from_at, middle, to_at = (Instant(now() + seconds(s)) for s in (-7200, -3600, 7200))
    house.fit(device, first, to_datetime(from_at), to_datetime(middle))
    house.fit(device, second, to_datetime(middle), to_datetime(to_at))
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        for n in range(200):
            bracelet.send(bracelet.fix(Instant(now() - seconds(5400 if n % 2 else 60))))
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        envelopes = await stored(nc, 201)
    assert Counter(e.person for _, e in envelopes) == {first: 100, second: 101}
    assert {partition for partition, _ in envelopes} == {first % 64, second % 64}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # nats-py leaves a transport open there
async def test_law_01_a_gateway_whose_stream_gave_it_up_ends_and_is_started_again_by_its_supervisor(
    serving: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would take frames for ever and answer none."""
    made: list[Client] = []
    connect = stream.connect

    async def kept(url: str, *, name: str) -> Client:
        made.append(await connect(url, name=name))
        return made[-1]

    async def rude() -> None:
        async with serving():
            assert made[0]._transport is not None
            made[0]._transport.write(b"RUDE\r\n")  # NATS answers -ERR, and nats-py closes for good
            await asyncio.sleep(2.5)

    monkeypatch.setattr(stream, "connect", kept)
    with pytest.raises(BaseExceptionGroup) as ended:
        await rude()
    assert ended.value.subgroup(ConnectionClosedError) is not None
    del made[:]
    gc.collect()
