"""Making a changed frame whole again, so that what lies behind its checksum and its length is reached.

1. No table of protocols: where a protocol's own frames have a length and a checksum, and of which kind, is learnt from them. What
   most of them agree in is taken.
2. The length is mended first: checksums cover it. A request's is its header.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, Literal

import msgspec
from tests.fuzz.seeds import frames_of, with_length

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.checking import SUMS, Checksum

_SHARE: Final = 0.5
"""Of how many of the frames something must be true."""
_SIZES: Final = 3
"""How many lengths of frames something must be true of: one may be chance."""
_ASKED: Final = 16
"""How many frames are asked whether they have a checksum."""
_LONGEST: Final = 300
"""Longer frames teach nothing more."""
_WIDTHS: Final[tuple[tuple[int, Literal["big", "little"]], ...]] = ((2, "big"), (2, "little"), (4, "big"), (1, "big"))


class Length(msgspec.Struct, frozen=True):
    """A length: where it stands, how it is written, how much less than the frame it is."""

    at: int
    width: int
    order: Literal["big", "little", "hex"]
    less: int

    def mended(self, frame: bytes) -> bytes:
        value = max(0, len(frame) - self.less) % (1 << 4 * self.width if self.order == "hex" else 1 << 8 * self.width)
        text = f"{value:0{self.width}X}".encode() if self.order == "hex" else value.to_bytes(self.width, self.order)
        return frame[: self.at] + text + frame[self.at + self.width :]


class Sum(msgspec.Struct, frozen=True):
    """A checksum: where it stands and what it covers; a place below nought is counted from the end of the frame."""

    kind: int
    order: str
    at: int
    width: int
    covers_from: int
    covers_to: int

    def mended(self, frame: bytes) -> bytes:
        size = len(frame)
        at = self.at if self.at >= 0 else size + self.at
        to = self.covers_to if self.covers_to > 0 else size + self.covers_to
        if not (0 <= at <= size - self.width and self.covers_from < to <= size):
            return frame
        return Checksum(at, at + self.width, self.kind, self.order, self.covers_from, to).mended(frame)


class Mender:
    """What is learnt of one protocol."""

    def __init__(self, name: str) -> None:
        self._is_http = "http" in PROTOCOLS[name].transports
        frames = [] if self._is_http else [frame for frame in frames_of(name) if 4 < len(frame) <= _LONGEST]
        whole = [frame for frame in frames if _is_whole(name, frame)]
        self.length = _length_of(whole or frames)
        self.sum = _sum_of(whole)

    def mended(self, frame: bytes) -> bytes:
        """Return a frame with the length and the checksum it should have."""
        if self._is_http:
            return with_length(frame)
        if self.length is not None and len(frame) >= self.length.at + self.length.width:
            frame = self.length.mended(frame)
        return frame if self.sum is None else self.sum.mended(frame)


def _is_whole(name: str, frame: bytes) -> bool:
    with suppress(Exception):  # that it raises is for the claims to find
        return PROTOCOLS[name].decode(frame, Session(), Instant(0)).integrity == "ok"
    return False


def _length_of(frames: list[bytes]) -> Length | None:
    said = Counter(length for frame in frames for length in _lengths(frame))
    best = max(said, key=lambda one: (said[one], one.width, -one.at, one.less, one.order), default=None)
    if best is None or said[best] < _SHARE * len(frames):
        return None
    sizes = {len(frame) for frame in frames if best.mended(frame) == frame}
    return best if len(sizes) >= _SIZES else None


def _lengths(frame: bytes) -> set[Length]:
    found = set()
    for at in range(1, min(24, len(frame) - 4)):
        for width, order in _WIDTHS:
            less = len(frame) - int.from_bytes(frame[at : at + width], order)
            if 0 <= less <= 40:
                found.add(Length(at, width, order, less))
        text = frame[at : at + 4]
        if all(byte in b"0123456789ABCDEF" for byte in text) and 0 <= len(frame) - int(text, 16) <= 40:
            found.add(Length(at, 4, "hex", len(frame) - int(text, 16)))
    return found


def _sum_of(frames: list[bytes]) -> Sum | None:
    """Return the checksum that most frames have, of those that two of middling length have: short ones have many by chance."""
    frames = sorted(frames, key=len)
    middle = frames[len(frames) // 2 :][:2]
    asked = frames[:: max(1, len(frames) // _ASKED)]
    said = Counter({one: sum(one.mended(frame) == frame for frame in asked) for frame in middle for one in _sums(frame)})
    best = max(said, key=lambda one: (said[one], one.width, -one.covers_from), default=None)
    return best if best is not None and said[best] >= max(3, _SHARE * len(asked)) else None


def _sums(frame: bytes) -> Iterator[Sum]:
    """Yield the checksums that a frame may have: near its end, or within its head."""
    for kind, (_, _, width) in enumerate(SUMS):
        for order, size in (("big", width), ("little", width), ("hex", 2 * width)):
            behind = ((-size - after, -size - after - gap) for after in range(4) for gap in range(3))
            ahead = ((at, -after) for at in range(1, 20) for after in range(3))
            for at, to in (*behind, *ahead):
                for first in range(9) if at < 0 else range(at + size, at + size + 2):
                    one = Sum(kind, order, at, size, first, to)
                    if one.mended(frame) == frame:
                        yield one
