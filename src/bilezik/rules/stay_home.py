"""`stay_home`: the person may not leave home while the condition holds (form 1)."""

from bilezik.domain.instant import Instant
from bilezik.domain.order import Condition
from bilezik.rules import staying
from bilezik.rules.contract import Verdicts
from bilezik.rules.staying import ZoneMemory, ZoneSeen


def step(condition: Condition, state: ZoneMemory, seen: ZoneSeen) -> tuple[ZoneMemory, Verdicts, Instant]:
    """Judge one look at the home zone: outside is `not_home`, from the first fix outside or the edge of the hours."""
    del condition  # home is wherever the condition's zones are; presence has already looked
    return staying.step("not_home", state, seen)
