"""Frames of TopFlytech: a mark of two equal bytes, a kind, the length of all, a number, the IMEI, content.

1. The marks are 23 23 (the first trackers of vehicles), 25 25 (the later ones), 26 26 (with a plug for readings of the vehicle) and
   27 27 (things and people).
2. There is no sum and no tail. A head is one by its IMEI, in decimals, and a length that can be. After a stray byte of a mark the
   mark seems to begin one byte too early, and the kind to be the mark's byte: of 23, 25 and 26 no kind, of 27 a lock's, which is
   short.
3. Where another head of the same mark and IMEI begins before the stated end, the length lied, and the frame ends there.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

HEAD: Final = 15
IMEI_AT: Final = 7
LONGEST: Final = 4096
"""Longer than the hundred samples of a sensor that a device keeps; a length beyond it lies."""
LOCKS: Final = 0x27
_MARK: Final = re.compile(rb"([\x23\x25\x26\x27])\1")
_DECIMALS: Final = frozenset(tens << 4 | ones for tens in range(10) for ones in range(10))


def length_of(buffer: Buffer, start: int = 0) -> int:
    """Return the length that the head at `start` states."""
    return int.from_bytes(buffer[start + 3 : start + 5], "big")


class T800xFramer(StreamFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        while (mark := _MARK.search(buffer, at)) is not None:
            start = mark.start()
            at = start + 1
            if buffer[start] in buffer[start + 2 : start + 3] and (buffer[start] != LOCKS or any(buffer[start + 3 : start + 4])):
                continue
            if not _DECIMALS.issuperset(buffer[start + IMEI_AT : start + HEAD]):
                continue
            length = length_of(buffer, start)
            if len(buffer) - start >= IMEI_AT and not HEAD <= length <= LONGEST:
                continue
            if len(buffer) - start < HEAD:
                return start
            end = self._end(buffer, start, length)
            return start if end is None else (start, end)
        return max(at, len(buffer) - 1)  # half a mark may have come

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame; one that is shorter than it says ends where the stream does."""
        found = self.cut(buffer, at)
        return (found, len(buffer)) if isinstance(found, int) and len(buffer) - found >= HEAD else found

    @staticmethod
    def _end(buffer: Buffer, start: int, length: int) -> int | None:
        imei = bytes(buffer[start + IMEI_AT : start + HEAD])
        inner = buffer.find(imei, start + HEAD + IMEI_AT, start + length)
        while inner >= 0:
            if buffer[inner - IMEI_AT : inner - IMEI_AT + 2] == buffer[start : start + 2]:
                return inner - IMEI_AT
            inner = buffer.find(imei, inner + 1, start + length)
        return start + length if len(buffer) - start >= length else None
