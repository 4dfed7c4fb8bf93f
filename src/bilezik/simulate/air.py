"""Coverage: where a device is not heard for a while, and in which order it then sends what it kept.

1. A stretch without coverage lasts five minutes to eight hours; half of those of a night with an outing hide its beginning.
2. When coverage returns everything kept is sent in one upload, five reports a second. Firmware differs in the order: `ORDERS`.
3. A report that the receiver's recipe sends late (`Reading.delay`) waits for its time, and then for coverage like any other.
"""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from bilezik.domain.instant import Instant, days, hours, minutes, seconds
from bilezik.simulate.device import Span
from bilezik.simulate.life import Outing

Order = Literal["oldest first", "live first", "newest first"]
"""Oldest first: live reports queue behind what was kept. Live first: kept ones follow the next live one, oldest first. Newest
first: what was kept goes out backwards, live ones in between."""
ORDERS: Final[tuple[Order, ...]] = ("oldest first", "live first", "newest first")

GAPS_A_DAY: Final = 0.4
SHORTEST_MIN, LONGEST_MIN = 5.0, 480.0
APART: Final = minutes(15)
"""Between two stretches, so that an upload ends before the next one begins."""
PACE: Final = seconds(0.2)
CONNECTS: Final = seconds(2)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without coverage and the order of the upload after it."""

    span: Span
    order: Order


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Something to send: ready at `ready_at`, which for a live report is when it was measured."""

    ready_at: Instant
    what: T


def gaps(rng: random.Random, outings: Sequence[Outing], from_at: Instant, until_at: Instant) -> tuple[Gap, ...]:
    """Return stretches without coverage in order and apart; all end before `until_at`."""
    found: list[Gap] = []
    for day_at in range(from_at, until_at, days(1)):
        length = minutes(math.exp(rng.uniform(math.log(SHORTEST_MIN), math.log(LONGEST_MIN))))
        begins_at = day_at + rng.randrange(hours(24))
        tonight = [outing for outing in outings if day_at <= outing.leaves_at < day_at + days(1)]
        if tonight and rng.random() < 0.5:
            begins_at = tonight[0].leaves_at + minutes(5) - rng.randrange(length)
        order = rng.choice(ORDERS)
        earliest_at = found[-1].span.to_at + APART if found else from_at + APART
        if rng.random() < GAPS_A_DAY and earliest_at <= begins_at and begins_at + length + APART <= until_at:
            found.append(Gap(Span(Instant(begins_at), Instant(begins_at + length)), order))
    return tuple(found)


def sent(kept: Iterable[Kept[T]], gaps: Sequence[Gap]) -> list[tuple[Instant, T]]:
    """Return what arrives when, in the order of arrival; `kept` in the order in which it was measured."""
    ready = sorted(kept, key=lambda each: each.ready_at)
    arrived: list[tuple[Instant, T]] = []
    n = 0
    for gap in gaps:
        first = n
        while n < len(ready) and ready[n].ready_at < gap.span.from_at:
            n += 1
        arrived += [(each.ready_at, each.what) for each in ready[first:n]]
        first = n
        while n < len(ready) and ready[n].ready_at < gap.span.to_at:
            n += 1
        held = [each.what for each in ready[first:n]]
        begins_at = gap.span.to_at + CONNECTS
        if gap.order == "live first" and n < len(ready):
            begins_at = max(begins_at, ready[n].ready_at + PACE)
        if gap.order == "newest first":
            held.reverse()
        ends_at = begins_at + PACE * len(held)
        while gap.order == "oldest first" and n < len(ready) and ready[n].ready_at < ends_at:
            held.append(ready[n].what)
            ends_at += PACE
            n += 1
        arrived += [(Instant(begins_at + PACE * place), what) for place, what in enumerate(held)]
    arrived += [(each.ready_at, each.what) for each in ready[n:]]
    return sorted(arrived, key=lambda each: each[0])
