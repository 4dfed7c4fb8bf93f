"""A frame field by field, as its decoder reads it.

1. There is no table of any protocol here: the decoder is asked (`probes`, `verdicts`), so that what is said is always true of it.
2. Bytes that move the same parts of what is decoded are one field (`spans`): a place, a time, a status with its events.
3. Bytes that move the integrity and nothing else are the checksum, or covered by it and read by nobody (`checking`), or a guard:
   a count, a mark, a length. Of those in front the one that says how many bytes follow is the length.
4. A frame whose checksum alone is wrong is explained as if it were right, and what would be right is told.
5. Words of text that stand for yes and no are changed whole: no letter of them can be changed alone.
6. Work is bounded: `LONGEST` bytes are looked at, `QUESTIONS` asked, fewer of each byte the longer the frame. Never raises where
   the decoder does not.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from bilezik.domain.decoded import Decoded
from bilezik.protocols import checking
from bilezik.protocols.checking import Checksum
from bilezik.protocols.probes import Ask, Oracle
from bilezik.protocols.spans import spans, texts_of
from bilezik.protocols.verdicts import Role, Verdict, judged, plain, verdict

LONGEST: Final = 4096
"""A longer frame holds a picture, or hundreds of records of one kind: what is behind is as what is in front."""
QUESTIONS: Final = 4_000
"""Of each byte this many by the length of the frame are asked: a long frame takes longer to decode, too."""
_LEAST, _MOST = 2, 12
"""Fewer find nothing; more there are not to ask of one byte."""
_FRONT: Final = 24
"""Within how many bytes of its beginning a frame says how long it is."""
_LEFT_OUT: Final = 5
"""How many bytes at the end a length may leave out: a sum and a tail."""
_WIDTHS: Final[tuple[tuple[int, Literal["big", "little"]], ...]] = (
    (4, "big"), (3, "big"), (2, "big"), (4, "little"), (2, "little"), (1, "big"),
)  # fmt: skip
_REPORT: Final = re.compile(r"reports\[(\d+)\]")
_WORD: Final = re.compile(rb"\b(?:true|false)\b")
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{4}")


class Field(msgspec.Struct, frozen=True):
    """A field. `parts`: what it says, or what hangs on it; `says`, `could_say`: events, those of other values in `could_say`."""

    start: int
    end: int
    role: Role
    parts: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    could_say: tuple[str, ...] = ()

    @property
    def report(self) -> int | None:
        """The number of the one report that this field is about, or None."""
        numbers = {found[1] if (found := _REPORT.match(path)) else "" for path in self.parts}
        return int(numbers.pop() or -1) if len(numbers) == 1 and "" not in numbers else None


class Explanation(msgspec.Struct, frozen=True):
    """A frame, what the whole of it says, its fields from the first byte to the last, its checksum if one is found.

    `texts`: from where to where it is text.
    """

    frame: bytes
    decoded: Decoded
    fields: tuple[Field, ...]
    checksum: Checksum | None = None
    texts: tuple[tuple[int, int], ...] = ()


def explain(ask: Ask, frame: bytes) -> Explanation:
    """Return what each byte of a frame is for; `ask` decodes a frame in its session, always the same."""
    oracle = Oracle(ask, frame)
    checksum = checking.find_wrong(oracle)
    whole = oracle if checksum is None else Oracle(ask, checksum.mended(frame))
    texts = texts_of(whole.frame[:LONGEST])
    verdicts = _verdicts(whole, texts)
    found = _settled(whole, verdicts)
    _measured(frame, verdicts, texts)
    order = {path: place for place, path in enumerate(whole.said)}
    fields = [_field(one.start, one.end, one.verdict, order) for one in spans(frame, verdicts, texts)]
    if len(verdicts) < len(frame):
        fields.append(Field(len(verdicts), len(frame), "unseen"))
    return Explanation(frame, oracle.decoded, tuple(fields), checksum or found, tuple(texts))


def _verdicts(oracle: Oracle, texts: list[tuple[int, int]]) -> list[Verdict]:
    size = min(len(oracle.frame), LONGEST)
    most = min(_MOST, max(_LEAST, QUESTIONS // max(1, size)))
    is_text = {at for start, end in texts for at in range(start, end)}
    found = [verdict(oracle, at, most=most, is_text=at in is_text) for at in range(size)]
    for start, end in texts:
        for word in _WORD.finditer(oracle.frame, start, end):
            other = b"false" if word[0] == b"true" else b"true"
            move = oracle.moved(oracle.frame[: word.start()] + other + oracle.frame[word.end() :])
            said = judged(oracle, [] if move is None else [move], is_code=True)
            if said.role == "value":
                found[word.start() : word.end()] = [said] * len(word[0])
    return found


def _settled(oracle: Oracle, verdicts: list[Verdict]) -> Checksum | None:
    """Say of the bytes that move the integrity alone what they are; return the checksum among them."""
    alone = [at for at, one in enumerate(verdicts) if one.role == "check"]
    checksum = checking.find(oracle, alone)
    for at in alone:
        if oracle.decoded.integrity == "failed":
            role: Role = "unread"  # that a change makes it right by chance says nothing
        elif checksum is None:
            role = "guard"
        elif checksum.start <= at < checksum.end:
            role = "checksum"
        else:
            role = "unread" if checking.undone(oracle, checksum, at) else "guard"
        verdicts[at] = plain(role)
    return checksum


def _measured(frame: bytes, verdicts: list[Verdict], texts: list[tuple[int, int]]) -> None:
    """Name the length: the number in front that says how many bytes follow; wide numbers are told from chance most easily."""
    is_text = {at for start, end in texts for at in range(start, end)}
    for size, order in _WIDTHS:
        for start in range(min(_FRONT, len(verdicts) - size)):
            end = start + size
            here = verdicts[start:end]
            if all(map(_may_measure, here)) and _is_no_mark(here):
                numbers = _digits(frame[start:end]) if start in is_text else _number(frame[start:end], order)
                left = [len(frame) - end - number for number in numbers if number]
                if any(0 <= one <= _LEFT_OUT for one in left):
                    verdicts[start:end] = [plain("length")] * size
                    return


def _is_no_mark(here: list[Verdict]) -> bool:
    """A mark of several bytes may be a length where nothing else is read: a login."""
    marks = sum(one.role == "mark" for one in here)
    return marks == 0 or marks == len(here) > 1


def _may_measure(one: Verdict) -> bool:
    return one.role in ("guard", "structure", "mark") or (
        one.role == "value" and all(path.startswith("replies[") for path in one.parts)
    )


def _digits(said: bytes) -> list[int]:
    """Return what three or four digits may mean as a number."""
    found = [int(said)] if len(said) > 2 and said.isdigit() else []
    return [*found, int(said, 16)] if _HEX.fullmatch(said) else found


def _number(said: bytes, order: Literal["big", "little"]) -> list[int]:
    return [] if len(said) == 3 else [int.from_bytes(said, order)]


def _field(start: int, end: int, one: Verdict, order: Mapping[str, int]) -> Field:
    """Return a field, its parts by how many changes move them, then as a report has them."""
    parts = tuple(sorted(one.parts, key=lambda path: (-one.parts[path], order.get(path, len(order)), path)))
    has_events = any(path.endswith(".events") for path in parts)
    says, could = (tuple(sorted(one.gone)), tuple(sorted(one.come - one.gone))) if has_events else ((), ())
    return Field(start, end, one.role, parts, says, could)
