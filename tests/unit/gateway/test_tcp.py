"""A connection's replies, with a stream that acknowledges when it is told to."""

import asyncio
import struct
import time
from dataclasses import dataclass

import msgspec
import pytest
from nacl.public import PrivateKey

from bilezik.domain.decoded import Decoded, Session
from bilezik.domain.envelope import FAULT, Envelope
from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.domain.report import Cell, Network, Report
from bilezik.gateway.doors import Doors
from bilezik.gateway.identity import Identity
from bilezik.gateway.intake import Intake, Till, sealings
from bilezik.gateway.quarantine import Quarantine
from bilezik.gateway.register import Fitted
from bilezik.gateway.seal import Sealer
from bilezik.gateway.tcp import TcpLine
from bilezik.protocols.contract import Framer, Protocol
from bilezik.protocols.gt06 import Gt06
from bilezik.protocols.gt06.framing import Gt06Framer
from bilezik.protocols.watch import Watch
from bilezik.simulate.speak.gt06 import Gt06Talk, frame
from bilezik.stream import Publisher, Waiter
from bilezik.wire.framing import Buffer, Span, StreamFramer

IMEI = "860000000000001"


class Held(Publisher):
    """Holds every envelope until the test acknowledges it."""

    def __init__(self) -> None:
        self.held: list[tuple[Envelope, Waiter | None]] = []

    def put(self, partition: int, envelope: Envelope, waiter: Waiter | None = None) -> None:  # noqa: ARG002 - as the real one
        msgspec.msgpack.encode(envelope)
        self.held.append((envelope, waiter))

    @property
    def last(self) -> Envelope:
        return self.held[-1][0]

    async def ack(self, number: int) -> None:
        waiter = self.held[number][1]
        assert waiter is not None
        waiter.acked(1, time.monotonic())
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


@dataclass
class Made:
    """A connection and all around it."""

    line: TcpLine
    wire: Wire
    stream: Held
    lines: dict[int, TcpLine]
    intake: Intake
    doors: Doors


def made(protocol: Protocol, most: int = 10) -> Made:
    publisher, lines = Held(), dict[int, TcpLine]()
    doors = Doors(most=most, most_of_source=most, idle_s=60, stranger_s=60)
    sealer = Sealer(bytes(PrivateKey.generate().public_key).hex())
    intake = Intake(protocol, publisher, Quarantine(), sealer, sealings(), Till(), Identity({}))
    intake.devices = {IMEI: Fitted(7, protocol.name, IMEI, ((DAWN, NEVER, 1),))}
    line = TcpLine(1, intake, doors, lines, lambda *_: None)
    wire = Wire()
    line.connection_made(wire)
    return Made(line, wire, publisher, lines, intake, doors)


def connected(most: int = 10) -> tuple[TcpLine, Wire, Held, dict[int, TcpLine], Intake]:
    one = made(Gt06(), most)
    return one.line, one.wire, one.stream, one.lines, one.intake


def serials(written: bytes) -> list[int]:
    return [struct.unpack_from(">H", written, at + 4)[0] for at in range(0, len(written), 10)]


async def test_law_01_replies_wait_for_their_own_frame_and_for_all_before_it() -> None:
    line, wire, stream, _, _ = connected()
    line.data_received(Gt06Talk(IMEI).hello().data)
    for n in (2, 3, 4):
        line.data_received(frame(0x13, bytes((1, 4, 4, 0, 2)), n))
    assert len(stream.held) == 4
    await stream.ack(2)
    await stream.ack(1)
    assert wire.writes == []
    await stream.ack(0)
    assert [serials(data) for data in wire.writes] == [[1, 2, 3]]  # in one write
    await stream.ack(3)
    assert [serials(data) for data in wire.writes] == [[1, 2, 3], [4]]


async def test_law_01_what_is_heard_in_one_go_is_answered_once_the_stream_has_all_of_it() -> None:
    line, wire, stream, _, intake = connected()
    line.data_received(Gt06Talk(IMEI).hello().data + b"".join(frame(0x13, bytes((1, 4, 4, 0, 2)), n) for n in (2, 3, 4)))
    line.data_received(frame(0x13, bytes((1, 4, 4, 0, 2)), 5))
    assert len(stream.held) == 5
    for n in (2, 4, 1, 0):
        await stream.ack(n)
        assert wire.writes == []
    await stream.ack(3)
    assert [serials(data) for data in wire.writes] == [[1, 2, 3, 4, 5]]
    assert (sum(intake.tally.buckets), intake.tally.replies) == (5, 5)


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


AT = Instant(1_779_280_215_000_000)
HUGE = 2**70
"""More than the 64 bits that can be written (law 13)."""


class Boasting(Gt06):
    """Reports numbers that nobody can write down."""

    def decode(self, frame: bytes, session: Session, received_at: Instant) -> Decoded:
        decoded = super().decode(frame, session, received_at)
        whole = Report(at=AT, lat=51.1, lon=71.4, battery_pct=50.0)
        vital = Report(
            at=AT, lat=51.1, lon=71.4, satellites=HUGE, events=("strap_open", "\ud800"), strap_locked=False, battery_pct=9.0,
            charging=True, status=5, network=Network((Cell(cid=HUGE),)),
        )  # fmt: skip
        return msgspec.structs.replace(decoded, reports=(whole, vital))


async def test_law_06_a_report_that_cannot_be_encoded_keeps_what_matters_and_the_others_all() -> None:
    one = made(Boasting())
    hello = Gt06Talk(IMEI).hello().data
    one.line.data_received(hello)
    assert one.stream.last.reports == (
        Report(at=AT, lat=51.1, lon=71.4, battery_pct=50.0),
        Report(at=AT, events=("strap_open",), strap_locked=False, battery_pct=9.0, charging=True, status=5),
    )
    assert one.stream.last.error == f"{FAULT}: the reports cannot be encoded: OverflowError"
    assert (one.stream.last.wire, one.intake.tally.faults) == (hello, 1)
    await one.stream.ack(0)
    assert one.wire.writes  # it is answered all the same


class Failing(StreamFramer):
    """Fails at an exclamation mark, and with `at_end` when the stream ends; otherwise it cuts as gt06's."""

    def __init__(self, *, at_end: bool) -> None:
        self.sound = Gt06Framer()
        super().__init__(self.sound.limit)
        self.at_end = at_end

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        if b"!" in buffer[at:]:
            raise ZeroDivisionError
        return self.sound.cut(buffer, at)

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        if self.at_end:
            raise ZeroDivisionError
        return self.sound.cut_last(buffer, at)


class Fragile(Gt06):
    """A protocol whose framer fails."""

    def __init__(self, *, at_end: bool = False) -> None:
        self.at_end = at_end

    def framer(self) -> Framer:
        return Failing(at_end=self.at_end)


BEAT = frame(0x13, bytes((1, 4, 4, 0, 2)), 2)


@pytest.mark.parametrize("before", [b"", BEAT[:9]], ids=["a piece by itself", "half a frame before it"])
def test_law_05_what_a_framer_fails_at_is_kept_and_the_connection_goes_on(before: bytes) -> None:
    one = made(Fragile())
    one.line.data_received(Gt06Talk(IMEI).hello().data + before)
    one.line.data_received(b"!" + BEAT)
    assert one.stream.last.wire == before + b"!" + BEAT
    assert one.stream.last.error == f"{FAULT}: its framer, ZeroDivisionError"
    assert (one.stream.last.device, one.stream.last.person) == (7, 1)
    assert (one.intake.tally.frames, one.intake.tally.faults, one.intake.tally.malformed) == (2, 1, 1)
    assert not one.wire.is_closing()
    one.line.data_received(BEAT)
    last = one.stream.last
    assert (last.wire, last.error, one.intake.tally.frames) == (BEAT, None, 3)


def test_a_framer_that_fails_for_a_stranger_is_kept_sealed() -> None:
    one = made(Fragile())
    one.line.data_received(b"!" * 9_000)
    assert one.stream.last.sealed
    assert one.stream.last.error == f"{FAULT}: its framer, ZeroDivisionError"
    assert 2_000 < len(one.stream.last.wire) < 2_200
    assert (one.intake.tally.strangers, one.intake.tally.faults) == (1, 1)


def test_a_framer_that_fails_at_the_end_keeps_no_place_at_the_door() -> None:
    one = made(Fragile(at_end=True))
    one.line.data_received(Gt06Talk(IMEI).hello().data + BEAT[:9])
    one.line.connection_lost(None)
    assert one.stream.last.wire == BEAT[:9]
    assert one.stream.last.error == f"{FAULT}: its framer, ZeroDivisionError"
    assert (one.doors.lines, one.lines) == (set(), {})


def test_a_connection_that_ends_in_the_middle_of_a_fault_of_ours_keeps_no_place_either() -> None:
    one = made(Gt06())
    one.line.data_received(Gt06Talk(IMEI).hello().data + BEAT[:9])
    one.stream.held = None  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        one.line.connection_lost(None)
    assert (one.doors.lines, one.lines) == (set(), {})


@pytest.mark.parametrize("head", [b"[3G*1*0002*", b"[3G*1*ffff*"])
def test_law_06_two_thousand_heads_in_a_piece_cost_no_alarm_and_no_place(head: bytes) -> None:
    one = made(Watch())
    alarm = b"[3G*%s*0003*AL,]" % IMEI.encode()
    one.line.data_received(alarm + head * 2_000)
    assert one.stream.last.reports[0].events == ("watch:alarm",)
    one.line.connection_lost(None)
    assert (one.stream.last.wire, one.stream.last.error) == (head * 2_000, "bytes between frames")
    assert (one.doors.lines, one.intake.tally.faults) == (set(), 0)
