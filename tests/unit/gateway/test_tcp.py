"""A connection's replies, with a stream that acknowledges when it is told to."""

import asyncio
import struct

from nacl.public import PrivateKey

from bilezik.domain.envelope import Envelope
from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.gateway.doors import Doors
from bilezik.gateway.intake import Intake, Till, sealings
from bilezik.gateway.quarantine import Quarantine
from bilezik.gateway.register import Fitted
from bilezik.gateway.seal import Sealer
from bilezik.gateway.tcp import TcpLine
from bilezik.protocols.gt06 import Gt06
from bilezik.simulate.speak.gt06 import Gt06Talk, frame
from bilezik.stream import Publisher, Waiter

IMEI = "860000000000001"


class Held(Publisher):
    """Holds every envelope until the test acknowledges it."""

    def __init__(self) -> None:
        self.held: list[tuple[Envelope, Waiter | None]] = []

    def put(self, partition: int, envelope: Envelope, waiter: Waiter | None = None) -> None:  # noqa: ARG002 - as the real one
        self.held.append((envelope, waiter))

    async def ack(self, number: int) -> None:
        waiter = self.held[number][1]
        assert waiter is not None
        waiter.acked()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


class Wire(asyncio.Transport):
    """A transport that keeps what is written, by write."""

    def __init__(self) -> None:
        super().__init__({"peername": ("10.0.0.1", 5000)})
        self.writes: list[bytes] = []
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes.append(bytes(data))

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


def connected(most: int = 10) -> tuple[TcpLine, Wire, Held, dict[int, TcpLine], Intake]:
    publisher, lines = Held(), dict[int, TcpLine]()
    doors = Doors(most=most, most_of_source=most, idle_s=60, stranger_s=60)
    sealer = Sealer(bytes(PrivateKey.generate().public_key).hex())
    intake = Intake(Gt06(), publisher, Quarantine(), sealer, sealings(), Till())
    intake.devices = {IMEI: Fitted(7, "gt06", IMEI, ((DAWN, NEVER, 1),))}
    line = TcpLine(1, intake, doors, lines, lambda *_: None)
    wire = Wire()
    line.connection_made(wire)
    return line, wire, publisher, lines, intake


def serials(written: bytes) -> list[int]:
    return [struct.unpack_from(">H", written, at + 4)[0] for at in range(0, len(written), 10)]


async def test_law_01_replies_wait_for_their_own_frame_and_for_all_before_it() -> None:
    line, wire, stream, _, _ = connected()
    line.data_received(Gt06Talk(IMEI).hello().data + b"".join(frame(0x13, bytes((1, 4, 4, 0, 2)), n) for n in (2, 3, 4)))
    assert len(stream.held) == 4
    await stream.ack(2)
    await stream.ack(1)
    assert wire.writes == []
    await stream.ack(0)
    assert [serials(data) for data in wire.writes] == [[1, 2, 3]]  # in one write
    await stream.ack(3)
    assert [serials(data) for data in wire.writes] == [[1, 2, 3], [4]]


async def test_a_reply_that_is_due_to_nobody_is_forgotten() -> None:
    line, wire, stream, lines, _ = connected()
    line.data_received(Gt06Talk(IMEI).hello().data)
    assert lines == {7: line}
    line.connection_lost(None)
    await stream.ack(0)
    assert wire.writes == []
    assert lines == {}


async def test_half_a_frame_is_kept_when_the_connection_ends() -> None:
    line, _, stream, _, intake = connected()
    half = frame(0x13, bytes((1, 4, 4, 0, 2)), 2)[:-4]
    line.data_received(Gt06Talk(IMEI).hello().data + half)
    line.connection_lost(None)
    kept = stream.held[1][0]
    assert kept.wire == half
    assert kept.error == "bytes between frames"
    assert (kept.device, kept.person) == (7, 1)
    assert intake.tally.malformed == 1


async def test_a_connection_too_many_is_aborted_and_leaves_nothing() -> None:
    line, wire, stream, _, _ = connected(most=0)
    assert wire.aborted
    line.connection_lost(None)
    assert stream.held == []


async def test_reports_that_cannot_be_encoded_are_kept_as_bytes_with_the_reason() -> None:
    line, wire, stream, _, intake = connected()
    put = stream.put

    def refusing(partition: int, envelope: Envelope, waiter: Waiter | None = None) -> None:
        if envelope.reports:
            raise OverflowError
        put(partition, envelope, waiter)

    stream.put = refusing  # type: ignore[method-assign]
    moment = bytes((26, 5, 20, 0, 1, 33))
    place = struct.pack(">BIIBH", 0xC9, 92_030_400, 128_574_720, 0, 0x1400) + bytes(8)
    line.data_received(Gt06Talk(IMEI).hello().data + frame(0x12, moment + place, 2))
    assert stream.held[1][0].error == "the reports cannot be encoded: OverflowError"
    assert intake.tally.faults == 1
    await stream.ack(0)
    await stream.ack(1)
    assert sum(len(serials(data)) for data in wire.writes) == 2
    assert Instant(0) < stream.held[1][0].received_at
