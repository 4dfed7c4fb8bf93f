"""Which bytes of a frame are one field.

1. Bytes side by side for which the same part moves with every change are one field; so are bytes of the same kind that are none.
2. A byte with flags at the head of a number (course and hemispheres in one word) belongs to the number, and so do the noughts
   before one.
3. Text is cut at its separators first. Within a piece of text everything belongs to its value: a decimal point, whose change
   costs more than a digit's, a sign, the name before `=` or `:`. A piece with two values is cut where the one becomes the other.
4. Text is a frame that is text from end to end, or a run of letters, digits and signs too long to be chance.
5. Fields cover all bytes that were looked at, without gap or overlap.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from bilezik.protocols.verdicts import Verdict, plain

_RUN: Final = re.compile(rb"[ -~]{12,}")
_PIECES: Final = re.compile(rb"(?:[^\s,;|*#$!@?&(){}\[\]<>]|(?<=[:=]) )+")
"""What lies between separators. A space behind a colon or an equals sign belongs to the name before it."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FIRM: Final = frozenset({"unread", "length", "checksum", "guard"})
"""Roles that a separator keeps."""


class Span(NamedTuple):
    """Bytes that are one field."""

    start: int
    end: int
    verdict: Verdict


def texts_of(frame: bytes) -> list[tuple[int, int]]:
    """Return where a frame is text."""
    try:
        if frame and not _CONTROL.search(frame.decode("utf-8")):
            return [(0, len(frame))]
    except UnicodeDecodeError:
        pass
    return [found.span() for found in _RUN.finditer(frame)]


def spans(frame: bytes, verdicts: Sequence[Verdict], texts: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the fields of the bytes that have a verdict."""
    found: list[Span] = []
    at = 0
    for start, end in texts:
        found += _joined(frame, _runs(verdicts, at, start))
        found += _of_text(frame, verdicts, start, end)
        at = end
    found += _joined(frame, _runs(verdicts, at, len(verdicts)))
    return _alike(found, values_only=True)


def _runs(verdicts: Sequence[Verdict], start: int, end: int) -> list[Span]:
    return [Span(at, at + 1, verdicts[at]) for at in range(start, end)]


def _of_text(frame: bytes, verdicts: Sequence[Verdict], start: int, end: int) -> list[Span]:
    found: list[Span] = []
    at = start
    for piece in _PIECES.finditer(frame, start, end):
        found += _separator(frame, _runs(verdicts, at, piece.start()))
        found += _one_value(frame, _joined(frame, _runs(verdicts, piece.start(), piece.end())))
        at = piece.end()
    return found + _separator(frame, _runs(verdicts, at, end))


def _separator(frame: bytes, runs: list[Span]) -> list[Span]:
    """A separator at an end of the frame is its mark, where it is one at all."""
    if not runs:
        return []
    verdict = plain("mark" if runs[0].start == 0 or runs[-1].end == len(frame) else "separator")
    keeps = {"unread"} if verdict.role == "separator" else set()
    return _alike([run if run.verdict.role in _FIRM - keeps else run._replace(verdict=verdict) for run in runs])


def _one_value(frame: bytes, runs: list[Span]) -> list[Span]:
    """Return a piece of text as one field for each value in it."""
    values = [run for run in runs if run.verdict.role == "value"]
    if not values:
        return _no_value(frame, runs)
    least = [run for run in values if not any(_is_within(other.verdict, run.verdict) for other in values)]
    starts = [runs[0].start, *(run.start for run in least[1:])]
    ends = [*starts[1:], runs[-1].end]
    return _alike([Span(*span) for span in zip(starts, ends, (run.verdict for run in least), strict=True)])


def _no_value(frame: bytes, runs: list[Span]) -> list[Span]:
    """A word without a value is what most of its letters are; quotes and signs around it are as much as the word is."""
    words = [(sum(frame[at : at + 1].isalnum() for at in range(run.start, run.end)), run.verdict) for run in runs]
    most = max(words, key=lambda word: (word[0], word[1].role != "unread"))
    if any(letters > 1 for letters, one in words if one.role != most[1].role) or any(
        one.role in _FIRM - {"unread"} for _, one in words
    ):
        return runs
    is_said = most[1].role == "structure" and len(most[1].parts) == 1  # a word that says one thing and loses it with any letter
    return [Span(runs[0].start, runs[-1].end, most[1]._replace(role="value") if is_said else most[1])]


def _joined(frame: bytes, runs: list[Span]) -> list[Span]:
    """Join what is one field, until nothing more is."""
    while True:
        fewer = _bridged(_headed(_led(frame, _alike(runs))))
        if len(fewer) == len(runs):
            return fewer
        runs = fewer


def _alike(runs: list[Span], *, values_only: bool = False) -> list[Span]:
    found: list[Span] = []
    for run in runs:
        is_value = run.verdict.role == "value"
        if found and (is_value or not values_only) and _is_one(found[-1].verdict, run.verdict):
            found[-1] = _together(found[-1], run)
        else:
            found.append(run)
    return found


def _is_one(left: Verdict, right: Verdict) -> bool:
    if left.role != right.role:
        return False
    return left.parts.keys() == right.parts.keys() or (left.role == "value" and bool(left.core & right.core))


def _together(left: Span, right: Span) -> Span:
    """Join two fields; one that is no value adds its bytes and nothing else."""
    one, other = left.verdict, right.verdict
    if one.role != other.role:
        return Span(left.start, right.end, other if other.role == "value" else one)
    core = (one.core & other.core) or one.core or other.core
    return Span(
        left.start, right.end, Verdict(one.role, one.parts + other.parts, core, one.gone | other.gone, one.come | other.come)
    )


def _led(frame: bytes, runs: list[Span]) -> list[Span]:
    """Join the noughts at the head of a number, whose change makes it too large, to the number."""
    for at, (run, number) in enumerate(pairwise(runs)):
        if (
            run.verdict.role == "structure" and number.verdict.role == "value" and run.verdict.core == number.verdict.core
            and number.end - number.start > 1 and not any(frame[run.start : run.end])
        ):  # fmt: skip
            return [*runs[:at], _together(run, number), *runs[at + 2 :]]
    return runs


def _headed(runs: list[Span]) -> list[Span]:
    """Join a byte of flags to the one neighbour whose parts are among its own."""
    for at, run in enumerate(runs):
        if run.end - run.start != 1 or run.verdict.role != "value":
            continue
        beside = [place for place in (at - 1, at + 1) if 0 <= place < len(runs) and _is_within(runs[place].verdict, run.verdict)]
        if len(beside) == 1:
            first = min(at, beside[0])
            return [*runs[:first], _together(runs[first], runs[first + 1]), *runs[first + 2 :]]
    return runs


def _is_within(inner: Verdict, outer: Verdict) -> bool:
    return inner.role == "value" and inner.parts.keys() < outer.parts.keys()


def _bridged(runs: list[Span]) -> list[Span]:
    """Join two halves of a value across a byte between them that nobody reads."""
    for at in range(1, len(runs) - 1):
        left, middle, right = runs[at - 1 : at + 2]
        is_gap = middle.end - middle.start == 1 and middle.verdict.role == "unread"
        if is_gap and left.verdict.role == "value" and _is_one(left.verdict, right.verdict):
            return [*runs[: at - 1], _together(left._replace(end=middle.end), right), *runs[at + 2 :]]
    return runs
