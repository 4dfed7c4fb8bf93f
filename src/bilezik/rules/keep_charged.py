"""`keep_charged`: the battery is not let run down.

1. At or below `low_pct` it is a violation. It ends `HYSTERESIS` above that, or when the device says it is being charged: a
   battery that hovers at the limit is one violation, not twenty.
2. A device that knows no per cent may say `low_battery`; that counts as being at the limit.
"""

from typing import Final

import msgspec

from bilezik.domain.instant import NEVER, Instant
from bilezik.domain.order import Condition
from bilezik.rules.contract import RESTED, Closed, Opened, Rest, Verdicts

LOW_PCT: Final = 20.0
"""The rule's default limit: about five hours of a bracelet that lives for a day."""
HYSTERESIS: Final = 10.0
"""Per cent points above the limit at which the violation ends: more than a gauge jitters."""


class ChargeMemory(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=3):
    """Whether a violation is open."""

    is_open: bool = False


class ChargeSeen(msgspec.Struct, frozen=True, gc=False):
    """What the device says of its battery at `at`; `says_low`: by a word, not a number."""

    at: Instant
    rest: Rest
    battery_pct: float | None = None
    says_low: bool = False
    is_charging: bool | None = None


IDLE = ChargeMemory()


def step(condition: Condition, state: ChargeMemory, seen: ChargeSeen) -> tuple[ChargeMemory, Verdicts, Instant]:
    """Judge one word about the battery; never asks to be woken."""
    if seen.rest:
        return IDLE, (Closed("battery", seen.at, RESTED[seen.rest]),) if state.is_open else (), NEVER
    limit = condition.low_pct or LOW_PCT
    pct = seen.battery_pct
    if not state.is_open:
        is_low = seen.says_low if pct is None else pct <= limit
        if is_low and not seen.is_charging:
            return ChargeMemory(is_open=True), (Opened("battery", seen.at, "certain", 1000),), NEVER
        return state, (), NEVER
    if seen.is_charging:
        return IDLE, (Closed("battery", seen.at, "it is being charged"),), NEVER
    if pct is not None and pct >= limit + HYSTERESIS:
        return IDLE, (Closed("battery", seen.at, "it was charged"),), NEVER
    return state, (), NEVER
