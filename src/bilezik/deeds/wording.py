"""What a typed value must look like before a deed takes it; every refusal names the field."""

import zoneinfo
from typing import Final

from bilezik.deeds.refusal import Invalid
from bilezik.domain.instant import Instant, parse, to_datetime

LONGEST: Final = 300
"""Letters of a name, an address, an issuer: longer is a paste into the wrong field."""
_FIRST: Final = parse("1990-01-01T00:00:00Z")
_LAST: Final = parse("2100-01-01T00:00:00Z")


def text(field: str, given: str, *, needed: bool = True, longest: int = LONGEST) -> str:
    """Return `given` without blanks around it; `Invalid` if it is needed and empty, too long, or holds control characters."""
    kept = given.strip()
    if needed and not kept:
        raise Invalid(field, "must not be empty")
    if len(kept) > longest:
        raise Invalid(field, f"has {len(kept)} letters, at most {longest} are kept")
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in kept):
        raise Invalid(field, "holds a control character")
    return kept


def timezone(field: str, given: str) -> str:
    """Return an IANA time zone; `Invalid` where there is none of that name."""
    try:
        zoneinfo.ZoneInfo(given)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(field, f"there is no time zone {given!r}; write it as Asia/Almaty") from None
    return given


def instant(field: str, given: Instant) -> Instant:
    """Return `given`; `Invalid` outside the years a case can touch (a date in 3024 is a slip of a finger)."""
    if not _FIRST <= given < _LAST:
        raise Invalid(field, "must lie between 1990 and 2100")
    return given


def period(first: str, from_at: Instant, last: str, to_at: Instant) -> None:
    """Raise `Invalid` unless both are plausible and `to_at` is after `from_at`."""
    instant(first, from_at)
    instant(last, to_at)
    if to_at <= from_at:
        raise Invalid(last, f"must be after {first} ({to_datetime(from_at):%Y-%m-%d %H:%M} UTC)")


def number(field: str, given: float, *, least: float, most: float) -> float:
    """Return `given`; `Invalid` outside `least` to `most`, or where it is no number."""
    if not least <= given <= most:  # also true for NaN
        raise Invalid(field, f"must lie between {least:g} and {most:g}")
    return given
