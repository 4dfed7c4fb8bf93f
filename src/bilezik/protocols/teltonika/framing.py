"""Frames of Teltonika: a login, a packet behind four zeros and its length, a datagram that names its device, a ping of one byte.

1. A packet is `00 00 00 00`, a length of four bytes, a codec, records, and a checksum in four bytes of which two are zero. It has
   no mark at its end: where neither these two zeros nor the second count of records agree with the length, it is no packet.
2. A login is `00 0F` and the digits of an IMEI. A datagram has the same digits behind six bytes of head; it stands by itself.
3. `FF` keeps a connection open. It is a ping only where a frame could begin, at the beginning or behind another: elsewhere, junk.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 8192
"""The manual limits a packet of records to 1280 bytes; cameras send pieces of 2 kB. A length beyond it lies."""
CODECS: Final = frozenset({0x07, 0x08, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x8E})
"""Every codec that a manual names."""
PREAMBLE: Final = bytes(4)
PING: Final = b"\xff"
LOGIN: Final = re.compile(rb"\x00\x0e[0-9]{14}|\x00\x0f[0-9]{15}|\x00\x10[0-9]{16}|\x00\x11[0-9]{17}")
"""An IMEI has 15 digits; 14 without its check digit, 16 and 17 with a version."""
_DIGITS: Final = range(14, 18)

_BEGIN: Final = re.compile(rb"\x00{4}|.{4}[\x00-\x02].\x00[\x0e-\x11](?=[0-9])|\x00[\x0e-\x11](?=[0-9])", re.DOTALL)
_HEAD: Final = 6
"""Bytes of a datagram before its IMEI: length, number, a byte, number of the packet."""
_MOST_KIND: Final = 2
"""The byte between the numbers: 01 from devices of now, whose manual calls it not usable; an older one had 00 too."""
_UNSURE: Final = 8
"""How many last bytes may be the beginning of a frame that `_BEGIN` cannot see yet."""
_SMALLEST: Final = 3
"""Codec and two counts."""
_NEEDED: Final = 9
"""Bytes of a packet after which it is known whether it is one, as far as its beginning says."""


class TeltonikaFramer(StreamFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ("_edge",)

    def __init__(self) -> None:
        """Hold at most one longest packet."""
        super().__init__(LONGEST + 12)
        self._edge = 0
        """Where in the stream the last frame ended."""

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        if self._gone + at == self._edge and buffer.startswith(PING, at):
            return self._found(at, at + 1)
        while (mark := _BEGIN.search(buffer, at)) is not None:
            start = mark.start()
            end = _end(buffer, start)
            if end > len(buffer):
                return start
            if end:
                return self._found(start, end)
            at = start + 1
        return max(at, len(buffer) - _UNSURE)

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, knowing that no more bytes will come: what waits in vain hides no frame behind it."""
        while isinstance(found := self.cut(buffer, at), int) and found < len(buffer):
            at = found + 1
        return found

    def _found(self, start: int, end: int) -> Span:
        self._edge = self._gone + end
        return start, end


def _end(buffer: Buffer, start: int) -> int:
    """Return where the frame that seems to begin at `start` ends, beyond the buffer where that has not come; 0: it is none."""
    if buffer.startswith(PREAMBLE, start):
        return _packet_end(buffer, start)
    if buffer[start + 1] in _DIGITS and buffer[start] == 0 and _are_digits(buffer, start + 2, buffer[start + 1]):
        return start + 2 + buffer[start + 1]
    return _datagram_end(buffer, start)


def _packet_end(buffer: Buffer, start: int) -> int:
    if len(buffer) - start < _NEEDED:
        return len(buffer) + 1
    size = int.from_bytes(buffer[start + 4 : start + 8], "big")
    if not _SMALLEST <= size <= LONGEST or buffer[start + 8] not in CODECS:
        return 0
    end = start + 12 + size
    if end > len(buffer):
        return end
    is_whole = buffer[end - 4 : end - 2] == b"\0\0" or buffer[end - 5] == buffer[start + 9]
    return end if is_whole else 0


def _datagram_end(buffer: Buffer, start: int) -> int:
    at = start + _HEAD
    if len(buffer) - at < 3 or buffer[start + 4] > _MOST_KIND or buffer[at + 1] not in _DIGITS:
        return 0  # a broken login, which cannot be a datagram: it is shorter
    digits = buffer[at + 1]
    size = int.from_bytes(buffer[start : start + 2], "big")
    if buffer[at] or not _HEAD + digits + _SMALLEST <= size <= LONGEST or not _are_digits(buffer, at + 2, digits):
        return 0
    codec = at + 2 + digits
    return 0 if codec < len(buffer) and buffer[codec] not in CODECS else start + 2 + size


def _are_digits(buffer: Buffer, at: int, count: int) -> bool:
    """Return whether so many digits stand here, as far as they have come."""
    found = bytes(buffer[at : at + count])
    return found.isdigit()
