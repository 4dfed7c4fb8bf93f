"""Devices that send datagrams: each is framed by itself; a sender's session is remembered while it is among the last many."""

import asyncio
import itertools
import time
from collections import OrderedDict
from typing import ClassVar, Final, cast

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.gateway.doors import Doors
from bilezik.gateway.intake import Intake, Owed
from bilezik.gateway.tcp import names_of

SENDERS: Final = 20_000
_NOBODY: Final = Session(memory=(("transport", "udp"),))

Address = tuple[str, int]


class Sender:
    """One address from which datagrams come."""

    is_connection: ClassVar = False
    __slots__ = ("_address", "_owed", "_port", "device", "due", "name", "number", "session", "source")

    def __init__(self, number: int, address: Address, port: "UdpPort") -> None:
        self.number = number
        self.source, self.name = names_of(address)
        self.session = _NOBODY
        self.device: int | None = None
        self.due = False
        self._address, self._port = address, port
        self._owed: list[Owed] = []

    def owe(self, owed: Owed) -> None:
        """Remember what is to be answered."""
        self._owed.append(owed)

    def settle(self) -> None:
        """Answer the oldest frames, up to the first that the stream does not have yet; a reply is a datagram."""
        while self._owed and not self._owed[0].left:
            for reply in self._owed.pop(0).replies:
                if isinstance(reply, bytes):
                    self._port.send(reply, self._address)

    def answered(self, command: str) -> None:
        """Nothing: commands go to connections."""


class UdpPort(asyncio.DatagramProtocol):
    """The port of one protocol. While the stream is full datagrams are dropped: unanswered, they come again."""

    def __init__(self, intake: Intake, doors: Doors, numbers: "itertools.count[int]") -> None:
        self._intake, self._doors, self._numbers = intake, doors, numbers
        self._senders: OrderedDict[Address, Sender] = OrderedDict()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Take the frames of one datagram; what is left over is bytes that are no frame."""
        if self._doors.held:
            self._intake.tally.dropped += 1
            return
        now = Instant(time.time_ns() // 1000)
        sender = self._sender(addr)
        if sender.device is None and self._doors.strange(sender.source, 1):
            self._intake.tally.dropped += 1
            return
        framer = self._intake.protocol.framer()
        try:
            pieces = [*framer.feed(data), *framer.close()]
        except Exception as error:  # noqa: BLE001 - law 5: a fault of ours is kept and counted, and the port lives on
            self._intake.take_unframed(sender, data, error, now)
            return
        for piece in pieces:
            owed = self._intake.take(sender, piece.wire, piece.frame, now)
            if owed is not None:
                sender.owe(owed)

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram, if the port is still open."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, address)

    def _sender(self, address: Address) -> Sender:
        sender = self._senders.get(address)
        if sender is None:
            sender = self._senders[address] = Sender(next(self._numbers), address, self)
            if len(self._senders) > SENDERS:
                self._senders.popitem(last=False)
        else:
            self._senders.move_to_end(address)
        return sender
