"""Cutting a byte stream into frames: sans-I/O, bounded, and the same whatever pieces the bytes come in.

1. `feed` takes bytes and returns what became whole by them. How the stream was cut into pieces changes nothing.
2. Nothing is swallowed: bytes that belong to no frame come out as a `Frame` whose `frame` is empty, before the frame they
   stand in front of, so that they are kept and counted. Line ends and spaces between frames stay with the next frame's wire.
3. A framer holds at most `limit` bytes. What is longer and still no frame comes out as junk, up to where one may still begin;
   how much that is hangs on the pieces, and so does a frame that is longer than `limit`. No device's is.
4. `cut` is all a protocol adds: where the next frame begins and ends, or, while that is not known, where to look from next time.
   What was looked at is not looked at again: junk in small pieces costs what it costs in one.
"""

import re

from mypy_extensions import mypyc_attr

from bilezik.wire.frame import Frame

Buffer = bytes | bytearray

Span = tuple[int, int]
"""Where a frame begins and where it ends."""


@mypyc_attr(allow_interpreted_subclasses=True)
class StreamFramer:
    """The framer of one connection. A protocol's framer overrides `cut`, and `strip` where delimiters fall away."""

    __slots__ = ("_from", "_gone", "_rest", "limit")

    def __init__(self, limit: int) -> None:
        """Hold at most `limit` bytes."""
        self.limit = limit
        self._rest: bytearray | None = None
        self._from = 0
        """Where in `_rest` to look from: no frame begins before it."""
        self._gone = 0
        """How many bytes of the stream came before `_rest`: with it a place keeps its number while bytes come and go."""

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return 0 if self._rest is None else len(self._rest)

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes; return the frames and the junk they complete, in order."""
        rest = self._rest
        if rest is None:  # nearly always: nothing waited, and nothing is left over
            try:
                frames, at = self._frames(data, is_last=False)
            except Exception:
                self._rest = bytearray(data)  # for `spill`
                raise
            if at == len(data):
                self._from, self._gone = 0, self._gone + at
                return frames
            rest = bytearray(data[at:])
        else:
            rest += data
            frames, at = self._frames(rest, is_last=False)
            del rest[:at]
        self._go_on(rest, at)
        if len(rest) > self.limit:
            frames.append(self._too_long(rest))
        return frames

    def close(self) -> list[Frame]:
        """The stream ended: return what can still be told apart of what waited, and the rest as junk."""
        rest = self._rest
        if rest is None:
            return []
        frames, at = self._frames(rest, is_last=True)
        if at < len(rest):
            frames.append(Frame(bytes(rest[at:]), b""))
        self._rest, self._from, self._gone = None, 0, self._gone + len(rest)
        return frames

    def spill(self) -> bytes:
        """Return all that was taken and not given out, as it came: what there is to keep where `feed` or `close` raised.

        After it the framer is not to be used.
        """
        rest, self._rest = self._rest, None
        return b"" if rest is None else bytes(rest)

    def _frames(self, buffer: Buffer, *, is_last: bool) -> tuple[list[Frame], int]:
        """Return the frames of `buffer`, and where the last one ends."""
        frames: list[Frame] = []
        at, look, size = 0, self._from, len(buffer)
        while at < size:
            found = self.cut_last(buffer, look) if is_last else self.cut(buffer, look)
            if isinstance(found, int):
                look = found
                break
            start, end = found
            wire = bytes(buffer[start:end])
            frame = self.strip(wire)
            if start > at:
                between = bytes(buffer[at:start])
                if between.isspace():
                    wire = between + wire
                else:
                    frames.append(Frame(between, b""))
            frames.append(Frame(wire, frame))
            at = look = end
        self._from = look
        return frames, at

    def _go_on(self, rest: bytearray, at: int) -> None:
        """`rest` is what waits now that `at` bytes are gone."""
        self._rest = rest or None
        self._from -= at
        self._gone += at

    def _too_long(self, rest: bytearray) -> Frame:
        """Return as junk what stands before the frame that may still come; if that one alone is too long, everything."""
        at = self._from if self._from > 0 and len(rest) - self._from <= self.limit else len(rest)
        junk = Frame(bytes(rest[:at]), b"")
        del rest[:at]
        self._from = max(self._from, at)
        self._go_on(rest, at)
        return junk

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame at or after `at`, what lies between being junk; or where to look from when more has come."""
        raise NotImplementedError

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame as `cut` does, knowing that no more bytes will come."""
        return self.cut(buffer, at)

    def strip(self, wire: bytes) -> bytes:
        """Return the frame without its delimiters."""
        return wire


@mypyc_attr(allow_interpreted_subclasses=True)
class DelimitedFramer(StreamFramer):
    """Frames that begin with one byte and end with another, which stands nowhere else: `@…$`."""

    __slots__ = ("_first", "_last")

    def __init__(self, first: bytes, last: bytes, limit: int) -> None:
        """Frames run from `first` to `last`; `last` falls away."""
        super().__init__(limit)
        self._first, self._last = first, last

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """A frame is what lies from `first` to the next `last`; line ends between frames belong to the junk."""
        start = buffer.find(self._first, at)
        if start < 0:
            return len(buffer)
        end = buffer.find(self._last, start)
        return start if end < 0 else (start, end + len(self._last))

    def strip(self, wire: bytes) -> bytes:
        """Return the frame without its last delimiter."""
        return wire[: -len(self._last)]


@mypyc_attr(allow_interpreted_subclasses=True)
class LengthFramer(StreamFramer):
    """Frames that begin with a mark, state their length, and end with a tail.

    Where the tail is not where the length says, the length lies: the frame then ends at the first tail after its mark, unless
    a whole frame, mark, length and tail, ends there too: then what lies before that one is junk.
    """

    __slots__ = ("_mark", "_smallest", "_tail", "_whole_mark")

    def __init__(self, mark: re.Pattern[bytes], tail: bytes, smallest: int, limit: int, *, longest_mark: int = 1) -> None:
        """`mark` matches where a frame begins; no frame is shorter than `smallest` with its tail."""
        super().__init__(limit)
        self._mark, self._tail, self._smallest = mark, tail, smallest
        self._whole_mark = longest_mark

    def lengths(self, buffer: Buffer, start: int) -> tuple[int, ...] | None:
        """Return how long the frame at `start` may be, tail included, or None: that has not come yet.

        Each is waited for in turn, so the shortest comes first, unless another is trusted more.
        """
        raise NotImplementedError

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, by its length where its tail agrees, by its tail otherwise."""
        while (mark := self._mark.search(buffer, at)) is not None:
            start = mark.start()
            lengths = self.lengths(buffer, start)
            if lengths is None:
                return start
            for length in lengths:
                if start + length > len(buffer):
                    return start
                if self._ends(buffer, start, start + length):
                    return start, start + length
            found = self.to_tail(buffer, start)
            if not isinstance(found, int) or found == start:
                return found
            at = found
        return max(at, len(buffer) - self._whole_mark + 1)  # a mark may have come in part

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame; one that is shorter than it says ends at its tail."""
        while isinstance(found := self.cut(buffer, at), int) and self._mark.match(buffer, found):
            ended = self.to_tail(buffer, found)
            if not isinstance(ended, int) or ended == found:
                return ended
            at = ended
        return found

    def to_tail(self, buffer: Buffer, start: int) -> Span | int:
        """Return where the frame at `start` ends though its length lies; `start`: not yet; a place after it: junk so far."""
        tail = buffer.find(self._tail, start + self._smallest - len(self._tail))
        end = tail + len(self._tail)
        if tail < 0:
            return start
        for inner in self._mark.finditer(buffer, start + 1, end):
            if any(inner.start() + length == end for length in self.lengths(buffer, inner.start()) or ()):
                return inner.start(), end
        return start, end

    def _ends(self, buffer: Buffer, start: int, end: int) -> bool:
        return end - start >= self._smallest and buffer.startswith(self._tail, end - len(self._tail))
