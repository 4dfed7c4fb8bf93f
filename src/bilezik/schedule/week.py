"""A schedule as stretches of UTC.

1. The condition holds at an instant at which the wall clock reads a time in a slot of its day, or in the rest of a slot that
   began the day before and goes over midnight.
2. A dated exception replaces the slots that begin on its date; what began the day before still ends as planned.
3. Stretches that touch or overlap are one.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from bilezik.domain.order import Schedule, Slot
from bilezik.schedule.wall import DAY, MINUTE, Interval, spans

_MONDAY_OFFSET = 3
"""1970-01-01 was a Thursday."""


@lru_cache(maxsize=8192)
def holds_on(schedule: Schedule, day: int) -> tuple[Interval, ...]:
    """Return when `schedule` holds within one UTC day. Kept by content: people with equal schedules share the work."""
    found: list[Interval] = []
    for start, end, offset in spans(schedule.timezone, day):
        first, last = (start + offset) // DAY, (end + offset - 1) // DAY
        for local_day in range(first - 1, last + 1):
            for slot in _slots(schedule, local_day):
                begin = local_day * DAY + slot.start * MINUTE - offset
                finish = local_day * DAY + end_minute(slot) * MINUTE - offset
                if begin < end and finish > start:
                    found.append((max(begin, start), min(finish, end)))
    return merged(found)


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return `intervals` in order, those that touch or overlap made one."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def steady(schedule: Schedule) -> tuple[int, bool | None]:
    """Return from which UTC day on no exception matters, and what the weekly slots say all week: True, False, or None (both)."""
    last = max((day_of(e.date) for e in schedule.exceptions), default=None)
    weekly = merged(
        (day * 1440 + slot.start, day * 1440 + end_minute(slot))
        for slot in schedule.slots
        for weekday in slot.days
        for day in (weekday - 8, weekday - 1)
    )
    always = None if weekly else False
    if any(start <= 0 and end >= 7 * 1440 for start, end in weekly):
        always = True
    return (-(2**40) if last is None else last + 3), always


def day_of(text: str) -> int:
    """Return the number of the local date `YYYY-MM-DD`; `ValueError` if it is none."""
    return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()


def weekday(day: int) -> int:
    """Return the ISO weekday of a day's number: 1 is Monday."""
    return (day + _MONDAY_OFFSET) % 7 + 1


def end_minute(slot: Slot) -> int:
    """Return the minute a slot ends on, counted from the midnight before it begins."""
    return slot.end if slot.end > slot.start else slot.end + 1440


def _slots(schedule: Schedule, local_day: int) -> Iterable[Slot]:
    """Return the slots that begin on a local day."""
    for exception in schedule.exceptions:
        if day_of(exception.date) == local_day:
            return exception.slots
    today = weekday(local_day)
    return [slot for slot in schedule.slots if today in slot.days]
