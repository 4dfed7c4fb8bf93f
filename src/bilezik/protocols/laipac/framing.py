"""Frames of Laipac: lines that begin with `$` and a word in capitals."""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 1024
"""The longest published line has 116 characters; a name of an owner may be longer."""
_MARK: Final = re.compile(rb"\$[A-Z]{4,8},")
_LONGEST_MARK: Final = 10


class LaipacFramer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest line."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next line, or where to look from when more has come."""
        return _cut(buffer, at, is_last=False)

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next line; the last one needs no end."""
        return _cut(buffer, at, is_last=True)

    def strip(self, wire: bytes) -> bytes:
        """Return the line without its end."""
        return wire.rstrip(b"\r\n")


def _cut(buffer: Buffer, at: int, *, is_last: bool) -> Span | int:
    mark = _MARK.search(buffer, at)
    if mark is None:
        return max(at, len(buffer) - _LONGEST_MARK + 1)  # a mark may have come in part
    end = buffer.find(b"\n", mark.end()) + 1 or (len(buffer) if is_last else 0)
    for again in _MARK.finditer(buffer, mark.end(), end or len(buffer)):
        mark = again  # a line that begins anew: what was there before is junk
    return (mark.start(), end) if end else mark.start()
