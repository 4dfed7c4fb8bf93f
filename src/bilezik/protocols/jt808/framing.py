"""Frames of JT/T 808: `7E … 7E`, the same mark at both ends; inside, 7E is 7D 02 and 7D is 7D 01.

1. Some makers' devices have the mark E7 instead; inside, E7 is E6 02, E6 is E6 01, 3D is 3E 02 and 3E is 3E 01.
2. Some say a line of text between `(` and `)` on the same connection.
3. Two marks side by side are an end and a beginning. A mark with nothing that ends it within the longest frame begins none.
"""

import re
from collections.abc import Mapping
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

MARK: Final = 0x7E
OTHER_MARK: Final = 0xE7
LONGEST: Final = 4096
"""A body has 1023 bytes by the standard, twice as many where each is escaped; makers send more than the standard allows."""

_BEGINNING: Final = re.compile(rb"\x7e|\xe7(?=[\x00-\x0a\x10\x13\x20\x55\x60\x88])|\(")
"""E7 alone begins only what goes on as a kind of message that is known: in junk it is an ordinary byte."""
_TEXT: Final = re.compile(rb"\([\x20-\x27\x2a-\x7e]{1,200}\)")
_TEXT_SO_FAR: Final = re.compile(rb"\([\x20-\x27\x2a-\x7e]{0,200}\Z")

_ESCAPES: Final[Mapping[int, Mapping[bytes, bytes]]] = {
    MARK: {b"\x7d\x01": b"\x7d", b"\x7d\x02": b"\x7e"},
    OTHER_MARK: {b"\xe6\x01": b"\xe6", b"\xe6\x02": b"\xe7", b"\x3e\x01": b"\x3e", b"\x3e\x02": b"\x3d"},
}
_ESCAPED: Final = {MARK: re.compile(rb"\x7d[\x01\x02]"), OTHER_MARK: re.compile(rb"[\xe6\x3e][\x01\x02]")}
_PLAIN: Final = {mark: {plain: escape for escape, plain in pairs.items()} for mark, pairs in _ESCAPES.items()}
_RESERVED: Final = {MARK: re.compile(rb"[\x7d\x7e]"), OTHER_MARK: re.compile(rb"[\xe6\xe7\x3d\x3e]")}


def unescaped(data: bytes, mark: int) -> bytes:
    """Return bytes as they were before they were put between marks."""
    return _ESCAPED[mark].sub(lambda found: _ESCAPES[mark][found[0]], data)


def between_marks(data: bytes, mark: int) -> bytes:
    """Return bytes as they stand on the wire, with their marks."""
    ends = bytes((mark,))
    return ends + _RESERVED[mark].sub(lambda found: _PLAIN[mark][found[0]], data) + ends


class Jt808Framer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        while (found := _BEGINNING.search(buffer, at)) is not None:
            start = found.start()
            at = start + 1
            if found[0] == b"(":
                text = _TEXT.match(buffer, start)
                if text is not None:
                    return start, text.end()
                if _TEXT_SO_FAR.match(buffer, start) is not None:
                    return start
                continue
            end = buffer.find(found[0], at, start + LONGEST)
            if end > at:
                return start, end + 1
            if end < 0 and len(buffer) - start < LONGEST:
                return start
        return max(at, len(buffer) - buffer.endswith(bytes((OTHER_MARK,))))

    def strip(self, wire: bytes) -> bytes:
        """Return the frame unescaped, with its marks."""
        if wire[0] not in _ESCAPED:
            return wire
        return wire[:1] + unescaped(wire[1:-1], wire[0]) + wire[-1:]
