"""Finding the checksum of a frame without a table of protocols: what is computed from the frame, and what the decoder says of it.

1. Where a checksum covers them, bytes that nobody reads move the integrity and nothing else, exactly as the checksum's own do.
   So a checksum is what some known sum over a stretch of the frame makes of it; the stretch ends just before it, or begins just
   behind it and ends at the end of the frame or a few bytes before.
2. It is believed where the decoder agrees: with another byte of the stretch and the sum that goes with it, the frame is whole.
3. In a frame whose checksum is wrong it is the place where the right one makes the frame whole, and nothing else moves.
4. Then every other byte that moves the integrity alone is asked again, with its sum: where the frame is whole nobody reads it.
"""

import re
from binascii import crc_hqx
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import xor
from typing import Final, NamedTuple

import msgspec

from bilezik.protocols.eelink.packages import rotating_sum
from bilezik.protocols.probes import Oracle
from bilezik.protocols.xexun2.messages import ones_sum
from bilezik.wire.checksums import crc_arc, crc_ccitt_false, crc_x25

_HEAD: Final = 20
"""Within how many bytes of its beginning a sum stands that stands before what it covers."""
_FIRST: Final = 8
_FIRST_OF_TEXT: Final = 32
"""Within how many bytes of its beginning a sum begins to count: an id may stand in front in a datagram of text."""
_WITNESSES: Final = 16
"""How many covered bytes are asked whether the sum undoes their change."""
_LONGEST: Final = 2048
"""In a longer frame that is wrong nothing is looked for: it would take seconds."""
_TAIL: Final = 3
"""How many bytes may stand behind the frame's sum, or behind what it covers where it stands before that."""
_BETWEEN: Final = 2
"""How many bytes may lie between a sum and what it covers: the upper half of a sum in four bytes, a number."""


_NO_TEXT: Final = re.compile(rb"[^\r\n -~]")


class Sum(NamedTuple):
    """A kind of checksum."""

    name: str
    of: Callable[[bytes], int]
    width: int


SUMS: Final = (
    Sum("CRC-16/X-25", crc_x25, 2),
    Sum("CRC-16/CCITT-FALSE", crc_ccitt_false, 2),
    Sum("CRC-16/XMODEM", lambda data: crc_hqx(data, 0), 2),
    Sum("CRC-16/ARC", crc_arc, 2),
    Sum("sum of the bytes", lambda data: sum(data) & 0xFFFF, 2),
    Sum("inverted sum of the bytes", ones_sum, 2),
    Sum("rotating sum", rotating_sum, 2),
    Sum("sum of the bytes", lambda data: sum(data) & 0xFF, 1),
    Sum("exclusive or of the bytes", lambda data: reduce(xor, data, 0), 1),
)


class Checksum(msgspec.Struct, frozen=True):
    """A checksum: where it stands, its kind, the stretch it covers, as it should be; `order`: big, little, or hex in digits."""

    start: int
    end: int
    kind: int
    order: str
    covers_from: int
    covers_to: int
    right: bytes = b""

    @property
    def name(self) -> str:
        """What kind of sum it is."""
        return SUMS[self.kind].name

    def written(self, frame: bytes) -> bytes:
        """Return the sum of a frame as it has to stand in it."""
        value, size = SUMS[self.kind].of(frame[self.covers_from : self.covers_to]), self.end - self.start
        if self.order == "hex":
            text = f"{value:0{size}x}"
            return (text if frame[self.start : self.end].islower() else text.upper()).encode()
        return value.to_bytes(size, "little" if self.order == "little" else "big")

    def mended(self, frame: bytes) -> bytes:
        """Return the frame with its right sum."""
        return frame[: self.start] + self.written(frame) + frame[self.end :]


def find(oracle: Oracle, alone: Iterable[int]) -> Checksum | None:
    """Return the checksum of a whole frame, or None; `alone`: the bytes that move nothing but the integrity."""
    frame, among = oracle.frame, frozenset(alone)
    if oracle.decoded.integrity != "ok":
        return None
    for one in _candidates(frame):
        if among.issuperset(range(one.start, one.end)) and one.written(frame) == frame[one.start : one.end]:
            step = max(1, (one.covers_to - one.covers_from) // _WITNESSES)
            if any(undone(oracle, one, at) for at in range(one.covers_to - 1, one.covers_from - 1, -step)):
                return _widened(one, among, frame)
    return None


def find_wrong(oracle: Oracle) -> Checksum | None:
    """Return the checksum of a frame that is whole but for it, or None."""
    frame = oracle.frame
    if oracle.decoded.integrity != "failed" or len(frame) > _LONGEST:
        return None
    for one in _candidates(frame):
        mended = one.mended(frame)
        if mended != frame and oracle.integrity(mended) == "ok":
            move = oracle.moved(mended)
            if move is not None and not move.own:
                return msgspec.structs.replace(one, right=mended[one.start : one.end])
    return None


def undone(oracle: Oracle, one: Checksum, at: int) -> bool:
    """Return whether the byte at `at` moves the integrity, and no longer where the sum goes with it."""
    frame = oracle.frame[:at] + bytes((oracle.frame[at] ^ 1,)) + oracle.frame[at + 1 :]
    return oracle.integrity(frame) != "ok" and oracle.integrity(one.mended(frame)) == "ok"


def _candidates(frame: bytes) -> Iterator[Checksum]:
    """Yield where a checksum may stand, how it may be written and what it may cover."""
    size = len(frame)
    is_text = not _NO_TEXT.search(frame)
    for kind, (_, _, width) in enumerate(SUMS):
        for order, length in (("big", width), ("little", width), ("hex", 2 * width)):
            if (order != "hex" and is_text) or (order == "little" and width == 1):
                continue
            behind = range(size - length, max(0, size - length - _TAIL - 1), -1)
            for start in dict.fromkeys((*behind, *range(1, min(_HEAD, size - length)))):
                if order == "hex" and not _is_hex(frame[start : start + length]):
                    continue
                first = _FIRST_OF_TEXT if order == "hex" else _FIRST
                yield from (
                    Checksum(start, start + length, kind, order, *one) for one in _stretches(start, start + length, size, first)
                )


def _stretches(start: int, end: int, size: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield what a sum at a place may cover: from near the beginning to it, or from it to near the end."""
    if size - end <= _TAIL:
        yield from ((first, last) for last in (start, start - _BETWEEN) for first in range(min(most + 1, last)))
    if start < _HEAD:
        yield from (
            (first, last)
            for last in range(size, max(end, size - _TAIL - 1), -1)
            for first in range(end, min(end + _BETWEEN + 1, last))
        )


def _widened(one: Checksum, among: frozenset[int], frame: bytes) -> Checksum:
    """A sum that stands in four bytes begins with noughts."""
    between = range(one.covers_to, one.start)
    if between and among.issuperset(between) and not any(frame[one.covers_to : one.start]):
        return msgspec.structs.replace(one, start=one.covers_to)
    return one


def _is_hex(text: bytes) -> bool:
    return all(byte in b"0123456789abcdefABCDEF" for byte in text)
