"""The numbers of the presence filter, in one frozen place with a version.

A change of any number is a new version: a record names the version it was judged by (law 7). What each number means, how it was
fitted and on what data is in docs/explanation/presence.md.
"""

from typing import Final

import msgspec

from bilezik.domain.instant import Micros, hours, minutes, seconds


class SourceWorth(msgspec.Struct, frozen=True):
    """What a stated error is worth for one source.

    The scale of the error is `factor * stated`, at least `least_m`; `unstated_m` where nothing is stated. A share `outliers` of
    fixes err by something like `outlier_m` whatever they state, and hardly by more: the share falls off like 1 / d to the power of
    two to the `cutoff`; a share `wild` errs without limit. Errors drift together for about
    `correlation`: a second fix like the first is 63 % news after this time; at the same spot that takes `same_spot`. `grows`: a
    fix that is clearer than the one before is news by the difference at once. Satellites are measured anew each time; a network
    looks the same access points up again and only states another radius.
    """

    factor: float
    least_m: float
    unstated_m: float
    outliers: float
    outlier_m: float
    wild: float
    same_spot: Micros
    correlation: Micros = minutes(3)
    grows: bool = False
    cutoff: int = 3


class Parameters(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the filter may be tuned by. Times in microseconds, odds in thousandths of a nat."""

    version: int
    gnss: SourceWorth
    walking: SourceWorth
    """`gnss` of a receiver that measures a speed of its own, by which an error of the place is rarely accompanied."""
    striding: SourceWorth
    """`walking` that came as far since the last fix as the speed it measures would carry it: two measurements that agree."""
    network: SourceWorth
    lone: SourceWorth
    """`network` that states the least error such positions ever state: one access point gave it, and that may have moved house."""
    cell: SourceWorth
    beacon: SourceWorth
    unknown: SourceWorth
    stay_leaves: Micros
    """Mean time until a person inside a home or area leaves it."""
    stay_returns: Micros
    """Mean time until a person outside comes back."""
    place_enters: Micros
    """Mean time until a person near a forbidden place goes in."""
    place_leaves: Micros
    """Mean time a visit lasts."""


_derived = msgspec.structs.replace
_GNSS: Final = SourceWorth(
    factor=1.0,
    least_m=8.0,
    unstated_m=20.0,
    outliers=0.0144,
    outlier_m=300.0,
    wild=0.0025,
    same_spot=seconds(75),
    correlation=seconds(75),
    grows=True,
)
_WALKING: Final = _derived(_GNSS, outliers=0.0036, wild=0.0006, same_spot=seconds(30), correlation=seconds(30))
_NETWORK: Final = SourceWorth(
    factor=0.66,
    least_m=20.0,
    unstated_m=60.0,
    outliers=0.0036,
    outlier_m=330.0,
    wild=0.00015,
    same_spot=minutes(9),
    correlation=minutes(2),
    cutoff=4,
)

PARAMETERS: Final = Parameters(
    version=3,
    gnss=_GNSS,
    walking=_WALKING,
    striding=_derived(_WALKING, outliers=0.0006, wild=0.0002, same_spot=seconds(20), correlation=seconds(20)),
    network=_NETWORK,
    lone=_derived(_NETWORK, outlier_m=530.0),
    cell=SourceWorth(factor=0.5, least_m=200.0, unstated_m=600.0, outliers=0.029, outlier_m=1540.0, wild=0.003, same_spot=hours(6)),
    beacon=SourceWorth(
        factor=1.0, least_m=10.0, unstated_m=20.0, outliers=0.001, outlier_m=100.0, wild=0.000011, same_spot=minutes(11)
    ),
    unknown=SourceWorth(
        factor=1.0, least_m=15.0, unstated_m=60.0, outliers=0.0146, outlier_m=180.0, wild=0.0011, same_spot=minutes(20)
    ),
    stay_leaves=hours(24),
    stay_returns=hours(3),
    place_enters=hours(8),
    place_leaves=hours(2),
)
