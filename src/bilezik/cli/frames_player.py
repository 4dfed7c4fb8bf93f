"""Playing a recording: what devices sent is sent again, each connection as one of its own, in the same rhythm or faster.

1. Pieces leave at the time they came, divided by `speed`; 0: as fast as it goes. What a server said is not sent.
2. What comes back is told piece by piece. Answers change nothing: a device that would wait for one does not.
3. After its last piece a connection waits until `wait_s` long nothing has come, then ends.
4. A port that refuses, or breaks a connection off before all is sent, ends the play: `RefusedError`.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from bilezik.cli.frames_address import Address, reason, written
from bilezik.cli.frames_file import Piece

LARGEST: Final = 65_536

Heard = Callable[[int, bytes], None]
Until = Callable[[Piece], Awaitable[None]]


class RefusedError(Exception):
    """The other side does not take it; the text is one line."""


class Played(NamedTuple):
    """What was sent and what came back."""

    connections: int
    pieces: int
    size: int
    size_back: int


class _Back:
    """What comes back on one connection, and when the last of it came."""

    def __init__(self, connection: int, heard: Heard) -> None:
        self.size = 0
        self.news = asyncio.Event()
        self._connection, self._heard = connection, heard

    def take(self, data: bytes) -> None:
        """Tell of a piece."""
        self.size += len(data)
        self._heard(self._connection, data)
        self.news.set()

    async def quiet(self, wait_s: float) -> None:
        """Return when so long nothing has come."""
        with contextlib.suppress(TimeoutError):
            while True:
                self.news.clear()
                await asyncio.wait_for(self.news.wait(), wait_s)


async def play(pieces: Sequence[Piece], to: Address, *, is_udp: bool, speed: float, wait_s: float, heard: Heard) -> Played:
    """Send the pieces of devices; `RefusedError` where the other side does not take them."""
    ours = sorted((piece for piece in pieces if piece.side == "device"), key=lambda piece: piece.connection)
    lines = [list(line) for _, line in groupby(ours, key=lambda piece: piece.connection)]
    start = asyncio.get_running_loop().time()
    first = min((piece.seconds for piece in ours), default=0.0)
    send = _send_udp if is_udp else _send_tcp

    async def until(piece: Piece) -> None:
        if speed > 0:
            await asyncio.sleep(start + (piece.seconds - first) / speed - asyncio.get_running_loop().time())

    error: BaseException | None = None
    tasks: list[asyncio.Task[int]] = []
    try:
        async with asyncio.TaskGroup() as group:
            tasks += [group.create_task(send(line, to, until, wait_s, _Back(line[0].connection, heard))) for line in lines]
    except* OSError as failed:
        error = _first(failed)  # raised here it would be wrapped in a group, by Python 3.11.2
    if error is not None:
        raise RefusedError(f"{written(to)}: {reason(error)}")
    return Played(len(lines), len(ours), sum(len(piece.data) for piece in ours), sum(task.result() for task in tasks))


def _first(failed: BaseExceptionGroup[OSError]) -> BaseException:
    error: BaseException = failed
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _send_tcp(line: Sequence[Piece], to: Address, until: Until, wait_s: float, back: _Back) -> int:
    await until(line[0])
    reader, writer = await asyncio.open_connection(*to)
    listening = asyncio.create_task(_listen(reader, back))
    try:
        for piece in line:
            await until(piece)
            writer.write(piece.data)
            await writer.drain()
            await asyncio.sleep(0)  # what comes back is told between two pieces
        await back.quiet(wait_s)
        if not listening.done():
            writer.write_eof()
            await asyncio.wait([listening], timeout=wait_s)
        elif (error := listening.exception()) is not None:
            raise error
    finally:
        listening.cancel()
        writer.close()
    return back.size


async def _listen(reader: asyncio.StreamReader, back: _Back) -> None:
    while data := await reader.read(LARGEST):
        back.take(data)


async def _send_udp(line: Sequence[Piece], to: Address, until: Until, wait_s: float, back: _Back) -> int:
    await until(line[0])
    transport, port = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Port(back), remote_addr=to)
    try:
        for piece in line:
            await until(piece)
            transport.sendto(piece.data)
            await asyncio.sleep(0)
        await back.quiet(wait_s)
        if port.failed is not None:
            raise port.failed
    finally:
        transport.close()
    return back.size


class _Port(asyncio.DatagramProtocol):
    """A port of our own, for the datagrams of one sender."""

    def __init__(self, back: _Back) -> None:
        self._back = back
        self.failed: OSError | None = None

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - it is connected to one
        """Tell of what comes back."""
        self._back.take(data)

    def error_received(self, exc: Exception) -> None:
        """Remember that nobody listens there."""
        self.failed = exc if isinstance(exc, OSError) else None
