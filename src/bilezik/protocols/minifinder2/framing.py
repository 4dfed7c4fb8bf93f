"""Frames of MiniFinder 2 (Eview): `AB`, properties, size, checksum, number, then so many bytes: a type, and keys with values.

Numbers are low byte first. There is no mark at the end: a type that no source names, or a size beyond the longest, begins none.
"""

from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

MARK: Final = 0xAB
HEAD: Final = 8
LONGEST: Final = 8192
"""Published frames have up to 1,400 bytes; a size beyond this lies."""
DATA, CONFIGURATION, SERVICES, CONTROL, FIRMWARE, RESPONSE = 0x01, 0x02, 0x03, 0x04, 0x7E, 0x7F
TYPES: Final = frozenset({DATA, CONFIGURATION, SERVICES, CONTROL, FIRMWARE, RESPONSE})


class MiniFinder2Framer(StreamFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(HEAD + LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        while (start := buffer.find(MARK, at)) >= 0:
            if len(buffer) - start <= HEAD:
                return start
            size = int.from_bytes(buffer[start + 2 : start + 4], "little")
            if 1 <= size <= LONGEST and buffer[start + HEAD] in TYPES and buffer[start + 1] < 0x40:
                end = start + HEAD + size
                return start if end > len(buffer) else (start, end)
            at = start + 1
        return len(buffer)
