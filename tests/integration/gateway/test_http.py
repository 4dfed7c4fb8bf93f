"""The HTTP port: strict, bounded, and as honest about replies as the others."""

import asyncio
import signal

from nats.aio.client import Client
from tests.integration.gateway.conftest import House, Serve, now, stored
from tests.integration.stream.conftest import Server

FIX = "lat=51.1280&lon=71.4304"


async def ask(port: int, request: bytes, *, within_s: float = 10.0) -> bytes:
    """Send bytes on a connection of its own; return all that comes back until it ends, or is silent for long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    heard = b""
    try:
        writer.write(request)
        async with asyncio.timeout(within_s):
            while data := await reader.read(65_536):
                heard += data
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return heard


def get(query: str, *, end: bool = True) -> bytes:
    close = "Connection: close\r\n" if end else ""
    return f"GET /?{query} HTTP/1.1\r\nHost: a\r\n{close}\r\n".encode()


def post(body: bytes, kind: str = "application/json") -> bytes:
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


async def test_a_phone_is_answered_after_its_report_is_on_disk(house: House, serving: Serve, server: Server, nc: Client) -> None:
    device, person = house.wearing("phone-1", "osmand")
    async with serving() as ports:
        assert (await ask(ports["osmand"], get(f"id=phone-1&{FIX}"))).startswith(b"HTTP/1.1 200 ")
        server.signal(signal.SIGSTOP)
        assert await ask(ports["osmand"], get(f"id=phone-1&{FIX}"), within_s=1) == b""
        server.signal(signal.SIGCONT)
        found = [e for _, e in await stored(nc, 2)]
    assert [(e.device, e.person, len(e.reports)) for e in found] == [(device, person, 1)] * 2
    assert found[0].wire.startswith(b"GET /?id=phone-1&lat=51.1280")


async def test_an_unknown_phone_is_forbidden_and_a_request_without_id_is_wrong(serving: Serve, nc: Client) -> None:
    async with serving() as ports:
        assert (await ask(ports["osmand"], get(f"id=nobody&{FIX}"))).startswith(b"HTTP/1.1 403 ")
        assert (await ask(ports["osmand"], get(FIX))).startswith(b"HTTP/1.1 400 ")
        found = [e for _, e in await stored(nc, 2)]
    assert all(e.sealed and not e.reports for e in found)


async def test_requests_on_one_connection_are_answered_one_after_the_other(house: House, serving: Serve) -> None:
    house.wearing("phone-1", "osmand")
    async with serving() as ports:
        requests = b"".join(get(f"id=phone-1&{FIX}&n={n}", end=False) for n in range(4)) + get(f"id=nobody&{FIX}")
        heard = await ask(ports["osmand"], requests)
    statuses = [line.split()[1] for line in heard.split(b"\r\n") if line.startswith(b"HTTP/1.1")]
    assert statuses == [b"200"] * 4 + [b"403"]


async def test_a_large_body_is_refused_before_it_is_read(house: House, serving: Serve) -> None:
    house.wearing("phone-1", "osmand")
    ten = bytes(10_000_000)
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 40
    async with serving() as ports:
        assert (await ask(ports["osmand"], post(ten))).startswith(b"HTTP/1.1 413 ")
        assert (await ask(ports["osmand"], chunked)).startswith(b"HTTP/1.1 413 ")
        assert (await ask(ports["osmand"], get(f"id=phone-1&{FIX}"))).startswith(b"HTTP/1.1 200 ")


async def test_json_nested_a_thousand_deep_is_a_wrong_request(house: House, serving: Serve) -> None:
    house.wearing("phone-1", "osmand")
    async with serving() as ports:
        for depth in (1_000, 100_000):
            deep = b'{"device_id":"phone-1","location":' + b"[" * depth + b"]" * depth + b"}"
            assert (await ask(ports["osmand"], post(deep))).split(b" ", 2)[1] in (b"400", b"200")
            assert (await ask(ports["osmand"], post(b"[" * depth))).startswith(b"HTTP/1.1 400 ")
        assert (await ask(ports["osmand"], get(f"id=phone-1&{FIX}"))).startswith(b"HTTP/1.1 200 ")


async def test_what_is_no_http_and_a_head_too_large_are_refused(house: House, serving: Serve) -> None:
    house.wearing("phone-1", "osmand")
    async with serving() as ports:
        assert (await ask(ports["osmand"], b"\x78\x78\x0d\x01 junk\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
        long = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000
        assert (await ask(ports["osmand"], long)).startswith(b"HTTP/1.1 431 ")
        both = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        assert (await ask(ports["osmand"], both, within_s=3)).split(b" ", 2)[1] in (b"400", b"501")
        assert (await ask(ports["osmand"], get(f"id=phone-1&{FIX}"))).startswith(b"HTTP/1.1 200 ")


async def test_a_secret_in_the_head_is_not_kept(house: House, serving: Serve, nc: Client) -> None:
    house.wearing("phone-1", "osmand")
    async with serving() as ports:
        request = get(f"id=phone-1&{FIX}").replace(b"Host: a", b"Host: a\r\nAuthorization: Basic c2VjcmV0")
        await ask(ports["osmand"], request)
        ((_, kept),) = await stored(nc, 1)
    assert b"c2VjcmV0" not in kept.wire
    assert now() > kept.received_at


async def test_what_is_refused_unread_is_kept_as_a_strangers_without_its_secrets(serving: Serve, nc: Client) -> None:
    secret = b"POST / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic c2VjcmV0\r\nContent-Length: 20000000\r\n\r\n"
    async with serving() as ports:
        assert (await ask(ports["osmand"], secret + b"lat=51.128")).startswith(b"HTTP/1.1 413 ")
        assert (await ask(ports["osmand"], b"xx\x0d\x01 junk\r\n\r\n")).startswith(b"HTTP/1.1 400 ")
        assert (await ask(ports["osmand"], b"GET /?id=half&lat=5", within_s=0.3)) == b""
        found = [e for _, e in await stored(nc, 3)]
    assert {e.error for e in found} == {"refused: HTTP 413", "refused: HTTP 400", "refused: it ends in the middle"}
    assert all(e.sealed and e.person is None and not e.reports and e.wire for e in found)


async def test_half_bodies_together_have_a_limit_and_whole_requests_get_through(house: House, serving: Serve) -> None:
    house.wearing("phone-1", "osmand")
    half = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + b"x" * 300_000
    async with serving(half_request_bytes=1_000_000) as ports:
        held = [await asyncio.open_connection("127.0.0.1", ports["osmand"]) for _ in range(4)]
        for _, writer in held:
            writer.write(half)
        async with asyncio.timeout(10):
            answers = [asyncio.create_task(reader.read(100)) for reader, _ in held]
            done, waiting = await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
        assert all(task.result().startswith(b"HTTP/1.1 503 ") for task in done)
        assert len(waiting) <= 2
        assert (await ask(ports["osmand"], get(f"id=phone-1&{FIX}"))).startswith(b"HTTP/1.1 200 ")
        for task in waiting:
            task.cancel()
        for _, writer in held:
            writer.close()
