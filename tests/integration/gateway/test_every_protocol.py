"""Every protocol on a real socket, as its device speaks it: who it is, where it is, the answer once the stream has it."""

import asyncio
import socket
from datetime import UTC, datetime

import pytest
from nats.aio.client import Client
from tests.frames import forge_eelink as eelink
from tests.frames import forge_h02 as h02
from tests.frames import forge_laipac as laipac
from tests.frames import forge_rftrack as rftrack
from tests.frames import forge_wialon as wialon
from tests.frames import forge_xexun2 as xexun2
from tests.frames import forge_xexun3 as xexun3
from tests.frames.reading import HERE, cases_of
from tests.integration.gateway.conftest import House, Serve, stored

from bilezik.domain.instant import Instant, days, to_datetime
from bilezik.protocols import PROTOCOLS

IMEI = "860000000000017"
BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
LATER = to_datetime(Instant(int(datetime(2026, 5, 1, tzinfo=UTC).timestamp() * 1_000_000) + days(3_000)))


def own(protocol: str, *names: str, tail: bytes = b"") -> bytes:
    """Frames of ours by their names, as they stand on the wire."""
    found = {case["case"]: bytes.fromhex(case["hex"]) for case in cases_of(HERE / f"{protocol}.jsonl")}
    return b"".join(found[name] + tail for name in names)


LOCATION = eelink.package(0x12, eelink.second() + eelink.number(eelink.GOOD, 2))
LOGIN = eelink.package(0x01, bytes.fromhex("0" + IMEI) + b"\x01\x14")
SPOKEN = {
    ("eelink", "tcp", IMEI): LOGIN + LOCATION,
    ("eelink", "udp", IMEI): eelink.datagram(LOCATION),
    ("gl200", "tcp", IMEI): own("gl200", "fixed report", "heartbeat", tail=b"$"),
    ("gl200", "udp", IMEI): own("gl200", "fixed report", "heartbeat", tail=b"$"),
    ("h02", "tcp", h02.ID): own("h02", "position"),
    ("h02", "udp", h02.ID): own("h02", "position"),
    ("meitrack", "tcp", IMEI): own("meitrack", "old bytes with a remainder"),
    ("teltonika", "tcp", IMEI): own("teltonika", "login", "codec 8, health"),
    ("teltonika", "udp", IMEI): own("teltonika", "datagram"),
    ("thinkrace", "tcp", IMEI): own("thinkrace", "login", "position"),
    ("topin", "tcp", IMEI): own("topin", "login", "position with the kind counted"),
    ("wialon", "tcp", IMEI): own("wialon", "login", "short", tail=b"\r\n"),
    ("xexun2", "tcp", IMEI): xexun2.wire(xexun2.plain(xexun2.records(xexun2.record(2, xexun2.double())))),
    ("xexun3", "tcp", IMEI): xexun3.frame(xexun3.position()),
    ("jt808", "tcp", "13800000017"): own("jt808", "registers", "signs in", "location"),
    ("t800x", "tcp", IMEI): own("t800x", "signs in, vehicle", "location"),
    ("t800x", "udp", IMEI): own("t800x", "thing, alarm 01"),
    ("laipac", "tcp", laipac.ID): own("laipac", "report a wants an answer", tail=b"\r\n"),
    ("rftrack", "tcp", IMEI): rftrack.request(rftrack.form()),  # HTTP
}


HEARD = {
    ("megastek", IMEI): own("megastek", "report"),
    ("wristband", IMEI): own("wristband", "position"),
    ("xexun", IMEI): own("xexun", "line", tail=b"\r\n"),
}
"""Those that are answered nothing, over TCP."""


async def answer_of(transport: str, port: int, wire: bytes) -> bytes:
    """Return the first bytes of an answer."""
    async with asyncio.timeout(10):
        if transport == "tcp":
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(wire)
            answer = await reader.read(4_096)
            writer.transport.abort()
            return answer
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.connect(("127.0.0.1", port))
            sender.send(wire)
            return await asyncio.get_running_loop().sock_recv(sender, 4_096)


@pytest.mark.parametrize(("spoken", "wire"), SPOKEN.items(), ids=lambda one: "-".join(one[:2]) if isinstance(one, tuple) else "")
async def test_a_device_is_known_answered_and_its_place_is_kept(
    house: House, serving: Serve, nc: Client, spoken: tuple[str, str, str], wire: bytes
) -> None:
    protocol, transport, identity = spoken
    device, person = house.device(identity, protocol), house.person()
    house.fit(device, person, BEGIN, LATER)
    async with serving({protocol: PROTOCOLS[protocol]}) as ports:
        assert await answer_of(transport, ports[protocol], wire)
        found = [one for _, one in await stored(nc, 1 + wire.count(LOGIN))]
    placed = [one for one in found if one.reports and one.reports[0].lat is not None]
    assert [(one.device, one.person, one.claimed, one.sealed, one.error) for one in placed] == [
        (device, person, identity, False, None)
    ]
    assert placed[0].reports[0].lat == pytest.approx(51.128)
    assert placed[0].reports[0].lon == pytest.approx(71.4304)


@pytest.mark.parametrize(("heard", "wire"), HEARD.items(), ids=lambda one: one[0] if isinstance(one, tuple) else "")
async def test_a_device_that_is_not_answered_is_known_and_its_place_is_kept(
    house: House, serving: Serve, nc: Client, heard: tuple[str, str], wire: bytes
) -> None:
    protocol, identity = heard
    device, person = house.device(identity, protocol), house.person()
    house.fit(device, person, BEGIN, LATER)
    async with serving({protocol: PROTOCOLS[protocol]}) as ports:
        _, writer = await asyncio.open_connection("127.0.0.1", ports[protocol])
        writer.write(wire)
        found = [one for _, one in await stored(nc, 1)]
        writer.transport.abort()
    assert [(one.device, one.person, one.claimed, one.sealed, one.error) for one in found] == [
        (device, person, identity, False, None)
    ]
    assert found[0].reports[0].lat == pytest.approx(51.128)
    assert found[0].reports[0].lon == pytest.approx(71.4304)


async def test_a_datagram_with_a_wrong_sum_is_of_whom_it_states(house: House, serving: Serve, nc: Client) -> None:
    """An address changes hands: what it sent before says nothing."""
    other = "860000000000025"
    (device, _), (later, _) = house.wearing(IMEI, "eelink"), house.wearing(other, "eelink")
    good = eelink.datagram(LOCATION)
    spoiled = good.replace(bytes.fromhex("0" + IMEI), bytes.fromhex("0" + other))
    assert spoiled != good
    async with serving({"eelink": PROTOCOLS["eelink"]}) as ports:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", ports["eelink"]))
            sender.send(good)
            sender.send(spoiled)
            found = [one for _, one in await stored(nc, 2)]
    assert {(one.device, one.integrity) for one in found} == {(device, "ok"), (later, "failed")}


async def test_a_frame_with_a_wrong_sum_is_of_whose_connection_it_came_on(house: House, serving: Serve, nc: Client) -> None:
    other = "860000000000025"
    (device, person), _ = house.wearing(IMEI, "xexun2"), house.wearing(other, "xexun2")
    good = xexun2.plain(xexun2.records(xexun2.record(2, xexun2.double())))
    spoiled = good.replace(bytes.fromhex(IMEI + "0"), bytes.fromhex(other + "0"))[:14] + xexun2.number(0, 2) + good[16:]
    async with serving({"xexun2": PROTOCOLS["xexun2"]}) as ports:
        assert await answer_of("tcp", ports["xexun2"], xexun2.wire(good) + xexun2.wire(spoiled) + xexun2.wire(good))
        found = [one for _, one in await stored(nc, 3)]
    assert [(one.device, one.person, one.integrity) for one in found] == [
        (device, person, "ok"), (device, person, "failed"), (device, person, "ok"),
    ]  # fmt: skip
    assert found[1].reports


async def test_of_a_connection_that_hands_on_the_reports_of_many_each_is_of_whom_it_states(
    house: House, serving: Serve, nc: Client
) -> None:
    """The sum of a Wialon packet does not cover the id in front of it: a wrong one says nothing against the id."""
    other = "860000000000025"
    (device, person), (later, another) = house.wearing(IMEI, "wialon"), house.wearing(other, "wialon")
    packet = wialon.checked("SD", wialon.WHERE + ";", spoil=1)
    async with serving({"wialon": PROTOCOLS["wialon"]}) as ports:
        lines = (f"#L#{IMEI};NA".encode(), other.encode() + packet, packet)
        assert await answer_of("tcp", ports["wialon"], b"".join(line + b"\r\n" for line in lines))
        found = [one for _, one in await stored(nc, 4)]
    told = [one for one in found if one.wire]
    assert sorted((one.device, one.person, one.integrity) for one in told) == [
        (device, person, "failed"), (device, person, "none"), (later, another, "failed"),
    ]  # fmt: skip
    (word,) = [one for one in found if not one.wire]
    assert (word.device, word.reports[0].events) == (device, ("gateway:another_id",))
