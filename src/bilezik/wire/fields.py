"""Reading fields out of a binary frame, in order, big-endian.

1. A `Reader` never reads past `wall`: that raises `Short`, which a decoder turns into "as far as it could be read".
2. `left` counts to `end`, where the sender says the content ends; `wall` may lie further when the stated length is wrong.
"""

import struct
from typing import Final

HIGHEST_M: Final = 1e6
"""Far above any receiver. Beyond it a height that came as a float is junk, and some columns could not hold it."""


class Short(Exception):  # noqa: N818 - it says how the frame is, not that the program erred
    """The frame ends before the field does."""


class Reader:
    """A place in a frame that moves with each field."""

    __slots__ = ("at", "data", "end", "wall")

    def __init__(self, data: bytes, at: int, end: int, wall: int) -> None:
        """Begin at `at`; content ends at `end`, bytes at `wall`."""
        self.data, self.at, self.end, self.wall = data, at, end, wall

    @property
    def left(self) -> int:
        """How many bytes of content are unread; below zero when fields ran past the stated length."""
        return self.end - self.at

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        at = self.at
        if count < 0 or at + count > self.wall:
            raise Short
        self.at = at + count
        return self.data[at : at + count]

    def skip(self, count: int) -> None:
        """Pass over `count` bytes."""
        self.take(count)

    def rest(self) -> bytes:
        """Return what is left of the content."""
        return self.take(max(0, self.left))

    def number(self, width: int) -> int:
        """Return the next `width` bytes as an unsigned number."""
        at = self.at
        if width < 0 or at + width > self.wall:
            raise Short
        self.at = at + width
        data, value = self.data, 0
        for place in range(at, at + width):
            value = value << 8 | data[place]
        return value

    def unpack(self, shape: struct.Struct) -> tuple[int, ...]:
        """Return the fields of `shape`."""
        at = self.at
        if at + shape.size > self.wall:
            raise Short
        self.at = at + shape.size
        return shape.unpack_from(self.data, at)


def measured(value: float, most: float) -> float | None:
    """Return a number that came as a float, or None: it is none, infinite, or further from nought than `most`."""
    return value if -most <= value <= most else None


def bcd_digits(data: bytes) -> str | None:
    """Return the decimal digits of binary-coded decimals, or None where a half-byte is no digit."""
    text = data.hex()
    return text if text.isdecimal() else None


def mac_text(data: bytes) -> str:
    """Return a MAC address in lower case with colons."""
    return data.hex(":")
