"""A device's TCP connection: bytes in, frames through the intake, replies out in the order of the frames.

A framer that fails costs the bytes it held their frames, and nothing else: they are kept as they came, a fresh framer goes on, and
however a connection ends it gives its place back. Of two connections of one device the newer stays.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final, cast

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.gateway.doors import Doors, Line
from bilezik.gateway.intake import Intake, Owed

NOBODY: Final = Session()
"""The session of a connection on which nobody has said who it is."""


class TcpLine(Line, asyncio.Protocol):
    """One connection of one protocol. `lines` is where a command finds the connection of a device."""

    __slots__ = ("_doors", "_framer", "_intake", "_known_as", "_lines", "_on_answer", "_owed", "name", "number", "session")

    def __init__(
        self, number: int, intake: Intake, doors: Doors, lines: dict[int, "TcpLine"], on_answer: Callable[[int, str], None]
    ) -> None:
        super().__init__()
        self.number = number
        self.name = ""
        self.session = NOBODY
        self._intake, self._doors, self._lines, self._on_answer = intake, doors, lines, on_answer
        self._framer = intake.protocol.framer()
        self._known_as: int | None = None
        self._owed: list[Owed] = []

    @property
    def protocol(self) -> str:
        """The protocol's name."""
        return self._intake.name

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Enter, or be sent away."""
        self.transport = cast("asyncio.Transport", transport)
        self.source, self.name = names_of(transport.get_extra_info("peername"))
        if not self._doors.enter(self):
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take every frame that is whole now."""
        now = Instant(time.time_ns() // 1000)
        try:
            pieces = self._framer.feed(data)
        except Exception as error:  # noqa: BLE001 - law 5: a fault of ours is kept and counted, and the connection lives on
            self._spill(error, now)
            return
        if not pieces:
            return
        self.heard_at = time.monotonic()
        take, owed = self._intake.take, None
        for piece in pieces:
            owed = take(self, piece.wire, piece.frame, now, owed)
        if owed is not None:
            self._owed.append(owed)
        if self.device != self._known_as:
            self._be_known(now)
        self._doors.heard(self, len(pieces))

    def settle(self) -> None:
        """Write the replies to the oldest frames, up to the first that the stream does not have yet."""
        owed = self._owed
        count = 0
        due: list[bytes] = []
        for item in owed:
            if item.left:
                break
            count += 1
            for reply in item.replies:
                if isinstance(reply, bytes):
                    due.append(reply)  # noqa: PERF401 - a comprehension is a call for one reply, mostly
        if count:
            del owed[:count]
            self.write(b"".join(due))

    def write(self, data: bytes) -> bool:
        """Write, if the connection still stands; return whether it does."""
        if self.transport is None or self.transport.is_closing():
            return False
        self.transport.write(data)
        return True

    def answered(self, command: str) -> None:
        """The device answered a command."""
        if self.device is not None:
            self._on_answer(self.device, command)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - how it ended changes nothing
        """Leave; half a frame is kept as what it is: bytes that are no frame."""
        self.transport = None
        try:
            if self in self._doors.lines:
                self._take_rest(Instant(time.time_ns() // 1000))
        finally:
            self._doors.leave(self)
            if self._known_as is not None and self._lines.get(self._known_as) is self:
                del self._lines[self._known_as]

    def _take_rest(self, now: Instant) -> None:
        try:
            pieces = self._framer.close()
        except Exception as error:  # noqa: BLE001 - as above
            self._spill(error, now)
            return
        for piece in pieces:
            self._intake.take(self, piece.wire, piece.frame, now)

    def _spill(self, error: Exception, now: Instant) -> None:
        """The framer failed: keep what it held, and go on with a fresh one."""
        failed, self._framer = self._framer, self._intake.protocol.framer()
        self._intake.take_unframed(self, failed.spill(), error, now)

    def _be_known(self, now: Instant) -> None:
        """A device speaks here: commands come here from now on, and an older connection of it ends."""
        if self._known_as is not None and self._lines.get(self._known_as) is self:
            del self._lines[self._known_as]
        self._known_as = self.device
        if self.device is not None:
            older = self._lines.get(self.device)
            self._lines[self.device] = self
            if older is not None and older is not self:
                self._replace(older, self.device, now)

    def _replace(self, older: "TcpLine", device: int, now: Instant) -> None:
        """An older connection of the device ends; where it was alive that is said."""
        intake = self._intake
        fitted = intake.devices.get(self.session.device or "")
        if fitted is not None and fitted.id == device:
            for word in intake.identity.replaced(device, self.heard_at - older.heard_at, self.heard_at):
                intake.tell(self, fitted, word, now)
        older.close()


def names_of(address: object) -> tuple[str, str]:
    """Return the source address, and address and port as one name."""
    if isinstance(address, tuple) and len(address) >= 2:
        host, port = address[0], address[1]
        return str(host), f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"
    return "", ""
