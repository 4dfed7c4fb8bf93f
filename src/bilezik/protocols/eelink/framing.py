"""Frames of Eelink: packages `67 67 kind size size …`; in a datagram several of them behind `45 4C size size sum sum IMEI`.

There is no mark at the end and no checksum of a package: a kind that no manual names, or a size beyond the longest, begins none.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 4096
"""A manual limits a package to 1024 bytes; datagrams hold several. A size beyond it lies."""
KINDS: Final = frozenset({*range(0x01, 0x09), *range(0x12, 0x20), 0x80, 0x81, 0x91})
"""Every kind of package that a manual names."""
MARK: Final = b"\x67\x67"
HEAD: Final = b"EL"
_BEGIN: Final = re.compile(rb"gg|EL")
_NEEDED: Final = 5
"""Bytes after which it is known whether a frame begins: mark, kind, size."""


class EelinkFramer(StreamFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(LONGEST + _NEEDED)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        while (mark := _BEGIN.search(buffer, at)) is not None:
            start = mark.start()
            if len(buffer) - start < _NEEDED:
                return start
            if buffer.startswith(HEAD, start):
                end = start + 4 + int.from_bytes(buffer[start + 2 : start + 4], "big")
                is_frame = 10 <= end - start - 4 <= LONGEST
            else:
                end = start + _NEEDED + int.from_bytes(buffer[start + 3 : start + 5], "big")
                is_frame = buffer[start + 2] in KINDS and 2 <= end - start - _NEEDED <= LONGEST - _NEEDED
            if is_frame:
                return start if end > len(buffer) else (start, end)
            at = start + 1
        return max(at, len(buffer) - 1)  # a mark may have come in part
