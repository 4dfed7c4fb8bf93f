"""When an alert that nobody takes is sent on, and to whom.

1. Levels go up the chain: 0 the operators on duty, 1 their supervisor, 2 the officer in charge of the department, 3 the duty
   officer of the service.
2. At the top it is repeated, not given up: an alert that nobody owns never falls silent (law 2).
3. The times are answers to what went wrong elsewhere: a strap alarm unexamined for five days, a tamper window of five minutes.
"""

from typing import Final

from bilezik.domain.instant import Instant, Micros, after, hours, minutes
from bilezik.domain.violation import AlertKind

TOP: Final = 3
WAITS: Final[dict[int, Micros]] = {1: minutes(5), 2: minutes(15), 3: minutes(45), 4: hours(8)}
"""Priority -> how long an alert waits at a level before it is sent on."""
SOS_WAIT: Final = minutes(2)
"""Somebody may be in danger: a person must have looked within the time an ambulance needs to leave."""


def wait(kind: AlertKind, priority: int) -> Micros:
    """Return how long an alert of this kind and priority waits at one level."""
    return SOS_WAIT if kind == "sos" else WAITS[priority]


def escalate_at(kind: AlertKind, priority: int, from_at: Instant) -> Instant:
    """Return when an alert that was raised, released or sent on at `from_at` is sent on if nobody takes it."""
    return after(from_at, wait(kind, priority))


def next_level(level: int) -> int:
    """Return the level an alert is sent on to: one up the chain, or the top again."""
    return min(level + 1, TOP)
