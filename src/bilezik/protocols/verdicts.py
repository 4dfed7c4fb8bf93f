"""What a byte is for, by what its changes move.

1. A byte is changed to its neighbours and in single bits; a letter or digit of text to others of its kind; a letter that stands
   alone to the whole alphabet, among them those that stand for a hemisphere or a fix.
2. A byte is a value where enough of its changes say something else and cost nothing. Where they only cost something, or move many
   things at once, it says how what stands behind it is to be read: structure, or a mark where nothing is left at all. Where the
   integrity alone moves, `checking` says more. Where nothing moves nobody reads it.
"""

from collections import Counter
from typing import Final, Literal, NamedTuple

from bilezik.protocols.probes import Move, Oracle

Role = Literal["value", "mark", "structure", "check", "length", "checksum", "guard", "separator", "unread", "unseen"]
"""`structure`: how other bytes are to be read hangs on it, a kind or a count. `mark`: without it nothing is read. `check`: the
integrity alone moves; what is settled becomes `length`, `checksum` or `guard`, a count or a mark. `unread`: nobody reads it.
`unseen`: too far behind to be looked at."""
_LETTERS: Final = b"ABEFNSVWZ"
_BITS: Final = (0x01, 0x80, 0x08, 0x02, 0x40, 0x10, 0x04, 0x20)
_QUARTER: Final = 0.25
"""A high byte of a number in floating point leaves the Earth with six changes in ten; a kind rarely makes another good frame."""
_TOGETHER: Final = 3
"""How many things one value says at most: a status, the charger, an event. What moves more moves what stands behind it."""


class Verdict(NamedTuple):
    """What a byte, or a field, is for.

    `parts`: what it moves, by how many changes moved it; `core`: what every change moved; `gone`, `come`: the events that it says,
    and that other values would say.
    """

    role: Role
    parts: Counter[str]
    core: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    come: frozenset[str] = frozenset()


def plain(role: Role) -> Verdict:
    """Return the verdict of a byte that says nothing itself."""
    return Verdict(role, Counter())


_ORDER: Final[tuple[Role, ...]] = ("unread", "check", "mark", "structure", "value")


def verdict(oracle: Oracle, at: int, *, most: int, is_text: bool) -> Verdict:
    """Return what the byte at `at` is for, asking at most `most` questions of each kind."""
    byte = oracle.frame[at]
    if is_text and (alike := _alike(byte)):
        if not _is_digit(byte) and _stands_alone(oracle.frame, at):
            return judged(oracle, oracle.changed(at, _alphabet(byte)), is_code=True)
        digit = judged(oracle, oracle.changed(at, _hexes(byte)[:most]))
        return digit if digit.role in ("value", "check") else judged(oracle, oracle.changed(at, alike[:most]))
    near = judged(oracle, oracle.changed(at, _near(byte)[:most]))
    if near.role == "value":
        return near
    return max(near, judged(oracle, oracle.changed(at, _alike(byte)[:most])), key=lambda one: _ORDER.index(one.role))


def judged(oracle: Oracle, moves: list[Move], *, is_code: bool = False) -> Verdict:
    """Return what bytes are for whose changes moved this.

    A value wants a share of changes that say something else and cost nothing, or that all move one or two parts. A letter
    that `is_code` has few others that mean anything: one is enough, if it moves what the frame states.
    """
    bulk = max(_TOGETHER, oracle.stated // 2 + 1)
    good, lossy, heavy, echoes = [], [], 0, []
    for move in moves:
        own = move.own
        if move.is_broken or len(own) >= bulk:
            heavy += 1
        elif own and move.told and _is_clean(oracle, move, own, is_code=is_code):
            good.append(move)
        elif own:
            lossy.append(move)
        elif move.told or move.lost:
            echoes.append(move)
    share = 0.0 if is_code else _QUARTER
    sets = {move.own for move in good + lossy}
    if good and (
        len(good) >= share * (len(good) + len(lossy) + heavy) or (not heavy and len(_names(frozenset().union(*sets))) <= 2)
    ):
        core = frozenset.intersection(*(move.own for move in good))
        return _of("value", good + [move for move in lossy if _belongs(move.own, core)])
    if lossy or heavy:
        least = [move for move in lossy if not any(other < move.own for other in sets)]
        return _of("mark" if all(move.is_broken for move in moves) else "structure", least)
    if echoes:
        paths = Counter(path for move in echoes for path in move.told | move.lost)
        return Verdict("value", paths, frozenset(paths))
    return plain("check" if moves else "unread")


def _is_clean(oracle: Oracle, move: Move, own: frozenset[str], *, is_code: bool) -> bool:
    names = len(_names(own))
    if is_code:
        return names <= 2 and own <= oracle.said.keys()
    return names <= _TOGETHER and not move.lost


def _belongs(own: frozenset[str], core: frozenset[str]) -> bool:
    """Return whether a change that also costs something still tells of the same value: a flag of a status."""
    return len(_names(own)) <= 2 or (len(_names(own)) <= _TOGETHER and bool(core) and core <= own)


def _names(paths: frozenset[str]) -> set[str]:
    return {path.rpartition(".")[2] for path in paths}


def _of(role: Role, moves: list[Move]) -> Verdict:
    sets = [move.own for move in moves]
    return Verdict(
        role,
        Counter(path for parts in sets for path in parts),
        frozenset.intersection(*sets) if sets else frozenset(),
        frozenset().union(*(move.gone for move in moves)),
        frozenset().union(*(move.come for move in moves)),
    )


def _stands_alone(frame: bytes, at: int) -> bool:
    return not frame[max(0, at - 1) : at].isalnum() and not frame[at + 1 : at + 2].isalnum()


def _near(byte: int) -> tuple[int, ...]:
    """Return the values one bit or one step away."""
    return tuple(dict.fromkeys([(byte + 1) & 0xFF, (byte - 1) & 0xFF, *(byte ^ bit for bit in _BITS)]))


def _alike(byte: int) -> tuple[int, ...]:
    """Return other digits of a digit and other letters of a letter; nothing of anything else."""
    if _is_digit(byte):
        return tuple(0x30 + (byte - 0x30 + step) % 10 for step in (1, 9, 5, 2, 7, 3, 4, 6, 8))
    letters = _LETTERS if 0x41 <= byte <= 0x5A else _LETTERS.lower() if 0x61 <= byte <= 0x7A else b""
    return tuple(one for one in letters if one != byte)


def _hexes(byte: int) -> tuple[int, ...]:
    """Return other hexadecimal digits of a letter that may be one; nothing of anything else."""
    digits = b"ABCDEF07" if 0x41 <= byte <= 0x46 else b"abcdef07" if 0x61 <= byte <= 0x66 else b""
    return tuple(one for one in digits if one != byte)


def _alphabet(letter: int) -> tuple[int, ...]:
    first = 0x41 if letter < 0x61 else 0x61
    return tuple(one for one in range(first, first + 26) if one != letter)


def _is_digit(byte: int) -> bool:
    return 0x30 <= byte <= 0x39
