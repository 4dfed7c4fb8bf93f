"""Whatever comes in, the gateway stays up, keeps and counts what it could not use, and does not grow."""

import asyncio
import gc
import resource
import time
from pathlib import Path

from nats.aio.client import Client
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored

from bilezik.simulate.speak.gt06 import Gt06Talk, crc, frame

IMEI = "860000000000001"


async def alive(ports: dict[str, int]) -> None:
    """A good device is served, whatever happened before."""
    bracelet = await Bracelet.connect(ports["gt06"], IMEI)
    bracelet.send(bracelet.login() + bracelet.fix(now()))
    assert await bracelet.hear(within_s=5) == bracelet.sent
    await bracelet.close()


async def test_a_wrong_checksum_is_kept_as_such_and_answered(house: House, serving: Serve, nc: Client) -> None:
    house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        good = bracelet.fix(now(), events=("strap_open",))
        bad = good[:-4] + bytes((good[-4] ^ 0xFF, good[-3])) + good[-2:]
        bracelet.sent.clear()
        bracelet.send(bracelet.login() + bad)
        await bracelet.hear()
        await bracelet.close()
        found = [e for _, e in await stored(nc, 2)]
        await alive(ports)
    assert found[1].wire == bad
    assert found[1].integrity == "failed"
    assert found[1].reports[0].events == ("strap_open",)  # law 6: a bad checksum drops no tamper


async def test_junk_before_between_and_after_frames_is_kept_and_costs_no_frame(house: House, serving: Serve, nc: Client) -> None:
    device, _ = house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(
            bracelet.login() + b"\x00\xff between" + bracelet.fix(now()) + b"GET / HTTP/1.1\r\n\r\n" + bracelet.fix(now())
        )
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        found = [e for _, e in await stored(nc, 5)]
    junk = [e for e in found if e.error is not None]
    assert b"".join(e.wire for e in junk).startswith(b"\x00\xff between")
    assert all(e.device == device for e in junk)
    assert sum(len(e.reports) for e in found) == 2


async def test_two_frames_in_one_segment_and_one_frame_byte_by_byte(house: House, serving: Serve, nc: Client) -> None:
    house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login() + bracelet.fix(now()))
        for byte in bracelet.fix(now()):
            bracelet.send(bytes((byte,)))
            await asyncio.sleep(0.001)
        assert await bracelet.hear() == bracelet.sent
        await bracelet.close()
        assert len(await stored(nc, 3)) == 3


async def test_half_a_frame_fed_byte_by_byte_ends_with_the_idle_time(house: House, serving: Serve) -> None:
    house.wearing(IMEI)
    async with serving(idle_s=0.8) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        half = bracelet.fix(now())[:-3]
        started = time.monotonic()
        for byte in half * 10:
            if bracelet.reader.at_eof() or bracelet.writer.is_closing():
                break
            bracelet.send(bytes((byte if byte not in (0x0D, 0x0A) else 0,)))
            try:
                async with asyncio.timeout(0.05):
                    if not await bracelet.reader.read(100):
                        break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        assert 0.5 < time.monotonic() - started < 5
        await bracelet.close()
        await alive(ports)


async def test_a_length_that_lies_is_bounded_and_the_next_connection_is_served(house: House, serving: Serve) -> None:
    house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        bracelet.send(b"\x79\x79\xff\xff" + bytes(300_000) + b"\x78\x78\xff\x22" + bytes(1_000))
        await bracelet.writer.drain()
        await alive(ports)
        await bracelet.close()


async def test_an_unknown_device_gets_no_reply_and_its_first_frames_are_kept_sealed(
    house: House, serving: Serve, nc: Client
) -> None:
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], "860000000000099")
        bracelet.send(bracelet.login())
        for _ in range(20):
            bracelet.send(bracelet.fix(now()))
        assert await bracelet.hear(within_s=1.0) == []
        await bracelet.close()
        found = [e for _, e in await stored(nc, 5)]
        row = None
        for _ in range(50):
            row = house.connection.execute("SELECT protocol, identity, source, frames FROM quarantine").fetchone()
            if row is not None:
                break
            await asyncio.sleep(0.1)
    assert len(found) == 5
    assert all(e.sealed and e.device is None and e.person is None and not e.reports for e in found)
    assert {e.claimed for e in found} == {"860000000000099"}
    assert row == ("gt06", "860000000000099", "127.0.0.1", 21)


async def test_a_device_put_into_the_register_is_served_at_once(house: House, serving: Serve) -> None:
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        assert await bracelet.hear(within_s=0.5) == []
        await bracelet.close()
        house.wearing(IMEI)
        await asyncio.sleep(1)
        await alive(ports)


async def test_a_stranger_is_sent_away_after_a_while(serving: Serve) -> None:
    async with serving(stranger_s=0.5) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], "860000000000099")
        bracelet.send(bracelet.login())
        async with asyncio.timeout(5):
            assert await bracelet.reader.read(100) == b""
        await bracelet.close()


async def test_a_hundred_thousand_unknown_ids_cost_no_memory(house: House, serving: Serve, nc: Client) -> None:
    house.wearing(IMEI)
    logins = []
    for n in range(100_000):
        body = bytes((13, 1)) + bytes.fromhex(f"08700000{n:08d}") + b"\x00\x01"
        logins.append(b"\x78\x78" + body + crc(body).to_bytes(2, "big") + b"\r\n")
    blob = b"".join(logins)
    del logins
    async with serving(frames_of_strangers=10**9, frames_of_device=10**9) as ports:
        _, writer = await asyncio.open_connection("127.0.0.1", ports["gt06"])
        third = len(blob) // 3
        writer.write(blob[:third])
        await writer.drain()
        await asyncio.sleep(1)
        gc.collect()
        before = _resident_mb()
        writer.write(blob[third:])
        await writer.drain()
        await alive(ports)
        gc.collect()
        assert _resident_mb() - before < 15
        await asyncio.sleep(3)
        counted = house.connection.execute("SELECT sum(frames), count(*) FROM quarantine").fetchone()
        writer.close()
        assert len(await stored(nc)) < 600
    assert counted is not None
    assert counted[0] == 100_000
    assert counted[1] < 300


async def test_more_connections_of_one_address_than_its_share_are_closed_at_once(house: House, serving: Serve) -> None:
    house.wearing(IMEI)
    async with serving(max_per_source=3) as ports:
        inside = [await Bracelet.connect(ports["gt06"], IMEI) for _ in range(3)]
        outside = await Bracelet.connect(ports["gt06"], IMEI)
        try:
            async with asyncio.timeout(5):
                assert await outside.reader.read(10) == b""
        except ConnectionResetError:
            pass
        for bracelet in (*inside, outside):
            await bracelet.close()
        await asyncio.sleep(0.1)
        await alive(ports)


async def test_an_undecodable_frame_of_a_known_device_is_kept_with_its_error(house: House, serving: Serve, nc: Client) -> None:
    device, person = house.wearing(IMEI)
    broken = frame(0x22, b"\x18\x0d\x2d" + bytes(5), 7)
    async with serving() as ports:
        talk = Gt06Talk(IMEI)
        _, writer = await asyncio.open_connection("127.0.0.1", ports["gt06"])
        writer.write(talk.hello().data + broken)
        found = [e for _, e in await stored(nc, 2)]
        writer.close()
        await alive(ports)
    assert found[1].wire == broken
    assert found[1].error
    assert (found[1].device, found[1].person, found[1].reports) == (device, person, ())


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6
