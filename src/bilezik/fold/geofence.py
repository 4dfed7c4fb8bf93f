"""What simpler rules would have said: the geofence that most systems have, and its careful sister.

1. They are told beside what Bilezik found, never used: `bilezik bench presence` measures the same two on recorded traces.
2. Both know only one position at a time, or two; neither knows what an error is worth, nor that errors of one moment are one error.
3. Neither alarms while the condition rests; when it begins to hold, a position on the wrong side is a new one.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bilezik.domain.instant import Instant


class Stand(NamedTuple):
    """One position: is it on the wrong side, is it so with its whole circle of error, does the condition hold."""

    at: Instant
    is_wrong: bool
    is_clear: bool
    holds: bool


def plain(stands: Iterable[Stand]) -> tuple[Instant, ...]:
    """Return when a plain geofence alarms: at the first position on the wrong side after one on the right side."""
    alarms: list[Instant] = []
    is_armed = True
    for stand in stands:
        is_wrong = stand.holds and stand.is_wrong
        if is_wrong and is_armed:
            alarms.append(stand.at)
        is_armed = not is_wrong
    return tuple(alarms)


def careful(stands: Iterable[Stand]) -> tuple[Instant, ...]:
    """Return when one alarms that wants two positions in a row whose whole circle of error lies on the wrong side."""
    alarms: list[Instant] = []
    run = 0
    for stand in stands:
        run = run + 1 if stand.holds and stand.is_clear else 0
        if run == 2:
            alarms.append(stand.at)
    return tuple(alarms)
