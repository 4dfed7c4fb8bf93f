"""Frames of Wialon IPS: `#kind#content` to the end of the line; in a datagram the id stands before it.

1. The block of a picture follows its line: `#I#size;…` and then so many bytes, which may hold line ends. It is part of the frame.
2. An id may be any name its owner gave (the manual states no alphabet), so it begins where its line does, or where the last frame
   ended. Where that beginning holds what no id can, what ids are mostly made of, right before the frame, is its id.
3. A line that begins no frame, and what stands before a frame in its line, is junk.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 65_536
"""A line: a black box may hold some hundreds of records."""
LONGEST_BLOCK: Final = 65_536
"""A block of a picture; the manual recommends 50 kB. A size beyond it lies, and the line stands alone."""
LONGEST_ID: Final = 256
"""Bytes of the longest id: 64 letters, as many as the register keeps, of up to four bytes."""
_NAME: Final = rb"(?:([0-9]\.[0-9]);)?([^\x00-\x1f\x7f#;|]{1,%d})" % LONGEST_ID
MARK: Final = re.compile(rb"(?:" + _NAME + rb")?#([A-Z]{1,3})#")
"""Version and id (datagrams, servers that hand on), kind."""
_KIND: Final = re.compile(rb"#[A-Z]{1,3}#")
_WHOLE_NAME: Final = re.compile(_NAME)
_USUAL: Final = rb"0-9A-Za-z_+.@\x80-\xff-"
_LAST_NAME: Final = re.compile(rb"(?:[0-9]\.[0-9];|(?<![%b]))[%b]{1,%d}+\Z" % (_USUAL, _USUAL, LONGEST_ID))
_LONGEST_NAME: Final = LONGEST_ID + 4
LONGEST_MARK: Final = _LONGEST_NAME + 5
_BLOCK: Final = re.compile(rb"#I#([0-9]{1,6});")


class WialonFramer(StreamFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ("_edge",)

    def __init__(self) -> None:
        """Hold at most one longest line and the block behind it."""
        super().__init__(LONGEST + LONGEST_BLOCK)
        self._edge = 0
        """Where in the stream the last frame ended."""

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        kind = _KIND.search(buffer, at)
        if kind is None:
            return max(at, len(buffer) - LONGEST_MARK + 1)  # a mark may have come in part
        start = self._begin(buffer, kind.start())
        end = buffer.find(b"\n", kind.end()) + 1
        if not end:
            return start
        end += block_size(buffer, kind.start())
        if end > len(buffer):
            return start
        self._edge = self._gone + end
        return start, end

    def _begin(self, buffer: Buffer, kind: int) -> int:
        """Return where the frame begins whose `#` is at `kind`: at the id before it, if there is one."""
        least = max(self._edge - self._gone, kind - _LONGEST_NAME, 0)
        line = buffer.rfind(b"\n", least, kind) + 1
        is_begin = line > 0 or least == self._edge - self._gone
        line = line or least
        if is_begin and _WHOLE_NAME.fullmatch(buffer, line, kind) and not buffer[line:kind].isspace():
            return line
        last = _LAST_NAME.search(buffer, line, kind)
        return kind if last is None else last.start()

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
