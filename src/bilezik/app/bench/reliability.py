"""Reliability: of the fixes after which so much was said, how many were truly outside.

1. Judged are the fixes of stays, those of a departure until 20 minutes before it, and those after it. The way out is neither.
2. Intervals come from drawing people.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from bilezik.app.bench.presence import Judged, interval
from bilezik.app.bench.traces import EARLY_S
from bilezik.tracking.presence import thousandths

EDGES: Final = (0, 10, 100, 300, 500, 700, 900, 950, 975, 995, 1_001)
"""Thousandths of probability, each bin from one to the next."""
CALLED: Final = (950, 975)
"""What is also counted together: called so much and more."""


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """The fixes after which a probability of outside from `least` to below `most` (thousandths) was said.

    `said`: the mean of it; `interval`: 90 % of the share that was outside, over people.
    """

    least: int
    most: int
    fixes: int
    outside: int
    said: float
    interval: tuple[float, float]

    @property
    def share(self) -> float:
        """How many of them were outside."""
        return self.outside / self.fixes if self.fixes else 0.0


def reliability(judged: Iterable[Judged]) -> tuple[list[Bin], list[Bin]]:
    """Return the bins of `EDGES`, and those of `CALLED`: so much and more."""
    of_person: dict[str, dict[int, tuple[int, int]]] = {}
    for one in judged:
        counts = of_person.setdefault(one.episode.person, {})
        for said, is_out in _said(one):
            fixes, outside = counts.get(said, (0, 0))
            counts[said] = (fixes + 1, outside + is_out)
    people = list(of_person.values())
    return (
        [_bin(people, least, most) for least, most in pairwise(EDGES)],
        [_bin(people, least, 1_001) for least in CALLED],
    )


def _said(one: Judged) -> Iterable[tuple[int, bool]]:
    episode = one.episode
    is_departure = episode.label == "departure"
    for fix, odds in zip(episode.fixes, one.odds, strict=False):
        is_out = is_departure and fix.t_s >= episode.departed_s
        if is_out or episode.is_home or (is_departure and fix.t_s < episode.departed_s - EARLY_S):
            yield thousandths(odds), is_out


def _bin(people: Sequence[dict[int, tuple[int, int]]], least: int, most: int) -> Bin:
    within = [[(said, *count) for said, count in counts.items() if least <= said < most] for counts in people]
    each = [(float(sum(outside for _, _, outside in one)), float(sum(fixes for _, fixes, _ in one))) for one in within]
    fixes = sum(count for one in within for _, count, _ in one)
    return Bin(
        least=least,
        most=most,
        fixes=fixes,
        outside=sum(outside for one in within for _, _, outside in one),
        said=sum(said * count for one in within for said, count, _ in one) / max(fixes, 1) / 1_000,
        interval=interval([one for one in each if one[1]]),
    )
