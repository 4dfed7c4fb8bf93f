"""The pace of a device's clock, which may go as ours does and stand elsewhere.

1. A live report comes some seconds after the time it states. An upload states times further apart than it comes: its lag shrinks
   from report to report. A clock that is wrong makes reports that come as far apart as they say, each with the same lag.
2. It is called wrong after `STEPS` such reports over at least `LEAST`, and once: until a report comes on time, or with another lag.
3. A device that holds its reports back and never catches up looks the same. It is called so too: where the person is now, neither
   can tell.
"""

from typing import Final

from bilezik.domain.instant import Instant, minutes, seconds
from bilezik.tracking.memory import Pace

BEHIND: Final = minutes(10)
"""A lag up to here is a network's, or a short time without coverage."""
SAME: Final = seconds(45)
"""Lags so near to each other are the same: sending takes its time. Less than a minute, the shortest step of a bracelet."""
APART: Final = seconds(10)
"""What comes closer together came in one breath, and says nothing of the pace."""
STEPS: Final = 4
LEAST: Final = minutes(3)


def walk(pace: Pace | None, device: int, at: Instant, received_at: Instant) -> tuple[Pace | None, bool]:
    """Return the pace after a report that states `at`, and whether its clock is called wrong now."""
    lag = received_at - at
    if lag <= BEHIND:
        return None, False
    if pace is None or abs(lag - pace.lag) > SAME:
        return Pace(device, lag, received_at, received_at), False
    if received_at - pace.last_at < APART:
        return pace, False
    steps = min(pace.steps + 1, STEPS)
    is_wrong = steps >= STEPS and received_at - pace.since_at >= LEAST
    kept = lag if pace.is_told else pace.lag  # a clock that is wrong drifts as well
    return Pace(device, kept, pace.since_at, received_at, steps, pace.is_told or is_wrong), is_wrong and not pace.is_told
