"""Frames of Xexun's third edition: `FC length length head body crc crc CF`. The length counts head and body."""

import re
from typing import Final

from bilezik.wire.framing import Buffer, LengthFramer

LONGEST: Final = 4096
"""Far beyond the sub-messages a device sends at once; a length beyond it lies."""
AROUND: Final = 6
"""Bytes of a frame that its length does not count: mark, length, sum, tail."""
HEAD: Final = 11
TAIL: Final = b"\xcf"
_MARK: Final = re.compile(rb"\xfc")


class Xexun3Framer(LengthFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest message."""
        super().__init__(_MARK, TAIL, smallest=AROUND + HEAD, limit=LONGEST + AROUND, longest_mark=1)

    def lengths(self, buffer: Buffer, start: int) -> tuple[int, ...] | None:
        """Return the stated length."""
        if len(buffer) - start < 3:
            return None
        stated = int.from_bytes(buffer[start + 1 : start + 3], "big")
        return (stated + AROUND,) if HEAD <= stated <= LONGEST else ()
