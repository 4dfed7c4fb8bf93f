"""Weekly slots, dated exceptions and permissions, compiled to stretches of UTC.

Rules of this package:
1. Local time exists here and on screens; what goes in and out is an `Instant`.
2. A schedule is judged by `problem` before it is kept; `Holding` and `intervals` take it as good.
3. The wall clock decides (`schedule.wall`): an hour the clock shows twice counts twice, one it skips not at all.
"""

from bilezik.schedule.check import problem
from bilezik.schedule.holding import Holding, intervals
from bilezik.schedule.text import parse_slots

__all__ = ["Holding", "intervals", "parse_slots", "problem"]
