"""Hours in local time: when a condition holds, when a place is open. `bilezik.schedule` compiles them to intervals in UTC."""

import msgspec


class Slot(msgspec.Struct, frozen=True):
    """A weekly slot in local time: `days` as ISO weekdays (1 Monday to 7 Sunday) on which it begins.

    `start` and `end` are minutes after local midnight, 0 to 1440; an `end` not after `start` is on the next day.
    """

    days: tuple[int, ...]
    start: int
    end: int


class DatedException(msgspec.Struct, frozen=True):
    """One local date (`YYYY-MM-DD`) whose slots replace the weekly ones; no slots: the condition rests that day."""

    date: str
    slots: tuple[Slot, ...] = ()


class Schedule(msgspec.Struct, frozen=True):
    """When a condition holds, in the person's time zone (an IANA name)."""

    timezone: str
    slots: tuple[Slot, ...]
    exceptions: tuple[DatedException, ...] = ()
