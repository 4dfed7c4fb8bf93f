"""Frames of GT06: `78 78 length …` or `79 79 length length …`, ending in `0D 0A`.

1. The length counts from the kind to the checksum: 5 more bytes with two marks, its own byte and the tail, 6 with the long form.
2. Wi-Fi lists (0x17, 0x69 of the 365GPS dialect) put the number of access points where the length stands.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, LengthFramer, Span

LONGEST: Final = 8192
"""No manual has a longer message; a length beyond it lies, and waiting for it would hold back what follows."""
COUNTED: Final = frozenset({0x17, 0x69})
"""Kinds whose length byte may be a number of access points."""

_MARK: Final = re.compile(rb"xx|yy")
_TAIL: Final = b"\r\n"


class Gt06Framer(LengthFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """A device that sends nothing but junk is held to one longest message."""
        super().__init__(_MARK, _TAIL, smallest=6, limit=LONGEST + 6, longest_mark=2)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame; the usual one, whole and short, without a search."""
        if buffer.startswith(b"xx", at) and len(buffer) - at > 3:
            end = at + buffer[at + 2] + 5
            if buffer.startswith(_TAIL, end - 2) and end - at >= 6:
                return at, end
        return super().cut(buffer, at)

    def lengths(self, buffer: Buffer, start: int) -> tuple[int, ...] | None:
        """Return the stated length, and for a Wi-Fi list the counted one."""
        if len(buffer) - start < 4:
            return None
        if buffer[start] == 0x79:
            stated = int.from_bytes(buffer[start + 2 : start + 4], "big") + 6
            return (stated,) if stated <= LONGEST else ()
        stated = buffer[start + 2] + 5
        if buffer[start + 3] in COUNTED:
            return stated, counted_length(buffer, start)
        return (stated,)


def counted_length(buffer: Buffer, start: int) -> int:
    """Return the length of a Wi-Fi list: time, access points of 7 bytes, a count, an operator, cells of 5 bytes.

    Where the count of cells has not come yet, the length up to it.
    """
    cells_at = 10 + 7 * buffer[start + 2]
    if start + cells_at >= len(buffer):
        return cells_at + 1
    cells = buffer[start + cells_at]
    return cells_at + 1 + (3 + 5 * cells if cells else 0) + 2
