"""What tracking remembers: of a person's way, of a receiver, of a zone, of a clock. Frozen, and stored as they stand.

They stand apart from the functions that make them, because those are compiled and a compiled class is no struct (decision 10).
"""

from typing import Final, Literal

import msgspec

from bilezik.domain.fix import Doubt
from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.domain.violation import Witness

Mark = Literal["inside", "outside", "unsure"]


LIMIT: Final = 9210
"""Odds are not let grow past 999 in 1,000: a model this simple is never surer than that."""


class Suspect(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A fix that could not have been reached from the last believed one."""

    at: Instant
    lat: float
    lon: float
    scale_m: float


class Step(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The step that led to the last believed fix: whence, how fast, and what its like say of the receiver.

    `returns`: how often the two places were exchanged; `equal_steps`: how many steps before it were the same.
    """

    lat: float
    lon: float
    lat_per_s: float
    lon_per_s: float
    returns: int = 0
    equal_steps: int = 0


class Track(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The last believed fix (`at` DAWN: none yet), its error scale, how often it was repeated on the move, and whose it was.

    `step`: how it was reached; None for the unrest of a receiver at rest.
    """

    at: Instant = DAWN
    lat: float = 0.0
    lon: float = 0.0
    scale_m: float = 0.0
    accuracy_m: float | None = None
    seq: int = 0
    repeats: int = 0
    device: int = 0
    suspect: Suspect | None = None
    step: Step | None = None


NOWHERE: Final = Track()


class WrongSpot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A place that was given in error: where, and how often."""

    lat: float
    lon: float
    times: int


class Excursion(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A fix far from the one before: whence, when, whither, and how many fixes there."""

    from_at: Instant
    from_lat: float
    from_lon: float
    lat: float
    lon: float
    fixes: int


class Habit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of a receiver. `errors` in thousandths, as of `errors_at`; `doubt` has gone on for `run` fixes.

    `times`: the last believed fix ended a spike at a spot where it has now erred so often; 0: it ended none. `jumps`: how often
    satellites placed it far away since `jumps_at`.
    """

    errors: int = 0
    errors_at: Instant = DAWN
    spots: tuple[WrongSpot, ...] = ()
    excursion: Excursion | None = None
    doubt: Doubt = ""
    run: int = 0
    times: int = 0
    jumps: int = 0
    jumps_at: Instant = DAWN


GOOD: Final = Habit()


class Presence(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of one person and one zone.

    `odds` of outside after the last fix. `side`: the last side that was at least likely, since the fix `turned_at`.
    `doubt_at`: the first fix since then that spoke for the other side (NEVER: none). `inside_at`, `outside_at`: the last fix that
    spoke for each, and the spot where the last one for outside lay. `inside_said`, `outside_said`: what the errors common to the
    fixes for each had let them say by then, in thousandths of a nat. `run`: the evidence for the doubt, or for the side it led to.
    """

    odds: int = 0
    side: Mark = "unsure"
    turned_at: Instant = NEVER
    doubt_at: Instant = NEVER
    inside_at: Instant = DAWN
    outside_at: Instant = DAWN
    run: tuple[Witness, ...] = ()
    spot_lat: float = 0.0
    spot_lon: float = 0.0
    inside_said: int = 0
    outside_said: int = 0


class Rates(msgspec.Struct, frozen=True):
    """How people move in and out of a zone: `forget` per microsecond, `outside` the share of time outside in the long run."""

    forget: float
    outside: float


UNKNOWN: Final = Presence(odds=-3200)
"""Nothing is known: four in 100. An order begins with the person at home far more often than with a wild fix far from it, and
no single satellite fix, however far, is to be *likely* by itself: ln(2 / w) is 6.8 nats."""


AWAY: Final = Presence(odds=LIMIT, side="outside")
"""A place the person was nowhere near until now."""


class Pace(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Reports of a device that come with the same lag: how many after the first, from when on, and whether that was told."""

    device: int
    lag: int
    since_at: Instant
    last_at: Instant
    steps: int = 0
    is_told: bool = False
