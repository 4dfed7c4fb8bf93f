"""`stay_in_area`: the person may not leave the district, the city or another large area (form 2).

A road that runs for a moment on the other side of the border is no journey: absence must last the condition's `dwell`, if it has
one.
"""

from bilezik.domain.instant import Instant, after
from bilezik.domain.order import Condition
from bilezik.rules import staying
from bilezik.rules.contract import Verdicts
from bilezik.rules.staying import ZoneMemory, ZoneSeen


def step(condition: Condition, state: ZoneMemory, seen: ZoneSeen) -> tuple[ZoneMemory, Verdicts, Instant]:
    """Judge one look at the area: outside for the dwell is `left_area`, from the first fix outside or the edge of the hours.

    Asks to be woken at the end of the dwell.
    """
    if condition.dwell and not (state.is_open or seen.rest or seen.certainty == "unsure"):
        due_at = after(max(seen.since, seen.holds_since), condition.dwell)
        if seen.at < due_at:
            return state, (), due_at
    return staying.step("left_area", state, seen)
