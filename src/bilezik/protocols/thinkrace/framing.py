"""Frames of ThinkRace: `HA`, twelve letters and digits, a comma, kind, length, content, a sum; there is no mark at the end."""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

HEAD: Final = 18
"""Mark, id, comma, kind, length."""
_ID_END: Final = 14
"""Where the comma stands."""
LONGEST: Final = 1024
"""No content at hand is over 23 bytes; a length beyond this lies."""
_BEGIN: Final = re.compile(rb"HA(?=[0-9A-Za-z]{0,12}(?:,|$))|H$")


class ThinkraceFramer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(HEAD + LONGEST + 2)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        while (mark := _BEGIN.search(buffer, at)) is not None:
            start = mark.start()
            comma = buffer.find(b",", start, start + _ID_END + 1)
            if comma not in (-1, start + _ID_END):
                at = start + 1  # it comes too early, however much has come behind it
                continue
            if len(buffer) - start < HEAD:
                return start
            length = int.from_bytes(buffer[start + 16 : start + 18], "big")
            if comma >= 0 and length <= LONGEST:
                end = start + HEAD + length + 2
                return start if end > len(buffer) else (start, end)
            at = start + 1
        return max(at, len(buffer))
