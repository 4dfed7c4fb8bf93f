"""`keep_out`: the person may not stay in these places (form 3).

1. Passing by is not a visit: presence inside must last the condition's `dwell`. With no dwell, being inside is enough.
2. Driving through is not a visit either: as long as the last fix inside was made at the speed of a vehicle, presence must last
   `PASSING`, and time alone makes no visit of it: where the person went on to is not known.
3. Each zone of the condition is judged on its own, with its own memory. A place that is closed cannot be visited.
"""

from typing import Final

from bilezik.domain.instant import NEVER, Instant, after, minutes
from bilezik.domain.order import Condition
from bilezik.rules import staying
from bilezik.rules.contract import Verdicts
from bilezik.rules.staying import ZoneMemory, ZoneSeen

PASSING: Final = minutes(3)
"""A kilometre at the least speed that is called passing: wider than any shopping centre. In a city that is forbidden as a whole,
who still drives after this is in it."""


def step(condition: Condition, state: ZoneMemory, seen: ZoneSeen) -> tuple[ZoneMemory, Verdicts, Instant]:
    """Judge one look at one place: inside for the dwell is `entered_place`, from the first fix inside or the edge of the hours.

    Asks to be woken at the end of the dwell: a person who is inside and silent is still inside as long as presence says so.
    """
    if state.is_open or seen.rest or seen.certainty == "unsure":
        return staying.step("entered_place", state, seen)
    since = max(seen.since, seen.holds_since)
    if seen.is_passing and seen.seen_at < after(since, PASSING):
        return state, (), NEVER
    due_at = after(since, condition.dwell)
    if seen.at < due_at:
        return state, (), due_at
    state, verdicts, _ = staying.step("entered_place", state, seen)
    return state, verdicts, NEVER
