"""Listening to a device on a test bench: every piece that comes is written down, and handed on where that is asked for.

1. A piece is written before it is handed on. What a piece is the network decides: what one read returned, or one datagram.
2. Without `forward` nobody answers the device. With it every connection has one of its own to the other side; where that refuses,
   the connection is recorded all the same.
3. A file that cannot be written ends the recording: nothing is handed on unrecorded.
4. The tape's `stop` ends it: connections are closed, what came is in the file.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Final, cast

from bilezik.cli.frames_address import Address, reason, written
from bilezik.cli.frames_file import Piece, RecordingFile, Side

LARGEST: Final = 65_536
_LAST_WORDS_S: Final = 5.0
"""How long the other side may answer once the device has closed."""
_WAITING: Final = 64
"""How many datagrams of one sender wait while the way to the other side is opened."""

Say = Callable[[str], None]


class Tape:
    """What is recorded: the file, its clock, its counts. `failed`: why it could not be written."""

    def __init__(self, file: RecordingFile, say: Say, stop: asyncio.Event) -> None:
        """Time is counted from now on."""
        self.say, self.stop = say, stop
        self.failed: OSError | None = None
        self.connections = self.pieces = self.size = 0
        self._file = file
        self._loop = asyncio.get_running_loop()
        self._start = self._loop.time()

    def opened(self, peer: str) -> int:
        """Return the number of a new connection."""
        self.connections += 1
        self.say(f"connection {self.connections} from {peer}")
        return self.connections

    def keep(self, connection: int, side: Side, peer: str, data: bytes, *, is_datagram: bool = False) -> bool:
        """Write a piece down; return whether it is written."""
        if self.failed is not None or not data:
            return False
        seconds = round(self._loop.time() - self._start, 6)
        try:
            self._file.write(Piece(seconds, connection, side, peer, data.hex(), "udp" if is_datagram else None))
        except OSError as error:
            self.failed = error
            self.stop.set()
            return False
        self.pieces += 1
        self.size += len(data)
        return True


async def record_tcp(tape: Tape, bound: socket.socket, forward: Address | None, ready: Callable[[], None]) -> None:
    """Record connections until the tape stops; `ready` is called once the port listens."""
    tasks: set[asyncio.Task[None]] = set()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_Line(tape, reader, writer, forward).run())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accepted, sock=bound)
    ready()
    await tape.stop.wait()
    server.close()
    for task in tuple(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class _Line:
    """One connection of a device."""

    def __init__(self, tape: Tape, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, forward: Address | None) -> None:
        self._tape, self._reader, self._writer, self._forward = tape, reader, writer, forward
        self._peer = written(writer.get_extra_info("peername"))
        self._number = tape.opened(self._peer)
        self._sizes: dict[Side, int] = {"device": 0, "server": 0}

    async def run(self) -> None:
        """Record it until it ends, and the other side's answers with it."""
        there: asyncio.StreamWriter | None = None
        tasks: list[asyncio.Task[None]] = []
        try:
            reached = await self._reached()
            if reached is not None and self._forward is not None:
                there = reached[1]
                tasks.append(asyncio.create_task(self._pass_on("server", written(self._forward), reached[0], self._writer)))
            heard = asyncio.create_task(self._pass_on("device", self._peer, self._reader, there))
            tasks.append(heard)
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if heard.done() and there is not None:
                await asyncio.wait(tasks, timeout=_LAST_WORDS_S)
        finally:
            for task in tasks:
                task.cancel()
            for writer in (self._writer, there):
                if writer is not None:
                    writer.close()
            back = "" if self._forward is None else f", {self._sizes['server']} bytes back"
            self._tape.say(f"connection {self._number} ends: {self._sizes['device']} bytes{back}")

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Return a connection to the other side, or None: there is none, or it refuses."""
        if self._forward is None:
            return None
        try:
            return await asyncio.open_connection(*self._forward)
        except OSError as error:
            self._tape.say(f"connection {self._number} is recorded only: {written(self._forward)}: {reason(error)}")
            return None

    async def _pass_on(self, side: Side, peer: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None) -> None:
        """Record one direction, handing on what is recorded, until it ends."""
        try:
            while data := await reader.read(LARGEST):
                if not self._tape.keep(self._number, side, peer, data):
                    return
                self._sizes[side] += len(data)
                if writer is not None:
                    writer.write(data)
                    await writer.drain()
            if writer is not None and side == "device":
                writer.write_eof()
        except OSError as error:
            self._tape.say(f"connection {self._number}, {side}: {reason(error)}")


async def record_udp(tape: Tape, bound: socket.socket, forward: Address | None, ready: Callable[[], None]) -> None:
    """Record datagrams until the tape stops; a sender's address is its connection."""
    transport, ear = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Ear(tape, forward), sock=bound)
    ready()
    await tape.stop.wait()
    transport.close()
    ear.close()


class _Ear(asyncio.DatagramProtocol):
    """The port that devices send to."""

    def __init__(self, tape: Tape, forward: Address | None) -> None:
        self._tape, self._forward = tape, forward
        self._senders: dict[tuple[str, int], _Sender] = {}
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Record a datagram and hand it on."""
        sender = self._senders.get(addr)
        if sender is None:
            sender = self._senders[addr] = _Sender(self._tape, addr, self, self._forward)
        if self._tape.keep(sender.number, "device", written(addr), data, is_datagram=True):
            sender.pass_on(data)

    def answer(self, data: bytes, addr: tuple[str, int]) -> None:
        """Send a datagram back to a device."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, addr)

    def close(self) -> None:
        """End all ways to the other side."""
        for sender in self._senders.values():
            sender.close()


class _Sender(asyncio.DatagramProtocol):
    """One sender of datagrams, and its own way to the other side."""

    def __init__(self, tape: Tape, addr: tuple[str, int], ear: _Ear, forward: Address | None) -> None:
        self.number = tape.opened(written(addr))
        self._tape, self._addr, self._ear, self._forward = tape, addr, ear, forward
        self._waiting: list[bytes] = []
        self._way: asyncio.DatagramTransport | None = None
        self._opening = None if forward is None else asyncio.create_task(self._open(forward))

    async def _open(self, forward: Address) -> None:
        try:
            await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, remote_addr=forward)
        except OSError as error:
            self.error_received(error)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send what waited for the way."""
        self._way = cast("asyncio.DatagramTransport", transport)
        for data in self._waiting:
            self._way.sendto(data)
        self._waiting.clear()

    def pass_on(self, data: bytes) -> None:
        """Send a datagram to the other side, if there is one."""
        if self._way is not None:
            self._way.sendto(data)
        elif self._opening is not None and len(self._waiting) < _WAITING:
            self._waiting.append(data)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Record what comes back and hand it to the device."""
        if self._tape.keep(self.number, "server", written(addr), data, is_datagram=True):
            self._ear.answer(data, self._addr)

    def error_received(self, exc: Exception) -> None:
        """Say that the other side refuses."""
        self._tape.say(f"connection {self.number}, server: {reason(exc)}")

    def close(self) -> None:
        """End the way to the other side."""
        if self._opening is not None:
            self._opening.cancel()
        if self._way is not None:
            self._way.close()
