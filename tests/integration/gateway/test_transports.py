"""Datagrams, metrics, and what the register tells a decoder."""

import asyncio
import signal
import socket
import urllib.request

from nats.aio.client import Client
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored
from tests.integration.stream.conftest import Server

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.gt06 import Gt06
from bilezik.simulate.speak.gt06 import Gt06Talk

IMEI = "860000000000001"


class Datagrams(Gt06):
    """gt06 as if its devices spoke UDP."""

    transports = ("udp",)


class Watched(Gt06):
    """gt06 that writes down the sessions its decoder is given."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        self.sessions.append(session)
        return super().decode(frame, session, received_at)


class Failing(Gt06):
    """gt06 with a bug: it fails on every second frame after the login."""

    calls = 0

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        self.calls += 1
        if self.calls % 2 == 0:
            raise ZeroDivisionError
        return super().decode(frame, session, received_at)


async def test_datagrams_are_answered_after_they_are_on_disk(house: House, serving: Serve, server: Server, nc: Client) -> None:
    house.wearing(IMEI)
    talk = Gt06Talk(IMEI)
    loop = asyncio.get_running_loop()
    async with serving({"gt06": Datagrams()}) as ports:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.connect(("127.0.0.1", ports["gt06"]))
            sender.send(talk.hello().data)
            async with asyncio.timeout(5):
                assert (await loop.sock_recv(sender, 100))[3] == 0x01
            server.signal(signal.SIGSTOP)
            sender.send(talk.hello().data + b"\x78\x78 half")
            try:
                async with asyncio.timeout(1):
                    raise AssertionError(await loop.sock_recv(sender, 100))
            except TimeoutError:
                pass
            server.signal(signal.SIGCONT)
            async with asyncio.timeout(10):
                assert (await loop.sock_recv(sender, 100))[3] == 0x01
        found = [e for _, e in await stored(nc, 3)]
    assert [e.error is None for e in found] == [True, True, False]


async def test_the_register_tells_the_decoder_the_model(house: House, serving: Serve) -> None:
    device, _ = house.wearing(IMEI)
    house.connection.execute("UPDATE devices SET model = 'GT06N' WHERE id = %s", (device,))
    watched = Watched()
    async with serving({"gt06": watched}) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login() + bracelet.fix(now()))
        await bracelet.hear()
        await bracelet.close()
    assert ("model", "GT06N") in watched.sessions[1].memory


async def test_law_05_a_decoder_that_fails_costs_neither_the_frame_nor_the_session(
    house: House, serving: Serve, nc: Client
) -> None:
    device, person = house.wearing(IMEI)
    async with serving({"gt06": Failing()}) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        frames = [bracelet.login(), bracelet.fix(now()), bracelet.fix(now())]
        bracelet.send(b"".join(frames))
        found = [e for _, e in await stored(nc, 3)]
        await bracelet.close()
    assert [e.wire for e in found] == frames
    assert found[1].error == "fault of the decoder: ZeroDivisionError"
    assert (found[1].device, found[1].person) == (device, person)
    assert found[2].error is None


async def test_metrics_say_what_was_heard(house: House, serving: Serve) -> None:
    house.wearing(IMEI)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with serving(metrics_port=port) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login() + bracelet.fix(now()))
        await bracelet.hear()
        said = await asyncio.to_thread(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode())
        await bracelet.close()
    assert 'bilezik_gateway_frames_total{protocol="gt06"} 2.0' in said
    assert 'bilezik_gateway_ack_seconds_count{protocol="gt06"} 2.0' in said
    assert "bilezik_gateway_sessions 1.0" in said
    assert set(PROTOCOLS) == {line.split('"')[1] for line in said.splitlines() if line.startswith("bilezik_gateway_frames_total")}
