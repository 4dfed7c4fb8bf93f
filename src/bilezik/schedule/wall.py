"""The clock on the person's wall.

1. The wall clock is UTC plus an offset that jumps: for summer time, or because a country changed its mind (Kazakhstan, 1 March
   2024). Offsets come from the tzdata package, not from the machine: a replay elsewhere must read the same clock (law 7).
2. A stretch of wall time is the set of instants at which the wall clock reads a time in it: what the clock skips has no
   instants, what it shows twice has both.
3. Days are UTC days, counted from 1970-01-01, where nothing else is said.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 86_400_000_000
MINUTE: Final = 60_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY, _LAST_DAY = -25_567, 47_482
"""1900 to 2100: beyond, the offset of the last year stays (tzdata itself ends in 2037 and goes on by rule)."""

Interval = tuple[int, int]
"""From, to: half open, in microseconds."""


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone `name`; `ValueError` if there is none."""
    if name not in _names():
        raise ValueError(f"{name!r} is not an IANA time zone such as Asia/Almaty")
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


def _offset(timezone: str, at: int) -> int:
    """Return the wall clock minus UTC at `at`."""
    clamped = min(max(at, _FIRST_DAY * DAY), _LAST_DAY * DAY)
    offset = (_EPOCH + timedelta(microseconds=clamped)).astimezone(zone(timezone)).utcoffset()
    return 0 if offset is None else offset // timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def spans(timezone: str, day: int) -> tuple[tuple[int, int, int], ...]:
    """Return the stretches of a UTC day with one offset, as (from, to, offset)."""
    return tuple(_halved(timezone, day * DAY, (day + 1) * DAY))


def _halved(timezone: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """Cut [start, end) where the offset jumps, which it does on a whole second and at most once a day."""
    before, after = _offset(timezone, start), _offset(timezone, end - 1)
    if before == after:
        return [(start, end, before)]
    low, high = start // 1_000_000, end // 1_000_000
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(timezone, middle * 1_000_000) == before:
            low = middle
        else:
            high = middle
    return [(start, high * 1_000_000, before), (high * 1_000_000, end, after)]
