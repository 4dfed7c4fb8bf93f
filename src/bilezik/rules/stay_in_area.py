"""`stay_in_area`: the person may not leave the district, the city or another large area (form 2)."""

from bilezik.domain.instant import Instant
from bilezik.domain.order import Condition
from bilezik.rules import staying
from bilezik.rules.contract import Verdicts
from bilezik.rules.staying import ZoneMemory, ZoneSeen


def step(condition: Condition, state: ZoneMemory, seen: ZoneSeen) -> tuple[ZoneMemory, Verdicts, Instant]:
    """Judge one look at the area: outside is `left_area`, from the first fix outside or the edge of the hours."""
    del condition  # the area is the union of the condition's zones; presence has already looked
    return staying.step("left_area", state, seen)
