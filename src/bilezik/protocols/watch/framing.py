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
SHORTEST_HEAD: Final = 11
LONGEST_HEAD: Final = 47
LONGEST_ID: Final = 32
_OPEN: Final = 0x5B
_STAR: Final = 0x2A
_CLOSE: Final = 0x5D
_BRACKET: Final = re.compile(rb"[\[\]]")

Count = tuple[int, int, int]
"""Brackets of a frame up to some place: where to count on, how many are open, where the last `]` ends (0: there was none)."""


Head = tuple[int, int, int, int]
"""Where the id ends, where the length begins, where the content begins, the length; the content at 0: no head."""
NO_HEAD: Final[Head] = (0, 0, 0, 0)


def head_of(data: bytes, at: int) -> Head:
    """Return what `HEAD` says of the bytes from `at`; compiled it costs a fifth of matching."""
    size = len(data)
    if at + SHORTEST_HEAD > size or data[at] != _OPEN or data[at + 3] != _STAR:
        return NO_HEAD
    if not (_is_of_word(data[at + 1]) and _is_of_word(data[at + 2])):
        return NO_HEAD
    begin = star = at + 4
    while star < size and _is_of_word(data[star]):
        star += 1
    if star == begin or star - begin > LONGEST_ID or star >= size or data[star] != _STAR:
        return NO_HEAD
    length = _four_digits(data, star + 1)
    if length < 0:
        return NO_HEAD
    second = _four_digits(data, star + 6)
    if second >= 0:
        return star, star + 6, star + 11, second
    return star, star + 1, star + 6, length


def _is_of_word(byte: int) -> bool:
    return 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A


def _four_digits(data: bytes, at: int) -> int:
    """Return four hexadecimal digits that a star follows, or -1."""
    if at + 5 > len(data) or data[at + 4] != _STAR:
        return -1
    value = 0
    for n in range(4):
        byte = data[at + n]
        digit = byte - 0x30
        if digit < 0 or digit > 9:
            digit = (byte | 0x20) - 0x57
            if byte < 0x41 or digit < 10 or digit > 15:
                return -1
        value = value << 4 | digit
    return value


class WatchFramer(LengthFramer):
    """The framer of one connection."""

    __slots__ = ("_counted",)

    def __init__(self) -> None:
        """Frames end with `]`; the shortest head with an empty content has 12 bytes."""
        super().__init__(HEAD, b"]", smallest=12, limit=LONGEST, longest_mark=LONGEST_HEAD)
        self._counted: tuple[int, Count] = -1, (0, 0, 0)
        """The place in the stream of the frame that waits, and its brackets; places are counted from its head."""

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame; the usual one, whole and at once, without a search: even if its length lies (rule 2)."""
        if isinstance(buffer, bytes):
            _, _, begin, length = head_of(buffer, at)
            end, size = begin + length + 1, len(buffer)
            if begin > 0 and end <= size:
                if buffer[end - 1] == _CLOSE:
                    return at, end
                if buffer.find(b"]", at) == size - 1 and buffer.find(b"[", at + 1) < 0:
                    return at, size
        return super().cut(buffer, at)

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
