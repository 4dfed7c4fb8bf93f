"""Frames of Xexun: a line, or, of devices that end no line, what lies from the RMC sentence to the comma behind the IMEI.

1. Behind the IMEI later devices write satellites, at most two digits and a comma, and more to the end of the line. Earlier ones
   write a length of three digits and a sum whose end nothing tells: their frame ends at the comma, so that none is heard one frame
   late.
2. Of such a short frame the serial number and the telephone in front fall away; the length and the sum behind it are junk.
3. A message without a sentence, from a device that has no fix, is a frame as well.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 1024
"""The longest published message has 190 characters."""
_MARK: Final = re.compile(
    rb"(?:[0-9]{1,14},[^,\r\n]{0,24},)?G[PN]RMC,"
    rb"|(?:[0-9]{1,14})?,(?!G[PN]RMC,)[^,\r\n]{0,24},,[FL],"
)  # fmt: skip
"""Serial number and telephone, each perhaps empty; then the sentence, or nothing and the signal."""
_LONGEST_MARK: Final = 46
_IMEI: Final = re.compile(rb"imei:[0-9]{1,17},")
_SENTENCE: Final = re.compile(rb"G[PN]RMC,")
_MORE: Final = re.compile(rb"[0-9]{0,2},")
_UNDECIDED: Final = re.compile(rb"\r?|[0-9]{1,2}")


class XexunFramer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest message."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        return _cut(buffer, at, is_last=False)

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame; the last line needs no end."""
        return _cut(buffer, at, is_last=True)

    def strip(self, wire: bytes) -> bytes:
        """Return a line without its end, or a short frame from its sentence on."""
        text = wire.strip(b"\r\n")
        imei, sentence = _IMEI.search(text), _SENTENCE.search(text)
        if imei is not None and imei.end() == len(text) and sentence is not None:
            return text[sentence.start() :]
        return text


def _cut(buffer: Buffer, at: int, *, is_last: bool) -> Span | int:
    mark = _MARK.search(buffer, at)
    if mark is None:
        return max(at, len(buffer) - _LONGEST_MARK + 1)  # a mark may have come in part
    imei = _IMEI.search(buffer, mark.end())
    for again in _MARK.finditer(buffer, mark.end(), len(buffer) if imei is None else imei.start()):
        mark = again  # what it began anew before is junk
    end = None if imei is None else _end(buffer, imei.end(), is_last=is_last)
    return mark.start() if end is None else (mark.start(), end)


def _end(buffer: Buffer, at: int, *, is_last: bool) -> int | None:
    """Return where the frame ends whose IMEI ends at `at`, or None: that has not come yet."""
    if _MORE.match(buffer, at):
        line_end, again = buffer.find(b"\n", at) + 1, _MARK.search(buffer, at)
        if again is not None and (not line_end or again.start() < line_end):
            return again.start()
        return line_end or (len(buffer) if is_last else None)
    if not is_last and _UNDECIDED.fullmatch(buffer, at):
        return None
    return at + 2 if buffer.startswith(b"\r\n", at) else at + 1 if buffer.startswith(b"\n", at) else at
