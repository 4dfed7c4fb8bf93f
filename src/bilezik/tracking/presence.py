"""Presence: the odds that a person is outside a zone.

1. A two-state filter for each zone: the log-odds of *outside* against *inside*, in whole thousandths of a nat (law 7).
2. A fix is worth the log of how much likelier its place is if the person is on that side than if an error alone put it
   there (`weight`). Errors are heavy-tailed (Student's t with four degrees of freedom, whose tail is algebraic) and some fixes
   are not about the place at all, so no single fix is worth more than the log of how rare those are.
3. Errors drift together: a fix adds only what it says beyond what the fixes before it, for the same side, have said already
   and time has not yet made stale.
4. Time moves the odds towards not knowing, at the rates at which people leave and return.
5. The words `inside | outside | unsure` and `certain | likely | unsure` are made here, by the thresholds below, and nowhere else.
"""

from math import sqrt
from typing import Final

import msgspec

from bilezik.domain.instant import NEVER, Instant, minutes
from bilezik.domain.violation import Certainty, Witness
from bilezik.tracking.arithmetic import exp, ln
from bilezik.tracking.memory import LIMIT, Mark, Presence, Rates
from bilezik.tracking.parameters import SourceWorth

LIKELY: Final = 3664
"""Log-odds at and beyond which a side is called likely: 975 in 1,000."""
CERTAIN: Final = 5293
"""Log-odds at and beyond which a side is called certain: 995 in 1,000."""
KEPT: Final = 2197
"""Log-odds at and beyond which a person is taken to be on the right side again: 900 in 1,000."""
SETTLED: Final = 5500
"""A presence beyond this is not moved by one more fix deep on its own side: nothing is computed and nothing changes."""
SETTLED_GAP: Final = minutes(30)
"""But after a longer gap it is worked out in full."""
DEEP: Final = 1.0
"""How many error scales from the edge, on its own side, is deep."""
SPOT_DEG: Final = 0.00015
"""17 m: network fixes this near to each other come from the same access points or the same tower."""
RUN: Final = 6
"""Pieces of evidence kept for the present doubt: the first two and the latest."""


def rates(mean_inside: int, mean_outside: int) -> Rates:
    """Return the rates for a mean stay inside and outside, in microseconds."""
    return Rates(1.0 / mean_inside + 1.0 / mean_outside, mean_outside / (mean_inside + mean_outside))


def certainty(odds: int) -> Certainty:
    """Return the word for log-odds in favour of something."""
    if odds >= CERTAIN:
        return "certain"
    return "likely" if odds >= LIKELY else "unsure"


def mark(odds: int) -> Mark:
    """Return the word for log-odds of outside."""
    if odds >= LIKELY:
        return "outside"
    return "inside" if odds <= -KEPT else "unsure"


def thousandths(odds: int) -> int:
    """Return the probability of log-odds in whole thousandths."""
    return round(1000.0 / (1.0 + exp(-odds / 1000.0)))


def drift(odds: int, gap: int, moving: Rates) -> int:
    """Return the log-odds after `gap` microseconds without a fix: P' = o + (P - o) exp(-forget * gap)."""
    if gap <= 0:
        return odds
    p = 1.0 / (1.0 + exp(-odds / 1000.0))
    x = moving.forget * gap
    p = moving.outside + (p - moving.outside) * (exp(-x) if x < 50.0 else 0.0)
    return _clip(round(1000.0 * ln(p / (1.0 - p))))


def weight(distance_m: float, scale_m: float, worth: SourceWorth, more: float = 1.0) -> int:
    """Return what a fix at `distance_m` from the edge (negative: inside) is worth for *outside*, in thousandths of a nat.

    An error alone carries a fix at least so far past the edge with probability
    (1 - o - w) T(d / scale) + o / (2 + 2 (d / outlier)^(2^cutoff)) + w / 2: the receiver's own errors, its outliers, which reach
    about so far and hardly farther, and the wild fixes that are not about the place at all. T is the survival of Student's t
    with four degrees of freedom. `more`: by which factor this receiver's outliers and wild fixes are more frequent.
    """
    outliers, wild = more * worth.outliers, more * worth.wild
    d = distance_m if distance_m >= 0.0 else -distance_m
    far = d / worth.outlier_m
    for _ in range(worth.cutoff - 1):
        far *= far  # by multiplication: a library's power function differs between processors (law 7)
    own = 1.0 - outliers - wild
    carried = own * _survival(d / scale_m) + 0.5 * outliers / (1.0 + far * far) + 0.5 * wild
    nats = round(1000.0 * ln((1.0 - carried) / carried))
    return nats if distance_m >= 0.0 else -nats


def is_unmoved(presence: Presence, distance_m: float, deep_m: float) -> bool:
    """Return whether a settled, undoubted presence sees one more fix at least `deep_m` deep on its own side."""
    if presence.doubt_at != NEVER:
        return False
    return presence.odds <= -SETTLED if distance_m <= -deep_m else presence.odds >= SETTLED and distance_m >= deep_m


def see(before: Presence, said: Witness, gap: int, last_at: Instant, moving: Rates, worth: SourceWorth) -> Presence:
    """Return the presence after a fix `said`, whose `weight` is what it would be worth alone.

    `gap` and `last_at`: the time since the last believed fix and its instant. A settled presence is not told of every fix on its
    own side; the last of them was at `last_at`.
    """
    at, nats = said.at, said.weight or 0
    is_out = nats > 0
    outside_at = last_at if before.odds >= SETTLED else before.outside_at
    inside_at = last_at if before.odds <= -SETTLED else before.inside_at
    spot_lat, spot_lon = said.lat or 0.0, said.lon or 0.0
    together = worth.correlation
    if is_out and abs(spot_lat - before.spot_lat) < SPOT_DEG and abs(spot_lon - before.spot_lon) < 2.0 * SPOT_DEG:
        together = worth.same_spot
    outside_said, inside_said = before.outside_said, before.inside_said
    if is_out:
        earlier = outside_said if worth.grows and before.odds < SETTLED else nats
        moved, outside_said = _news(nats, earlier, at - outside_at, together)
        outside_at = at
    else:
        earlier = inside_said if worth.grows and before.odds > -SETTLED else -nats
        moved, inside_said = _news(-nats, earlier, at - inside_at, together)
        moved, inside_at = -moved, at
        spot_lat, spot_lon = before.spot_lat, before.spot_lon
    odds = _clip(drift(before.odds, gap, moving) + moved)
    now = mark(odds)
    said = msgspec.structs.replace(said, probability=thousandths(odds), weight=moved)
    speaks_against = is_out != (before.side == "outside") or before.side == "unsure"
    is_doubted = before.doubt_at != NEVER
    side, turned_at, doubt_at, run = before.side, before.turned_at, before.doubt_at, before.run
    if now == side and not speaks_against:
        doubt_at, run = NEVER, () if is_doubted else run
    else:
        run = _kept(run if is_doubted else (), said)
        doubt_at = at if speaks_against and not is_doubted else doubt_at
        if now not in ("unsure", side):
            side, turned_at, doubt_at = now, at if doubt_at == NEVER else doubt_at, NEVER
    return Presence(
        odds, side, turned_at, doubt_at, inside_at, outside_at, run, spot_lat, spot_lon, inside_said, outside_said
    )  # fmt: skip


def _news(nats: int, earlier: int, since: int, together: int) -> tuple[int, int]:
    """Return what a fix worth `nats` adds to what was said for its side `since` ago, and what has been said now.

    Errors that fade like exp(-t / together) leave of the earlier word that share; only what goes beyond it is news. The larger
    word is kept, so that a poor fix between two good ones does not make the second news.
    """
    stale = round(earlier * exp(-since / together)) if earlier and since < 20 * together else 0
    return (nats - stale, nats) if nats > stale else (0, stale)


def _kept(run: tuple[Witness, ...], said: Witness) -> tuple[Witness, ...]:
    if len(run) < RUN:
        return (*run, said)
    return (*run[:2], *run[3:], said)


def _survival(z: float) -> float:
    """Return P(T > z) of Student's t with four degrees of freedom, z >= 0: (1-u)²(2+u)/4 with u = z / sqrt(4 + z²)."""
    root = sqrt(4.0 + z * z)
    short = 4.0 / (root * (root + z))
    return 0.25 * short * short * (2.0 + z / root)


def _clip(odds: int) -> int:
    return LIMIT if odds > LIMIT else max(odds, -LIMIT)
