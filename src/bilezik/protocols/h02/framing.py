"""Frames of H02: text from `*` to `#`, or binary from `$`, of 32 bytes or of 45, which nothing in it says, or of 42.

1. A binary frame is given out when 32 bytes of it have come: a device of short frames is not heard one frame late.
2. What follows it tells which the device sends: where it is no beginning of a frame, the frames of this connection are long, and
   the next ones are waited for whole. The thirteen bytes of the first one come out as junk: they say nothing of position or alarm.
3. A binary frame is believed to be one by its digits: id, time and date are decimals, and the time is one of a day.
4. Where no such moment stands behind an id of five bytes but one behind eight (fifteen digits and one more), the frame has 42.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

SHORT: Final = 32
LONG: Final = 45
WIDE: Final = 42
"""With an id of eight bytes."""
LONGEST: Final = 2048
"""Texts are under 300 characters; what a device tells of itself in words may be longer."""
_TEXT: Final = re.compile(rb"\*[A-Za-z]{2},")
_MARK: Final = re.compile(rb"\*(?:[A-Za-z](?:[A-Za-z](?:,|$)|$)|$)|\$")
_BEGIN: Final = b"$*\r\n "
_HEAD: Final = 14
"""Bytes behind `$` that hold an id, at most of eight bytes, a time and a date."""
_MOMENT: Final = 12
"""Digits of a time and a date."""


class H02Framer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ("_asks", "_size")

    def __init__(self) -> None:
        """Expect short frames, until one is seen to be long."""
        super().__init__(LONGEST)
        self._size, self._asks = SHORT, False

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        if self._asks and at < len(buffer):
            self._asks = False
            if buffer[at] not in _BEGIN:
                self._size = LONG
        while (mark := _MARK.search(buffer, at)) is not None:
            start = mark.start()
            found = self._binary(buffer, start) if buffer[start] == 0x24 else _text(buffer, start)
            if found is not None:
                return found
            at = start + 1
        return max(at, len(buffer))

    def _binary(self, buffer: Buffer, start: int) -> Span | int | None:
        """Return the binary frame at `start`, where it may still become one, or None: it is none."""
        size = id_bytes(bytes(buffer[start + 1 : start + 1 + _HEAD]).hex())
        if size is None:
            return None
        end = start + (WIDE if size == 8 else self._size)
        if size == 0 or end > len(buffer):
            return start
        self._asks = size == 5 and self._size == SHORT
        return start, end


def _text(buffer: Buffer, start: int) -> Span | int:
    """Return the text at `start`; of several beginnings before the end the last one begins it."""
    end = buffer.find(b"#", start)
    if end < 0:
        return start
    begins = [mark.start() for mark in _TEXT.finditer(buffer, start, end)]
    return (begins[-1] if begins else start), end + 1


def id_bytes(digits: str) -> int | None:
    """Return how many bytes the id has with which a binary frame begins, 0 while it cannot be told yet; None: it is no frame."""
    for size, decimals in ((5, 10), (8, 15)):
        moment = digits[2 * size : 2 * size + _MOMENT]
        if all(not part or part.isdecimal() for part in (digits[:decimals], moment)):
            if len(moment) < _MOMENT:
                return 0
            if is_moment(moment[:6], moment[6:]):
                return size
    return None


def is_moment(clock: str, day: str) -> bool:
    """Return whether `hhmmss` and `ddmmyy` are a time of a day."""
    return (
        int(clock[:2]) < 24
        and int(clock[2:4]) < 60
        and int(clock[4:]) < 60
        and 1 <= int(day[:2]) <= 31
        and 1 <= int(day[2:4]) <= 12
    )
