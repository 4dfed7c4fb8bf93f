"""What is wrong with a schedule, in words that name the field.

1. A schedule that passes compiles for every day, and no minute of the week is claimed by two slots.
2. Fields are named as in `Schedule`, from 0: `schedule.slots[1]: overlaps slots[0] on Monday at 23:00`.
3. In a dated exception the date says the day: the `days` of its slots are not looked at.
"""

import re
from collections.abc import Iterable
from typing import Final

from bilezik.domain.order import Schedule, Slot
from bilezik.schedule.wall import zone
from bilezik.schedule.week import day_of, end_minute

DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEEK = 7 * 1440


def problem(schedule: Schedule) -> str | None:
    """Return what is wrong with `schedule`, or None."""
    try:
        zone(schedule.timezone)
    except ValueError as error:
        return f"schedule.timezone: {error}"
    for number, slot in enumerate(schedule.slots):
        fault = slot_problem(slot)
        if fault is not None:
            return f"schedule.slots[{number}]{fault}"
    return _overlap("schedule.slots", schedule.slots) or _exceptions_problem(schedule)


def slot_problem(slot: Slot) -> str | None:
    """Return what is wrong with one weekly slot, beginning with its field, or None."""
    if not slot.days:
        return ".days: is empty"
    for day in slot.days:
        if not 1 <= day <= 7:
            return f".days: {day} is not a weekday from 1 (Monday) to 7 (Sunday)"
    if len(set(slot.days)) != len(slot.days):
        return ".days: names a day twice"
    return _times_problem(slot)


def _times_problem(slot: Slot) -> str | None:
    if not 0 <= slot.start < 1440:
        return f".start: must be 0 (00:00) to 1439 (23:59) minutes after midnight, is {slot.start}"
    if not 0 <= slot.end <= 1440:
        return f".end: must be 0 (00:00) to 1440 (24:00) minutes after midnight, is {slot.end}"
    if slot.start == slot.end:
        return f": has no length, begins and ends at {clock(slot.start)} (a whole day is 00:00 to 24:00)"
    return None


def _exceptions_problem(schedule: Schedule) -> str | None:
    seen: set[str] = set()
    for number, exception in enumerate(schedule.exceptions):
        where = f"schedule.exceptions[{number}]"
        if not _is_date(exception.date):
            return f"{where}.date: {exception.date!r} is not a date as 2026-05-09"
        if exception.date in seen:
            return f"{where}.date: {exception.date} has an exception already"
        seen.add(exception.date)
        for slot_number, slot in enumerate(exception.slots):
            fault = _times_problem(slot)
            if fault is not None:
                return f"{where}.slots[{slot_number}]{fault}"
        fault = _overlap(f"{where}.slots", [Slot((1,), slot.start, slot.end) for slot in exception.slots], exception.date)
        if fault is not None:
            return fault
    return None


def _is_date(text: str) -> bool:
    """Return whether `text` is a date as YYYY-MM-DD; `fromisoformat` alone takes week dates and dates without dashes too."""
    try:
        day_of(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None


def _overlap(where: str, slots: Iterable[Slot], date: str | None = None) -> str | None:
    """Return which slot overlaps which; of a week, whose Sunday night goes on on Monday, or of one `date`."""
    claimed = sorted(
        (start, (day - 1) * 1440 + end_minute(slot), number)
        for number, slot in enumerate(slots)
        for day in slot.days
        for start in [(day - 1) * 1440 + slot.start]
    )
    if not claimed:
        return None
    first_start, first_end, first = claimed[0]
    for (_, end, number), (start, _, other) in zip(claimed, [*claimed[1:], (first_start + _WEEK, first_end, first)], strict=True):
        if start < end:
            when = f"on {date}" if date else f"on {DAY_NAMES[start // 1440 % 7]}"
            return f"{where}[{max(number, other)}]: overlaps slots[{min(number, other)}] {when} at {clock(start % 1440)}"
    return None


def clock(minutes: int) -> str:
    """Write minutes after midnight as HH:MM."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
