"""Instants and lengths of time.

1. An `Instant` is a whole number of microseconds since 1970-01-01T00:00:00Z, the resolution of
   PostgreSQL's `timestamptz`. Whole numbers compare, subtract and serialise the same everywhere;
   a `datetime` costs ten times as much in the fold and hides its zone.
2. `Micros` is a length of time in the same unit.
3. Local time exists only in `bilezik.schedule` and on screens.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NewType

Instant = NewType("Instant", int)
Micros = NewType("Micros", int)

NEVER: Final = Instant(2**62 - 1)
"""Later than every instant: the wake-up of something that need not be woken. At 2^62 whole numbers of compiled code become
objects."""
DAWN: Final = Instant(-(2**62))
"""Earlier than every instant: "as known from the beginning"."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def seconds(n: float) -> Micros:
    """Return the length of `n` seconds."""
    return Micros(round(n * 1_000_000))


def minutes(n: float) -> Micros:
    """Return the length of `n` minutes."""
    return seconds(n * 60)


def hours(n: float) -> Micros:
    """Return the length of `n` hours."""
    return seconds(n * 3600)


def days(n: float) -> Micros:
    """Return the length of `n` days of 24 hours."""
    return seconds(n * 86_400)


def in_seconds(length: int) -> float:
    """Return a length of time as seconds."""
    return length / 1_000_000


def after(at: Instant, length: int) -> Instant:
    """Return the instant `length` microseconds after `at`."""
    return Instant(at + length)


def from_datetime(moment: datetime) -> Instant:
    """Return the instant of an aware `datetime`; a naive one raises `ValueError`."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return Instant((moment - _EPOCH) // _MICROSECOND)


def to_datetime(at: Instant) -> datetime:
    """Return `at` as an aware `datetime` in UTC; `OverflowError` outside the years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=at)


def parse(text: str) -> Instant:
    """Read RFC 3339 or epoch seconds; anything else raises `ValueError` that quotes the text."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            # Python reads 1_7 as seventeen; whoever wrote it meant something else.
            return Instant(round(float(text.replace("_", "?")) * 1_000_000))
        except (ValueError, OverflowError):
            raise ValueError(f"{text!r} is neither RFC 3339 nor epoch seconds") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return from_datetime(moment)


def rfc3339(at: Instant) -> str:
    """Write `at` as RFC 3339 in UTC with milliseconds, e.g. `2026-05-20T00:01:33.000Z`."""
    text = to_datetime(Instant(at - at % 1000)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return text.rjust(24, "0")
