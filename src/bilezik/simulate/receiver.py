"""How a receiver errs: the recipe by which truth becomes what a device reports.

1. The error of an ordinary fix is autocorrelated and heavy-tailed: Student-t with 4 degrees of freedom, scale 9 m indoors
   and 3 m outdoors, time constant 2 to 10 minutes. It is made exactly: a Gauss-Markov process over the root of the mean
   square of four others has that distribution at every moment and that memory between moments.
2. Single spikes in 0.5 % of fixes: log-normal, median 350 m; 60 % of them claim an accuracy better than their error.
3. Cell fallback in 5 %: error median 600 m, stated honestly as an estimate. Gaps in 5 %: no fix at all.
4. Late: 1 % of fixes are sent minutes after, 0.1 % hours after. The device's clock is off by seconds, always the same.
"""

import math
import random
from dataclasses import dataclass, field
from typing import Literal

from bilezik.domain.instant import Instant, Micros, hours, minutes, seconds
from bilezik.simulate.cities import Point
from bilezik.simulate.life import Place

FREEDOM = 4
INDOORS_M, OUTDOORS_M = 9.0, 3.0
MEMORY_MIN_S, MEMORY_MAX_S = 120.0, 600.0
SPIKE_SHARE, SPIKE_MEDIAN_M, SPIKE_SPREAD, SPIKE_BOASTS = 0.005, 350.0, 0.8, 0.6
CELL_SHARE, CELL_MEDIAN_M, CELL_SPREAD = 0.05, 600.0, 0.6
GAP_SHARE = 0.05
LATE_MINUTES_SHARE, LATE_HOURS_SHARE = 0.01, 0.001
SKEW_S = 2.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a receiver makes of a place: a position with what it claims of it, sent after `delay`."""

    point: Point
    accuracy_m: float
    source: Literal["gnss", "cell"]
    satellites: int
    hdop: float
    delay: Micros
    spike: bool = False


@dataclass(slots=True)
class Receiver:
    """One receiver with its own memory of its error. Not frozen: it drifts as time goes on."""

    rng: random.Random
    memory_s: float = field(init=False)
    skew: Micros = field(init=False)
    _walks: list[list[float]] = field(init=False)
    _last_at: Instant | None = None

    def __post_init__(self) -> None:
        """Draw what stays the same for this receiver: the memory of its error and how wrong its clock is."""
        self.memory_s = self.rng.uniform(MEMORY_MIN_S, MEMORY_MAX_S)
        self.skew = seconds(self.rng.gauss(0, SKEW_S))
        self._walks = [[self.rng.gauss(0, 1) for _ in range(FREEDOM + 1)] for _ in range(2)]

    def read(self, place: Place, moment: Instant) -> Reading | None:
        """Return the reading at `moment`, or None in a gap. Moments must not go back."""
        east, north = self._drift(moment)
        rng = self.rng
        if rng.random() < GAP_SHARE:
            return None
        delay = self._delay()
        if rng.random() < CELL_SHARE:
            off = rng.lognormvariate(math.log(CELL_MEDIAN_M), CELL_SPREAD)
            point = _thrown(rng, place.point, off)
            return Reading(point, round(rng.uniform(0.8, 1.6) * CELL_MEDIAN_M), "cell", 0, 0.0, delay)
        scale = INDOORS_M if place.indoors else OUTDOORS_M
        point = place.point.moved(east * scale, north * scale)
        claim = max(3.0, scale * rng.uniform(0.7, 2.0))
        satellites, hdop = (
            (rng.randint(5, 8), rng.uniform(1.4, 3.2)) if place.indoors else (rng.randint(8, 14), rng.uniform(0.7, 1.4))
        )
        if rng.random() < SPIKE_SHARE:
            off = rng.lognormvariate(math.log(SPIKE_MEDIAN_M), SPIKE_SPREAD)
            boasts = rng.random() < SPIKE_BOASTS
            claim = max(4.0, off * rng.uniform(0.05, 0.6)) if boasts else off * rng.uniform(1.0, 2.0)
            return Reading(
                _thrown(rng, place.point, off),
                round(claim, 1),
                "gnss",
                max(4, satellites - 3),
                round(hdop * 2, 1),
                delay,
                spike=True,
            )
        return Reading(point, round(claim, 1), "gnss", satellites, round(hdop, 1), delay)

    def _drift(self, moment: Instant) -> tuple[float, float]:
        """Advance the error to `moment` and return its east and north parts in units of the scale."""
        gap = 0.0 if self._last_at is None else (moment - self._last_at) / 1e6
        self._last_at = moment
        keep = math.exp(-gap / self.memory_s)
        fresh = math.sqrt(1 - keep * keep)
        gauss = self.rng.gauss
        parts = []
        for walk in self._walks:
            for i, value in enumerate(walk):
                walk[i] = keep * value + fresh * gauss(0, 1)
            parts.append(walk[0] / math.sqrt(sum(v * v for v in walk[1:]) / FREEDOM))
        return parts[0], parts[1]

    def _delay(self) -> Micros:
        draw = self.rng.random()
        if draw < LATE_HOURS_SHARE:
            return hours(self.rng.uniform(1, 6))
        if draw < LATE_HOURS_SHARE + LATE_MINUTES_SHARE:
            return minutes(self.rng.uniform(2, 20))
        return Micros(0)


def _thrown(rng: random.Random, point: Point, off_m: float) -> Point:
    turn = rng.uniform(0, 2 * math.pi)
    return point.moved(off_m * math.cos(turn), off_m * math.sin(turn))
