"""Frames of the wristband: `00 01 02`, the length of the text in two bytes, the text, `FF FE FC`.

No text holds the byte `FF`, in whatever letters: the tail ends the frame, and the length only says whether it is whole.
"""

from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 8192
"""A row of positions has 40 characters for each."""
MARK: Final = b"\x00\x01\x02"
HEAD: Final = 5
TAIL: Final = b"\xff\xfe\xfc"
AROUND: Final = HEAD + len(TAIL)
"""Bytes of a frame that its length does not count."""


class WristbandFramer(StreamFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame, or where to look from when more has come."""
        start = buffer.find(MARK, at)
        if start < 0:
            return max(at, len(buffer) - len(MARK) + 1)  # a mark may have come in part
        tail = buffer.find(TAIL, start + HEAD)
        if tail < 0:
            return start
        return max(start, buffer.rfind(MARK, start, tail)), tail + len(TAIL)
