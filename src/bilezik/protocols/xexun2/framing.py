"""Frames of Xexun's second edition: `FA AF … FA AF`, the same flag at both ends; inside, FA AF is FB BF 01 and FB BF is FB BF 02.

A flag may be the end of one frame or the beginning of the next: what stands between two flags is a frame where it begins as a
message does, with a kind, a number and an IMEI; otherwise the second flag may begin one.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

FLAG: Final = b"\xfa\xaf"
LONGEST: Final = 8192
HEAD: Final = 16
"""Kind, number, IMEI, length, sum."""
_ESCAPED: Final = re.compile(rb"\xfb\xbf[\x01\x02]")
_PLAIN: Final = {b"\xfb\xbf\x01": FLAG, b"\xfb\xbf\x02": b"\xfb\xbf"}
_RESERVED: Final = re.compile(rb"\xfa\xaf|\xfb\xbf")


def unescaped(data: bytes) -> bytes:
    """Return bytes as they were before they were put between flags."""
    return _ESCAPED.sub(lambda found: _PLAIN[found[0]], data)


def escaped(data: bytes) -> bytes:
    """Return bytes as they may stand between flags."""
    return _RESERVED.sub(lambda found: b"\xfb\xbf\x01" if found[0] == FLAG else b"\xfb\xbf\x02", data)


def imei_of(message: bytes) -> str | None:
    """Return the IMEI of a message without its flags: 15 digits and a half-byte of filling; None where there is none."""
    digits = message[4:12].hex()[:15]
    return digits if len(digits) == 15 and digits.isdecimal() else None


class Xexun2Framer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest message."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        start = buffer.find(FLAG, at)
        while start >= 0:
            end = buffer.find(FLAG, start + 2)
            if end < 0:
                return start
            message = unescaped(bytes(buffer[start + 2 : min(end, start + 2 + 2 * HEAD)]))
            if len(message) >= HEAD and imei_of(message) is not None:
                return start, end + 2
            start = at = end
        return max(at, len(buffer) - 1)  # a flag may have come in part

    def strip(self, wire: bytes) -> bytes:
        """Return the frame unescaped, with its flags."""
        return FLAG + unescaped(wire[2:-2]) + FLAG
