"""A device's date and time of day as an instant, without a `datetime` on the hot path."""

from datetime import date
from functools import lru_cache
from typing import Final

from bilezik.domain.instant import Instant

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_DAY: Final = 86_400_000_000


@lru_cache(maxsize=1024)
def _day_at(year: int, month: int, day: int) -> int | None:
    """Return the instant the day begins in UTC, or None: no such day. Devices repeat few days, so nearly every call is a hit."""
    try:
        return (date(year, month, day).toordinal() - _EPOCH_DAY) * _DAY
    except ValueError:
        return None


def instant_of(year: int, month: int, day: int, hour: int, minute: int, second: int) -> Instant | None:
    """Return the instant of a UTC date and time, or None: no such moment. A second of 60 is the leap second's name."""
    day_at = _day_at(year, month, day)
    if day_at is None or hour > 23 or minute > 59 or second > 60 or hour < 0 or minute < 0 or second < 0:
        return None
    return Instant(day_at + (hour * 3600 + minute * 60 + second) * 1_000_000)
