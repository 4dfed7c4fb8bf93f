"""An HTTP connection: what is kept of a request that no decoder sees, and what half a request may hold."""

import asyncio
import time

import msgspec
from nacl.public import PrivateKey

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import DAWN, NEVER
from bilezik.gateway.budget import Budget
from bilezik.gateway.doors import Doors
from bilezik.gateway.http import HttpLine
from bilezik.gateway.identity import Identity
from bilezik.gateway.intake import Intake, Till, sealings
from bilezik.gateway.quarantine import FRAMES_OF_AN_ID, Quarantine
from bilezik.gateway.register import Fitted
from bilezik.gateway.seal import Sealer, unseal
from bilezik.protocols.osmand import Osmand
from bilezik.stream import Publisher, Waiter

GET = b"GET /?id=phone-1&lat=51.1&lon=71.4 HTTP/1.1\r\nHost: a\r\n\r\n"
HALF = b"POST /?id=phone-1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
KEY = PrivateKey.generate()


class Held(Publisher):
    """Holds every envelope until the test acknowledges it."""

    def __init__(self) -> None:
        self.held: list[tuple[Envelope, Waiter | None]] = []

    def put(self, partition: int, envelope: Envelope, waiter: Waiter | None = None) -> None:  # noqa: ARG002 - as the real one
        msgspec.msgpack.encode(envelope)
        self.held.append((envelope, waiter))


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__({"peername": ("10.0.0.1", 5000)})
        self.written = b""
        self.is_ended = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return False

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.is_ended = True

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def close(self) -> None:
        pass


class House:
    """An intake, a budget and a door; `line` is a new connection."""

    def __init__(self, budget: int = 1_000_000, body_bytes: int = 500_000) -> None:
        self.stream, self.quarantine, self.budget = Held(), Quarantine(), Budget(budget)
        self.doors = Doors(most=100, most_of_source=100, idle_s=60, stranger_s=60)
        self.body_bytes = body_bytes
        sealer = Sealer(bytes(KEY.public_key).hex())
        self.intake = Intake(Osmand(), self.stream, self.quarantine, sealer, sealings(), Till(), Identity({}))
        self.intake.devices = {"phone-1": Fitted(7, "osmand", "phone-1", ((DAWN, NEVER, 1),))}

    def line(self) -> tuple[HttpLine, Wire]:
        line, wire = HttpLine(1, self.intake, self.doors, self.budget, body_bytes=self.body_bytes), Wire()
        line.connection_made(wire)
        return line, wire

    @property
    def strangers(self) -> list[tuple[str | None, bytes]]:
        """What is kept of strangers: why, and the bytes opened."""
        return [(e.error, unseal(bytes(KEY).hex(), e.wire)) for e, _ in self.stream.held if e.device is None and e.sealed]


def statuses(wire: Wire) -> list[bytes]:
    return [part.split()[1] for part in wire.written.split(b"\r\n") if part.startswith(b"HTTP/1.1")]


async def test_what_is_refused_is_kept_sealed_and_counted() -> None:
    house = House(body_bytes=50_000)
    for sent in (HALF + b"x" * 3_000, b"GET / HTTP/1.1\r\nX: " + b"y" * 40_000, b"\x01\x02\r\n\r\n"):
        line, wire = house.line()
        line.data_received(sent)
        assert wire.is_ended
        line.connection_lost(None)
    assert house.strangers == [
        ("refused: HTTP 413", (HALF + b"x" * 3_000)[:2_048]),
        ("refused: HTTP 431", (b"GET / HTTP/1.1\r\nX: " + b"y" * 40_000)[:2_048]),
        ("refused: HTTP 400", b"\x01\x02\r\n\r\n"),
    ]
    tally = house.intake.tally
    assert (tally.frames, tally.malformed, tally.strangers, tally.dropped) == (3, 3, 3, 0)
    ((key, count),) = house.quarantine.take_counts().items()
    assert (key, count.frames) == (("osmand", "", "10.0.0.1"), 3)


async def test_refused_requests_have_a_strangers_quota() -> None:
    house = House()
    for _ in range(50):
        house.line()[0].data_received(b"\x01\x02\r\n\r\n")
    assert len(house.strangers) == FRAMES_OF_AN_ID
    assert house.intake.tally.frames == 50


async def test_a_secret_is_not_kept_of_a_refused_request_either() -> None:
    house = House(body_bytes=10)
    head = b"POST / HTTP/1.1\r\nHost: a\r\n%sX: 1\r\nContent-Length: 99\r\n\r\n"
    house.line()[0].data_received(head % b"AUTHORIZATION : Basic c2VjcmV0\r\n  more\r\ncookie: c2VjcmV0\r\n")
    house.line()[0].data_received(head % b"Proxy-Authorization: c2VjcmV0\r\nCookie: c2VjcmV0\r\n")
    assert [status for status, _ in house.strangers] == ["refused: HTTP 400", "refused: HTTP 413"]
    for _, kept in house.strangers:
        assert b"c2VjcmV0" not in kept
        assert b"more" not in kept
        assert kept.endswith(b"X: 1\r\nContent-Length: 99\r\n\r\n")


async def test_half_a_request_is_kept_when_the_connection_ends() -> None:
    house = House()
    line, _ = house.line()
    line.data_received(HALF + b"lat")
    line.connection_lost(None)
    assert house.strangers == [("refused: it ends in the middle", HALF + b"lat")]
    assert (house.budget.used, house.doors.lines) == (0, set())


async def test_a_connection_that_ends_between_requests_leaves_nothing() -> None:
    house = House()
    line, _ = house.line()
    line.data_received(GET)
    assert house.budget.used == 0
    line.connection_lost(None)
    assert len(house.stream.held) == 1
    assert house.strangers == []


async def test_a_half_body_for_which_there_is_no_room_is_answered_503_and_reports_go_on() -> None:
    house = House(budget=200_000)
    lines = [house.line() for _ in range(3)]
    for line, _ in lines:
        line.data_received(HALF + b"x" * 70_000)
    assert [statuses(wire) for _, wire in lines] == [[], [], [b"503"]]
    assert house.budget.used == 2 * (len(HALF) + 70_000)
    assert house.intake.tally.dropped == 1
    assert house.strangers[0][0] == "refused: HTTP 503"
    small, wire = house.line()
    small.data_received(GET)
    await acked(house)
    assert statuses(wire) == [b"200"]
    for line, _ in lines:
        line.connection_lost(None)
    assert house.budget.used == 0


async def test_what_was_whole_before_the_room_was_gone_is_answered_first() -> None:
    house = House(budget=100_000)
    line, wire = house.line()
    line.data_received(GET + GET)
    line.data_received(b"x" * 90_000)
    assert wire.written == b""
    await acked(house)
    await acked(house)
    assert statuses(wire) == [b"200", b"200", b"503"]
    line.data_received(GET)  # on the way when the answer was written
    assert len([e for e, _ in house.stream.held if e.device == 7]) == 2
    line.connection_lost(None)
    assert house.budget.used == 0


async def acked(house: House) -> None:
    """The stream has the last request that waits for its answer."""
    waiter = next(waiter for _, waiter in reversed(house.stream.held) if waiter is not None)
    waiter.acked(1, time.monotonic())
    for _ in range(3):
        await asyncio.sleep(0)
