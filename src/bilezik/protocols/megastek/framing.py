"""Frames of Megastek: `$MGV…!`, perhaps behind four digits of length; `STX…;sum`; a line `cmd=…`.

1. No text holds `!` before its end, so that the end decides, and the length only says whether the frame is whole.
2. Two bytes of the old form, before `$GPRMC`, may have any value: they belong to its beginning and end nothing.
3. Where a frame begins anew before it ended, what was there is junk. Line ends fall away.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 2048
"""The longest report of published frames has 343 characters, ten access points among them."""
_MARK: Final = re.compile(
    rb"(?P<new>(?:[0-9]{4})?\$MGV[0-9]{3},)"
    rb"|(?P<old>(?:LOG)?STX(?:,[^,\r\n]{0,40},|[^,\r\n].{17})\$G[PN]RMC,)"
    rb"|(?P<line>cmd=)",
    re.DOTALL,
)
_LONGEST_MARK: Final = 55
_ENDS: Final = {
    "new": re.compile(rb"!|\r?\n"),
    "old": re.compile(rb";[0-9A-Fa-f]{2}|!|\r?\n"),
    "line": re.compile(rb"\r?\n"),
}


class MegastekFramer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        mark = _MARK.search(buffer, at)
        if mark is None:
            return max(at, len(buffer) - _LONGEST_MARK + 1)  # a mark may have come in part
        while True:
            end = _ENDS[mark.lastgroup or "line"].search(buffer, mark.end())
            again = _MARK.search(buffer, mark.end(), len(buffer) if end is None else end.end())
            if again is None:
                return mark.start() if end is None else (mark.start(), end.end())
            mark = again

    def strip(self, wire: bytes) -> bytes:
        """Return the frame without its line end."""
        return wire.rstrip(b"\r\n")
