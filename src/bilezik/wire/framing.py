"""Cutting a byte stream into frames: sans-I/O, bounded, and the same whatever pieces the bytes come in.

1. `feed` takes bytes and returns what became whole by them. How the stream was cut into pieces changes nothing.
2. Nothing is swallowed: bytes that belong to no frame come out as a `Frame` whose `frame` is empty, before the frame they
   stand in front of, so that they are kept and counted. Line ends and spaces between frames stay with the next frame's wire.
3. A framer holds at most `limit` bytes. What is longer and still no frame comes out as junk.
4. `cut` is all a protocol adds: where the next frame begins and ends, or None: not whole yet.
"""

import re
from collections.abc import Callable

import msgspec


class Frame(msgspec.Struct, frozen=True, gc=False):
    """A frame: its bytes as they came, and after framing (equal where framing changes nothing; empty: junk)."""

    wire: bytes
    frame: bytes


Span = tuple[int, int]
"""Where a frame begins and where it ends."""


class StreamFramer:
    """The framer of one connection. A protocol's framer overrides `cut`, and `strip` where delimiters fall away."""

    __slots__ = ("_rest", "limit")

    def __init__(self, limit: int) -> None:
        """Hold at most `limit` bytes."""
        self.limit = limit
        self._rest = b""

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return len(self._rest)

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes; return the frames and the junk they complete, in order."""
        buffer = self._rest + data if self._rest else data
        frames, at = self._frames(buffer, self.cut)
        rest = buffer[at:] if at else buffer
        if len(rest) > self.limit:
            frames.append(Frame(rest, b""))
            rest = b""
        self._rest = rest
        return frames

    def close(self) -> list[Frame]:
        """The stream ended: return what can still be told apart of what waited, and the rest as junk."""
        buffer, self._rest = self._rest, b""
        frames, at = self._frames(buffer, self.cut_last)
        return [*frames, Frame(buffer[at:], b"")] if at < len(buffer) else frames

    def _frames(self, buffer: bytes, cut: Callable[[bytes, int], Span | None]) -> tuple[list[Frame], int]:
        """Return the frames of `buffer`, and where the last one ends."""
        frames: list[Frame] = []
        at, size = 0, len(buffer)
        while at < size:
            span = cut(buffer, at)
            if span is None:
                break
            start, end = span
            wire = buffer if start == 0 and end == size else buffer[start:end]
            frame = self.strip(wire)
            if start > at:
                between = buffer[at:start]
                if between.isspace():
                    wire = between + wire
                else:
                    frames.append(Frame(between, b""))
            frames.append(Frame(wire, frame))
            at = end
        return frames, at

    def cut(self, buffer: bytes, at: int) -> Span | None:
        """Return the next frame at or after `at` (what lies between is junk), or None: more bytes are needed."""
        raise NotImplementedError

    def cut_last(self, buffer: bytes, at: int) -> Span | None:
        """Return the next frame as `cut` does, knowing that no more bytes will come."""
        return self.cut(buffer, at)

    def strip(self, wire: bytes) -> bytes:
        """Return the frame without its delimiters."""
        return wire


class DelimitedFramer(StreamFramer):
    """Frames that begin with one byte and end with another, which stands nowhere else: `@…$`."""

    __slots__ = ("_first", "_last")

    def __init__(self, first: bytes, last: bytes, limit: int) -> None:
        """Frames run from `first` to `last`; `last` falls away."""
        super().__init__(limit)
        self._first, self._last = first, last

    def cut(self, buffer: bytes, at: int) -> Span | None:
        """A frame is what lies from `first` to the next `last`; line ends between frames belong to the junk."""
        start = buffer.find(self._first, at)
        if start < 0:
            return None
        end = buffer.find(self._last, start)
        return None if end < 0 else (start, end + len(self._last))

    def strip(self, wire: bytes) -> bytes:
        """Return the frame without its last delimiter."""
        return wire[: -len(self._last)]


class LengthFramer(StreamFramer):
    """Frames that begin with a mark, state their length, and end with a tail.

    Where the tail is not where the length says, the length lies: the frame then ends at the first tail after its mark, unless
    a whole frame, mark, length and tail, ends there too: then what lies before that one is junk.
    """

    __slots__ = ("_mark", "_smallest", "_tail")

    def __init__(self, mark: re.Pattern[bytes], tail: bytes, smallest: int, limit: int) -> None:
        """`mark` matches where a frame begins; no frame is shorter than `smallest` with its tail."""
        super().__init__(limit)
        self._mark, self._tail, self._smallest = mark, tail, smallest

    def lengths(self, buffer: bytes, start: int) -> tuple[int, ...] | None:
        """Return how long the frame at `start` may be, tail included, most trusted first, or None: that has not come yet."""
        raise NotImplementedError

    def cut(self, buffer: bytes, at: int) -> Span | None:
        """Return the next frame, by its length where its tail agrees, by its tail otherwise."""
        found = self._mark.search(buffer, at)
        lengths = None if found is None else self.lengths(buffer, found.start())
        if found is None or lengths is None:
            return None
        start = found.start()
        for length in lengths:
            if start + length > len(buffer):
                return None
            if self._ends(buffer, start, start + length):
                return start, start + length
        return self.to_tail(buffer, start)

    def cut_last(self, buffer: bytes, at: int) -> Span | None:
        """Return the next frame; one that is shorter than it says ends at its tail."""
        found = self._mark.search(buffer, at)
        return self.cut(buffer, at) or (None if found is None else self.to_tail(buffer, found.start()))

    def to_tail(self, buffer: bytes, start: int) -> Span | None:
        """Return where the frame at `start` ends though its length lies, or None: not yet."""
        tail = buffer.find(self._tail, start + self._smallest - len(self._tail))
        end = tail + len(self._tail)
        if tail < 0:
            return None
        for inner in self._mark.finditer(buffer, start + 1, end):
            if any(inner.start() + length == end for length in self.lengths(buffer, inner.start()) or ()):
                return inner.start(), end
        return start, end

    def _ends(self, buffer: bytes, start: int, end: int) -> bool:
        return end - start >= self._smallest and buffer.startswith(self._tail, end - len(self._tail))
