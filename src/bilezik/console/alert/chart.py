"""The chart of an explanation, worked out for the eye: places on a drawing, in parts of a hundred.

1. The scale is that of odds, on which evidence adds up: half a per cent at the ends has as much room as it means. Its marks are
   probabilities, because those are what people read.
2. Every figure of the drawing stands in the table below it; the drawing is for seeing what led to what.
3. A dot's area grows with what its position moved; filled it speaks for "not kept", blue against it, hollow it is not believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bilezik.console.words.kinds import Text
from bilezik.console.words.numbers import decimal
from bilezik.domain.instant import Instant, minutes, to_datetime
from bilezik.domain.violation import Violation
from bilezik.fold.explaining import Explanation, Step
from bilezik.tracking.presence import CERTAIN, KEPT, LIKELY

LONGEST_CELL: Final = minutes(10)
"""How long a plain geofence's last verdict is drawn on: then nobody knows what it would have said."""
MOST_HOURS: Final = 6
STEPS: Final = tuple(timedelta(minutes=n) for n in (10, 20, 30, 60))
ENDS: Final = 6907
"""Odds of a thousandth: probabilities are said in thousandths, so nothing finer is drawn."""
STILL: Final = 60
"""Thousandths of a nat that no eye need see moved."""

Tone = Literal["for", "against", "still", "doubted"]


@dataclass(frozen=True, slots=True)
class Dot:
    """One position on the chart."""

    x: float
    y: float
    r: float
    tone: Tone
    number: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasted."""

    x: float
    width: float
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the scale of probability."""

    y: float
    percent: str
    word: Text
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing."""

    line: str
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    hours: tuple[tuple[float, str], ...]
    holds: tuple[Bar, ...]
    verdicts: tuple[Bar, ...]
    alarms: tuple[float, ...]
    violations: tuple[Bar, ...]
    decided: tuple[float, ...]


def chart(told: Explanation, stored: Sequence[Violation], said: Sequence[tuple[int | None, str]], zone: str) -> Chart:
    """Draw an explanation; `said`: the number on the map and the words of each of its steps."""
    across = _Across(told.from_at, told.to_at)
    return Chart(
        line=" ".join(f"{across.at(point.at) * 10:.1f},{_up(point.odds) * 10:.1f}" for point in told.line),
        dots=tuple(_dot(step, across, number, words) for step, (number, words) in zip(told.steps, said, strict=True)),
        marks=_marks(),
        hours=_hours(told, zone),
        holds=tuple(across.bar(span.from_at, span.to_at) for span in told.holds),
        verdicts=_verdicts(told, across),
        alarms=tuple(across.at(at) for at in told.plain),
        violations=tuple(bar for one in stored for bar in _violation(one, told.to_at, across)),
        decided=tuple(across.at(one.decided_at) for one in stored if told.from_at <= one.decided_at <= told.to_at),
    )


class _Across:
    """Time as a place on the drawing."""

    def __init__(self, from_at: Instant, to_at: Instant) -> None:
        self._from_at = from_at
        self._length = to_at - from_at

    def at(self, at: Instant) -> float:
        return round(100.0 * min(max(at - self._from_at, 0), self._length) / self._length, 3)

    def bar(self, from_at: Instant, to_at: Instant, tone: str = "") -> Bar:
        x = self.at(from_at)
        return Bar(x, round(max(self.at(to_at) - x, 0.2), 3), tone)


def _up(odds: int) -> float:
    """Return how far down the drawing odds stand."""
    high = ENDS + 300
    return round(100.0 * (high - max(-ENDS, min(odds, ENDS))) / (2 * high), 3)


def _dot(step: Step, across: _Across, number: int | None, words: str) -> Dot:
    size = abs(step.weight)
    tone: Tone = "doubted" if step.doubt else "still" if size < STILL else "for" if step.weight > 0 else "against"
    return Dot(across.at(step.at), _up(step.odds), round(2.0 + min(size, 6000) ** 0.5 / 16.0, 1), tone, number, words)


def _marks() -> tuple[Mark, ...]:
    return (
        Mark(_up(CERTAIN), f"{decimal(99.5, 1)} %", _("certain"), "edge"),
        Mark(_up(LIKELY), f"{decimal(97.5, 1)} %", _("likely"), "edge"),
        Mark(_up(0), "50 %", "", "faint"),
        Mark(_up(-KEPT), "10 %", _("back"), "edge"),
        Mark(_up(-CERTAIN), f"{decimal(0.5, 1)} %", "", "faint"),
    )


def _hours(told: Explanation, zone: str) -> tuple[tuple[float, str], ...]:
    here = to_datetime(told.from_at).astimezone(ZoneInfo(zone))
    length = to_datetime(told.to_at) - to_datetime(told.from_at)
    step = next((step for step in STEPS if length / step <= MOST_HOURS), STEPS[-1])
    at = here.replace(minute=0, second=0, microsecond=0)
    found: list[tuple[float, str]] = []
    while at <= here + length:
        x = 100.0 * ((at - here) / length)
        if 2.0 <= x <= 98.0:
            found.append((round(x, 2), _clock(at)))
        at += step
    return tuple(found)


def _clock(at: datetime) -> str:
    return at.strftime("%H:%M")


def _verdicts(told: Explanation, across: _Across) -> tuple[Bar, ...]:
    """Return what a plain geofence says over time: from each position to the next, if that comes soon."""
    spoken = [step for step in told.steps if step.geofence]
    ends = [(step, min(later.at, Instant(step.at + LONGEST_CELL))) for step, later in pairwise(spoken)]
    if spoken:
        ends.append((spoken[-1], min(told.to_at, Instant(spoken[-1].at + LONGEST_CELL))))
    merged: list[tuple[Instant, Instant, str]] = []
    for step, end in ends:
        tone = "outside" if step.geofence == told.wrong else "inside"
        if merged and merged[-1][1:] == (step.at, tone):
            merged[-1] = (merged[-1][0], end, tone)
        else:
            merged.append((step.at, end, tone))
    return tuple(across.bar(*one) for one in merged)


def _violation(one: Violation, to_at: Instant, across: _Across) -> tuple[Bar, ...]:
    """Return the stretch of a violation; where it became certain later, the two apart."""
    end = one.closed_at if one.closed_at is not None else to_at
    if one.state not in ("open", "closed"):
        return (across.bar(one.began_at, end, "gone"),)
    if one.certainty == "certain" or one.certain_at is None:
        return (across.bar(one.began_at, end, one.certainty),)
    known_at = min(one.certain_at, end)
    return across.bar(one.began_at, known_at, one.certainty), across.bar(known_at, end, "certain")
