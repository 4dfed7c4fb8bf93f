"""Changing an input the way a sender would, or a bad line: protocol-aware, and repeatable from its seed.

1. Half of the changes are the fuzzer's own, which knows what it compared; the others know frames: splices of two, fields between
   separators, numbers too large, lengths and sums that are right again.
2. What a session knows and where the stream is cut changes too, but seldom.
"""

import random
import re
from collections.abc import Callable
from typing import Final

from tests.fuzz.inputs import HEAD
from tests.fuzz.mending import Mender
from tests.fuzz.seeds import EDGES, NASTY, wires_of

_SEPARATORS: Final = re.compile(rb"[,;|*#&=:\[\]{}\"@!$ \r\n-]")
Own = Callable[[bytes, int], bytes]
"""The fuzzer's own change of bytes, up to a size."""


class Mutator:
    """The changes of one protocol's inputs."""

    def __init__(self, name: str) -> None:
        self.wires = wires_of(name)
        self.own = [bytes((0, number % 256)) + wire for number, wire in enumerate(self.wires)]
        """Our own frames as inputs."""
        self._mender = Mender(name)
        self._changes = (_splice, _field, _field, _edge, _flip, _shorten, _repeat, _join, _swap)

    def word(self, dice: random.Random) -> bytes:
        """Return one of our own frames with one field that is another word, and nothing else changed but its length and sum."""
        stream = _field(dice.choice(self.wires), dice, self.wires)
        return bytes((dice.choice((0, 0, dice.randrange(256))), dice.randrange(1, 32))) + self._mender.mended(stream)

    def change(self, data: bytes, most: int, seed: int, own: Own | None = None) -> bytes:
        """Return another input made of this one, at most `most` bytes."""
        dice = random.Random(seed)
        head, stream = (data + bytes(HEAD))[:HEAD], data[HEAD:]
        if dice.random() < 0.15:
            head = bytes((dice.randrange(256) if dice.random() < 0.5 else head[0], dice.randrange(256)))
        if own is not None and dice.random() < 0.5:
            stream = own(stream, max(1, most - HEAD)) if stream else dice.choice(self.wires)
        else:
            for _ in range(dice.choice((1, 1, 1, 2, 4))):
                stream = dice.choice(self._changes)(stream, dice, self.wires)
        if dice.random() < 0.4:
            stream = self._mender.mended(stream)
        return (head + stream)[:most]


def _place(stream: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(stream) + 1)
    return start, min(len(stream), start + dice.choice((0, 1, 1, 2, 4, 8, 16, 64)))


def _splice(stream: bytes, dice: random.Random, wires: list[bytes]) -> bytes:
    """Put a piece of one of our own frames in."""
    other = dice.choice(wires)
    start, end = _place(stream, dice)
    first, last = sorted((dice.randrange(len(other) + 1), dice.randrange(len(other) + 1)))
    return stream[:start] + other[first:last] + stream[end if dice.random() < 0.5 else start + last - first :]


def _field(stream: bytes, dice: random.Random, wires: list[bytes]) -> bytes:
    """Put another word between two separators."""
    marks = [mark.span() for mark in _SEPARATORS.finditer(stream)]
    if not marks:
        return _edge(stream, dice, wires)
    at = dice.randrange(len(marks))
    start, end = marks[at][1], marks[at + 1][0] if at + 1 < len(marks) else len(stream)
    return stream[:start] + dice.choice(NASTY) + stream[end:]


def _edge(stream: bytes, dice: random.Random, _wires: list[bytes]) -> bytes:
    """Write an extreme number over what stands there."""
    edge = dice.choice(EDGES)
    start = dice.randrange(len(stream) + 1)
    return stream[:start] + edge + stream[start + len(edge) :]


def _flip(stream: bytes, dice: random.Random, _wires: list[bytes]) -> bytes:
    changed = bytearray(stream)
    for _ in range(dice.choice((1, 1, 2, 4)) if changed else 0):
        changed[dice.randrange(len(changed))] ^= dice.choice((1, 2, 4, 8, 16, 32, 64, 128, 255))
    return bytes(changed)


def _shorten(stream: bytes, dice: random.Random, _wires: list[bytes]) -> bytes:
    start, end = _place(stream, dice)
    return stream[:start] if dice.random() < 0.3 else stream[:start] + stream[end:]


def _repeat(stream: bytes, dice: random.Random, _wires: list[bytes]) -> bytes:
    start, end = _place(stream, dice)
    return stream[:end] + stream[start:end] * dice.choice((1, 1, 2, 5, 40)) + stream[end:]


def _join(stream: bytes, dice: random.Random, wires: list[bytes]) -> bytes:
    """Put a whole frame before, behind, or instead."""
    other = dice.choice(wires)
    return dice.choice((other + stream, stream + other, other, other[: dice.randrange(len(other) + 1)] + stream))


def _swap(stream: bytes, dice: random.Random, _wires: list[bytes]) -> bytes:
    """Put a piece where another was."""
    (start, end), (at, to) = sorted((_place(stream, dice), _place(stream, dice)))
    return stream if at < end else stream[:start] + stream[at:to] + stream[end:at] + stream[start:end] + stream[to:]
