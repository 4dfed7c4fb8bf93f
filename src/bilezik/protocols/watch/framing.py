"""Frames of the watch family: `[` maker `*` id `*` (index `*`)? length `*` content `]`, all text but for sound and pictures.

1. Names of Wi-Fi networks may hold brackets: the length decides where the frame ends.
2. Where no `]` stands at that place the length lies: the frame then ends where its brackets are balanced, or at the last `]`
   before the next head. Without a `]` before the next head it is junk.
3. Brackets are counted once: a frame that waits for its end remembers how far it was counted.
"""

import re
from typing import Final

from bilezik.wire.framing import Buffer, LengthFramer, Span

LONGEST: Final = 0xFFFF + 64
"""Four hexadecimal digits of length, and the longest head."""

HEAD: Final = re.compile(rb"\[([0-9A-Za-z]{2})\*([0-9A-Za-z]{1,32})\*(?:([0-9A-Fa-f]{4})\*)?([0-9A-Fa-f]{4})\*")
"""Maker, id, index (the ZJ dialect), length."""
LONGEST_HEAD: Final = 47
_BRACKET: Final = re.compile(rb"[\[\]]")

Count = tuple[int, int, int]
"""Brackets of a frame up to some place: where to count on, how many are open, where the last `]` ends (0: there was none)."""


class WatchFramer(LengthFramer):
    """The framer of one connection."""

    __slots__ = ("_counted",)

    def __init__(self) -> None:
        """Frames end with `]`; the shortest head with an empty content has 12 bytes."""
        super().__init__(HEAD, b"]", smallest=12, limit=LONGEST, longest_mark=LONGEST_HEAD)
        self._counted: tuple[int, Count] = -1, (0, 0, 0)
        """The place in the stream of the frame that waits, and its brackets; places are counted from its head."""

    def lengths(self, buffer: Buffer, start: int) -> tuple[int, ...] | None:
        """Return the stated length."""
        head = HEAD.match(buffer, start)
        return None if head is None else (head.end() - start + int(head[4], 16) + 1,)

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame; when all fails, up to its first `]`."""
        found = super().cut_last(buffer, at)
        if not isinstance(found, int) or (head := HEAD.match(buffer, found)) is None:
            return found
        end = buffer.find(b"]", head.end())
        return found if end < 0 else (found, end + 1)

    def to_tail(self, buffer: Buffer, start: int) -> Span | int:
        """Return where the frame at `start` ends by its brackets, or the next head if it is junk up to there."""
        whose, (done, depth, last) = self._counted
        if whose != self._gone + start:
            done, depth, last = 0, 0, 0
        sure = len(buffer) - LONGEST_HEAD - start  # a bracket behind it may yet prove to be a head
        count = max(done, sure), depth, last
        for bracket in _BRACKET.finditer(buffer, start + done):
            at = bracket.start() - start
            if bracket[0] == b"]":
                depth, last = depth - 1, at + 1
                if depth == 0:
                    return start, start + last
            elif at and HEAD.match(buffer, start + at):
                return (start, start + last) if last else start + at
            else:
                depth += 1
            if at < sure:
                count = sure, depth, last
        self._counted = self._gone + start, count
        return start
