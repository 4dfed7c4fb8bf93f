"""When the stream is slow the gateway stops reading: memory is bounded, and nothing is lost."""

import asyncio
import signal
import socket

from nats.aio.client import Client
from tests.integration.gateway.conftest import Bracelet, House, Serve, now, stored
from tests.integration.stream.conftest import Server

from bilezik.domain.instant import Instant, seconds

IMEI = "860000000000001"
UNLIMITED = 10**9


async def test_a_slow_stream_stops_the_reading_and_goes_on_where_it_stopped(
    house: House, serving: Serve, server: Server, nc: Client
) -> None:
    house.wearing(IMEI)
    async with serving(frames_of_device=UNLIMITED, high_water=300_000, metrics_port=0, drain_s=10.0) as ports:
        bracelet = await Bracelet.connect(ports["gt06"], IMEI)
        bracelet.send(bracelet.login())
        await bracelet.hear()
        server.signal(signal.SIGSTOP)
        begun = now()
        bracelet.writer.transport.set_write_buffer_limits(high=0)
        blocked = False
        for n in range(400):
            bracelet.send(b"".join(bracelet.fix(Instant(begun - seconds(n * 1_000 + i) // 100)) for i in range(1_000)))
            try:
                async with asyncio.timeout(0.5):
                    await bracelet.writer.drain()
            except TimeoutError:
                blocked = True
                break
        assert blocked  # the kernel's buffers are full on both sides: the gateway reads no more
        sent = len(bracelet.sent)
        server.signal(signal.SIGCONT)
        assert len(await bracelet.hear(within_s=60)) == sent
        await bracelet.close()
        assert len(await stored(nc, sent, within_s=30)) == sent


async def test_a_peer_that_reads_no_replies_is_not_read_either(house: House, serving: Serve) -> None:
    house.wearing(IMEI)
    async with serving(frames_of_device=UNLIMITED, drain_s=10.0) as ports:
        with socket.socket() as mute:
            mute.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            mute.setblocking(False)
            await asyncio.get_running_loop().sock_connect(mute, ("127.0.0.1", ports["gt06"]))
            bracelet = Bracelet(IMEI, *await asyncio.open_connection(sock=mute, limit=1_024))
            bracelet.send(bracelet.login())
            await bracelet.hear()
            bracelet.writer.transport.set_write_buffer_limits(high=0)
            bracelet.writer.transport.pause_reading()  # type: ignore[attr-defined]
            blocked, begun = False, now()
            for n in range(300):
                bracelet.send(b"".join(bracelet.fix(Instant(begun - n * 1_000 - i)) for i in range(1_000)))
                try:
                    async with asyncio.timeout(2):
                        await bracelet.writer.drain()
                except TimeoutError:
                    blocked = True
                    break
            assert blocked
            bracelet.writer.transport.resume_reading()  # type: ignore[attr-defined]
            assert len(await bracelet.hear(within_s=60)) == len(bracelet.sent)
            await bracelet.close()
