"""Frames of Wialon IPS: `#kind#content` to the end of the line; in a datagram the id stands before it.

1. The block of a picture follows its line: `#I#size;…` and then so many bytes, which may hold line ends. It is part of the frame.
2. A line that begins no frame, and what stands before a frame in its line, is junk.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 65_536
"""A line: a black box may hold some hundreds of records."""
LONGEST_BLOCK: Final = 65_536
"""A block of a picture; the manual recommends 50 kB. A size beyond it lies, and the line stands alone."""
MARK: Final = re.compile(rb"(?:(?:([0-9]\.[0-9]);)?([0-9A-Za-z]{5,32}))?#([A-Z]{1,3})#")
"""Version and id (datagrams), kind."""
LONGEST_MARK: Final = 41
_BLOCK: Final = re.compile(rb"#I#([0-9]{1,6});")


class WialonFramer(StreamFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest line and the block behind it."""
        super().__init__(LONGEST + LONGEST_BLOCK)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        mark = MARK.search(buffer, at)
        if mark is None:
            return max(at, len(buffer) - LONGEST_MARK + 1)  # a mark may have come in part
        end = buffer.find(b"\n", mark.end()) + 1
        if not end:
            return mark.start()
        end += block_size(buffer, mark.start(3) - 1)
        return mark.start() if end > len(buffer) else (mark.start(), end)

    def strip(self, wire: bytes) -> bytes:
        """Return the frame without its line end; a block stays as it is."""
        mark = MARK.match(wire)
        if mark is not None and block_size(wire, mark.start(3) - 1):
            return wire
        return wire[:-1].removesuffix(b"\r")


def block_size(buffer: Buffer, at: int) -> int:
    """Return how many bytes follow the line of the frame whose `#` is at `at`."""
    block = _BLOCK.match(buffer, at)
    size = 0 if block is None else int(block[1])
    return size if size <= LONGEST_BLOCK else 0
