"""Commands of a deed: to the open session, and what became of them."""

import asyncio
import time
from typing import Any

import pytest
from tests.integration.gateway.conftest import Bracelet, House, Serve

from bilezik.simulate.speak.gt06 import frame

IMEI = "860000000000001"


def order(house: House, device: int, kind: str = "locate_now", params: str = "{}", lasts: str = "1 hour") -> int:
    return house._id(
        "INSERT INTO commands (device, kind, params, expires_at) VALUES (%s, %s, %s, now() + %s::interval) RETURNING id",
        device, kind, params, lasts,
    )  # fmt: skip


async def state_of(house: House, command: int, *, until: str, within_s: float = 8.0) -> tuple[Any, ...]:
    deadline = time.monotonic() + within_s
    while True:
        row = house.connection.execute("SELECT state, detail, sent_at, done_at FROM commands WHERE id = %s", (command,)).fetchone()
        assert row is not None
        if row[0] == until or time.monotonic() > deadline:
            return row
        await asyncio.sleep(0.05)


async def test_a_command_reaches_the_open_session_and_its_answer_is_known(house: House, serving: Serve) -> None:
    device, _ = house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        command = order(house, device)
        async with asyncio.timeout(5):
            asked = await bracelet.reader.read(1_000)
        assert asked[3] == 0x80
        assert (await state_of(house, command, until="sent"))[0] == "sent"
        flag = asked[5:9]
        bracelet.send(frame(0x15, bytes((4 + 2,)) + flag + b"OK" + b"\x00\x02", 9))
        state, detail, sent_at, done_at = await state_of(house, command, until="delivered")
        await bracelet.close()
    assert (state, detail) == ("delivered", "the device answered")
    assert sent_at <= done_at


async def test_an_interval_is_set_with_its_seconds(house: House, serving: Serve) -> None:
    device, _ = house.wearing(IMEI)
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        order(house, device, "set_interval", '{"seconds": 37}')
        async with asyncio.timeout(5):
            assert b"37" in await bracelet.reader.read(1_000)
        await bracelet.close()


@pytest.mark.parametrize("protocol", ["gt06", "watch"])
async def test_a_device_without_a_connection_is_waited_for_until_the_time_is_over(
    house: House, serving: Serve, protocol: str
) -> None:
    device, _ = house.wearing(IMEI, protocol)
    async with serving():
        command = order(house, device, lasts="2 seconds")
        assert (await state_of(house, command, until="sent", within_s=1.2))[0] == "queued"
        state, detail, sent_at, _ = await state_of(house, command, until="not_connected")
    assert (state, detail, sent_at) == ("not_connected", "the device had no connection before the command's time was over", None)


async def test_a_device_that_connects_in_time_still_gets_the_command(house: House, serving: Serve) -> None:
    device, _ = house.wearing(IMEI)
    async with serving() as ports:
        command = order(house, device)
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        assert (await state_of(house, command, until="sent"))[0] == "sent"
        await bracelet.close()


async def test_a_device_that_connects_too_late_is_not_asked(house: House, serving: Serve) -> None:
    device, _ = house.wearing(IMEI)
    command = order(house, device, lasts="-1 seconds")
    async with serving() as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        assert (await state_of(house, command, until="not_connected"))[2] is None
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.5):
                await bracelet.reader.read(1)
        await bracelet.close()


async def test_a_command_without_answer_times_out(house: House, serving: Serve) -> None:
    device, _ = house.wearing(IMEI)
    async with serving(answer_within_s=1.0) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        command = order(house, device)
        state, detail, _, _ = await state_of(house, command, until="timed_out")
        await bracelet.close()
    assert (state, detail) == ("timed_out", "sent, and not answered within 1 s")


async def test_a_protocol_without_the_command_says_so_at_once(house: House, serving: Serve) -> None:
    phone, _ = house.wearing("phone-1", "osmand")
    bracelet, _ = house.wearing(IMEI)
    async with serving() as ports:
        connection = await Bracelet.connect(ports["gt06"], IMEI)
        connection.send(connection.login())
        await connection.hear()
        for device, kind, protocol in ((phone, "locate_now", "osmand"), (bracelet, "sing", "gt06")):
            state, detail, _, _ = await state_of(house, order(house, device, kind), until="not_connected", within_s=3)
            assert (state, detail) == ("not_connected", f"the protocol {protocol} has no command {kind}")
        await connection.close()


async def test_the_newest_connection_of_a_device_gets_the_command(house: House, serving: Serve) -> None:
    device, _ = house.wearing(IMEI)
    async with serving() as ports:
        old, new = [await Bracelet.connect(ports["gt06"], IMEI) for _ in range(2)]
        for bracelet in (old, new):
            bracelet.send(bracelet.login())
            await bracelet.hear()
        await old.close()
        order(house, device)
        async with asyncio.timeout(5):
            assert (await new.reader.read(1_000))[3] == 0x80
        await new.close()


async def test_a_watch_that_answers_the_same_command_twice_has_answered_two(house: House, serving: Serve) -> None:
    device, _ = house.wearing("1234567890", "watch")
    async with serving(answer_within_s=3.0) as ports:
        reader, writer = await asyncio.open_connection("127.0.0.1", ports["watch"])
        writer.write(b"[3G*1234567890*0002*LK]")
        async with asyncio.timeout(5):
            assert await reader.readuntil(b"]") == b"[3G*1234567890*0002*LK]"
            commands = [order(house, device) for _ in range(2)]
            for _ in commands:
                assert await reader.readuntil(b"]") == b"[3G*1234567890*0002*CR]"
        writer.write(b"[3G*1234567890*0002*CR]" * 2)
        states = [(await state_of(house, command, until="delivered"))[:2] for command in commands]
        writer.close()
    assert states == [("delivered", "the device answered")] * 2
