"""Frames of the watch family: `[` maker `*` id `*` (index `*`)? length `*` content `]`, all text but for sound and pictures.

1. Names of Wi-Fi networks may hold brackets: the length decides where the frame ends.
2. Where no `]` stands at that place the length lies: the frame then ends where its brackets are balanced, or at the last `]`
   before the next head.
"""

import re
from typing import Final

from bilezik.wire.framing import LengthFramer, Span

LONGEST: Final = 0xFFFF + 64
"""Four hexadecimal digits of length, and the longest head."""

HEAD: Final = re.compile(rb"\[([0-9A-Za-z]{2})\*([0-9A-Za-z]{1,32})\*(?:([0-9A-Fa-f]{4})\*)?([0-9A-Fa-f]{4})\*")
"""Maker, id, index (the ZJ dialect), length."""
_BRACKET: Final = re.compile(rb"[\[\]]")


class WatchFramer(LengthFramer):
    """The framer of one connection."""

    __slots__ = ()

    def __init__(self) -> None:
        """Frames end with `]`; the shortest head with an empty content has 12 bytes."""
        super().__init__(HEAD, b"]", smallest=12, limit=LONGEST)

    def lengths(self, buffer: bytes, start: int) -> tuple[int, ...] | None:
        """Return the stated length."""
        head = HEAD.match(buffer, start)
        return None if head is None else (head.end() - start + int(head[4], 16) + 1,)

    def cut_last(self, buffer: bytes, at: int) -> Span | None:
        """Return the next frame; when all fails, up to its first `]`."""
        span = super().cut_last(buffer, at)
        head = HEAD.search(buffer, at)
        if span is not None or head is None:
            return span
        end = buffer.find(b"]", head.end())
        return None if end < 0 else (head.start(), end + 1)

    def to_tail(self, buffer: bytes, start: int) -> Span | None:
        """Return where the frame at `start` ends by its brackets; without one before the next head it is junk."""
        depth, last = 0, 0
        for bracket in _BRACKET.finditer(buffer, start):
            at = bracket.start()
            if bracket[0] == b"]":
                depth, last = depth - 1, at + 1
                if depth == 0:
                    return start, last
            elif at > start and HEAD.match(buffer, at):
                return (start, last) if last else self.cut(buffer, at)
            else:
                depth += 1
        return None
