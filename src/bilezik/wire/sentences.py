"""What devices write as text: fields between commas, numbers, degrees with minutes, days with times, and NMEA's RMC sentence.

1. A field that is not there, or is not what it should be, is nothing; what stands beside it is kept.
2. A number is decimal digits with a sign and a point, at most twelve before the point: no exponent, no infinity.
3. Only ASCII digits are digits.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from bilezik.domain.instant import Instant
from bilezik.wire.moments import instant_of

KMH_MPS: Final = 1 / 3.6
KNOT_MPS: Final = 1852 / 3600
MOST: Final = 10**12

_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{0,12})?")
_WHOLE: Final = re.compile(r"-?[0-9]{1,12}")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{1,16}")
_ANGLE: Final = re.compile(r"([0-9]{0,3}?)([0-9]{1,2}(?:\.[0-9]{0,12})?)")
_DAY: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_CLOCK: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]{0,9}))?")


def field(fields: Sequence[str], index: int) -> str:
    """Return a field without the spaces around it, or nothing: there is none."""
    return fields[index].strip() if index < len(fields) else ""


def number(text: str, least: float = -MOST, most: float = MOST) -> float | None:
    """Return a number from `least` to `most`, or None."""
    value = float(text) if _NUMBER.fullmatch(text) else None
    return value if value is not None and least <= value <= most else None


def whole(text: str, least: int = 0, most: int = MOST) -> int | None:
    """Return a number without a point from `least` to `most`, or None."""
    if len(text) <= 12 and text.isdecimal() and text.isascii():  # nearly every one, and thrice as quick
        value: int | None = int(text)
    else:
        value = int(text) if _WHOLE.fullmatch(text) else None
    return value if value is not None and least <= value <= most else None


def hexadecimal(text: str, most: int = 0xFFFF_FFFF) -> int | None:
    """Return what hexadecimal digits are, up to `most`, or None."""
    value = int(text, 16) if _HEX.fullmatch(text) else None
    return value if value is not None and value <= most else None


def angle(text: str, letter: str, letters: str, most: int) -> float | None:
    """Return dddmm.mmmm as degrees, below zero for the second of the two `letters`; None: no angle up to `most`.

    Leading noughts of the degrees may be missing, and the degrees with them: `10.2368` is ten minutes. Sixty minutes and more are
    none: a digit is wrong then, and nobody knows which.
    """
    found = _ANGLE.fullmatch(text)
    if found is None or len(letter) != 1 or letter not in letters:
        return None
    minutes = float(found[2])
    degrees = int(found[1] or "0") + minutes / 60
    if minutes >= 60 or degrees > most:
        return None
    return -degrees if letter == letters[1] else degrees


def place(lat: str, north: str, lon: str, east: str) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees, or None: no place of the Earth, or exactly 0, 0, which means that none is known."""
    found = angle(lat, north, "NS", 90), angle(lon, east, "EW", 180)
    if found[0] is None or found[1] is None or (found[0] == 0 and found[1] == 0):
        return None
    return found[0], found[1]


def moment(clock: str, day: str) -> Instant | None:
    """Return the instant of `hhmmss`, with a fraction or without, and `ddmmyy` in UTC, or None: there is no such moment."""
    days, hours = _DAY.fullmatch(day), _CLOCK.fullmatch(clock)
    if days is None or hours is None:
        return None
    at = instant_of(2000 + int(days[3]), int(days[2]), int(days[1]), int(hours[1]), int(hours[2]), int(hours[3]))
    return at if at is None or not hours[4] else Instant(at + int(hours[4].ljust(6, "0")[:6]))


class Rmc(NamedTuple):
    """What an RMC sentence says: degrees WGS 84, metres a second, degrees clockwise from north. None: it does not say."""

    at: Instant | None
    status: str
    """`A`: the receiver has a fix, `V`: it has none. Makers have letters of their own."""
    place: tuple[float, float] | None
    speed_mps: float | None
    course_deg: float | None


def rmc(fields: Sequence[str]) -> Rmc:
    """Return what the fields behind the name of an RMC sentence say (NMEA 0183).

    Order: hhmmss.sss, status, ddmm.mmmm, N|S, dddmm.mmmm, E|W, speed in knots, course, ddmmyy.
    """
    speed = number(field(fields, 6), 0, 9_999)
    return Rmc(
        at=moment(field(fields, 0), field(fields, 8)),
        status=field(fields, 1),
        place=place(field(fields, 2), field(fields, 3), field(fields, 4), field(fields, 5)),
        speed_mps=None if speed is None else speed * KNOT_MPS,
        course_deg=number(field(fields, 7), 0, 360),
    )
