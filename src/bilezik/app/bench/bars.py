"""The bars presence is held to, and how far from them it stays.

1. There are two words, *likely* and *certain*, and five bars for each: false alerts a person-day, departures missed, alerts before
   anybody left, and the median and the 95 % of the delay.
2. Every bar is a sum over people that must not be negative: so many more departures were found in time than the bar asks. That is
   what makes its headroom measurable: the sum in standard errors of the same sum over other people (`headroom`).
3. A bar that is passed by a hair is passed by luck. What is fitted is therefore not the figure but the chance that other people of
   the same kind pass (`doubt`: minus its logarithm, 0 when it is sure).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Final

import msgspec

from bilezik.app.bench.presence import Tally
from bilezik.tracking.presence import CERTAIN, LIKELY

LOGISTIC: Final = 1.702
"""1 / (1 + exp(-1.702 z)) is the normal distribution within one in a hundred."""


class Bars(msgspec.Struct, frozen=True, kw_only=True):
    """What one word is held to. `missed` and `early` are shares of the departures."""

    word: str
    threshold: int
    false_a_day: float
    missed: float
    early: float
    median_min: float
    p95_min: float


SEEN: Final = (
    Bars(
        word="likely or certain", threshold=LIKELY, false_a_day=0.012, missed=3 / 580, early=5 / 580, median_min=10.5, p95_min=22.0
    ),
    Bars(word="certain", threshold=CERTAIN, false_a_day=0.0035, missed=3 / 580, early=5 / 580, median_min=20.5, p95_min=22.0),
)
"""On the people it was fitted on."""
UNSEEN: Final = (
    Bars(
        word="likely or certain", threshold=LIKELY, false_a_day=0.02, missed=5 / 782, early=7 / 782, median_min=10.5, p95_min=22.0
    ),
    Bars(word="certain", threshold=CERTAIN, false_a_day=0.006, missed=5 / 782, early=7 / 782, median_min=20.5, p95_min=22.0),
)
"""On people it has not seen."""


Margins = tuple[float, float, float, float, float]
"""By how much one person, or all together, stay on the right side of each bar, in the order of `NAMES`."""
FALSE: Final = "false alerts"
NAMES: Final = (FALSE, "missed", "early", "delay, median", "delay, 95 %")
DELAYS: Final = frozenset(NAMES[3:])
NOTHING: Final[Margins] = (0.0, 0.0, 0.0, 0.0, 0.0)


def margins(tally: Tally, bars: Bars) -> Margins:
    """Return what one person adds to the sum of each bar."""
    caught = len(tally.delays_min)
    return (
        bars.false_a_day * tally.days - tally.false,
        bars.missed * tally.departures - tally.missed,
        bars.early * tally.departures - tally.early,
        sum(delay <= bars.median_min for delay in tally.delays_min) - 0.5 * caught,
        sum(delay <= bars.p95_min for delay in tally.delays_min) - 0.95 * caught,
    )


def added(each: Iterable[Margins]) -> Margins:
    """Return the sum of each bar."""
    total = NOTHING
    for one in each:
        total = plus(total, one)
    return total


def headroom(each: Sequence[Margins]) -> dict[str, float]:
    """Return the sum of each bar in standard errors over people; a count is never surer than by one."""
    means = [total / max(len(each), 1) for total in added(each)]
    scale = len(each) / max(len(each) - 1, 1)
    return {
        name: mean * len(each) / math.sqrt(1.0 + scale * sum((one[n] - mean) ** 2 for one in each))
        for n, (name, mean) in enumerate(zip(NAMES, means, strict=True))
    }


def doubt(rooms: Mapping[str, float]) -> float:
    """Return minus the logarithm of the chance that other people pass each of these bars."""
    return sum(_softly(-LOGISTIC * room) for room in rooms.values())


def drawn(each: Sequence[Margins], draws: int = 2_000) -> dict[str, float]:
    """Return in which share of draws of as many people each bar is missed; `any`: at least one of them."""
    dice = Random(1)  # noqa: S311 - a measurement wants repeatable dice
    failed = dict.fromkeys((*NAMES, "any"), 0)
    for _ in range(draws):
        fails = missed(added(dice.choice(each) for _ in each)) if each else ()
        for name in (*fails, *(("any",) if fails else ())):
            failed[name] += 1
    return {name: count / draws for name, count in failed.items()}


def missed(total: Margins) -> tuple[str, ...]:
    """Return the bars that are missed. The middle one of the delays is in time only if more than half of them are."""
    return tuple(name for name, room in zip(NAMES, total, strict=True) if room < -1e-9 or (name in DELAYS and room <= 0.0))


def plus(a: Margins, b: Margins, part: float = 1.0) -> Margins:
    """Return `a` and so much of `b`."""
    return (a[0] + part * b[0], a[1] + part * b[1], a[2] + part * b[2], a[3] + part * b[3], a[4] + part * b[4])


def _softly(x: float) -> float:
    """Return ln(1 + exp(x))."""
    return x + math.log1p(math.exp(-x)) if x > 0.0 else math.log1p(math.exp(x))
