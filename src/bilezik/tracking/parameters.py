"""The numbers of the presence filter, in one frozen place with a version.

1. A change of any number is a new version: a record names the version it was judged by (law 7).
2. What recorded stays and departures tell is fitted by a command and stands in `calibrated.py`; what they do not tell is judgement
   and stands here.
3. What each number means, how it was fitted and on what data is in docs/explanation/presence.md.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from bilezik.domain.instant import Micros, hours, minutes, seconds
from bilezik.tracking.calibrated import NUMBERS


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


def compose(version: int, numbers: Mapping[str, float]) -> Parameters:
    """Return the parameters made of what was fitted (`numbers`, named as in `calibrated.py`) and of what no trace tells.

    Traces hold no measured speed, no beacon, nobody who visits a forbidden place, and hardly a receiver that states no error: what
    concerns those is judgement, and stands here. A name that is missing raises `KeyError`.
    """
    gnss = SourceWorth(
        factor=1.0,
        least_m=8.0,
        unstated_m=20.0,
        outliers=numbers["gnss.outliers"],
        outlier_m=numbers["gnss.outlier_m"],
        wild=numbers["gnss.wild"],
        same_spot=seconds(75),
        correlation=seconds(75),
        grows=True,
    )
    walking = _derived(gnss, outliers=0.0036, wild=0.0006, same_spot=seconds(30), correlation=seconds(30))
    network = _fitted("network", numbers, unstated_m=60.0)
    return Parameters(
        version=version,
        gnss=gnss,
        walking=walking,
        striding=_derived(walking, outliers=0.0006, wild=0.0002, same_spot=seconds(20), correlation=seconds(20)),
        network=network,
        lone=_derived(
            network,
            outliers=numbers["lone.outliers"],
            outlier_m=numbers["lone.outlier_m"],
            wild=numbers["lone.wild"],
            cutoff=int(numbers["lone.cutoff"]),
        ),
        cell=_fitted("cell", numbers, unstated_m=600.0),
        beacon=SourceWorth(
            factor=1.0, least_m=10.0, unstated_m=20.0, outliers=0.001, outlier_m=100.0, wild=0.000011, same_spot=minutes(11)
        ),
        unknown=_fitted("unknown", numbers, unstated_m=60.0),
        stay_leaves=seconds(numbers["stay.leaves_s"]),
        stay_returns=seconds(numbers["stay.returns_s"]),
        place_enters=hours(8),
        place_leaves=hours(2),
    )


def _fitted(source: str, numbers: Mapping[str, float], *, unstated_m: float) -> SourceWorth:
    return SourceWorth(
        factor=numbers[f"{source}.factor"],
        least_m=numbers[f"{source}.least_m"],
        unstated_m=unstated_m,
        outliers=numbers[f"{source}.outliers"],
        outlier_m=numbers[f"{source}.outlier_m"],
        wild=numbers[f"{source}.wild"],
        same_spot=seconds(numbers[f"{source}.same_spot_s"]),
        correlation=seconds(numbers[f"{source}.correlation_s"]),
        cutoff=int(numbers[f"{source}.cutoff"]),
    )


PARAMETERS: Final = compose(4, NUMBERS)
