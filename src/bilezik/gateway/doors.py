"""All open connections: how many there may be, when one is closed for silence, and the one switch that stops all reading.

1. A connection too many is closed at once, without a word.
2. Silence is measured from the last whole frame: a peer that feeds half a frame byte by byte is silent.
3. While the stream is full nothing is read from anybody, and nobody is closed for a silence that is ours.
4. A connection that sends more frames than a device may is not read until its while is over: nothing is lost, it waits. So are the
   connections of an address from which strangers send more than they may.
"""

import asyncio
import time
from typing import ClassVar, Final

SWEEP_S: Final = 5.0
WINDOW_S: Final = 5.0
"""For how long frames are counted together."""


FRAMES: Final = 2_000


class Stop:
    """Why nothing is read from a connection. Plain numbers: a flag of `enum` costs twenty times as much."""

    STREAM: Final = 1
    """The stream has no room."""
    PEER: Final = 2
    """The peer does not read its replies: what it sends would only lengthen them."""
    ANSWER: Final = 4
    """A request waits for its answer, and the next one is here already."""
    RATE: Final = 8
    """It has sent more frames than it may for now."""


class Line:
    """One connection, as the doors see it: read while there is no reason not to."""

    is_connection: ClassVar = True
    __slots__ = ("_frames", "_since", "_stopped", "born_at", "device", "due", "heard_at", "source", "transport")

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.source = ""
        self.device: int | None = None
        self.due = False
        self.born_at = self.heard_at = 0.0
        self._stopped = 0
        self._since = 0.0
        self._frames = 0

    def stop(self, why: int) -> None:
        """Do not read, for this reason."""
        if not self._stopped and self.transport is not None and not self.transport.is_closing():
            self.transport.pause_reading()
        self._stopped |= why

    def go(self, why: int) -> None:
        """This reason is gone; read if it was the last."""
        if self._stopped and self._stopped == why and self.transport is not None and not self.transport.is_closing():
            self.transport.resume_reading()
        self._stopped &= ~why

    def wait(self, frames: int, most: int) -> float:
        """Count frames that were just heard (`heard_at`); return for how long no more are to be heard, mostly 0."""
        if self.heard_at - self._since >= WINDOW_S:
            self._since, self._frames = self.heard_at, 0
        self._frames += frames
        return 0.0 if self._frames <= most else self._since + WINDOW_S - self.heard_at

    def rest(self, seconds: float) -> None:
        """Do not read for a while: it sent too much."""
        if not self._stopped & Stop.RATE:
            self.stop(Stop.RATE)
            asyncio.get_running_loop().call_later(seconds, self.go, Stop.RATE)

    def pause_writing(self) -> None:
        """The peer lets its replies lie: read nothing from it until it has taken them."""
        self.stop(Stop.PEER)

    def resume_writing(self) -> None:
        """The peer has taken its replies."""
        self.go(Stop.PEER)

    def close(self) -> None:
        """Close, after what was written is sent."""
        if self.transport is not None:
            self.transport.close()


class Doors:
    """The open connections of all protocols."""

    def __init__(
        self,
        *,
        most: int,
        most_of_source: int,
        idle_s: float,
        stranger_s: float,
        frames_of_device: int = FRAMES,
        frames_of_strangers: int = FRAMES,
    ) -> None:
        self._most, self._most_of_source = most, most_of_source
        self._frames_of_device, self._frames_of_strangers = frames_of_device, frames_of_strangers
        self._strange: dict[str, int] = {}
        self._strange_since = 0.0
        self._idle_s, self._stranger_s = idle_s, stranger_s
        self._of_source: dict[str, int] = {}
        self._released_at = 0.0
        self.lines: set[Line] = set()
        self.held = False
        self.refused = self.silent = self.slowed = 0

    def enter(self, line: Line) -> bool:
        """Count `line` in; False if there is no room for it."""
        count = self._of_source.get(line.source, 0)
        if len(self.lines) >= self._most or count >= self._most_of_source:
            self.refused += 1
            return False
        self._of_source[line.source] = count + 1
        self.lines.add(line)
        line.born_at = line.heard_at = time.monotonic()
        if self.held:
            line.stop(Stop.STREAM)
        return True

    def heard(self, line: Line, frames: int) -> None:
        """Count frames of a connection, just heard (`heard_at`); let it rest where they are more than a device may send."""
        wait = line.wait(frames, self._frames_of_device)
        if line.device is None:
            wait = max(wait, self.strange(line.source, frames))
        if wait:
            self.slowed += 1
            line.rest(wait)

    def strange(self, source: str, frames: int) -> float:
        """Count frames of a stranger at an address; return for how long nothing more is heard from strangers there, mostly 0."""
        now = time.monotonic()
        if now - self._strange_since >= WINDOW_S:
            self._strange_since = now
            self._strange.clear()
        count = self._strange[source] = self._strange.get(source, 0) + frames
        return 0.0 if count <= self._frames_of_strangers else self._strange_since + WINDOW_S - now

    def leave(self, line: Line) -> None:
        """Count `line` out; one that never entered is nothing."""
        if line not in self.lines:
            return
        self.lines.discard(line)
        count = self._of_source[line.source] - 1
        if count:
            self._of_source[line.source] = count
        else:
            del self._of_source[line.source]

    def hold(self) -> None:
        """Read from nobody."""
        self.held = True
        for line in self.lines:
            line.stop(Stop.STREAM)

    def release(self) -> None:
        """Read from everybody."""
        self.held = False
        self._released_at = time.monotonic()
        for line in self.lines:
            line.go(Stop.STREAM)

    def sweep(self) -> None:
        """Close who is silent too long, and who said nothing that a registered device says."""
        if self.held:
            return
        now = time.monotonic()
        for line in list(self.lines):
            silent_s = now - max(line.heard_at, self._released_at)
            strange_s = now - max(line.born_at, self._released_at) if line.device is None else 0.0
            if silent_s > self._idle_s or strange_s > self._stranger_s:
                self.silent += 1
                line.close()

    async def keep(self) -> None:
        """Sweep for ever."""
        while True:
            await asyncio.sleep(min(SWEEP_S, self._idle_s / 4, self._stranger_s / 4))
            self.sweep()

    def close(self) -> None:
        """Close every connection, after what was written is sent."""
        for line in list(self.lines):
            line.close()
