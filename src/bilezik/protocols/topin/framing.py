"""Frames of Topin: `78 78`, a length, a kind, content, `0D 0A`.

1. What the length counts depends on the kind and the maker: with the kind or without it, and a login counts as GT06 does. So a kind
   has several lengths, and the one that ends with the tail is meant.
2. In lists of access points (0x17 to 0x1a, 0x69) the length is their number; cells follow, of five bytes or of nine, and
   perhaps an alarm byte.
3. An alarm without content (0x99 and its like) ends where its tail is, whatever length it states: it is not held back.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, LengthFramer

LISTS: Final = frozenset({0x17, 0x18, 0x19, 0x1A, 0x69})
LOGIN: Final = 0x01
STATUS: Final = 0x13
PLACES: Final = frozenset({0x10, 0x11})
BARE: Final = frozenset({0x14, 0x15, 0x30, 0x81, 0x82, 0x83, 0x94, 0x99})
"""Kinds without content."""
HEAD: Final = 4
TAIL: Final = b"\r\n"
NARROW_CELL, WIDE_CELL = 5, 9
_LONGEST: Final = 10 + 255 * 7 + 4 + 255 * WIDE_CELL + 3
_BESIDES: Final = {LOGIN: (2, 5), STATUS: (4, 5)} | dict.fromkeys(PLACES, (5, 6))
"""By how many bytes a whole frame may be longer than its length says."""
_MARK: Final = re.compile(rb"xx")


class TopinFramer(LengthFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest list."""
        super().__init__(_MARK, TAIL, smallest=6, limit=_LONGEST, longest_mark=2)

    def lengths(self, buffer: Buffer, start: int) -> tuple[int, ...] | None:
        """Return how long the frame may be, shortest first: who waits for the longest would hold back the shorter."""
        lengths = lengths_of(buffer, start)
        bare = HEAD + len(TAIL)
        return (bare, *lengths) if lengths and buffer[start + 3] in BARE and bare not in lengths else lengths


def lengths_of(buffer: Buffer, start: int) -> tuple[int, ...] | None:
    """Return how long the frame at `start` may be, or None: that has not come yet."""
    if len(buffer) - start < HEAD:
        return None
    stated, kind = buffer[start + 2], buffer[start + 3]
    if kind not in LISTS:
        return tuple(stated + more for more in _BESIDES.get(kind, (5,)))
    cells_at = HEAD + 6 + 7 * stated
    if start + cells_at >= len(buffer):
        return (cells_at + 1,)
    fixed, cells = cells_at + 4 + len(TAIL), buffer[start + cells_at]
    return tuple(sorted({fixed + cells * width + alarm for width in (NARROW_CELL, WIDE_CELL) for alarm in (0, 1)}))
