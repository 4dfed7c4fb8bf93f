"""Frames of Queclink: three forms on one connection, each with its own end.

1. Text: `+RESP:`, `+BUFF:`, `+ACK:` or `+NACK:` up to `$`; the oldest devices (GT300, GL100) end with a zero byte instead. Neither
   byte stands in a text. A text in which another frame begins was cut off: it is junk, and the other one is read.
2. HEX: `+RSP`, `+EVT` and their like, a length whose place is the head's, and a line end. The length counts everything.
3. @Track Protocol Pro: `2B 00` (`2D 00` from memory), a length that counts everything, `24` at the end; a heartbeat is `2B 10 18`.
4. A length that does not lead to its end lies: the frame then ends at the first end after its head.
5. A datagram may leave out its `$`: at the end of a stream a text is whole where a time and a number end it.
"""

import re
from collections.abc import Callable
from typing import Final

from bilezik.wire.framing import Buffer, Span, StreamFramer

LONGEST: Final = 8192
"""No manual has a longer one: an extended report carries up to 1,000 characters of a vehicle's data, a Bluetooth report 1,200."""
LONGEST_PRO: Final = 2048
"""The manual splits what is longer than 1,440 bytes."""
SHORTEST_HEX, SHORTEST_PRO = 12, 24

TEXT: Final = re.compile(rb"\+(?:RESP|BUFF|ACK|NACK):")
_MARK: Final = re.compile(
    rb"\+(?:RESP|BUFF|ACK|NACK):|\+(?:RSP|BSP|EVT|BVT|INF|BNF|HBD|CRD|BRD|LGN|CAN|DAT|ATI|ACC|ACK)|[+-]\x00|\+\x10\x18"
)
_LONGEST_MARK: Final = 6
_WHOLE: Final = re.compile(rb"[^$\x00]*,[0-9]{14},[0-9A-Fa-f]{4}[\r\n ]*")
"""A text that lacks nothing but its end: the time it was sent, its number."""

_AT_9: Final = ((9, 2),)
_LENGTHS: Final[dict[bytes, tuple[tuple[int, int], ...]]] = {
    b"+ACK": ((6, 1),), b"+HBD": ((5, 1),), b"+ATI": ((4, 1),), b"+CRD": ((6, 2),), b"+BRD": ((6, 2),), b"+LGN": ((6, 2),),
    b"+INF": ((7, 2), (9, 2)), b"+BNF": ((7, 2), (9, 2)), b"+RSP": _AT_9, b"+BSP": _AT_9, b"+EVT": _AT_9, b"+BVT": _AT_9,
    b"+CAN": _AT_9, b"+DAT": _AT_9,
}  # fmt: skip
"""Where a HEX frame states its length, and in how many bytes. Some models have a second mask before that of +INF. +ACC has none."""


class Gl200Framer(StreamFramer):
    """The framer of one connection, or of one datagram."""

    __slots__ = ()

    def __init__(self) -> None:
        """Hold at most one longest frame."""
        super().__init__(LONGEST)

    def cut(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame of any form."""
        return self._next(buffer, at, _text)

    def cut_last(self, buffer: Buffer, at: int) -> Span | int:
        """Return the next frame; a text may lack its end, and a binary frame's length may lie beyond the stream's."""
        found = self._next(buffer, at, _last_text)
        while isinstance(found, int) and _MARK.match(buffer, found):
            ended = _to_tail(buffer, found, *_tail_of(buffer, found))
            if not isinstance(ended, int):
                return ended
            found = self._next(buffer, max(ended, found + 1), _last_text)
        return found

    def strip(self, wire: bytes) -> bytes:
        """Return the frame; a text without its end."""
        return wire[:-1] if TEXT.match(wire) and wire[-1:] in (b"$", b"\0") else wire

    @staticmethod
    def _next(buffer: Buffer, at: int, text: Callable[[Buffer, int], Span | int]) -> Span | int:
        while (mark := _MARK.search(buffer, at)) is not None:
            start = mark.start()
            found = text(buffer, start) if mark[0].endswith(b":") else _binary(buffer, start)
            if not isinstance(found, int) or found == start:
                return found
            at = found
        return max(at, len(buffer) - _LONGEST_MARK + 1)  # a mark may have come in part


def _text(buffer: Buffer, start: int) -> Span | int:
    """Return the text at `start`; a place after it: another frame begins there; `start`: its end has not come."""
    ends = [end for end in (buffer.find(b"$", start), buffer.find(b"\0", start)) if end >= 0]
    if not ends:
        return start
    end = min(ends) + 1
    inner = start
    for mark in _MARK.finditer(buffer, start + 1, end):
        inner = mark.start()
    return (start, end) if inner == start else inner


def _last_text(buffer: Buffer, start: int) -> Span | int:
    """Return the text at `start` where nothing more will come."""
    found = _text(buffer, start)
    if found != start:
        return found
    inner = start
    for mark in _MARK.finditer(buffer, start + 1):
        inner = mark.start()
    if inner != start:
        return inner
    whole = _WHOLE.fullmatch(buffer, start)
    return len(buffer) if whole is None else (start, len(buffer))


def _binary(buffer: Buffer, start: int) -> Span | int:
    lengths = _hex_lengths(buffer, start) if buffer[start + 1] > 0x10 else _pro_lengths(buffer, start)
    if lengths is None:
        return start
    tail, smallest = _tail_of(buffer, start)
    for length in lengths:
        end = start + length
        if end > len(buffer):
            return start
        if buffer.startswith(tail, end - len(tail)):
            return start, end
    if not lengths and smallest == SHORTEST_PRO:
        return start + 1  # two bytes that only look like a head
    return _to_tail(buffer, start, tail, smallest)


def _tail_of(buffer: Buffer, start: int) -> tuple[bytes, int]:
    """Return how the binary frame at `start` ends, and how long it is at least."""
    return (b"\r\n", SHORTEST_HEX) if buffer[start + 1] > 0x10 else (b"$", SHORTEST_PRO)


def _hex_lengths(buffer: Buffer, start: int) -> tuple[int, ...] | None:
    places = _LENGTHS.get(bytes(buffer[start : start + 4]), ())
    if any(start + at + width > len(buffer) for at, width in places) or len(buffer) == start + 4:
        return None
    found = (int.from_bytes(buffer[start + at : start + at + width], "big") for at, width in places)
    return tuple(sorted(length for length in found if SHORTEST_HEX <= length <= LONGEST))  # the one that comes first is tried first


def _pro_lengths(buffer: Buffer, start: int) -> tuple[int, ...] | None:
    if buffer[start + 1] == 0x10:
        return (SHORTEST_PRO,)
    if len(buffer) < start + 4:
        return None
    length = int.from_bytes(buffer[start + 2 : start + 4], "big")
    return (length,) if SHORTEST_PRO <= length <= LONGEST_PRO else ()


def _to_tail(buffer: Buffer, start: int, tail: bytes, smallest: int) -> Span | int:
    """Return where a frame ends whose length lies; `start`: not yet; a place after it: another begins before that end."""
    found = buffer.find(tail, start + smallest - len(tail))
    if found < 0:
        return start
    end = found + len(tail)
    inner = _MARK.search(buffer, start + 2, end)
    return (start, end) if inner is None else inner.start()
