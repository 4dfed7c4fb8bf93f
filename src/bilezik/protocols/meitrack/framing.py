"""Frames of Meitrack: `$$`, a letter, the length, a comma, the id, the kind, the content, `*`, a sum, a line end.

The length counts from the first comma to the end of the line. Content of CCC, CCE and D00 is binary and may hold line ends.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, LengthFramer

LONGEST: Final = 8192
"""No manual has a longer message; a length beyond it lies, and waiting for it would hold back what follows."""
MARK: Final = re.compile(rb"\$\$([!-~])([0-9]{1,5}),")
"""Letter, length."""
LONGEST_MARK: Final = 9
SHORTEST: Final = 14
"""`$$A9,1,AAA*00` has no line end yet."""
_TAIL: Final = b"\r\n"


class MeitrackFramer(LengthFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(MARK, _TAIL, smallest=SHORTEST, limit=LONGEST + LONGEST_MARK, longest_mark=LONGEST_MARK)

    def lengths(self, buffer: Buffer, start: int) -> tuple[int, ...] | None:
        """Return the stated length, where it can be one."""
        mark = MARK.match(buffer, start)
        if mark is None or int(mark[2]) > LONGEST:
            return ()
        return (mark.end() - 1 - start + int(mark[2]),)
